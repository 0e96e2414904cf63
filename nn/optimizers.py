"""Optimizers: how parameters follow their gradients.

>>> from autograd import Value
>>> x = Value(1.0)
>>> optimizer = SGD([x], learning_rate=0.1)
>>> for _ in range(100):
...     optimizer.zero_grad()
...     ((x - 3.0) ** 2).backward()
...     optimizer.step()
>>> round(x.data, 6)
3.0
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any, ClassVar

import autograd
from autograd import InputTypeError, InputValueError, Value
from nn.arguments import is_sequence, number_in, shorten
from nn.module import Module
from nn.schedules import Schedule

__all__ = ["SGD", "Optimizer"]


class Optimizer:
    """Base class of optimizers; a subclass defines `change`.

    Args:
        parameters: A Module, whose trainable parameters are looked up anew at every step; or the
            parameters themselves, all of which move, since a list knows nothing of freezing; or an
            `autograd.ParameterVector`, whose arrays are changed as a whole.
        learning_rate: A number, or a schedule: a function of the number of steps done so far.

    Attributes:
        iterations: The number of steps done.
        remembers: The names of what the rule remembers of each parameter.

    Raises:
        InputTypeError: If something else is given.
        InputValueError: If there are no parameters, or the learning rate is negative, infinite or
            nan; with a schedule, when it gives such a rate.
    """

    remembers: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        parameters: Module | Iterable[Value] | autograd.ParameterVector,
        learning_rate: float | Schedule,
    ) -> None:
        self._source = _checked(parameters)
        self.learning_rate = learning_rate
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

    def parameters(self) -> list[Value]:
        """The parameters that the next step will change."""
        source = self._source
        if isinstance(source, Module):
            return source.trainable_parameters()
        values: list[Value] = source.parameters if _is_vector(source) else source
        return values

    def zero_grad(self) -> None:
        """Set the gradients of all parameters to 0, those of frozen ones included."""
        if isinstance(self._source, list):
            for parameter in self._source:
                parameter.grad = 0.0
        else:
            self._source.zero_grad()

    def step(self) -> None:
        """Change every parameter according to its gradient.

        What the rule remembers of a parameter is kept from one step to the next only: after it
        has been frozen, or taken out of the module, a parameter starts from rest.
        """
        import numpy

        rate, source = self.learning_rate, self._source
        with numpy.errstate(all="ignore"):
            if _is_vector(source):
                self._remember(source.parameters)
                source.data += self.change(source.grad, source.data, rate, self._memory)
            else:
                values = self.parameters()
                self._remember(values)
                grad = numpy.array([value.grad for value in values])
                data = numpy.array([value.data for value in values])
                data += self.change(grad, data, rate, self._memory)
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
            memory: By the names in `remembers`, what the steps so far have left behind; 0 at first.
        """
        raise NotImplementedError

    def _remember(self, parameters: list[Value]) -> None:
        """Make the memory one of those parameters: what is known of them, and 0 for others."""
        import numpy

        known = self._remembered
        if known is parameters or list(map(id, known)) == list(map(id, parameters)):
            return
        places = {value: k for k, value in enumerate(known)}
        kept = [(k, places[value]) for k, value in enumerate(parameters) if value in places]
        for name in self.remembers:
            before, now = self._memory.get(name), numpy.zeros(len(parameters))
            if before is not None and kept:
                to, of = map(list, zip(*kept, strict=True))
                now[to] = before[of]
            self._memory[name] = now
        self._remembered = parameters


class SGD(Optimizer):
    """Gradient descent, with momentum if wanted.

    Without momentum, `p += -rate * grad`. With momentum a velocity gathers the steps:

        v = momentum * v - rate * grad
        p += v                                  (plain)
        p += momentum * v - rate * grad         (nesterov: as if one step further)

    This is the form of Sutskever et al. and Keras: v is the step itself, so a falling rate lets
    earlier steps run out as they were taken. PyTorch keeps `v = momentum * v + grad` and steps
    `-rate * v`; at a constant rate both are the same.

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        momentum: The share of the velocity that is kept, 0 to 1.
        nesterov: Whether to look ahead; needs a momentum.

    Raises:
        InputTypeError: As for `Optimizer`.
        InputValueError: As for `Optimizer`, or if momentum is not between 0 and 1, or 0 with
            nesterov.

    Source: Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum
    in deep learning" (2013), equations 1 to 4, https://proceedings.mlr.press/v28/sutskever13.html;
    Nesterov's in the form of Bengio et al. (2013), equation 7, https://arxiv.org/abs/1212.0901

    >>> from autograd import Value
    >>> p = Value(1.0)
    >>> optimizer = SGD([p], learning_rate=0.25, momentum=0.5)
    >>> for _ in range(2):
    ...     p.grad = 1.0
    ...     optimizer.step()
    >>> p.data, optimizer.iterations
    (0.375, 2)
    """

    remembers = ("velocity",)

    def __init__(
        self,
        parameters: Module | Iterable[Value] | autograd.ParameterVector,
        learning_rate: float | Schedule = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.momentum = number_in("momentum", momentum, high=1.0)
        self.nesterov = nesterov
        if nesterov and not momentum:
            raise InputValueError("nesterov=True needs a momentum above 0, such as momentum=0.9")

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """The rule above."""
        step = -rate * grad
        if not self.momentum:
            return step
        memory["velocity"] = velocity = self.momentum * memory["velocity"] + step
        return self.momentum * velocity + step if self.nesterov else velocity

    def __repr__(self) -> str:
        return (
            f"SGD(learning_rate={self._rate!r}, momentum={self.momentum!r}, "
            f"nesterov={self.nesterov!r})"
        )


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
