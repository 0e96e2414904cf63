"""Runs a function on Values that stand for any numbers, and guards what it may do with them.

Values are recorded as always, at full speed. But a condition on their numbers would be decided once
and for all, so comparisons give Values too, and asking for a truth value or for `.data` is an error
that names the line. While a function is recorded `Value` has the guarded members below; they ask
which thread they are in, and the others see no difference.
"""

import linecache
import os
import sys
import sysconfig
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from types import FrameType
from typing import Any

from autograd.diagnosis.origins import Origin, calling_frame
from autograd.errors import TracingError
from autograd.operation import Operation
from autograd.recording import contexts, predicates
from autograd.recording.randomness import draw
from autograd.value import Value, record


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
        born: The leaves made by the function itself: constants.
        drawn: Its random leaves.
    """

    def __init__(self) -> None:
        self.born: set[Value] = set()
        self.drawn: list[Drawn] = []

    def draw(self, generator: Any, kind: str) -> Value:
        """A leaf that stands for a random number; the generator is not touched yet."""
        leaf = Drawn(0.5)
        self.born.discard(leaf)
        leaf.serial, leaf.generator, leaf.kind = len(self.drawn), generator, kind
        self.drawn.append(leaf)
        return leaf


def redraw(leaves: list[Drawn]) -> list[float]:
    """The next numbers for random leaves, in the order in which a plain run would draw them."""
    return [draw(leaf.generator, leaf.kind) for leaf in leaves]


@contextmanager
def tracing() -> Iterator[Trace]:
    """Within it, this thread records a function."""
    trace = Trace()
    _Guard.raise_()
    token = contexts.TRACE.set(trace)
    try:
        with contexts.recording():
            yield trace
    finally:
        contexts.TRACE.reset(token)
        _Guard.lower()


_STDLIB = sysconfig.get_path("stdlib") + os.sep


def _users_frame(frame: FrameType) -> FrameType:
    """The frame that is to be changed: outside of libraries that the recorded function calls.

    Where the function itself is part of an installed library, the innermost one.
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


_BRANCH = (
    "Write where(condition, a, b), maximum(a, b), minimum(a, b) or clip(x, low, high) instead of "
    "if, and, or, not, max, min, sorted; conditions are combined by &, | and ~"
)


class _Guard:
    """The members of Value that are replaced while any thread records a function."""

    open = 0
    lock = Lock()
    originals: dict[str, Any] = {}  # noqa: RUF012 - one for all, like the class they belong to

    @classmethod
    def raise_(cls) -> None:
        with cls.lock:
            cls.open += 1
            if cls.open == 1:
                for name, guarded in _guarded().items():
                    cls.originals[name] = Value.__dict__.get(name)
                    setattr(Value, name, guarded)

    @classmethod
    def lower(cls) -> None:
        with cls.lock:
            cls.open -= 1
            if not cls.open:
                for name, original in cls.originals.items():
                    if original is None:
                        delattr(Value, name)
                    else:
                        setattr(Value, name, original)
                cls.originals.clear()


def _guarded() -> dict[str, Any]:
    data, grad, init = Value.__dict__["data"], Value.__dict__["grad"], Value.__init__
    truth, detach, backward = Value.__bool__, Value.detach, Value.backward
    to_float = Value.__float__

    def guarded_init(self: Value, *args: Any, **named: Any) -> None:
        init(self, *args, **named)
        trace = contexts.trace()
        if trace is not None:
            trace.born.add(self)

    def reader(member: Any, name: str) -> Any:
        def read(self: Value) -> Any:
            trace = contexts.trace()
            if trace is not None and self not in trace.born:
                raise _error(
                    f".{name} was read",
                    "Use the Value itself; stop_gradient(x) has its number without the gradient",
                )
            return member.fget(self)

        def write(self: Value, number: Any) -> None:
            if contexts.trace() is not None:
                raise _error(
                    f".{name} was assigned to",
                    "Return the new number from the function, and assign it outside",
                )
            member.fset(self, number)

        return property(read, write)

    def guarded_truth(self: Value) -> bool:
        if contexts.trace() is not None:
            raise _error("A Value decided a branch", _BRANCH)
        return truth(self)

    def guarded_detach(self: Value) -> Value:
        return detach(self) if contexts.trace() is None else record(predicates.constant, (self,))

    def guarded_backward(self: Value, *args: Any, **named: Any) -> None:
        if contexts.trace() is not None:
            raise _error(
                "backward() was called",
                "Return the result, and call value_and_grad() or backward() of the compiled "
                "function; for a derivative within it use autograd.grad or gradients",
            )
        backward(self, *args, **named)

    def guarded_number(self: Value) -> Any:
        if contexts.trace() is not None:
            raise _error(
                "A Value was to become a plain number (by float, int, an index, range, or a "
                "function of math or numpy)",
                "Use the functions of autograd, such as autograd.exp; what decides a size or a "
                "position is to be known while it is recorded: a length, or text among the "
                "arguments",
            )
        return to_float(self)

    members: dict[str, Any] = {
        "__init__": guarded_init,
        "data": reader(data, "data"),
        "grad": reader(grad, "grad"),
        "__bool__": guarded_truth,
        **dict.fromkeys(
            ("__float__", "__int__", "__index__", "__trunc__", "__complex__"), guarded_number
        ),
        "detach": guarded_detach,
        "backward": guarded_backward,
        "__invert__": lambda self: predicates.logical_not(self),  # noqa: PLW0108 - a method
    }
    for name, op in (
        ("lt", predicates.less),
        ("le", predicates.less_equal),
        ("gt", predicates.greater),
        ("ge", predicates.greater_equal),
        ("eq", predicates.equal),
        ("ne", predicates.not_equal),
        ("and", predicates.logical_and),
        ("or", predicates.logical_or),
    ):
        dunder = f"__{name}__"
        members[dunder] = _comparison(op, getattr(Value, dunder, None))
    members["__rand__"], members["__ror__"] = members["__and__"], members["__or__"]
    return members


def _comparison(op: Operation, original: Callable[[Value, Any], Any] | None) -> Any:
    def compare(self: Value, other: Any) -> Any:
        if contexts.trace() is None:
            return NotImplemented if original is None else original(self, other)
        if isinstance(other, Value) or hasattr(other, "__float__"):
            return op(self, other)
        return NotImplemented

    return compare
