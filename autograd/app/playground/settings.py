"""Settings: all choices of the user, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from autograd import InputTypeError, InputValueError
from autograd.app.playground.datasets import DATASETS, MOST_CHARACTERS
from autograd.app.playground.features import FEATURES
from autograd.checks import abbreviate

ACTIVATIONS = ("tanh", "relu", "leaky_relu", "sigmoid", "silu", "linear")
OPTIMIZERS = {
    "adam": "Adam({rate})",
    "adamw": "AdamW({rate})",
    "sgd": "SGD({rate})",
    "momentum": "SGD({rate}, momentum=0.9)",
    "rmsprop": "RMSprop({rate})",
    "adagrad": "Adagrad({rate})",
}
"""The optimizers by name, as Python code."""
REGULARIZATIONS = ("none", "l1", "l2")
MOST_LAYERS = 6
MOST_NEURONS = 8


@dataclass(frozen=True)
class Settings:
    """The network, its data and its training: the same settings give the same numbers.

    Attributes:
        data: One of the built-in data sets, or "csv".
        csv: The text of the CSV file, if data is "csv".
        noise: The noise of the built-in data, in percent.
        train: The percentage of the points for training.
        batch: How many points a step uses.
        seed: The seed of the points, the weights, and the order of training.
        features: The inputs of the network: names in `FEATURES`.
        layers: The number of neurons in each hidden layer.
        activation: The activation of the hidden layers.
        optimizer: One of `OPTIMIZERS`.
        rate: The learning rate.
        regularization: "l1", "l2" or "none".
        strength: The factor of the regularization.

    >>> Settings.from_json({"data": "spiral", "layers": [8, 8]}).layers
    (8, 8)
    """

    data: str = "circle"
    csv: str = ""
    noise: int = 0
    train: int = 50
    batch: int = 10
    seed: int = 1
    features: tuple[str, ...] = ("x1", "x2")
    layers: tuple[int, ...] = (4, 2)
    activation: str = "tanh"
    optimizer: str = "adam"
    rate: float = 0.03
    regularization: str = "none"
    strength: float = 0.001

    @classmethod
    def from_json(cls, given: Any) -> Settings:
        """The settings in a JSON object; missing ones have their defaults.

        Raises:
            InputTypeError: If something is of the wrong kind.
            InputValueError: If there is no such choice, or a number is out of range.
        """
        if not isinstance(given, Mapping):
            raise InputTypeError(f"settings must be a JSON object, but were {abbreviate(given)}")
        known = [field.name for field in fields(cls)]
        for name in given:
            if name not in known:
                raise InputValueError(
                    f"there is no setting {abbreviate(name)}; the settings are {', '.join(known)}"
                )
        return cls(**{name: _CHECKS[name](name, value) for name, value in given.items()}).checked()

    def checked(self) -> Settings:
        """Itself, if the settings fit each other."""
        if self.data == "csv" and not self.csv.strip():
            raise InputValueError("data is 'csv', but csv is empty: give the text of the file")
        return self

    def to_json(self) -> dict[str, Any]:
        """The settings as JSON."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _choice(*choices: str) -> Any:
    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise InputValueError(
                f"{name} must be one of {', '.join(choices)}, but was {abbreviate(value)}"
            )
        return value

    return check


def _whole(low: int, high: int) -> Any:
    def check(name: str, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise InputTypeError(f"{name} must be a whole number, but was {abbreviate(value)}")
        if not low <= value <= high:
            raise InputValueError(f"{name} must be from {low} to {high}, but was {value}")
        return value

    return check


def _number(low: float, high: float) -> Any:
    def check(name: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputTypeError(f"{name} must be a number, but was {abbreviate(value)}")
        if not low <= value <= high:
            raise InputValueError(
                f"{name} must be from {low:g} to {high:g}, but was {abbreviate(value)}"
            )
        return float(value)

    return check


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InputTypeError(f"{name} must be text, but was {abbreviate(value)}")
    if len(value) > MOST_CHARACTERS:
        raise InputValueError(f"{name} has {len(value):,} characters; at most {MOST_CHARACTERS:,}")
    return value


def _features(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise InputValueError(
            f"{name} must be a list of one feature at least, such as ['x1', 'x2'], but was "
            f"{abbreviate(value)}"
        )
    chosen = [_choice(*FEATURES)(name, feature) for feature in value]
    return tuple(feature for feature in FEATURES if feature in chosen)


def _layers(name: str, value: Any) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) > MOST_LAYERS:
        raise InputValueError(
            f"{name} must be a list of at most {MOST_LAYERS} numbers of neurons, but was "
            f"{abbreviate(value)}"
        )
    return tuple(_whole(1, MOST_NEURONS)(f"each of {name}", count) for count in value)


_CHECKS: dict[str, Any] = {
    "data": _choice(*DATASETS, "csv"),
    "csv": _text,
    "noise": _whole(0, 50),
    "train": _whole(10, 90),
    "batch": _whole(1, 200),
    "seed": _whole(0, 2**32 - 1),
    "features": _features,
    "layers": _layers,
    "activation": _choice(*ACTIVATIONS),
    "optimizer": _choice(*OPTIMIZERS),
    "rate": _number(0.0, 10.0),
    "regularization": _choice(*REGULARIZATIONS),
    "strength": _number(0.0, 10.0),
}
