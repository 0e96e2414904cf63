"""Tasks: to tell two classes apart, or to predict numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy


@dataclass(frozen=True)
class Task:
    """What a network learns: its loss, how well it does, and how its output is shown.

    The functions take the network's outputs and the targets, arrays of one number for each point.

    Attributes:
        loss: The name of the loss in `nn.losses`.
        metric: The name of the score in `nn.metrics`.
        score: The name of the score on the page.
        losses: The loss of each point.
        scored: The score of all points.
        shown: The outputs as numbers from -1 to 1, which are shown as colours.
    """

    loss: str
    metric: str
    score: str
    losses: Callable[[Any, Any], Any]
    scored: Callable[[Any, Any], Any]
    shown: Callable[[Any], Any]


def _r2(outputs: Any, y: Any) -> Any:
    return 1.0 - ((y - outputs) ** 2).sum() / ((y - y.mean()) ** 2).sum()


CLASSIFY = Task(
    loss="binary_cross_entropy_with_logits",
    metric="sign_accuracy",
    score="Accuracy",
    # Cross-entropy of the probability that the logit z stands for: log(1 + e^z) - y z.
    losses=lambda logits, y: numpy.logaddexp(0.0, logits) - y * logits,
    scored=lambda logits, y: ((logits > 0.0) == (y == 1.0)).mean(),
    shown=lambda logits: numpy.tanh(logits / 2.0),  # 2 p - 1 for the probability p of class 1
)
PREDICT = Task(
    loss="mse",
    metric="r2",
    score="R²",
    losses=lambda outputs, y: (outputs - y) ** 2,
    scored=_r2,
    shown=lambda outputs: outputs,
)
