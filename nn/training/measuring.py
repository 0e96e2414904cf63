"""Measuring: losses, metrics and probabilities from the outputs of an engine."""

from collections.abc import Callable
from typing import Any

from autograd import InputTypeError, InputValueError
from autograd.checks import described
from nn import losses
from nn.data import Samples
from nn.training.engines import Engine


def measure(
    model: Any,
    engine: Engine,
    data: Samples,
    batch_size: int,
    tell: Callable[..., None] = lambda turn, *arguments: None,
) -> dict[str, float]:
    """The loss and the metrics of a network on some samples.

    Args:
        model: The network.
        engine: The engine that computes losses and predictions.
        data: The samples.
        batch_size: How many of them are computed at once.
        tell: Calls the callbacks: it gets the name of a method and its arguments.
    """
    tally = Tally()
    tell("on_test_begin", {})
    for number, batch in enumerate(data.batches(batch_size)):
        tell("on_test_batch_begin", number, {})
        loss, predictions = engine.test(batch)
        tally.add(loss, predictions, batch)
        tell("on_test_batch_end", number, {"loss": loss})
    logs = tally.logs(model.metrics)
    tell("on_test_end", logs)
    return logs


class Tally:
    """Losses, predictions and targets, gathered batch by batch."""

    def __init__(self) -> None:
        self._batches: list[tuple[float, int, Any, Any]] = []

    def add(self, loss: float, predictions: Any, batch: Samples) -> None:
        """Add the loss, the predictions and the targets of a batch."""
        self._batches.append((loss, len(batch), predictions, batch.y))

    def logs(self, metrics: Any) -> dict[str, float]:
        """The mean loss, and the metrics over all samples."""
        import numpy

        means, sizes, predictions, targets = zip(*self._batches, strict=True)
        logs = {"loss": float(numpy.average(means, weights=sizes))}
        if metrics:
            arrays = numpy.concatenate(targets), numpy.concatenate(predictions)
            logs |= {name: _number(name, metric(*arrays)) for name, metric in metrics.items()}
        return logs


def _number(name: str, found: Any) -> float:
    """What a metric returned as a float, or an error."""
    try:
        return float(found)
    except (TypeError, ValueError):
        raise InputTypeError(
            f"the metric {name} must return a number, but returned {described(found)}"
        ) from None


def probabilities(loss: Any, outputs: Any) -> Any:
    """The outputs of a network as the probability of each class, of shape (n, classes).

    Args:
        loss: The loss of the network; for one that takes logits, sigmoid or softmax is applied.
        outputs: The outputs, an array whose first axis counts the samples.

    Raises:
        InputValueError: If they are not probabilities.

    >>> import numpy
    >>> probabilities(losses.get("mse"), numpy.array([[0.25]])).tolist()
    [[0.75, 0.25]]
    """
    import numpy

    found = outputs.reshape(len(outputs), -1)
    if losses.takes_logits(loss):
        with numpy.errstate(over="ignore"):  # exp(1000) is inf, and 1 / (1 + inf) is right
            if losses.is_binary(loss):
                found = 1.0 / (1.0 + numpy.exp(-found))
            else:
                found = numpy.exp(found - found.max(axis=1, keepdims=True))
                found /= found.sum(axis=1, keepdims=True)
    if not ((found >= 0.0) & (found <= 1.0)).all():
        raise InputValueError(
            "the outputs are no probabilities: end the network with a sigmoid or a softmax, or "
            "compile it with a loss from logits, such as 'binary_cross_entropy_with_logits'"
        )
    return numpy.hstack([1.0 - found, found]) if found.shape[1] == 1 else found
