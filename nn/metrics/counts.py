"""Metrics that count right and wrong labels: precision, recall, F1.

They belong to `nn.metrics`, under whose name they are used.
"""

from typing import Any

from autograd import InputValueError
from autograd.checks import whole_number
from nn.arguments import choose
from nn.metrics.rows import labels, metric, pairs, rows, vectors

__all__ = ["f1", "precision", "recall"]

_AVERAGES = dict.fromkeys(("binary", "micro", "macro", "weighted", "samples"))


@metric(more_is_better=True, in_pairs=False, takes_probabilities=True)
def precision(
    targets: Any,
    predictions: Any,
    *,
    average: str | None = None,
    threshold: float | None = None,
    top_k: int | None = None,
    class_id: int | None = None,
) -> Any:
    """The share of labels that are 1, among those predicted to be 1.

    Without an average it is Keras's `Precision`: each output is predicted to be 1 where it is above
    the threshold, and the labels of all outputs count alike. With an average it is scikit-learn's
    `precision_score` of the labels, or of the classes, that are predicted. It is 0 where nothing is
    predicted to be 1.

    Args:
        targets: Labels 0 and 1, one for each prediction. With an average, also classes, shape (n,).
        predictions: Of shape (n, outputs). If targets are classes, the largest is predicted.
        average: scikit-learn's: "binary" (one output), "micro" (all labels alike), "macro" (the
            mean over the classes), "weighted" (by how many samples are of a class), "samples".
        threshold: An output above it is predicted to be 1; by default 0.5.
        top_k: Only the k largest outputs of a sample may be predicted to be 1; then there is no
            threshold by default.
        class_id: The only output that counts.

    Raises:
        InputValueError: If the shapes do not go together, or a target is no label.

    Source: van Rijsbergen, "Information retrieval" (1979), chapter 7; also `recall` and `f1`.

    >>> precision([0.0, 1.0, 1.0], [[0.9], [0.8], [0.2]])
    0.5
    >>> precision([[1, 1, 0], [0, 1, 1]], [[0.9, 0.8, 0.1], [0.2, 0.7, 0.9]])
    1.0
    """
    taken, there = _marks("precision", targets, predictions, average, threshold, top_k, class_id)
    return _averaged(average, taken & there, taken, there)


@metric(more_is_better=True, in_pairs=False, takes_probabilities=True)
def recall(
    targets: Any,
    predictions: Any,
    *,
    average: str | None = None,
    threshold: float | None = None,
    top_k: int | None = None,
    class_id: int | None = None,
) -> Any:
    """The share of labels that are predicted to be 1, among those that are 1.

    Arguments are those of `precision`, and so is what they mean.

    >>> recall([0.0, 1.0, 1.0], [[0.9], [0.8], [0.7]])
    1.0
    """
    taken, there = _marks("recall", targets, predictions, average, threshold, top_k, class_id)
    return _averaged(average, taken & there, there, there)


@metric(more_is_better=True, in_pairs=False, takes_probabilities=True)
def f1(
    targets: Any,
    predictions: Any,
    *,
    average: str | None = None,
    threshold: float | None = None,
) -> Any:
    """The harmonic mean of `precision` and `recall`; with an average, scikit-learn's `f1_score`.

    Arguments are those of `precision`.

    >>> f1([0.0, 1.0, 1.0], [[0.9], [0.8], [0.2]])
    0.5
    """
    taken, there = _marks("f1", targets, predictions, average, threshold)
    return _averaged(average, taken & there, taken, there, harmonic=True)


