"""Metrics of overlap: of the samples of a class by targets or predictions, the share by both.

They belong to `nn.metrics`, under whose name they are used, and have Keras's numbers.
"""

from collections.abc import Sequence
from typing import Any

from autograd import InputValueError
from autograd.checks import abbreviate, whole_number
from nn.arguments import is_sequence, number_in
from nn.data import array
from nn.metrics.rows import metric, rows

__all__ = ["binary_iou", "iou"]

_LEAST = 1e-7
"""Keras's epsilon."""


@metric(more_is_better=True, in_pairs=False)
def iou(
    targets: Any,
    predictions: Any,
    *,
    num_classes: int,
    target_class_ids: Sequence[int] | None = None,
    ignore_class: int | None = None,
    sparse_y_true: bool = True,
    sparse_y_pred: bool = True,
) -> Any:
    """The mean over classes of the overlap: how many are of both / of either class.

    It is Keras's `IoU` and `MeanIoU`, in single precision as there.

    Args:
        targets: Numbers of classes; if not sparse, a number for each class, (n, classes).
        predictions: The same.
        num_classes: How many classes there are; other numbers do not count.
        target_class_ids: The classes of which the mean is taken; all by default. Those that do not
            occur do not count.
        ignore_class: Targets of this class do not count.
        sparse_y_true: Whether targets are numbers of classes.
        sparse_y_pred: Whether predictions are numbers of classes.

    Source: Jaccard, "The distribution of the flora in the alpine zone" (1912),
    https://doi.org/10.1111/j.1469-8137.1912.tb05611.x

    >>> round(iou([0, 0, 1, 1], [[0.0], [1.0], [1.0], [1.0]], num_classes=2), 6)
    0.583333
    """
    import numpy

    count = whole_number("num_classes of iou", num_classes)
    wanted, given = (
        _class_numbers(targets, sparse_y_true),
        _class_numbers(predictions, sparse_y_pred),
    )
    if len(wanted) != len(given):
        raise InputValueError(
            f"iou takes a class for each prediction, but there are {len(wanted)} and {len(given)}"
        )
    known = (wanted >= 0) & (wanted < count) & (given >= 0) & (given < count)
    if ignore_class is not None:
        known &= wanted != ignore_class
    table = numpy.zeros((count, count))
    numpy.add.at(table, (wanted[known], given[known]), 1.0)
    return _overlap(table, class_ids(target_class_ids, count))


@metric("binary_io_u", more_is_better=True, takes_probabilities=True)
def binary_iou(
    targets: Any,
    predictions: Any,
    *,
    target_class_ids: Sequence[int] | None = None,
    threshold: float = 0.5,
) -> Any:
    """`iou` of the classes 0 and 1: an output of at least the threshold is of class 1.

    >>> round(binary_iou([0, 1, 0, 1], [[0.1], [0.2], [0.4], [0.7]], target_class_ids=[0]), 6)
    0.666667
    """
    given = predictions >= number_in("threshold of binary_iou", threshold)
    return iou.formula(
        targets.reshape(-1, 1),
        given.reshape(-1, 1),
        num_classes=2,
        target_class_ids=target_class_ids,
    )


def _class_numbers(given: Any, sparse: bool) -> Any:
    """The class of each sample, or of each step of a sequence."""
    numbers = array("iou", given)
    if not sparse:
        return numbers.reshape(-1, numbers.shape[-1]).argmax(axis=1)
    return rows("iou", numbers).ravel().astype(int)


def class_ids(given: Any, count: int) -> list[int]:
    """The classes that count, checked."""
    count = whole_number("num_classes of iou", count)
    if given is None:
        return list(range(count))
    what = "target_class_ids of iou"
    ids = [whole_number(what, each, least=0) for each in (given if is_sequence(given) else [given])]
    if not ids or max(ids) >= count:
        raise InputValueError(
            f"{what} takes classes from 0 to {count - 1}, but was given {abbreviate(ids)}"
        )
    return ids


def _overlap(table: Any, ids: list[int]) -> Any:
    """The mean overlap of the classes `ids`; like Keras, in single precision."""
    import numpy

    either = (table.sum(axis=0) + table.sum(axis=1) - table.diagonal()).astype(numpy.float32)[ids]
    least, known = numpy.float32(_LEAST), either > 1e-9
    parts = numpy.where(known, table.diagonal().astype(numpy.float32)[ids] / (either + least), 0)
    total = parts.sum(dtype=numpy.float32)
    return total / (numpy.float32(known.sum()) + least)
