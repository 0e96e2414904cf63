"""Writes files as a whole or not at all."""

import errno
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


def write(path: Path, content: bytes, *, is_durable: bool = True) -> Path:
    """Write a file that is complete from the moment it appears; returns the path.

    Args:
        path: The file.
        content: What is in it.
        is_durable: Whether it is on the disk when this returns, in case of a power cut; waiting for
            that is not worth while for a file that is rewritten all the time.

    If writing fails, the file stays as it was. A link is followed, and an existing file keeps its
    permissions. A file that has several names or another owner, or whose folder is read-only, is
    written in its place, since a new file would not be the same one.

    Raises:
        OSError: If there is no such folder, or the file cannot be written.
    """
    target = Path(os.path.realpath(path))
    status = _status(path)
    if status is None and not target.parent.is_dir():  # else the error would name the draft
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(target.parent))
    if status is None:
        _replace(target, content, None, is_durable)
    elif not stat.S_ISREG(status.st_mode):
        _write_to_device(path, content, status.st_mode)
    elif not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "the file is read-only", str(path))
    elif status.st_nlink > 1 or _is_foreign(status) or not os.access(target.parent, os.W_OK):
        target.write_bytes(content)
    else:
        _replace(target, content, stat.S_IMODE(status.st_mode), is_durable)
    return path


def _status(path: Path) -> os.stat_result | None:
    """What there is at the path, at the end of all links; None for nothing."""
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def _is_foreign(status: os.stat_result) -> bool:
    return hasattr(os, "geteuid") and status.st_uid != os.geteuid()


def _write_to_device(path: Path, content: bytes, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "a folder; give the path of a file", str(path))
    if not stat.S_ISCHR(mode):  # opening a pipe waits for a reader, perhaps for ever
        raise OSError(errno.EINVAL, "neither a file nor a character device", str(path))
    with open(path, "wb") as device:
        device.write(content)


def _replace(target: Path, content: bytes, mode: int | None, is_durable: bool) -> None:
    """Write a draft, and rename it when all of it is written: no reader sees a part."""
    _remove_drafts(target)
    draft = target.with_name(f".{_short(target)}.{secrets.token_hex(4)}.tmp")
    try:
        with open(draft, "xb") as file, _locked(file):
            if mode is not None and hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), mode)  # before there is anything to read
            file.write(content)
            file.flush()
            if is_durable:
                os.fsync(file.fileno())
            if os.name != "nt":  # where an open file can be renamed, it is locked until it is
                os.replace(draft, target)
        if os.name == "nt":
            os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    if is_durable:
        _sync(target.parent)


def _short(target: Path) -> str:
    """The start of the name, so that a draft of a file with a long name has a name, too."""
    return os.fsdecode(os.fsencode(target.name)[:200])


def _remove_drafts(target: Path) -> None:
    """Remove what killed programs have left: drafts that nobody has locked."""
    start = f".{_short(target)}."
    for name in os.listdir(target.parent):
        middle = name.removeprefix(start).removesuffix(".tmp")
        if name == f"{start}{middle}.tmp" and len(middle) == 8 and set(middle) <= set(_HEX):
            draft = target.with_name(name)
            with suppress(OSError):  # locked: someone writes it now
                with open(draft, "rb") as file, _locked(file, wait=False):
                    abandoned = os.fstat(file.fileno()).st_size > 0  # 0: not locked yet
                if abandoned:
                    draft.unlink()


_HEX = "0123456789abcdef"


@contextmanager
def _locked(file: BinaryIO, *, wait: bool = True) -> Iterator[None]:
    """A context that holds the lock of an open file; Windows needs none: it keeps open files."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        raise
    except OSError:  # this file system has no locks
        if not wait:
            raise
    yield  # closing the file unlocks it


def _sync(folder: Path) -> None:
    """Force the names in a folder to the disk, in case of a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
