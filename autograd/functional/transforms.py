"""Derivatives as functions of functions: grad, jacobian, hessian, and their products with vectors.

The conventions are JAX's. A transform takes a function of numbers and gives a function of numbers;
arguments may be numbers or nested lists, tuples, dicts or numpy arrays of them, and derivatives
come back in the same structure. Given Values, a transform returns Values, which can be
differentiated again; so each can be applied to the result of any other, to any order.

>>> from autograd import sin
>>> grad(grad(sin))(0.5) == -sin(0.5)
True
"""

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from autograd.checks import abbreviate, described
from autograd.errors import InputTypeError, InputValueError
from autograd.functional.structure import flatten, same_shape, scalar
from autograd.functional.sweeps import influenced_edges, pull_back, push_forward, times
from autograd.graph import data_of, topological_order
from autograd.recording import contexts
from autograd.recording.contexts import recording
from autograd.recording.predicates import constant
from autograd.value import Value

__all__ = [
    "derivative",
    "grad",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "stop_gradient",
    "value_and_grad",
    "vjp",
]

Function = Callable[..., Any]


# ------------------------------------------------------------------ functions of functions


class _Call:
    """One call of a function, to be differentiated by the arguments at some positions.

    Attributes:
        sources: The numbers in these arguments, each a node of its own.
        rebuilds: For each of these arguments, a function that puts numbers in its structure.
        as_values: Whether derivatives are computed with Values.
        f: The function, with all its arguments.
    """

    def __init__(
        self, f: Function, args: Sequence[Any], argnums: Sequence[int], receiver: str
    ) -> None:
        if not callable(f):
            raise InputTypeError(f"{receiver} takes a function, but was given {described(f)}")
        for number in argnums:
            if not -len(args) <= number < len(args):
                raise InputValueError(
                    f"{receiver} is to differentiate by argument {number}, but was given "
                    f"{len(args)} arguments"
                )
        self.sources: list[Value] = []
        self.rebuilds = []
        new = list(args)
        self.as_values = False
        for number in argnums:  # negative ones count from the end, as in any list
            leaves, rebuild = flatten(args[number], receiver)
            self.as_values |= any(isinstance(leaf, Value) for leaf in leaves)
            # A node of its own for each argument: the function may also use the caller's Value.
            fresh = [leaf * 1.0 if isinstance(leaf, Value) else Value(leaf) for leaf in leaves]
            self.sources += fresh
            self.rebuilds.append(rebuild)
            new[number] = rebuild(iter(fresh))
        self.f = functools.partial(f, *new)

    def run(self, **named: Any) -> Any:
        """The result of the function, recorded even where the caller records nothing."""
        with recording():
            return self.f(**named)

    def examine(self, outputs: Iterable[Any]) -> None:
        """Compute with Values if the function used any Value besides its arguments.

        That may be the variable of an outer transform or a parameter of a model, whose gradient
        would be lost in a plain number.
        """
        if not self.as_values:
            sources = set(self.sources)
            roots = [y for y in outputs if isinstance(y, Value)]
            nodes = topological_order(*roots)
            self.as_values = any(node.is_leaf and node not in sources for node in nodes)

    def restore(self, leaves: Sequence[Any]) -> list[Any]:
        """Numbers for all sources, in the structures of the arguments."""
        new = iter([self.finish(leaf) for leaf in leaves])
        return [rebuild(new) for rebuild in self.rebuilds]

    def finish(self, result: Any) -> Any:
        """A result as the caller gets it: a Value if Values were given, else a float."""
        if self.as_values:
            return result if isinstance(result, Value) else Value(result)
        return data_of(result)


def _positions(argnums: int | Sequence[int], receiver: str) -> tuple[int, ...]:
    numbers = (argnums,) if isinstance(argnums, int) else tuple(argnums)
    if not numbers or not all(isinstance(n, int) and not isinstance(n, bool) for n in numbers):
        raise InputTypeError(
            f"argnums of {receiver} takes an argument's position or several, such as 0 or (0, 2), "
            f"but was given {argnums!r}"
        )
    return numbers


def value_and_grad(
    f: Function, argnums: int | Sequence[int] = 0, *, has_aux: bool = False
) -> Function:
    """A function that returns f(...) together with its gradient; see `grad`.

    >>> value_and_grad(lambda x: x**2)(3.0)
    (9.0, 6.0)
    """
    positions = _positions(argnums, "value_and_grad")

    @functools.wraps(f)
    def wrapped(*args: Any, **named: Any) -> tuple[Any, Any]:
        call = _Call(f, args, positions, "grad")
        result = call.run(**named)
        aux = None
        if has_aux:
            if not (isinstance(result, tuple) and len(result) == 2):
                raise InputTypeError(
                    "with has_aux=True the function has to return (result, auxiliary), but it "
                    f"returned {abbreviate(result)}"
                )
            result, aux = result
        y = scalar(result, "grad")
        call.examine([y])
        found = call.restore(pull_back({y: 1.0}, call.sources, as_values=call.as_values))
        slope = found[0] if isinstance(argnums, int) else tuple(found)
        value = call.finish(y)
        return ((value, aux), slope) if has_aux else (value, slope)

    return wrapped


