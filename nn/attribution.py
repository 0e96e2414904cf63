"""Attributions: how much each input, and each neuron, contributes to an output."""

from dataclasses import dataclass
from typing import Any

import autograd
from autograd import InputTypeError, InputValueError, Value, html_table
from autograd.checks import abbreviate, as_text, described, is_whole
from nn.arguments import flattened, is_sequence, number_in
from nn.data import array, as_values
from nn.layers.base import shape_of
from nn.tables import aligned

__all__ = ["Attributions", "attributions"]

_NODES = 5  # of Gauss-Legendre quadrature in each interval
_HALVINGS = 50  # at most, of any interval
_MOST = 4096  # intervals at a time, so that a jump in the output does not fill the memory


@dataclass(frozen=True, repr=False)
class Attributions:
    """The result of `attributions` for one sample.

    Attributes:
        x: The sample, an array. The next five attributes have the same shape.
        baseline: What the sample was compared with.
        gradient: d output / d input.
        saliency: The absolute value of the gradient: how sensitive the output is.
        input_times_gradient: input * gradient.
        integrated_gradients: (input - baseline) * the mean gradient on the line between them; the
            sum is output - baseline_output.
        neurons: For each layer, the output of each neuron times the gradient with respect to it,
            in the shape of the layer's output. None for a model without layers.
        target: The index of the output.
        output: The output for the sample.
        baseline_output: The output for the baseline.
        names: The names of the inputs.
    """

    x: Any
    baseline: Any
    gradient: Any
    saliency: Any
    input_times_gradient: Any
    integrated_gradients: Any
    neurons: tuple[Any, ...] | None
    target: int
    output: float
    baseline_output: float
    names: tuple[str, ...]

    @property
    def completeness_gap(self) -> float:
        """How far the sum of the integrated gradients is from output - baseline_output."""
        return float(self.integrated_gradients.sum() - (self.output - self.baseline_output))

    def _table(self) -> list[tuple[str, ...]]:
        columns = (self.x, self.saliency, self.input_times_gradient, self.integrated_gradients)
        lines = zip(self.names, *[column.ravel().tolist() for column in columns], strict=True)
        head = ("input", "number", "saliency", "input x gradient", "integrated gradients")
        return [head, *((name, *[f"{number:.4g}" for number in row]) for name, *row in lines)]

    def _title(self) -> str:
        at_baseline = f"{self.baseline_output:.4g} at the baseline"
        return f"output {self.target} is {self.output:.4g}, and {at_baseline}"

    def __repr__(self) -> str:
        return "\n".join([self._title(), *aligned(self._table(), left=1)])

    def _repr_html_(self) -> str:
        head, *rows = self._table()
        return html_table(rows, head=head, caption=self._title(), right={1, 2, 3, 4}, named=True)


def attributions(
    model: Any,
    x: Any,
    *,
    target: int | None = None,
    baseline: Any = 0.0,
    tolerance: float = 1e-6,
    names: Any = None,
) -> Attributions:
    """How much each input and each neuron contributes to an output of a network.

    There are three answers for the inputs. The gradient tells how the output changes when an input
    changes a little; its absolute value is the saliency. Gradient times input is the term of the
    input in a linear model. Both look at one point only; the integrated gradients follow the
    straight line from a baseline to the sample, and divide the whole change of the output among
    the inputs.

    Args:
        model: The network: a function of one sample.
        x: One sample: numbers in a list, nested lists, or an array.
        target: The index of the output; by default that of the largest.
        baseline: What stands for "no input": a number for all inputs, or a sample.
        tolerance: How far the sum of the integrated gradients may be from the change of the
            output, relative to that change if it is above 1. The line is divided to meet it.
        names: The names of the inputs, for the table.

    Returns:
        The attributions, which print as a table.

    Raises:
        InputTypeError: If x is not a sample, or the model does not return Values.
        InputValueError: If there is no such output, the baseline has another shape, or the
            tolerance cannot be met, as where the output jumps.

    Sources: Simonyan, Vedaldi and Zisserman, "Deep inside convolutional networks" (2013),
    https://arxiv.org/abs/1312.6034 (saliency); Sundararajan, Taly and Yan, "Axiomatic attribution
    for deep networks" (2017), https://arxiv.org/abs/1703.01365 (integrated gradients, equation 1).

    >>> from autograd import Value
    >>> found = attributions(lambda x: x[0] * x[1], [3.0, 4.0])
    >>> found.gradient.tolist(), found.integrated_gradients.round(9).tolist()
    ([4.0, 3.0], [6.0, 6.0])
    """
    import numpy

    if not callable(model):
        raise InputTypeError(
            f"attributions takes a network, a function of a sample, but was given "
            f"{described(model)}"
            + "; the network of an estimator of nn is its model_"
            * hasattr(model, "predict")
        )
    x = array("x", x)
    start = numpy.broadcast_to(_baseline(baseline, x), x.shape)
    number_in("tolerance", tolerance, low=1e-15)
    if not numpy.isfinite(x).all() or not numpy.isfinite(start).all():
        raise InputValueError(
            f"attributions takes finite numbers, but x is {abbreviate(x.tolist())} and the "
            f"baseline {abbreviate(start.tolist())}"
        )
    outputs, layers = _forward(model, x)
    target = _target(target, outputs)

    def chosen(sample: Any) -> tuple[Any, Any]:
        out = flattened(model(sample))[target]
        return out, out

    path = _Path(autograd.compile(chosen).batched(), start, x)
    integrated = path.integrate(tolerance)
    values, gradients = path.follow([0.0, 1.0])
    return Attributions(
        x=x,
        baseline=start.copy(),
        gradient=gradients[1],
        saliency=abs(gradients[1]),
        input_times_gradient=x * gradients[1],
        integrated_gradients=integrated,
        neurons=None if layers is None else _contributions(outputs[target], layers),
        target=target,
        output=float(values[1]),
        baseline_output=float(values[0]),
        names=_names(names, x),
    )


