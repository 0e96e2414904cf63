"""Modules under the names that they had in version 0.1: its pickles look for functions there."""

import importlib
import sys
from types import ModuleType
from typing import Any

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


class MovedModules:
    """Finds moved modules by their former names, when an import has not found them elsewhere.

    A finder and loader of Python's import system: https://docs.python.org/3/reference/import.html
    """

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        """How to import a module of that name; None if it is not one that has moved."""
        return type(__spec__)(name, self) if name in MOVED else None  # type: ignore[arg-type]

    def create_module(self, spec: Any) -> None:
        """The default: an empty module, in whose place comes the real one."""

    def exec_module(self, module: ModuleType) -> None:
        """Let the former name stand for the module under its new name."""
        sys.modules[module.__name__] = importlib.import_module(MOVED[module.__name__])


def keep_old_names() -> None:
    """Let `pickle` find what it looks for."""
    sys.meta_path.append(MovedModules())
