"""What benchmarks against other libraries share: their environment, timing, rows of a table.

Each row is one process, in which both sides run in turn: warm, with one thread and with the garbage
collector as Python has it. Both must give the same numbers before any time is taken. The times are
those of the best of many repeats.
"""

import importlib.metadata
import itertools
import json
import math
import os
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy

ROOT = Path(__file__).resolve().parents[2]
PEERS = {
    "torch": "torch==2.13.0",
    "jax": "jax",
    "micrograd": "micrograd",
    "ddx": "ddx-ad",
    "casadi": "casadi",
    "sklearn": "scikit-learn",
    "numpy": "numpy",
}
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}
TOLERANCE = 1e-9
SECONDS = 3.0  # for the measurements of a row
CHUNK = 0.005  # seconds of calls that are timed together


class Row(NamedTuple):
    """A row of the table: microseconds of both, and the bar for their ratio."""

    work: str
    peer: str
    ours: float
    theirs: float
    bar: float | None = None
    note: str = ""


# ------------------------------------------------------------------------------- measuring


def side_by_side(
    ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int = 0
) -> tuple[float, float]:
    """Microseconds of a call of each, the best of many chunks of calls that are made in turn."""
    functions = ours, theirs
    calls = []
    for function in functions:
        function()
        calls.append(max(1, round(CHUNK / max(seconds_of(function, 3), 1e-9))))
    best = [math.inf, math.inf]
    end = time.perf_counter() + SECONDS
    for done in itertools.count(1):
        for k, function in enumerate(functions):
            best[k] = min(best[k], seconds_of(function, calls[k]))
        if done >= rounds if rounds else time.perf_counter() > end:
            break
    return best[0] * 1e6, best[1] * 1e6


def seconds_of(function: Callable[[], Any], calls: int) -> float:
    """Seconds of a call, the mean of several."""
    start = time.perf_counter()
    for _ in range(calls):
        function()
    return (time.perf_counter() - start) / calls


def agree(what: str, ours: Any, theirs: Any) -> None:
    """Exit unless both hold the same numbers, up to a share of the largest."""
    ours, theirs = numpy.ravel(numpy.asarray(ours)), numpy.ravel(numpy.asarray(theirs))
    if ours.dtype != float or theirs.dtype != float or ours.shape != theirs.shape:
        sys.exit(
            f"{what}: {ours.dtype} {ours.shape} of ours, {theirs.dtype} {theirs.shape} of theirs"
        )
    apart = float(abs(ours - theirs).max() / max(abs(theirs).max(), 1e-300))
    if not apart <= TOLERANCE:
        sys.exit(f"{what}: the engines disagree by {apart:.3g}")


def label(name: str, distribution: str, how: str = "") -> str:
    return f"{name} {importlib.metadata.version(distribution)}{how}"


def run_here(job: Callable[[], list[Any]]) -> None:
    """Do one job in this process, and print what it found."""
    import autograd

    if not Path(autograd.__file__).is_relative_to(ROOT):
        sys.exit(f"autograd is {autograd.__file__}, not the one of {ROOT}")
    print(json.dumps([list(found) for found in job()]))


def run_apart(script: str, job: str, python: str) -> list[list[Any]]:
    """Do one job of a script in a process of its own, and return what it found."""
    path = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    environment = os.environ | ONE_THREAD | {"PYTHONPATH": path, "PYTHONSAFEPATH": "1"}
    command = [python, str(Path(script).resolve()), "--job", job]
    with tempfile.TemporaryDirectory() as folder:  # some compilers leave files behind
        done = subprocess.run(
            command, env=environment, cwd=folder, stdout=subprocess.PIPE, text=True, check=False
        )
    if done.returncode:
        sys.exit(f"{job}: failed")
    found: list[list[Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def python_with_peers(given: str | None) -> str:
    """A Python that has the peers: the one given, or that of `.venv-peers`.

    The latter is made if it is missing, and completed if need be.
    """
    folder = Path(given).absolute() if given else ROOT / ".venv-peers"
    if given and not folder.is_dir():
        return str(folder)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if given:
        return str(python)
    if not python.exists():
        venv.create(folder, with_pip=True)
    imports = [python, "-I", "-c", f"import {', '.join(PEERS)}"]
    if subprocess.run(imports, capture_output=True, check=False).returncode:
        print(f"installing into {folder}: {' '.join(PEERS.values())}", flush=True)
        command = [python, "-m", "pip", "install", "--quiet", *PEERS.values()]
        subprocess.run(command, check=True)
    return str(python)


def check_names(python: str) -> None:
    """Exit if a peer has installed another package `autograd` or `nn`."""
    code = (
        "from importlib.util import find_spec; "
        "print(*[s.origin for s in map(find_spec, ('autograd', 'nn')) if s], sep='\\n')"
    )
    found = subprocess.check_output([python, "-I", "-c", code], text=True).split("\n")
    others = [place for place in found if place and Path(place).parents[1] != ROOT]
    if others:
        sys.exit(f"{python} has packages of the same names as ours: {' and '.join(others)}")


# ---------------------------------------------------------------------------------- printing


def print_head() -> None:
    head = f"{'work':<28} {'peer':<37} {'ours':>10} {'peer':>12} {'ours/peer':>10} {'bar':>8}  met"
    print(f"{head}\n{'':<66} {'us':>10} {'us':>12}", flush=True)


def print_row(row: Row) -> None:
    ratio = row.ours / row.theirs
    bar, met = "", ""
    if row.bar is not None:
        bar, met = f"{row.bar:.4g}", "yes" if ratio <= row.bar else "no"
    times = f"{row.ours:>10,.1f} {row.theirs:>12,.1f}"
    print(f"{row.work:<28} {row.peer:<37} {times} {ratio:>10.3g} {bar:>8}  {met}", flush=True)
