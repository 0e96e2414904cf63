"""Finds a `dot` program and runs it.

`pip install glassgrad` brings the program `graphviz-pure`, so nothing has to be installed beside
Python. Should it fail, a `dot` of the system is called if there is one.
"""

import importlib.metadata
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

from autograd.checks import abbreviate
from autograd.errors import DrawingError, MissingDependencyError

OVERRIDE = "GLASSGRAD_DOT"
BUNDLED = "graphviz-pure"
SYSTEM = "dot"
INSTALL_BUNDLED = "pip install graphviz-pure"
INSTALL_SYSTEM = (
    "apt install graphviz (Debian, Ubuntu), brew install graphviz (macOS) or "
    "winget install graphviz (Windows)"
)
_OPTIONS = {"png": ["-Gdpi=192"]}  # sharp on a modern screen


def lay_out(source: str, format: str = "svg", *, timeout: float = 60.0) -> bytes:
    r"""The picture that `dot` makes of a text in its language.

    Args:
        source: Dot text.
        format: svg or png.
        timeout: How many seconds each program may take.

    Raises:
        MissingDependencyError: If there is no program to run, or it cannot be run.
        DrawingError: If the program fails or takes too long; the message has what it said.

    >>> lay_out("digraph { a -> b }")[-7:]
    b'</svg>\n'
    """
    failures = []
    for program in programs():
        try:
            return _run(program, source, format, timeout)
        except (DrawingError, MissingDependencyError) as error:
            failures.append(error)
    if not failures:
        raise MissingDependencyError(
            f"drawing needs a dot program, and there is none: {INSTALL_BUNDLED}, or, where it has "
            f"no wheel, {INSTALL_SYSTEM}; or set {OVERRIDE} to the path of one"
        )
    ran = any(isinstance(failure, DrawingError) for failure in failures)
    raise (DrawingError if ran else MissingDependencyError)("; ".join(map(str, failures)))


def programs() -> list[str]:
    """The programs to try, in this order: the bundled one, then that of the system.

    Raises:
        MissingDependencyError: If the environment variable GLASSGRAD_DOT names no program.
    """
    system = shutil.which(SYSTEM)
    override = os.environ.get(OVERRIDE)
    if override:
        first = shutil.which(override)
        if first is None:
            raise MissingDependencyError(
                f"{OVERRIDE} is {override!r}, where there is no program to run; set it to the path "
                "of a dot program, or unset it"
            )
    else:
        first = _bundled() or shutil.which(BUNDLED)
    return list(dict.fromkeys(program for program in (first, system) if program))


def _bundled() -> str | None:
    """The path where pip put `graphviz-pure`: a Jupyter kernel's PATH often lacks that folder."""
    schemes = (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user"))
    folders = [sysconfig.get_path("scripts", scheme) for scheme in schemes]
    try:
        files = importlib.metadata.files(BUNDLED) or []
    except importlib.metadata.PackageNotFoundError:
        files = []
    folders[:0] = [str(Path(str(x.locate())).parent) for x in files if x.stem == BUNDLED]
    for folder in folders:
        if found := shutil.which(BUNDLED, path=folder):
            return found
    return None


def _run(program: str, source: str, format: str, timeout: float) -> bytes:
    command = [program, f"-T{format}", *_OPTIONS.get(format, [])]
    name = Path(program).name
    try:
        done = subprocess.run(
            command,
            input=source.encode(),
            capture_output=True,
            timeout=timeout,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # no console on Windows
        )
    except subprocess.TimeoutExpired:
        raise DrawingError(
            f"{name} took longer than {timeout:g} s; draw less with max_nodes=, or allow more "
            "time with timeout="
        ) from None
    except OSError as error:
        raise MissingDependencyError(
            f"{program} cannot be run ({error}); install another: {INSTALL_BUNDLED}, or "
            f"{INSTALL_SYSTEM}"
        ) from error
    if done.returncode == 0 and done.stdout:
        return done.stdout
    raise _failure(name, format, done)


def _failure(
    name: str, format: str, done: subprocess.CompletedProcess[bytes]
) -> DrawingError | MissingDependencyError:
    said = done.stderr.decode(errors="replace").strip()
    if f'"{format}" not recognized' in said:
        return MissingDependencyError(
            f"{name} cannot write {format}; install Graphviz for it: {INSTALL_SYSTEM}, or choose "
            "another format"
        )
    return DrawingError(f"{name} failed with exit code {done.returncode}: {_first_lines(said)}")


def _first_lines(text: str) -> str:
    lines = [abbreviate(line, 200).strip("'\"") for line in text.splitlines()[:4]]
    return " / ".join(lines) or "it said nothing"
