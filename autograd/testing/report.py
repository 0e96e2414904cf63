"""The result of a check, as objects, as text and as HTML."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from autograd.testing.verdicts import Verdict
from autograd.writing.html import Shown, face, html_table, listing, sentence
from autograd.writing.text import text_table


@dataclass(frozen=True)
class Culprit:
    """An operation of the graph with a wrong rule.

    Attributes:
        operation: The name of the operation.
        inputs: The numbers it was applied to, by the names of the inputs.
        position: The name of the input by which its derivative is wrong.
        found: The local derivative by its rule.
        right: The local derivative of its `forward`, by finite differences.
        error: The error bar of `right`.
        hint: A guess about the mistake, or nothing.
    """

    operation: str
    inputs: Mapping[str, float]
    position: str
    found: float
    right: float
    error: float
    hint: str = ""

    def __str__(self) -> str:
        call = ", ".join(f"{name}={x:.12g}" for name, x in self.inputs.items())
        text = (
            f"{self.operation}({call}): the local derivative by {self.position} is "
            f"{number(self.right, self.error)}, but its rule gives {self.found:.12g}"
        )
        return f"{text}\n  hint: {self.hint}" if self.hint else text


@dataclass(frozen=True)
class Entry:  # noqa: PLW1641 - it has the hash of a frozen dataclass
    """One derivative that was checked.

    Attributes:
        name: The input, or the direction.
        output: The result of f that was differentiated.
        order: 1, or 2 for a derivative of a derivative.
        value: The input's value; nan for a direction.
        derivative: The derivative that was checked.
        numerical: The derivative by finite differences.
        error: The error bar of `numerical`.
        verdict: The verdict on the derivative.
        detail: A word about the verdict, such as the place of a kink.
        ok: Whether it is a pass.
        sides: The slopes on the left and the right, at a kink or a discontinuity.
        culprit: The operation whose rule is wrong, or None.
        explanation: A sentence about a failure.
    """

    name: str
    output: str
    order: int
    value: float
    derivative: float
    numerical: float
    error: float
    verdict: Verdict
    ok: bool
    detail: str = ""
    sides: tuple[float, float] | None = None
    culprit: Culprit | None = None
    explanation: str = ""

    def __eq__(self, other: object) -> bool:
        """Compare like tuples: from Python 3.13 on, a dataclass's nan would differ from itself."""
        return isinstance(other, Entry) and vars(self) == vars(other)

    @property
    def difference(self) -> float:
        """The distance between the two derivatives, in error bars."""
        apart = abs(self.derivative - self.numerical)
        return apart / self.error if self.error else math.inf if apart else 0.0

    def cells(self) -> list[str]:
        """The cells of its row in the table."""
        by_differences = number(self.numerical, self.error)
        if self.sides:
            by_differences = "{:.12g} | {:.12g}".format(*self.sides)
        return [
            self.name,
            "" if math.isnan(self.value) else f"{self.value:.12g}",
            f"{self.derivative:.12g}",
            by_differences,
            "" if self.sides or math.isnan(self.difference) else f"{self.difference:.1g}",
            f"{self.verdict}: {self.detail}" if self.detail else str(self.verdict),
        ]


@dataclass(frozen=True, repr=False)
class GradientReport(Shown):
    """The result of `check_gradients`: true if all is right, a table when printed.

    Attributes:
        function: The name of the function.
        entries: One entry for each derivative.
        evaluations: The number of runs of the function.
    """

    function: str
    entries: tuple[Entry, ...]
    evaluations: int

    @property
    def ok(self) -> bool:
        """Whether every derivative passed."""
        return not self.failures

    @property
    def failures(self) -> tuple[Entry, ...]:
        """The derivatives that did not pass."""
        return tuple(entry for entry in self.entries if not entry.ok)

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        return f"<GradientReport: {self.summary}>"

    def __str__(self) -> str:
        parts = [self.summary, text_table(HEADER, self._rows())]
        return "\n\n".join([*parts, *self.explanations])

    @property
    def summary(self) -> str:
        """The result in one line."""
        count, failed = len(self.entries), len(self.failures)
        state = f"{failed} of {count} failed" if failed else f"{count} of {count} passed"
        return f"gradients of {self.function}: {state}"

    @property
    def explanations(self) -> list[str]:
        """The culprits and explanations of the failures, each once."""
        names: dict[str, list[str]] = {}
        for entry in self.failures:
            text = f"{entry.culprit or ''}\n{entry.explanation}".strip()
            if text:
                names.setdefault(text, []).append(entry.name)
        return [f"{', '.join(dict.fromkeys(who))}: {text}" for text, who in names.items()]

    def _rows(self) -> list[list[str]]:
        several = len({entry.output for entry in self.entries}) > 1
        rows = []
        for entry in self.entries:
            first, *rest = entry.cells()
            rows.append([f"{entry.output} by {first}" if several else first, *rest])
        return rows

    def _repr_html_(self) -> str:
        """The report as a table; text of the user is escaped."""
        table = html_table(self._rows(), head=HEADER, right={1, 2, 3, 4})
        more = map(listing, self.explanations)
        return face(sentence(self.summary, strong=True), table, *more)


HEADER = ("input", "value", "derivative", "by differences", "apart", "verdict")


def number(value: float, error: float) -> str:
    """A number with its error bar.

    >>> number(0.5, 2e-12)
    '0.5 ± 2e-12'
    """
    if error == math.inf:
        return "none" if math.isnan(value) else f"{value:.6g} and growing"
    return f"{value:.12g} ± {error:.0e}"
