"""`check` answers the exercises of the notebooks, `hint` helps with them."""

from typing import Any

from autograd.grading.exercise import Exercise, as_exercise
from autograd.grading.exercises import EXERCISES
from autograd.grading.feedback import Feedback, Hint

_given: dict[str, int] = {}  # how many hints of an exercise have been given in this process


def check(exercise: str | Exercise, answer: Any = ...) -> Feedback:
    """Say whether an answer is right and, if not, which mistake it looks like.

    It answers within a second and never tells the answer. A wrong answer, of whatever kind, raises
    no error: a function that raises one, or never ends, is reported in words.

    Args:
        exercise: The name of an exercise of the notebooks, or an `Exercise` of your own.
        answer: What the exercise asks for: a number, a Value, a list, or a function.

    Returns:
        Feedback: true if the answer is right; a notebook shows it, with the hints folded.

    Raises:
        InputValueError: If there is no exercise of this name.

    >>> print(check("chain-rule"))
    chain-rule: nothing here yet. Give dL/da, a number.
    A hint: hint("chain-rule")
    >>> print(check("chain-rule", -8))
    chain-rule: not yet. That is the value of L, not a derivative of it.
    A hint: hint("chain-rule")
    """
    return as_exercise(exercise, EXERCISES).judge(answer)


def hint(exercise: str | Exercise) -> Hint:
    """The next hint for an exercise; after the last one, the first again.

    >>> hint("chain-rule")
    <Hint 1 of 3 for chain-rule>
    >>> hint("chain-rule")
    <Hint 2 of 3 for chain-rule>
    """
    chosen = as_exercise(exercise, EXERCISES)
    hints = chosen.hints or ("There is none for this exercise.",)
    place = _given.get(chosen.name, 0) % len(hints)
    _given[chosen.name] = place + 1
    return Hint(chosen.name, place + 1, len(hints), hints[place])
