"""What a learner may give as an answer, read as numbers that can be compared."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from autograd.checks import described, is_iterable, unwrap

STEP = 1e-8
"""Numbers this close are the same, whatever their size: a difference quotient is not exactly 0."""


class AnswerError(Exception):
    """What was given is no answer; the message says what to give instead.

    Attributes:
        empty: Whether nothing has been written yet.
    """

    def __init__(self, message: str, *, empty: bool = False) -> None:
        super().__init__(message)
        self.empty = empty


class Seen(NamedTuple):
    """A number of an answer: what it is, and its size."""

    what: str
    number: float

    def is_close(self, other: "Seen", tolerance: float) -> bool:
        """Whether both are the same number, up to a relative tolerance; nan is like nan."""
        a, b = self.number, other.number
        return math.isclose(a, b, rel_tol=tolerance, abs_tol=STEP) or (a != a and b != b)


class Kind(Protocol):
    """A kind of answer: how close its numbers have to be, and how they are read."""

    @property
    def tolerance(self) -> float:
        """The largest relative difference between equal numbers."""

    def read(self, answer: Any) -> tuple[Seen, ...]:
        """The numbers of an answer; `AnswerError` if it has none."""


@dataclass(frozen=True)
class Number:
    """One number, or a Value, whose number is read."""

    tolerance: float = 0.01

    def read(self, answer: Any) -> tuple[Seen, ...]:
        """The number; a list, a function or text is refused.

        >>> Number().read(2)
        (Seen(what='', number=2.0),)
        """
        return (Seen("", number_of(answer)),)


@dataclass(frozen=True)
class Numbers:
    """Several numbers, in order; `names` say what they are."""

    names: tuple[str, ...]
    tolerance: float = 0.01

    def read(self, answer: Any) -> tuple[Seen, ...]:
        """The numbers of a list, a tuple or an array.

        >>> Numbers(("dw", "db")).read([1, 2])
        (Seen(what='dw', number=1.0), Seen(what='db', number=2.0))
        """
        wanted = f"a list of {len(self.names)} numbers: [{', '.join(self.names)}]"
        if not is_iterable(answer):
            raise AnswerError(f"That is {described(answer)}. Give {wanted}.")
        parts = list(answer)
        if parts and all(map(is_empty, parts)):
            raise AnswerError("", empty=True)
        if len(parts) != len(self.names):
            raise AnswerError(f"Your list has {len(parts)} elements. Give {wanted}.")
        return tuple(map(Seen, self.names, map(number_of, parts, self.names)))


@dataclass(frozen=True)
class Choice:
    """One of several letters."""

    letters: str = "abcd"
    tolerance: float = 0.0

    def read(self, answer: Any) -> tuple[Seen, ...]:
        """The place of the letter.

        >>> Choice().read("B")
        (Seen(what='', number=1.0),)
        """
        letter = answer.strip().lower() if isinstance(answer, str) else ""
        if len(letter) != 1 or letter not in self.letters:
            wanted = ", ".join(repr(letter) for letter in self.letters)
            raise AnswerError(f"That is {described(answer)}. Give one of the letters {wanted}.")
        return (Seen("", float(self.letters.index(letter))),)


@dataclass(frozen=True)
class Code:
    """A function or a class, which is judged by what it does.

    Attributes:
        calls: What is shown of a call, and how it is made: a function of the learner's function,
            which returns a number or a list of numbers.
    """

    calls: Mapping[str, Callable[[Any], Any]]
    tolerance: float = 1e-6

    def read(self, answer: Any) -> tuple[Seen, ...]:
        """The numbers that the calls give; what raises an error is refused with its line.

        >>> Code({"square(3.0)": lambda square: square(3.0)}).read(lambda x: x * x)
        (Seen(what='square(3.0)', number=9.0),)
        """
        if _has_no_body(answer):
            raise AnswerError("", empty=True)
        if not callable(answer):
            raise AnswerError(
                f"That is {described(answer)}. Give the function itself, by its name and without "
                "parentheses."
            )
        return tuple(
            seen for what, call in self.calls.items() for seen in _called(what, call, answer)
        )


def _has_no_body(answer: Any) -> bool:
    """Whether a function does nothing at all, as `def f(x): ...` does."""
    import dis

    if not hasattr(answer, "__code__"):
        return False
    steps = [step for step in dis.get_instructions(answer) if step.opname not in ("RESUME", "NOP")]
    constants = [step.argval for step in steps if step.opname.endswith("_CONST")]
    return constants == [None] and {step.opname for step in steps} <= _IDLE


_IDLE = {"LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}


def _called(what: str, call: Callable[[Any], Any], answer: Any) -> list[Seen]:
    try:
        result = call(answer)
    except NotImplementedError:
        raise AnswerError("The function has no body yet.", empty=True) from None
    except Exception as error:  # whatever a learner's code may raise
        raise AnswerError(f"`{what}` raised {_error_in_words(error, answer)}") from None
    if result is None:
        raise AnswerError(
            f"`{what}` gives None. Write the body, and end it with `return`.", empty=True
        )
    if not is_iterable(result):
        return [Seen(what, number_of(result, f"`{what}`"))]
    return [Seen(f"{what}[{k}]", number_of(x, f"`{what}[{k}]`")) for k, x in enumerate(result)]


def _error_in_words(error: BaseException, answer: Any) -> str:
    """The error, and the last line of the learner's own code on the way to it."""
    import traceback

    own = getattr(getattr(answer, "__code__", None), "co_filename", None)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == own]
    where = f" In line {frames[-1].lineno}: `{frames[-1].line}`" if frames else ""
    return in_words(error) + where


def in_words(error: BaseException) -> str:
    """The type and the text of an error, whatever it does when asked for its text.

    >>> in_words(ValueError("no."))
    'ValueError: no.'
    """
    try:
        text = str(error).rstrip(".")
    except Exception:
        text = ""
    return f"{type(error).__name__}: {text}." if text else f"{type(error).__name__}."


def number_of(answer: Any, what: str = "") -> float:
    """The number in an answer; `what` it is, for the message if there is none.

    >>> number_of(2, "dw")
    2.0
    """
    place = f"{what} is" if what else "That is"
    if is_empty(answer):
        raise AnswerError(f"{place} still empty: give a number.", empty=not what)
    if hasattr(answer, "grad") and hasattr(answer, "data"):  # a Value, ours or another
        answer = answer.data
    answer = unwrap(answer)
    if isinstance(answer, Sequence) and not isinstance(answer, str) and len(answer) == 1:
        raise AnswerError(f"{place} a list of one. Give the number in it.")
    if callable(answer):
        raise AnswerError(f"{place} a function. Call it, and give the number that it returns.")
    if isinstance(answer, bool | str | bytes | complex) or not hasattr(answer, "__float__"):
        raise AnswerError(f"{place} {described(answer)}. Give a number.")
    try:
        return float(answer)
    except Exception:  # an array with axes, or whatever an object of the learner's raises
        raise AnswerError(f"{place} {described(answer)}. Give a single number.") from None


def is_empty(answer: Any) -> bool:
    """Whether an answer has not been written yet.

    >>> is_empty(...), is_empty(0.0)
    (True, False)
    """
    return answer is None or answer is ... or (isinstance(answer, str) and not answer.strip())
