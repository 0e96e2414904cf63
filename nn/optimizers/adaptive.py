"""Adagrad, RMSprop, Adam, AdamW: a rate of its own for each parameter.

Parameters whose gradients are large take smaller steps. `epsilon` is added to the root, as in
PyTorch; Keras adds it under the root in Adagrad and RMSprop. The defaults are Keras's.
"""

from typing import Any

from nn.arguments import number_in
from nn.optimizers.base import Optimizer, Source
from nn.schedules import Schedule


class Adagrad(Optimizer):
    """Steps shrink with the sum of all squared gradients so far.

        s = s + grad²
        p = p - rate grad / (sqrt(s) + epsilon)

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        initial_accumulator_value: Where s starts.
        epsilon: Keeps steps finite where gradients are 0.
        clipvalue: As for `Optimizer`.
        clipnorm: As for `Optimizer`.

    Source: Duchi, Hazan and Singer, "Adaptive subgradient methods" (2011),
    https://jmlr.org/papers/v12/duchi11a.html

    >>> from autograd import Value
    >>> p = Value(1.0)
    >>> optimizer = Adagrad([p], learning_rate=0.5, initial_accumulator_value=0.0)
    >>> p.grad = 3.0
    >>> optimizer.step()
    >>> round(p.data, 6)
    0.5
    """

    remembers = ("squares",)

    def __init__(
        self,
        parameters: Source | float = None,
        learning_rate: float | Schedule = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        *,
        clipvalue: float | None = None,
        clipnorm: float | None = None,
    ) -> None:
        super().__init__(parameters, learning_rate, clipvalue, clipnorm)
        self.initial_accumulator_value = number_in(
            "initial_accumulator_value", initial_accumulator_value
        )
        self.epsilon = number_in("epsilon", epsilon)

    def at_rest(self, name: str) -> float:
        """The initial sum."""
        return self.initial_accumulator_value

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """The rule above."""
        memory["squares"] = squares = memory["squares"] + grad * grad
        return -rate * grad / (squares**0.5 + self.epsilon)


class RMSprop(Optimizer):
    """Steps shrink with the root of the mean of recent squared gradients.

        s = rho s + (1 - rho) grad²
        v = momentum v - rate grad / (sqrt(s) + epsilon)
        p = p + v

    With `centered`, the mean of recent gradients, squared, is taken from s: then it is their
    variance.

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        rho: The share of the past in the means, 0 to 1.
        momentum: The share of the velocity that is kept, 0 to 1.
        epsilon: Keeps steps finite where gradients are 0.
        centered: See above.
        clipvalue: As for `Optimizer`.
        clipnorm: As for `Optimizer`.

    Source: Hinton, "Neural networks for machine learning", lecture 6e (2012),
    https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf

    >>> from autograd import Value
    >>> p = Value(1.0)
    >>> optimizer = RMSprop([p], learning_rate=0.5, rho=0.75)
    >>> p.grad = 3.0
    >>> optimizer.step()
    >>> round(p.data, 6)
    0.0
    """

    def __init__(
        self,
        parameters: Source | float = None,
        learning_rate: float | Schedule = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        *,
        clipvalue: float | None = None,
        clipnorm: float | None = None,
    ) -> None:
        super().__init__(parameters, learning_rate, clipvalue, clipnorm)
        self.rho = number_in("rho", rho, high=1.0)
        self.momentum = number_in("momentum", momentum, high=1.0)
        self.epsilon = number_in("epsilon", epsilon)
        self.centered = centered
        self.remembers = ("square", *["mean"] * centered, *["velocity"] * bool(momentum))

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """The rule above."""
        rho = self.rho
        memory["square"] = spread = rho * memory["square"] + (1.0 - rho) * grad * grad
        if self.centered:
            memory["mean"] = mean = rho * memory["mean"] + (1.0 - rho) * grad
            spread = spread - mean * mean
        step = -rate * grad / (spread**0.5 + self.epsilon)
        if self.momentum:
            memory["velocity"] = step = self.momentum * memory["velocity"] + step
        return step


