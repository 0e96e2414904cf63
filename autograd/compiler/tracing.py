"""Runs a function on Values that stand for any numbers, and guards what it may do with them.

Values are recorded as always, at full speed. But the program is to hold for other numbers too, so a
number that the recorded function looked at would be a constant by mistake. While a function is
recorded, Values therefore ask the trace of their thread: comparisons give Values, which can be
given to `where`; a truth value, a plain number and `.data` are errors that name the line. The
guards stand in `Value` itself: a function also uses parameters from outside, which are plain Values
that other threads may be reading.
"""

import linecache
import os
import sys
import sysconfig
from types import FrameType
from typing import Any

from autograd.diagnosis.origins import Origin, calling_frame
from autograd.errors import TracingError
from autograd.recording import contexts
from autograd.recording.randomness import draw
from autograd.value import Value


class Drawn(Value):
    """A leaf whose number is drawn anew at every run.

    Attributes:
        serial: Its place in the order of drawing.
        generator: Where it is drawn from.
        kind: "uniform" or "normal".
    """

    __slots__ = ("generator", "kind", "serial")
    serial: int
    generator: Any
    kind: str


class Trace:
    """The recording of one call of a function.

    Attributes:
        constants: The leaves made by the function itself.
        drawn: Its random leaves.
    """

    def __init__(self) -> None:
        self.constants: set[Value] = set()
        self.drawn: list[Drawn] = []

    def note_leaf(self, leaf: Value) -> None:
        """Note a leaf that the function has made; its number may be read."""
        self.constants.add(leaf)

    def draw(self, generator: Any, kind: str) -> Value:
        """A leaf that stands for a random number; the generator is not touched yet."""
        leaf = Drawn(0.5)
        self.constants.discard(leaf)
        leaf.serial, leaf.generator, leaf.kind = len(self.drawn), generator, kind
        self.drawn.append(leaf)
        return leaf

    def refuse(self, use: str, value: Value) -> None:
        """Raise an error that says why a Value cannot be used so, and what to write instead.

        Args:
            use: A key of `REFUSED`.
            value: The Value. Reading the number of a constant is allowed.
        """
        if not (use.startswith("read ") and value in self.constants):
            raise _error(*REFUSED[use])


def redraw(leaves: list[Drawn]) -> list[float]:
    """The next numbers for random leaves, in the order in which a plain run would draw them."""
    return [draw(leaf.generator, leaf.kind) for leaf in leaves]


_READ = "Use the Value itself; stop_gradient(x) has its number without the gradient"
_WRITE = "Return the new number from the function, and assign it outside"
_BRANCH = (
    "Write where(condition, a, b), maximum(a, b), minimum(a, b) or clip(x, low, high) instead of "
    "if, and, or, not, max, min, sorted; conditions are combined by &, | and ~"
)
_BACKWARD = (
    "Return the result, and call value_and_grad() or backward() of the compiled function; for a "
    "derivative within it use autograd.grad or gradients"
)
_CONVERSION = (
    "A Value was to become a plain number (by float, int, an index, range, or a function of math "
    "or numpy)"
)
_CONVERT = (
    "Use the functions of autograd, such as autograd.exp; what decides a size or a position is to "
    "be known while it is recorded: a length, or text among the arguments"
)

REFUSED = {
    "read data": (".data was read", _READ),
    "read grad": (".grad was read", _READ),
    "write data": (".data was assigned to", _WRITE),
    "write grad": (".grad was assigned to", _WRITE),
    "branch": ("A Value decided a branch", _BRANCH),
    "backward": ("backward() was called", _BACKWARD),
    "convert": (_CONVERSION, _CONVERT),
    "pickle": ("A Value was pickled", "Pickle the results of the compiled function, or use copy"),
}
"""What a recorded function may not do with a Value, and what to write instead."""

_STDLIB = sysconfig.get_path("stdlib") + os.sep


def _users_frame(frame: FrameType) -> FrameType:
    """The frame with the line to be changed: outside of libraries that the function calls.

    If the recorded function itself is part of an installed library, the innermost frame.
    """
    innermost = frame = calling_frame(frame)
    while frame.f_back is not None and frame.f_code.co_name != "_record":
        file = frame.f_code.co_filename
        is_installed = file.startswith(_STDLIB) or f"{os.sep}site-packages{os.sep}" in file
        if not is_installed and calling_frame(frame) is frame:  # which is not one of ours
            return frame
        frame = frame.f_back
    return innermost


def _error(what: str, remedy: str) -> TracingError:
    frame = _users_frame(sys._getframe(2))
    line = Origin(frame.f_code.co_filename, frame.f_lineno)
    linecache.checkcache(line.file)
    return TracingError(
        f"{line}\n{what} while a function is recorded for compile(), where a Value stands for any "
        f"number. {remedy}"
    )


def not_while_recording(what: str) -> None:
    """Raise an error if this thread records a function, which would keep the numbers for good."""
    if contexts.trace() is not None:
        raise _error(
            f"{what} was called",
            "Call the function itself, with what stands for its arguments; for a derivative use "
            "autograd.grad or gradients",
        )
