"""Checking: what `fit`, `evaluate` and `predict` were given, before anything is computed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import autograd
from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, whole_number
from nn import losses, metrics
from nn.arguments import flattened, is_sequence
from nn.layers.base import BaseLayer
from nn.training.data import Examples, array, examples


def check(model: Any, data: Examples, held_out: Examples | None = None) -> None:
    """Build a network for these examples, and raise an error if they are not for it.

    Args:
        model: The network.
        data: The examples.
        held_out: Examples for validation.
    """
    model.build(data.X.shape[1:])
    _check(model, data, len(_outputs(model, data.X[0])))
    if held_out is not None:
        with _in_validation_data():
            _check(model, held_out, _size_of_outputs(model, data, held_out))


def _check(model: Any, some: Examples, outputs: int) -> None:
    """Raise an error if inputs or targets are none for this network and its loss."""
    check_inputs(model, some.X)
    _check_finite(model, some.X)
    if some.y is None:
        raise InputValueError("y is None; give a target for each example")
    losses.check_targets(model.loss, some.y, outputs)


def _size_of_outputs(model: Any, data: Examples, held_out: Examples) -> int:
    """How many outputs there are for examples that may have another shape, if it takes them."""
    try:
        return len(_outputs(model, held_out.X[0]))
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
    """Errors say that they are about the examples for validation."""
    try:
        yield
    except (InputTypeError, InputValueError) as error:
        raise type(error)(f"in validation_data, {error}") from None


def for_prediction(model: Any, X: Any) -> Examples:
    """Inputs as examples without targets, and the network built for them; or an error."""
    X = array("X", X)
    if not len(X):
        raise InputValueError("X has no examples; give at least one")
    known = getattr((getattr(model, "layers", None) or [None])[0], "built_for", None)
    if X.ndim == 1 and known == (len(X),) != (1,):
        raise InputValueError(
            f"predict takes a row for each example, but was given one of {len(X)} numbers; "
            "write predict([x])"
        )
    data = Examples(X[:, None] if X.ndim == 1 else X)
    model.build(data.X.shape[1:])
    check_inputs(model, data.X)
    return data


def check_inputs(model: Any, X: Any) -> None:
    """Raise an error for inputs that the first layer cannot take: it sees no numbers later."""
    layers = getattr(model, "layers", None)
    if layers and isinstance(layers[0], BaseLayer):
        layers[0].check_inputs(X)


def _check_finite(model: Any, X: Any) -> None:
    """Raise an error for inputs that are not finite, unless the network knows what to do."""
    import numpy

    wrong = ~numpy.isfinite(X.reshape(len(X), -1)).all(axis=1)
    for example in numpy.flatnonzero(wrong)[:1].tolist():
        if not numpy.isfinite(_outputs(model, X[example])).all():
            raise InputValueError(
                f"X[{example}] is {abbreviate(X[example].tolist())}, and {int(wrong.sum())} of "
                f"{len(X)} examples are not finite; leave out examples with missing values, or "
                "fill them in (scikit-learn's SimpleImputer)"
            )


def _outputs(model: Any, x: Any) -> list[float]:
    """The outputs for an example, as numbers."""
    with autograd.no_grad():
        return [float(number) for number in autograd.stop_gradient(flattened(model(x.tolist())))]


def named(chosen: Any, loss: losses.Loss) -> dict[str, metrics.Metric]:
    """Metrics by the names that they have in a history; what they mean depends on the loss."""
    if isinstance(chosen, str) or callable(chosen):
        chosen = [chosen]
    if not (chosen is None or is_sequence(chosen)):
        raise InputTypeError(
            f"metrics takes a list such as ['accuracy'], but was given {abbreviate(chosen)} "
            f"({type(chosen).__name__})"
        )
    threshold, binary = losses.threshold_of(loss), losses.is_binary(loss)
    return {
        metrics.name_of(metric): metrics.get(metric, threshold, binary) for metric in chosen or ()
    }


def inputs(verb: str, X: Any, x: Any) -> Any:
    """X, or x, as Keras calls it."""
    if (X is None) == (x is None):
        raise InputTypeError(
            f"{verb} takes the inputs once, as X, or as x like Keras, but was given "
            f"{'none' if X is None else 'both'}"
        )
    return X if x is None else x


def batch_size(given: Any) -> int:
    """How many examples there are to a batch; None means 32, as in Keras."""
    return 32 if given is None else whole_number("batch_size", given)


def held_out(data: Any) -> Examples | None:
    """The examples in `validation_data`: inputs, targets and perhaps weights."""
    if data is None:
        return None
    if not isinstance(data, tuple | list) or len(data) not in (2, 3):
        raise InputValueError(
            "validation_data takes (X, y) or (X, y, sample_weight), but was given "
            f"{type(data).__name__}"
        )
    with _in_validation_data():
        return examples(*data)
