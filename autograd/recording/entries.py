"""Context managers that Ctrl-C cannot leave open.

Python looks for Ctrl-C whenever a function of Python begins, so an `__exit__` that is written in
Python can be interrupted before it has done anything, and what it should undo stays for good. The
`__exit__` of an io object is written in C, and all it does is to call `close`; so does the end of
the object itself. Where `close` is a function of C as well, nothing comes between.

So every entry into a context is an io object, which undoes in one call of C what it did. Somebody
holds it, usually a `with` statement; once nobody does, it is undone too.
"""

import functools
import io
from _thread import _local as local  # `threading` would cost two milliseconds
from _thread import get_ident
from collections.abc import Callable
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar
from weakref import ref

from autograd.errors import InputTypeError

T = TypeVar("T")

# As in `inspect`, whose import would take longer than that of all of autograd.
CO_COROUTINE = 0x80
_RUNS_LATER = CO_COROUTINE | 0x20 | 0x200  # CO_GENERATOR, CO_ASYNC_GENERATOR


class _Waiting(local):
    """The entries that `with` statements of this thread are about to enter."""

    def __init__(self) -> None:
        self.entries: list[tuple[Any, ref[Any]]] = []


_waiting = _Waiting()


# Whether a `with` is about to enter a context, or others have entered it.
_FRESH, _AWAITED, _USED, _AWAITED_BY_SEVERAL = range(4)


class _ExitOfEntry:
    """`Entry.__exit__`: that of one entry, since the context may be entered more than once.

    `with` looks it up before it calls `__enter__`, and keeps what it finds.
    """

    def __get__(self, entry: "Entry | None", kind: type["Entry"]) -> Callable[..., None]:
        if entry is None:  # as for an ExitStack, which passes the context on
            return lambda entry, *error: entry.__exit__(*error)
        if entry._stage == _FRESH:
            entry._stage = _AWAITED
            return entry._leave
        return entry._another()._leave


def _flags(function: Any) -> int:
    """What Python knows of the code that a call runs: that of a partial, a method, an object."""
    while isinstance(function, functools.partial):
        function = function.func
    if not hasattr(function, "__code__"):
        function = vars(type(function)).get("__call__")
    return getattr(getattr(function, "__code__", None), "co_flags", 0)


class Entry(io.BytesIO):
    """A context manager and decorator. A subclass defines `open`, and `again`.

    It is its own first entry. Each further one, be it nested, in another thread or in another
    generator, is a new object, so that leaving it undoes nothing of the others.
    """

    _leave = io.BytesIO.__exit__
    _stage = _FRESH
    _by_hand: list[tuple[int, "Entry"]] | None = None

    def open(self) -> Any:
        """Set `close` to what undoes the entry, a function of C; then do it.

        Returns:
            What `with ... as` gives.
        """
        raise NotImplementedError

    def again(self) -> Self:
        """A new context of the same meaning."""
        raise NotImplementedError

    def __enter__(self) -> Any:
        if self._stage == _AWAITED:  # by the only one, as nearly always
            self._stage = _USED
            return self.open()
        return self._entered().open()

    if TYPE_CHECKING:
        close: Any

        def __exit__(self, *error: object) -> None: ...
    else:
        __exit__ = _ExitOfEntry()

    def _another(self) -> "Entry":
        """The entry whose `__exit__` is asked for: that entered by hand last, or a new one."""
        if self._by_hand:
            mine = [k for k, (thread, _) in enumerate(self._by_hand) if thread == get_ident()]
            return self._by_hand.pop(mine[-1] if mine else -1)[1]
        if self._stage == _AWAITED:
            self._stage = _AWAITED_BY_SEVERAL
        entry = self.again()
        _waiting.entries.append((self, ref(entry)))
        return entry

    def _entered(self) -> "Entry":
        """The entry that a `with` of this thread is about to enter; else one that is kept."""
        waiting = _waiting.entries
        while waiting:
            context, found = waiting.pop()
            entry = found()  # None if its `with` was interrupted
            if context is self and entry is not None:
                return entry  # type: ignore[no-any-return]
        if self._stage == _AWAITED_BY_SEVERAL:
            self._stage = _USED
            return self
        self._stage = _USED  # by hand, until `__exit__` is called by hand
        entry = self.again()
        self._by_hand = self._by_hand or []
        self._by_hand.append((get_ident(), entry))
        return entry

    def __call__(self, function: Any) -> Any:
        """Decorate a function: every call runs inside the context.

        Raises:
            InputTypeError: If it is a generator or a coroutine, which run after the call.
        """
        flags = _flags(function)
        if flags & _RUNS_LATER:
            kind = "coroutine" if flags & CO_COROUTINE else "generator"
            raise InputTypeError(
                f"{getattr(function, '__name__', type(function).__name__)} is a {kind} function, "
                f"whose body runs after the call: put `with {self}:` inside it"
            )

        @functools.wraps(function)
        def inside(*args: Any, **named: Any) -> Any:
            with self.again():
                return function(*args, **named)

        return inside


class Opened(io.IOBase):
    """An entry for one `with` statement, open before it begins: its `__enter__` is C as well.

    Who makes one sets `close`, as `Entry.open` does.
    """

    if TYPE_CHECKING:
        close: Any


class Unchanged(Entry):
    """A context that changes nothing."""

    def open(self) -> None:
        """As for `Entry`."""

    def again(self) -> Self:
        """As for `Entry`."""
        return type(self)()


class _Mark(ref["Set[Any]"]):
    """An entry as a context variable sees it: it keeps nothing alive.

    Attributes:
        outer: The mark of the entry around it.
    """

    __slots__ = ("outer",)
    outer: "_Mark | None"


class Setting(Generic[T]):
    """Something that is set within a context, for a thread or an asynchronous task.

    Its value is that of the innermost entry that is still open.

    Args:
        name: What is set.
        default: Its value outside of all entries.
        entries: All entries that are open, in all threads; several settings may share it.

    >>> volume = Setting("volume", 1.0)
    >>> with volume.set(11.0):
    ...     volume.get()
    11.0
    >>> volume.get()
    1.0
    """

    def __init__(self, name: str, default: T, entries: set[Any] | None = None) -> None:
        self.name = name
        self.default = default
        self.entries: set[Any] = set() if entries is None else entries
        self._innermost: ContextVar[_Mark | None] = ContextVar(f"autograd_{name}", default=None)

    def set(self, value: T, shown: str = "") -> "Set[T]":
        """A context in which it has that value; `shown` is what errors call it."""
        return Set(self, value, shown or f"{self.name}(...)")

    def get(self) -> T:
        """Its value."""
        mark = self._open()
        entry = None if mark is None else mark()
        return self.default if entry is None else entry.value

    def _open(self) -> _Mark | None:
        """The mark of the innermost entry that is open."""
        mark = self._innermost.get()
        while mark is not None and mark not in self.entries:
            mark = mark.outer
        return mark

    def enter(self, entry: "Set[T]") -> None:
        """Open an entry."""
        mark = _Mark(entry)
        mark.outer = self._open()
        entry.close = functools.partial(self.entries.discard, mark)
        self.entries.add(mark)
        self._innermost.set(mark)


class Set(Entry, Generic[T]):
    """The context of a `Setting`, see there."""

    def __init__(self, setting: Setting[T], value: T, shown: str) -> None:
        self.setting = setting
        self.value = value
        self._shown = shown

    def __str__(self) -> str:
        return self._shown

    def open(self) -> None:
        """As for `Entry`."""
        self.setting.enter(self)

    def again(self) -> Self:
        """As for `Entry`."""
        return type(self)(self.setting, self.value, self._shown)
