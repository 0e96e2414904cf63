"""Files that appear when they are complete, or not at all."""

import os
from collections.abc import Sequence
from pathlib import Path

from autograd.errors import InputValueError


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
    path = Path(path)
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


def write(path: Path, content: bytes) -> Path:
    """Write a file that is complete from the moment it appears; returns the path."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path
