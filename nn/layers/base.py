"""BaseLayer: what all layers have in common."""

import inspect
import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple, TypedDict, Unpack

import autograd
from autograd import InputTypeError, InputValueError, Value
from autograd.checks import abbreviate, described
from nn import activations, constraints, initializers, regularizers
from nn.arguments import (
    a_name,
    arguments,
    generator,
    is_among,
    is_sequence,
    refuse,
    spell_out,
)
from nn.layers.input import Input, sizes
from nn.module import Module

Shape = tuple[int, ...]


class Common(TypedDict, total=False):
    """The arguments that all layers take, None if not given; see `BaseLayer`.

    A layer takes them by `**common` and passes them on to `BaseLayer`.
    """

    input_shape: Iterable[int] | None
    input_dim: int | None
    kernel_regularizer: regularizers.Regularizer | str | None
    bias_regularizer: regularizers.Regularizer | str | None
    bias_initializer: initializers.Initializer | str | None
    kernel_constraint: constraints.Constraint | str | None
    rng: int | random.Random | None
    name: str | None


COMMON = tuple(Common.__annotations__)


class Kept(NamedTuple):
    """An argument of Keras of which a layer knows a single meaning.

    Attributes:
        choices: What it may be.
        instead: What to do for another meaning, as the end of an error message.
    """

    choices: tuple[Any, ...]
    instead: str


Only = Mapping[str, Kept]
"""Arguments of Keras by name, each with what it may be here."""

CHANNELS_LAST: Only = {
    "data_format": Kept((None, "channels_last"), "channels are the last axis; move that axis"),
}
NO_SEED: Only = {"seed": Kept((None,), "write rng=7 for a seed")}


