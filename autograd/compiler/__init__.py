"""The compiler: a recorded graph of scalars, run as a program of arrays.

`README.md` in this folder explains the passes with an example.
"""

from autograd.compiler.compiled import compile
from autograd.compiler.functions import CompiledFunction, ValueAndGrad
from autograd.compiler.graphs import CompiledRoot
from autograd.compiler.program import Program
from autograd.compiler.vectors import ParameterVector

__all__ = [
    "CompiledFunction",
    "CompiledRoot",
    "ParameterVector",
    "Program",
    "ValueAndGrad",
    "compile",
]
