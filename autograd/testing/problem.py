"""What is checked: a function from numbers to numbers, and its derivatives."""

import functools
import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from operator import mul
from typing import Any, Self

from autograd.checks import abbreviate
from autograd.differences.estimates import EPSILON
from autograd.errors import InputTypeError, InputValueError
from autograd.functional.structure import flatten, same_shape
from autograd.functional.sweeps import data_of, pull_back
from autograd.graph import topological_order
from autograd.recording.entries import Entry
from autograd.testing.arguments import numbers_of, paths, plain, take_apart
from autograd.value import Value

Numbers = Sequence[float]


class EngineProblem:
    """A function of Values, differentiated by the engine.

    The inputs are the numbers in `arguments` and those of `parameters`, whose data is set.

    Attributes:
        names: The names of the inputs.
        point: The values of the inputs.
        outputs: The names of the results.
    """

    def __init__(
        self, f: Callable[..., Any], arguments: Sequence[Any], parameters: dict[str, Value]
    ) -> None:
        self.f = f
        self.parameters = list(parameters.values())
        self.names, self.point, self.rebuilds = take_apart(f, arguments)
        self.names += parameters
        self.point += [parameter.data for parameter in self.parameters]
        self.outputs: list[str] = []  # set by the first run
        self.recorded = self.graph(self.point)

    def graph(self, point: Numbers) -> tuple[list[Any], list[Value]]:
        """The results of f as recorded, and their leaves: fresh ones, and the parameters."""
        count = len(point) - len(self.parameters)
        leaves = [Value(x, name) for x, name in zip(point[:count], self.names, strict=False)]
        for parameter, x in zip(self.parameters, point[count:], strict=True):
            parameter.data = x
        fresh = iter(leaves)
        result = self.f(*[rebuild(fresh) for rebuild in self.rebuilds])
        outputs = numbers_of(result)
        self.outputs = self.outputs or paths(result, "f")
        return outputs, leaves + self.parameters

    def original(self, point: Numbers, output: int) -> Value | None:
        """The recorded result of f that an output comes from; None if it is no Value."""
        root = self.graph(point)[0][output]
        return root if isinstance(root, Value) else None

    def evaluate(self, point: Numbers) -> list[float]:
        """The numbers of the results at any point."""
        return [data_of(y) for y in self.graph(point)[0]]

    def derivatives(self) -> list[list[float]]:
        """The derivatives to be checked: for each result, by the inputs."""
        outputs, leaves = self.recorded
        return [slopes(y, leaves) for y in outputs]

    def noises(self) -> Sequence[float | None]:
        """The rounding noise of each result, from the recorded graph."""
        return [rounding_noise(y) for y in self.recorded[0]]

    def weights(self) -> list[list[float]]:
        """For each result the `path_weights` of the inputs, from the recorded graph."""
        outputs, leaves = self.recorded
        return [path_weights(y, leaves) for y in outputs]


