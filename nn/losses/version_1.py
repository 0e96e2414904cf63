"""What losses in files of version 1 mean in today's words."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

_EPSILONS = {
    "binary_cross_entropy": 1e-300,
    "categorical_cross_entropy": 1e-300,
    "kl_divergence": 1e-300,
    "poisson": 1e-300,
    "mean_squared_logarithmic_error": 0.0,
    "cosine_similarity": 1e-6,
}


def upgraded(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """The name and the arguments of a loss, as a file of today has them.

    In version 1 probabilities were kept 1e-300 away from 0, not 1e-7 as in Keras; and the names of
    its arguments told in which order a loss of one's own takes them, see `was_in_keras_order`.

    Args:
        config: Its "name" and "arguments", or something else for a loss of one's own.

    >>> upgraded({"name": "poisson", "arguments": {}})
    {'name': 'poisson', 'arguments': {'epsilon': 1e-300}}
    """
    if "custom" in config:
        return {**config, "predictions_first": "by name"}
    epsilon = _EPSILONS.get(config.get("name", ""))
    if epsilon is None:
        return config
    return {**config, "arguments": {**config["arguments"], "epsilon": epsilon}}


def was_in_keras_order(function: Callable[..., Any]) -> bool:
    """Whether version 1 called a loss of one's own with the targets first, as in Keras.

    >>> was_in_keras_order(lambda y_true, guess: 0.0), was_in_keras_order(lambda y, f: 0.0)
    (True, False)
    """
    try:
        names = [*inspect.signature(function).parameters]
    except (TypeError, ValueError):  # a function written in C tells nothing
        return False
    return names[:1] == ["y_true"] or names[1:2] == ["y_pred"]
