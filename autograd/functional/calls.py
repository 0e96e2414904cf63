"""One call of a function that is to be differentiated: its arguments as nodes, its results."""

import functools
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from autograd.checks import abbreviate, described, is_whole
from autograd.errors import InputTypeError, InputValueError
from autograd.functional.structure import (
    Rebuild,
    flatten,
    is_array,
    map_values,
    scalar,
    too_deep,
)
from autograd.functional.sweeps import constant_node, make_constant, pull_back, seeds_of
from autograd.graph import data_of, topological_order
from autograd.recording.contexts import recording
from autograd.value import Value

Function = Callable[..., Any]


class Call:
    """One call of a function, to be differentiated by the arguments at some positions.

    Attributes:
        arguments: These arguments, as given.
        sources: The numbers in them, each a node of its own.
        as_values: Whether derivatives are computed with Values, and come back as Values.
        f: The function, with all its arguments.
    """

    def __init__(
        self, f: Function, args: Sequence[Any], argnums: Sequence[int], receiver: str
    ) -> None:
        if not callable(f):
            raise InputTypeError(f"{receiver} takes a function, but was given {described(f)}")
        self.receiver = receiver
        self.sources: list[Value] = []
        # For each position, once: a function that puts numbers in the argument's structure, and
        # the places of its numbers among the sources.
        self._parts: dict[int, tuple[Rebuild, slice]] = {}
        self._positions = [_in_range(number, len(args), receiver) for number in argnums]
        self.arguments = [args[position] for position in self._positions]
        new = list(args)
        self.as_values = False
        for position in dict.fromkeys(self._positions):
            leaves, rebuild = flatten(args[position], receiver)
            self.as_values |= any(isinstance(leaf, Value) for leaf in leaves)
            # A node of its own for each argument: the function may also use the caller's Value.
            fresh = [leaf * 1.0 if isinstance(leaf, Value) else Value(leaf) for leaf in leaves]
            start = len(self.sources)
            self.sources += fresh
            self._parts[position] = (rebuild, slice(start, len(self.sources)))
            new[position] = rebuild(iter(fresh))
        self.f = functools.partial(f, *new)

    def run(self, has_aux: bool = False, **named: Any) -> tuple[Any, Any]:
        """The result and the auxiliary result, recorded even where the caller records nothing."""
        with recording():
            result = self.f(**named)
        if not has_aux:
            return result, None
        if not (isinstance(result, list | tuple) and len(result) == 2):
            raise InputTypeError(
                f"with has_aux=True the function of {self.receiver} has to return "
                f"(result, auxiliary), but it returned {abbreviate(result)}"
            )
        return result[0], result[1]

    def examine(self, outputs: Iterable[Any]) -> None:
        """Compute with Values if the function used any Value besides its arguments.

        That may be the variable of an outer transform or a parameter of a model, whose gradient
        would be lost in a plain number.
        """
        self.as_values = self.as_values or self._uses_others(outputs)
        # From now on the numbers among the arguments are nobody's variables, also in a result that
        # an outer transform goes on with.
        for source in self.sources:
            if source.is_leaf:
                make_constant(source)

    def _uses_others(self, outputs: Iterable[Any]) -> bool:
        nodes = topological_order(*[y for y in outputs if isinstance(y, Value)])
        sources = set(self.sources)
        return any(node.is_leaf and node not in sources for node in nodes)

    def slopes(self, has_aux: bool = False, **named: Any) -> tuple[list[Any], Any]:
        """The derivatives of the one result by the sources, as Values; and the auxiliary result."""
        result, aux = self.run(has_aux, **named)
        y = scalar(result, self.receiver)
        self.examine([y])
        with recording():
            return pull_back(seeds_of([y], [1.0]), self.sources, as_values=True), aux

    def pull(self, seeds: dict[Value, Any]) -> tuple[Any, ...]:
        """The derivatives by the arguments: for each, seed * d output / d argument, summed."""
        found = pull_back(seeds, self.sources, as_values=self.as_values)
        return self.restore([self.finish(slope) for slope in found])

    def restore(self, entries: Sequence[Any]) -> tuple[Any, ...]:
        """Something for each source, put in the structures of the arguments."""
        parts = {k: part(iter(entries[where])) for k, (part, where) in self._parts.items()}
        return tuple([parts[position] for position in self._positions])

    def finish(self, result: Any) -> Any:
        """A result as the caller gets it: a Value if Values were given, else a float."""
        if self.as_values:
            return result if isinstance(result, Value) else constant_node(result)
        return data_of(result)

    def finish_aux(self, aux: Any) -> Any:
        """An auxiliary result, in which Values become floats by the same rule."""

        def finished(value: Value) -> Any:
            return value if self.as_values or self._uses_others([value]) else data_of(value)

        try:
            return map_values(aux, finished)
        except RecursionError:
            raise too_deep(aux, f"has_aux of {self.receiver}") from None


def _in_range(number: int, count: int, receiver: str) -> int:
    """A position, counted from the start also if it was given from the end."""
    if not -count <= number < count:
        raise InputValueError(
            f"{receiver} is to differentiate by argument {abbreviate(number)}, but was given "
            f"{count} argument{'s' * (count != 1)} by position; those given by name do not count"
        )
    return number % count


def positions(argnums: Any, receiver: str) -> tuple[int, ...]:
    """The positions to differentiate by, for one or several of them."""
    several = isinstance(argnums, list | tuple)
    numbers = tuple(argnums) if several else (argnums,)
    if not numbers or not all(is_whole(n) and not is_array(n) for n in numbers):
        raise InputTypeError(
            f"argnums of {receiver} takes an argument's position or several, such as 0 or (0, 2), "
            f"but was given {described(argnums)}"
        )
    return tuple([operator.index(number) for number in numbers])


def picked(found: Sequence[Any], argnums: Any) -> Any:
    """A tuple for several positions, else the one result."""
    return tuple(found) if isinstance(argnums, list | tuple) else found[0]


def refuse_unknown(unknown: Mapping[str, Any], receiver: str, known: str) -> None:
    """Raise an error if a transform was given a keyword that it does not have."""
    for name in unknown:
        hint = "; write argnums=" if name == "argnum" else ""
        raise InputTypeError(f"{receiver} takes {known}, but was given {name}={hint}")