def _forward(model: Any, x: Any) -> tuple[list[Value], list[Any] | None]:
    """The outputs for a sample, and those of each layer; None for a model without layers."""
    layers: list[Any] | None = None
    out = as_values(x.tolist())
    if getattr(model, "layers", None):
        model.build(x.shape)
        layers = type(model).layer_outputs(model, out)  # an attribute may have that name
        out = layers[-1]
    else:
        out = model(out)
    outputs = flattened(out)
    if not outputs or not all(isinstance(output, Value) for output in outputs):
        raise InputTypeError(
            f"attributions takes a function of a sample that returns Values, but was returned "
            f"{abbreviate(out)}"
        )
    return outputs, layers


def _contributions(output: Value, layers: list[Any]) -> tuple[Any, ...]:
    """For each layer, the output of each neuron times the gradient with respect to it."""
    import numpy

    found = []
    for layer in layers:
        neurons = [v if isinstance(v, Value) else Value(v) for v in flattened(layer)]
        gradients = autograd.gradients(output, neurons)
        products = [v.data * g.data for v, g in zip(neurons, gradients, strict=True)]
        found.append(numpy.array(products).reshape(shape_of(layer)))
    return tuple(found)


def _target(target: Any, outputs: list[Value]) -> int:
    """The index of the output that is asked for."""
    if target is None:
        return max(range(len(outputs)), key=lambda k: outputs[k].data)
    if not is_whole(target):
        raise InputTypeError(
            f"target takes the number of an output, but was given {described(target)}"
        )
    if target not in range(len(outputs)):
        raise InputValueError(
            f"there is no output {abbreviate(target)}: the network has {len(outputs)}, "
            "counted from 0"
        )
    return int(target)


def _baseline(baseline: Any, x: Any) -> Any:
    """The baseline as an array: one number, or of the shape of the sample."""
    import numpy

    try:
        found = numpy.asarray(baseline, dtype=float)
    except Exception:  # text, ragged lists, numbers that no double can hold
        raise InputTypeError(
            f"baseline takes a number, or a sample, but was given {described(baseline)}"
        ) from None
    if found.ndim and found.shape != x.shape:
        raise InputValueError(
            f"the baseline has the shape {found.shape}, but the sample has {x.shape}"
        )
    return found


def _names(names: Any, x: Any) -> tuple[str, ...]:
    """The names of the inputs; by default x[0], x[1], ..."""
    import numpy

    if names is None:
        indices = numpy.ndindex(*x.shape)
        return tuple(f"x[{', '.join(map(str, index))}]" for index in indices)
    given = list(names) if is_sequence(names) else [names]
    if len(given) != x.size:
        raise InputValueError(f"there are {x.size} inputs, but {len(given)} names were given")
    return tuple(map(as_text, given))


class _Path:
    """The straight line from the baseline (at 0) to the sample (at 1), and the output on it."""

    def __init__(self, f: Any, start: Any, end: Any) -> None:
        self._f, self._start, self._way = f, start, end - start

    def follow(self, places: Any) -> tuple[Any, Any]:
        """The outputs at places from 0 to 1, and the gradients with respect to the inputs."""
        import numpy

        places = numpy.asarray(places, dtype=float)
        steps = places.reshape(-1, *[1] * self._way.ndim)
        ones = numpy.ones(len(places))
        found = self._f.value_and_grad(self._start + steps * self._way, weights=ones, has_aux=True)
        return found.value[1], found.arguments[0]

    def integrate(self, tolerance: float) -> Any:
        """The integrated gradients, by adaptive Gauss-Legendre quadrature.

        In each interval, the contributions of all inputs must add up to the change of the output.
        Where they do not, as the network bends there, the interval is halved.
        """
        import numpy

        nodes, weights = numpy.polynomial.legendre.leggauss(_NODES)
        nodes, weights = (nodes + 1.0) / 2.0, weights / 2.0
        left, width = numpy.zeros(1), numpy.ones(1)
        total: Any = 0.0
        allowed = None
        for _ in range(_HALVINGS):
            # The change of the output over each interval: its contributions should add up to that.
            ends, _ = self.follow(numpy.concatenate([left, left + width]))
            change = ends[len(left) :] - ends[: len(left)]
            if allowed is None:  # the only interval is the whole line
                allowed = tolerance * max(1.0, abs(float(change[0])))
            # The mean gradient of each interval, times the way that each input goes in it.
            places = left[:, None] + width[:, None] * nodes
            _, gradients = self.follow(places.ravel())
            gradients = gradients.reshape(len(left), _NODES, *self._way.shape)
            mean = numpy.tensordot(gradients, weights, axes=(1, 0))
            parts = mean * self._way * width.reshape(-1, *[1] * self._way.ndim)
            gaps = abs(parts.reshape(len(left), -1).sum(axis=1) - change)
            # Intervals far below their share of the tolerance are done; the others are halved.
            smooth = gaps <= 1e-3 * allowed * width
            if gaps[smooth].sum() + gaps.sum() <= allowed:
                return total + parts.sum(axis=0)
            total = total + parts[smooth].sum(axis=0)
            left, width = left[~smooth], width[~smooth] / 2.0
            left, width = numpy.concatenate([left, left + width]), numpy.tile(width, 2)
            if len(left) > _MOST:
                break
        raise InputValueError(
            f"the integrated gradients do not add up to the change of the output, to {tolerance}: "
            "the output jumps, or its gradient is infinite, on the way from the baseline"
        )
