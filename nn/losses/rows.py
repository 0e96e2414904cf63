"""Rows of losses: each holds all that is known about a loss.

The decorator `loss` makes a row from a formula, the loss of one prediction. The function of all
predictions, its names, its checks and its documentation come from the row:

>>> @loss("power_4", targets=Numbers)
... def fourth_power(p, t):
...     '''The mean of (prediction - target)^4.'''
...     return (p - t) ** 4
>>> fourth_power([3.0, 0.0], [1.0, 0.0])
Value(data=8.0, grad=0.0)
>>> LOSSES.find("FourthPower") is LOSSES.find("power_4") is fourth_power
True
>>> LOSSES.remove(fourth_power)
"""

import inspect
import sys
from collections.abc import Callable, Mapping
from typing import Any, Concatenate, Generic, NamedTuple, ParamSpec

from autograd import InputTypeError, InputValueError, Value
from autograd.checks import described
from nn.arguments import flag, is_sequence, number_in, refuse
from nn.losses.classes import Classes
from nn.losses.matching import mean
from nn.losses.missing import MISSING
from nn.losses.targets import Labels, Numbers, Sides
from nn.registry import Registry, Row, plain_of

P = ParamSpec("P")
Loss = Callable[[Any, Any], Value]
Formula = Callable[Concatenate[Any, Any, P], Any]
NOT_GIVEN: Any = object()
KERAS_ORDER = ("y_true", "y_pred")


class Setting(NamedTuple):
    """What is known about a setting of a loss: a keyword argument such as delta of `huber`.

    Attributes:
        meaning: What it means, for the documentation.
        low: The smallest number allowed.
        high: The largest number allowed.
        is_flag: Whether it is True or False, not a number.
        may_be_list: Whether it may be a list of numbers, too.
    """

    meaning: str
    low: float = 0.0
    high: float = sys.float_info.max
    is_flag: bool = False
    may_be_list: bool = False

    def checked(self, what: str, given: Any) -> Any:
        """A setting as a float, True or False, or a list of floats; an error for what is none.

        >>> Setting("A weight.", may_be_list=True).checked("alpha", (1, 2))
        [1.0, 2.0]
        """
        if self.is_flag:
            return flag(what, given)
        if self.may_be_list and is_sequence(given):
            return [number_in(what, each, self.low, self.high) for each in given]
        return number_in(what, given, self.low, self.high)


