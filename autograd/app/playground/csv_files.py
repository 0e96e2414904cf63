"""CSV files: points and their classes, or numbers to predict, in the text of a file."""

import csv
import io
import math
from collections.abc import Iterable, Sequence

from autograd import InputValueError
from autograd.app.playground.points import INSIDE, REACH, Points
from autograd.checks import abbreviate

MOST_ROWS = 2_000
MOST_CHARACTERS = 100_000


def from_csv(text: str) -> Points:
    r"""The points in the text of a CSV file: two columns of numbers, and the class.

    The separator is a comma, a semicolon or a tab; a first line without numbers names the columns.
    The numbers are scaled to fill the plane. A third column of more than two numbers has no
    classes, but numbers to predict, which are scaled to -1 to 1.

    Args:
        text: The text.

    Raises:
        InputValueError: If something in it cannot be used; the error names the line and the column.

    >>> points = from_csv("height,width,kind\n1,10,cat\n3,30,dog\n")
    >>> points.classes, points.positions
    (('cat', 'dog'), [(-5.0, -5.0), (5.0, 5.0)])
    """
    rows = _rows(text)
    axes, target = ("x1", "x2"), "target"
    first = rows[0][1]
    if not any(_is_number(cell.replace(",", ".")) for cell in first[:2]):
        axes, target = (first[0] or "x1", first[1] or "x2"), first[2] or "target"
        rows = rows[1:]
    if not rows:
        raise InputValueError("after the names of the columns there must be lines of points")
    if len(rows) > MOST_ROWS:
        raise InputValueError(
            f"line {rows[MOST_ROWS][0]}: the playground takes at most {MOST_ROWS:,} rows, but the "
            f"file has {len(rows):,}; give a part of them"
        )
    values = [(_number(n, 1, x), _number(n, 2, y)) for n, (x, y, _) in rows]
    (xs, x_range), (ys, y_range) = (_scaled(numbers) for numbers in zip(*values, strict=True))
    positions, ranges = list(zip(xs, ys, strict=True)), (x_range, y_range)
    third = [(n, row[2]) for n, row in rows]
    if _are_to_be_predicted(third):
        numbers = [_number(n, 3, cell) for n, cell in third]
        labels = [number / INSIDE for number in _scaled(numbers)[0]]
        return Points(positions, labels, None, axes, ranges, target, (min(numbers), max(numbers)))
    names = _one_spelling(cell for _, cell in third)
    classes = _classes([(n, name) for (n, _), name in zip(third, names, strict=True)])
    return Points(positions, [classes.index(name) for name in names], classes, axes, ranges)


def _are_to_be_predicted(cells: list[tuple[int, str]]) -> bool:
    """Whether the third column has more than two different numbers, and nothing else."""
    if not all(_is_finite(cell) for _, cell in cells):
        return False
    return len({float(cell) for _, cell in cells}) > 2


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, each with its line number; all have three columns."""
    if len(text) > MOST_CHARACTERS:
        raise InputValueError(
            f"the file has {len(text):,} characters, and the playground takes at most "
            f"{MOST_CHARACTERS:,}; give a part of its lines, or fewer digits"
        )
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise InputValueError("the file is not text: it has a zero byte; save it as CSV in UTF-8")
    # The first line has its own separator more often than the others.
    head = next((line for line in text.splitlines() if line.strip()), "")
    # Of those that make three columns the comma is the last: it may stand within numbers.
    separator = next((mark for mark in "\t;" if head.count(mark) == 2), None)
    separator = separator or max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise InputValueError(f"line {reader.line_num}: it is no CSV: {error}") from None
    if not rows:
        raise InputValueError("the file is empty; give lines such as 1.5,-2,cat")
    for number, cells in rows:
        if len(cells) != 3:
            raise InputValueError(
                f"line {number} has {len(cells)} column{'s' * (len(cells) != 1)}, not 3: give two "
                "columns of numbers and the class in the third, such as 1.5,-2,cat"
                f"{_hint(cells)}"
            )
    return rows


def _hint(cells: list[str]) -> str:
    """What else may be the matter with a line that has not three columns."""
    if len(cells) != 1:
        return ""
    other = next((mark for mark in "|: " if cells[0].count(mark) == 2), "")
    return f"; {other!r} does not separate columns: write a comma for it" if other else ""


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _is_finite(cell: str) -> bool:
    return _is_number(cell) and "_" not in cell and math.isfinite(float(cell))


def _number(line: int, column: int, cell: str) -> float:
    """The finite number in a cell."""
    number = float(cell) if _is_finite(cell) else math.nan
    if not abs(number) < 1e100:
        what = abbreviate(cell) if cell else "nothing"
        kind = "smaller" if _is_finite(cell) else "finite"
        decimal = cell.count(",") == 1 and _is_finite(cell.replace(",", "."))
        hint = f": write {abbreviate(cell.replace(',', '.'))}, with a point" if decimal else ""
        raise InputValueError(
            f"line {line}, column {column}: there must be a {kind} number, but there is "
            f"{what}{hint}"
        )
    return number


def _classes(labels: list[tuple[int, str]]) -> tuple[str, str]:
    """The two classes in the third column: numbers by size, others in alphabetical order."""
    found: dict[str, int] = {}  # each class, and the first line that has it
    for n, label in labels:
        if not label:
            raise InputValueError(
                f"line {n}, column 3: there must be a class, but there is nothing"
            )
        found.setdefault(label, n)
    names = [abbreviate(label) for label in found]
    if len(found) > 2:
        raise InputValueError(
            f"line {list(found.values())[2]}, column 3: {names[2]} is a third class beside "
            f"{names[0]} and {names[1]}; the playground tells two apart"
        )
    if len(found) < 2:
        raise InputValueError(
            f"column 3: all lines have the class {names[0]}; there must be two classes"
        )
    numeric = all(_is_finite(label) for label in found)
    first, second = sorted(found, key=lambda label: (float(label) if numeric else 0.0, label))
    return first, second


def _one_spelling(labels: Iterable[str]) -> list[str]:
    """The classes, those that are one number in its first spelling: 0 and 0.0 are one class."""
    first: dict[float | str, str] = {}
    return [
        first.setdefault(float(label) if _is_finite(label) else label, label) for label in labels
    ]


def _scaled(numbers: Sequence[float]) -> tuple[list[float], tuple[float, float]]:
    """Numbers scaled to fill the plane, and the numbers that are then at its ends."""
    low, high = min(numbers), max(numbers)
    middle = (low + high) / 2.0
    half = (high - low) / 2.0 or INSIDE  # a column of one number stands in the middle
    # Ratios: 1 / half overflows where all numbers are tiny.
    ends = (middle - REACH / INSIDE * half, middle + REACH / INSIDE * half)
    return [(number - middle) / half * INSIDE for number in numbers], ends
