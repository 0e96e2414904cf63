"""Targets of losses with a class for each list of outputs, and their checks.

A target is a list with a condition for each class, of which one is true: truth values for numbers,
traced Values while a function is compiled. So the same lines pick a class out of a list now, and
record how to pick it later.
"""

from typing import Any, NamedTuple

import autograd
from autograd import InputTypeError, InputValueError, Value
from autograd.checks import abbreviate, described
from nn.arguments import Scalar, is_sequence, scalar
from nn.losses.matching import Matched, innermost, matched_rows, paired, rows_in, weights_of
from nn.losses.targets import Numbers

Conditions = list[Any]

_OF_ONE_OUTPUT = {
    "probabilities": "binary_cross_entropy",
    "logits": "binary_cross_entropy_with_logits",
    "scores": "hinge",
}
"""The loss of two classes and a single output, by what it takes."""


class Target(NamedTuple):
    """A class, in `hits`, or a distribution over the classes, in `shares`; the other is empty.

    Attributes:
        hits: For each class, whether it is the right one.
        shares: For each class, its probability.
    """

    hits: Conditions
    shares: list[Scalar]

    def smoothed(self, s: float) -> "Target":
        """Label smoothing, which spreads a share s evenly over the K classes: (1 - s) t + s / K."""
        if not s:
            return self
        t = self.probabilities
        return Target([], [(1.0 - s) * tk + s / len(t) for tk in t])

    @property
    def probabilities(self) -> list[Scalar]:
        """The probability of each class: of one that is known, 1."""
        return self.shares or [autograd.where(hit, 1.0, 0.0) for hit in self.hits]


def possible(t: list[Scalar], numbers: list[Scalar]) -> list[tuple[Scalar, Scalar]]:
    """Pairs of a probability and a number, without those of probability 0.

    They add nothing, but 0 times an infinite logit would be nan.
    """
    pairs = zip(t, numbers, strict=True)
    return [(tk, x) for tk, x in pairs if isinstance(tk, Value) or tk > 0.0]


def is_label(target: Scalar) -> bool:
    """Whether a target is the number 0 or 1."""
    return not isinstance(target, Value) and target in (0.0, 1.0)


