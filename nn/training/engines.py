"""Engines: one step of training, on array programs or on Values.

Both compute the same numbers. "compiled" records the loss of one sample and runs it for a whole
batch, with all parameters in one array; "eager" builds the graph of each batch anew, from Values
that can be looked at.
"""

from __future__ import annotations  # evaluating the annotations would load numpy

import math
from collections.abc import Callable
from typing import Any, Self

import autograd
from autograd import InputValueError, Value
from nn import losses, module
from nn.arguments import choose, flattened
from nn.data import Samples
from nn.layers.base import BaseLayer, shape_of, value
from nn.modes import training_mode
from nn.module import Module, as_list, modules


class Engine:
    """Computes steps, losses and predictions, batch by batch.

    It is a context: at its end, the parameters have their numbers back, and the optimizer changes
    those of the model again.

    Args:
        model: The network, built.
        loss: The loss, a function (predictions, targets) -> Value of two lists.
        optimizer: Takes the steps; None for predictions and losses only.

    Attributes:
        batch: The samples of the step that `fit` takes, or has just taken.
    """

    batch: Samples | None = None

    def __init__(self, model: Any, loss: Any = None, optimizer: Any = None) -> None:
        self.model, self.loss, self.optimizer = model, loss, optimizer
        self._freezings = module.freezings
        self._begin()

    def _begin(self) -> None:
        """Prepare to train the parameters; called again when some are frozen or unfrozen."""
        raise NotImplementedError

    def train(self, batch: Samples) -> tuple[float, Any]:
        """Take one step of the optimizer.

        Returns:
            The loss before the step, penalties included, and the predictions, a row for each
            sample.
        """
        if self._freezings != module.freezings:  # a callback has frozen or unfrozen something
            self._freezings = module.freezings
            self._begin()
        loss, predictions = self.differentiate(batch)
        if not math.isfinite(loss):  # perhaps since the loss takes no such predictions
            losses.check_predictions(self.loss, predictions)
        self.optimizer.step()
        self.constrain()
        return loss, predictions

    def differentiate(self, batch: Samples) -> tuple[float, Any]:
        """The loss and the predictions, as `train` returns them; sets the gradients."""
        raise NotImplementedError

    def constrain(self) -> None:
        """Change weights to meet their constraints."""
        raise NotImplementedError

    def test(self, batch: Samples) -> tuple[float, Any]:
        """The loss, penalties included, and the predictions, without a step."""
        raise NotImplementedError

    def predict(self, X: Any) -> Any:
        """The outputs, an array whose first axis counts the samples."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """There is nothing to give back here."""

    def _of_sample(self, x: Any, target: Any) -> tuple[Any, Any]:
        prediction = self.model(x)
        return self.loss([prediction], [target]), shaped(prediction)


class Compiled(Engine):
    """The default engine: array programs, see `autograd.compile`."""

    vector: autograd.ParameterVector | None = None

    def _begin(self) -> None:
        if self.optimizer is not None:
            self._bind()
        try:
            self._compile()
        except BaseException:
            self.__exit__()
            raise

    def _bind(self) -> None:
        """Put the parameters into one array; constraints find their kernels by indices in it."""
        import numpy

        if self.vector is not None:
            self.vector.release()
        self.vector = autograd.ParameterVector(self.model.trainable_parameters())
        self.vector.names = {p: path for path, p in self.model.named_parameters()}
        self.optimizer.attach(self.vector)
        places = {p: k for k, p in enumerate(self.vector.parameters)}
        self._constrained = [
            (constraint, numpy.array([places[w] for w in weights]).reshape(shape))
            for constraint, weights, shape in constraints_of(self.model)
        ]

    def _compile(self) -> None:
        model, known = self.model, self.model if self.vector is None else self.vector
        self._train = autograd.compile(self._of_training_sample, parameters=known).batched()
        self._test = autograd.compile(self._of_sample, parameters=known).batched()
        self._predict = autograd.compile(self._prediction, parameters=known).batched()
        penalty = model.penalty()
        self._penalty = (
            autograd.compile(penalty, parameters=known) if isinstance(penalty, Value) else None
        )

    def _of_training_sample(self, x: Any, target: Any) -> tuple[Any, Any]:
        with training_mode():
            return self._of_sample(x, target)

    def _prediction(self, x: Any) -> Any:
        return shaped(self.model(x))

    @property
    def program(self) -> autograd.Program:
        """The array program of one batch: loss and predictions."""
        return self._train.program

    def differentiate(self, batch: Samples) -> tuple[float, Any]:
        """As for `Engine`."""
        assert self.vector is not None
        self.vector.zero_grad()
        loss, rows = self._train.backward(batch.X, batch.y, weights=_weights(batch), has_aux=True)
        if self._penalty is not None:
            loss += self._penalty.forward()
            self._penalty.backward()
        return loss, rows

    def constrain(self) -> None:
        """As for `Engine`."""
        assert self.vector is not None
        for constraint, index in self._constrained:
            self.vector.data[index] = constraint(self.vector.data[index])

    def test(self, batch: Samples) -> tuple[float, Any]:
        """As for `Engine`."""
        each, rows = self._test(batch.X, batch.y)
        loss = float(_weights(batch) @ each)
        if self._penalty is not None:
            loss += self._penalty.forward()
        return loss, rows

    def predict(self, X: Any) -> Any:
        """As for `Engine`."""
        return self._predict(X)

    def __exit__(self, *error: object) -> None:
        """Give every Value its number back."""
        if self.vector is not None:
            self.vector.release()
            self.optimizer.attach(self.model)


class Eager(Engine):
    """Plain Values, sample by sample: slow, but every number can be looked at.

    Attributes:
        root: The loss of the last batch, with its graph.
    """

    root: Value | None = None

    def _begin(self) -> None:
        if self.optimizer is not None:
            self.optimizer.attach(self.model)
        self._constrained = constraints_of(self.model)

    def differentiate(self, batch: Samples) -> tuple[float, Any]:
        """As for `Engine`."""
        with training_mode():
            self.root, rows = self.graph(batch)
        self.model.zero_grad()
        self.root.backward()
        return self.root.data, rows

    def constrain(self) -> None:
        """As for `Engine`."""
        import numpy

        for constraint, weights, shape in self._constrained:
            numbers = constraint(numpy.array([w.data for w in weights]).reshape(shape))
            for weight, number in zip(weights, numbers.ravel().tolist(), strict=True):
                weight.data = number

    def test(self, batch: Samples) -> tuple[float, Any]:
        """As for `Engine`."""
        with autograd.no_grad():
            loss, rows = self.graph(batch)
        return loss.data, rows

    def predict(self, X: Any) -> Any:
        """As for `Engine`."""
        with autograd.no_grad():
            return _numbers([shaped(self.model(x)) for x in X.tolist()])

    def graph(self, batch: Samples) -> tuple[Value, Any]:
        """The loss of a batch, penalties included, as a Value; and the predictions."""
        found = [
            self._of_sample(x, target)
            for x, target in zip(batch.X.tolist(), batch.y.tolist(), strict=True)
        ]
        weights = _weights(batch).tolist()
        terms = [weight * loss for weight, (loss, _) in zip(weights, found, strict=True)]
        total, penalty = autograd.sum(terms), self.model.penalty()
        if isinstance(penalty, Value):
            total = total + penalty
        return value(total), _numbers([prediction for _, prediction in found])


ENGINES: dict[str, type[Engine]] = {"compiled": Compiled, "eager": Eager}
"""The engines by name."""


def get(engine: str) -> type[Engine]:
    """The engine of that name."""
    return choose("engine", engine, ENGINES)


def constraints_of(model: Module) -> list[tuple[Callable[[Any], Any], list[Value], Any]]:
    """The constraints of the layers that are trained, each with its weights and their shape.

    Order and shape are Keras's, where the last axis counts the neurons.
    """
    return [
        (
            layer.kernel_constraint,
            [w for column in zip(*kernels, strict=True) for w in column],
            shape,
        )
        for layer in modules(model)
        if isinstance(layer, BaseLayer)
        and layer.kernel_constraint
        and (kernels := layer.kernels())
        and not layer.frozen
        and (shape := getattr(layer, "kernel_shape", None) or (-1, len(kernels)))
    ]


def _weights(batch: Samples) -> Any:
    """The factor of each sample's loss: weight / number of samples, so that the sum is a mean."""
    import numpy

    weights = numpy.ones(len(batch)) if batch.weights is None else batch.weights
    return weights / len(batch)


def _row(prediction: list[Any]) -> Any:
    """The prediction for a sample as an array: a row of the predictions for a batch."""
    import numpy

    return numpy.array(prediction, dtype=object)


def shaped(outputs: Any) -> Any:
    """The outputs for a sample as an array; flat if their lists have different lengths."""
    row = _row(flattened(outputs))
    try:
        return row.reshape(shape_of(as_list(outputs)))
    except InputValueError:
        return row


def _numbers(predictions: list[Any]) -> Any:
    """One array of Values for each sample, as one array of floats."""
    import numpy

    return numpy.array([autograd.stop_gradient(x.tolist()) for x in predictions], dtype=float)
