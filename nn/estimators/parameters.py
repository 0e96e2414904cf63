"""The parameters of the estimators: what scikit-learn accepts, one row each."""

import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy
from sklearn.utils import check_random_state

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, described, is_whole, whole_number
from nn.arguments import choose, number_in
from nn.estimators.network import ENGINES
from nn.importing.scikit import activation_of

_RANGES = {
    "alpha": "[0, inf)",
    "learning_rate_init": "(0, inf)",
    "power_t": "[0, inf)",
    "tol": "[0, inf)",
    "momentum": "[0, 1]",
    "validation_fraction": "[0, 1)",
    "beta_1": "[0, 1)",
    "beta_2": "[0, 1)",
    "epsilon": "(0, inf)",
}
_CHOICES = {
    "solver": ("adam", "sgd", "lbfgs"),
    "learning_rate": ("constant", "invscaling", "adaptive"),
    "engine": tuple(ENGINES),
}
_SWITCHES = ("shuffle", "warm_start", "nesterovs_momentum", "early_stopping")


def _in_range(name: str, number: Any, interval: str) -> None:
    """Raise an error unless the number is in an interval, written as in mathematics."""
    low, high = map(float, interval[1:-1].split(","))
    value = number_in(name, number, -math.inf, math.inf)
    above = value > low or (value == low and interval[0] == "[")
    below = value < high or (value == high and interval[-1] == "]")
    if not (above and below):
        raise InputValueError(f"{name} takes a number in {interval}, but was given {value}")


def _loss(name: str, given: Any) -> None:
    if not isinstance(given, str):
        raise InputTypeError(
            f"{name} takes 'squared_error' or 'poisson', but was given {described(given)}; it is "
            "the first argument, as in scikit-learn: write hidden_layer_sizes=... by name"
        )
    choose(name, given, dict.fromkeys(("squared_error", "poisson")))


def _batch_size(name: str, given: Any) -> None:
    if not isinstance(given, str):
        whole_number(name, given)
    elif given != "auto":
        raise InputValueError(
            f"{name} takes 'auto' or a whole number from 1, but was given {abbreviate(given)}"
        )


def _patience(name: str, given: Any) -> None:
    if not (isinstance(given, float) and given == math.inf):
        whole_number(name, given)


def _truth(name: str, given: Any) -> None:
    if not isinstance(given, bool | numpy.bool_):
        raise InputTypeError(f"{name} takes True or False, but was given {described(given)}")


def _verbosity(name: str, given: Any) -> None:
    if not isinstance(given, bool | numpy.bool_):
        whole_number(name, given, least=0)


def sizes(name: str, given: Any) -> list[int]:
    """The numbers of neurons of the hidden layers, a list; one number stands for one layer.

    >>> sizes("hidden_layer_sizes", 100), sizes("hidden_layer_sizes", ())
    ([100], [])
    """
    if isinstance(given, str):
        raise InputTypeError(f"{name} takes whole numbers, but was given {described(given)}")
    try:
        numbers = list(given) if numpy.iterable(given) else [given]
    except Exception:  # whatever an object of the user's raises
        numbers = [given]
    return [whole_number(f"each of {name}", number) for number in numbers]


def random_state(name: str, given: Any) -> numpy.random.RandomState:
    """A generator of numpy, as `sklearn.utils.check_random_state` makes it."""
    if given is None or is_whole(given) or isinstance(given, numpy.random.RandomState):
        with suppress(Exception):  # a seed out of range, or whatever an object raises
            found: numpy.random.RandomState = check_random_state(given)
            return found
    raise InputValueError(
        f"{name} takes a seed (a whole number from 0 to 2**32 - 1), a numpy.random.RandomState or "
        f"None, but was given {abbreviate(given)}"
    )


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "loss": _loss,
    "hidden_layer_sizes": sizes,
    "activation": lambda _, given: activation_of(given),
    "batch_size": _batch_size,
    "max_iter": whole_number,
    "max_fun": whole_number,
    "random_state": random_state,
    "verbose": _verbosity,
    "n_iter_no_change": _patience,
    **dict.fromkeys(_SWITCHES, _truth),
    **{name: lambda name, given: _in_range(name, given, _RANGES[name]) for name in _RANGES},
    **{
        name: lambda name, given: choose(name, given, dict.fromkeys(_CHOICES[name]))
        for name in _CHOICES
    },
}


def check(parameters: dict[str, Any]) -> None:
    """Raise an error for the first parameter that is out of its range.

    Args:
        parameters: What `get_params` of an estimator returns.

    >>> check({"alpha": 0.1, "solver": "adam"})
    >>> check({"validation_fraction": 1.0})
    Traceback (most recent call last):
    ...
    autograd.errors.InputValueError: validation_fraction takes a number in [0, 1), but was given 1.0
    """
    for name, given in parameters.items():
        _CHECKS[name](name, given)
