"""Lion: steps of one size, in the direction of the sign of the momentum."""

from typing import Any, Unpack

from autograd import InputValueError
from nn.optimizers.arguments import Common, Source, below_1, number
from nn.optimizers.base import Optimizer
from nn.schedules import Schedule


class Lion(Optimizer):
    """Steps as long as the rate, along the sign of a mean of the momentum and the gradient.

        p += -rate * sign(beta_1 * m + (1 - beta_1) * grad)
        m = beta_2 * m + (1 - beta_2) * grad

    A rate that suits is 3 to 10 times smaller than that of AdamW, and a weight decay that many
    times larger.

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        beta_1: The share of m in a step, above 0 and at most 1.
        beta_2: The share of m that is kept at each step, at least 0 and below 1.
        **common: `weight_decay` and all that follows it in `Optimizer`.

    Raises:
        InputTypeError: As for `Optimizer`.
        InputValueError: As for `Optimizer`, or if a number is out of its range.

    Source: Chen et al., "Symbolic discovery of optimization algorithms" (2023), algorithm 2,
    https://arxiv.org/abs/2302.06675

    >>> from autograd import Value
    >>> p = Value(1.0)
    >>> optimizer = Lion([p], 0.25)
    >>> p.grad = 7.0
    >>> optimizer.step()
    >>> p.data
    0.75
    """

    remembers = ("m",)

    def __init__(
        self,
        parameters: Source | float | Schedule = None,
        learning_rate: float | Schedule = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.99,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(parameters, learning_rate, **common)
        self.beta_1 = number("beta_1", beta_1, high=1.0)
        self.beta_2 = below_1("beta_2", beta_2)
        if self.beta_1 == 0.0:
            raise InputValueError(
                "beta_1 of Lion must be above 0, such as 0.9, but was given 0.0: steps would be "
                "the signs of the gradients alone"
            )

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """The change of the parameters by the rule above."""
        import numpy

        step = -rate * numpy.sign(self.beta_1 * memory["m"] + (1.0 - self.beta_1) * grad)
        memory["m"] = self.beta_2 * memory["m"] + (1.0 - self.beta_2) * grad
        return step
