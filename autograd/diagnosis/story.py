"""A derivative and its paths as plain data, from which `chain_rule` writes."""

import itertools
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograd.diagnosis.paths import Path
from autograd.diagnosis.wording import Names, formula
from autograd.functional.sweeps import data_of
from autograd.names.symbols import distinct, free_letter
from autograd.value import Value
from autograd.writing.infix import rewritten
from autograd.writing.text import number

MOST_FACTORS = 9
"""Most factors of a path that are shown. In a longer path, factors of 1 in a row become one gap; if
that is not enough, only both ends are shown."""


@dataclass(frozen=True)
class Factor:
    """A local derivative d `above` / d `below`, and the rule it was computed by.

    Where `below` is an operand twice, as in w * w, `role` says which one is meant.
    """

    above: str
    below: str
    local: float
    rule: str
    role: str = ""


@dataclass(frozen=True)
class Gap:
    """The number of factors that are left out, their product, and whether all of them are 1."""

    factors: int
    product: float
    only_ones: bool


@dataclass(frozen=True)
class Line:
    """A path as it is shown: its product, and its factors from the result down."""

    product: float
    parts: tuple[Factor | Gap, ...]


@dataclass(frozen=True)
class Definition:
    """The meaning of a symbol, and the factors that begin with it; a leaf has no formula."""

    symbol: str
    value: float
    formula: str
    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class Story:
    """A derivative d `root` / d `wrt`, and the paths whose products it sums.

    Attributes:
        root: The symbol of the result.
        wrt: The symbol of the Value by which it is differentiated.
        total: The derivative.
        lines: The largest paths.
        paths: The number of all paths; None if it is too large to be counted in passing.
        remainder: The sum over the paths that are not in `lines`.
        definitions: The meaning of the symbols, from the result down.
    """

    root: str
    wrt: str
    total: float
    lines: tuple[Line, ...]
    paths: int | None
    remainder: float
    definitions: tuple[Definition, ...]


def tell(
    root: Value,
    wrt: Value,
    total: float,
    *,
    paths: Sequence[Path],
    number_of_paths: int | None,
    order: Sequence[Value],
    names: Names,
) -> Story:
    """Collect what is shown of a derivative, with a symbol for every Value that is mentioned.

    Args:
        root: The result.
        wrt: The Value by which it is differentiated.
        total: The derivative.
        paths: The largest paths.
        number_of_paths: The number of all paths; None if it is too large.
        order: The graph in topological order.
        names: Names of Values.
    """
    shown = [(path, _stretches(path.local_derivatives)) for path in paths]
    mentioned = {root, wrt}
    for path, stretches in shown:
        for stretch in stretches:
            if len(stretch) == 1:
                mentioned.update(path.nodes[stretch.start : stretch.start + 2])
    displayed = [node for node in order if node in mentioned]
    # Values are told apart by identity: `wrt in displayed` would compare their numbers.
    symbols = _symbols(dict.fromkeys([wrt, *displayed] if not paths else displayed), names)
    called = {**names, **symbols}
    factors: dict[Value, dict[int, Factor]] = {node: {} for node in displayed}
    lines = tuple(_line(path, stretches, factors, called) for path, stretches in shown)
    complete = number_of_paths == len(paths)
    return Story(
        symbols[root],
        symbols[wrt],
        total,
        lines,
        number_of_paths,
        0.0 if complete else _remainder(total, [line.product for line in lines]),
        tuple(_definition(node, factors[node], called) for node in reversed(displayed)),
    )


def _stretches(local_derivatives: Sequence[float]) -> list[range]:
    """A path cut into single steps, which are shown, and longer stretches, which are left out."""
    last = len(local_derivatives) - 1
    single = [range(k, k + 1) for k in range(last + 1)]
    if last < MOST_FACTORS:
        return single
    pieces: list[range] = []
    inner = itertools.groupby(range(1, last), key=lambda k: local_derivatives[k] == 1.0)
    for are_ones, steps in inner:
        found = list(steps)
        whole = are_ones and len(found) > 1
        pieces += [range(found[0], found[-1] + 1)] if whole else [single[k] for k in found]
    pieces = [single[0], *pieces, single[last]]  # the first and the last factor are always shown
    if len(pieces) > MOST_FACTORS:
        head, tail = pieces[: MOST_FACTORS // 2 + 1], pieces[-(MOST_FACTORS // 2) :]
        pieces = [*head, range(head[-1].stop, tail[0].start), *tail]
    return pieces


def _symbols(nodes: Collection[Value], names: Names) -> dict[Value, str]:
    """A symbol for each node: its name, or v1, v2, ..., numbered from the inputs up."""
    letter = free_letter([names[node] for node in nodes if node in names])
    numbers = itertools.count(1)
    symbols = [names.get(node) or f"{letter}{next(numbers)}" for node in nodes]
    return dict(zip(nodes, distinct(symbols), strict=True))


def _line(
    path: Path,
    stretches: Sequence[range],
    factors: Mapping[Value, dict[int, Factor]],
    called: Names,
) -> Line:
    parts: list[Factor | Gap] = []
    for stretch in stretches:
        step = stretch.start
        if len(stretch) > 1:
            hidden = path.local_derivatives[step : stretch.stop]
            product = math.prod(hidden, start=1.0)
            parts.append(Gap(len(hidden), product, all(local == 1.0 for local in hidden)))
            continue
        node, position = path.nodes[step], path.positions[step]
        known = factors[node]
        if position not in known:
            known[position] = _factor(node, path.nodes[step + 1], position, called)
        parts.append(known[position])
    return Line(path.product, tuple(parts))


def _factor(node: Value, operand: Value, position: int, called: Names) -> Factor:
    """A factor with its rule, written in the symbols of this graph."""
    op = node.op
    assert op is not None
    k = node.operand_positions[position]
    rule = op.rules[k]
    if op.has_formula(k):
        inputs = [called.get(x) or _number(x) for x in node.inputs]
        words = dict(zip(op.inputs, inputs, strict=True)) | {"out": called[node]}
        rule = rewritten(rule, words)
    twice = sum(x is operand for x in node.operands) > 1
    role = f" as {op.inputs[k]}" if twice else ""
    return Factor(called[node], called[operand], node.local_derivatives[position], rule, role)


def _number(x: Any) -> str:
    text = number(data_of(x))
    return f"({text})" if text.startswith("-") else text


def _remainder(total: float, products: Sequence[float]) -> float:
    if not all(map(math.isfinite, (total, *products))):
        return math.nan
    try:
        return total - math.fsum(products)
    except OverflowError:
        return math.nan


def _definition(node: Value, factors: Mapping[int, Factor], called: Names) -> Definition:
    in_order = tuple(factors[position] for position in sorted(factors))
    text = "" if node.op is None else formula(node, called, depth=1)
    return Definition(called[node], node.data, text, in_order)
