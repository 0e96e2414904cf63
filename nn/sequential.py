"""Sequential: layers one after the other."""

import random
from collections.abc import Iterable
from typing import Any, Self

import autograd
from autograd import InputTypeError, InputValueError
from autograd.checks import abbreviate, described
from nn import activations
from nn.arguments import is_sequence
from nn.layers import BaseLayer, Input
from nn.layers.base import shape_of, zeros
from nn.layers.input import sizes
from nn.module import as_list
from nn.training.checkpoints.architecture import MODELS
from nn.training.model import Model


@MODELS.add()
class Sequential(Model):
    """A network of layers, one after the other. The first sample fixes the sizes not given.

    Args:
        layers: A list of layers; more can be added. An `Input` before them gives the first its
            size. A `Sequential` among them stands for its layers.
        more: Refused: layers are given in one list.
        rng: The generator for the weights, the order of samples, and what layers without their own
            generator draw: a seed, a `random.Random`, or None for a seed from
            Python's generator, see `nn.utils.set_random_seed`.
        name: What to call it in a summary.

    Attributes:
        layers: The layers, from the input to the output.

    Raises:
        InputTypeError: If anything but a layer is given.

    >>> from nn.layers import Dense
    >>> model = Sequential([Dense(3, "relu"), Dense(1)], rng=0)
    >>> model([1.0, -2.0]).data < 0.0
    True
    >>> model
    Sequential([Dense(3, activation='relu'), Dense(1)])
    """

    layers: list[BaseLayer]
    _input_shape: tuple[int, ...] | None = None

    def __init__(
        self,
        layers: Iterable["BaseLayer | Input | Sequential"] = (),
        *more: Any,
        rng: int | random.Random | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__(rng=rng, name=name)
        self.layers = []
        if more:
            raise InputTypeError(
                f"Sequential takes one list of layers, but was given {1 + len(more)} arguments; "
                f"write Sequential([{abbreviate(layers)}, ...])"
            )
        if not is_sequence(layers):
            raise InputTypeError(
                f"Sequential takes a list of layers, but was given {described(layers)}; "
                "write Sequential([Dense(1)])"
            )
        for layer in layers:
            self.add(layer)

    def add(self, layer: "BaseLayer | Input | Sequential") -> Self:
        """Put a layer at the end.

        Args:
            layer: A layer that is not in the network yet; or a `Sequential`, whose layers are
                added, so that both networks share their parameters.

        Returns:
            The network.

        Raises:
            InputTypeError: If it is not a layer.
            InputValueError: If the layer is in the network already.
        """
        if isinstance(layer, Input):
            if self.layers:
                raise InputValueError(
                    f"{layer!r} comes before all layers, but there are some already"
                )
            self._input_shape = layer.shape
            return self
        if type(layer) is Sequential:  # a subclass may compute something else
            for inner in layer.layers:
                self.add(inner)
            return self
        if not isinstance(layer, BaseLayer):
            hint = "; write *model.layers for its layers" if isinstance(layer, Sequential) else ""
            raise InputTypeError(
                f"a Sequential consists of layers such as nn.Dense(16, 'relu'), but was given "
                f"{described(layer)}{hint}"
            )
        if any(layer is other for other in self.layers):
            raise InputValueError(f"{layer!r} is in this network already; make a second layer")
        if not self.layers and layer.input_shape is None:
            layer.input_shape = self._input_shape
        self.layers.append(layer)
        if self.layers[0].input_shape is not None:  # so that there are weights to look at
            self.build()
        return self

    def pop(self) -> BaseLayer:
        """Remove the last layer and return it."""
        return self.layers.pop()

    def build(self, shape: Iterable[int] | None = None) -> None:
        """Make the parameters of all layers that have none yet.

        Args:
            shape: The shape of one sample; by default the `input_shape` of the first layer.

        Raises:
            InputValueError: If no shape is known, or there are no layers.
        """
        if not self.layers:
            raise InputValueError("a Sequential needs a layer; write model.add(nn.Dense(1))")
        first = self.layers[0]
        shape = (
            first.built_for or first.input_shape
            if shape is None
            else sizes("shape of build", shape)
        )
        if shape is None:
            raise InputValueError(
                f"{self!r} has no parameters yet, since the shape of a sample is not known: give "
                "the first layer input_shape=..., or call build(shape) or the network itself"
            )
        if first.input_shape not in (None, tuple(shape)):
            hint = "; add an axis: X[..., None]" if (*shape, 1) == first.input_shape else ""
            raise InputValueError(
                f"the first layer was given input_shape={first.input_shape}, but a sample has the "
                f"shape {tuple(shape)}{hint}"
            )
        if all(layer.built_for is not None for layer in self.layers):
            return
        # First tell each layer what comes before it, for its initializer and its errors. Then send
        # a sample of zeros through all: each makes its parameters for the shape that reaches it.
        fed_by: activations.Activation = "linear"
        last_step_of = ""
        for layer in self.layers:
            if layer.built_for is None:
                layer.fed_by, layer.fed_last_step_of = fed_by, last_step_of
                layer.rng = layer.rng or self.generator()
            fed_by = layer.activation or fed_by
            if not getattr(layer, "return_sequences", True):
                last_step_of = repr(layer)
        with autograd.no_grad():
            self._through(zeros(shape))

    def call(self, x: Any) -> Any:
        """The outputs for one sample: a list, or a bare Value if there is only one.

        Args:
            x: Numbers, Values or both: a list, nested lists, a row of an array.

        Raises:
            InputTypeError: If x contains something else, or has another number of dimensions.
            InputValueError: If x has another shape than the first layer takes, or there are no
                layers.
        """
        if not self.layers or any(layer.built_for is None for layer in self.layers):
            self.build(shape_of(x, type(self).__name__))
        return self._through(x)

    def _through(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(as_list(x))
        return x

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.layers!r})"
