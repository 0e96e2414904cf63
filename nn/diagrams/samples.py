"""A sample and its target for a picture: checked, and the loss with its gradients."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from autograd import InputValueError, Value
from autograd.checks import abbreviate
from nn import losses
from nn.arguments import flattened, is_sequence, scalar
from nn.diagrams.stages import Cotangents, number, picked, sweep
from nn.layers.base import filled, lone, shape_of
from nn.losses.rows import row_of
from nn.module import Module


class Loss(NamedTuple):
    """The loss of a sample.

    Attributes:
        name: Its name in words.
        value: The loss.
        target: The numbers of the target.
        is_class: Whether the target is the number of a class.
        gradients: Those of the outputs.
    """

    name: str
    value: float
    target: tuple[float, ...]
    is_class: bool
    gradients: Cotangents


def sample(x: Any) -> Any:
    """The numbers of one sample as an array: those of lists, of arrays, of Values.

    >>> sample([1, Value(2.0)]).tolist()
    [1.0, 2.0]
    """
    import numpy

    shape = shape_of(x, "a network")
    numbers = [number(scalar("an input of a network", each)) for each in flattened(x)]
    if not numbers:
        raise InputValueError(f"a sample needs a number, but was given {abbreviate(x)}")
    return numpy.array(numbers).reshape(shape)


def loss_of(model: Module, loss: Any, outputs: Any, target: Any) -> Loss:
    """The loss of outputs, an array, and its gradients, as `fit` computes it for one sample.

    Penalties of regularizers are left out: they belong to the network, not to the sample.
    """
    import numpy

    chosen = getattr(model, "loss", None) if loss is None else losses.get(loss)
    if chosen is None:
        raise InputValueError(
            "a target needs a loss: call model.compile(loss='mse') before, or write "
            "draw(model, x, target, loss='mse')"
        )
    wanted = _target(target)
    if outputs.size == 1 and is_sequence(wanted) and len(wanted) == 1:
        wanted = wanted[0]  # as fit takes a column of targets
    losses.check_targets(chosen, numpy.array([wanted]), outputs.size)
    leaves = [Value(each) for each in outputs.ravel().tolist()]
    found = chosen([lone(filled(outputs.shape, iter(leaves)))], [wanted])
    gradients = picked(*sweep([found], Cotangents(numpy.ones(1), [0])), leaves)
    row = row_of(chosen)
    return Loss(
        name=in_words(chosen),
        value=found.data,
        target=tuple(map(float, flattened(wanted))),
        is_class=row is not None and row.targets == "classes" and not is_sequence(wanted),
        gradients=Cotangents(gradients.numbers.reshape(outputs.shape), gradients.order),
    )


def _target(target: Any) -> Any:
    """A target as numbers, in nested lists if it is no single number."""
    if is_sequence(target):
        return [_target(part) for part in target]
    return number(scalar("a target", target))


def in_words(loss: Any) -> str:
    """The name of a loss as people say it.

    >>> in_words(losses.get("mse")), in_words(losses.get("hinge"))
    ('squared error', 'hinge')
    """
    row = row_of(loss)
    name = str(getattr(row or loss, "__name__", type(loss).__name__))
    return name.replace("_", " ").removeprefix("mean ")


def is_same(a: float, b: float) -> bool:
    """Whether two numbers are equal up to rounding; nan equals nan."""
    both_nan = a != a and b != b
    return both_nan or a == b or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
