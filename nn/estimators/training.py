"""Training: the objective and the solvers of scikit-learn's networks, on programs of ours.

Source: `sklearn.neural_network` 1.9, `_multilayer_perceptron.py` and `_stochastic_optimizers.py`:
what is drawn, in which order, and when training ends.
"""

from typing import Any

import numpy
from scipy.optimize import minimize
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import gen_batches, shuffle

from autograd import InputValueError
from autograd.checks import abbreviate
from nn import optimizers
from nn.arguments import warn
from nn.data import Samples
from nn.estimators.network import Programs, vector_of


class Objective:
    """The weighted mean of the loss, plus alpha/2 times the sum of squared weights over n.

    n is the number of samples of the batch, or the sum of their weights. Frozen weights are left
    out of the penalty.

    Attributes:
        vector: The parameters and their gradients.
        programs: What computes the gradients.
    """

    def __init__(self, programs: Programs, alpha: float) -> None:
        self.programs, self.vector = programs, vector_of(programs.model)
        self._decay = alpha * programs.penalised

    def differentiate(self, batch: Samples) -> float:
        """The objective for a batch, as scikit-learn reports it; sets the gradients.

        Raises:
            InputValueError: If the weights of all samples are 0.
        """
        weights = numpy.ones(len(batch)) if batch.weights is None else batch.weights
        numbers, total = self.vector.data, weights.sum()
        if not total:
            raise InputValueError(
                "the weights of all samples of a batch add up to 0, so that their mean is not "
                "defined; leave such samples out, or choose a larger batch_size"
            )
        self.vector.zero_grad()
        outputs = self.programs.differentiate(batch.X, batch.y, weights / total)
        with numpy.errstate(all="ignore"):  # what is not finite is found when training has ended
            self.vector.grad += self._decay * numbers / total
            predictions = self.programs.output.predictions(outputs)
            loss = self.programs.output.reported(batch.y, predictions, batch.weights)
            return float(loss + 0.5 * (self._decay * numbers) @ numbers / total)

    def predictions(self, X: Any) -> Any:
        """The predictions of the network as it is, a row for each sample."""
        with numpy.errstate(all="ignore"):
            return self.programs.output.predictions(self.programs.logits(X))


class Descent:
    """An optimizer, with the learning rates of scikit-learn.

    Args:
        estimator: The estimator whose parameters choose it.
    """

    optimizer: optimizers.Optimizer

    def __init__(self, estimator: Any) -> None:
        self._initial = float(estimator.learning_rate_init)
        self._power = float(estimator.power_t)
        if estimator.solver == "adam":
            self._schedule = "constant"
            self.optimizer = optimizers.Adam(
                learning_rate=self._initial,
                beta_1=estimator.beta_1,
                beta_2=estimator.beta_2,
                epsilon=estimator.epsilon,
            )
        else:
            self._schedule = estimator.learning_rate
            self.optimizer = optimizers.SGD(
                learning_rate=self._initial,
                momentum=estimator.momentum,
                nesterov=bool(estimator.nesterovs_momentum and estimator.momentum > 0.0),
            )

    def end_epoch(self, samples_seen: int) -> None:
        """Set the rate of the next epoch."""
        if self._schedule == "invscaling":
            self.optimizer.learning_rate = self._initial / (samples_seen + 1) ** self._power

    def slow_down(self) -> tuple[bool, str]:
        """Take a lower rate where there is no progress: whether there is one, and what to print."""
        if self._schedule != "adaptive":
            return False, "Stopping."
        if self.optimizer.learning_rate <= 1e-6:
            return False, "Learning rate too small. Stopping."
        self.optimizer.learning_rate /= 5.0
        return True, f"Setting learning rate to {self.optimizer.learning_rate:f}"


