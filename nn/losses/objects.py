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
from nn.losses import margins, regression
from nn.losses.categorical import (
    categorical_cross_entropy,
    categorical_cross_entropy_with_logits,
    kl_divergence,
)
from nn.losses.cross_entropy import binary_cross_entropy, binary_cross_entropy_with_logits
from nn.losses.rows import LossFunction

Loss = Callable[..., Value]


class LossObject:
    """Base class of these losses.

    A class says which loss it is of: `class Hinge(LossWithoutSettings, of=margins.hinge)`.

    Args:
        function: The loss `(predictions, targets, sample_weight)`, with its settings.

    Attributes:
        function: The same.
    """

    def __init_subclass__(cls, of: LossFunction[Any] | None = None) -> None:
        if of is not None:
            of.keras_classes += (cls.__name__,)

    def __init__(self, function: Loss) -> None:
        self.function = function

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Value:
        """The loss, the arguments in Keras's order."""
        return self.function(y_pred, y_true, sample_weight)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.function!r})"


class LossWithoutSettings(LossObject):
    """Base class of those without settings."""

    _of: LossFunction[[]]

    def __init_subclass__(cls, of: LossFunction[[]] | None = None) -> None:
        super().__init_subclass__(of)
        cls._of = of or cls._of

    def __init__(self) -> None:
        super().__init__(self._of)


class MeanSquaredError(LossWithoutSettings, of=regression.mean_squared_error):
    """`mean_squared_error`."""


class MeanAbsoluteError(LossWithoutSettings, of=regression.mean_absolute_error):
    """`mean_absolute_error`."""


class MeanAbsolutePercentageError(
    LossWithoutSettings, of=regression.mean_absolute_percentage_error
):
    """`mean_absolute_percentage_error`."""


class MeanSquaredLogarithmicError(
    LossWithoutSettings, of=regression.mean_squared_logarithmic_error
):
    """`mean_squared_logarithmic_error`."""


class LogCosh(LossWithoutSettings, of=regression.log_cosh):
    """log(cosh(error)), as a loss."""


class Poisson(LossWithoutSettings, of=regression.poisson):
    """`poisson`."""


class CosineSimilarity(LossWithoutSettings, of=regression.cosine_similarity):
    """`cosine_similarity`."""


class Hinge(LossWithoutSettings, of=margins.hinge):
    """`hinge`."""


class SquaredHinge(LossWithoutSettings, of=margins.squared_hinge):
    """`squared_hinge`."""


class KLDivergence(LossWithoutSettings, of=kl_divergence):
    """`kl_divergence`.

    >>> round(KLDivergence()([[0.5, 0.5]], [[0.1, 0.9]]).data, 3)
    0.511
    """


class Huber(LossObject, of=regression.huber):
    """`huber`, whose line begins at `delta`."""

    def __init__(self, delta: float = 1.0) -> None:
        settings = regression.huber.check_settings({"delta": delta}, "Huber")
        super().__init__(functools.partial(regression.huber, **settings))


class BinaryCrossentropy(LossObject, of=binary_cross_entropy):
    """`binary_cross_entropy`, or `binary_cross_entropy_with_logits`.

    >>> round(BinaryCrossentropy()([0, 1, 1], [0.2, 0.9, 0.6]).data, 2)
    0.28
    >>> BinaryCrossentropy(from_logits=True).function is binary_cross_entropy_with_logits
    True
    """

    def __init__(self, from_logits: bool = False, label_smoothing: float = 0.0) -> None:
        loss = binary_cross_entropy_with_logits if from_logits else binary_cross_entropy
        super().__init__(_smoothed(loss, label_smoothing, "BinaryCrossentropy"))


class CategoricalCrossentropy(LossObject, of=categorical_cross_entropy):
    """`categorical_cross_entropy`, or `categorical_cross_entropy_with_logits`."""

    def __init__(self, from_logits: bool = False, label_smoothing: float = 0.0) -> None:
        loss = categorical_cross_entropy_with_logits if from_logits else categorical_cross_entropy
        super().__init__(_smoothed(loss, label_smoothing, "CategoricalCrossentropy"))


class SparseCategoricalCrossentropy(CategoricalCrossentropy):
    """`CategoricalCrossentropy`, which takes numbers of classes, too."""

    def __init__(self, from_logits: bool = False) -> None:
        super().__init__(from_logits)


def _smoothed(loss: LossFunction[Any], label_smoothing: float, owner: str) -> Loss:
    """The loss, with label smoothing unless that is 0."""
    settings = loss.check_settings({"label_smoothing": label_smoothing}, owner)
    return functools.partial(loss, **settings) if any(settings.values()) else loss
