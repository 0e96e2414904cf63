"""Contexts that change how operations are recorded, for the thread that enters them."""

from _thread import allocate_lock  # `threading` would cost two milliseconds
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

open_contexts = 0
"""How many contexts are open in any thread.

A plain global is cheap enough to be read at every operation; only while it is not zero is the
context variable asked, which knows the thread.
"""

_lock = allocate_lock()
_recording: ContextVar[bool] = ContextVar("autograd_recording", default=True)


def is_recording() -> bool:
    """Whether operations of this thread are recorded at the moment."""
    return _recording.get()


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
    global open_contexts  # noqa: PLW0603 - see above
    token = _recording.set(False)
    with _lock:
        open_contexts += 1
    try:
        yield
    finally:
        with _lock:
            open_contexts -= 1
        _recording.reset(token)
