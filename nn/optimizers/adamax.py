"""Adamax: momentum, divided by the largest of the latest gradients."""

from typing import Any, Unpack

from nn.optimizers.arguments import Common, Source, below_1, number
from nn.optimizers.base import Optimizer
from nn.schedules import Schedule


class Adamax(Optimizer):
    """Adam with the largest of the latest gradients in place of their root mean square.

        m = beta_1 * m + (1 - beta_1) * grad
        u = max(beta_2 * u, |grad|)
        p += -rate / (1 - beta_1**t) * m / (u + epsilon)

    m and u start at 0; at step t, the weights in m add up to 1 - beta_1**t.

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        beta_1: The share of m that is kept at each step, at least 0 and below 1.
        beta_2: The share of u that is kept at each step, at least 0 and below 1.
        epsilon: Keeps the divisor from 0.
        **common: `weight_decay` and all that follows it in `Optimizer`.

    Raises:
        InputTypeError: As for `Optimizer`.
        InputValueError: As for `Optimizer`, or if a number is out of its range.

    Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 2,
    https://arxiv.org/abs/1412.6980; epsilon is that of Keras.

    >>> from autograd import Value
    >>> p = Value(1.0)
    >>> optimizer = Adamax([p], 0.1)
    >>> p.grad = -7.0  # of the first gradient, only the sign counts
    >>> optimizer.step()
    >>> round(p.data, 6)
    1.1
    """

    remembers = ("m", "u", "steps")

    def __init__(
        self,
        parameters: Source | float | Schedule = None,
        learning_rate: float | Schedule = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(parameters, learning_rate, **common)
        self.beta_1 = below_1("beta_1", beta_1)
        self.beta_2 = below_1("beta_2", beta_2)
        self.epsilon = number("epsilon", epsilon)

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """The change of the parameters by the rule above."""
        import numpy

        memory["m"] += (1.0 - self.beta_1) * (grad - memory["m"])
        memory["u"] = numpy.maximum(self.beta_2 * memory["u"], abs(grad))
        unbiased = 1.0 - self.beta_1 ** memory["steps"]
        return -rate * memory["m"] / (unbiased * (memory["u"] + self.epsilon))
