"""Optimizers: how parameters follow their gradients.

>>> from autograd import Value
>>> x = Value(1.0)
>>> optimizer = SGD([x], learning_rate=0.1)
>>> for _ in range(100):
...     optimizer.zero_grad()
...     ((x - 3.0) ** 2).backward()
...     optimizer.step()
>>> round(x.data, 6)
3.0
"""

from collections.abc import Callable

from autograd import InputTypeError
from nn.arguments import choose, shorten
from nn.optimizers.base import Optimizer
from nn.optimizers.sgd import SGD

__all__ = ["OPTIMIZERS", "SGD", "Optimizer", "get"]

OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {"sgd": SGD}
"""The optimizers by name, with the learning rates that they have by default."""


def get(optimizer: str | Optimizer) -> Optimizer:
    """The optimizer that is meant by a name, or that is given already.

    Args:
        optimizer: A name out of `OPTIMIZERS`, or an optimizer.

    Raises:
        InputValueError: If there is no optimizer of that name.
        InputTypeError: If it is neither a name nor an optimizer.

    >>> get("sgd")
    SGD(learning_rate=0.01, momentum=0.0, nesterov=False)
    """
    if isinstance(optimizer, str):
        return choose("optimizer", optimizer.lower(), OPTIMIZERS)()
    if not isinstance(optimizer, Optimizer):
        raise InputTypeError(
            "optimizer must be a name such as 'adam' or an optimizer such as SGD(0.1), but was "
            f"given {shorten(optimizer)} ({type(optimizer).__name__})"
        )
    return optimizer
