"""Derivatives of functions: `grad`, `jacobian`, `hessian` and their family, as in JAX.

They follow JAX's conventions, and nest to any order. Sparse Jacobians and Hessians cost only as
much as their nonzero entries.

>>> from autograd import sin
>>> grad(grad(sin))(0.5) == -sin(0.5)
True
"""

from autograd.functional.matrices import hessian, jacobian
from autograd.functional.transforms import (
    derivative,
    grad,
    hvp,
    jvp,
    stop_gradient,
    value_and_grad,
    vjp,
)

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
