"""A symbol for every Value of a graph: its name, or else v1, v2, ..."""

import functools
import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from autograd.value import Value

RESULT = "L"
"""The name of an unnamed result, as in dL/dx."""
LETTERS = ("v", "u", "s")
"""Letters for unnamed Values: the first that is free, with a number."""


class Symbols:
    """The names of a graph's Values in formulas: no two are equal.

    They are made when the first one is asked for, so stepping through a graph of a million Values
    does not begin with a million names.

    Args:
        order: The Values in the order of their numbers; the result is the last.
        names: Names of some of them. A result without a name is called L.
        letters: For the others: the first letter that no name uses with a number.

    >>> a, b, c, d = (Value(float(k)) for k in range(4))
    >>> symbols = Symbols([a, b, c, d], {a: "a", c: "a"})
    >>> [symbols[x] for x in (a, b, c, d)]
    ['a', 'v1', 'a#2', 'L']
    """

    def __init__(
        self,
        order: Sequence[Value],
        names: Mapping[Value, str],
        letters: tuple[str, ...] = LETTERS,
    ) -> None:
        self._order = order
        self._names = dict(names)
        self._letters = letters
        if RESULT not in self._names.values():
            self._names.setdefault(order[-1], RESULT)

    @functools.cached_property
    def _written(self) -> dict[Value, str | int]:
        """The names of Values that have one, the numbers of the others."""
        numbers = itertools.count(1)
        names = distinct(self._names[node] for node in self._order if node in self._names)
        return {node: next(names) if node in self._names else next(numbers) for node in self._order}

    @functools.cached_property
    def _letter(self) -> str:
        return free_letter(self._names.values(), self._letters)

    def __getitem__(self, node: Value) -> str:
        symbol = self._written[node]
        return symbol if isinstance(symbol, str) else f"{self._letter}{symbol}"

    def __contains__(self, x: Any) -> bool:
        return isinstance(x, Value) and x in self._written

    def find(self, name: str) -> list[Value]:
        """The Values that have this name, or this symbol, or this label.

        >>> x, y = Value(1.0), Value(2.0)
        >>> Symbols([x, y], {}).find("v1") == [x]
        True
        """
        return [
            node
            for node in self._order
            if name in (self._names.get(node), node.label) or self[node] == name
        ]

    def known(self) -> list[str]:
        """The names that were given, each once."""
        return list(dict.fromkeys(self._names.values()))


def distinct(names: Iterable[str]) -> Iterator[str]:
    """The names, repeated ones with a number.

    >>> list(distinct(["x", "w", "x"]))
    ['x', 'w', 'x#2']
    """
    used: Counter[str] = Counter()
    for name in names:
        used[name] += 1
        yield name if used[name] == 1 else f"{name}#{used[name]}"


def free_letter(names: Collection[str], letters: Iterable[str] = LETTERS) -> str:
    """The first letter that makes none of the names when a number follows it.

    >>> free_letter({"v1", "v"})
    'u'
    """
    for letter in letters:
        if not any(re.fullmatch(rf"{letter}\d+", name) for name in names):
            return letter
    return "node"


def d(symbol: str) -> str:
    """The differential of a symbol; anything but a plain word gets parentheses.

    >>> d("w1"), d("layers[0].w[1]")
    ('dw1', 'd(layers[0].w[1])')
    """
    return f"d{symbol}" if re.fullmatch(r"\w+", symbol) else f"d({symbol})"
