"""Targets of all examples at once: what `nn.losses.check_targets` makes of them.

A loss that is compiled sees no numbers, so that it can refuse none. Before training, all targets
are there, as an array.
"""

from collections.abc import Callable, Iterable
from typing import Any

from autograd import InputValueError

NumbersCheck = Callable[[str, Iterable[float]], None]
RowCheck = Callable[[str, Any, int], None]


def check_numbers(
    name: str, targets: Any, outputs: int, allowed: NumbersCheck = lambda name, numbers: None
) -> None:
    """An error unless there is a target for each output of each example, finite and allowed.

    Args:
        name: The loss.
        targets: An array, the examples first.
        outputs: How many outputs the network has.
        allowed: Raises an error if a loss takes no such number.
    """
    if _size(targets) != outputs:
        hint = ""
        if targets.ndim == 1 and (targets == targets.round()).all():
            hint = "; for numbers of classes use sparse_categorical_crossentropy"
        raise InputValueError(
            f"{name} takes a target for each output: the network has {outputs}, but y has "
            f"{_size(targets)} for each example{hint}"
        )
    _check_finite(name, targets)
    allowed(name, sorted(set(targets.ravel().tolist())))


def check_rows(name: str, targets: Any, outputs: int, allowed: RowCheck) -> None:
    """An error unless there is a class or a distribution for each list of outputs.

    Args:
        name: The loss.
        targets: An array, the examples first.
        outputs: How many outputs the network has, those for all places together if it has an
            output for each place, such as each step of a sequence.
        allowed: Raises an error unless the target is one for so many classes.
    """
    if outputs < 2:
        raise InputValueError(
            f"{name} takes an output for each class, two or more, but the network has {outputs}; "
            "for two classes and one output use binary_crossentropy or "
            "binary_crossentropy_with_logits; for numbers mse"
        )
    _check_finite(name, targets)
    size = _size(targets)
    if targets.ndim > 1 and outputs == size:
        rows, classes = targets.reshape(-1, targets.shape[-1]).tolist(), targets.shape[-1]
    elif targets.ndim == 1 or (outputs % size == 0 and outputs > size):
        rows, classes = sorted(set(targets.ravel().tolist())), outputs // size
        allowed(name, 0.0, classes)  # whether it takes the number of a class at all
        _check_classes(name, rows, classes)
    else:
        raise InputValueError(
            f"{name} takes the number of a class or {outputs} probabilities, one for each output "
            f"of the network, but y has {size} numbers for each example"
        )
    for row in rows:
        allowed(name, row, classes)


def _check_classes(name: str, labels: list[float], classes: int) -> None:
    """An error that says what to do, unless there is an output for each of these classes.

    >>> _check_classes("a loss", [1.0, 2.0, 3.0], classes=3)
    Traceback (most recent call last):
    ...
    autograd.errors.InputValueError: ... but y has 3: subtract 1 from the labels, or ...
    """
    wrong = [label for label in labels if label not in range(classes)]
    if not wrong:
        return
    least, most = labels[0], labels[-1]
    hint = "give the number of a class for each example, counted from 0"
    if least >= 0.0 and all(label == round(label) for label in labels):
        hint = f"for {most + 1:.0f} classes end the network with Dense({most + 1:.0f})"
        if least >= 1.0 and most == classes:
            hint = "subtract 1 from the labels, or give the last layer one more unit"
    raise InputValueError(
        f"{name} takes the number of a class, 0 to {classes - 1} for {classes} outputs, but y has "
        f"{wrong[-1]:g}: {hint}"
    )


def _size(targets: Any) -> int:
    """How many numbers there are for each example."""
    return int(targets[:1].size)


def _check_finite(name: str, targets: Any) -> None:
    import numpy

    wrong = ~numpy.isfinite(targets.reshape(len(targets), -1)).all(axis=1)
    if wrong.any():
        example = int(wrong.argmax())
        raise InputValueError(
            f"{name} takes finite targets, but y[{example}] is {targets[example].tolist()}; leave "
            "out the examples without a target"
        )
