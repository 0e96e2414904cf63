"""An exercise: what is asked, what is right, and the mistakes that people make."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from autograd.checks import described, did_you_mean
from autograd.errors import InputTypeError, InputValueError
from autograd.grading.answers import AnswerError, Kind, Number, Seen, in_words, is_empty
from autograd.grading.feedback import Feedback
from autograd.grading.patience import PATIENCE, StillRunningError, within
from autograd.writing.text import number

NEAR = 0.1
"""Answers this close to the right one are told to be close."""


@dataclass(frozen=True)
class Mistake:
    """A typical wrong answer, and what it says about how it was found."""

    answer: Any
    message: str


@dataclass(frozen=True)
class Exercise:
    """A question of a notebook, with all that is known about its answers.

    Whatever an answer is, it is read as numbers: a function gives those of some calls. The right
    answer and the mistakes are read in the same way, and the learner's numbers are compared with
    theirs. So a row says all there is to say, and the tests follow from it.

    Attributes:
        name: The name in `check(name, answer)` and `hint(name)`.
        asks: What is to be given, after "Give".
        right: A right answer.
        mistakes: Typical wrong ones, each with a message that names the mistake and does not tell
            the answer. The first that is like the learner's answer counts.
        hints: From a nudge to the last step but one.
        because: What to learn from it, said once the answer is right.
        kind: What an answer is: `Number`, `Numbers`, `Choice` or `Code`.

    >>> exercise = Exercise("double", "twice 4", 8.0, (Mistake(16.0, "That is squared."),), ())
    >>> print(exercise.judge(16))
    double: not yet. That is squared.
    """

    name: str
    asks: str
    right: Any
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, ...]
    because: str = ""
    kind: Kind = field(default_factory=Number)

    def judge(self, answer: Any) -> Feedback:
        """What to say to an answer, within a second, whatever it is."""
        if is_empty(answer):
            return self._feedback("empty", f"Give {self.asks}.")
        try:
            seen = within(PATIENCE, lambda: self._read(answer))
        except StillRunningError:
            return self._feedback("wrong", TOO_LONG)
        if isinstance(seen, AnswerError):
            message = str(seen) or f"Give {self.asks}."
            return self._feedback("empty" if seen.empty else "wrong", message)
        right = self._known(self.right)
        if _same(seen, right, self.kind.tolerance):
            return self._feedback("right", self.because)
        return self._feedback("wrong", self._named(answer, seen, right))

    def _read(self, answer: Any) -> Sequence[Seen] | AnswerError:
        """The numbers of an answer, or why it has none."""
        try:
            return self.kind.read(answer)
        except AnswerError as error:
            return error
        except BaseException as error:  # SystemExit, or whatever an object of the learner's raises
            return AnswerError(f"It ended with {in_words(error)}")

    def _known(self, answer: Any) -> Sequence[Seen]:
        """The numbers of an answer of this row."""
        seen = self._read(answer)
        if isinstance(seen, AnswerError):
            raise InputValueError(
                f"the exercise {self.name!r} cannot read an answer of its own, "
                f"{described(answer)}: {seen}"
            )
        return seen

    def _named(self, answer: Any, seen: Sequence[Seen], right: Sequence[Seen]) -> str:
        """What is wrong: the mistake that gives these numbers, or where they are wrong."""
        tolerance = self.kind.tolerance
        for mistake in self.mistakes:
            if _same(seen, self._known(mistake.answer), tolerance):
                return mistake.message
        if _same(seen, [Seen(what, -x) for what, x in right], tolerance):
            return SIGN
        if _is_gradient(answer, right, tolerance):
            return GRADIENT
        if any(x != x for _, x in seen):
            return NAN
        if len(seen) != len(right):
            return f"It gives {len(seen)} numbers. Give {self.asks}."
        if tolerance and _same(seen, right, NEAR):
            return CLOSE
        return _where(seen, right, tolerance) or f"That is not it. Asked for is {self.asks}."

    def _feedback(self, status: str, message: str) -> Feedback:
        return Feedback(self.name, status, message, () if status == "right" else self.hints)


SIGN = "The size is right, the sign is not."
NAN = "A number of it is nan, which is not a number: somewhere 0 / 0, inf - inf or the like."
CLOSE = "Close, but too far off for rounding: compute it with more digits."
GRADIENT = "You gave a Value, of which the number is read. Its derivative is in `.grad`."
TOO_LONG = (
    "It was still running after most of a second, and was stopped: is there a loop that never "
    "ends, or one with far too many steps?"
)


def _same(seen: Sequence[Seen], others: Sequence[Seen], tolerance: float) -> bool:
    pairs = list(zip(seen, others, strict=False))
    return len(seen) == len(others) and all(a.is_close(b, tolerance) for a, b in pairs)


def _is_gradient(answer: Any, right: Sequence[Seen], tolerance: float) -> bool:
    """Whether the answer is a Value whose gradient would be right."""
    gradient = getattr(answer, "grad", None)
    return isinstance(gradient, float) and _same([Seen("", gradient)], right, tolerance)


def _where(seen: Sequence[Seen], right: Sequence[Seen], tolerance: float) -> str:
    """Which of several numbers are wrong; empty for a single one."""
    pairs = zip(seen, right, strict=True)
    wrong = [mine for mine, theirs in pairs if not mine.is_close(theirs, tolerance)]
    first = wrong[0]
    if not first.what:
        return ""
    right_ones = len(seen) - len(wrong) or "None"
    others = f" {right_ones} of {len(seen)} are right." if len(seen) > 1 else ""
    return f"`{first.what}` is {number(first.number)}, and that is not right.{others}"


def as_exercise(exercise: Any, table: dict[str, Exercise]) -> Exercise:
    """An exercise of the table by its name, or one of a teacher's own."""
    if isinstance(exercise, Exercise):
        return exercise
    if not isinstance(exercise, str):
        raise InputTypeError(
            f"an exercise is given by its name, such as 'chain-rule', or as an Exercise, but this "
            f"was given: {described(exercise)}"
        )
    if exercise not in table:
        raise InputValueError(
            f"there is no exercise {exercise!r}; {did_you_mean(exercise, table)}"
            f"the exercises are {', '.join(table)}"
        )
    return table[exercise]