class Adam(Optimizer):
    """Momentum, and steps that shrink with the root of the mean of recent squared gradients.

        m = beta_1 m + (1 - beta_1) grad
        s = beta_2 s + (1 - beta_2) grad²
        p = p - rate m' / (sqrt(s') + epsilon)

    where m' and s' are divided by the sum of the weights that the gradients so far have in them,
    1 - beta**steps, so that the first steps are not too small. With `amsgrad`, s' takes the largest
    s so far.

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        beta_1: The share of the past in the mean of the gradients, 0 to 1.
        beta_2: The share of the past in the mean of their squares, 0 to 1.
        epsilon: Keeps steps finite where gradients are 0.
        amsgrad: See above.
        clipvalue: As for `Optimizer`.
        clipnorm: As for `Optimizer`.

    Source: Kingma and Ba, "Adam: a method for stochastic optimization" (2015), algorithm 1,
    https://arxiv.org/abs/1412.6980; Reddi, Kale and Kumar, "On the convergence of Adam and beyond"
    (2018), https://openreview.net/forum?id=ryQu7f-RZ (amsgrad).

    >>> from autograd import Value
    >>> p = Value(1.0)
    >>> optimizer = Adam([p], learning_rate=0.5)
    >>> p.grad = 3.0
    >>> optimizer.step()
    >>> round(p.data, 6)
    0.5
    """

    def __init__(
        self,
        parameters: Source | float = None,
        learning_rate: float | Schedule = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        *,
        clipvalue: float | None = None,
        clipnorm: float | None = None,
    ) -> None:
        super().__init__(parameters, learning_rate, clipvalue, clipnorm)
        self.beta_1 = number_in("beta_1", beta_1, high=1.0)
        self.beta_2 = number_in("beta_2", beta_2, high=1.0)
        self.epsilon = number_in("epsilon", epsilon)
        self.amsgrad = amsgrad
        self.remembers = ("mean", "mean_weight", "square", "square_weight", *["largest"] * amsgrad)

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """The rule above. The weights are kept for each parameter, which may have come later."""
        new_1, new_2 = 1.0 - self.beta_1, 1.0 - self.beta_2
        memory["mean"] = mean = self.beta_1 * memory["mean"] + new_1 * grad
        memory["mean_weight"] = mean_weight = self.beta_1 * memory["mean_weight"] + new_1
        memory["square"] = square = self.beta_2 * memory["square"] + new_2 * grad * grad
        memory["square_weight"] = square_weight = self.beta_2 * memory["square_weight"] + new_2
        if self.amsgrad:
            larger = square > memory["largest"]
            memory["largest"] = square = larger * square + (1 - larger) * memory["largest"]
        return -rate * (mean / mean_weight) / ((square / square_weight) ** 0.5 + self.epsilon)


class AdamW(Adam):
    """Adam with weight decay: each step shrinks every parameter by rate * weight_decay of its size.

    Unlike a penalty in the loss, the decay is not divided by the root of the squared gradients.

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        weight_decay: The share, for a rate of 1.
        beta_1: As for `Adam`.
        beta_2: As for `Adam`.
        epsilon: As for `Adam`.
        amsgrad: As for `Adam`.
        clipvalue: As for `Optimizer`.
        clipnorm: As for `Optimizer`.

    Source: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019), algorithm 2,
    https://arxiv.org/abs/1711.05101

    >>> from autograd import Value
    >>> p = Value(1.0)
    >>> AdamW([p], learning_rate=0.5, weight_decay=0.25).step()
    >>> p.data
    0.875
    """

    def __init__(
        self,
        parameters: Source | float = None,
        learning_rate: float | Schedule = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        *,
        clipvalue: float | None = None,
        clipnorm: float | None = None,
    ) -> None:
        super().__init__(
            parameters,
            learning_rate,
            beta_1,
            beta_2,
            epsilon,
            amsgrad,
            clipvalue=clipvalue,
            clipnorm=clipnorm,
        )
        self.weight_decay = number_in("weight_decay", weight_decay)

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """Adam's rule, and the decay."""
        return super().change(grad, data, rate, memory) - rate * self.weight_decay * data
