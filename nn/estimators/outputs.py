"""Outputs: what scikit-learn's networks make of the logits, and the loss it reports for them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy
from scipy.special import expit, softmax, xlogy

import autograd

Logits = list[Any]
_LEAST = float(numpy.finfo(float).eps)


@dataclass(frozen=True)
class Output:
    """An output activation, with the loss that belongs to it.

    In each of these pairs the gradient of the loss by the logits is prediction - target. So the
    loss is potential(logits) - target @ logits, up to a constant, where the activation is the
    gradient of the potential. This is what the programs differentiate.

    The number that scikit-learn reports, and that its line search follows, differs from it: it has
    the constant, clips probabilities, and is the *mean* of squared errors over several targets,
    while the gradient is that of their sum.

    Attributes:
        potential: The potential, of the logits for one sample as Values.
        predictions: The activation, of an array with a row for each sample.
        reported: The loss of (targets, predictions, weights) that scikit-learn reports.
        loss: The name of the loss in `nn` that takes the logits; None if there is none.

    Source: Nelder and Wedderburn, "Generalized linear models" (1972),
    https://doi.org/10.2307/2344614
    """

    potential: Callable[[Logits], Any]
    predictions: Callable[[Any], Any]
    reported: Callable[[Any, Any, Any], Any]
    loss: str | None

    def of_sample(self, logits: Logits, targets: Logits) -> Any:
        """What is differentiated: potential(logits) - targets @ logits."""
        return self.potential(logits) - autograd.dot(targets, logits)


def _half_square(logits: Logits) -> Any:
    return 0.5 * autograd.sum(z * z for z in logits)


def _sum_of_exp(logits: Logits) -> Any:
    return autograd.sum(autograd.exp(z) for z in logits)


def _sum_of_softplus(logits: Logits) -> Any:
    return autograd.sum(autograd.softplus(z) for z in logits)


def _squared_error(y: Any, p: Any, weights: Any) -> Any:
    return 0.5 * numpy.average((y - p) ** 2, weights=weights, axis=0).mean()


def _poisson(y: Any, p: Any, weights: Any) -> Any:
    return numpy.average(xlogy(y, y / p) - y + p, weights=weights, axis=0).sum()


def _binary_log_loss(y: Any, p: Any, weights: Any) -> Any:
    p = numpy.clip(p, _LEAST, 1.0 - _LEAST)
    return -numpy.average(xlogy(y, p) + xlogy(1.0 - y, 1.0 - p), weights=weights, axis=0).sum()


def _log_loss(y: Any, p: Any, weights: Any) -> Any:
    p = numpy.clip(p, _LEAST, 1.0 - _LEAST)
    return -numpy.average(xlogy(y, p), weights=weights, axis=0).sum()


def _softmax(logits: Any) -> Any:
    return softmax(logits, axis=1)


OUTPUTS = {
    "identity": Output(_half_square, numpy.asarray, _squared_error, "mse"),
    "exp": Output(_sum_of_exp, numpy.exp, _poisson, None),
    "logistic": Output(
        _sum_of_softplus, expit, _binary_log_loss, "binary_cross_entropy_with_logits"
    ),
    "softmax": Output(
        autograd.logsumexp, _softmax, _log_loss, "categorical_cross_entropy_with_logits"
    ),
}
"""The outputs by the names that `out_activation_` has."""
