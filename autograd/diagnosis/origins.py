"""Where in the user's code a Value was made."""

import linecache
import os
import sys
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from autograd.value import Value
from autograd.writing.text import display

# Code of the library itself, which is no user's code. There may be no `nn` beside `autograd`.
_PACKAGE = Path(__file__).parent.parent
_OURS = (f"{_PACKAGE}{os.sep}", f"{_PACKAGE.parent / 'nn'}{os.sep}", "<frozen ")


class Origin(NamedTuple):
    """A line of code.

    Attributes:
        file: The file as Python names it.
        line: The number of the line, from 1.

    >>> print(Origin("train.py", 12))
    train.py, line 12
    """

    file: str
    line: int

    @property
    def source(self) -> str:
        """The text of the line; empty if it is no longer available."""
        return linecache.getline(self.file, self.line).strip()

    def __str__(self) -> str:
        source = display(self.source, 100)
        return f"{_place(self.file)}, line {self.line}" + (f": {source}" if source else "")


def _place(file: str) -> str:
    """The path of a file from the working directory, or the number of a notebook's cell."""
    ipython = sys.modules.get("IPython")
    if ipython is not None and (shell := ipython.get_ipython()) is not None:
        found = getattr(shell.compile, "format_code_name", lambda name: None)(file)
        if found:
            return " ".join(found)
    inside = file.startswith(os.getcwd() + os.sep)
    return display(os.path.relpath(file) if inside else file, 100)


class Located(Value):
    """A Value that knows where it was made. Operations make it within `debug()` only.

    A class of its own, since a slot of `Value` would cost every node a tenth of its memory.
    """

    __slots__ = ("_origin",)
    _origin: Origin


def origin_of(node: Value) -> Origin | None:
    """Where a Value was made, if it was made within `debug()`."""
    return getattr(node, "_origin", None)


def calling_frame(frame: FrameType) -> FrameType:
    """The innermost frame outside of the library, or else the outermost frame."""
    while frame.f_code.co_filename.startswith(_OURS) and frame.f_back is not None:
        frame = frame.f_back
    return frame
