"""Progress: what `fit` shows while it runs."""

import math
import sys
from collections.abc import Mapping
from typing import Any

from autograd import InputValueError
from autograd.checks import abbreviate, is_whole


class Progress:
    """Shows no progress; base class of those that do."""

    def epoch(self, epoch: int, logs: Mapping[str, float]) -> None:
        """Show that an epoch has ended."""

    def close(self) -> None:
        """Show that training has ended."""


class Lines(Progress):
    """A line for each epoch."""

    def __init__(self, epochs: int) -> None:
        self._epochs = epochs

    def epoch(self, epoch: int, logs: Mapping[str, float]) -> None:
        """Print the line of an epoch."""
        print(f"epoch {epoch + 1}/{self._epochs} - {text(logs)}", flush=True)


class Bar(Progress):
    """One bar for all epochs, drawn at most ten times a second and some hundred times in all.

    That bounds the output of a long training where every drawing is kept, in a file or a notebook.
    The bar is text everywhere, so that saved notebooks keep it. On a short line it shrinks first;
    then the time is cut off, not the numbers.
    """

    def __init__(self, epochs: int, initial_epoch: int) -> None:
        from tqdm import tqdm

        self._bar = tqdm(
            total=epochs,
            initial=initial_epoch,
            bar_format="{n_fmt}/{total_fmt} {bar} {desc} [{elapsed}<{remaining}]",
            file=sys.stdout,
            dynamic_ncols=True,
            mininterval=0.1,
            miniters=max(1, (epochs - initial_epoch) // 100),
            maxinterval=math.inf,  # else a thread would draw slow ones more often
        )

    def epoch(self, epoch: int, logs: Mapping[str, float]) -> None:
        """Move the bar on by one epoch."""
        self._bar.set_description_str(text(logs), refresh=False)
        self._bar.update()

    def close(self) -> None:
        """Leave the bar as it is."""
        self._bar.close()


def level(verbose: Any) -> int:
    """What `verbose` means: 0, 1 or 2.

    "auto" is 1 in a terminal or a notebook, where somebody watches; else 0.

    Raises:
        InputValueError: If it is something else.
    """
    if isinstance(verbose, str) and verbose == "auto":
        verbose = 1 if _is_watched() else 0
    if not (isinstance(verbose, bool) or is_whole(verbose)) or verbose not in (0, 1, 2):
        raise InputValueError(
            f"verbose takes 0 (silent), 1 (a bar), 2 (a line an epoch) or 'auto', but was given "
            f"{abbreviate(verbose)}"
        )
    return int(verbose)


def get(verbose: int, epochs: int, initial_epoch: int) -> Progress:
    """What a level of `verbose` shows.

    Args:
        verbose: 0 for nothing, 1 for a bar, 2 for a line an epoch; lines also where tqdm, which
            draws the bar, is not installed.
        epochs: How many epochs there are.
        initial_epoch: How many of them are over already.
    """
    if verbose == 2 or (verbose == 1 and not _has_tqdm()):
        return Lines(epochs)
    if verbose == 1:
        return Bar(epochs, initial_epoch)
    return Progress()


def measured(verbose: Any, logs: Mapping[str, float]) -> None:
    """Print the numbers that `evaluate` has found, if `verbose` says so; see `level`."""
    if level(verbose):
        print(text(logs))


def text(logs: Mapping[str, float]) -> str:
    """Names and numbers, as Keras writes them.

    >>> text({"loss": 0.07816, "accuracy": 0.5})
    'loss: 0.07816 - accuracy: 0.5'
    """
    return " - ".join(f"{name}: {number:.4g}" for name, number in logs.items())


def shell() -> Any:
    """The IPython shell that the program runs in; None elsewhere."""
    return sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None


def _is_watched() -> bool:
    return sys.stdout.isatty() or hasattr(shell(), "kernel")


def _has_tqdm() -> bool:
    import importlib.util

    return importlib.util.find_spec("tqdm") is not None
