"""Checking: the samples given to `fit`, `evaluate` and `predict`, once and before all else."""

import math
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import autograd
from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, described, whole_number
from nn import losses, metrics
from nn.arguments import is_sequence, warn
from nn.data import Samples, array, by_class, samples, split
from nn.layers.base import BaseLayer
from nn.training import engines

Shape = tuple[int, ...]


def for_fit(
    model: Any,
    X: Any,
    y: Any,
    sample_weight: Any,
    class_weight: Mapping[Any, float] | None,
    validation_data: Any,
    validation_split: float,
) -> tuple[Samples, Samples | None]:
    """Check and return the samples for training and for validation, and build the network.

    The arguments are those of `Model.fit`.
    """
    data = samples(X, y, sample_weight)
    held_out = _held_out(validation_data)
    shape = _check(model, data)
    if held_out is None:
        data, held_out = split(data, validation_split)
    else:
        with _in_validation_data():
            _check_targets(model, held_out, _shape_of_outputs(model, data, held_out))
    _check_metrics(model, data, shape)
    if held_out is not None:
        with _in_validation_data():
            _check_metrics(model, held_out, shape)
    _warn_of_names(model, shape)
    return by_class(data, class_weight), held_out


def for_evaluation(model: Any, X: Any, y: Any, sample_weight: Any = None) -> Samples:
    """Check and return inputs and targets as samples, and build the network for them."""
    data = samples(X, y, sample_weight)
    _check(model, data)
    return data


def _check(model: Any, data: Samples) -> Shape:
    """The shape of the outputs; an error if the network or its loss cannot take the samples."""
    model.build(data.X.shape[1:])
    outputs = _outputs(model, data.X[0])
    shape: Shape = outputs.shape
    _check_targets(model, data, shape)
    losses.check_outputs(model.loss, outputs.tolist())
    return shape


def _check_targets(model: Any, some: Samples, shape: Shape) -> None:
    """Raise an error if the inputs, or targets of outputs of that shape, cannot be used."""
    check_inputs(model, some.X)
    _check_finite(model, some.X)
    if some.y is None:
        raise InputValueError("y is None; give a target for each example")
    losses.check_targets(model.loss, some.y, math.prod(shape))


def _shape_of_outputs(model: Any, data: Samples, held_out: Samples) -> Shape:
    """The shape of outputs for validation data; an error if these have another shape."""
    try:
        found: Shape = _outputs(model, held_out.X[0]).shape
        return found
    except (InputTypeError, InputValueError):
        given, known = held_out.X.shape[1:], data.X.shape[1:]
        if given == known:
            raise
        raise InputValueError(
            f"examples have the shape {given}, but those for training {known}; give all of them "
            "the same columns"
        ) from None


@contextmanager
def _in_validation_data() -> Iterator[None]:
    """A context in which errors say that they are about the validation data."""
    try:
        yield
    except (InputTypeError, InputValueError) as error:
        raise type(error)(f"in validation_data, {error}") from None


def for_prediction(model: Any, X: Any) -> Samples:
    """Check and return inputs as samples without targets, and build the network for them."""
    given = X.tolist() if hasattr(X, "tolist") else X
    X = array("X", X)
    data = samples(X)
    known = getattr((getattr(model, "layers", None) or [None])[0], "built_for", None)
    if X.ndim == 1 and known == (len(X),) != (1,):
        raise InputValueError(
            f"predict takes a row for each example, but was given one of {len(X)} numbers; "
            f"write predict([{abbreviate(given)}])"
        )
    model.build(data.X.shape[1:])
    check_inputs(model, data.X)
    return data


def check_inputs(model: Any, X: Any) -> None:
    """Raise an error for inputs that the first layer cannot take: compiled, it checks none."""
    layers = getattr(model, "layers", None)
    if layers and isinstance(layers[0], BaseLayer):
        layers[0].check_inputs(X)


def _check_finite(model: Any, X: Any) -> None:
    """Raise an error for inputs that are not finite, unless the outputs for them are."""
    import numpy

    wrong = ~numpy.isfinite(X.reshape(len(X), -1)).all(axis=1)
    for sample in numpy.flatnonzero(wrong)[:1].tolist():
        if not numpy.isfinite(_outputs(model, X[sample])).all():
            raise InputValueError(
                f"X[{sample}] is {abbreviate(X[sample].tolist())}, and {int(wrong.sum())} of "
                f"{len(X)} examples are not finite; leave out examples with missing values, or "
                "fill them in (scikit-learn's SimpleImputer)"
            )


def _outputs(model: Any, x: Any) -> Any:
    """The outputs for a sample, an array of floats."""
    import numpy

    with autograd.no_grad():
        outputs = engines.shaped(model(x.tolist()))
    return numpy.array(autograd.stop_gradient(outputs.tolist()), dtype=float)


def named(chosen: Any) -> dict[str, metrics.Metric]:
    """The metrics that `compile` was given, by their names in a history."""
    if isinstance(chosen, str) or callable(chosen):
        chosen = [chosen]
    if not (chosen is None or is_sequence(chosen)):
        raise InputTypeError(
            f"metrics takes a list such as ['accuracy'], but was given {described(chosen)}"
        )
    return metrics.named(() if chosen is None else chosen)


def _check_metrics(model: Any, some: Samples, shape: Shape) -> None:
    """Raise an error if a metric of `nn` cannot take these targets, before weights change."""
    import numpy

    guesses = numpy.full((len(some), *shape), 0.5)
    for metric in model.metrics.values():
        if metrics.row_of(metric):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                metric(some.y, guesses)


def _warn_of_names(model: Any, shape: Shape) -> None:
    """Warn of metrics that have Keras's number, but hardly the one that is meant."""
    binary, probabilities = losses.is_binary(model.loss), losses.threshold_of(model.loss) == 0.5
    for name, metric in model.metrics.items():
        row = metrics.row_of(metric)
        largest_counts = row is metrics.accuracy and not binary
        settings = getattr(metric, "keywords", {}).keys()
        if not row or largest_counts:
            continue
        if row.takes_probabilities and not probabilities and not settings & _OF_LOGITS:
            warn(
                f"{name} takes probabilities, as in Keras, where class 1 is above 0.5, but the "
                "loss is one of logits or scores; write 'sign_accuracy', or give the metric "
                "from_logits=True or a threshold of 0"
            )
        elif row is metrics.accuracy and shape[-1] > 1:
            warn(
                f"{name} of several labels is, as in Keras, the share of samples whose largest "
                "output is that of the largest label; for the share of labels that are predicted "
                "correctly write 'binary_accuracy'"
            )


_OF_LOGITS = {"threshold", "from_logits", "top_k", "average"}
"""Settings by which a metric may be one of logits."""


def inputs(verb: str, X: Any, x: Any) -> Any:
    """The inputs, given as X or, by Keras's name, as x; an error for both or none."""
    if (X is None) == (x is None):
        raise InputTypeError(
            f"{verb} takes the inputs once, as X, or as x like Keras, but was given "
            f"{'none' if X is None else 'both'}"
        )
    return X if x is None else x


def batch_size(given: Any) -> int:
    """The number of samples in a batch; None means 32, as in Keras."""
    return 32 if given is None else whole_number("batch_size", given)


def _held_out(data: Any) -> Samples | None:
    """The samples in `validation_data`: inputs, targets and perhaps weights."""
    if data is None:
        return None
    if not isinstance(data, tuple | list) or len(data) not in (2, 3):
        raise InputValueError(
            "validation_data takes (X, y) or (X, y, sample_weight), but was given "
            f"{type(data).__name__}"
        )
    with _in_validation_data():
        return samples(*data)
