"""The network of an estimator as arrays: views of its weights, programs of its outputs."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy
from sklearn.utils import gen_batches

import autograd
from autograd import InputValueError
from autograd.checks import abbreviate
from nn.arguments import is_sequence
from nn.data import array
from nn.estimators.outputs import Output
from nn.layers import Layer
from nn.layers.base import dot, value
from nn.mlp import MLP


def vector_of(model: MLP) -> autograd.ParameterVector:
    """The vector that all parameters of the network are in; one is made if there is none.

    It yields: whatever else trains the network takes the parameters over.
    """
    last = model.layers[-1].neurons[-1].b
    count = sum(layer.n_outputs * (layer.n_inputs + 1) for layer in model.layers)
    vector: autograd.ParameterVector | None = getattr(last, "vector", None)
    if vector is not None and len(vector) == count and vector.parameters[-1] is last:
        return vector
    return autograd.ParameterVector(model, yields=True)


def by_layer(model: MLP, numbers: Any) -> tuple["Arrays", "Arrays"]:
    """An array with a number for each parameter as views, shaped like `coefs_` and `intercepts_`.

    >>> coefs, intercepts = by_layer(MLP(2, [1]), numpy.array([0.0, 1.0, 2.0]))
    >>> coefs[0].tolist(), intercepts[0].tolist()
    ([[0.0], [1.0]], [2.0])
    """
    coefs, intercepts, start = [], [], 0
    for layer in model.layers:
        end = start + layer.n_outputs * (layer.n_inputs + 1)
        rows = numbers[start:end].reshape(layer.n_outputs, -1)  # a row for each neuron: w, then b
        coefs.append(rows[:, :-1].T)
        intercepts.append(rows[:, -1])
        start = end
    return Arrays("coefs_", coefs), Arrays("intercepts_", intercepts)


class Arrays(list[Any]):
    """Arrays whose numbers change where another array is assigned: they stay those of the network.

    >>> arrays = Arrays("coefs_", [numpy.zeros(2)])
    >>> first = arrays[0]
    >>> arrays[0] = [1.0, 2.0]
    >>> first.tolist()
    [1.0, 2.0]
    """

    def __init__(self, name: str, arrays: Iterable[Any]) -> None:
        super().__init__(arrays)
        self._name = name

    def __setitem__(self, index: Any, numbers: Any) -> None:
        if isinstance(index, slice):
            self._assign(range(len(self))[index], numbers)
        else:
            self._assign([range(len(self))[index]], [numbers])

    def _assign(self, places: Iterable[int], arrays: Any) -> None:
        """Copy numbers into some of the arrays, or raise an error before any has changed."""
        places, name = list(places), self._name
        given = list(arrays) if is_sequence(arrays) else []
        if len(given) != len(places):
            raise InputValueError(
                f"{name} has {len(self)} arrays, one for each layer; {len(places)} of them cannot "
                f"be set to {abbreviate(arrays)}"
            )
        found = [array(f"{name}[{k}]", each) for k, each in zip(places, given, strict=True)]
        for place, numbers in zip(places, found, strict=True):
            if numbers.shape != self[place].shape:
                raise InputValueError(
                    f"{name}[{place}] has the shape {self[place].shape}, but was given an array of "
                    f"shape {numbers.shape}; fit anew for a network of other sizes"
                )
        for place, numbers in zip(places, found, strict=True):
            self[place][...] = numbers

    def __reduce__(self) -> tuple[Any, ...]:
        return Arrays, (self._name, list(self))


def _tanh(z: Any) -> Any:
    out = autograd.stop_gradient(autograd.tanh(z))
    return _with_slope(out, 1.0 - out * out, z)


def _logistic(z: Any) -> Any:
    out = autograd.stop_gradient(autograd.sigmoid(z))
    return _with_slope(out, out * (1.0 - out), z)


def _with_slope(out: Any, slope: Any, z: Any) -> Any:
    """The number `out`, with that derivative by z."""
    return out + slope * (z - autograd.stop_gradient(z))


_SLOPES: dict[Any, Callable[[Any], Any]] = {autograd.tanh: _tanh, autograd.sigmoid: _logistic}
"""Activations whose derivative scikit-learn computes from their rounded output.

