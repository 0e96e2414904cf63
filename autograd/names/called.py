"""What everything in a graph is called: by labels and paths, or by what it is.

A Value without a name is called by the operation that made it (`sum`, `tanh₂`), a short product by
its factors (`w·x`). In a network of neurons z¹₂ is the pre-activation of neuron 2 in layer 1, h¹₂
its output, x₁ the first input. No two names are equal.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from autograd.graph import data_of
from autograd.names.short import place_of, short_names
from autograd.names.symbols import RESULT, Symbols, distinct, free_letter
from autograd.names.variables import LONGEST, Variables, names_and_parameters
from autograd.operation import TABLE
from autograd.value import Value
from autograd.writing.scripts import scripted
from autograd.writing.text import display, number

MOST_CALLED = 20_000
"""In larger graphs Values without a name are v1, v2, ...: there one number tells as much."""
LONGEST_PRODUCT = 14
ARITHMETIC = ("add", "sub", "mul", "div")
"""The operations whose constants are drawn as leaves; those of others are part of the symbol."""
_WORDS = {
    "add": "sum",
    "sub": "difference",
    "mul": "product",
    "div": "quotient",
    "neg": "negative",
    "pow": "power",
}
_POWERS = {2.0: "squared", 3.0: "cubed", -1.0: "reciprocal"}

Place = tuple[str, str, Any]
"""A layer, a neuron, and the run of the model; as text, from 1."""


@dataclass(frozen=True, eq=False)
class Constant:
    """A number that a sum, difference, product or quotient was computed with.

    Attributes:
        data: The number.
        name: x₁ for the first input of a network; "" for others.
    """

    data: float
    name: str = ""

    def __str__(self) -> str:
        return self.name or number(self.data)


class Called(NamedTuple):
    """The names in a graph.

    Attributes:
        values: For each Value its name. In a graph of more than `MOST_CALLED` Values those without
            a label, path or variable are left out.
        constants: The numbers that are leaves, by the Value and the place among its inputs. An
            input of a network is one object wherever it is used. None in large graphs.
        letter: A letter that no name uses with a number.
        sums: The pre-activations of neurons.
    """

    values: dict[Value, str]
    constants: dict[tuple[Value, int], Constant]
    letter: str
    sums: Collection[Value] = ()


def called(
    order: Sequence[Value],
    paths: Mapping[Value, str],
    labels: Mapping[Value, str],
    parameters: Collection[Value],
) -> Called:
    """Names for all that is in a graph.

    Args:
        order: The graph in topological order; the result, which is called L, is the last.
        paths: The paths and variables of some Values; they are shown short.
        labels: The labels of some; they are shown as they are.
        parameters: The Values that are parameters of a model.

    >>> x, w = Value(0.5, label="x"), Value(2.0)
    >>> y = (w * x + 1.0).tanh() ** 2
    >>> order = [w, x, *[y.operands[0].operands[0].operands[0]], y.operands[0].operands[0]]
    >>> order += [y.operands[0], y]
    >>> names = called(order, {w: "layers[0].neurons[0].w[1]"}, {x: "x"}, {w})
    >>> [names.values[node] for node in order]
    ['w¹₁₂', 'x', 'w¹₁₂·x', 'z¹₁', 'h¹₁', 'L']
    """
    shown = dict(zip(paths, short_names(list(paths.values())), strict=True)) | dict(labels)
    if RESULT not in shown.values():
        shown.setdefault(order[-1], RESULT)
    named = [node for node in order if node in shown]
    names = dict(zip(named, distinct(shown[node] for node in named), strict=True))
    places = places_of(paths, labels, parameters)
    letter = free_letter(shown.values())
    if len(order) > MOST_CALLED:
        return Called(names, {}, letter)
    constants = constants_of(order, places, set(names.values()))
    sums = _sums(order, places)
    return Called(_Describer(order, names, sums, constants).names(), constants, letter, sums)


class GraphSymbols(Symbols):
    """The names of a graph's Values in formulas, found when the first one is asked for.

    Args:
        order: The graph in topological order.
        variables: Where to look for names.
    """

    def __init__(self, order: Sequence[Value], variables: Variables) -> None:
        found, self._parameters = names_and_parameters(order, variables)
        self._paths = {node: display(name, LONGEST) for node, name in found.items()}
        labels = {node: str(node.label) for node in order if node.label}
        self._labels = {node: display(name, LONGEST) for node, name in labels.items()}
        super().__init__(order, self._paths | self._labels)

    @functools.cached_property
    def _called(self) -> Called:
        return called(self._order, self._paths, self._labels, self._parameters)

    @functools.cached_property
    def _written(self) -> dict[Value, str | int]:
        numbers = itertools.count(1)
        names = self._called.values
        return {node: names.get(node) or next(numbers) for node in self._order}

    @functools.cached_property
    def _letter(self) -> str:
        return self._called.letter

    def find(self, name: str) -> list[Value]:
        """As for `Symbols`; the name of an operation means all its results, not the first one."""
        return [] if name in TABLE and name not in self.known() else super().find(name)

    def constant(self, node: Value, place: int) -> str:
        """The name of a number among the inputs of a Value; "" if it has none."""
        found = self._called.constants.get((node, place))
        return found.name if found else ""


# ------------------------------------------------------------------------------- constants


def places_of(
    paths: Mapping[Value, str], labels: Mapping[Value, str], parameters: Collection[Value]
) -> dict[Value, tuple[str, str, int | None]]:
    """Of the weights and biases of neurons without a label: layer, neuron, and input."""
    found = {x: place_of(paths[x]) for x in paths if x in parameters and x not in labels}
    return {x: place for x, place in found.items() if place}


def constants_of(
    order: Sequence[Value], places: Mapping[Value, Any], used: set[str]
) -> dict[tuple[Value, int], Constant]:
    """The numbers that are leaves; those that a first layer's weight multiplies are x₁, x₂, ...

    Args:
        order: The graph in topological order.
        places: What `places_of` finds.
        used: The names that are taken; those given here are added.
    """
    found: dict[tuple[Value, int], float] = {}
    inputs: dict[tuple[Value, int], tuple[Any, int]] = {}
    given: dict[tuple[Any, int], float] = {}
    clashing: set[tuple[Any, int]] = set()  # a window that moves: x₁ is another number each time
    for node in order:
        if node.op is None or node.op.name not in ARITHMETIC:
            continue
        operands = node.operand_positions
        for k, x in enumerate(node.inputs):
            if k not in operands:
                found[node, k] = data = float(data_of(x))
                if (source := _source(node, places)) is not None:
                    inputs[node, k] = key = (_run(node), source)
                    if repr(given.setdefault(key, data)) != repr(data):
                        clashing.add(key)
    keys = [key for key in dict.fromkeys(inputs.values()) if key not in clashing]
    names = _unused([scripted("x", "", str(source)) for _, source in keys], used)
    shared = {key: Constant(given[key], name) for key, name in zip(keys, names, strict=True)}
    return {
        place: shared.get(inputs[place]) or Constant(data) if place in inputs else Constant(data)
        for place, data in found.items()
    }


def _source(node: Value, places: Mapping[Value, Any]) -> int | None:
    """Which input of the network the number is that this Value is a product with."""
    if node.op is None or node.op.name != "mul" or len(node.operands) != 1:
        return None
    layer, _, source = places.get(node.operands[0], ("", "", None))
    return source if layer in ("", "1") else None


def _run(node: Value) -> Any:
    """The run of a model that a Value was made in: one example, in most cases."""
    return node.scope.path[0] if node.scope else None


def _unused(names: Sequence[str], used: set[str]) -> Iterator[str]:
    """The names, with numbers where they are used already; they are used then."""
    counts: dict[str, int] = {}
    for name in names:
        k = counts.get(name, 0) + 1
        while (text := _numbered(name, k)) in used:
            k += 1
        counts[name] = k
        used.add(text)
        yield text


def _numbered(name: str, k: int) -> str:
    """The k-th of this name: a number behind a word, but not behind an index.

    >>> _numbered("sum", 1), _numbered("sum", 2), _numbered("z¹₂", 2)
    ('sum', 'sum₂', 'z¹₂#2')
    """
    return name if k == 1 else scripted(name, "", str(k)) if name.isalpha() else f"{name}#{k}"


# -------------------------------------------------------------------------------- operations


class _Describer:
    """Finds names for the Values of a graph that have none."""

    def __init__(
        self,
        order: Sequence[Value],
        names: Mapping[Value, str],
        sums: Mapping[Value, Place],
        constants: Mapping[tuple[Value, int], Constant],
    ) -> None:
        self._order = order
        self._names = dict(names)
        self._constants = constants
        self._used = {*names.values(), *[x.name for x in constants.values()]}
        self._sums = sums
        self._counts: dict[str, int] = {}
        self._words: set[str] = set()  # sum, tanh₂: no factors of a product's name

    def names(self) -> dict[Value, str]:
        for node in self._order:
            if node not in self._names:
                self._names[node] = self._unused(self._stem(node))
        return self._names

    def _unused(self, stem: str) -> str:
        k = self._counts.get(stem, 0) + 1
        while (name := _numbered(stem, k)) in self._used:
            k += 1
        self._counts[stem] = k
        self._used.add(name)
        if stem.isalpha():
            self._words.add(name)
        return name

    def _stem(self, node: Value) -> str:
        if node.op is None:
            return "input"
        if place := self._sums.get(node):
            return scripted("z", *place[:2])
        if len(node.inputs) == 1 and node.op.name not in _WORDS:
            if place := self._sums.get(node.operands[0] if node.operands else node):
                return scripted("h", *place[:2])
            return _word(node.op.name)
        if node.op.name == "mul":
            return self._product(node)
        if node.op.name == "pow" and not isinstance(node.inputs[1], Value):
            return _POWERS.get(float(node.inputs[1]), "power")
        return _WORDS.get(node.op.name, _word(node.op.name))

    def _product(self, node: Value) -> str:
        one, other = node.inputs
        if one is other:
            return "squared"
        factors = [
            self._constants[node, k].name if (node, k) in self._constants else self._names[x]
            for k, x in enumerate(node.inputs)
        ]
        text = "·".join(factors)
        is_plain = all(re.fullmatch(r"[\w·,#]+", factor) for factor in factors)
        is_plain = is_plain and self._words.isdisjoint(factors)
        return text if is_plain and len(text) <= LONGEST_PRODUCT else "product"


def _word(name: str) -> str:
    return name.replace("_", " ")


def _sums(order: Sequence[Value], places: Mapping[Value, Any]) -> dict[Value, Place]:
    """The pre-activations: for the last addition of each neuron its place.

    A neuron's sum begins with its bias or a product with one of its weights, and goes on with
    products of its weights.
    """
    terms: dict[Value, Place] = {}  # products and sums of a neuron that are not its last
    last: dict[Value, Place] = {}
    for node in order:
        if node.op is None or node.op.name not in ("add", "mul"):
            continue
        run = node.scope
        parts = {(*places[x][:2], run) if x in places else terms.get(x) for x in node.operands} - {
            None
        }
        if len(parts) != 1:
            continue
        (place,) = parts
        assert place is not None
        if node.op.name == "mul" and not any(x in places and places[x][2] for x in node.operands):
            continue
        if place[2] is not run:
            continue
        terms[node] = place
        if node.op.name == "add":
            for x in node.operands:
                last.pop(x, None)
            last[node] = place
    return last
