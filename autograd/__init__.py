"""A scalar reverse-mode autograd engine: every number can be looked at.

>>> from autograd import Value
>>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
>>> c = a * b + 10.0
>>> c.backward()
>>> c.data, a.grad, b.grad
(4.0, -3.0, 2.0)
"""

# ruff: noqa: F403 - each module lists what it offers, in its `__all__`

import importlib
from typing import TYPE_CHECKING

from autograd.errors import *
from autograd.graph import topological_order as topological_order
from autograd.operation import Operation as Operation
from autograd.operation import operation as operation
from autograd.ops import *
from autograd.recording.contexts import is_compiling as is_compiling
from autograd.recording.contexts import no_grad as no_grad
from autograd.recording.old_names import keep_old_names as _keep_old_names
from autograd.recording.randomness import *
from autograd.recording.scopes import Scope as Scope
from autograd.recording.scopes import scope as scope
from autograd.sequences import *
from autograd.value import Value as Value

if TYPE_CHECKING:
    from autograd.compiler import CompiledFunction as CompiledFunction
    from autograd.compiler import CompiledRoot as CompiledRoot
    from autograd.compiler import ParameterVector as ParameterVector
    from autograd.compiler import Program as Program
    from autograd.compiler import compile as compile
    from autograd.custom import *
    from autograd.diagnosis import *
    from autograd.formulas import *
    from autograd.functional import *
    from autograd.functional.sweeps import gradients as gradients
    from autograd.stepping import Step as Step
    from autograd.stepping import Steps as Steps
    from autograd.stepping import steps as steps
    from autograd.visual import *
    from autograd.writing.html import html_table as html_table

__version__ = "0.1.0"

_keep_old_names()

# Loaded when first used, so that `import autograd` is quick and needs the standard library only.
_LAZY = {
    name: module
    for module, names in {
        "autograd.compiler": "CompiledFunction CompiledRoot ParameterVector Program compile",
        "autograd.custom": "custom_operation remove_operation",
        "autograd.diagnosis": "Diagnosis Explanation debug diagnose explain",
        "autograd.formulas": "Formulas to_latex",
        "autograd.functional": (
            "derivative grad hessian hvp jacobian jvp stop_gradient value_and_grad vjp"
        ),
        "autograd.functional.sweeps": "gradients",
        "autograd.stepping": "Step Steps steps",
        "autograd.visual": "Capture Drawing Player capture draw mermaid play",
        "autograd.writing.html": "html_table",
    }.items()
    for name in names.split()
}
_SUBMODULES = {"compiler", "diagnosis", "functional", "ops", "stepping", "testing", "visual"}
_SHADOWING = {"abs", "compile", "max", "min", "pow", "round", "sum"}


def _public() -> set[str]:
    """The public names: those imported above, and those that are imported when first used."""
    loaded = {
        name
        for name, thing in globals().items()
        if name[0] != "_" and str(getattr(thing, "__module__", "")).startswith("autograd.")
    }
    return loaded | set(_LAZY)


_PUBLIC = _public()

if not TYPE_CHECKING:  # a type checker knows every name from above, and refuses others
    # `from autograd import *` leaves Python's own functions alone.
    __all__ = sorted(_PUBLIC - _SHADOWING)  # noqa: PLE0605

    def __getattr__(name: str) -> object:
        if name in _LAZY:
            return getattr(importlib.import_module(_LAZY[name]), name)
        if name in _SUBMODULES:
            return importlib.import_module(f"autograd.{name}")
        raise AttributeError(f"module 'autograd' has no attribute {name!r}")


def __dir__() -> list[str]:
    """All that is public: the one list that tests and documentation read."""
    return sorted(_PUBLIC | _SUBMODULES)