def grad(f: Function, argnums: int | Sequence[int] = 0, *, has_aux: bool = False) -> Function:
    """The gradient of a function that returns one number.

    Args:
        f: The function, of numbers or structures of numbers.
        argnums: The position of the argument to differentiate by, or a tuple of them.
        has_aux: Whether f returns a pair, of which only the first is differentiated.

    Returns:
        A function of the same arguments that returns the gradient in the argument's structure (a
        tuple of them if argnums is one); with has_aux a pair of it and the auxiliary result.

    >>> grad(lambda x, y: x * y**2)(2.0, 3.0)
    9.0
    >>> grad(lambda w, x: w["a"] * x[0] + w["b"] * x[1])({"a": 1.0, "b": 2.0}, [5.0, 7.0])
    {'a': 5.0, 'b': 7.0}
    """
    both = value_and_grad(f, argnums, has_aux=has_aux)

    @functools.wraps(f)
    def wrapped(*args: Any, **named: Any) -> Any:
        value, slope = both(*args, **named)
        return (slope, value[1]) if has_aux else slope

    return wrapped


def derivative(f: Function, n: int = 1) -> Function:
    """The n-th derivative of a function of one number.

    >>> derivative(lambda x: x**5, 3)(2.0)
    240.0
    """
    if not isinstance(n, int) or n < 0:
        raise InputValueError(f"derivative(f, n) takes n = 0, 1, 2, ..., but was given {n!r}")
    for _ in range(n):
        f = grad(f)
    return f


