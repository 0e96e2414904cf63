"""What is said below the picture of a frame: where it is, sentences, and formulas in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograd.visual.films.typesetting import ADVANCE, FONT, Box, in_row, typeset
from autograd.visual.measure import width as width_of
from autograd.visual.style import SANS
from autograd.writing.scripts import tspans

SIZE = 14.0
LINE = 20.0  # px from line to line of words
INDENT = 22.0  # px from the left end to the words
COLUMNS = 26.0  # px between the columns of a table
MOST_ROWS = 6
ROW_GAP = 5.0

Cell = tuple[str, ...]
"""Pieces of MathML, between which a line may break."""


@dataclass(frozen=True)
class Row:
    """A formula: in words what it is about, the rule, the rule in numbers, and its result."""

    say: str
    cells: tuple[Cell, ...]
    result: str = ""
    """The result in MathML, which stands out behind the last cell."""


@dataclass(frozen=True)
class Caption:
    """What is said at a stop."""

    said: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    note: str = ""


def write_caption(caption: Caption, head: str, token: str, width: float) -> Box:
    """A caption in a width, its upper left corner at the origin.

    Args:
        caption: What is said.
        head: Where the film is, such as "forward 3 of 12"; its first word stands out.
        token: The colour of what stands out.
        width: The room in px.
    """
    room = width - INDENT - 12.0
    lines = [_words(head, token, bold=1)]
    for sentence in caption.said:
        lines += [_words(line) for line in broken(sentence, room)]
    lines += _table(caption.rows, token, room)
    lines += [_words(line, "muted", size=12) for line in broken(caption.note, room)]
    return _stacked(lines)


def broken(text: str, room: float, size: float = 13.0) -> list[str]:
    """A text in lines that fit a room in px.

    >>> broken("one two three", 60)
    ['one two', 'three']
    """
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and size * _length(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _length(text: str) -> float:
    """About how wide words are, in units of their size, should the font be typst's own, too."""
    return max(0.84 * width_of(text), ADVANCE * len(text))


def _words(text: str, token: str = "ink", *, size: float = 13.0, bold: int = 0) -> Box:
    """A line of words, of which the first `bold` ones stand out."""
    head, tail = " ".join(text.split()[:bold]), " ".join(text.split()[bold:])
    strong = f'<tspan class="strong {token}">{tspans(head)}</tspan> ' if head else ""
    rest = f'<tspan class="{"muted" if bold else token}">{tspans(tail)}</tspan>'
    svg = f'<text class="words" style="font-size:{size:g}px">{strong}{rest}</text>'
    return Box(size * _length(text), 14.0, LINE - 14.0, svg)


def _table(rows: Sequence[Row], token: str, room: float) -> list[Box]:
    """The formulas, their parts in columns; or below each other where there is no room."""
    shown = rows[:MOST_ROWS]
    table = [_cells(row, token) for row in shown]
    columns = max(map(len, table), default=0)
    widths = [
        max((_total(row[k]) for row in table if len(row) == columns), default=0.0)
        for k in range(columns)
    ]
    fits = sum(widths) + COLUMNS * (columns - 1) <= room
    found = []
    for row in table:
        if fits and len(row) == columns:
            found.append(_beside(row, widths))
        else:
            found += _flowing([piece for cell in row for piece in cell], room)
    if len(rows) > len(shown):
        found.append(_words(f"and {len(rows) - len(shown)} more", "muted", size=12))
    return found


def _cells(row: Row, token: str) -> list[list[Box]]:
    """The typeset pieces of a row; the result is behind the last cell."""
    cells = [[typeset(piece, SIZE) for piece in cell if piece] for cell in row.cells]
    if row.result:
        box = typeset(row.result, SIZE)
        strong = f'<g class="strong {token}">{box.svg}</g>'
        cells[-1].append(Box(box.width, box.up, box.down, strong))
    say = [[_words(row.say, "muted", size=12)]] if row.say else []
    return say + cells


def _total(boxes: Sequence[Box]) -> float:
    return in_row(boxes).width


def _beside(row: Sequence[Sequence[Box]], widths: Sequence[float]) -> Box:
    """The cells of a row, each at the beginning of its column."""
    x, parts = 0.0, []
    for cell, width in zip(row, widths, strict=True):
        parts.append((x, in_row(cell)))
        x += width + COLUMNS
    up, down = max(box.up for _, box in parts), max(box.down for _, box in parts)
    return Box(x, up + ROW_GAP, down, "".join(box.at(x, 0.0) for x, box in parts))


SPACE = Box(0.5 * SIZE, 0.0, 0.0, "")
"""Between pieces in a line."""


def _flowing(pieces: Sequence[Box], room: float) -> list[Box]:
    """Pieces in lines; one that is too wide for a line is drawn smaller."""
    lines: list[list[Box]] = []
    for piece in pieces:
        fitted = _shrunk(piece, room)
        if lines and _total([*lines[-1], SPACE, fitted]) <= room:
            lines[-1] += [SPACE, fitted]
        else:
            lines.append([fitted])
    rows = [in_row(line) for line in lines]
    return [Box(row.width, row.up + ROW_GAP, row.down, row.svg) for row in rows]


def _shrunk(box: Box, room: float) -> Box:
    if box.width <= room:
        return box
    scale = room / box.width
    svg = f'<g transform="scale({scale:.3f})">{box.svg}</g>'
    return Box(room, box.up * scale, box.down * scale, svg)


def _stacked(lines: Sequence[Box]) -> Box:
    y, parts = 0.0, []
    for line in lines:
        parts.append(line.at(INDENT, y + line.up))
        y += line.up + line.down
    return Box(max(line.width for line in lines), 0.0, y, "".join(parts))


STYLE = "".join(
    [
        f".caption text{{font-family:{FONT};font-weight:400}}.caption .words{{font-family:{SANS}}}",
        ".caption .bar{fill:none;stroke:var(--ink);stroke-width:1.1}",
        ".caption .i{font-size:10px}.caption .strong,.caption .strong text{font-weight:700}",
        *[
            f".caption .{token},.caption .{token} text{{fill:var(--{token})}}"
            for token in ("ink", "muted", "fore", "grad")
        ],
    ]
)
"""Its look: rules that are stronger than those of the picture above it."""