class LossFunction(Row, Generic[P]):
    """A loss of `nn`: the mean of a formula over all predictions.

    Attributes:
        formula: The loss of one prediction, `(prediction, target, **settings)`.
        takes: What predictions are: "numbers", "probabilities", "logits" or "scores".
        kind: The kind of its targets; `targets` is its name, such as "labels".
        settings: Its settings by name.
        is_binary: Whether each output decides by itself whether a sample is of one class.
        threshold: The output above which a sample is of class 1.
    """

    def __init__(
        self,
        formula: Formula[P],
        takes: str,
        targets: type[Numbers],
        settings: Mapping[str, Setting],
    ) -> None:
        super().__init__(formula)
        self.takes, self.kind, self.settings = takes, targets, settings
        self.targets = targets.__name__.lower()
        self.is_binary = targets in (Labels, Sides)
        self.threshold = 0.0 if takes in ("logits", "scores") else 0.5
        self._matcher = targets(self.__name__, takes)
        # (prediction, target, settings) become (predictions, targets, sample_weight, settings).
        own = [*inspect.signature(formula).parameters.values()][2:]
        common = [*inspect.signature(self.__call__).parameters.values()][:3]
        common[:2] = [each.replace(default=each.empty) for each in common[:2]]
        self._own = inspect.Signature(own)
        self.__signature__ = inspect.Signature([*common, *own], return_annotation=Value)
        self.__doc__ = self._documented(inspect.cleandoc(formula.__doc__ or ""))

    def __call__(
        self,
        predictions: Any = NOT_GIVEN,
        targets: Any = NOT_GIVEN,
        sample_weight: Any = None,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Value:
        """The mean of the formula, or of weight * formula."""
        settings = self._settings(args, kwargs) if args or kwargs else {}
        if predictions is NOT_GIVEN or targets is NOT_GIVEN:
            raise InputTypeError(f"{self._usage()}; give both")
        try:
            pairs, weights = self._matcher.match(predictions, targets, sample_weight)
        except RecursionError:
            raise InputValueError(
                f"{self.__name__} was given {described(predictions)} and {described(targets)}, of "
                "which one contains itself or is nested too deeply"
            ) from None
        return mean([self.formula(p, t, **settings) for p, t in pairs], weights)

    def check_settings(self, given: Mapping[str, Any], owner: str = "") -> dict[str, Any]:
        """The settings, checked; an error for one that is out of its bounds.

        Args:
            given: Settings by name.
            owner: The name that a message gives their owner; by default that of this loss.
        """
        return {
            name: self.settings[name].checked(f"{name} of {owner or self.__name__}", setting)
            for name, setting in given.items()
        }

    @property
    def for_arrays(self) -> Numbers:
        """The checks of `fit`, which has the targets and predictions as arrays.

        Messages name the "sparse" loss, too: `fit` cannot know by which name it was chosen.
        """
        sparse = "(sparse_)" if self.kind is Classes else ""
        return self.kind(sparse + self.__name__, self.takes)

    def _settings(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        """The settings by name, checked; an error for arguments that the loss does not have."""
        name, known = self.__name__, [*inspect.signature(self).parameters]
        unknown = [given for given in kwargs if given not in known]
        refuse(name, unknown, known, dict.fromkeys(KERAS_ORDER, self._in_order()))
        try:
            given = self._own.bind(*args, **kwargs).arguments
        except TypeError as error:
            raise InputTypeError(f"{self._usage()}; {error}") from None
        return self.check_settings(given)

    def _usage(self) -> str:
        """The arguments of the loss, for errors."""
        settings = "".join(f", {name}" for name in self.settings)
        return f"{self.__name__} takes (predictions, targets, sample_weight=None{settings})"

    def _in_order(self) -> str:
        """What to write for arguments that are called as in Keras, for errors."""
        keras = self.keras_classes[0] if self.keras_classes else ""
        other = f", or nn.losses.{keras}()(y_true, y_pred)" if keras else ""
        return f"{self.__name__}(y_pred, y_true), the predictions first{other}"

    def _documented(self, text: str) -> str:
        """The formula's documentation, with a section of arguments after the prose."""
        kind = (self.kind.__doc__ or "").split("\n\n")[0]
        settings = "".join(f"    {name}: {it.meaning}\n" for name, it in self.settings.items())
        arguments = f"""\
Args:
    predictions: {self.takes.capitalize()}: one, a list, or a list of lists.
    targets: {kind}
    sample_weight: A factor for the loss of each sample.
{settings}
Raises:
    InputTypeError: If something is no number, or a list stands opposite a number.
    InputValueError: If lengths differ, there is nothing to compare, or a number is not allowed.
"""
        ends = [text.find(mark) for mark in ("\n\nSource:", "\n\n>>>")]
        end = next((end for end in ends if end >= 0), len(text))
        return f"{text[:end]}\n\n{arguments}{text[end + 1 :]}"


LOSSES: Registry[LossFunction[Any]] = Registry(
    "loss",
    "loss must be a name such as 'mse' or a function (y_true, y_pred) -> Value",
    missing=MISSING,
)
"""The losses by name; Keras's names mean the same."""


def loss(
    *other_names: str,
    takes: str = "numbers",
    targets: type[Numbers] = Numbers,
    **settings: Setting,
) -> Callable[[Formula[P]], LossFunction[P]]:
    """A decorator that makes a loss, a row of `LOSSES`, from a formula.

    Args:
        other_names: More names than that of the formula, such as Keras's.
        takes: What predictions are: "numbers", "probabilities", "logits" or "scores".
        targets: The kind of targets.
        settings: The meaning and the bounds of each setting of the formula.
    """

    def add(formula: Formula[P]) -> LossFunction[P]:
        return LOSSES.add(*other_names)(LossFunction(formula, takes, targets, settings))

    return add


def row_of(loss: Any) -> LossFunction[Any] | None:
    """The row of a loss, or of the loss in a functools.partial; None for others."""
    plain = plain_of(loss)
    return plain if isinstance(plain, LossFunction) else None
