"""SGD: gradient descent, with momentum if wanted."""

from typing import Any, Unpack

from autograd import InputValueError
from nn.arguments import flag
from nn.optimizers.arguments import Common, Source, number
from nn.optimizers.base import Optimizer
from nn.schedules import Schedule


class SGD(Optimizer):
    """Gradient descent, with momentum if wanted.

    Without momentum, `p += -rate * grad`. With momentum, steps add up to a velocity:

        v = momentum * v - rate * grad
        p += v                                  (plain)
        p += momentum * v - rate * grad         (nesterov: as if one step further)

    This is the form of Sutskever et al. and Keras: v is a sum of steps, each at the rate at which
    it was taken. PyTorch keeps `v = momentum * v + grad` and steps by `-rate * v`; at a constant
    rate both are the same.

    Args:
        parameters: As for `Optimizer`.
        learning_rate: As for `Optimizer`.
        momentum: The share of the velocity that is kept, 0 to 1.
        nesterov: Whether to look one step ahead; needs a momentum.
        **common: `weight_decay` and all that follows it in `Optimizer`.

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
        parameters: Source | float | Schedule = None,
        learning_rate: float | Schedule = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(parameters, learning_rate, **common)
        self.momentum = number("momentum", momentum, high=1.0)
        self.nesterov = flag("nesterov", nesterov)
        if nesterov and not momentum:
            raise InputValueError("nesterov=True needs a momentum above 0, such as momentum=0.9")

    def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
        """The change of the parameters by the rule above."""
        step = -rate * grad
        if not self.momentum:
            return step
        memory["velocity"] = velocity = self.momentum * memory["velocity"] + step
        return self.momentum * velocity + step if self.nesterov else velocity
