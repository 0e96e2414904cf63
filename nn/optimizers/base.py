"""Optimizer: the base class of optimizers."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Unpack

import autograd
from autograd import InputTypeError, InputValueError, Value
from autograd.checks import whole_number
from nn import schedules, tensors
from nn.arguments import arguments, flag, refuse, spell_out
from nn.module import Module
from nn.optimizers.arguments import (
    COMMON,
    Common,
    Source,
    checked,
    is_rate,
    is_vector,
    limit,
    number,
    optional,
    rate_or_schedule,
)
from nn.schedules import Schedule

_INSTEAD = {
    "decay": "a schedule for learning_rate, such as nn.schedules.exponential(0.1, 0.96, steps=100)",
    "name": "no name: an optimizer has that of its class",
    "loss_scale_factor": "nothing: gradients are doubles, which are not too small for a scale of 1",
    "gradient_accumulation_steps": "a batch_size that many times as large, in fit; in a loop of "
    "your own, call step after as many backward passes",
    "betas": "beta_1 and beta_2",
    "eps": "epsilon",
    "alpha": "rho",
    "lr": "learning_rate",
}
"""What to write instead, by the names of arguments of Keras's and PyTorch's optimizers."""


class Optimizer:
    """Base class of optimizers; a subclass defines `change`.

    A subclass keeps each argument of its `__init__` under the argument's name, so that it can be
    printed and saved.

    Args:
        parameters: A Module, whose trainable parameters are looked up at every step; or the
            parameters themselves, which all change, since a list knows nothing of freezing; or an
            `autograd.ParameterVector`, whose arrays are changed as a whole; or None if `fit` of a
            model attaches them. With a number or a schedule in this place, the order of arguments
            is Keras's: `Adam(0.001, 0.8)`, `SGD(0.1, 0.9)`.
        learning_rate: A number, or a schedule: a function of the number of steps done so far.
        weight_decay: Each step first subtracts this times the learning rate times the parameter,
            whatever the gradient is; None for nothing. So do Keras and PyTorch's AdamW. PyTorch's
            other optimizers add it to the gradient instead, as the regularizer
            `l2(weight_decay / 2)` does.
        clipnorm: If the gradients of a variable, as a vector, are longer than that, they are shrunk
            to it; None to leave them. In a Module, a variable is what Keras has as one: the kernel
            of a layer, its bias; of your own modules, an attribute. In a list of Values, each is a
            variable by itself.
        clipvalue: Gradients are cut to -clipvalue ... clipvalue; None to leave them.
        global_clipnorm: As clipnorm, for all gradients together. PyTorch's `clip_grad_norm_` adds
            1e-6 to the length.
        use_ema: Whether to keep a moving average of each parameter, which `fit` leaves in its place
            at the end.
        ema_momentum: The share of the average that is kept at each step, 0 to 1.
        ema_overwrite_frequency: After each so many steps the averages take the place of the
            parameters; None for never.

    Attributes:
        iterations: The number of steps done.
        remembers: The names of the numbers that the rule keeps for each parameter. "steps" is
            special: the number of steps that the parameter has done, counted by `step`.

    Raises:
        InputTypeError: If something else is given.
        InputValueError: If there are no parameters, or the learning rate is negative, infinite or
            nan; with a schedule, when it gives such a rate.
    """

    remembers: tuple[str, ...] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "__init__" in vars(cls):
            setattr(cls, "__init__", _rate_first(vars(cls)["__init__"]))  # noqa: B010 - mypy #2427
        spell_out(cls, COMMON, Common.__annotations__)

    def __init__(
        self,
        parameters: Source | float | Schedule,
        learning_rate: float | Schedule,
        **common: Unpack[Common],
    ) -> None:
        unknown = [name for name in common if name not in COMMON]
        refuse(type(self).__name__, unknown, arguments(type(self), COMMON), _INSTEAD)
        self._source: Any = None
        self._grouped: tuple[list[Value], Any] | None = None
        self._vector: autograd.ParameterVector | None = None
        if is_rate(parameters):
            learning_rate = parameters  # type: ignore[assignment]
        elif parameters is not None:
            self.attach(parameters)  # type: ignore[arg-type]
        self.learning_rate = learning_rate
        self.weight_decay = optional("weight_decay", common.get("weight_decay"))
        self.clipnorm = limit("clipnorm", common.get("clipnorm"))
        self.clipvalue = limit("clipvalue", common.get("clipvalue"))
        self.global_clipnorm = limit("global_clipnorm", common.get("global_clipnorm"))
        self._set_average({**COMMON, **common})
        self.iterations = 0
        self._memory: dict[str, Any] = {}
        self._remembered: list[Value] = []

    def _set_average(self, common: dict[str, Any]) -> None:
        frequency = common["ema_overwrite_frequency"]
        if frequency is not None:
            whole_number("ema_overwrite_frequency", frequency)
        self.use_ema = flag("use_ema", common["use_ema"])
        self.ema_momentum = number("ema_momentum", common["ema_momentum"], high=1.0)
        self.ema_overwrite_frequency = frequency
        if self.use_ema:
            self.remembers = (*self.remembers, "average")

    @property
    def learning_rate(self) -> float:
        """The rate of the next step. A number or a schedule can be assigned."""
        rate = self._rate(self.iterations) if callable(self._rate) else self._rate
        return number("learning_rate", rate)

    @learning_rate.setter
    def learning_rate(self, rate: float | Schedule) -> None:
        self._rate = rate_or_schedule(rate)

    @property
    def lr(self) -> float:
        """The learning rate, by its name in older programs for Keras."""
        return self.learning_rate

    @lr.setter
    def lr(self, rate: float | Schedule) -> None:
        self.learning_rate = rate

    @property
    def has_schedule(self) -> bool:
        """Whether the learning rate follows a schedule."""
        return callable(self._rate)

    def attach(self, parameters: Source) -> None:
        """Change these parameters from now on. The memory of parameters it knew is kept.

        Args:
            parameters: As for `Optimizer`.
        """
        self._source, self._grouped = checked(parameters), None
        self._vector = self._source if is_vector(self._source) else None

    def _attached(self) -> Any:
        if self._source is None:
            raise InputValueError(
                f"{self!r} has no parameters yet; write {type(self).__name__}(model, ...), or "
                "attach(model), or give it to model.compile(...)"
            )
        return self._source

    def parameters(self) -> list[Value]:
        """The parameters that the next step changes."""
        source = self._attached()
        if isinstance(source, Module):
            return source.trainable_parameters()
        values: list[Value] = source if self._vector is None else self._vector.parameters
        return values

    def zero_grad(self) -> None:
        """Set the gradients of all parameters to 0, those of frozen ones included."""
        source = self._attached()
        if isinstance(source, list):
            for parameter in source:
                parameter.grad = 0.0
        else:
            source.zero_grad()

    def step(self) -> None:
        """Change every parameter according to its gradient.

        The memory of a parameter is kept from one step to the next only: one that has been frozen,
        or taken out of the module, starts again from rest.
        """
        import numpy

        rate, parameters = self.learning_rate, self.parameters()
        data, grad = self._read(parameters)
        if not self._knows(parameters):  # the first step, or others are frozen now
            self._memory = self._recalled(parameters)
        self._remembered = parameters
        if "steps" in self._memory:
            self._memory["steps"] = self._memory["steps"] + 1.0
        with numpy.errstate(all="ignore"):  # an overflow is inf without a warning, as in autograd
            grad = self._clipped(grad, parameters)
            if self.weight_decay:  # outside the rule, which would divide it as it divides gradients
                data -= data * self.weight_decay * rate
            data += self.change(grad, data, rate, self._memory)
            if self.use_ema:
                self._average(data)
        self._write(parameters, data)
        self.iterations += 1

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """The rule: what to add to parameters.

        It uses arithmetic only, so that it serves a single number and an array of many alike.

        Args:
            grad: The gradients.
            data: The parameters.
            rate: The learning rate.
            memory: By the names in `remembers`, an array with a number for each parameter, 0 at
                first. "steps", which counts this step, is a single number if it is the same for
                all parameters.
        """
        raise NotImplementedError

    def _average(self, data: Any) -> None:
        """Add these parameters to their moving averages, which may take their place."""
        kept = self.ema_momentum if self.iterations else 0.0
        average = self._memory["average"]
        average *= kept
        average += (1.0 - kept) * data
        every = self.ema_overwrite_frequency
        if every is not None and (self.iterations + 1) % every == 0:
            data[:] = average

    def finalize(self) -> None:
        """Leave the moving averages in the parameters, if `use_ema` is set; `fit` ends with it."""
        if self.use_ema and self._remembered:
            for value, average in zip(self._remembered, self._memory["average"], strict=True):
                value.data = float(average)

    def _clipped(self, grad: Any, parameters: list[Value]) -> Any:
        """The gradients as `clipvalue`, `clipnorm` and `global_clipnorm` leave them."""
        import numpy

        if self.clipvalue is not None:
            grad = grad.clip(-self.clipvalue, self.clipvalue)
        if self.clipnorm is not None:
            variable = self._variables(parameters)
            norms = numpy.bincount(variable, weights=grad * grad) ** 0.5
            grad = grad * self.clipnorm / numpy.maximum(norms, self.clipnorm)[variable]
        if self.global_clipnorm is not None:
            norm = (grad @ grad) ** 0.5
            if not norm <= self.global_clipnorm:
                # An infinite length leaves no direction: as in Keras, all gradients become nan.
                grad = grad * (self.global_clipnorm / norm + (norm - norm))
        return grad

    def _variables(self, parameters: list[Value]) -> Any:
        """The number of the variable that each parameter belongs to, counted from 0."""
        import numpy

        if self._grouped is None or not _are_the_same(self._grouped[0], parameters):
            names = self._names()
            found: dict[Any, int] = {}
            variable = [
                found.setdefault(names.get(id(value), id(value)), len(found))
                for value in parameters
            ]
            self._grouped = parameters, numpy.array(variable, dtype=int)
        return self._grouped[1]

    def _names(self) -> dict[int, str]:
        """The variables of the parameters, by their ids, as far as they have names."""
        source = self._attached()
        if isinstance(source, Module):
            paths = [(value, path) for path, value in source.named_parameters()]
        else:
            paths = [] if self._vector is None else list(self._vector.names.items())
        return {id(value): tensors.variable_of(path) for value, path in paths}

    def _read(self, parameters: list[Value]) -> tuple[Any, Any]:
        """The parameters and their gradients as arrays: those of the ParameterVector, if any."""
        import numpy

        if self._vector is not None:
            return self._vector.data, self._vector.grad
        data = numpy.array([value.data for value in parameters])
        return data, numpy.array([value.grad for value in parameters])

    def _write(self, parameters: list[Value], data: Any) -> None:
        """Set the parameters to these numbers."""
        if self._vector is not None:
            if data is not self._vector.data:
                self._vector.data = data
            return
        for value, new in zip(parameters, data.tolist(), strict=True):
            value.data = new

    # ------------------------------------------------------------------ to be saved, and restored

    def _knows(self, parameters: list[Value]) -> bool:
        """Whether the memory is that of these parameters, in this order."""
        same = _are_the_same(self._remembered, parameters)
        return same and self._memory.keys() == set(self.remembers)

    def _recalled(self, parameters: list[Value]) -> dict[str, Any]:
        """The memory of these parameters: what is known of them, and 0 for others."""
        import numpy

        places = {id(value): k for k, value in enumerate(self._remembered)}  # Values compare data
        place = numpy.array([places.get(id(value), -1) for value in parameters], dtype=int)
        memory: dict[str, Any] = {}
        for name in self.remembers:
            # Parameters that were not known have place -1, where a 0 is appended.
            before = numpy.broadcast_to(self._memory.get(name, 0.0), len(self._remembered))
            memory[name] = numpy.append(before, 0.0)[place]
        if "average" in memory:  # the average of what was not known begins where the parameter is
            new = numpy.array([value.data for value in parameters])
            memory["average"] = numpy.where(place < 0, new, memory["average"])
        return _compact(memory)

    def state(self) -> dict[str, Any]:
        """The memory and the number of steps, to go on from there by `load_state`.

        Returns:
            "iterations", a whole number; and, if there were steps, by the names in `remembers`
            arrays with a number for each parameter, in the order of `parameters()`.
        """
        import numpy

        parameters = self.parameters() if self._remembered else []
        memory = self._recalled(parameters) if parameters else {}
        arrays = {
            name: numpy.broadcast_to(numbers, len(parameters)).copy()
            for name, numbers in memory.items()
        }
        return {"iterations": self.iterations, **arrays}

    def load_state(self, state: Mapping[str, Any], parameters: Iterable[Value]) -> None:
        """Go on where an optimizer with the same settings was.

        Args:
            state: What its `state` returned.
            parameters: The parameters that the arrays belong to, in order.

        Raises:
            InputValueError: If an array is missing, unknown, or of another length.
        """
        import numpy

        values, names = list(parameters), state.keys() - {"iterations"}
        if "iterations" not in state or (names and names != set(self.remembers)):
            raise InputValueError(
                f"the state of {type(self).__name__} has "
                f"{', '.join(['iterations', *self.remembers])}, but was given one of "
                f"{', '.join(state) or 'nothing'}"
            )
        memory = {name: numpy.array(state[name], dtype=float) for name in sorted(names)}
        for name, numbers in memory.items():
            if numbers.shape != (len(values),):
                raise InputValueError(
                    f"{name} of {type(self).__name__} is an array of {len(values)} numbers, "
                    f"but was given one of shape {numbers.shape}"
                )
        self.iterations = whole_number("iterations + 1", state["iterations"] + 1) - 1
        self._memory, self._remembered = _compact(memory), values if memory else []

    @classmethod
    def upgraded(cls, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Settings of version 1, in the words of today.

        There, epsilon stood where PyTorch has it, and `clipnorm` was for all gradients together.

        >>> from nn.optimizers import Adam
        >>> Adam.upgraded({"epsilon": 1e-7, "clipnorm": 1.0})
        {'epsilon': 1e-07, 'global_clipnorm': 1.0, 'epsilon_as': 'pytorch'}
        """
        renamed = {"clipnorm": "global_clipnorm"}
        new = {renamed.get(name, name): setting for name, setting in settings.items()}
        return new | ({"epsilon_as": "pytorch"} if "epsilon_as" in cls._own_arguments() else {})

    def __setstate__(self, state: dict[str, Any]) -> None:
        if "global_clipnorm" not in state:  # pickled by version 1
            state = {**COMMON, "_grouped": None} | self.upgraded(state)
        vars(self).update(state)

    @classmethod
    def _own_arguments(cls) -> Mapping[str, inspect.Parameter]:
        return inspect.signature(cls).parameters

    def _settings(self) -> dict[str, Any]:
        """The arguments that it was made with; those given by name only, where they were given."""
        kept = {**vars(self), "learning_rate": self._rate}
        shared = {name: kept[name] for name in COMMON if kept[name] != COMMON[name]}
        own = {
            name: kept[name]
            for name, argument in self._own_arguments().items()
            if name in kept
            and not (argument.kind is argument.KEYWORD_ONLY and kept[name] == argument.default)
        }
        return own | shared

    def config(self) -> dict[str, Any]:
        """The class and its arguments as JSON; `optimizers.from_config` reads it.

        Raises:
            InputValueError: If the learning rate is a function that is none of `nn.schedules`.

        >>> from nn.optimizers import SGD
        >>> SGD(learning_rate=0.1, momentum=0.9).config()
        {'name': 'SGD', 'learning_rate': 0.1, 'momentum': 0.9, 'nesterov': False}
        """
        settings = self._settings()
        if "learning_rate" in settings:
            settings["learning_rate"] = schedules.to_config(self._rate)
        return {"name": type(self).__name__, **settings}

    def __repr__(self) -> str:
        shown = [f"{name}={value!r}" for name, value in self._settings().items()]
        return f"{type(self).__name__}({', '.join(shown)})"


