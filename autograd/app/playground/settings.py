"""Settings: all choices of the user, checked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from autograd import InputTypeError, InputValueError
from autograd.app.playground.csv_files import MOST_CHARACTERS
from autograd.app.playground.datasets import DATASETS
from autograd.app.playground.features import FEATURES
from autograd.checks import abbreviate
from nn.optimizers import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop
from nn.regularizers import l1, l2

ACTIVATIONS = ("tanh", "relu", "leaky_relu", "sigmoid", "silu", "linear")
OPTIMIZERS: dict[str, tuple[type[Optimizer], dict[str, Any]]] = {
    "adam": (Adam, {}),
    "adamw": (AdamW, {}),
    "sgd": (SGD, {}),
    "momentum": (SGD, {"momentum": 0.9}),
    "rmsprop": (RMSprop, {}),
    "adagrad": (Adagrad, {}),
}
"""The optimizers by name: the class, and its arguments beside the learning rate."""
REGULARIZATIONS = {"none": None, "l1": l1, "l2": l2}
MOST_LAYERS = 6
MOST_NEURONS = 8
MOST_EDITS = 1_000
MOST_STEPS = 1_000_000_000


def _choice(*choices: str) -> Any:
    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise InputValueError(
                f"{name} must be one of {', '.join(choices)}, but was {abbreviate(value)}"
            )
        return value

    return check


def _number(low: float, high: float, kind: type[int | float] = float) -> Any:
    """A check of numbers of a kind: int for whole numbers, float for all."""
    what = "a whole number" if kind is int else "a number"

    def check(name: str, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | kind):
            raise InputTypeError(f"{name} must be {what}, but was {abbreviate(value)}")
        if not low <= value <= high:
            raise InputValueError(
                f"{name} must be from {low} to {high}, but was {abbreviate(value)}"
            )
        return kind(value)

    return check


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InputTypeError(f"{name} must be text, but was {abbreviate(value)}")
    if len(value) > MOST_CHARACTERS:
        raise InputValueError(f"{name} has {len(value):,} characters; at most {MOST_CHARACTERS:,}")
    return value


def _features(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not value:
        raise InputValueError(
            f"{name} must be a list of one feature at least, such as ['x1', 'x2'], but was "
            f"{abbreviate(value)}"
        )
    chosen = [_choice(*FEATURES)(name, feature) for feature in value]
    return tuple(feature for feature in FEATURES if feature in chosen)


def _layers(name: str, value: Any) -> tuple[int, ...]:
    if not isinstance(value, list | tuple) or len(value) > MOST_LAYERS:
        raise InputValueError(
            f"{name} must be a list of at most {MOST_LAYERS} numbers of neurons, but was "
            f"{abbreviate(value)}"
        )
    return tuple(_number(1, MOST_NEURONS, int)(f"each of {name}", count) for count in value)


Edit = tuple[int, str, float]
"""A weight that was set by hand: after how many steps, its path in the network, and the number."""


def _edits(name: str, value: Any) -> tuple[Edit, ...]:
    if not isinstance(value, list | tuple) or len(value) > MOST_EDITS:
        raise InputValueError(
            f"{name} must be a list of at most {MOST_EDITS} weights set by hand, but was "
            f"{abbreviate(value)}"
        )
    edits = [_edit(name, each) for each in value]
    return tuple(sorted(edits, key=lambda edit: edit[0]))


def _edit(name: str, value: Any) -> Edit:
    if not isinstance(value, list | tuple) or len(value) != 3 or not isinstance(value[1], str):
        raise InputTypeError(
            f"each of {name} must be [steps, path, number], such as "
            f"[0, 'layers[0].neurons[0].b', 0.5], but was {abbreviate(value)}"
        )
    steps, path, number = value
    steps = _number(0, MOST_STEPS, int)(f"the steps of each of {name}", steps)
    return steps, path, _number(-1e6, 1e6)(f"the number of each of {name}", number)


def _setting(default: Any, check: Any) -> Any:
    """A field of `Settings`: its default, and the check of what is given for it.

    A check takes the name and the value of a setting, and returns the value or raises an error.
    """
    return field(default=default, metadata={"check": check})


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
        edits: The weights that were set by hand, by the steps before.

    >>> Settings.from_json({"data": "spiral", "layers": [8, 8]}).layers
    (8, 8)
    """

    data: str = _setting("circle", _choice(*DATASETS, "csv"))
    csv: str = _setting("", _text)
    noise: int = _setting(0, _number(0, 50, int))
    train: int = _setting(50, _number(10, 90, int))
    batch: int = _setting(10, _number(1, 200, int))
    seed: int = _setting(1, _number(0, 2**32 - 1, int))
    features: tuple[str, ...] = _setting(("x1", "x2"), _features)
    layers: tuple[int, ...] = _setting((4, 2), _layers)
    activation: str = _setting("tanh", _choice(*ACTIVATIONS))
    optimizer: str = _setting("adam", _choice(*OPTIMIZERS))
    rate: float = _setting(0.03, _number(0, 10))
    regularization: str = _setting("none", _choice(*REGULARIZATIONS))
    strength: float = _setting(0.001, _number(0, 10))
    edits: tuple[Edit, ...] = _setting((), _edits)

    @classmethod
    def from_json(cls, given: Any) -> Self:
        """The settings in a JSON object; missing ones have their defaults.

        Raises:
            InputTypeError: If something is of the wrong kind.
            InputValueError: If there is no such choice, or a number is out of range.
        """
        if not isinstance(given, Mapping):
            raise InputTypeError(f"settings must be a JSON object, but were {abbreviate(given)}")
        checks = {each.name: each.metadata["check"] for each in fields(cls)}
        for name in given:
            if name not in checks:
                raise InputValueError(
                    f"there is no setting {abbreviate(name)}; the settings are {', '.join(checks)}"
                )
        settings = cls(**{name: checks[name](name, value) for name, value in given.items()})
        if settings.data == "csv" and not settings.csv.strip():
            raise InputValueError("data is 'csv', but csv is empty: give the text of the file")
        return settings

    def to_json(self) -> dict[str, Any]:
        """The settings by name, for JSON."""
        return asdict(self)
