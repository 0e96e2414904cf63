"""Files: safetensors with JSON in their metadata, written as a whole or not at all."""

import errno
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograd import AutogradError, InputTypeError, InputValueError
from autograd.checks import missing

FORMAT = "glassgrad"
MEMORY = "optimizer."
"""The prefix of the names of tensors that are an optimizer's memory."""

_DAMAGE = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)


@dataclass
class File:
    """The content of a file.

    Attributes:
        tensors: Arrays by name.
        metadata: Parsed JSON by name; empty for a file of another program.
    """

    tensors: dict[str, Any]
    metadata: dict[str, Any]

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return sum(tensor.size for tensor in self.tensors.values())

    def weights(self) -> dict[str, Any]:
        """The tensors without the memory of an optimizer."""
        return {name: t for name, t in self.tensors.items() if not name.startswith(MEMORY)}

    def require(self, part: str, version: int) -> None:
        """Raise an error if there is no such part, or the file is of a later version."""
        if part not in self.metadata:
            hint = (
                "it has weights only; make the network, and call its load_weights(path)"
                if part == "architecture"
                else "write it with BackupAndRestore"
            )
            raise InputValueError(f"it says nothing about the {part}: {hint}")
        if self.metadata["version"] != version:
            raise InputValueError(
                f"it is of version {self.metadata['version']}, but this Glassgrad reads version "
                f"{version}"
            )


def write(path: str | os.PathLike[str], tensors: Mapping[str, Any], metadata: Any) -> None:
    """Write a file as a whole; if that fails, leave it as it was before.

    Args:
        path: The file.
        tensors: Arrays by name.
        metadata: Anything that JSON can hold, by name.
    """
    texts = {name: json.dumps(part, allow_nan=False) for name, part in metadata.items()}
    data = _safetensors().numpy.save(dict(tensors), {"format": FORMAT, **texts})
    target = Path(path)
    if not target.parent.is_dir():  # else the error would name the temporary file
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(target.parent))
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:  # rename the file when all of it is on the disk, so that no reader sees a part
        with open(temporary, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(target.parent)


def _sync(folder: Path) -> None:
    """Force the names in a folder to the disk, in case of a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def read(path: str | os.PathLike[str]) -> File:
    """The content of a file.

    Raises:
        InputValueError: If it is not a safetensors file, or damaged.
        OSError: If there is no file that can be read.
    """
    safetensors = _safetensors()
    if isinstance(path, int):  # open() would take it for a file descriptor, and close it
        raise InputTypeError(f"load takes the path of a file, but was given {path} (int)")
    open(path, "rb").close()  # raises the usual errors if there is no file that can be read
    with understanding(path):
        try:
            with safetensors.safe_open(os.fspath(path), framework="numpy") as file:
                metadata = file.metadata() or {}
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except safetensors.SafetensorError as error:
            raise InputValueError(f"it is no safetensors file, or damaged: {error}") from None
        if metadata.get("format") != FORMAT:
            return File(tensors, {})
        texts = {name: text for name, text in metadata.items() if name != "format"}
        return File(tensors, {name: json.loads(text) for name, text in texts.items()})


@contextmanager
def understanding(path: str | os.PathLike[str]) -> Iterator[None]:
    """A context in which every error names the file."""
    try:
        yield
    except AutogradError as error:
        raise InputValueError(f"{os.fspath(path)} cannot be loaded: {error}") from error
    except _DAMAGE as error:
        raise InputValueError(
            f"{os.fspath(path)} cannot be loaded: its description of the network is damaged "
            f"({type(error).__name__}: {error})"
        ) from error


def _safetensors() -> Any:
    try:
        import safetensors
        import safetensors.numpy
    except ImportError:
        raise missing("a file of a network", "safetensors") from None
    return safetensors