spell_out(Optimizer, COMMON, Common.__annotations__)


def _rate_first(init: Callable[..., None]) -> Callable[..., None]:
    """Wrap an optimizer's `__init__`: where it begins with the rate, the order is Keras's.

    `SGD(0.1, 0.9)` is `SGD(None, 0.1, 0.9)`; after its own arguments come those in `COMMON`.
    """
    own = inspect.signature(init).parameters.values()
    order = [each.name for each in own if each.kind is each.POSITIONAL_OR_KEYWORD][1:]
    if order[:2] != ["parameters", "learning_rate"]:
        return init
    order = [*order[1:], *(name for name in COMMON if name not in order)]

    @functools.wraps(init)
    def run(self: Any, *args: Any, **named: Any) -> None:
        if args and is_rate(args[0]):
            by_place = dict(zip(order, args, strict=False))
            twice = by_place.keys() & named.keys()
            if twice or len(args) > len(order):
                raise InputTypeError(
                    f"{type(self).__name__} was given {len(args)} arguments by place, which are "
                    f"{', '.join(order)}"
                    + "".join(f", and another {name} by name" for name in sorted(twice))
                )
            args, named = (), by_place | named
        init(self, *args, **named)

    return run


def _are_the_same(some: list[Value], others: list[Value]) -> bool:
    """Whether they are the same Values in the same order; `==` would compare their data."""
    return some is others or list(map(id, some)) == list(map(id, others))


def _compact(memory: dict[str, Any]) -> dict[str, Any]:
    """The same memory; "steps" becomes one number if all parameters have done as many."""
    steps = memory.get("steps")
    if steps is not None and len(steps) and (steps == steps[0]).all():
        memory["steps"] = float(steps[0])
    return memory
