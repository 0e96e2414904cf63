"""Losses as objects: Keras's classes of losses, called as there: (y_true, y_pred).

They belong to `nn.losses`, under whose name they are used. Each stands for a function of
`nn.losses`, which takes the predictions first: in `compile` an object and the name of the function
mean the same.

>>> Huber(delta=2.0)([0.0], [3.0])  # y_true, y_pred
Value(data=4.0, grad=0.0)
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypedDict, Unpack

import autograd
from autograd import InputValueError, Value
from autograd.checks import abbreviate
from nn.arguments import flag, give_own_init, is_among, is_sequence, refuse, spell_out
from nn.losses import categorical, cross_entropy, focal, margins, regression
from nn.losses.rows import LOSSES, LossFunction

__all__ = [
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "CategoricalHinge",
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


class Common(TypedDict, total=False):
    """The arguments that all classes take, for programs written for Keras; see `LossObject`."""

    reduction: str
    axis: int
    name: str | None
    dtype: Any


DEFAULTS = {"reduction": "sum_over_batch_size", "axis": -1, "name": None, "dtype": None}


class LossObject:
    """Base class of Keras's classes of losses.

    A class names the loss that it stands for: `class Hinge(PlainLoss, of=margins.hinge)`.

    Args:
        function: The loss `(predictions, targets, sample_weight)`, with its settings.
        **common: `reduction`, "sum_over_batch_size" or "mean", which are the same: the mean;
            `axis`, -1: the outputs of a sample are the last axis; `name` and `dtype` say nothing
            here.

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
        spell_out(cls, DEFAULTS, Common.__annotations__)

    def __init__(self, function: Callable[..., Value], **common: Unpack[Common]) -> None:
        _check_common(type(self).__name__, common)
        self.function = function

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Value:
        """The loss, from arguments in Keras's order."""
        return self.function(*_as_one_sample(y_pred, y_true, sample_weight))

    @property
    def is_ones_own(self) -> bool:
        """Whether a subclass computes the loss by an `__call__` of its own."""
        return type(self).__call__ is not LossObject.__call__

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.function!r})"


spell_out(LossObject, DEFAULTS, Common.__annotations__)


def _as_one_sample(y_pred: Any, y_true: Any, sample_weight: Any) -> tuple[Any, Any, Any]:
    """Predictions, targets and weights; as in Keras, flat lists of numbers are one sample.

    Several weights of one sample count as their mean.
    """
    if not (is_sequence(y_pred) and is_sequence(y_true)) or any(map(is_sequence, y_pred)):
        return y_pred, y_true, sample_weight
    if is_sequence(sample_weight):
        sample_weight = [autograd.mean(sample_weight)]
    return [y_pred], [y_true], sample_weight


def _check_common(owner: str, given: Common) -> None:
    """Raise an error for arguments of Keras's classes that nn cannot keep."""
    refuse(owner, given.keys() - Common.__annotations__, Common.__annotations__)
    reduction, axis = given.get("reduction", "mean"), given.get("axis", -1)
    if not is_among(reduction, ("sum_over_batch_size", "mean")):
        raise InputValueError(
            f"reduction of {owner} is 'sum_over_batch_size', the mean over the samples, but was "
            f"given {abbreviate(reduction)}; for a sum multiply it, or the learning rate, by the "
            "number of samples, and for the loss of each sample call it with one at a time"
        )
    if not is_among(axis, (-1,)):
        raise InputValueError(
            f"axis of {owner} is -1, that of the outputs, but was given {abbreviate(axis)}; move "
            "that axis to the end, for example with nn.Permute"
        )


class PlainLoss(LossObject):
    """Base class of losses without settings."""

    def __init__(self, **common: Unpack[Common]) -> None:
        super().__init__(self._of, **common)


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


class CategoricalHinge(PlainLoss, of=margins.categorical_hinge):
    """`categorical_hinge`."""


class KLDivergence(PlainLoss, of=categorical.kl_divergence):
    """`kl_divergence`.

    >>> round(KLDivergence()([[0.5, 0.5]], [[0.1, 0.9]]).data, 3)
    0.511
    """


class Huber(LossObject, of=regression.huber):
    """`huber`, which is linear beyond `delta`."""

    def __init__(self, delta: float = 1.0, **common: Unpack[Common]) -> None:
        settings = regression.huber.check_settings({"delta": delta}, "Huber")
        super().__init__(functools.partial(regression.huber, **settings), **common)


class CategoricalGeneralizedCrossEntropy(
    LossObject, of=categorical.categorical_generalized_cross_entropy
):
    """`categorical_generalized_cross_entropy`, which bears with wrong labels."""

    def __init__(self, q: float = 0.5, **common: Unpack[Common]) -> None:
        loss = self._of
        settings = loss.check_settings({"q": q}, type(self).__name__)
        super().__init__(functools.partial(loss, **settings), **common)


class _FromLogits(LossObject):
    """Base class of losses of probabilities that have another for logits."""

    def _chosen(self, from_logits: bool, **settings: Any) -> Callable[..., Value]:
        """The loss for probabilities or logits, with the settings that are not its defaults."""
        logits = flag(f"from_logits of {type(self).__name__}", from_logits)
        loss = LOSSES[f"{self._of.__name__}_with_logits"] if logits else self._of
        defaults = inspect.signature(loss).parameters
        checked = loss.check_settings(settings, type(self).__name__)
        own = {name: it for name, it in checked.items() if it != defaults[name].default}
        return functools.partial(loss, **own) if own else loss


class _Crossentropy(_FromLogits):
    """Base class of cross-entropies, from probabilities or logits, with label smoothing."""

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        **common: Unpack[Common],
    ) -> None:
        chosen = self._chosen(from_logits, label_smoothing=label_smoothing)
        super().__init__(chosen, **common)


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

    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: int | None = None,
        **common: Unpack[Common],
    ) -> None:
        if ignore_class is not None:
            raise InputValueError(
                f"SparseCategoricalCrossentropy cannot ignore the class {abbreviate(ignore_class)}"
                "; leave out its examples"
            )
        super().__init__(from_logits, **common)


class BinaryFocalCrossentropy(_FromLogits, of=focal.binary_focal_cross_entropy):
    """`binary_focal_cross_entropy`, or `binary_focal_cross_entropy_with_logits`.

    >>> loss = BinaryFocalCrossentropy(gamma=2)
    >>> round(loss([[0, 1], [0, 0]], [[0.6, 0.4], [0.4, 0.6]]).data, 3)
    0.268
    """

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        **common: Unpack[Common],
    ) -> None:
        chosen = self._chosen(
            from_logits,
            apply_class_balancing=apply_class_balancing,
            alpha=alpha,
            gamma=gamma,
            label_smoothing=label_smoothing,
        )
        super().__init__(chosen, **common)


class CategoricalFocalCrossentropy(_FromLogits, of=focal.categorical_focal_cross_entropy):
    """`categorical_focal_cross_entropy`, or `categorical_focal_cross_entropy_with_logits`."""

    def __init__(
        self,
        alpha: float | list[float] = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        **common: Unpack[Common],
    ) -> None:
        chosen = self._chosen(
            from_logits, alpha=alpha, gamma=gamma, label_smoothing=label_smoothing
        )
        super().__init__(chosen, **common)
