"""What `check` and `hint` answer, as text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograd.writing.html import Markup, Shown, code, escape

_WORDS = {"right": "right", "wrong": "not yet", "empty": "nothing here yet"}
_COLOURS = {"right": "#1a8f6f", "wrong": "#c8660c", "empty": "#808080", "hint": "#808080"}
_ICONS = {  # never colour alone: a tick in a circle, a cross in a diamond, three dots in a circle
    "right": '<circle cx="8" cy="8" r="7"/><path d="M4.5 8.3 7 10.8 11.6 5.6"/>',
    "wrong": '<path d="M8 .8 15.2 8 8 15.2.8 8Z"/><path d="m5.6 5.6 4.8 4.8M10.4 5.6l-4.8 4.8"/>',
    "empty": '<circle cx="8" cy="8" r="7"/><path d="M4.7 8h.2m3 0h.2m3 0h.2"/>',
}


@dataclass(frozen=True, repr=False)
class Feedback(Shown):
    """The result of `check`: true if the answer is right, a sentence or two when printed.

    Attributes:
        name: The name of the exercise.
        status: "right", "wrong" or "empty".
        message: What is wrong and why, or what to learn from it; code in backticks.
        hints: The hints that a notebook shows folded, one within the other.
    """

    name: str
    status: str
    message: str
    hints: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the answer is right."""
        return self.status == "right"

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        return f"<Feedback: {self.name}: {_WORDS[self.status]}>"

    def __str__(self) -> str:
        more = f'\nA hint: hint("{self.name}")' if self.hints else ""
        return f"{self.name}: {_WORDS[self.status]}. {self.message}".rstrip() + more

    def _repr_html_(self) -> str:
        """The feedback with its hints; text of the user is escaped."""
        icon = (
            f'<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" '
            f'stroke="{_COLOURS[self.status]}" stroke-width="1.6" stroke-linecap="round" '
            f'style="vertical-align:-.15em">{_ICONS[self.status]}</svg> '
        )
        head = f"<strong>{escape(self.name)}: {_WORDS[self.status]}.</strong>"
        text = f'<p style="margin:.3em 0">{icon}{head} {prose(self.message)}</p>'
        return _panel(self.status, text + folded(self.hints))


@dataclass(frozen=True, repr=False)
class Hint(Shown):
    """A hint of `hint`: the exercise, the number of the hint, how many there are, and its text."""

    name: str
    number: int
    count: int
    message: str

    def __repr__(self) -> str:
        return f"<Hint {self.number} of {self.count} for {self.name}>"

    def __str__(self) -> str:
        return f"{self._head}: {self.message}"

    @property
    def _head(self) -> str:
        return f"{self.name}, hint {self.number} of {self.count}"

    def _repr_html_(self) -> str:
        """The hint, with code in a monospaced font."""
        head = f"<strong>{escape(self._head)}:</strong>"
        return _panel("hint", f'<p style="margin:.3em 0">{head} {prose(self.message)}</p>')


def folded(hints: Sequence[str], number: int = 1) -> str:
    """Hints one within the other, so that the next can be opened once the last was read."""
    html = ""
    for place in range(len(hints), 0, -1):
        inside = f'<p style="margin:.3em 0">{prose(hints[place - 1])}</p>{html}'
        html = (
            f'<details style="margin:.2em 0 .2em 1.4em"><summary style="cursor:pointer">'
            f"Hint {place} of {len(hints)}</summary>{inside}</details>"
        )
    return html


def prose(text: str) -> Markup:
    """Text as HTML, with code where it stands between backticks.

    >>> prose("a < b")
    'a &lt; b'
    """
    parts = text.split("`")
    return Markup("".join(code(part) if k % 2 else escape(part) for k, part in enumerate(parts)))


def _panel(status: str, inside: str) -> str:
    return (
        f'<div role="status" style="color:inherit;border-left:4px solid {_COLOURS[status]};'
        f'padding:.1em .8em;margin:.4em 0;max-width:60em">{inside}</div>'
    )
