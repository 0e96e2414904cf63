"""Optimizer: what all optimizers have in common."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Union

import autograd
from autograd import InputTypeError, InputValueError, Value
from nn import schedules
from nn.arguments import is_sequence, number_in, shorten
from nn.module import Module
from nn.schedules import Schedule

Source = Union[Module, Iterable[Value], "autograd.ParameterVector", None]


class Optimizer:
    """Base class of optimizers; a subclass defines `change`.

    Args:
        parameters: A Module, whose trainable parameters are looked up anew at every step; or the
            parameters themselves, all of which move, since a list knows nothing of freezing; or an
            `autograd.ParameterVector`, whose arrays are changed as a whole. None if the optimizer
            is for `compile` of a model, which attaches it. A number in this place is the learning
            rate, so that `Adam(0.001)` does what it does in Keras.
        learning_rate: A number, or a schedule: a function of the number of steps done so far.
        clipvalue: Gradients are cut to -clipvalue ... clipvalue; None to leave them.
        clipnorm: Where the gradients of all parameters together, as a vector, are longer than
            that, they are shrunk to it; None to leave them.

    Attributes:
        iterations: The number of steps done.
        remembers: The names of what the rule remembers of each parameter.

    Raises:
        InputTypeError: If something else is given.
        InputValueError: If there are no parameters, or the learning rate is negative, infinite or
            nan; with a schedule, when it gives such a rate.
    """

    remembers: tuple[str, ...] = ()

    def __init__(
        self,
        parameters: Source | float,
        learning_rate: float | Schedule,
        clipvalue: float | None = None,
        clipnorm: float | None = None,
    ) -> None:
        self._source: Any = None
        if isinstance(parameters, int | float):
            learning_rate = parameters
        elif parameters is not None:
            self.attach(parameters)
        self.learning_rate = learning_rate
        self.clipvalue = None if clipvalue is None else number_in("clipvalue", clipvalue)
        self.clipnorm = None if clipnorm is None else number_in("clipnorm", clipnorm)
        self.iterations = 0
        self._memory: dict[str, Any] = {}
        self._remembered: list[Value] = []

    @property
    def learning_rate(self) -> float:
        """The rate of the next step. A number or a schedule can be assigned."""
        rate = self._rate(self.iterations) if callable(self._rate) else self._rate
        return number_in("learning_rate", rate)

    @learning_rate.setter
    def learning_rate(self, rate: float | Schedule) -> None:
        self._rate = rate if callable(rate) else number_in("learning_rate", rate)

    @property
    def has_schedule(self) -> bool:
        """Whether the learning rate follows a schedule."""
        return callable(self._rate)

    def attach(self, parameters: Source) -> None:
        """Change these parameters from now on; of those it knew, it knows what it remembered.

        Args:
            parameters: As for `Optimizer`.
        """
        self._source = _checked(parameters)

    def _attached(self) -> Any:
        if self._source is None:
            raise InputValueError(
                f"{self!r} has no parameters yet; write {type(self).__name__}(model, ...), or "
                "attach(model), or give it to model.compile(...)"
            )
        return self._source

    def parameters(self) -> list[Value]:
        """The parameters that the next step will change."""
        source = self._attached()
        if isinstance(source, Module):
            return source.trainable_parameters()
        values: list[Value] = source.parameters if _is_vector(source) else source
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

        What the rule remembers of a parameter is kept from one step to the next only: after it
        has been frozen, or taken out of the module, a parameter starts from rest.
        """
        import numpy

        rate, source = self.learning_rate, self._attached()
        with numpy.errstate(all="ignore"):
            if _is_vector(source):
                self._remember(source.parameters)
                grad = self._clipped(source.grad)
                source.data += self.change(grad, source.data, rate, self._memory)
            else:
                values = self.parameters()
                self._remember(values)
                grad = numpy.array([value.grad for value in values])
                data = numpy.array([value.data for value in values])
                data += self.change(self._clipped(grad), data, rate, self._memory)
                for value, number in zip(values, data.tolist(), strict=True):
                    value.data = number
        self.iterations += 1

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """The rule: what to add to parameters.

        Arithmetic only, so that it serves a number and an array of many parameters alike.

        Args:
            grad: The gradients.
            data: The parameters.
            rate: The learning rate.
            memory: By the names in `remembers`, what the steps so far have left behind; at first
                what `at_rest` says.
        """
        raise NotImplementedError

    # ------------------------------------------------------------------ to be saved, and restored

    def config(self) -> dict[str, Any]:
        """The arguments that would make an optimizer like this one, as JSON has them.

        >>> from nn.optimizers import SGD
        >>> SGD(learning_rate=0.1, momentum=0.9).config()["momentum"]
        0.9
        """
        rate = schedules.to_config(self._rate)
        return {"name": type(self).__name__, "learning_rate": rate, **self._settings()}

    def _settings(self) -> dict[str, Any]:
        """The arguments but for parameters and learning rate."""
        names = list(inspect.signature(type(self)).parameters)
        names = [name for name in names if name not in ("parameters", "learning_rate")]
        return {name: getattr(self, name) for name in names}

    def state(self) -> dict[str, Any]:
        """What the steps so far have left behind: their number, and arrays by name."""
        return {"iterations": self.iterations, **self._memory}

    def load_state(self, state: Mapping[str, Any], parameters: list[Value]) -> None:
        """Go on from a state.

        Args:
            state: What `state` returned.
            parameters: The parameters that its arrays are about, in their order.

        Raises:
            InputValueError: If something is missing, or of another length.
        """
        import numpy

        memory = {}
        for name in self.remembers if len(state) > 1 else ():
            array = numpy.array(state.get(name, ()), dtype=float)
            if array.shape != (len(parameters),):
                raise InputValueError(
                    f"{name} of {type(self).__name__} is an array of {len(parameters)} numbers, "
                    f"but was given one of shape {array.shape}"
                )
            memory[name] = array
        self.iterations = int(state["iterations"])
        self._memory, self._remembered = memory, parameters if memory else []

    def __repr__(self) -> str:
        settings = {"learning_rate": self._rate, **self._settings()}
        shown = [f"{name}={value!r}" for name, value in settings.items() if value is not None]
        return f"{type(self).__name__}({', '.join(shown)})"

    def at_rest(self, name: str) -> float:
        """What the memory of that name holds before the first step."""
        return 0.0

    def _clipped(self, grad: Any) -> Any:
        """The gradients as `clipvalue` and `clipnorm` leave them."""
        if self.clipvalue is not None:
            grad = grad.clip(-self.clipvalue, self.clipvalue)
        if self.clipnorm is not None:
            norm = float((grad @ grad) ** 0.5)
            grad = grad * (self.clipnorm / norm) if norm > self.clipnorm else grad
        return grad

    def _remember(self, parameters: list[Value]) -> None:
        """Make the memory one of those parameters; of the new ones, there is none yet."""
        import numpy

        known = self._remembered
        if known is parameters:
            return
        self._remembered = parameters
        if list(map(id, known)) == list(map(id, parameters)):
            return
        places = {value: k for k, value in enumerate(known)}
        kept = [(k, places[value]) for k, value in enumerate(parameters) if value in places]
        for name in self.remembers:
            before, now = self._memory.get(name), numpy.full(len(parameters), self.at_rest(name))
            if before is not None and kept:
                to, of = map(list, zip(*kept, strict=True))
                now[to] = before[of]
            self._memory[name] = now


