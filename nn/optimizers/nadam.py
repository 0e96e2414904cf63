"""Nadam: Adam that looks ahead, as Nesterov's momentum does."""

from typing import Any, Unpack

from nn.optimizers.arguments import Common, Source, below_1, number
from nn.optimizers.base import Optimizer
from nn.schedules import Schedule


class Nadam(Optimizer):
    """Adam with Nesterov's momentum, whose share b[t] grows with the steps t.

        b[t] = beta_1 * (1 - 0.96**t / 2)
        m = beta_1 * m + (1 - beta_1) * grad
        v = beta_2 * v + (1 - beta_2) * grad**2
        ahead = b[t+1] * m / (1 - b[1] ... b[t+1]) + (1 - b[t]) * grad / (1 - b[1] ... b[t])
        p += -rate * ahead / (sqrt(v / (1 - beta_2**t)) + epsilon)

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        beta_1: The share of m that is kept at each step, at least 0 and below 1.
        beta_2: The share of v that is kept at each step, at least 0 and below 1.
        epsilon: Keeps the divisor from 0.
        **common: `weight_decay` and all that follows it in `Optimizer`.

    Raises:
        InputTypeError: As for `Optimizer`.
        InputValueError: As for `Optimizer`, or if a number is out of its range.

    Source: Dozat, "Incorporating Nesterov momentum into Adam" (2015),
    https://cs229.stanford.edu/proj2015/054_report.pdf; m decays by beta_1, not b[t], in Keras.

    >>> from autograd import Value
    >>> p = Value(1.0)
    >>> optimizer = Nadam([p], 0.1, beta_1=0.0)
    >>> p.grad = -7.0  # of the first gradient, only the sign counts
    >>> optimizer.step()
    >>> round(p.data, 6)
    1.1
    """

    remembers = ("m", "v", "steps", "used")

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
        """The change of the parameters by the rule above; "used" is 1 - b[1] ... b[t]."""
        t = memory["steps"]
        now, later = self._share(t), self._share(t + 1.0)
        memory["m"] += (1.0 - self.beta_1) * (grad - memory["m"])
        memory["v"] += (1.0 - self.beta_2) * (grad * grad - memory["v"])
        memory["used"] = used = 1.0 - (1.0 - memory["used"]) * now
        ahead = later * memory["m"] / (1.0 - (1.0 - used) * later) + (1.0 - now) * grad / used
        unbiased = memory["v"] / (1.0 - self.beta_2**t)
        return -rate * ahead / (unbiased**0.5 + self.epsilon)

    def _share(self, t: Any) -> Any:
        """The share b[t] of the momentum at step t."""
        return self.beta_1 * (1.0 - 0.5 * 0.96**t)
