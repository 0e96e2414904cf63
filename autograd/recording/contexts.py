"""Contexts that change how operations are recorded, for the thread that enters them."""

from typing import TYPE_CHECKING, Any, Protocol

from autograd.recording.entries import Entry, Set, Setting, Unchanged

OPEN_CONTEXTS: set[Any] = set()
"""The contexts that are open in all threads.

Every operation asks whether there are any, which is cheap. Only then do operations read the
settings below, which belong to one thread.
"""

OPEN_TRACES: set[Any] = set()
"""The functions that are recorded for `compile` in all threads.

Kept apart from the contexts above, since a trace does not change how operations are recorded: only
what reads a number has to ask whether its own thread records a function.
"""

if TYPE_CHECKING:
    open_contexts: int
    open_traces: int
else:

    def __getattr__(name: str) -> int:
        """How many there are, `open_contexts` and `open_traces`."""
        if name in ("open_contexts", "open_traces"):
            return len(OPEN_CONTEXTS if name == "open_contexts" else OPEN_TRACES)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


_recording = Setting("recording", True, OPEN_CONTEXTS)


class Watcher(Protocol):
    """Is told of every operation and every backward pass of a thread, and may raise an error."""

    def made(self, op: Any, inputs: tuple[Any, ...], out: float) -> Any:
        """Return the node for the result of an operation."""

    def before_backward(self, seeds: dict[Any, Any]) -> None:
        """Called with the cotangents of the roots, before any gradient is changed."""


_watcher: Setting[Watcher | None] = Setting("watcher", None, OPEN_CONTEXTS)


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


def no_grad(function: Any = None) -> Any:
    """Compute operations within it without recording them: results are leaves.

    A context manager, and a decorator with or without parentheses. It holds for this thread (or
    asynchronous task) only, and ends also when an error or Ctrl-C occurs.

    Raises:
        InputTypeError: If the decorated function is a generator or a coroutine.

    >>> from autograd import Value
    >>> x = Value(2.0)
    >>> with no_grad():
    ...     y = x * x
    >>> y.data, y.operands
    (4.0, ())
    """
    context = _recording.set(False, "no_grad()")
    return context if function is None else context(function)


def recording() -> Entry:
    """Record the operations within it, even inside `no_grad`."""
    return Unchanged() if is_recording() else _recording.set(True)


def watched_by(watching: Watcher, shown: str) -> Set[Watcher | None]:
    """Tell `watching` of the operations and backward passes of this thread within it."""
    return _watcher.set(watching, shown)


class Trace(Protocol):
    """Records a function for the compiler: its numbers stand for any numbers."""

    def note_leaf(self, leaf: Any) -> None:
        """Called with a leaf that the function has made itself."""

    def draw(self, generator: Any, kind: str) -> Any:
        """A leaf whose number is drawn anew at every run."""

    def refuse(self, use: str, value: Any) -> None:
        """Raise an error that says why a function must not use a Value so, and what to write."""


_trace: Setting[Trace | None] = Setting("trace", None, OPEN_TRACES)


def trace() -> Trace | None:
    """What records the function that this thread runs; None if it is not recorded."""
    return _trace.get()


def traced_by(tracing: Trace) -> Set[Trace | None]:
    """Let `tracing` record the function that this thread runs within it."""
    return _trace.set(tracing)


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
