"""Adadelta: steps as large as the latest ones, times the gradient over the size of the latest."""

from typing import Any, Unpack

from nn.optimizers.arguments import Common, Source, below_1, number
from nn.optimizers.base import Optimizer
from nn.schedules import Schedule


class Adadelta(Optimizer):
    """Gradient descent with rates that follow from the sizes of the latest gradients and steps.

        s = rho * s + (1 - rho) * grad**2
        step = -sqrt(d + epsilon) / sqrt(s + epsilon) * grad
        d = rho * d + (1 - rho) * step**2
        p += rate * step

    The paper has no rate: write learning_rate=1.0. The default is Keras's, and slow.

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        rho: The share of a mean that is kept at each step, at least 0 and below 1.
        epsilon: Sets the size of the first steps, and keeps the divisor from 0.
        **common: `weight_decay` and all that follows it in `Optimizer`.

    Raises:
        InputTypeError: As for `Optimizer`.
        InputValueError: As for `Optimizer`, or if a number is out of its range.

    Source: Zeiler, "ADADELTA: an adaptive learning rate method" (2012), algorithm 1,
    https://arxiv.org/abs/1212.5701

    >>> from autograd import Value
    >>> p = Value(1.0)
    >>> optimizer = Adadelta([p], 1.0, rho=0.0, epsilon=9.0)
    >>> p.grad = 4.0  # over sqrt(16 + 9)
    >>> optimizer.step()
    >>> round(p.data, 9)
    -1.4
    """

    remembers = ("squares", "steps_squared")

    def __init__(
        self,
        parameters: Source | float | Schedule = None,
        learning_rate: float | Schedule = 0.001,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(parameters, learning_rate, **common)
        self.rho = below_1("rho", rho)
        self.epsilon = number("epsilon", epsilon)

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """The change of the parameters by the rule above."""
        rho, epsilon, latest = self.rho, self.epsilon, memory["steps_squared"]
        memory["squares"] = squares = rho * memory["squares"] + (1.0 - rho) * (grad * grad)
        step = -((latest + epsilon) ** 0.5) * grad / (squares + epsilon) ** 0.5
        memory["steps_squared"] = rho * latest + (1.0 - rho) * (step * step)
        return rate * step
