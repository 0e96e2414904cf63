"""Callback: what `fit` calls at each turn."""

from collections.abc import Mapping
from typing import Any, ClassVar

from autograd import InputTypeError
from autograd.checks import closest, described
from nn.arguments import is_sequence

Logs = dict[str, float]
_NOT_IN_FIT = (
    "on_predict_begin",
    "on_predict_batch_begin",
    "on_predict_batch_end",
    "on_predict_end",
)
"""Methods that Keras calls in `predict`, which takes no callbacks here."""


class Callback:
    """Base class of what `fit` calls at each turn; a subclass defines the methods it needs.

    A callback may set `model.stop_training = True` to end training after the batch. It may add to
    the logs of an epoch; the callbacks after it see that.

    Attributes:
        model: The network.
        params: Settings of `fit`: "epochs", "initial_epoch", "batch_size", "samples", "callbacks",
            and "validates", whether there are validation data.
        engine: Within `fit`, what computes the steps; `engine.batch` has the samples of the step.
        comes_last: Whether it is called after all callbacks that do not come last.
        remembers: The names of the attributes that are its memory from one epoch to the next.
        verbose: Whether it prints what it does.
    """

    comes_last: ClassVar[bool] = False
    remembers: ClassVar[tuple[str, ...]] = ()
    verbose: int = 0
    model: Any
    params: dict[str, Any]
    engine: Any = None

    def set_model(self, model: Any) -> None:
        """Keep the network; called first."""
        self.model = model

    def set_params(self, params: dict[str, Any]) -> None:
        """Keep the params; called second."""
        self.params = params

    def on_train_begin(self, logs: Logs) -> None:
        """Before the first epoch."""

    def on_epoch_begin(self, epoch: int, logs: Logs) -> None:
        """Before each epoch; they are counted from 0."""

    def on_train_batch_begin(self, batch: int, logs: Logs) -> None:
        """Before each step; they are counted from 0 in each epoch."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs) -> None:
        """After each step, with the "loss" of the batch before it."""
        self.on_batch_end(batch, logs)

    def on_batch_begin(self, batch: int, logs: Logs) -> None:
        """Keras's other name for `on_train_batch_begin`."""

    def on_batch_end(self, batch: int, logs: Logs) -> None:
        """Keras's other name for `on_train_batch_end`."""

    def on_test_begin(self, logs: Logs) -> None:
        """Before the validation data are evaluated."""

    def on_test_batch_begin(self, batch: int, logs: Logs) -> None:
        """Before each batch of validation data."""

    def on_test_batch_end(self, batch: int, logs: Logs) -> None:
        """After each batch of validation data, with its "loss"."""

    def on_test_end(self, logs: Logs) -> None:
        """After the validation data, with their loss and metrics."""

    def on_epoch_end(self, epoch: int, logs: Logs) -> None:
        """After each epoch, with its losses and metrics."""

    def on_train_end(self, logs: Logs) -> None:
        """After the last epoch, and after Ctrl-C."""

    def _tell(self, line: str) -> None:
        """Print a line, if `verbose` is set."""
        if self.verbose:
            print(line)

    def state(self) -> dict[str, Any]:
        """The memory from one epoch to the next, as numbers and text for a backup."""
        return {name: getattr(self, name) for name in self.remembers}

    def load_state(self, state: Mapping[str, Any]) -> None:
        """Restore what `state` returned: by default, the attributes in `remembers`."""
        for name in self.state():
            setattr(self, name, state[name])


_TURNS = [name for name in dir(Callback) if name.startswith("on_")]
"""The names of the methods that `fit` calls."""


class LambdaCallback(Callback):
    """A callback made of functions.

    Args:
        functions: The functions, by the names of methods of `Callback`.

    >>> seen = []
    >>> LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(epoch)).on_epoch_end(3, {})
    >>> seen
    [3]
    """

    def __init__(self, **functions: Any) -> None:
        for name, function in functions.items():
            if name not in _TURNS:
                raise InputTypeError(
                    f"there is no {name!r} in callbacks; they have {', '.join(_TURNS)}"
                )
            if not callable(function):
                raise InputTypeError(
                    f"{name} of LambdaCallback takes a function, but was given "
                    f"{described(function)}"
                )
            setattr(self, name, function)


def listed(callbacks: Any) -> list[Callback]:
    """The callbacks that `fit` was given, as a list; or an error for anything else.

    >>> listed(None), len(listed(Callback()))
    ([], 1)
    """
    if isinstance(callbacks, Callback):
        callbacks = [callbacks]
    if not (callbacks is None or is_sequence(callbacks)):
        raise InputTypeError(
            f"callbacks takes a list of Callbacks, but was given {_shown(callbacks)}"
        )
    found = [] if callbacks is None else list(callbacks)
    for callback in found:
        if not isinstance(callback, Callback):
            raise InputTypeError(
                f"callbacks takes a list of Callbacks, but among them is {_shown(callback)}"
            )
        _refuse_misspelled(callback)
    return found


def _shown(given: Any) -> str:
    hint = "; make one of it by calling it" if isinstance(given, type) else ""
    return described(given) + hint


class Callbacks:
    """Several callbacks as one, in their order, but those with `comes_last` last."""

    def __init__(self, callbacks: list[Callback], model: Any, params: dict[str, Any]) -> None:
        params["callbacks"] = tuple(callbacks)
        for callback in callbacks:
            callback.set_model(model)
            callback.set_params(params)
        self._all = sorted(callbacks, key=lambda callback: callback.comes_last)

    def use(self, engine: Any) -> None:
        """Set the `engine` of all callbacks."""
        for callback in self._all:
            callback.engine = engine

    def __call__(self, turn: str, *arguments: Any) -> None:
        """Call the method `turn` of every callback."""
        for callback in self._all:
            getattr(callback, turn)(*arguments)


def _refuse_misspelled(callback: Callback) -> None:
    """Raise an error for a method whose name is close to one that `fit` calls."""
    for name in dir(callback):
        if not name.startswith("on_") or name in (*_TURNS, *_NOT_IN_FIT):
            continue
        if close := closest(name.replace("start", "begin"), _TURNS):
            raise InputTypeError(
                f"fit would not call {name} of {type(callback).__name__}; did you mean "
                f"{close}? It calls: {', '.join(_TURNS)}"
            )
