"""Losses as objects: Keras's classes of losses, called as there: (y_true, y_pred).

They belong to `nn.losses`, under whose name they are used. Each stands for a function of
`nn.losses`, which takes the predictions first: in `compile` an object and the name of the function
mean the same.

>>> Huber(delta=2.0)([0.0], [3.0])  # y_true, y_pred
Value(data=4.0, grad=0.0)
"""

import functools
from collections.abc import Callable
from typing import Any

from autograd import Value
from nn.arguments import number_in
from nn.losses.categorical import (
    categorical_cross_entropy,
    categorical_cross_entropy_with_logits,
    kl_divergence,
)
from nn.losses.cross_entropy import binary_cross_entropy, binary_cross_entropy_with_logits
from nn.losses.margins import hinge, squared_hinge
from nn.losses.regression import (
    cosine_similarity,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
    poisson,
)

Loss = Callable[..., Value]


class LossObject:
    """Base class of these losses.

    Args:
        function: The loss `(predictions, targets, sample_weight)`, with its settings.

    Attributes:
        function: It.
    """

    def __init__(self, function: Loss) -> None:
        self.function = function

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Value:
        """The loss, the arguments in Keras's order."""
        return self.function(y_pred, y_true, sample_weight)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.function!r})"


class MeanSquaredError(LossObject):
    """`mean_squared_error`."""

    def __init__(self) -> None:
        super().__init__(mean_squared_error)


class MeanAbsoluteError(LossObject):
    """`mean_absolute_error`."""

    def __init__(self) -> None:
        super().__init__(mean_absolute_error)


class MeanAbsolutePercentageError(LossObject):
    """`mean_absolute_percentage_error`."""

    def __init__(self) -> None:
        super().__init__(mean_absolute_percentage_error)


class MeanSquaredLogarithmicError(LossObject):
    """`mean_squared_logarithmic_error`."""

    def __init__(self) -> None:
        super().__init__(mean_squared_logarithmic_error)


class LogCosh(LossObject):
    """`log_cosh`."""

    def __init__(self) -> None:
        super().__init__(log_cosh)


class Poisson(LossObject):
    """`poisson`."""

    def __init__(self) -> None:
        super().__init__(poisson)


class CosineSimilarity(LossObject):
    """`cosine_similarity`."""

    def __init__(self) -> None:
        super().__init__(cosine_similarity)


class Huber(LossObject):
    """`huber`, whose line begins at `delta`."""

    def __init__(self, delta: float = 1.0) -> None:
        delta = number_in("delta of Huber", delta, low=5e-324)
        super().__init__(functools.partial(huber, delta=delta))


class Hinge(LossObject):
    """`hinge`."""

    def __init__(self) -> None:
        super().__init__(hinge)


class SquaredHinge(LossObject):
    """`squared_hinge`."""

    def __init__(self) -> None:
        super().__init__(squared_hinge)


class KLDivergence(LossObject):
    """`kl_divergence`.

    >>> round(KLDivergence()([[0.5, 0.5]], [[0.1, 0.9]]).data, 3)
    0.511
    """

    def __init__(self) -> None:
        super().__init__(kl_divergence)


class BinaryCrossentropy(LossObject):
    """`binary_cross_entropy`, or `binary_cross_entropy_with_logits`.

    >>> round(BinaryCrossentropy()([0, 1, 1], [0.2, 0.9, 0.6]).data, 2)
    0.28
    >>> BinaryCrossentropy(from_logits=True).function is binary_cross_entropy_with_logits
    True
    """

    def __init__(self, from_logits: bool = False, label_smoothing: float = 0.0) -> None:
        loss = binary_cross_entropy_with_logits if from_logits else binary_cross_entropy
        super().__init__(_smoothed(loss, label_smoothing))


class CategoricalCrossentropy(LossObject):
    """`categorical_cross_entropy`, or `categorical_cross_entropy_with_logits`."""

    def __init__(self, from_logits: bool = False, label_smoothing: float = 0.0) -> None:
        loss = categorical_cross_entropy_with_logits if from_logits else categorical_cross_entropy
        super().__init__(_smoothed(loss, label_smoothing))


class SparseCategoricalCrossentropy(CategoricalCrossentropy):
    """The same as `CategoricalCrossentropy`, which takes numbers of classes, too."""

    def __init__(self, from_logits: bool = False) -> None:
        super().__init__(from_logits)


def _smoothed(loss: Any, label_smoothing: float) -> Loss:
    """The loss, with label smoothing unless that is 0."""
    if not number_in("label_smoothing", label_smoothing, high=1.0):
        return loss  # type: ignore[no-any-return]
    return functools.partial(loss, label_smoothing=label_smoothing)
