"""Paths of files, checked before any work is done for them."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograd.checks import described
from autograd.errors import InputTypeError, InputValueError


def as_path(path: Any, receiver: str) -> Path:
    """`path` as a Path, or an error that names `receiver`.

    Numbers are refused: open() would take them for file descriptors, and close these.

    Args:
        path: Text, bytes, or an object with `__fspath__`.
        receiver: What takes the path.

    Raises:
        InputTypeError: If it is something else.
        InputValueError: If it is empty, or has a zero byte.

    >>> as_path(b"model.safetensors", "load").name
    'model.safetensors'
    >>> as_path(1, "load")
    Traceback (most recent call last):
    autograd.errors.InputTypeError: load takes the path of a file, but was given 1 (int)
    """
    try:
        name = os.fsdecode(path)
    except Exception:  # whatever an __fspath__ of one's own raises
        raise InputTypeError(
            f"{receiver} takes the path of a file, but was given {described(path)}"
        ) from None
    if not name or "\0" in name:
        raise InputValueError(
            f"{receiver} takes the path of a file, but {described(path)} is none: "
            f"{'it has a zero byte' if name else 'it is empty'}"
        )
    return Path(name)


def target(path: str | os.PathLike[str], suffixes: Sequence[str], what: str) -> Path:
    """The path, checked before any work is done for it.

    Args:
        path: Where a file is to be written.
        suffixes: How its name may end.
        what: What is to be written, for the error: "a drawing".

    Raises:
        InputValueError: If the suffix is none of these, or the folder does not exist.

    >>> target("graph.gif", [".svg", ".png"], "a drawing")
    Traceback (most recent call last):
    autograd.errors.InputValueError: a drawing cannot be saved as 'graph.gif': ...
    """
    path = as_path(path, "save")
    if path.suffix.lower() not in suffixes:
        raise InputValueError(
            f"{what} cannot be saved as {path.name!r}: the suffix {path.suffix!r} is none "
            f"of {', '.join(suffixes)}"
        )
    if not path.parent.is_dir():
        raise InputValueError(
            f"the folder {str(path.parent)!r} does not exist; create it first, for example by "
            f"Path({str(path.parent)!r}).mkdir(parents=True)"
        )
    return path
