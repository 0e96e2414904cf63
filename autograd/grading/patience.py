"""Runs code that may never end, and waits only so long."""

import contextvars
import ctypes
import threading
from collections.abc import Callable
from typing import Any

PATIENCE = 0.7
"""Seconds: an answer is there within a second."""


class StillRunningError(Exception):
    """The code was still running when time was up."""


class _Enough(BaseException):
    """Ends a thread; no `except Exception` of the code in it can catch this."""


def within(seconds: float, function: Callable[[], Any]) -> Any:
    """What the function returns or raises, if it does so in time.

    It runs in a thread of its own, with the contexts of this one, so that nothing interrupts the
    caller. A thread that is late is told to end, which one that computes in C does not hear until
    it is done.

    Raises:
        StillRunningError: If it takes longer.

    >>> within(1.0, lambda: 2 + 2)
    4
    """
    results: list[Any] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(function())
        except BaseException as error:  # SystemExit, too: the caller says what became of it
            errors.append(error)

    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(run,), daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        _end(thread)
        raise StillRunningError
    if errors:
        raise errors[0]
    return results[0]


def _end(thread: threading.Thread) -> None:
    """Raise an error in a thread that is running."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_Enough)
    )
