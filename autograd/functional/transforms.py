"""Derivatives as functions of functions: grad, jacobian, hessian, and their products with vectors.

The conventions are JAX's. A transform takes a function of numbers and gives a function of numbers;
arguments may be numbers or nested lists, tuples, dicts or numpy arrays of them, and derivatives
come back in the same structure. Integers count as numbers, too. The results are floats, unless
Values of the caller's are involved: given as arguments, or used or made by the function, as a
model uses its parameters. Then they are Values, which can be differentiated again; so each
transform can be applied to the result of any other, to any order.

>>> from autograd import sin
>>> grad(grad(sin))(0.5) == -sin(0.5)
True
"""

import copy
import functools
from collections.abc import Sequence
from typing import Any, Never

from autograd.checks import abbreviate, is_whole
from autograd.errors import InputTypeError, InputValueError
from autograd.functional.calls import Call, Function, picked, positions, refuse_unknown
from autograd.functional.structure import flatten, flatten_result, same_shape, scalar
from autograd.functional.sweeps import push_forward, seeds_of
from autograd.graph import data_of
from autograd.recording import contexts
from autograd.recording.predicates import constant
from autograd.value import Value

__all__ = [
    "derivative",
    "grad",
    "hvp",
    "jvp",
    "stop_gradient",
    "value_and_grad",
    "vjp",
]


def value_and_grad(
    f: Function, argnums: int | Sequence[int] = 0, *, has_aux: bool = False, **unknown: Never
) -> Function:
    """A function that returns f(...) together with its gradient; see `grad`.

    >>> value_and_grad(lambda x: x**2)(3.0)
    (9.0, 6.0)
    """
    refuse_unknown(unknown, "value_and_grad", "f, argnums and has_aux")
    return _value_and_grad(f, argnums, has_aux, "value_and_grad")


def _value_and_grad(f: Function, argnums: Any, has_aux: bool, receiver: str) -> Function:
    places = positions(argnums, receiver)

    @functools.wraps(f)
    def wrapped(*args: Any, **named: Any) -> tuple[Any, Any]:
        call = Call(f, args, places, receiver)
        result, aux = call.run(has_aux, **named)
        y = scalar(result, receiver)
        call.examine([y])
        slope = picked(call.pull(seeds_of([y], [1.0])), argnums)
        value = call.finish(y)
        return ((value, call.finish_aux(aux)), slope) if has_aux else (value, slope)

    return wrapped


def grad(
    f: Function, argnums: int | Sequence[int] = 0, *, has_aux: bool = False, **unknown: Never
) -> Function:
    """The gradient of a function that returns one number.

    Args:
        f: The function, of numbers or structures of numbers.
        argnums: The position of the argument to differentiate by, or a tuple of them.
        has_aux: Whether f returns a pair, of which only the first is differentiated.
        **unknown: There are no others; the error says what to write.

    Returns:
        A function of the same arguments that returns the gradient in the argument's structure (a
        tuple of them if argnums is one); with has_aux a pair of it and the auxiliary result.

    >>> grad(lambda x, y: x * y**2)(2.0, 3.0)
    9.0
    >>> grad(lambda w, x: w["a"] * x[0] + w["b"] * x[1])({"a": 1.0, "b": 2.0}, [5.0, 7.0])
    {'a': 5.0, 'b': 7.0}
    >>> grad(lambda x: (x**2, {"twice": 2 * x}), has_aux=True)(3.0)
    (6.0, {'twice': 6.0})
    """
    refuse_unknown(unknown, "grad", "f, argnums and has_aux")
    both = _value_and_grad(f, argnums, has_aux, "grad")

    @functools.wraps(f)
    def wrapped(*args: Any, **named: Any) -> Any:
        value, slope = both(*args, **named)
        return (slope, value[1]) if has_aux else slope

    return wrapped


MOST_DERIVATIVES = 100  # each is a transform of the one before, a few calls deeper


def derivative(f: Function, n: int = 1) -> Function:
    """The n-th derivative of a function of one number.

    >>> derivative(lambda x: x**5, 3)(2.0)
    240.0
    """
    if not is_whole(n) or not 0 <= n <= MOST_DERIVATIVES:
        raise InputValueError(
            f"derivative(f, n) takes n = 0, 1, 2, ..., {MOST_DERIVATIVES}, but was given "
            f"{abbreviate(n)}"
        )
    for _ in range(n):
        f = grad(f)
    return f


def jvp(
    f: Function, primals: Sequence[Any], tangents: Sequence[Any], *, has_aux: bool = False
) -> tuple[Any, ...]:
    """f(*primals), and its directional derivative: the Jacobian times the tangents. Forward mode.

    Args:
        f: The function; its result may have any structure.
        primals: Its arguments, as a tuple or list.
        tangents: A direction for each argument, in the argument's structure.
        has_aux: Whether f returns a pair, of which only the first is differentiated; the second
            is then returned as a third result.

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
    call = Call(f, primals, range(len(primals)), "jvp")
    directions, _ = flatten(list(tangents), "jvp")
    call.as_values |= any(isinstance(t, Value) for t in directions)
    result, aux = call.run(has_aux)
    outputs, rebuild = flatten_result(result, "jvp")
    call.examine(outputs)
    seeds = dict(zip(call.sources, directions, strict=True))
    slopes = push_forward(seeds, outputs, as_values=call.as_values)
    values, found = ([call.finish(y) for y in numbers] for numbers in (outputs, slopes))
    pair = rebuild(iter(values)), rebuild(iter(found))
    return (*pair, call.finish_aux(aux)) if has_aux else pair


def vjp(f: Function, *primals: Any, has_aux: bool = False) -> tuple[Any, ...]:
    """f(*primals), and a function that multiplies cotangents by the Jacobian. Reverse mode.

    Args:
        f: The function; its result may have any structure.
        primals: Its arguments.
        has_aux: Whether f returns a pair, of which only the first is differentiated; the second
            is then returned as a third result.

    Returns:
        The result, and a function of one cotangent, in the structure of the result, that returns a
        tuple with one entry per argument, in the argument's structure.

    >>> result, pull = vjp(lambda x, y: [x * y, x + y], 2.0, 3.0)
    >>> result, pull([1.0, 0.0])
    ([6.0, 5.0], (3.0, 2.0))
    """
    call = Call(f, primals, range(len(primals)), "vjp")
    result, aux = call.run(has_aux)
    outputs, rebuild = flatten_result(result, "vjp")
    call.examine(outputs)

    def pull(cotangent: Any) -> tuple[Any, ...]:
        same_shape(result, cotangent, "the second result of vjp")
        leaves, _ = flatten(cotangent, "vjp")
        this = copy.copy(call)  # a cotangent of Values makes the answer Values, this time only
        this.as_values = call.as_values or any(isinstance(leaf, Value) for leaf in leaves)
        return this.pull(seeds_of(outputs, leaves))

    pair = rebuild(iter([call.finish(y) for y in outputs])), pull
    return (*pair, call.finish_aux(aux)) if has_aux else pair


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
    call = Call(f, [x], [0], "hvp")
    slopes, _ = call.slopes()
    directions, _ = flatten(v, "hvp")
    call.as_values |= any(isinstance(d, Value) for d in directions)
    return call.pull(seeds_of(slopes, directions))[0]


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