def _is_vector(source: Any) -> bool:
    """Whether it is a ParameterVector; without one, there is no need to import the compiler."""
    return "autograd.compiler" in sys.modules and isinstance(source, autograd.ParameterVector)


def _checked(parameters: Any) -> Any:
    """The module, the vector, or the list of parameters, each once."""
    if _is_vector(parameters):
        return parameters
    if isinstance(parameters, Module):
        if not parameters.parameters():
            raise InputValueError(f"{parameters!r} has no parameters to train")
        return parameters
    if not is_sequence(parameters):
        raise InputTypeError(
            "an optimizer takes a Module or a list of Values, but was given "
            f"{shorten(parameters)} ({type(parameters).__name__})"
        )
    values = list(parameters)
    if not values:
        raise InputValueError("an optimizer needs parameters, but was given none")
    for i, value in enumerate(values):
        if not isinstance(value, Value):
            raise InputTypeError(
                f"an optimizer takes a Module or a list of Values, but parameter {i} is "
                f"{shorten(value)} ({type(value).__name__})"
            )
        if not value.is_leaf:
            raise InputValueError(
                f"parameter {i}, {value!r}, was computed, so changing it would have no effect on "
                "what it was computed from; give a leaf, for example by .detach()"
            )
    return list(dict.fromkeys(values))
