"""Contexts that change how operations are recorded, for the thread that enters them."""

from _thread import allocate_lock  # `threading` would cost two milliseconds
from collections.abc import Iterator
from contextlib import AbstractContextManager, ContextDecorator, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, Protocol

from autograd.errors import InputTypeError

open_contexts = 0
"""The number of contexts that are open in all threads.

Every operation reads it, so it is a plain global, which is cheap. Only while it is not zero do
operations read the context variables below, which belong to one thread.
"""

open_traces = 0
"""The number of functions that are recorded for `compile` in all threads.

Counted apart from the contexts above, since a trace does not change how operations are recorded:
only what reads a number has to ask whether its own thread records a function.
"""

# As in `inspect`, whose import would take longer than that of all of autograd.
CO_COROUTINE = 0x80
_RUNS_LATER = CO_COROUTINE | 0x20 | 0x200  # CO_GENERATOR, CO_ASYNC_GENERATOR

_lock = allocate_lock()
_recording: ContextVar[bool] = ContextVar("autograd_recording", default=True)


class Watcher(Protocol):
    """Is told of every operation and every backward pass of a thread, and may raise an error."""

    def made(self, op: Any, inputs: tuple[Any, ...], out: float) -> Any:
        """Return the node for the result of an operation."""

    def before_backward(self, seeds: dict[Any, Any]) -> None:
        """Called with the cotangents of the roots, before any gradient is changed."""


_watcher: ContextVar[Watcher | None] = ContextVar("autograd_watcher", default=None)


def is_recording() -> bool:
    """Whether operations of this thread are recorded at the moment."""
    return _recording.get()


def watcher() -> Watcher | None:
    """The watcher of this thread, if there is one; asked only while a context is open."""
    return _watcher.get()


def before_backward(seeds: dict[Any, Any]) -> None:
    """Tell the watcher of this thread, if there is one, that a backward pass begins."""
    watching = _watcher.get()
    if watching is not None:
        watching.before_backward(seeds)


class _During(ContextDecorator):
    """Sets a context variable, and counts as an open context, until it ends."""

    def __init__(self, variable: ContextVar[Any], value: Any) -> None:
        self._variable = variable
        self._value = value
        self._before: list[Any] = []

    def __enter__(self) -> None:
        global open_contexts  # noqa: PLW0603 - see above
        self._before.append(self._variable.get())
        self._variable.set(self._value)
        with _lock:
            open_contexts += 1

    def __exit__(self, *error: object) -> None:
        global open_contexts  # noqa: PLW0603
        with _lock:
            open_contexts -= 1
        # Not by a token: a generator may be closed in another context than it was started in.
        self._variable.set(self._before.pop())

    def __call__(self, function: Any) -> Any:
        """Decorate a function: every call runs inside the context."""
        flags = getattr(getattr(function, "__code__", None), "co_flags", 0)
        if flags & _RUNS_LATER:
            kind = "coroutine" if flags & CO_COROUTINE else "generator"
            raise InputTypeError(
                f"{function.__name__} is a {kind} function, whose body runs after the call: put "
                "`with no_grad():` inside it"
            )
        return super().__call__(function)

    def _recreate_cm(self) -> "_During":
        return _During(self._variable, self._value)


def no_grad(function: Any = None) -> Any:
    """Compute operations within it without recording them: results are leaves.

    A context manager, and a decorator with or without parentheses. It holds for this thread (or
    asynchronous task) only, and ends also when an error occurs. A generator that is abandoned
    inside it should be closed by the thread that started it.

    Raises:
        InputTypeError: If the decorated function is a generator or a coroutine.

    >>> from autograd import Value
    >>> x = Value(2.0)
    >>> with no_grad():
    ...     y = x * x
    >>> y.data, y.operands
    (4.0, ())
    """
    context = _During(_recording, False)
    return context if function is None else context(function)


def recording() -> AbstractContextManager[None]:
    """Record the operations within it, even inside `no_grad`."""
    return nullcontext() if is_recording() else _During(_recording, True)


def watched_by(watching: Watcher) -> _During:
    """Tell `watching` of the operations and backward passes of this thread within it."""
    return _During(_watcher, watching)


class Trace(Protocol):
    """Records a function for the compiler: its numbers stand for any numbers."""

    def note_leaf(self, leaf: Any) -> None:
        """Called with a leaf that the function has made itself."""

    def draw(self, generator: Any, kind: str) -> Any:
        """A leaf whose number is drawn anew at every run."""

    def refuse(self, use: str, value: Any) -> None:
        """Raise an error that says why a function must not use a Value so, and what to write."""


_trace: ContextVar[Trace | None] = ContextVar("autograd_trace", default=None)


def trace() -> Trace | None:
    """What records the function that this thread runs; None if it is not recorded."""
    return _trace.get()


@contextmanager
def traced_by(tracing: Trace) -> Iterator[None]:
    """Let `tracing` record the function that this thread runs within it."""
    global open_traces  # noqa: PLW0603 - see above
    token = _trace.set(tracing)
    with _lock:
        open_traces += 1
    try:
        with recording():
            yield
    finally:
        with _lock:
            open_traces -= 1
        _trace.reset(token)


def note_leaf(leaf: Any) -> None:
    """Tell the trace of this thread, if there is one, of a leaf."""
    tracing = _trace.get()
    if tracing is not None:
        tracing.note_leaf(leaf)


def refuse(use: str, value: Any) -> None:
    """Raise an error if this thread records a function, which must not use a Value so."""
    tracing = _trace.get()
    if tracing is not None:
        tracing.refuse(use, value)


def is_compiling() -> bool:
    """Whether `compile` is recording a function in this thread.

    A function may ask, for example to leave out a check of the numbers it was given.

    >>> is_compiling()
    False
    """
    return _trace.get() is not None
