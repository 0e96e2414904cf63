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
from nn.arguments import give_own_init
from nn.losses import categorical, cross_entropy, margins, regression
from nn.losses.rows import LOSSES, LossFunction

__all__ = [
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "CosineSimilarity",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "LossObject",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
]


class LossObject:
    """Base class of Keras's classes of losses.

    A class names the loss that it stands for: `class Hinge(PlainLoss, of=margins.hinge)`.

    Args:
        function: The loss `(predictions, targets, sample_weight)`, with its settings.

    Attributes:
        function: The loss that it was given.
    """

    _of: LossFunction[Any]

    def __init_subclass__(cls, of: LossFunction[Any] | None = None, **options: Any) -> None:
        super().__init_subclass__(**options)
        if of is not None:
            of.keras_classes += (cls.__name__,)
            cls._of = of
        give_own_init(cls)

    def __init__(self, function: Callable[..., Value]) -> None:
        self.function = function

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Value:
        """The loss, from arguments in Keras's order."""
        return self.function(y_pred, y_true, sample_weight)

    @property
    def is_ones_own(self) -> bool:
        """Whether a subclass computes the loss by an `__call__` of its own."""
        return type(self).__call__ is not LossObject.__call__

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.function!r})"


class PlainLoss(LossObject):
    """Base class of losses without settings."""

    def __init__(self) -> None:
        super().__init__(self._of)


class MeanSquaredError(PlainLoss, of=regression.mean_squared_error):
    """`mean_squared_error`."""


class MeanAbsoluteError(PlainLoss, of=regression.mean_absolute_error):
    """`mean_absolute_error`."""


class MeanAbsolutePercentageError(PlainLoss, of=regression.mean_absolute_percentage_error):
    """`mean_absolute_percentage_error`."""


class MeanSquaredLogarithmicError(PlainLoss, of=regression.mean_squared_logarithmic_error):
    """`mean_squared_logarithmic_error`."""


class LogCosh(PlainLoss, of=regression.log_cosh):
    """log(cosh(error)), as a loss."""


class Poisson(PlainLoss, of=regression.poisson):
    """`poisson`."""


class CosineSimilarity(PlainLoss, of=regression.cosine_similarity):
    """`cosine_similarity`."""


class Hinge(PlainLoss, of=margins.hinge):
    """`hinge`."""


class SquaredHinge(PlainLoss, of=margins.squared_hinge):
    """`squared_hinge`."""


class KLDivergence(PlainLoss, of=categorical.kl_divergence):
    """`kl_divergence`.

    >>> round(KLDivergence()([[0.5, 0.5]], [[0.1, 0.9]]).data, 3)
    0.511
    """


class Huber(LossObject, of=regression.huber):
    """`huber`, which is linear beyond `delta`."""

    def __init__(self, delta: float = 1.0) -> None:
        settings = regression.huber.check_settings({"delta": delta}, "Huber")
        super().__init__(functools.partial(regression.huber, **settings))


class _Crossentropy(LossObject):
    """Base class of cross-entropies, from probabilities or logits, with label smoothing."""

    def __init__(self, from_logits: bool = False, label_smoothing: float = 0.0) -> None:
        loss = LOSSES[self._of.kind.from_logits] if from_logits else self._of
        settings = loss.check_settings({"label_smoothing": label_smoothing}, type(self).__name__)
        super().__init__(functools.partial(loss, **settings) if any(settings.values()) else loss)


class BinaryCrossentropy(_Crossentropy, of=cross_entropy.binary_cross_entropy):
    """`binary_cross_entropy`, or `binary_cross_entropy_with_logits`.

    >>> round(BinaryCrossentropy()([0, 1, 1], [0.2, 0.9, 0.6]).data, 2)
    0.28
    >>> loss = BinaryCrossentropy(from_logits=True)
    >>> loss.function is cross_entropy.binary_cross_entropy_with_logits
    True
    """


class CategoricalCrossentropy(_Crossentropy, of=categorical.categorical_cross_entropy):
    """`categorical_cross_entropy`, or `categorical_cross_entropy_with_logits`."""


class SparseCategoricalCrossentropy(CategoricalCrossentropy):
    """`CategoricalCrossentropy`, by Keras's name for targets that are numbers of classes."""

    def __init__(self, from_logits: bool = False) -> None:
        super().__init__(from_logits)
