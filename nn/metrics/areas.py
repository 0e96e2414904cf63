"""Areas under curves. They belong to `nn.metrics`, under whose name they are used."""

from typing import Any

from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, described, whole_number
from nn.arguments import choose, choose_spelled, is_sequence, number_in, warn
from nn.data import array
from nn.metrics.counts import ratio
from nn.metrics.rows import labels, metric

__all__ = ["auc", "roc_auc"]

_CURVES = {curve: curve for curve in ("ROC", "PR", "PRGAIN")}
_SUMMATIONS = dict.fromkeys(("interpolation", "minoring", "majoring"))


@metric("roc_auc_score", more_is_better=True)
def roc_auc(targets: Any, predictions: Any) -> Any:
    """The area under the ROC curve.

    It is the share of pairs, one sample of class 1 and one of class 0, in which the prediction for
    class 1 is larger; equal predictions count half. Where all targets are of one class it is nan,
    with a warning, as in scikit-learn.

    Args:
        targets: Labels 0 and 1, or -1 and 1, as many as predictions.
        predictions: Any numbers, larger for class 1; of several outputs, each counts as a sample.

    Source: Hanley and McNeil, "The meaning and use of the area under a receiver operating
    characteristic (ROC) curve" (1982), https://doi.org/10.1148/radiology.143.1.7063747

    >>> roc_auc([0.0, 0.0, 1.0, 1.0], [[0.1], [0.4], [0.35], [0.8]])
    0.75
    """
    import numpy

    first = labels("roc_auc", targets, also_minus_1=True).ravel() == 1.0
    ones, others = int(first.sum()), int((~first).sum())
    if not (ones and others):
        warn("roc_auc is not defined where all targets are of one class; it is nan")
        return numpy.nan
    _, place, sizes = numpy.unique(predictions.ravel(), return_inverse=True, return_counts=True)
    ranks = (sizes.cumsum() - 0.5 * (sizes - 1))[place]  # from 1; ties get the mean of their ranks
    return (ranks[first].sum() - 0.5 * ones * (ones + 1)) / (ones * others)


@metric(more_is_better=True, takes_probabilities=True)
def auc(
    targets: Any,
    predictions: Any,
    *,
    num_thresholds: int = 200,
    curve: str = "ROC",
    summation_method: str = "interpolation",
    thresholds: Any = None,
    multi_label: bool = False,
    num_labels: int | None = None,
    label_weights: Any = None,
    from_logits: bool = False,
) -> Any:
    """The area under the ROC curve, or the precision-recall curve, drawn through some thresholds.

    It is Keras's `AUC`; the exact area is `roc_auc`. Where all targets are of one class it is 0,
    with a warning.

    Args:
        targets: Labels 0 and 1, as many as predictions.
        predictions: Probabilities. All outputs count together, unless `multi_label` is set.
        num_thresholds: At how many thresholds from 0 to 1 the curve is known.
        curve: "ROC", "PR", or "PRGAIN" (precision and recall on the scale of the gain over
            predicting 1 always).
        summation_method: How to go from one threshold to the next: "interpolation", or the lower
            ("minoring") or the higher ("majoring") end.
        thresholds: Thresholds between 0 and 1, instead of evenly spaced ones.
        multi_label: Whether to take the mean of the areas of all outputs.
        num_labels: How many outputs there are; only with `multi_label`, where it is checked.
        label_weights: A factor for the samples of each output; with `multi_label` one for its area.
        from_logits: Whether predictions are logits.

    Source: for "PRGAIN", Flach and Kull, "Precision-recall-gain curves" (2015); for "PR" with
    interpolation, Davis and Goadrich, "The relationship between precision-recall and ROC curves"
    (2006), section 4, https://doi.org/10.1145/1143844.1143874

    >>> auc([0.0, 0.0, 1.0, 1.0], [[0.1], [0.4], [0.35], [0.8]])
    0.75
    """
    import numpy

    curve = choose_spelled("curve of auc", curve, _CURVES)
    choose("summation_method of auc", summation_method, _SUMMATIONS)
    ones, scores = labels("auc", targets) == 1.0, predictions
    weights = _weights(label_weights, num_labels, multi_label, scores.shape[1])
    if ones.all() or not ones.any():
        warn("auc is not defined where all targets are of one class; as in Keras, it is 0")
    if from_logits:
        with numpy.errstate(over="ignore"):
            scores = 1.0 / (1.0 + numpy.exp(-scores))
    if numpy.isnan(scores).any():
        return numpy.nan
    above = _evenly(num_thresholds) if thresholds is None else _at(thresholds)
    if not multi_label:
        counts = counted(ones.ravel(), scores.ravel(), *above, numpy.tile(weights, len(ones)))
        return _area(*counts, curve, summation_method)
    outputs = zip(ones.T, scores.T, strict=True)
    areas = [_area(*counted(*it, *above), curve, summation_method) for it in outputs]
    return ratio((areas * weights).sum(), weights.sum())