Near their limits these derivatives have lost digits that ours have. Adam divides gradients by their
size, so that the difference would be seen in the weights of networks whose inputs are not scaled.
"""


def _trained(model: MLP, x: Any) -> list[Any]:
    """The logits for a sample, with the derivatives of scikit-learn."""
    for layer in model.layers[:-1]:
        activation = _SLOPES.get(layer.activation, layer.activation)
        x = [activation(z) for z in _sums(layer, x)]
    return _sums(model.layers[-1], x)


def _sums(layer: Layer, x: Any) -> list[autograd.Value]:
    """The weighted sums of the neurons of a layer."""
    parameters = [neuron.read((neuron.w, neuron.b)) for neuron in layer.neurons]
    return [value(dot(weights, x, bias)) for weights, bias in parameters]


class Programs:
    """What is computed of a network, for as long as the same of its weights are frozen.

    Args:
        model: The network.
        output: What is made of its logits.

    Attributes:
        order: The places of the parameters in scikit-learn's order: `coefs_`, then `intercepts_`.
        penalised: For each parameter 1 if alpha applies to it, a weight that is trained, else 0.
    """

    def __init__(self, model: MLP, output: Output) -> None:
        self.model, self.output = model, output
        trained = set(map(id, model.trainable_parameters()))
        is_trained = numpy.array([float(id(each) in trained) for each in model.parameters()])
        coefs, intercepts = by_layer(model, numpy.arange(len(is_trained)))
        self.order = numpy.concatenate([places.ravel() for places in coefs + intercepts])
        self.penalised = numpy.zeros(len(is_trained))
        for places in coefs:
            self.penalised[places] = is_trained[places]

    def differentiate(self, X: Any, y: Any, weights: Any) -> Any:
        """Add the gradient of sum(weights * loss) to that of the parameters; return the logits."""
        raise NotImplementedError

    def logits(self, X: Any) -> Any:
        """The logits, a row for each sample: 256 at a time, to save memory."""
        return numpy.concatenate([self._logits(X[part]) for part in gen_batches(len(X), 256)])

    def _logits(self, X: Any) -> Any:
        raise NotImplementedError


class Compiled(Programs):
    """Array programs."""

    def __init__(self, model: MLP, output: Output) -> None:
        super().__init__(model, output)

        def of_sample(x: Any, target: Any) -> tuple[Any, Any]:
            logits = _trained(model, x)
            return output.of_sample(logits, target), numpy.array(logits, dtype=object)

        def logits_of_sample(x: Any) -> Any:
            return numpy.array(model.output_list(x), dtype=object)

        self._of_samples = autograd.compile(of_sample, parameters=model).batched()
        self._logits_of_samples = autograd.compile(logits_of_sample, parameters=model).batched()

    def differentiate(self, X: Any, y: Any, weights: Any) -> Any:
        """As for `Programs`."""
        return self._of_samples.backward(X, y, weights=weights, has_aux=True)[1]

    def _logits(self, X: Any) -> Any:
        return self._logits_of_samples(X)


class Eager(Programs):
    """The same numbers from a graph of Values, which is built anew for each batch."""

    def differentiate(self, X: Any, y: Any, weights: Any) -> Any:
        """As for `Programs`."""
        rows = [_trained(self.model, x) for x in X.tolist()]
        losses = map(self.output.of_sample, rows, y.tolist())
        autograd.dot(weights.tolist(), losses).backward()
        return numpy.array(autograd.stop_gradient(rows))

    def _logits(self, X: Any) -> Any:
        with autograd.no_grad():
            rows = [self.model.output_list(x) for x in X.tolist()]
            return numpy.array(autograd.stop_gradient(rows))


ENGINES: dict[str, type[Programs]] = {"compiled": Compiled, "eager": Eager}
"""How the gradients are computed, by the names of `Model.fit`."""