class BaseLayer(Module):
    """Base class of layers. A layer may take its sizes from the first sample it is given.

    A subclass defines `forward(x)`, or `call(x)` as in Keras, which computes the outputs for one
    sample from numbers and Values; and, if it has parameters, `make(shape)`, which makes them for
    samples of that shape. It keeps each argument of its `__init__` under the argument's name, so
    that the layer can be saved and copied. It takes the arguments below by `**common`, and passes
    them on.

    Args:
        input_shape: The shape of one sample, such as (28, 28, 1), if it is known beforehand.
        input_dim: The number of inputs, if a sample is a list of numbers.
        kernel_regularizer: A penalty on the weights, added to the loss; see `nn.regularizers`.
        bias_regularizer: A penalty on the biases, added to the loss.
        bias_initializer: Draws the biases; without it they are 0. See `nn.initializers`.
        kernel_constraint: Restores a property of each neuron's weights after every step of `fit`;
            see `nn.constraints`.
        rng: The generator, or a seed, for all that the layer draws; None for the network's
            generator.
        name: Its name in a summary.

    Attributes:
        built_for: The shape of a sample; None until it is known.
        fed_by: The activation that its inputs have come through, as far as the network knows.
        fed_last_step_of: For errors: the repr of the layer before it, if that returns only the
            last outputs of a sequence.
        kernel_shape: The shape that the weights have in Keras, if it is not (inputs, units).
        no_settings: The arguments that are not saved: generators, and second names of others.
        only: Arguments of Keras that may be given, as long as they mean what is done anyway.

    Raises:
        InputTypeError: If an argument is of the wrong type.
        InputValueError: If a size is below 1, or a name is not known.
    """

    no_settings: ClassVar[set[str]] = {"rng", "input_dim"}
    only: ClassVar[Only] = {
        "activity_regularizer": Kept((None,), "add a penalty to a loss of your own"),
        "autocast": Kept((True, False), "all numbers are doubles"),
        "bias_constraint": Kept((None,), "only kernels have constraints"),
        "dtype": Kept((None, "float64"), "all numbers are doubles"),
        "lora_alpha": Kept((None,), "freeze() keeps a layer as it is"),
        "lora_rank": Kept((None,), "freeze() keeps a layer as it is"),
        "quantization_config": Kept((None,), "all numbers are doubles"),
        "trainable": Kept((True,), "call freeze() on the layer"),
    }
    activation: Any = None
    built_for: Shape | None = None
    fed_by: activations.Activation = "linear"
    fed_last_step_of: str = ""
    kernel_shape: Shape | None = None

    def __init_subclass__(cls, **options: Any) -> None:
        """Let `inspect.signature` show the arguments of every layer by name."""
        super().__init_subclass__(**options)
        spell_out(cls, dict.fromkeys(COMMON), Common.__annotations__)

    def __init__(self, **common: Unpack[Common]) -> None:
        _check_unknown(self, {name: it for name, it in common.items() if name not in COMMON})
        shape, input_dim = common.get("input_shape"), common.get("input_dim")
        if input_dim is not None:
            shape = (input_dim,)
        self.input_shape = None if shape is None else self._shape(shape)
        self.kernel_regularizer = regularizers.get(common.get("kernel_regularizer"))
        self.bias_regularizer = regularizers.get(common.get("bias_regularizer"))
        self.bias_initializer = common.get("bias_initializer")
        if self.bias_initializer is not None:
            initializers.get(self.bias_initializer)
        self.kernel_constraint = constraints.get(common.get("kernel_constraint"))
        rng = common.get("rng")
        self.rng = None if rng is None else generator(rng)
        self.name = a_name(common.get("name"), type(self).__name__)

    # ------------------------------------------------------------- what a subclass defines

    def make(self, shape: Shape) -> None:
        """Make the parameters for samples of that shape, or raise an error if it takes others."""

    def forward(self, x: Any) -> Any:
        """The outputs for one sample, whose shape was checked."""
        return self.call(x)

    def check_inputs(self, X: Any) -> None:
        """Raise an error unless it takes all of these samples, the rows of an array.

        `fit`, `evaluate` and `predict` ask the first layer, since a compiled layer sees no numbers.
        """

    def kernels(self) -> list[list[Value]]:
        """The weights, a list for each neuron: what regularizers and constraints apply to."""
        return []

    def biases(self) -> list[Value]:
        """The biases."""
        return []

    def drawn_biases(self) -> list[tuple[Shape, list[Value]]]:
        """The biases that `bias_initializer` draws, in arrays of Keras's shapes."""
        biases = self.biases()
        return [((len(biases),), biases)] if biases else []

    # ----------------------------------------------------------------------------- what it is

    def build(self, shape: Iterable[int] | None = None) -> None:
        """Make the parameters, if there are none yet.

        Args:
            shape: The shape of one sample; by default `input_shape`.

        Raises:
            InputValueError: If no shape is known.
        """
        if self.built_for is not None:
            return
        known = self.input_shape if shape is None else self._shape(shape)
        if known is None:
            raise InputValueError(
                f"the parameters of {self!r} are not made yet, since the shape of a sample is not "
                "known: give input_shape=..., or call it with a sample"
            )
        if autograd.is_compiling():
            raise InputValueError(
                f"{self!r} has no parameters yet, and those made while a function is recorded "
                "would be lost: call the network with a sample, or build(shape), before"
            )
        if self.rng is None:
            self.rng = generator(None)
        self.make(known)
        if self.bias_initializer is not None:
            for axes, biases in self.drawn_biases():
                drawn = initializers.biases(self.bias_initializer, self.rng, axes)
                for bias, number in zip(biases, drawn, strict=True):
                    bias.data = number
        self.built_for = known

    def _shape(self, shape: Iterable[int]) -> Shape:
        return sizes(f"input_shape of {type(self).__name__}", shape)

    def __call__(self, x: Any, training: bool | None = None) -> Any:
        """The outputs for one sample: a list, or a bare output if there is only one.

        Args:
            x: Numbers, Values or both: a list, nested lists, or an array.
            training: As for all modules: `nn.training_mode` for this call.

        Raises:
            InputTypeError: If x contains something else, or has another number of dimensions.
            InputValueError: If it has another shape than the first sample had.
        """
        if self.built_for is None:
            self.build(shape_of(x, type(self).__name__))
        return lone(self.forward(x))

    def own_penalty(self) -> Any:
        """The penalty of its regularizers, a Value; 0.0 without any."""
        total: Any = 0.0
        if self.kernel_regularizer is not None:
            weights = [weight for kernel in self.kernels() for weight in kernel]
            total = total + self.kernel_regularizer(weights) if weights else total
        if self.bias_regularizer is not None and self.biases():
            total = total + self.bias_regularizer(self.biases())
        return total

    @classmethod
    def settings(cls) -> dict[str, Any]:
        """The arguments that make a layer, with their defaults; `inspect.Parameter.empty` if none.

        Those in `no_settings` are left out.
        """
        found = arguments(cls, COMMON)
        return {name: default for name, default in found.items() if name not in cls.no_settings}

    def config(self) -> dict[str, Any]:
        """The arguments that make a layer like this one, apart from its numbers.

        Raises:
            InputValueError: If `__init__` does not keep one of its arguments.
        """
        found = {name: self._kept(name) for name in self.settings()}
        lost = [name for name, setting in found.items() if setting is _LOST]
        if lost:
            raise InputValueError(
                f"{type(self).__name__} does not keep its argument {lost[0]}; write "
                f"self.{lost[0]} = {lost[0]} in its __init__"
            )
        return found

    def _kept(self, name: str) -> Any:
        """An argument as `__init__` kept it: an attribute of the layer itself, or a property."""
        of_class = getattr(type(self), name, None)
        kept = name in vars(self) or isinstance(of_class, property)
        return getattr(self, name) if kept else _LOST

    @classmethod
    def upgraded(cls, settings: dict[str, Any]) -> dict[str, Any]:
        """Attributes or arguments of a layer of version 1, as today's layer has them."""
        return settings

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "version": 2}

    def __setstate__(self, state: dict[str, Any]) -> None:
        state = dict(state)
        if state.pop("version", 1) == 1:
            state = {**self._defaults(), **self.upgraded(_unpickled(state))}
        vars(self).update(state)

    def _defaults(self) -> dict[str, Any]:
        """The arguments that have a default, as attributes: those that version 1 did not have."""
        return {
            name: activations.get(default) if name.endswith("activation") else default
            for name, default in self.settings().items()
            if default is not inspect.Parameter.empty
        }

    def __repr__(self) -> str:
        shown = []
        for name, default in self.settings().items():
            setting = self._kept(name)
            if setting is _LOST:
                shown.append(f"{name}=?")
                continue
            if name.endswith("activation"):
                setting = activations.name_of(activations.get(setting, layer_wide=True))
            if default is None and setting == "linear":
                continue
            if _differs(setting, default):
                required = default is inspect.Parameter.empty
                shown.append(repr(setting) if required else f"{name}={setting!r}")
        return f"{type(self).__name__}({', '.join(shown)})"


