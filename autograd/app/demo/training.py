"""Training: a small network learns two moons, and moments of it are kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from autograd import CompiledRoot, ParameterVector, Value, capture, compile, draw, no_grad
from nn import MLP, losses
from nn.optimizers import SGD

SAMPLES = 100
LOSS = "hinge"
L2 = 1e-4
MOMENTS = 40
"""Most moments that are kept, beside the first one."""
COLUMNS = [-1.7 + 0.1 * k for k in range(45)]
ROWS = [-1.2 + 0.1 * k for k in range(30)]
"""Where the plane of the two inputs is sampled."""


@dataclass(frozen=True)
class Moment:
    """The network after some steps.

    Attributes:
        step: How many steps were done.
        loss: The loss of all samples, penalty included.
        surface: The scores on the plane, an array with a row for each of `ROWS`.
        graph: The network with one sample, for `autograd.play`.
    """

    step: int
    loss: float
    surface: Any
    graph: Any

    @property
    def logs(self) -> dict[str, float]:
        """The loss by name, as of a snapshot."""
        return {"loss": self.loss}


@dataclass(frozen=True)
class Training:
    """A network and how it learnt.

    Attributes:
        model: The network.
        X: The inputs of the samples.
        y: Their classes, -1 or 1.
        history: The loss before each step.
        moments: Moments of the training, the first before it, the last at its end.
    """

    model: MLP
    X: list[list[float]]
    y: list[int]
    history: list[float] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        """The share of the samples that are classified correctly, 0 to 1."""
        with no_grad():
            scores = [self.model(x).data for x in self.X]
        right = sum((s > 0) == (target > 0) for s, target in zip(scores, self.y, strict=True))
        return float(right / len(self.y))

    def run(self, steps: int, counted: Iterable[int]) -> None:
        """Do steps of gradient descent, for each of `counted`; Ctrl-C ends them early."""
        vector = ParameterVector(self.model)
        loss = compile(total_loss(self.model, self.X, self.y), parameters=self.model)
        print(
            f"the loss: {loss.program.nodes:,} scalars as {len(loss.program.instructions)} arrays"
        )
        optimizer = SGD(vector, learning_rate=lambda step: 1.0 - 0.9 * step / max(steps, 1))
        hard = self.worst()
        self.keep(loss, hard)
        try:
            for step in counted:
                self.history.append(train_step(loss, optimizer))
                if (step + 1) * MOMENTS // steps > step * MOMENTS // steps:
                    self.keep(loss, hard)
        except KeyboardInterrupt:  # the pictures show what was learnt so far
            print(f"interrupted after {len(self.history)} of {steps} steps")
        if self.moments[-1].step < len(self.history):
            self.keep(loss, hard)
        vector.release()

    def keep(self, loss: CompiledRoot, sample: int) -> None:
        """Keep this moment, with the network as it computes the loss of a sample."""
        step, x, target = len(self.history), self.X[sample], self.y[sample]
        graph = capture(self.model, f"step {step}", x=x, target=target, loss=LOSS)
        self.moments.append(Moment(step, loss.forward(), surface(self.model), graph))

    def draw(self, width: float, theme: Any) -> Any:
        """The network and the sample whose loss is largest."""
        x, target = self.X[self.worst()], self.y[self.worst()]
        return draw(self.model, x, target, loss=LOSS, width=width, theme=theme)

    def worst(self) -> int:
        """The index of the sample whose loss is largest."""
        with no_grad():
            found = [sample_loss(self.model, *one).data for one in zip(self.X, self.y, strict=True)]
        return found.index(max(found))


def train_step(loss: CompiledRoot, optimizer: SGD) -> float:
    """Do a step of gradient descent on all points; return the loss before it."""
    optimizer.zero_grad()
    result = loss.forward()
    loss.backward()
    optimizer.step()
    return result


def total_loss(model: MLP, X: list[list[float]], y: list[int]) -> Value:
    """The mean hinge loss of the scores, plus the squares of all parameters."""
    penalty = L2 * sum(p * p for p in model.parameters())
    return losses.hinge([model(x) for x in X], y) + penalty


def sample_loss(model: MLP, x: list[float], target: int) -> Value:
    """The hinge loss of one sample, with names for it and the inputs."""
    inputs = [Value(number, label=f"x[{k}]") for k, number in enumerate(x)]
    loss = losses.hinge([model(inputs)], [target])
    loss.label = "loss"
    return loss


def surface(model: MLP) -> Any:
    """The scores of a model on the plane, an array with a row for each of `ROWS`."""
    grid = [[a, b] for b in ROWS for a in COLUMNS]
    return compile(model).batched()(grid).reshape(len(ROWS), len(COLUMNS))
