"""A scalar reverse-mode autograd engine: every number can be looked at.

>>> from autograd import Value
>>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
>>> c = a * b + 10.0
>>> c.backward()
>>> c.data, a.grad, b.grad
(4.0, -3.0, 2.0)
"""

import importlib
from typing import TYPE_CHECKING, Any

from autograd import methods as _methods  # noqa: F401 - gives Value its operators
from autograd.contexts import no_grad
from autograd.errors import (
    AutogradError,
    DrawingError,
    GradientLostError,
    InputTypeError,
    InputValueError,
    MissingDependencyError,
)
from autograd.graph import topological_order
from autograd.operation import TABLE as _TABLE
from autograd.operation import Operation
from autograd.ops import *  # noqa: F403
from autograd.sequences import (
    dot,
    logsumexp,
    max,
    mean,
    min,
    norm,
    prod,
    softmax,
    sum,
    var,
)
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.visual import draw, mermaid

__version__ = "0.1.0"

# Loaded when first used, so that `import autograd` needs the standard library only.
_LAZY = {"draw": "autograd.visual", "mermaid": "autograd.visual"}

__all__ = [  # noqa: PLE0604
    "AutogradError",
    "DrawingError",
    "GradientLostError",
    "InputTypeError",
    "InputValueError",
    "MissingDependencyError",
    "Operation",
    "Value",
    "dot",
    "draw",
    "logsumexp",
    "max",
    "mean",
    "mermaid",
    "min",
    "no_grad",
    "norm",
    "prod",
    "softmax",
    "sum",
    "topological_order",
    "var",
    *_TABLE,
]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'autograd' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
