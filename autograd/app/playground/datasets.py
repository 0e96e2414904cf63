"""Points of two classes on a plane: the built-in data sets, and those of a CSV file."""

import csv
import io
import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from autograd import InputValueError
from autograd.checks import abbreviate

COUNT = 300
"""How many points a built-in data set has."""
REACH = 6.0
"""The page shows the plane from -REACH to REACH in both directions."""
MOST_ROWS = 2_000
MOST_CHARACTERS = 100_000
_INSIDE = 5.0  # points without noise are within -_INSIDE to _INSIDE


@dataclass(frozen=True)
class Points:
    """Points on the plane, in the order in which they were made.

    Attributes:
        positions: The coordinates x1 and x2 of each point.
        labels: The class of each, 0 or 1.
        classes: The names of the classes 0 and 1.
        axes: The names of the coordinates.
        ranges: For each axis, the numbers at -REACH and at REACH.
    """

    positions: list[tuple[float, float]]
    labels: list[int]
    classes: tuple[str, str] = ("orange", "blue")
    axes: tuple[str, str] = ("x1", "x2")
    ranges: tuple[tuple[float, float], tuple[float, float]] = ((-REACH, REACH), (-REACH, REACH))

    def __len__(self) -> int:
        return len(self.positions)

    def rounded(self, digits: int) -> list[list[float]]:
        """Each point as its coordinates, with so many digits, and its class."""
        return [
            [round(x, digits), round(y, digits), label]
            for (x, y), label in zip(self.positions, self.labels, strict=True)
        ]

    def split(self, share: float, seed: int) -> tuple[list[int], list[int]]:
        """The indices of the points to train on and to test on, drawn at random.

        There is at least one of each; those to train on have both classes.

        Args:
            share: The share for training, between 0 and 1.
            seed: The seed of the random order.
        """
        order = list(range(len(self)))
        random.Random(seed).shuffle(order)
        # One point of each class comes first, so that both are trained on.
        first = [next(i for i in order if self.labels[i] == label) for label in (0, 1)]
        order = first + [i for i in order if i not in first]
        count = min(max(round(share * len(self)), 2), len(self) - 1)
        return order[:count], order[count:]


Maker = Callable[[random.Random, float, int], tuple[float, float]]
"""Makes a point from a generator, its position along its class (0 to 1), and the class (0 or 1)."""


def _circle(rng: random.Random, along: float, label: int) -> tuple[float, float]:
    low, high = (0.7 * _INSIDE, _INSIDE) if label == 0 else (0.0, 0.5 * _INSIDE)
    return _polar(rng.uniform(low, high), rng.uniform(0.0, 2.0 * math.pi))


def _xor(rng: random.Random, along: float, label: int) -> tuple[float, float]:
    x, y = rng.uniform(0.3, _INSIDE), rng.uniform(0.3, _INSIDE)
    side = rng.choice((-1.0, 1.0))
    return side * x, side * (y if label == 1 else -y)


def _gaussians(rng: random.Random, along: float, label: int) -> tuple[float, float]:
    centre = 2.0 if label == 1 else -2.0
    return rng.gauss(centre, 0.9), rng.gauss(centre, 0.9)


def _spiral(rng: random.Random, along: float, label: int) -> tuple[float, float]:
    turned = 1.75 * along * 2.0 * math.pi + (0.0 if label == 1 else math.pi)
    return _polar(along * _INSIDE, math.pi / 2.0 - turned)


def _moons(rng: random.Random, along: float, label: int) -> tuple[float, float]:
    x, y = _polar(3.2, math.pi * along)
    return (x - 1.6, y - 0.8) if label == 0 else (1.6 - x, 0.8 - y)


def _polar(radius: float, angle: float) -> tuple[float, float]:
    return radius * math.cos(angle), radius * math.sin(angle)


DATASETS: dict[str, tuple[str, Maker]] = {
    "circle": ("Circle", _circle),
    "xor": ("XOR", _xor),
    "gaussians": ("Gaussians", _gaussians),
    "spiral": ("Spiral", _spiral),
    "moons": ("Moons", _moons),
}
"""The built-in data sets: their titles, and the functions that make a point."""


def make(name: str, noise: float = 0.0, seed: int = 0, count: int = COUNT) -> Points:
    """A built-in data set.

    Args:
        name: One of `DATASETS`.
        noise: Half the standard deviation of what is added to each coordinate.
        seed: The same seed gives the same points.
        count: How many points there are; half of them, rounded up, are of class 0.

    Raises:
        InputValueError: If there is no data set of that name.

    >>> points = make("circle", seed=1)
    >>> len(points), points.labels[:4]
    (300, [0, 1, 0, 1])
    """
    if name not in DATASETS:
        raise InputValueError(
            f"there is no data set {abbreviate(name)}; the data sets are {', '.join(DATASETS)}"
        )
    rng, point = random.Random(seed), DATASETS[name][1]
    positions, labels = [], [i % 2 for i in range(count)]
    for i, label in enumerate(labels):
        # Positions along each class are evenly spaced.
        along = (i // 2 + 0.5) / ((count + 1) // 2)
        x, y = point(rng, along, label)
        positions.append((x + rng.gauss(0.0, 2.0 * noise), y + rng.gauss(0.0, 2.0 * noise)))
    return Points(positions, labels)


# ------------------------------------------------------------------------------------- CSV files


def from_csv(text: str) -> Points:
    r"""The points in the text of a CSV file: two columns of numbers, and the class.

    The separator is a comma, a semicolon or a tab; a first line without numbers names the columns.
    The numbers are scaled to fill the plane.

    Args:
        text: The text.

    Raises:
        InputValueError: If something in it cannot be used; the error names the line and the column.

    >>> points = from_csv("height,width,kind\n1,10,cat\n3,30,dog\n")
    >>> points.classes, points.positions
    (('cat', 'dog'), [(-5.0, -5.0), (5.0, 5.0)])
    """
    rows = _rows(text)
    axes = ("x1", "x2")
    first = rows[0][1]
    if not any(_is_number(cell.replace(",", ".")) for cell in first[:2]):
        axes = (first[0] or "x1", first[1] or "x2")
        rows = rows[1:]
    if not rows:
        raise InputValueError("after the names of the columns there must be lines of points")
    if len(rows) > MOST_ROWS:
        raise InputValueError(
            f"line {rows[MOST_ROWS][0]}: the playground takes at most {MOST_ROWS:,} rows, but the "
            f"file has {len(rows):,}; give a part of them"
        )
    values = [(_number(n, 1, x), _number(n, 2, y)) for n, (x, y, _) in rows]
    names = _one_spelling(label for _, (_, _, label) in rows)
    classes = _classes([(n, label) for (n, _), label in zip(rows, names, strict=True)])
    labels = [classes.index(label) for label in names]
    (xs, x_range), (ys, y_range) = (_scaled(numbers) for numbers in zip(*values, strict=True))
    return Points(list(zip(xs, ys, strict=True)), labels, classes, axes, (x_range, y_range))


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
    half = (high - low) / 2.0 or _INSIDE  # a column of one number stands in the middle
    # Ratios: 1 / half overflows where all numbers are tiny.
    ends = (middle - REACH / _INSIDE * half, middle + REACH / _INSIDE * half)
    return [(number - middle) / half * _INSIDE for number in numbers], ends
