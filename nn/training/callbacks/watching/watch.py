"""Watch: shows a training while it runs."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, described
from autograd.files.paths import target
from nn.arguments import warn
from nn.data import array
from nn.training.callbacks.base import Callback, Logs
from nn.training.progress import shell

PLACES = ("auto", "notebook", "page")


class Watch(Callback):
    """Shows the network, its losses, activations, gradients and steps, while it is trained.

    It shows: the network with its weights; the loss and each metric, of training and validation;
    for each layer the outputs for a fixed sample, how many relu neurons are dead and how much of
    tanh or sigmoid is saturated, the gradients of its parameters, and how long the step of the
    optimizer is beside the weights, which is about 1e-3 in trainings that go well. Where something
    goes wrong, it says what to do.

    It does not change the training: it takes at most 5 % of the time, shows less often where it
    would take more, and warns once if it fails, whatever the reason. A training that is too short
    for more is shown once, at its end.

    Args:
        where: "notebook" for the output of the cell, which changes in place; "page" for a page of
            this machine, whose address is printed; "auto" for the notebook where there is one, else
            the page; or the path of a file that ends in .html, which is rewritten at most once a
            second, and loads itself anew.
        inputs: The sample for which the outputs of layers are measured, one in each row; None for
            32 of the first batch.
        open: Whether to open the page in a browser.

    Raises:
        InputTypeError: If an argument is of the wrong type.
        InputValueError: If `where` is none of these, or its folder does not exist.

    >>> import nn, tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "training.html")
    >>> model = nn.Sequential([nn.Dense(3, "relu"), nn.Dense(1)], rng=0)
    >>> model.compile("sgd", "mse")
    >>> history = model.fit([0.0, 1.0, 2.0], [3.0, 5.0, 7.0], epochs=2, callbacks=[Watch(path)])
    >>> "<h1" in path.read_text(encoding="utf-8")
    True

    Source of the ratio of steps and weights: Karpathy, "Building makemore part 3" (2022),
    https://www.youtube.com/watch?v=P6sfmUTpUmc.
    """

    def __init__(
        self,
        where: str | os.PathLike[str] = "auto",
        inputs: Any = None,
        *,
        open: bool = False,
    ) -> None:
        self.where = _place(where)
        self.inputs = None if inputs is None else array("inputs of Watch", inputs)
        if self.inputs is not None and self.inputs.ndim == 1:
            self.inputs = self.inputs[:, None]
        if not isinstance(open, bool):
            raise InputTypeError(f"open of Watch is True or False, but was given {described(open)}")
        self.open = open
        self._showing: Any = None
        self._outlet: Any = None
        self._has_warned = False
        _load()

    def __getstate__(self) -> dict[str, Any]:
        """Without the page and the measurements: these belong to the process."""
        return {**vars(self), "_showing": None, "_outlet": None, "engine": None}

    def on_train_begin(self, logs: Logs) -> None:
        """Begin a page, or a new output."""
        self._showing = None
        self._safely(self._begin)

    def _begin(self) -> None:
        showing = _load()
        if self._outlet is None:
            in_notebook = hasattr(shell(), "kernel")
            self._outlet = showing.outlet_for(
                self.where, in_notebook=in_notebook, is_opened=self.open
            )
        self._showing = showing.Showing(self, self._outlet)
        self._showing.begin()

    def on_epoch_begin(self, epoch: int, logs: Logs) -> None:
        """Keep the number of the epoch."""
        if self._showing is not None:
            self._showing.epoch = epoch

    def on_train_batch_begin(self, batch: int, logs: Logs) -> None:
        """Keep the weights, if the step will be shown."""
        if self._showing is not None and self._showing.is_awaited():
            self._safely(self._showing.before_step)

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """Show the step, if there is time."""
        if self._showing is not None:
            self._showing.waiting.append(logs["loss"])
            if self._showing.is_measured:
                self._safely(self._showing.after_step)

    def on_train_end(self, logs: Logs) -> None:
        """Show how the training has ended."""
        if self._showing is not None:
            self._safely(self._showing.end)

    def _safely(self, work: Callable[[], object]) -> None:
        """Do some work; of the first error there is a warning, and training goes on in any case."""
        try:
            work()
        except Exception as error:
            if self._has_warned:
                return
            self._has_warned = True
            with contextlib.suppress(Exception):  # where warnings are errors
                warn(
                    f"Watch could not show the training ({type(error).__name__}: {error}); "
                    "training goes on"
                )


def _load() -> Any:
    """The code that measures and shows: loaded before a training, whose time it is not to take."""
    from nn.training.callbacks.watching import showing

    return showing


def _place(where: Any) -> str | Path:
    """Where a training is shown, checked: a word, or the path of a file."""
    if isinstance(where, str) and where in PLACES:
        return where
    if not isinstance(where, str | os.PathLike):
        raise InputTypeError(
            "where of Watch takes 'auto', 'notebook', 'page' or the path of a file that ends in "
            f".html, but was given {described(where)}"
        )
    if Path(where).suffix.lower() != ".html":
        raise InputValueError(
            "where of Watch takes 'auto', 'notebook', 'page' or the path of a file that ends in "
            f".html, but was given {abbreviate(where)}"
        )
    return target(where, [".html"], "the page of a training")
