"""Files: safetensors with JSON in their metadata, written as a whole or not at all."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from autograd import AutogradError, InputValueError
from autograd.checks import abbreviate, missing
from autograd.files import writing
from autograd.files.paths import as_path

FORMAT = "glassgrad"
MEMORY = "optimizer."
"""The prefix of the names of tensors that are an optimizer's memory."""

_LONGEST = 600
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
                f"it is of version {abbreviate(self.metadata['version'])}, but this Glassgrad "
                f"reads version {version}"
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
    writing.write(as_path(path, "save"), _in_order(data))


def _in_order(data: bytes) -> bytes:
    """The same file with its header in order; safetensors writes the metadata in a random one."""
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    text = json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # the numbers begin at a multiple of 8
    return len(text).to_bytes(8, "little") + text + data[8 + length :]


def read(path: str | os.PathLike[str]) -> File:
    """The content of a file.

    Raises:
        InputValueError: If it is not a safetensors file, or damaged.
        OSError: If there is no file that can be read.
    """
    safetensors = _safetensors()
    path = as_path(path, "load")
    if path.exists() and not (
        path.is_file() or path.is_dir()
    ):  # opening a pipe might wait for ever
        raise InputValueError(f"{path} is no file; load takes one that was written by save")
    open(path, "rb").close()  # raises the usual errors if there is no file that can be read
    with understanding(path):
        try:
            with safetensors.safe_open(path, framework="numpy") as file:
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
        raise InputValueError(f"{os.fspath(path)} cannot be loaded: {_short(error)}") from error
    except _DAMAGE as error:
        raise InputValueError(
            f"{os.fspath(path)} cannot be loaded: its description of the network is damaged "
            f"({type(error).__name__}: {_short(error)})"
        ) from error


def _short(error: Exception) -> str:
    """The message of an error, cut where it quotes much of the file."""
    text = str(error)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."


def _safetensors() -> Any:
    try:
        import safetensors
        import safetensors.numpy
    except ImportError:
        raise missing("a file of a network", "safetensors") from None
    return safetensors
