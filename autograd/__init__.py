"""A scalar reverse-mode autograd engine: every number can be looked at.

>>> from autograd import Value
>>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
>>> c = a * b + 10.0
>>> c.backward()
>>> c.data, a.grad, b.grad
(4.0, -3.0, 2.0)

## Values

A `Value` is a number that knows what it was computed from. It has Python's arithmetic, and more
than fifty operations as functions (`autograd.exp(x)`) and methods (`x.exp()`); there are sums,
means, softmax and norms over sequences, and numpy scalars and arrays may stand on either side of an
operator. `custom_operation` adds an operation of your own.

Each operation is a row of one table, `autograd.ops`. It and its derivative are within 4 ulp of
50-digit arithmetic over the whole range of doubles; a row that cannot be says why, and states its
own bound. The textbook rule for tanh, 1 - tanh(x)**2, gives 8.9e-16 here, where no digit is right:

>>> import autograd
>>> x = Value(18.0)
>>> autograd.tanh(x).backward()
>>> x.grad
9.278091320974275e-16

Graphs of a million operations are built, differentiated, copied, pickled, drawn and freed without
recursion. They hold no reference cycles, so a training loop may switch Python's garbage collector
off (`gc.disable()`), as the demo does: nothing is left behind, and a step takes a third of the
time.

Code for karpathy/micrograd runs with its imports changed: `from autograd import Value`,
`from nn import MLP`.

## What you can ask of a graph

| question | answer |
|---|---|
| What does it look like? | `draw`, `mermaid`; of a network, too |
| How does the gradient get there? | `play` in a browser, `steps` in a loop or a debugger |
| What is this gradient made of? | `explain`: the sum over all paths |
| Where does this nan come from? | `diagnose`; `debug` stops there |
| Which formula is it? | `to_latex` |
| Is the gradient right? | `autograd.testing.check_gradients` |
| Is my own engine right? | `autograd.grading.grade` |
| What if it were arrays? | `compile`: a program of matrix products and sums |

Functions have derivatives as in JAX: see `autograd.functional`. Networks are in `nn`.

## From the command line

`python -m autograd` lists the commands.

`python -m autograd playground` opens a local page in the spirit of TensorFlow Playground: pick
data, or drop a CSV file with classes or numbers to predict, change the network, train, and watch
the boundary and every weight. Hover a neuron to see its map large, click it to step through its
graph of scalars, click a weight to set it by hand. The address holds all of it; the model, and a
notebook or a program that gives the same weights, can be saved.

`python -m autograd draw "tanh(a*b + c)" a=2 b=-3 c=10` draws an expression and prints its
gradients.

`python -m autograd demo` trains a small network, and shows it on a page: the boundary, the loss,
the network and a film of its training.
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
