"""Kinds of targets: how predictions are matched with them, and which are refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

import autograd
from autograd import InputValueError, Value
from autograd.checks import abbreviate
from nn.arguments import Scalar, flattened, is_sequence
from nn.losses.matching import Matched, matched, matched_rows, rows_in, weights_of


@dataclass(frozen=True)
class Numbers:
    """As many numbers as predictions, in the same structure.

    Attributes:
        name: The loss, for errors.
        takes: What predictions are: "numbers", "probabilities", "logits" or "scores".
        activation: The activation that turns outputs into probabilities, for errors.
        from_logits: The loss that takes outputs without that activation.
    """

    activation: ClassVar[str] = "sigmoid"
    from_logits: ClassVar[str] = "binary_cross_entropy_with_logits"
    name: str
    takes: str

    def match(self, predictions: Any, targets: Any, sample_weight: Any) -> Matched:
        """Each prediction with its target, and the weight of each pair, after checks."""
        pairs = matched(self.name, predictions, targets)
        self.check_numbers(t for _, t in pairs if not isinstance(t, Value))
        self.check_predictions(p for p, _ in pairs)
        return pairs, weights_of(self.name, predictions, sample_weight)

    def check(self, targets: Any, outputs: int) -> None:
        """Raise an error unless each output of each sample has a target, finite and allowed.

        `fit` calls it with all targets before training: a compiled loss sees no numbers, and so
        can refuse none.

        Args:
            targets: An array whose first axis counts the samples.
            outputs: How many outputs the network has.
        """
        size = int(targets[:1].size)
        if size != outputs:
            hint = ""
            if targets.ndim == 1 and (targets == targets.round()).all():
                hint = "; for numbers of classes use sparse_categorical_crossentropy"
            raise InputValueError(
                f"{self.name} takes a target for each output: the network has {outputs}, but y has "
                f"{size} for each example{hint}"
            )
        self.check_finite(targets)
        self.check_numbers(sorted(set(targets.ravel().tolist())))

    def check_numbers(self, targets: Iterable[float]) -> None:
        """Raise an error for a number that is no target."""

    def check_finite(self, targets: Any) -> None:
        """Raise an error that names the first sample whose target is not finite."""
        import numpy

        wrong = ~numpy.isfinite(targets.reshape(len(targets), -1)).all(axis=1)
        if wrong.any():
            sample = int(wrong.argmax())
            raise InputValueError(
                f"{self.name} takes finite targets, but y[{sample}] is "
                f"{targets[sample].tolist()}; leave out the examples without a target"
            )

    def check_predictions(self, predictions: Iterable[Scalar]) -> None:
        """Raise an error for a prediction that should be a probability and is none.

        nan passes, so that the loss shows it. All pass while a function is compiled, when there
        are no numbers yet.
        """
        if self.takes != "probabilities" or autograd.is_compiling():
            return
        for p in predictions:
            number = p.data if isinstance(p, Value) else p
            if number < 0.0 or number > 1.0:
                raise InputValueError(
                    f"{self.name} takes probabilities, 0 to 1, but was given {number!r}: end the "
                    f"network with a {self.activation}; for the outputs of a linear layer use "
                    f"{self.from_logits}"
                )

    def check_outputs(self, outputs: Any) -> None:
        """Raise an error if the outputs of a network for a sample are no such predictions."""
        self.check_predictions(flattened(outputs))


class Labels(Numbers):
    """As many labels 0 or 1, or probabilities, as predictions, in the same structure."""

    def check_numbers(self, targets: Iterable[float]) -> None:
        """Raise an error unless all are between 0 and 1."""
        for t in targets:
            if not 0.0 <= t <= 1.0:
                hint = "; for the labels -1 and 1 use (y + 1) / 2, or hinge" if t == -1.0 else ""
                raise InputValueError(
                    f"{self.name} takes labels 0 and 1, or probabilities, as targets, but was "
                    f"given {t}{hint}"
                )


class Sides(Numbers):
    """As many labels as predictions, in the same structure: -1 and 1, or 0 and 1."""

    def match(self, predictions: Any, targets: Any, sample_weight: Any) -> Matched:
        """Each prediction with its target, where 0 means -1, and the weight of each pair."""
        pairs, weights = super().match(predictions, targets, sample_weight)
        return [(p, autograd.where(t == 0.0, -1.0, t)) for p, t in pairs], weights

    def check_numbers(self, targets: Iterable[float]) -> None:
        """Raise an error unless they are -1 and 1, or 0 and 1."""
        labels = set(targets)
        if not (labels <= {0.0, 1.0} or labels <= {-1.0, 1.0}):
            raise InputValueError(
                f"{self.name} takes the labels -1 and 1, or 0 and 1, as targets, but was given "
                f"{abbreviate(sorted(labels))}"
            )


class Vectors(Numbers):
    """For each list of predictions, which is a vector, a vector of the same length."""

    def match(self, predictions: Any, targets: Any, sample_weight: Any) -> Matched:
        """The numbers of each vector with those of its target, and the weight of each pair."""
        left, right = _vectors(predictions), _vectors(targets)
        rows = [matched(self.name, p, t) for p, t in matched_rows(self.name, left, right)]
        pairs = [([p for p, _ in row], [t for _, t in row]) for row in rows]
        return pairs, weights_of(self.name, left, sample_weight, rows_in)


def _vectors(samples: Any) -> list[Any]:
    """The samples as lists; a single number is a list of one."""
    each = list(samples) if is_sequence(samples) else [samples]
    return [sample if is_sequence(sample) else [sample] for sample in each]
