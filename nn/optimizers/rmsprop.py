"""RMSprop: steps divided by the size of the latest gradients."""

from typing import Any, Unpack

from nn.arguments import flag
from nn.optimizers.arguments import Common, Source, below_1, number, place_of_epsilon, root
from nn.optimizers.base import Optimizer
from nn.schedules import Schedule


class RMSprop(Optimizer):
    """Gradient descent with each gradient divided by the root mean square of the latest ones.

        s = rho * s + (1 - rho) * grad**2
        step = -rate * grad / sqrt(s + epsilon)
        p += step

    If centered, s is the variance of the latest gradients instead: the mean of their squares minus
    the square of their mean m. It is computed as

        s = rho * (s + (1 - rho) * (grad - m)**2)
        m = rho * m + (1 - rho) * grad

    which is the same, but cannot fall below 0 by rounding. With momentum, steps add up to a
    velocity: `v = momentum * v + step` and `p += v`.

    This is the form of Keras. PyTorch divides by sqrt(s) + epsilon: write `epsilon_as="pytorch"`.
    It multiplies the velocity by the rate afterwards, which is the same at a constant rate, and
    calls rho alpha; its defaults are learning_rate=0.01, rho=0.99 and epsilon=1e-8.

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        rho: The share of a mean that is kept at each step, at least 0 and below 1.
        momentum: The share of the velocity that is kept, 0 to 1.
        epsilon: Keeps the divisor from 0.
        centered: Whether to divide by the standard deviation.
        epsilon_as: Where epsilon stands: as in "keras" or as in "pytorch".
        **common: `weight_decay` and all that follows it in `Optimizer`.

    Raises:
        InputTypeError: As for `Optimizer`.
        InputValueError: As for `Optimizer`, or if a number is out of its range.

    Source: Tieleman and Hinton, "Lecture 6.5 - rmsprop" (2012),
    https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf; centered and with
    momentum: Graves, "Generating sequences with recurrent neural networks" (2013), equations 38 to
    45, https://arxiv.org/abs/1308.0850

    >>> from autograd import Value
    >>> p = Value(1.0)
    >>> optimizer = RMSprop([p], 0.25, rho=0.75, epsilon=0.0)
    >>> p.grad = 100.0  # its root mean square is 50, as if there had been zeros before
    >>> optimizer.step()
    >>> p.data
    0.5
    """

    remembers = ("squares", "mean", "velocity")

    def __init__(
        self,
        parameters: Source | float | Schedule = None,
        learning_rate: float | Schedule = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        *,
        epsilon_as: str = "keras",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(parameters, learning_rate, **common)
        self.rho = below_1("rho", rho)
        self.momentum = number("momentum", momentum, high=1.0)
        self.epsilon = number("epsilon", epsilon)
        self.epsilon_as = place_of_epsilon(epsilon_as)
        self.centered = flag("centered", centered)

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """The change of the parameters by the rule above."""
        rho = self.rho
        if self.centered:
            apart = grad - memory["mean"]
            memory["mean"] += (1.0 - rho) * apart
            memory["squares"] += (1.0 - rho) * (apart * apart)
            memory["squares"] *= rho
        else:
            memory["squares"] *= rho
            memory["squares"] += (1.0 - rho) * (grad * grad)
        step = -rate * grad / root(memory["squares"], self.epsilon, self.epsilon_as)
        if not self.momentum:
            return step
        memory["velocity"] = velocity = self.momentum * memory["velocity"] + step
        return velocity
