"""Metrics: how good predictions are, in numbers that people read.

A metric is a function of targets and predictions, arrays with a row for each sample, that returns
a number. Unlike losses, metrics need no gradient. What takes more than a few lines is in
scikit-learn, whose metrics have the same order of arguments. So have Keras's, which are called with
(y_true, y_pred); a metric of one's own is such a function, see `OwnMetric`. Callbacks that watch it
ask whether it rises: write `dice.more_is_better = True`, or give them a mode.

Names that Keras has mean what they mean there: `precision` counts the labels of all outputs
together, `auc` goes through 200 thresholds, and an output above 0.5 counts as class 1, whatever the
loss. For logits and for the hinge loss there is `sign_accuracy`. There are also Keras's classes of
metrics: `MeanAbsoluteError()` is `mean_absolute_error`.

>>> import numpy
>>> accuracy(numpy.array([0.0, 1.0]), numpy.array([[0.2], [0.9]]))
1.0
"""

import inspect
import re
from collections.abc import Callable, Iterable
from typing import Any

from autograd import InputValueError
from nn.metrics import (
    areas,
    confusion,
    counts,
    distances,
    keras_classes,
    measures,
    objects,
    overlaps,
)
from nn.metrics.areas import *  # noqa: F403 - the names in its __all__, as those below
from nn.metrics.confusion import *  # noqa: F403
from nn.metrics.counts import *  # noqa: F403
from nn.metrics.distances import *  # noqa: F403
from nn.metrics.keras_classes import *  # noqa: F403
from nn.metrics.measures import *  # noqa: F403
from nn.metrics.objects import *  # noqa: F403
from nn.metrics.overlaps import *  # noqa: F403
from nn.metrics.own import OwnMetric
from nn.metrics.rows import METRICS, more_is_better, row_of
from nn.metrics.version_1 import upgraded
from nn.registry import plain_of

__all__ = [
    "METRICS",
    "Metric",
    "OwnMetric",
    "get",
    "more_is_better",
    "name_of",
    "named",
    "row_of",
    "upgraded",
]
__all__ += areas.__all__
__all__ += confusion.__all__
__all__ += counts.__all__
__all__ += distances.__all__
__all__ += keras_classes.__all__
__all__ += measures.__all__
__all__ += objects.__all__
__all__ += overlaps.__all__

Metric = Callable[[Any, Any], float]

to_config, from_config = METRICS.to_config, METRICS.from_config


def get(metric: str | Metric) -> Metric:
    """The metric of that name, or the one that is given.

    Args:
        metric: A name in `METRICS`, in any case, with underscores or without; an object of one of
            Keras's classes of metrics; or a function (targets, predictions) -> number.

    Raises:
        InputValueError: If there is no metric of that name.
        InputTypeError: If it is neither a name nor a function.

    >>> get("MeanSquaredError") is mean_squared_error
    True
    """
    given: Metric = METRICS.resolve(metric)
    if isinstance(metric, str):
        _refuse_missing(metric, given)
    known = isinstance(given, OwnMetric) or row_of(given)
    return given if known else OwnMetric(given)


def _refuse_missing(name: str, metric: Metric) -> None:
    """Raise an error for the name of a metric that cannot do without settings."""
    missing = [
        setting.name
        for setting in inspect.signature(metric).parameters.values()
        if setting.kind is setting.KEYWORD_ONLY and setting.default is setting.empty
    ]
    if missing and (row := row_of(metric)):
        given = ", ".join(f"{setting}=..." for setting in missing)
        raise InputValueError(
            f"the metric {name!r} needs {' and '.join(missing)}; instead of its name write "
            f"nn.metrics.{row.keras_classes[0]}({given})"
        )


def name_of(metric: str | Metric) -> str:
    """The name of a metric in a history: as Keras has it, the text that was given.

    That of a function is written in small letters, and that of a functools.partial is that of the
    function in it.

    >>> import functools
    >>> name_of("acc"), name_of(AUC()), name_of(functools.partial(f1, average="macro"))
    ('acc', 'auc', 'f1')
    >>> def MyScore(targets, predictions): ...
    >>> name_of(MyScore), name_of(lambda targets, predictions: 0.0)
    ('my_score', 'lambda')
    """
    if isinstance(metric, str):
        return metric
    given = getattr(metric, "name", None)
    if isinstance(given, str):
        return given
    own, plain = (getattr(it, "__name__", None) for it in (metric, plain_of(metric)))
    return _in_small_letters(own or plain or type(metric).__name__)


def _in_small_letters(name: str) -> str:
    """A name as Keras writes it: "MyScore" becomes "my_score", "<lambda>" becomes "lambda"."""
    letters = re.sub(r"\W+", "", name)
    apart = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", letters)
    return re.sub("([a-z])([A-Z])", r"\1_\2", apart).lower()


def named(chosen: Iterable[str | Metric]) -> dict[str, Metric]:
    """Metrics by their names in a history: the second of a name becomes name_1, as in Keras.

    Raises:
        InputValueError: If the number of a metric would take the place of another number.

    >>> list(named(["mse", TopKCategoricalAccuracy(k=1), TopKCategoricalAccuracy(k=3)]))
    ['mse', 'top_k_categorical_accuracy', 'top_k_categorical_accuracy_1']
    """
    found: dict[str, Metric] = {}
    times: dict[str, int] = {}
    for metric in chosen:
        name, made = name_of(metric), get(metric)
        if name == "loss" or name.startswith("val_"):
            raise InputValueError(
                f"a metric cannot have the name {name!r}: a history has the loss there, or a "
                "number of the validation data; rename the function, or write "
                "nn.metrics.MetricObject(function, name='another')"
            )
        count = times[name] = times.get(name, -1) + 1
        numbered = f"{name}_{count}" if count else name
        if numbered in found:
            raise InputValueError(
                f"two metrics would have the name {numbered!r} in a history; give one of them "
                "another name"
            )
        found[numbered] = made
    return found


__doc__ = f"{__doc__}\n{METRICS.table('more_is_better', 'keras_classes')}"
