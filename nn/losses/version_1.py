"""What losses in files of version 1 mean in today's words."""

from collections.abc import Mapping
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

    In version 1 probabilities were kept 1e-300 away from 0, not 1e-7 as in Keras.

    Args:
        config: Its "name" and "arguments", or something else for a loss of one's own.

    >>> upgraded({"name": "poisson", "arguments": {}})
    {'name': 'poisson', 'arguments': {'epsilon': 1e-300}}
    """
    epsilon = _EPSILONS.get(config.get("name", ""))
    if epsilon is None:
        return config
    return {**config, "arguments": {**config["arguments"], "epsilon": epsilon}}
