"""What `grade` found, as objects and as text."""

from dataclasses import dataclass
from typing import Any

from autograd.grading.programs import Outcome
from autograd.writing.html import face, html_table, listing, sentence
from autograd.writing.text import text_table


@dataclass(frozen=True)
class Mark:
    """One thing that was tested.

    Attributes:
        name: What.
        status: "right", "wrong", "missing" or "not tested".
        program: The smallest program that shows what is wrong, as Python source.
        shown: The expression that is wrong, such as `a.grad`.
        expected: What it should be.
        found: What it is, or the error.
        hint: A typical mistake that would look like this.
    """

    name: str
    status: str
    program: str = ""
    shown: str = ""
    expected: str = ""
    found: str = ""
    hint: str = ""

    @classmethod
    def wrong(cls, name: str, outcome: Outcome, hint: str) -> "Mark":
        """For a program that failed."""
        program, shown, expected, found, _ = outcome
        return cls(name, "wrong", program.source, shown, expected, found, hint)

    def __str__(self) -> str:
        program = "".join(f"    {line}\n" for line in self.program.splitlines())
        what = f"{self.shown}: expected {self.expected}, found " if self.shown else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{self.name}: {self.status}\n{program}  {what}{self.found}{hint}"


@dataclass(frozen=True, repr=False)
class Grade:
    """The result of `grade`: true if nothing is wrong, a table when printed.

    Attributes:
        name: Of the class.
        marks: One for each thing that was tested.
    """

    name: str
    marks: tuple[Mark, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.failures

    @property
    def failures(self) -> tuple[Mark, ...]:
        """What is wrong."""
        return tuple(mark for mark in self.marks if mark.status == "wrong")

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        return f"<Grade: {self.summary}>"

    def __str__(self) -> str:
        return "\n\n".join([self.summary, text_table(HEADER, self._rows()), *self._explanations()])

    @property
    def summary(self) -> str:
        """The result in one line."""
        tested = [mark for mark in self.marks if mark.status in ("right", "wrong")]
        right = len(tested) - len(self.failures)
        return f"{self.name}: {right} of {len(tested)} right"

    def _explanations(self) -> list[str]:
        """The failures with their programs; of those with the same hint the first."""
        groups: dict[str, list[Mark]] = {}
        for mark in self.failures:
            groups.setdefault(mark.hint or mark.name, []).append(mark)
        return [
            f"{first}\n  the same: {', '.join(mark.name for mark in others)}"
            if others
            else str(first)
            for first, *others in groups.values()
        ]

    def _rows(self) -> list[list[str]]:
        return [[mark.name, mark.status] for mark in self.marks]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """For notebooks: the table in HTML, and always the text with it."""
        table = html_table(self._rows(), head=HEADER, even={0})
        more = map(listing, self._explanations())
        html = face(sentence(self.summary, strong=True), table, *more)
        return {"text/plain": str(self), "text/html": html}


HEADER = ("test", "result")