class Epochs:
    """Training by "adam" or "sgd": epochs of batches, until there is no more progress.

    Args:
        estimator: The estimator, whose attributes report the training.
        objective: What is minimised.
        data: The samples to learn from.
        held_out: Those whose score is watched instead of the loss; None without early stopping.
        rng: The generator of the order of the samples.
        best: With early stopping, the parameters to end with if no score is better; None for those
            that training ends with.
    """

    def __init__(
        self,
        estimator: Any,
        objective: Objective,
        data: Samples,
        held_out: Samples | None,
        rng: Any,
        best: Any,
    ) -> None:
        self._estimator, self._objective, self._rng, self._best = estimator, objective, rng, best
        self._data, self._held_out = data, held_out
        self._descent: Descent = estimator._descent
        self._size = _batch_size(estimator.batch_size, len(data))

    def run(self, *, once: bool) -> None:
        """Train for at most `max_iter` epochs, or for one. Ctrl-C ends it; what was learnt is kept.

        With early stopping, the network ends with the parameters that had the best score.
        """
        vector = self._objective.vector
        self._descent.optimizer.attach(vector)
        try:
            self._run(once)
        except KeyboardInterrupt:
            warn("Training interrupted by user.", UserWarning)
        if self._held_out is not None and self._best is not None:
            vector.data = self._best

    def _run(self, once: bool) -> None:
        estimator, order = self._estimator, numpy.arange(len(self._data))
        estimator.n_iter_ = 0
        for _ in range(1 if once else estimator.max_iter):
            if estimator.shuffle:
                order = shuffle(order, random_state=self._rng)
            self._epoch(order)
            if not self._goes_on():
                return
        if not once:
            warn(
                f"Stochastic Optimizer: Maximum iterations ({estimator.max_iter}) reached and the "
                "optimization hasn't converged yet.",
                ConvergenceWarning,
            )

    def _epoch(self, order: Any) -> None:
        """Take a step for each batch, and report the mean of the losses before the steps."""
        estimator, total = self._estimator, 0.0
        for part in gen_batches(len(order), self._size):
            batch = self._data.take(order[part])
            total += self._objective.differentiate(batch) * len(batch)
            self._descent.optimizer.step()
        estimator.n_iter_ += 1
        estimator.t_ += len(order)
        estimator.loss_ = total / len(order)
        estimator.loss_curve_.append(estimator.loss_)
        self._tell(f"Iteration {estimator.n_iter_}, loss = {estimator.loss_:.8f}")

    def _goes_on(self) -> bool:
        """Whether there may be another epoch; its rate is set."""
        estimator, held_out = self._estimator, self._held_out
        improved = self._judge_loss() if held_out is None else self._judge_score(held_out)
        waited = 0 if improved else estimator._epochs_without_progress + 1
        self._descent.end_epoch(estimator.t_)
        goes_on = bool(waited <= estimator.n_iter_no_change)
        if not goes_on:
            goes_on, consequence = self._descent.slow_down()
            self._tell(
                f"{'Training loss' if held_out is None else 'Validation score'} did not improve "
                f"more than tol={estimator.tol:f} for {estimator.n_iter_no_change} consecutive "
                f"epochs. {consequence}"
            )
            waited = 0 if goes_on else waited
        estimator._epochs_without_progress = waited
        return goes_on

    def _judge_loss(self) -> bool:
        """Whether the loss is lower than ever, by tol at least; nan is no reason to end."""
        estimator = self._estimator
        loss, lowest = float(estimator.loss_), float(estimator.best_loss_)
        estimator.best_loss_ = min(lowest, loss)
        return not loss > lowest - float(estimator.tol)

    def _judge_score(self, held_out: Samples) -> bool:
        """Whether the score of samples held out is higher than ever, by tol at least."""
        estimator = self._estimator
        score: float = estimator._score_of(self._objective.predictions(held_out.X), held_out)
        highest = float(estimator.best_validation_score_)
        estimator.validation_scores_.append(score)
        self._tell(f"Validation score: {score:f}")
        if score > highest:
            estimator.best_validation_score_ = score
            self._best = self._objective.vector.data.copy()
        return not score < highest + float(estimator.tol)

    def _tell(self, line: str) -> None:
        if self._estimator.verbose:
            print(line)


def minimize_by_lbfgs(estimator: Any, objective: Objective, data: Samples) -> None:
    """Train by "lbfgs": scipy's L-BFGS-B with the options of scikit-learn."""
    vector, order = objective.vector, objective.programs.order

    def evaluate(numbers: Any) -> tuple[float, Any]:
        vector.data[order] = numbers
        loss = objective.differentiate(data)
        return loss, vector.grad[order]

    found = minimize(
        evaluate,
        vector.data[order],
        method="L-BFGS-B",
        jac=True,
        options={
            "maxfun": estimator.max_fun,
            "maxiter": estimator.max_iter,
            "gtol": float(estimator.tol),
        },
    )
    vector.data[order] = found.x
    estimator.n_iter_, estimator.loss_ = min(found.nit, estimator.max_iter), float(found.fun)
    if found.status != 0:
        warn(
            f"lbfgs failed to converge after {estimator.n_iter_} iteration(s) "
            f"(status={found.status}): {found.message}. Raise max_iter, or scale the inputs.",
            ConvergenceWarning,
        )


def _batch_size(given: Any, n_samples: int) -> int:
    if given == "auto":
        return min(200, n_samples)
    if given > n_samples:
        warn(
            f"batch_size={abbreviate(given)} is more than the {n_samples} samples to learn from",
            UserWarning,
        )
    return min(int(given), n_samples)