class GradientProblem(EngineProblem):
    """The derivatives of an `EngineProblem`, to be differentiated once more.

    With shares, there is one function for each result of f: the sum of its derivatives times these.
    """

    def __init__(self, inner: EngineProblem, shares: Numbers | None) -> None:
        self.inner, self.shares = inner, shares
        self.names, self.point = inner.names, inner.point
        each = ["along a direction"] if shares else [f"by {name}" for name in inner.names]
        self.outputs = [f"{output} {how}" for output in inner.outputs for how in each]
        self.recorded = self.graph(self.point)

    def graph(self, point: Numbers) -> tuple[list[Any], list[Value]]:
        """Run f, and differentiate it with its graph."""
        outputs, leaves = self.inner.graph(point)
        rows = [slopes(y, leaves, as_values=True) for y in outputs]
        return self._combined(rows), leaves

    def original(self, point: Numbers, output: int) -> Value | None:
        """The result of f that a derivative belongs to."""
        each = len(self.outputs) // len(self.inner.outputs)
        return self.inner.original(point, output // each)

    def evaluate(self, point: Numbers) -> list[float]:
        """Run f, and differentiate it by the recorded numbers."""
        outputs, leaves = self.inner.graph(point)
        return self._combined([slopes(y, leaves) for y in outputs])

    def _combined(self, rows: list[list[Any]]) -> list[Any]:
        if self.shares is None:
            return [slope for row in rows for slope in row]
        return [sum(map(mul, self.shares, row)) for row in rows]


class ForeignProblem:
    """A function of plain numbers, with a function that is said to give its gradient.

    It has what an `EngineProblem` has, but no graph: nothing recorded, no weights, no known noise.
    """

    def __init__(
        self, f: Callable[..., Any], arguments: Sequence[Any], against: Callable[..., Any]
    ) -> None:
        self.f, self.against = f, against
        self.names, self.point, self.rebuilds = take_apart(f, arguments)
        result = plain(f(*self._arguments(self.point)))
        if len(numbers_of(result)) > 1:
            raise InputTypeError(
                "with against= f has to return one number, but it returned "
                f"{abbreviate(result)}; check its results one at a time"
            )
        self.outputs = ["f"]

    def _arguments(self, point: Numbers) -> list[Any]:
        numbers = iter(point)
        return [rebuild(numbers) for rebuild in self.rebuilds]

    def evaluate(self, point: Numbers) -> list[float]:
        """Call f with plain numbers."""
        return [data_of(y) for y in numbers_of(plain(self.f(*self._arguments(point))))]

    def noises(self) -> Sequence[float | None]:
        """The noise of the result is not known without a graph."""
        return [None]

    def weights(self) -> list[list[float]]:
        """No weights without a graph."""
        return []

    def graph(self, point: Numbers) -> tuple[list[Any], list[Value]]:
        """No results and no leaves, since nothing is recorded."""
        return [], []

    def derivatives(self) -> list[list[float]]:
        """The result of the other gradient function."""
        arguments = self._arguments(self.point)
        found = plain(self.against(*arguments))
        wanted = arguments[0] if len(arguments) == 1 else tuple(arguments)
        if len(arguments) == 1 and isinstance(found, tuple) and len(found) == 1:
            found = found[0]  # as `jax.grad(f, argnums=(0,))` returns it
        try:
            same_shape(wanted, found, "against")
        except InputValueError:
            raise InputValueError(
                f"the gradient in against= has to return the structure of the point, "
                f"{abbreviate(wanted)}, but it returned {abbreviate(found)}"
            ) from None
        return [[data_of(slope) for slope in flatten(found, "the gradient in against=")[0]]]


Problem = EngineProblem | ForeignProblem


def slopes(y: Any, leaves: list[Value], *, as_values: bool = False) -> list[Any]:
    """dy / d leaf for each leaf, by the engine, without touching any `.grad`."""
    if not isinstance(y, Value):
        return [0.0] * len(leaves)
    return pull_back({y: 1.0}, leaves, as_values=as_values)


def rounding_noise(y: Any) -> float:
    """The distance by which rounding may have moved y, from its graph.

    Every node is rounded to the accuracy of its operation, and dy / d node says what that does to y
    (Linnainmaa, BIT 16 (1976), 146). The errors are as good as independent, so their squares add
    up. This shows cancellation that the values of f cannot show, as in (x + 1e16) - 1e16.
    """
    if not isinstance(y, Value):
        return 0.0
    order = topological_order(y)
    moved = [
        node.op.accuracy.ulp * node.data * slope
        for node, slope in zip(order, pull_back({y: 1.0}, order, as_values=False), strict=True)
        if node.op
    ]
    return EPSILON * math.hypot(*[part for part in moved if math.isfinite(part)])


def path_weights(y: Any, leaves: list[Value]) -> list[float]:
    """For each leaf the sum of |product of local derivatives| over all paths to y."""
    if not isinstance(y, Value):
        return [0.0] * len(leaves)
    weights = {y: 1.0}
    for node in reversed(topological_order(y)):
        weight = weights.get(node, 0.0)
        for operand, local in node.edges():
            weights[operand] = weights.get(operand, 0.0) + abs(local) * weight
    return [weights.get(leaf, 0.0) for leaf in leaves]


class restored(Entry):  # noqa: N801 - used like a function
    """Restore the parameters' data at the end, also when an error or Ctrl-C occurs."""

    def __init__(self, parameters: Iterable[Value]) -> None:
        self._parameters = list(parameters)

    def open(self) -> None:
        """As for `Entry`."""
        numbers = [parameter.data for parameter in self._parameters]
        # A loop in C, which nothing interrupts: what setattr returns goes into a deque of length 0.
        writing = map(setattr, self._parameters, repeat("_number"), numbers)
        nowhere: deque[None] = deque(maxlen=0)
        self.close = functools.partial(nowhere.extend, writing)

    def again(self) -> Self:
        """As for `Entry`."""
        return type(self)(self._parameters)