class Classes(Numbers):
    """For each list of predictions the number of its class, counted from 0, or a distribution.

    A distribution is a list with the probability of each class, such as [0, 1, 0].
    """

    activation = "softmax"
    from_logits = "categorical_cross_entropy_with_logits"

    def match(self, predictions: Any, targets: Any, sample_weight: Any) -> Matched:
        """Each list of predictions with its target, and the weight of each pair, after checks."""
        pairs = []
        for row, target in self._rows(predictions, targets):
            numbers = [scalar(f"a {self._prediction} given to {self.name}", x) for x in row]
            self.check_predictions(numbers)
            self._check_total(numbers)
            pairs.append((numbers, self.target(target, len(numbers))))
        return pairs, weights_of(self.name, predictions, sample_weight, rows_in)

    def target(self, given: Any, count: int) -> Any:
        """A target over `count` classes; a distribution with a probability of 1 becomes a class."""
        if not is_sequence(given):
            return Target(self._hits(given, count), [])
        t = self.distribution(given, count)
        likely = [tk for tk, _ in possible(t, t)]
        if len(likely) == 1 and is_label(likely[0]):
            return Target([tk == 1.0 for tk in t], [])
        return Target([], t)

    def distribution(self, given: Any, count: int) -> list[Scalar]:
        """The probability of each of `count` classes, checked."""
        if not is_sequence(given):
            raise InputTypeError(
                f"{self.name} takes a list with the probability of each class as the target of "
                f"each sample, but was given {described(given)}"
            )
        t = [scalar(f"a probability given to {self.name}", tk) for tk in given]
        if len(t) != count:
            raise InputValueError(
                f"{self.name} was given {count} {self.takes}, but {len(t)} probabilities: "
                f"{abbreviate(given)}"
            )
        numbers = [tk for tk in t if not isinstance(tk, Value)]
        adds_up = len(numbers) < count or abs(sum(numbers) - 1.0) < 1e-6
        if not (adds_up and all(tk >= 0.0 for tk in numbers)):
            raise InputValueError(
                f"{self.name} takes probabilities that add up to 1, or the number of a class, as "
                f"the target of each sample, but was given {abbreviate(given)}"
            )
        return t

    def check(self, targets: Any, outputs: int) -> None:
        """Raise an error unless each list of outputs has a class or a distribution.

        Args:
            targets: An array whose first axis counts the samples.
            outputs: How many outputs the network has; with a list of outputs for each step of a
                sequence, those of all steps together.
        """
        if outputs < 2:
            raise InputValueError(
                f"{self.name} takes an output for each class, two or more, but the network has "
                f"{outputs}; for two classes and one output use binary_crossentropy or "
                "binary_crossentropy_with_logits; for numbers mse"
            )
        self.check_finite(targets)
        size = int(targets[:1].size)
        if targets.ndim > 1 and outputs == size:
            rows, count = targets.reshape(-1, targets.shape[-1]).tolist(), targets.shape[-1]
        elif targets.ndim == 1 or (outputs % size == 0 and outputs > size):
            rows, count = sorted(set(targets.ravel().tolist())), outputs // size
            self.target(0.0, count)  # whether it takes the number of a class at all
            _check_labels(self.name, rows, count)
        else:
            raise InputValueError(
                f"{self.name} takes the number of a class or {outputs} probabilities, one for each "
                f"output of the network, but y has {size} numbers for each example"
            )
        for row in rows:
            self.target(row, count)

    def check_outputs(self, outputs: Any) -> None:
        """Raise an error if the outputs are probabilities that do not add up to 1."""
        super().check_outputs(outputs)
        for row in innermost(outputs):
            self._check_total(row)

    def _rows(self, predictions: Any, targets: Any) -> list[tuple[Any, Any]]:
        """Each list of predictions with its target."""
        takes = f"{self.name} takes"
        if not (is_sequence(predictions) and is_sequence(targets)):
            raise InputTypeError(
                f"{takes} a list of {self.takes} and a target for each sample; for a single sample "
                f"write [{self.takes}], [target]"
            )
        samples, wanted = zip(*paired(self.name, predictions, targets), strict=True)
        hint = f"for a single {self._prediction} use {_OF_ONE_OUTPUT[self.takes]}"
        if not all(map(is_sequence, samples)):
            if any(map(is_sequence, wanted)):
                hint = "the predictions come first, then the targets"
            raise InputTypeError(
                f"{takes} a list of {self.takes} for each sample, but was given "
                f"{abbreviate(predictions)}; {hint}"
            )
        rows = matched_rows(self.name, samples, wanted)
        for row, _ in rows:
            if len(row) < 2:
                raise InputValueError(
                    f"{takes} two or more {self.takes} for each sample, but was given "
                    f"{abbreviate(row)}; {hint}"
                )
        return rows

    @property
    def _prediction(self) -> str:
        """What a prediction is called: "logit", "probability", "number", ..."""
        return "probability" if self.takes == "probabilities" else self.takes.removesuffix("s")

    def _check_total(self, predictions: list[Scalar]) -> None:
        """Raise an error for probabilities that do not add up to 1."""
        if self.takes != "probabilities" or autograd.is_compiling():
            return
        total = sum(x.data if isinstance(x, Value) else x for x in predictions)
        if abs(total - 1.0) > 1e-6:
            raise InputValueError(
                f"{self.name} takes predicted probabilities that add up to 1, but those of a "
                f"sample add up to {total!r}; end the network with a softmax"
            )

    def _hits(self, given: Any, count: int) -> Conditions:
        """For each class, whether the target is the number of that class."""
        k = scalar(f"a target given to {self.name}", given)
        if isinstance(k, Value) and autograd.is_compiling():
            return [k == number for number in range(count)]  # decided when the program runs
        number = k.data if isinstance(k, Value) else k
        if number not in range(count):
            raise InputValueError(
                f"{self.name} takes the number of a class, 0 to {count - 1} for {count} "
                f"{self.takes}, but was given {abbreviate(given)}"
            )
        return [number == other for other in range(count)]


class Distributions(Classes):
    """For each list of predictions a list with the probability of each class."""

    target = Classes.distribution


def _check_labels(name: str, labels: list[float], count: int) -> None:
    """Raise an error, with a hint, unless there is an output for each of these classes.

    >>> _check_labels("a loss", [1.0, 2.0, 3.0], count=3)
    Traceback (most recent call last):
    ...
    autograd.errors.InputValueError: ... but y has 3: subtract 1 from the labels, or ...
    """
    wrong = [label for label in labels if label not in range(count)]
    if not wrong:
        return
    least, most = labels[0], labels[-1]
    hint = "give the number of a class for each example, counted from 0"
    if least >= 0.0 and all(label == round(label) for label in labels):
        hint = f"for {most + 1:.0f} classes end the network with Dense({most + 1:.0f})"
        if least >= 1.0 and most == count:
            hint = "subtract 1 from the labels, or give the last layer one more neuron"
    raise InputValueError(
        f"{name} takes the number of a class, 0 to {count - 1} for {count} outputs, but y has "
        f"{wrong[-1]:g}: {hint}"
    )
