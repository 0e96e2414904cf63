"""Scopes: which part of a program recorded a Value."""

import functools
from contextvars import ContextVar
from typing import Any, Self, TypeVar

from autograd.checks import abbreviate, described
from autograd.errors import InputTypeError
from autograd.recording.entries import Entry, Opened


class Scope:
    """One run of one part of a program: a call of a layer, the body of a `with scope(...)`.

    Every run is a scope of its own: two calls of one neuron, for two samples, are two scopes.

    Attributes:
        name: What the part is called.
        parent: The scope around it; None for the outermost.
        is_open: Whether the run has not ended yet.
    """

    __slots__ = ("_owner", "is_open", "name", "parent")

    def __init__(self, name: str, parent: "Scope | None" = None, owner: int = 0) -> None:
        self.name = name
        self.parent = parent
        self.is_open = False
        self._owner = owner

    @property
    def path(self) -> tuple["Scope", ...]:
        """The scopes around this one, the outermost first, and itself."""
        found = []
        scope: Scope | None = self
        while scope is not None:
            found.append(scope)
            scope = scope.parent
        return tuple(reversed(found))

    def __str__(self) -> str:
        return "/".join(scope.name for scope in self.path)

    def __repr__(self) -> str:
        return f"<scope {self}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Scope, (self.name, self.parent)


INNERMOST: ContextVar[Scope | None] = ContextVar("autograd_scope", default=None)
"""The scope that this thread opened last: it, or one around it, is the innermost open one."""


def current_scope() -> Scope | None:
    """The innermost scope of this thread that is open."""
    scope = INNERMOST.get()
    while scope is not None and not scope.is_open:
        scope = scope.parent
    INNERMOST.set(scope)
    return scope


OpenedBy = TypeVar("OpenedBy", Entry, Opened)


def open_scope(name: str, owner: int, entry: OpenedBy) -> OpenedBy:
    """Open a scope that an entry closes, unless the innermost is one of that owner already.

    Args:
        name: As for `scope`.
        owner: The id of the object that opens it; 0 for none.
        entry: Its `close` will close the scope.

    Returns:
        The entry, so that `with open_scope(name, owner, Opened()):` is a context: the cheapest,
        of which a call of a small network enters dozens.
    """
    around = INNERMOST.get()
    while around is not None and not around.is_open:
        around = around.parent
    if around is None or not owner or around._owner != owner:
        inside = Scope(name, around, owner)
        entry.close = functools.partial(setattr, inside, "is_open", False)
        inside.is_open = True
        INNERMOST.set(inside)
    return entry


class scope(Entry):  # noqa: N801 - used like a function
    """Put the Values made within it into a scope of that name, one box in pictures of large graphs.

    A context manager, and a decorator: then each call is a scope. Modules of `nn` are scopes by
    themselves, so there is no need to write any for a layer.

    Args:
        name: What the part is called; parts of one name are numbered in pictures.
        owner: The object that opens the scope. If the innermost scope is its own already, as when a
            method calls that of its superclass, no other one is opened.

    Raises:
        InputTypeError: If the name is not text.

    >>> from autograd import Value
    >>> x = Value(3.0)
    >>> with scope("area"):
    ...     y = x * x
    >>> y.scope
    <scope area>
    >>> (y + 1.0).scope is None
    True
    """

    def __init__(self, name: str, owner: Any = None) -> None:
        if not isinstance(name, str):
            raise InputTypeError(
                f"scope(name) takes a text, but was given {described(name)}; write "
                f"scope({abbreviate(name, 20)!r})"
            )
        self._name = name
        self._owner = 0 if owner is None else id(owner)

    def __str__(self) -> str:
        return f"scope({self._name!r})"

    def open(self) -> Scope | None:
        """As for `Entry`."""
        open_scope(self._name, self._owner, self)
        return current_scope()

    def again(self) -> Self:
        """As for `Entry`."""
        fresh = type(self)(self._name)
        fresh._owner = self._owner
        return fresh