def _differs(setting: Any, default: Any) -> bool:
    """Whether an argument differs from its default; arrays do, which compare number by number."""
    try:
        return bool(setting != default)
    except ValueError:
        return True


def _unpickled(state: dict[str, Any]) -> dict[str, Any]:
    """The attributes of a layer that version 1 pickled, with what their names meant."""
    names = [name for name in state if name.endswith("initializer")]
    for name in names:
        if isinstance(state[name], str):
            state[name] = initializers.from_config(initializers.upgraded(state[name]))
    if isinstance(state.get("kernel_constraint"), constraints.unit_norm):  # has had no settings
        state["kernel_constraint"] = constraints.unit_norm(axis=None, epsilon=0.0)
    return state


_LOST: Any = object()
"""Stands for an argument that a layer has not kept."""


spell_out(BaseLayer, dict.fromkeys(COMMON), Common.__annotations__)


def _check_unknown(layer: BaseLayer, given: dict[str, Any]) -> None:
    """Raise an error for arguments that are not those of every layer, unless `only` allows them."""
    known = given.keys() & layer.only.keys()
    check_only(layer, layer.only, {name: given.pop(name) for name in sorted(known)})
    refuse(type(layer).__name__, given, [*layer.settings(), "rng"])


def check_only(layer: BaseLayer, only: Only, given: dict[str, Any]) -> None:
    """Raise an error for an argument of Keras that means something else than what is done."""
    for argument, setting in given.items():
        kept = only[argument]
        if not is_among(setting, kept.choices):
            choices = " or ".join(map(repr, kept.choices))
            raise InputValueError(
                f"{type(layer).__name__} takes {argument}={choices} only, but was given "
                f"{abbreviate(setting)}; {kept.instead}"
            )


def shape_of(x: Any, name: str = "a layer") -> Shape:
    """The shape of a sample: nested lists of numbers and Values, or an array.

    Raises:
        InputTypeError: If it is a single number.
        InputValueError: If lists at the same depth have different lengths.

    >>> shape_of([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    (2, 3)
    """
    if isinstance(x, Input):
        raise InputTypeError(
            f"{name} was given {x!r}, but layers are called with numbers, not to make a network; "
            f"write Sequential([{x!r}, ...]), or a subclass of Model that calls them in its call"
        )
    if not is_sequence(x) or not hasattr(x, "__len__"):
        raise InputTypeError(
            f"{name} takes one sample, a list of numbers or Values, but was given {described(x)}; "
            "write [x] for a single number"
        )
    try:
        return _nested_shape(x, name)
    except RecursionError:
        raise InputValueError(
            f"{name} was given a {type(x).__name__} that contains itself, or is nested too deeply"
        ) from None


def _nested_shape(x: Any, name: str) -> Shape:
    if not is_sequence(x):
        return ()
    if hasattr(x, "shape") and not getattr(x.dtype, "hasobject", False):
        return tuple(x.shape)
    inside = {_nested_shape(part, name) for part in x}
    if len(inside) > 1:
        raise InputValueError(
            f"{name} takes a sample whose lists have equal lengths, but was given {abbreviate(x)}; "
            "pad them to one length"
        )
    return (len(x), *next(iter(inside), ()))


def zeros(shape: Iterable[int]) -> Any:
    """Nested lists of zeros.

    >>> zeros((2, 3))
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    first, *rest = shape
    return [zeros(rest) if rest else 0.0 for _ in range(first)]


def filled(sizes: Shape, numbers: Iterator[Any]) -> list[Any]:
    """Nested lists of that shape, with the next of these numbers at each place.

    >>> filled((2, 2), iter([1.0, 2.0, 3.0, 4.0]))
    [[1.0, 2.0], [3.0, 4.0]]
    """
    first, *rest = sizes
    return [filled(tuple(rest), numbers) if rest else next(numbers) for _ in range(first)]


def lone(out: Any) -> Any:
    """The outputs of a layer; a list of one becomes its bare output, see `nn.module.as_list`."""
    return out[0] if isinstance(out, list) and len(out) == 1 and not is_sequence(out[0]) else out


def dot(weights: Iterable[Any], x: Iterable[Any], start: Any = 0.0) -> Any:
    """start + weights[0] x[0] + weights[1] x[1] + ..., added in that order."""
    total = start
    for weight, number in zip(weights, x, strict=True):
        total = total + weight * number
    return total


def value(x: Any) -> Value:
    """`x` as a Value: a number becomes one."""
    return x if isinstance(x, Value) else Value(x)
