"""Adagrad: parameters with large gradients take small steps."""

from typing import Any, Unpack

from nn.optimizers.arguments import Common, Source, number, place_of_epsilon, root
from nn.optimizers.base import Optimizer
from nn.schedules import Schedule


class Adagrad(Optimizer):
    """Gradient descent with a rate for each parameter, which falls as its gradients add up.

        s = s + grad**2                         (at first, initial_accumulator_value)
        p += -rate * grad / sqrt(s + epsilon)

    This is the form of Keras. PyTorch divides by sqrt(s) + epsilon: write `epsilon_as="pytorch"`;
    its defaults are learning_rate=0.01, initial_accumulator_value=0 and epsilon=1e-10.

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        initial_accumulator_value: Where the sum of squares starts, at least 0.
        epsilon: Keeps the divisor from 0.
        epsilon_as: Where epsilon stands: as in "keras" or as in "pytorch".
        **common: `weight_decay` and all that follows it in `Optimizer`.

    Raises:
        InputTypeError: As for `Optimizer`.
        InputValueError: As for `Optimizer`, or if a number is negative.

    Source: Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and
    stochastic optimization" (2011), figure 1, https://jmlr.org/papers/v12/duchi11a.html

    >>> from autograd import Value
    >>> p = Value(1.0)
    >>> optimizer = Adagrad([p], 0.5, initial_accumulator_value=0.0, epsilon=0.0)
    >>> for gradient in (3.0, 4.0):
    ...     p.grad = gradient
    ...     optimizer.step()
    ...     print(round(p.data, 9))  # steps of 0.5 * 3 / 3 and 0.5 * 4 / 5
    0.5
    0.1
    """

    remembers = ("squares",)

    def __init__(
        self,
        parameters: Source | float | Schedule = None,
        learning_rate: float | Schedule = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        *,
        epsilon_as: str = "keras",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(parameters, learning_rate, **common)
        self.initial_accumulator_value = number(
            "initial_accumulator_value", initial_accumulator_value
        )
        self.epsilon = number("epsilon", epsilon)
        self.epsilon_as = place_of_epsilon(epsilon_as)

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """The change of the parameters by the rule above."""
        memory["squares"] += grad * grad
        total = memory["squares"] + self.initial_accumulator_value
        return -rate * grad / root(total, self.epsilon, self.epsilon_as)