def _marks(
    name: str,
    targets: Any,
    predictions: Any,
    average: str | None,
    threshold: float | None,
    top_k: int | None = None,
    class_id: int | None = None,
) -> tuple[Any, Any]:
    """Which labels are predicted to be 1, and which are 1: arrays of bool, a row for a sample."""
    import numpy

    if average is not None:
        choose(f"average of {name}", average, _AVERAGES)
    outputs, wanted = rows(name, predictions), rows(name, targets)
    if average is not None and wanted.shape == (len(outputs), 1) and outputs.shape[1] > 1:
        _refuse_settings(name, threshold=threshold, top_k=top_k, class_id=class_id)
        return _marks_of_classes(name, wanted[:, 0], outputs)
    if wanted.shape == (len(outputs), 1) != outputs.shape:
        raise InputValueError(
            f"{name} takes a label for each output, as in Keras, but was given the class of each "
            f"example; for classes write functools.partial(nn.metrics.{name}, average='macro')"
        )
    if top_k is None and class_id is None:
        wanted, outputs = pairs(name, wanted, outputs)
    else:
        wanted, outputs = vectors(name, targets, predictions)
    if top_k is not None:
        outputs = _largest(outputs, whole_number(f"top_k of {name}", top_k))
    if class_id is not None:
        column = column_of(name, class_id, outputs)
        outputs, wanted = outputs[:, column], wanted[:, column]
    cut = (0.5 if top_k is None else -numpy.inf) if threshold is None else threshold
    taken, there = outputs > cut, labels(name, wanted) == 1.0
    if average in ("macro", "micro", "weighted", "samples") and taken.shape[1] == 1:
        taken, there = (numpy.hstack([~marks, marks]) for marks in (taken, there))
        seen = (taken | there).any(axis=0)
        taken, there = taken[:, seen], there[:, seen]
    return taken, there


def column_of(name: str, class_id: int, outputs: Any) -> list[int]:
    """The number of the only output that counts, in a list; an error if there is none."""
    column = whole_number(f"class_id of {name}", class_id, least=0)
    if column >= outputs.shape[1]:
        raise InputValueError(
            f"class_id of {name} is {column}, but outputs are counted from 0 "
            f"to {outputs.shape[1] - 1}"
        )
    return [column]


def _refuse_settings(name: str, **settings: Any) -> None:
    for setting, given in settings.items():
        if given is not None:
            raise InputValueError(
                f"{name} of classes takes the largest output, and no {setting}; leave it out, or "
                "give the targets as labels, one for each output"
            )


def _marks_of_classes(name: str, classes: Any, outputs: Any) -> tuple[Any, Any]:
    """The same for the classes of samples; as in scikit-learn, only classes that occur count."""
    import numpy

    one_hot = numpy.eye(outputs.shape[1], dtype=bool)
    taken, there = one_hot[outputs.argmax(axis=1)], one_hot[as_classes(name, classes, outputs)]
    seen = (taken | there).any(axis=0)
    return taken[:, seen], there[:, seen]


def as_classes(name: str, classes: Any, outputs: Any) -> Any:
    """Numbers of classes as whole numbers; an error for one that there is no output for."""
    wrong = classes[(classes != classes.round()) | (classes < 0) | (classes >= outputs.shape[1])]
    if len(wrong):
        raise InputValueError(
            f"{name} takes numbers of classes from 0 to {outputs.shape[1] - 1}, one less than "
            f"there are outputs, but among the targets is {wrong[0]:g}"
        )
    return classes.astype(int)


def _largest(outputs: Any, k: int) -> Any:
    """The k largest outputs of each sample, of equal ones the first; the others become -inf."""
    import numpy

    found = numpy.full_like(outputs, -numpy.inf)
    places = (-outputs).argsort(axis=1, kind="stable")[:, :k]
    numpy.put_along_axis(found, places, numpy.take_along_axis(outputs, places, axis=1), axis=1)
    return found


def _averaged(average: str | None, right: Any, one: Any, other: Any, harmonic: bool = False) -> Any:
    """right / one; harmonic: 2 right / (one + other), with what `average` counts together."""
    if average == "binary" and right.shape[1] != 1:
        raise InputValueError(
            f"average='binary' is for one output, but there are {right.shape[1]}; write "
            "average='micro', 'macro', 'weighted' or 'samples'"
        )
    axis = {"macro": 0, "weighted": 0, "samples": 1}.get(average or "")
    hits, ones, others = (marks.sum(axis=axis) for marks in (right, one, other))
    found = ratio(2.0 * hits, ones + others) if harmonic else ratio(hits, ones)
    if average == "weighted":
        return ratio((found * others).sum(), others.sum())
    return found.mean()


def ratio(part: Any, whole: Any) -> Any:
    """part / whole; 0 where the whole is 0."""
    import numpy

    return numpy.where(whole == 0, 0.0, part / numpy.maximum(whole, 1e-300))
