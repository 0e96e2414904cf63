"""LBFGS: scipy's quasi-Newton method, for losses over all samples at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import InputValueError, Value
from autograd.checks import missing, whole_number
from nn.arguments import number_in
from nn.optimizers.arguments import Source
from nn.optimizers.base import Optimizer


class LBFGS(Optimizer):
    """L-BFGS-B: estimates the curvature of the loss from gradients, and searches along a line.

    It has `minimize`, where other optimizers have `step`. The loss must depend on the parameters
    alone: that of all samples, without dropout. For small data it is often by far the fastest.

    In `fit`, after `compile("lbfgs", ...)`, an epoch is one iteration on all samples, whatever
    `batch_size` is; its loss and metrics are those after the iteration. Training ends before
    `epochs` when it has converged. The curvature is not kept from one `fit` to the next.

    Args:
        parameters: As for `Optimizer`.
        history_size: The number of latest iterations from which the curvature is estimated.
        tolerance: It has converged when the loss falls by less than this share of itself.
        gradient_tolerance: It has converged when no gradient is larger than this.
        max_tries: The most step lengths that one line search tries.

    Raises:
        InputTypeError: As for `Optimizer`.
        InputValueError: If there are no parameters, or an argument is out of its range.

    Source: Byrd, Lu, Nocedal and Zhu, "A limited memory algorithm for bound constrained
    optimization" (1995), https://doi.org/10.1137/0916069, in the implementation of
    `scipy.optimize.minimize`, where the arguments are called maxcor, ftol, gtol and maxls.

    >>> x, y = Value(-1.0), Value(2.0)
    >>> optimizer = LBFGS([x, y])
    >>> result = optimizer.minimize(lambda: (1.0 - x) ** 2 + 100.0 * (y - x * x) ** 2)
    >>> round(x.data, 4), round(y.data, 4), result.success
    (1.0, 1.0, True)
    """

    def __init__(
        self,
        parameters: Source = None,
        history_size: int = 10,
        tolerance: float = 2.2e-9,
        gradient_tolerance: float = 1e-5,
        max_tries: int = 20,
    ) -> None:
        super().__init__(parameters, 1.0)
        self.history_size = whole_number("history_size", history_size)
        self.tolerance = number_in("tolerance", tolerance)
        self.gradient_tolerance = number_in("gradient_tolerance", gradient_tolerance)
        self.max_tries = whole_number("max_tries", max_tries)

    def minimize(
        self,
        loss: Callable[[], Value | float],
        max_iterations: int = 15000,
        callback: Callable[[float], bool | None] | None = None,
    ) -> Any:
        """Change the parameters until the loss is at a minimum.

        Args:
            loss: A function that computes the loss from the parameters as they are: a Value, whose
                gradients are computed here; or a number, if it leaves the gradients in the
                parameters, as `backward` of a compiled function does. They are 0 beforehand.
            max_iterations: The most iterations.
            callback: Called with the loss after each iteration; it returns True to stop there.

        Returns:
            scipy's result: `fun` is the loss, `nit` the number of iterations, `nfev` the number of
            evaluations; `success` and `message` tell how it ended.

        Raises:
            MissingDependencyError: If scipy is not installed.
        """
        parameters = self.parameters()
        accepted = self._read(parameters)[0].copy()

        def evaluate(x: Any) -> tuple[float, Any]:
            self._write(parameters, x)
            return self._evaluated(loss), self._read(parameters)[1].copy()

        def iterated(intermediate_result: Any) -> None:  # scipy looks for this argument's name
            nonlocal accepted
            accepted = intermediate_result.x.copy()
            self.iterations += 1
            if callback is not None and callback(float(intermediate_result.fun)):
                raise StopIteration

        options = {
            "maxcor": self.history_size,
            "ftol": self.tolerance,
            "gtol": self.gradient_tolerance,
            "maxls": self.max_tries,
            "maxiter": whole_number("max_iterations", max_iterations),
            "maxfun": max_iterations * (self.max_tries + 1),
        }
        try:
            return _scipy_optimize().minimize(
                evaluate,
                accepted,
                method="L-BFGS-B",
                jac=True,
                callback=iterated,
                options=options,
            )
        finally:  # the parameters are those of the last try, which need not have been accepted
            self._write(parameters, accepted)

    def _evaluated(self, loss: Callable[[], Value | float]) -> float:
        """The loss, with the gradients in the parameters."""
        self.zero_grad()
        found = loss()
        if not isinstance(found, Value):
            return float(found)
        self.zero_grad()  # `loss` may have called backward itself
        found.backward()
        return found.data

    def step(self) -> None:
        """Not available: the steps are those of `minimize`.

        Raises:
            InputValueError: Always.
        """
        raise InputValueError(
            "L-BFGS computes the loss several times for each step; write minimize(loss), with a "
            "function that computes it, instead of step()"
        )

    @property
    def learning_rate(self) -> float:
        """Always 1: a line search finds the length of each step."""
        return 1.0

    @learning_rate.setter
    def learning_rate(self, rate: Any) -> None:
        if rate != 1.0:
            raise InputValueError(
                f"L-BFGS finds the length of its steps by itself: it has no learning rate that "
                f"could be {rate!r}"
            )
        self._rate = 1.0


def _scipy_optimize() -> Any:
    try:
        import scipy.optimize
    except ImportError:
        raise missing("L-BFGS", "scipy") from None
    return scipy.optimize
