"""Custom operations: rows that users add to the table."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from autograd.checks import abbreviate, described, is_iterable
from autograd.errors import InputTypeError, InputValueError
from autograd.operation import REMOVED, TABLE, Operation, Rule, define, each

__all__ = ["custom_operation", "remove_operation"]


def custom_operation(
    name: str,
    *,
    forward: Callable[..., float],
    derivatives: Rule,
    symbol: str = "",
    inputs: Sequence[str] | None = None,
    doc: str = "",
) -> Operation:
    """Add an operation to the table; drawings and checks treat it like any other.

    Args:
        name: A new name.
        forward: The result, a float from floats.
        derivatives: A function (out, *inputs) that returns the derivative by the input, or a tuple
            of them for several inputs. Written with operators and the functions of autograd, it
            can be differentiated itself.
        symbol: What pictures show; by default the name.
        inputs: Names of the inputs; by default those of forward's parameters.
        doc: What the operation means.

    >>> from autograd import Value, grad
    >>> cube = custom_operation("cube", forward=lambda x: x**3, derivatives=lambda out, x: 3 * x**2)
    >>> x = Value(2.0)
    >>> cube(x).backward()
    >>> x.grad, grad(grad(cube))(2.0)
    (12.0, 12.0)
    >>> remove_operation(cube)
    """
    if not (isinstance(name, str) and name.isidentifier()):
        raise InputValueError(
            f"the name of an operation is an identifier, but was {abbreviate(name)}"
        )
    for part, function in (("forward", forward), ("derivatives", derivatives)):
        if not callable(function):
            raise InputTypeError(f"{part} of {name} is a function, but was {described(function)}")
    names = tuple(_parameters(forward) if inputs is None else inputs if is_iterable(inputs) else ())
    if not names or not all(isinstance(x, str) and x.isidentifier() for x in names):
        raise InputValueError(
            f"the inputs of {name} are one or more names, but were {abbreviate(names or inputs)}"
        )
    if not isinstance(symbol, str):
        raise InputTypeError(f"the symbol of {name} is a text, but was {described(symbol)}")

    # A row has a rule for each input, but the user's function gives all derivatives together.
    def rule(position: int) -> Rule:
        def part(out: Any, *values: Any) -> Any:
            found = derivatives(out, *values)
            parts = found if isinstance(found, tuple) else (found,)
            if len(parts) != len(names):
                raise InputValueError(
                    f"derivatives of {name} returned {len(parts)} for {len(names)} inputs "
                    f"{names}; return a tuple with one for each"
                )
            return parts[position]

        return part

    shown = ", ".join(f"#{k}" for k in range(1, len(names) + 1))
    return define(
        name,
        symbol=symbol,
        inputs=names,
        forward=forward,
        array=each(forward),
        derivatives=tuple(rule(k) for k in range(len(names))),
        rules=tuple(f"d{name}/d{x}" for x in names),
        latex=rf"\operatorname{{{name}}}\left({shown}\right)",
        doc=doc or f"The custom operation {name}.",
    )


def _parameters(forward: Callable[..., float]) -> list[str]:
    try:
        return list(inspect.signature(forward).parameters)
    except (TypeError, ValueError):  # a function of C
        raise InputValueError(
            f"the parameters of {abbreviate(forward)} are not known: give their names by "
            "inputs=[...]"
        ) from None


def remove_operation(operation: Operation) -> None:
    """Take a custom operation out of the table again, for tests and notebooks."""
    if not isinstance(operation, Operation):
        raise InputTypeError(f"remove_operation takes one, but was given {described(operation)}")
    TABLE.pop(operation.name, None)
    REMOVED.append(operation.name)