def jvp(f: Function, primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """f(*primals), and its directional derivative: the Jacobian times the tangents. Forward mode.

    Args:
        f: The function; its result may have any structure.
        primals: Its arguments, as a tuple or list.
        tangents: A direction for each argument, in the argument's structure.

    >>> jvp(lambda x, y: [x * y, x + y], (2.0, 3.0), (1.0, 0.0))
    ([6.0, 5.0], [3.0, 1.0])
    """
    for receiver, given in (("primals", primals), ("tangents", tangents)):
        if not isinstance(given, tuple | list):
            raise InputTypeError(
                f"{receiver} of jvp takes a tuple with one entry per argument, but was given "
                f"{abbreviate(given)}"
            )
    same_shape(list(primals), list(tangents), "jvp")
    call = _Call(f, primals, range(len(primals)), "jvp")
    directions, _ = flatten(list(tangents), "jvp")
    call.as_values |= any(isinstance(t, Value) for t in directions)
    outputs, rebuild = flatten(call.run(), "jvp")
    call.examine(outputs)
    roots = [y for y in outputs if isinstance(y, Value)]
    seeds = dict(zip(call.sources, directions, strict=True))
    slopes = iter(push_forward(seeds, roots, as_values=call.as_values))
    values = [call.finish(y) for y in outputs]
    found = [call.finish(next(slopes) if isinstance(y, Value) else 0.0) for y in outputs]
    return rebuild(iter(values)), rebuild(iter(found))


def vjp(f: Function, *primals: Any) -> tuple[Any, Function]:
    """f(*primals), and a function that multiplies cotangents by the Jacobian. Reverse mode.

    Returns:
        The result, and a function of one cotangent, in the structure of the result, that returns a
        tuple with one entry per argument, in the argument's structure.

    >>> result, pull = vjp(lambda x, y: [x * y, x + y], 2.0, 3.0)
    >>> result, pull([1.0, 0.0])
    ([6.0, 5.0], (3.0, 2.0))
    """
    call = _Call(f, primals, range(len(primals)), "vjp")
    result = call.run()
    outputs, rebuild = flatten(result, "vjp")
    call.examine(outputs)

    def pull(cotangent: Any) -> tuple[Any, ...]:
        same_shape(result, cotangent, "the second result of vjp")
        seeds: dict[Value, Any] = {}
        leaves, _ = flatten(cotangent, "vjp")
        for y, seed in zip(outputs, leaves, strict=True):
            if isinstance(y, Value):
                seeds[y] = seeds[y] + seed if y in seeds else seed
        as_values = call.as_values or any(isinstance(seed, Value) for seed in leaves)
        found = pull_back(seeds, call.sources, as_values=as_values)
        call.as_values, before = as_values, call.as_values
        try:
            return tuple(call.restore(found))
        finally:
            call.as_values = before

    return rebuild(iter([call.finish(y) for y in outputs])), pull


def hvp(f: Function, x: Any, v: Any) -> Any:
    """The Hessian of f at x times the vector v, without forming the Hessian.

    Args:
        f: A function of one argument that returns one number.
        x: The argument.
        v: A direction in the structure of x; so is the result.

    >>> hvp(lambda x: x[0] ** 2 * x[1], [1.0, 2.0], [1.0, 0.0])
    [4.0, 2.0]
    """
    same_shape(x, v, "hvp")
    call = _Call(f, [x], [0], "hvp")
    y = scalar(call.run(), "hvp")
    call.examine([y])
    with recording():
        slopes = pull_back({y: 1.0}, call.sources, as_values=True)
    directions, _ = flatten(v, "hvp")
    call.as_values |= any(isinstance(d, Value) for d in directions)
    seeds: dict[Value, Any] = {}
    for slope, direction in zip(slopes, directions, strict=True):
        if isinstance(slope, Value):
            seeds[slope] = seeds[slope] + direction if slope in seeds else direction
    return call.restore(pull_back(seeds, call.sources, as_values=call.as_values))[0]


def _sparse_rows(roots: Sequence[Any], call: _Call) -> list[dict[int, Any]]:
    """The Jacobian, a dict {column: entry} for each root. The cost follows the non-zero entries.

    With more roots than sources, every node carries its non-zero derivatives forward. Otherwise
    every root is followed back through its own part of the graph.
    """
    columns = {source: k for k, source in enumerate(call.sources)}
    nodes = [y for y in roots if isinstance(y, Value)]
    if len(roots) <= len(columns):
        return [_row_in_reverse(y, columns, call.as_values) for y in roots]
    carried: dict[Value, dict[int, Any]] = {source: {k: 1.0} for source, k in columns.items()}
    for node in topological_order(*nodes):
        if node in columns:
            continue
        row: dict[int, Any] = {}
        for operand, local in influenced_edges(node, carried, call.as_values):
            for k, entry in carried[operand].items():
                part = times(local, entry)
                row[k] = row[k] + part if k in row else part
        if row:
            carried[node] = row
    return [carried.get(y, {}) if isinstance(y, Value) else {} for y in roots]


def _row_in_reverse(y: Any, columns: dict[Value, int], as_values: bool) -> dict[int, Any]:
    if not isinstance(y, Value):
        return {}
    present = [node for node in topological_order(y) if node in columns]
    entries = pull_back({y: 1.0}, present, as_values=as_values)
    return {columns[node]: entry for node, entry in zip(present, entries, strict=True)}


def _assemble(
    rows: Sequence[dict[int, Any]], rebuild: Callable[[Any], Any], call: _Call, sparse: bool
) -> Any:
    if sparse:
        return {
            (i, j): call.finish(entry) for i, row in enumerate(rows) for j, entry in row.items()
        }
    width = len(call.sources)
    return rebuild(iter([call.restore([r.get(j, 0.0) for j in range(width)])[0] for r in rows]))


def jacobian(f: Function, argnum: int = 0, *, sparse: bool = False) -> Function:
    """The matrix of all derivatives of a function with several results.

    With at most as many results as inputs it uses reverse mode, otherwise forward mode; in both
    the cost follows the non-zero entries.

    Args:
        f: The function; its result may be a number or any structure of numbers.
        argnum: The position of the argument to differentiate by.
        sparse: Whether to return a dict {(row, column): entry} of the entries that may be non-zero.

    Returns:
        A function of the same arguments that returns the structure of the result, with the
        structure of the argument in the place of each number.

    >>> jacobian(lambda x: [x[0] * x[1], x[0] + x[1]])([2.0, 3.0])
    [[3.0, 2.0], [1.0, 1.0]]
    >>> jacobian(lambda x: [2 * x[1], 3 * x[0]], sparse=True)([2.0, 3.0])
    {(0, 1): 2.0, (1, 0): 3.0}
    """
    (position,) = _positions(argnum, "jacobian")

    @functools.wraps(f)
    def wrapped(*args: Any, **named: Any) -> Any:
        call = _Call(f, args, [position], "jacobian")
        outputs, rebuild = flatten(call.run(**named), "jacobian")
        call.examine(outputs)
        return _assemble(_sparse_rows(outputs, call), rebuild, call, sparse)

    return wrapped


def hessian(f: Function, argnum: int = 0, *, sparse: bool = False) -> Function:
    """The matrix of all second derivatives of a function that returns one number.

    The cost follows the non-zero entries: for a sum of terms of neighbouring variables it grows
    with the number of variables, not with its square.

    Args:
        f: The function.
        argnum: The position of the argument to differentiate by.
        sparse: Whether to return a dict {(row, column): entry} of the entries that may be non-zero.

    >>> hessian(lambda x: x[0] ** 2 * x[1])([1.0, 2.0])
    [[4.0, 2.0], [2.0, 0.0]]
    """
    (position,) = _positions(argnum, "hessian")

    @functools.wraps(f)
    def wrapped(*args: Any, **named: Any) -> Any:
        call = _Call(f, args, [position], "hessian")
        y = scalar(call.run(**named), "hessian")
        call.examine([y])
        with recording():
            slopes = pull_back({y: 1.0}, call.sources, as_values=True)
        return _assemble(_sparse_rows(slopes, call), call.rebuilds[0], call, sparse)

    return wrapped


def stop_gradient(x: Any) -> Any:
    """x as a constant: the same numbers in the same structure, without their graph.

    >>> v = Value(3.0)
    >>> (v * stop_gradient(v)).backward()
    >>> v.grad
    3.0
    """
    leaves, rebuild = flatten(x, "stop_gradient")
    if contexts.trace() is not None:
        return rebuild(iter([constant(leaf) for leaf in leaves]))
    return rebuild(iter([data_of(leaf) for leaf in leaves]))
