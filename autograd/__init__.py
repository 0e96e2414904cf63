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
from autograd.errors import (
    AutogradError,
    DrawingError,
    GradientLostError,
    InputTypeError,
    InputValueError,
    MissingDependencyError,
    NonFiniteError,
    TracingError,
)
from autograd.graph import topological_order
from autograd.operation import Operation, operation
from autograd.ops import (
    abs,
    acos,
    acosh,
    add,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    binade,
    cbrt,
    ceil,
    clip,
    cos,
    cosh,
    div,
    elu,
    erf,
    erfc,
    exp,
    expm1,
    floor,
    gaussian,
    gelu,
    hypot,
    leaky_relu,
    lgamma,
    log,
    log1p,
    log2,
    log10,
    maximum,
    minimum,
    mul,
    neg,
    normal_cdf,
    normal_pdf,
    polygamma,
    pow,
    power_slope,
    relu,
    round,
    selu,
    sigmoid,
    sign,
    silu,
    sin,
    sinh,
    softplus,
    softsign,
    sqrt,
    step,
    sub,
    tan,
    tanh,
    where,
)
from autograd.recording.contexts import is_compiling, no_grad
from autograd.recording.old_names import keep_old_names
from autograd.recording.randomness import normal, uniform
from autograd.recording.scopes import Scope, scope
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
    from autograd.compiler import CompiledFunction, CompiledRoot, ParameterVector, Program, compile
    from autograd.custom import custom_operation, remove_operation
    from autograd.diagnosis import Diagnosis, Explanation, debug, diagnose, explain
    from autograd.formulas.latex import Formulas, to_latex
    from autograd.functional import (
        derivative,
        grad,
        hessian,
        hvp,
        jacobian,
        jvp,
        stop_gradient,
        value_and_grad,
        vjp,
    )
    from autograd.functional.sweeps import gradients
    from autograd.stepping import Step, Steps, steps
    from autograd.visual import Capture, Drawing, Player, capture, draw, mermaid, play
    from autograd.writing.html import html_table

__version__ = "0.1.0"

keep_old_names()

# Loaded when first used, so that `import autograd` needs the standard library only.
_LAZY = {
    "Capture": "autograd.visual",
    "CompiledFunction": "autograd.compiler",
    "CompiledRoot": "autograd.compiler",
    "Diagnosis": "autograd.diagnosis",
    "Drawing": "autograd.visual",
    "Explanation": "autograd.diagnosis",
    "Formulas": "autograd.formulas.latex",
    "ParameterVector": "autograd.compiler",
    "Player": "autograd.visual",
    "Program": "autograd.compiler",
    "Step": "autograd.stepping",
    "Steps": "autograd.stepping",
    "capture": "autograd.visual",
    "compile": "autograd.compiler",
    "custom_operation": "autograd.custom",
    "debug": "autograd.diagnosis",
    "derivative": "autograd.functional",
    "diagnose": "autograd.diagnosis",
    "draw": "autograd.visual",
    "explain": "autograd.diagnosis",
    "grad": "autograd.functional",
    "gradients": "autograd.functional.sweeps",
    "hessian": "autograd.functional",
    "html_table": "autograd.writing.html",
    "hvp": "autograd.functional",
    "jacobian": "autograd.functional",
    "jvp": "autograd.functional",
    "mermaid": "autograd.visual",
    "play": "autograd.visual",
    "remove_operation": "autograd.custom",
    "steps": "autograd.stepping",
    "stop_gradient": "autograd.functional",
    "to_latex": "autograd.formulas.latex",
    "value_and_grad": "autograd.functional",
    "vjp": "autograd.functional",
}
_SUBMODULES = {"compiler", "diagnosis", "functional", "stepping", "testing", "visual"}

__all__ = [
    "AutogradError",
    "Capture",
    "CompiledFunction",
    "CompiledRoot",
    "Diagnosis",
    "Drawing",
    "DrawingError",
    "Explanation",
    "Formulas",
    "GradientLostError",
    "InputTypeError",
    "InputValueError",
    "MissingDependencyError",
    "NonFiniteError",
    "Operation",
    "ParameterVector",
    "Player",
    "Program",
    "Scope",
    "Step",
    "Steps",
    "TracingError",
    "Value",
    "abs",
    "acos",
    "acosh",
    "add",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "binade",
    "capture",
    "cbrt",
    "ceil",
    "clip",
    "compile",
    "cos",
    "cosh",
    "custom_operation",
    "debug",
    "derivative",
    "diagnose",
    "div",
    "dot",
    "draw",
    "elu",
    "erf",
    "erfc",
    "exp",
    "explain",
    "expm1",
    "floor",
    "gaussian",
    "gelu",
    "grad",
    "gradients",
    "hessian",
    "html_table",
    "hvp",
    "hypot",
    "is_compiling",
    "jacobian",
    "jvp",
    "leaky_relu",
    "lgamma",
    "log",
    "log1p",
    "log2",
    "log10",
    "logsumexp",
    "max",
    "maximum",
    "mean",
    "mermaid",
    "min",
    "minimum",
    "mul",
    "neg",
    "no_grad",
    "norm",
    "normal",
    "normal_cdf",
    "normal_pdf",
    "operation",
    "play",
    "polygamma",
    "pow",
    "power_slope",
    "prod",
    "relu",
    "remove_operation",
    "round",
    "scope",
    "selu",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "softsign",
    "sqrt",
    "step",
    "steps",
    "stop_gradient",
    "sub",
    "sum",
    "tan",
    "tanh",
    "to_latex",
    "topological_order",
    "uniform",
    "value_and_grad",
    "var",
    "vjp",
    "where",
]


if not TYPE_CHECKING:  # a type checker is to know every name, and to refuse others

    def __getattr__(name: str) -> Any:
        if name in _LAZY:
            return getattr(importlib.import_module(_LAZY[name]), name)
        if name in _SUBMODULES:
            return importlib.import_module(f"autograd.{name}")
        raise AttributeError(f"module 'autograd' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY, *_SUBMODULES})
