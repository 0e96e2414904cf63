"""compile: functions and graphs that run as array programs."""

import functools
from collections.abc import Callable
from typing import Any, overload

from autograd.checks import described
from autograd.compiler.functions import CompiledFunction
from autograd.compiler.graphs import CompiledRoot
from autograd.errors import InputTypeError
from autograd.names.variables import is_model
from autograd.value import Value


@overload
def compile(thing: Value, *, parameters: Any = None) -> CompiledRoot: ...
@overload
def compile(thing: Callable[..., Any], *, parameters: Any = None) -> CompiledFunction: ...
@overload
def compile(
    thing: None = None, *, parameters: Any = None
) -> Callable[[Callable[..., Any]], CompiledFunction]: ...


def compile(thing: Any = None, *, parameters: Any = None) -> Any:
    """Compile a function, or a graph, to a program of array operations.

    A function is recorded once for each structure of its arguments, as a graph of scalars, and that
    graph is turned back into the matrix products, sums and broadcasts it consists of. The
    plain Python in it, loops included, runs only while it is recorded. It must not branch on a
    number it was given: use `where`, `maximum` and the like.

    Args:
        thing: A function of numbers and nested lists, dicts or arrays of numbers, which may use
            Values from outside, its parameters; text, booleans and None among the arguments are
            taken as they are. Or a Value: then its graph. What Python decided while that was built
            stays decided, `where(x > 0, a, b)` included: `x > 0` was True or False. Compile the
            function where such conditions are to follow the numbers.
        parameters: A model, a list of Values, or a `ParameterVector`: the order of the parameters,
            and their names in print. By default those found in the graph, or the model's
            own if a model is compiled. Given with a graph, only these get gradients.

    Returns:
        Of a function a `CompiledFunction`, which is called like it, and has `value_and_grad`,
        `backward`, `batched` and `program`. Of a Value a `CompiledRoot` with `forward` and
        `backward`. Without `thing`, a decorator.

    Raises:
        InputTypeError: If thing is none of these.
        TracingError: At the first call, if the function branches on a number.

    >>> from autograd import Value
    >>> w = Value(3.0)
    >>> def f(x):
    ...     return w * x[0] + x[1] ** 2
    >>> compiled = compile(f)
    >>> compiled([2.0, 4.0])
    22.0
    >>> compiled.value_and_grad([2.0, 4.0])
    ValueAndGrad(value=22.0, arguments=([3.0, 8.0],), parameters=array([2.]))
    >>> y = w * 2.0
    >>> graph = compile(y)
    >>> w.data = 5.0
    >>> graph.forward()
    10.0
    """
    if thing is None:
        return functools.partial(compile, parameters=parameters)
    if isinstance(thing, Value):
        return CompiledRoot(thing, parameters)
    if isinstance(thing, CompiledFunction):
        return thing
    if not callable(thing):
        raise InputTypeError(
            f"compile takes a function or a Value, but was given {described(thing)}"
        )
    return CompiledFunction(thing, thing if parameters is None and is_model(thing) else parameters)
