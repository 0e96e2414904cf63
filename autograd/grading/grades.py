"""The result of `grade`, as objects and as text."""

from dataclasses import dataclass

from autograd.grading.programs import Outcome
from autograd.writing.html import Shown, face, html_table, listing, sentence
from autograd.writing.text import text_table


@dataclass(frozen=True)
class Mark:
    """One thing that was tested.

    Attributes:
        name: The name of the test.
        status: "right", "wrong", "missing" or "not tested".
        program: The smallest program that shows the mistake, as Python source.
        shown: The expression that is wrong, such as `a.grad`.
        expected: The right value of the expression.
        found: The wrong value, or the error.
        hint: A typical mistake that looks like this.
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
        """The mark for a program that failed."""
        program, shown, expected, found, _ = outcome
        return cls(name, "wrong", program.source, shown, expected, found, hint)

    def __str__(self) -> str:
        program = "".join(f"    {line}\n" for line in self.program.splitlines())
        what = f"{self.shown}: expected {self.expected}, found " if self.shown else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{self.name}: {self.status}\n{program}  {what}{self.found}{hint}"


@dataclass(frozen=True, repr=False)
class Grade(Shown):
    """The result of `grade`: true if nothing is wrong, a table when printed.

    Attributes:
        name: The name of the class.
        marks: One mark for each test.
    """

    name: str
    marks: tuple[Mark, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.failures

    @property
    def failures(self) -> tuple[Mark, ...]:
        """The wrong marks."""
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
        """The failures with their programs; failures with the same hint share one."""
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

    def _repr_html_(self) -> str:
        """The grade as a table; text of the user is escaped."""
        table = html_table(self._rows(), head=HEADER, even={0})
        more = map(listing, self._explanations())
        return face(sentence(self.summary, strong=True), table, *more)


HEADER = ("test", "result")
