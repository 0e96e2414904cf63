"""Adam and AdamW: momentum, divided by the size of the latest gradients."""

from typing import Any, Unpack

from nn.arguments import flag
from nn.optimizers.arguments import (
    AfterDecay,
    Common,
    Source,
    below_1,
    number,
    place_of_epsilon,
)
from nn.optimizers.base import Optimizer
from nn.schedules import Schedule


class Adam(Optimizer):
    """Steps along the mean of the latest gradients, divided by their root mean square.

        m = beta_1 * m + (1 - beta_1) * grad
        v = beta_2 * v + (1 - beta_2) * grad**2
        a, b = 1 - beta_1**t, 1 - beta_2**t
        p += -rate * sqrt(b) / a * m / (sqrt(v) + epsilon)

    m and v start at 0, which pulls these means towards 0 at first. At step t, the weights in m add
    up to a and those in v to b, so m / a and v / b are unbiased means. With amsgrad the largest v
    so far takes the place of v.

    This is the form of Keras and scikit-learn, which the paper gives at the end of section 2.
    PyTorch has that of algorithm 1, where epsilon is added to sqrt(v / b): write
    `epsilon_as="pytorch"`; its default is epsilon=1e-8.

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        beta_1: The share of m that is kept at each step, at least 0 and below 1.
        beta_2: The share of v that is kept at each step, at least 0 and below 1.
        epsilon: Keeps the divisor from 0.
        amsgrad: Whether to divide by the largest v so far, so that the divisor never falls.
        epsilon_as: Where epsilon stands: as in "keras" or as in "pytorch".
        **common: `weight_decay` and all that follows it in `Optimizer`.

    Raises:
        InputTypeError: As for `Optimizer`.
        InputValueError: As for `Optimizer`, or if a number is out of its range.

    Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015),
    https://arxiv.org/abs/1412.6980; amsgrad: Reddi, Kale and Kumar, "On the convergence of Adam and
    beyond" (2018), algorithm 2, https://arxiv.org/abs/1904.09237, with the corrections by a and b
    as PyTorch and Keras have them.

    >>> from autograd import Value
    >>> p = Value(1.0)
    >>> optimizer = Adam([p], 0.1)
    >>> p.grad = -7.0  # of the first gradient, only the sign counts
    >>> optimizer.step()
    >>> round(p.data, 6)
    1.1
    """

    remembers: tuple[str, ...] = ("m", "v", "steps")

    def __init__(
        self,
        parameters: Source | float | Schedule = None,
        learning_rate: float | Schedule = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        *,
        epsilon_as: str = "keras",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(parameters, learning_rate, **common)
        self.beta_1 = below_1("beta_1", beta_1)
        self.beta_2 = below_1("beta_2", beta_2)
        self.epsilon = number("epsilon", epsilon)
        self.epsilon_as = place_of_epsilon(epsilon_as)
        self.amsgrad = flag("amsgrad", amsgrad)
        if amsgrad:
            self.remembers = (*self.remembers, "largest")

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """The change of the parameters by the rule above."""
        m, v, t = memory["m"], memory["v"], memory["steps"]
        m += (1.0 - self.beta_1) * (grad - m)
        v += (1.0 - self.beta_2) * (grad * grad - v)
        memory["m"], memory["v"] = m, v  # arrays have changed in place, plain numbers have not
        if self.amsgrad:
            import numpy  # only here: the rest of the rule runs on plain numbers, too

            memory["largest"] = v = numpy.maximum(memory["largest"], v)
        unbiased = (1.0 - self.beta_2**t) ** 0.5
        epsilon = self.epsilon * (unbiased if self.epsilon_as == "pytorch" else 1.0)
        return -rate * unbiased / (1.0 - self.beta_1**t) * m / (v**0.5 + epsilon)


class AdamW(Adam):
    """Adam with weight decay: each step also subtracts `rate * weight_decay * p` from a parameter.

    The gradient of an L2 penalty would be divided by its own size, as all gradients are; weight
    decay shrinks all parameters alike. PyTorch's default is weight_decay=0.01.

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        weight_decay: As for `Optimizer`.
        beta_1: As for `Adam`.
        beta_2: As for `Adam`.
        epsilon: As for `Adam`.
        amsgrad: As for `Adam`.
        epsilon_as: As for `Adam`.
        **common: All that follows weight_decay in `Optimizer`.

    Raises:
        InputTypeError: As for `Adam`.
        InputValueError: As for `Adam`.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019), algorithm 2,
    https://arxiv.org/abs/1711.05101, where the decay is not multiplied by the rate.

    >>> from autograd import Value
    >>> p = Value(1.0)
    >>> optimizer = AdamW([p], 0.5, weight_decay=0.5)
    >>> optimizer.step()  # the gradient is 0
    >>> p.data
    0.75
    """

    def __init__(
        self,
        parameters: Source | float | Schedule = None,
        learning_rate: float | Schedule = 0.001,
        weight_decay: float | None = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        *,
        epsilon_as: str = "keras",
        **common: Unpack[AfterDecay],
    ) -> None:
        super().__init__(
            parameters,
            learning_rate,
            beta_1,
            beta_2,
            epsilon,
            amsgrad,
            epsilon_as=epsilon_as,
            weight_decay=weight_decay,
            **common,
        )
