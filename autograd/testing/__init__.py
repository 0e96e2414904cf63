"""Gradients against finite differences, with an error bar and a verdict for each.

>>> from autograd.testing import check_gradients
>>> print(check_gradients(lambda x: x.relu() + x**2, 0.0))
gradients of f: 1 of 1 passed
<BLANKLINE>
input  value  derivative  by differences  apart  verdict
x      0      0           0 | 1                  kink here: relu at 0

A check that fails names the operation at fault. `assert_gradients` raises an AssertionError with
that text, `grade` tests a student's Value class, and pytest has a fixture `check_gradients` and an
option `--gradient-reports`.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograd.grading import Grade as Grade
    from autograd.grading import Mark as Mark
    from autograd.grading import grade as grade
    from autograd.testing.checking import assert_gradients as assert_gradients
    from autograd.testing.checking import check_gradients as check_gradients
    from autograd.testing.report import Culprit as Culprit
    from autograd.testing.report import Entry as Entry
    from autograd.testing.report import GradientReport as GradientReport
    from autograd.testing.verdicts import Verdict as Verdict

# Loaded when first used: pytest imports this package with every run, for the plugin.
_MODULES = {
    "autograd.grading": ("Grade", "Mark", "grade"),
    "autograd.testing.checking": ("assert_gradients", "check_gradients"),
    "autograd.testing.report": ("Culprit", "Entry", "GradientReport"),
    "autograd.testing.verdicts": ("Verdict",),
}
_LAZY = {name: module for module, names in _MODULES.items() for name in names}

__all__ = list(_LAZY)


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'autograd.testing' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
