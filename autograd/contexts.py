"""Contexts that change how operations are recorded, for the thread that enters them."""

from _thread import allocate_lock  # `threading` would cost two milliseconds
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

open_contexts = 0
"""How many contexts are open in any thread.

A plain global is cheap enough to be read at every operation; only while it is not zero is the
context variable asked, which knows the thread.
"""

_lock = allocate_lock()
_recording: ContextVar[bool] = ContextVar("autograd_recording", default=True)


class Watcher(Protocol):
    """Sees every operation and every backward pass of a thread, and may raise an error."""

    def made(self, op: Any, inputs: tuple[Any, ...], out: float) -> Any:
        """The node for what an operation gave."""

    def before_backward(self, seeds: dict[Any, Any]) -> None:
        """Called with the cotangents of the roots, before any gradient is changed."""


_watcher: ContextVar[Watcher | None] = ContextVar("autograd_watcher", default=None)


def is_recording() -> bool:
    """Whether operations of this thread are recorded at the moment."""
    return _recording.get()


def watcher() -> Watcher | None:
    """Who watches the operations of this thread; asked only while a context is open."""
    return _watcher.get()


def before_backward(seeds: dict[Any, Any]) -> None:
    """Tell the watcher of this thread, if there is one, that a backward pass begins."""
    watching = _watcher.get()
    if watching is not None:
        watching.before_backward(seeds)


@contextmanager
def _during(variable: ContextVar[Any], value: Any) -> Iterator[None]:
    global open_contexts  # noqa: PLW0603 - see above
    token = variable.set(value)
    with _lock:
        open_contexts += 1
    try:
        yield
    finally:
        with _lock:
            open_contexts -= 1
        variable.reset(token)


@contextmanager
def no_grad() -> Iterator[None]:
    """Within it operations are computed but not recorded: results are leaves without history.

    As a context manager or a decorator, for this thread only; undone also when an error occurs.

    >>> from autograd import Value
    >>> x = Value(2.0)
    >>> with no_grad():
    ...     y = x * x
    >>> y.data, y.operands
    (4.0, ())
    """
    with _during(_recording, False):
        yield


@contextmanager
def watched_by(watching: Watcher) -> Iterator[None]:
    """Within it `watching` is told of the operations of this thread."""
    with _during(_watcher, watching):
        yield
