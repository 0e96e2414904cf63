"""Modules under the names that they had in version 0.1: its pickles look for functions there."""

import importlib
import sys
from types import ModuleType

MOVED = {
    "autograd.contexts": "autograd.recording.contexts",
    "autograd.copying": "autograd.recording.copying",
    "autograd.html": "autograd.writing.html",
    "autograd.latex": "autograd.formulas.latex",
    "autograd.playground": "autograd.app.playground",
    "autograd.randomness": "autograd.recording.randomness",
    "autograd.scopes": "autograd.recording.scopes",
    "autograd.sweeps": "autograd.functional.sweeps",
    "autograd.symbols": "autograd.names.symbols",
    "autograd.testing.grades": "autograd.grading.grades",
    "autograd.testing.grading": "autograd.grading.grading",
}


def keep_old_names() -> None:
    """Let `pickle` find what it looks for; the modules are imported only when it does."""
    for old, new in MOVED.items():
        module = ModuleType(old, f"`{new}`, by its name in version 0.1.")
        found = lambda name, new=new: getattr(importlib.import_module(new), name)  # noqa: E731
        vars(module)["__getattr__"] = found
        sys.modules[old] = module
