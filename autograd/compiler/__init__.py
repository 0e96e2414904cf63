"""The compiler: a recorded graph of scalars, run as a program of arrays.

`README.md` in this folder explains the passes with an example.
"""

from autograd.compiler.compiled import CompiledFunction, CompiledRoot, ValueAndGrad, compile
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
