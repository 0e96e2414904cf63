"""Derivatives of functions: `grad`, `jacobian`, `hessian` and their family, as in JAX."""

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