def _weights(given: Any, num_labels: int | None, multi_label: bool, outputs: int) -> Any:
    """A factor for each output; an error if there are not as many as there are outputs."""
    import numpy

    if num_labels is not None:
        count = whole_number("num_labels of auc", num_labels)
        if not multi_label or count != outputs:
            raise InputValueError(
                f"num_labels of auc is the number of outputs with multi_label=True; it is {count}, "
                f"there are {outputs}, and multi_label is {multi_label}"
            )
    weights = numpy.ones(outputs) if given is None else array("label_weights of auc", given)
    if weights.shape != (outputs,) or not (weights >= 0.0).all():
        raise InputValueError(
            f"label_weights of auc takes a factor of at least 0 for each of the {outputs} outputs, "
            f"but was given {abbreviate(given)}"
        )
    return weights


def _evenly(count: int) -> tuple[int, Any]:
    """How many thresholds there are, and a function of scores: how many each is above.

    Beside 0 and 1, which Keras moves outwards so that all probabilities lie between them.
    """
    import numpy

    count = how_many_thresholds("auc", count, least=2)
    return count, lambda scores: numpy.ceil(scores * (count - 1.0)).clip(1, count - 1).astype(int)


def how_many_thresholds(name: str, count: Any, least: int = 1) -> int:
    """The number of thresholds, checked."""
    found = whole_number(f"num_thresholds of {name}", count, least=least)
    if found > 1_000_000:
        raise InputValueError(
            f"num_thresholds of {name} is at most 1000000; the exact area is roc_auc"
        )
    return found


def _at(thresholds: Any) -> tuple[int, Any]:
    """The same for thresholds that are given."""
    import numpy

    if not is_sequence(thresholds):
        raise InputTypeError(
            f"thresholds of auc takes a list, but was given {described(thresholds)}"
        )
    between = numpy.sort([number_in("a threshold of auc", it, high=1.0) for it in thresholds])
    cuts = numpy.concatenate([[-1e-7], between, [1.0 + 1e-7]])
    return len(cuts), lambda scores: numpy.searchsorted(cuts, scores, side="left")


def counted(ones: Any, scores: Any, count: int, above: Any, weights: Any = None) -> tuple[Any, Any]:
    """How many samples of class 1, and of class 0, there are, and are above each threshold."""
    import numpy

    place = above(scores)
    weights = numpy.ones(len(scores)) if weights is None else weights
    found = (numpy.bincount(place[of], weights[of], count + 1) for of in (ones, ~ones))
    right, wrong = (numpy.flip(numpy.flip(each).cumsum()) for each in found)
    return right, wrong


def _area(right: Any, wrong: Any, curve: str, summation_method: str) -> Any:
    """The area under a curve, from the two results of `counted`."""
    import numpy

    ones, others, right, wrong = right[0], wrong[0], right[1:], wrong[1:]
    if curve == "PR" and summation_method == "interpolation":
        return _interpolated_precision(right, wrong, ones)
    recalls = ratio(right, ones)
    x, y = (ratio(wrong, others), recalls)
    if curve == "PR":
        x, y = recalls, ratio(right, right + wrong)
    elif curve == "PRGAIN":
        x, y = _gains(right, wrong, ones, others)
    low, high = numpy.minimum(y[:-1], y[1:]), numpy.maximum(y[:-1], y[1:])
    heights = {"minoring": low, "majoring": high}.get(summation_method, (low + high) / 2.0)
    return ((x[:-1] - x[1:]) * heights).sum()


def _gains(right: Any, wrong: Any, ones: Any, others: Any) -> tuple[Any, Any]:
    """Recall and precision on the scale of the gain over predicting 1 always; as in Keras not < 0.

    Where nothing of class 1 is found, they are 0 and 1.
    """
    import numpy

    scale = ratio(ones, others)
    recall = 1.0 - scale * ratio(ones - right, right)
    precision = 1.0 - scale * ratio(wrong, right)
    recall = numpy.where(right == 0.0, 0.0, recall)
    return numpy.maximum(recall, 0.0), numpy.where(right == 0.0, 1.0, precision)


def _interpolated_precision(right: Any, wrong: Any, ones: Any) -> Any:
    """The area where right and wrong samples change linearly from one threshold to the next."""
    import numpy

    taken = right + wrong
    gained = right[:-1] - right[1:]
    slope = ratio(gained, taken[:-1] - taken[1:])
    offset = right[1:] - slope * taken[1:]
    both = (taken[:-1] > 0) & (taken[1:] > 0)
    growth = numpy.where(both, ratio(taken[:-1], taken[1:]), 1.0)
    return ratio(slope * (gained + offset * numpy.log(growth)), ones).sum()
