"""Samples: the inputs, targets and weights that users give, as arrays."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from autograd import InputTypeError, InputValueError, Value
from autograd.checks import abbreviate, described, is_masked
from nn.arguments import is_sequence, number_in


@dataclass
class Samples:
    """Inputs with their targets and weights.

    Attributes:
        X: The inputs, an array with one sample in each row.
        y: The targets, one row for each sample; None for prediction.
        weights: A factor for each sample; None for 1.
    """

    X: Any
    y: Any = None
    weights: Any = None

    def __len__(self) -> int:
        return len(self.X)

    def take(self, index: Any) -> "Samples":
        """Some of the samples."""
        parts = (self.X, self.y, self.weights)
        return Samples(*(None if part is None else part[index] for part in parts))

    def batches(self, size: int, rng: random.Random | None = None) -> Iterator["Samples"]:
        """Batches of that size, the last one perhaps smaller; shuffled if there is a generator."""
        import numpy

        order = numpy.arange(len(self))
        if rng is not None:
            order = numpy.random.default_rng(rng.getrandbits(128)).permutation(order)
        for start in range(0, len(self), size):
            yield self.take(order[start : start + size])


def samples(X: Any, y: Any = None, sample_weight: Any = None) -> Samples:
    """The inputs, targets and weights that a user gave, as arrays, after checks.

    Args:
        X: A sample in each row: lists, an array, a data frame. In a list of numbers, each is a
            sample.
        y: A target for each sample, in lists, an array or a data frame.
        sample_weight: A factor for each sample's loss.

    Raises:
        InputTypeError: If something is not a number.
        InputValueError: If lengths differ, there is no sample, or a weight is negative.
    """
    import numpy

    inputs = array("X", X)
    if inputs.ndim == 1:
        inputs = inputs[:, None]
    if not len(inputs):
        raise InputValueError("X has no examples; give at least one")
    targets = None if y is None else array("y", y)
    if targets is not None and targets.ndim == 2 and targets.shape[1] == 1:
        targets = targets[:, 0]
    weights = None if sample_weight is None else array("sample_weight", sample_weight)
    if weights is not None and weights.ndim != 1:
        raise InputValueError(
            f"sample_weight takes one number for each example, but its shape is {weights.shape}"
        )
    for name, other in (("y", targets), ("sample_weight", weights)):
        if other is not None and len(other) != len(inputs):
            raise InputValueError(
                f"X has {len(inputs)} examples, but {name} has {len(other)}; give as many"
            )
    if weights is not None:
        _check_weights(weights)
    return Samples(numpy.ascontiguousarray(inputs), targets, weights)


def by_class(some: Samples, class_weight: Mapping[Any, float] | None) -> Samples:
    """The samples, with their weights multiplied by those of their classes.

    Args:
        some: The samples.
        class_weight: A factor for the loss of each class; None changes nothing.

    >>> import numpy
    >>> by_class(Samples(numpy.zeros((3, 1)), numpy.array([0.0, 1.0, 1.0])), {1: 5.0}).weights
    array([1., 5., 5.])
    """
    if class_weight is None:
        return some
    factors = _of_classes(some.y, class_weight)
    _check_weights(factors)
    return replace(some, weights=factors if some.weights is None else some.weights * factors)


def _check_weights(weights: Any) -> None:
    import numpy

    wrong = weights[~((weights >= 0.0) & (weights < numpy.inf))]
    if len(wrong):
        raise InputValueError(
            f"weights of examples are finite and not negative, but one is {wrong[0]}"
        )


def array(name: str, given: Any) -> Any:
    """Numbers that a user gave, as an array of floats whose first axis counts the samples.

    >>> array("X", [[1, 2], [3, 4]]).shape
    (2, 2)
    """
    import numpy

    if isinstance(given, (*_TEXT, Mapping)):
        raise InputTypeError(_no_numbers(name, given))
    if hasattr(given, "tocsr"):
        raise InputTypeError(f"{name} is a sparse matrix; give {name}.toarray()")
    _refuse_masked(name, given)
    try:
        found = numpy.asarray(given)
    except Exception:  # lists of different lengths; whatever an object of the user's raises
        raise InputValueError(
            f"{name} takes examples of the same shape, but was given {abbreviate(given)}; "
            "pad lists of different lengths to one, such as by zeros at their ends"
        ) from None
    if found.dtype.kind == "O":
        if any(thing is None for thing in found.ravel()):
            raise InputTypeError(f"{_needed(name)}among them is None; {_MISSING}")
        if any(isinstance(thing, _TEXT) for thing in found.ravel()):
            raise InputTypeError(_no_numbers(name, given))
        try:
            found = found.astype(float)
        except Exception:  # text, objects, numbers that no double can hold
            raise InputTypeError(_no_numbers(name, given)) from None
    if found.dtype.kind not in "biuf":
        raise InputTypeError(_no_numbers(name, given))
    if not found.ndim:
        raise InputTypeError(f"{name} takes a list or an array, but was given {abbreviate(given)}")
    return found.astype(float)


_TEXT = (str, bytes, bytearray)
_MISSING = "leave out examples with missing values, or fill them in (scikit-learn's SimpleImputer)"


def _refuse_masked(name: str, given: Any) -> None:
    """Raise an error for numpy's masked numbers: an array of plain numbers would unmask them."""
    if any(map(is_masked, given if isinstance(given, list | tuple) else [given])):
        raise InputTypeError(f"{_needed(name)}some of them are masked; {_MISSING}")


def _needed(name: str) -> str:
    return f"{name} takes numbers in lists or arrays, one row for each example, but "


def split(everything: Samples, share: float) -> tuple[Samples, Samples | None]:
    """The first samples for training and the last ones for validation.

    Args:
        everything: The samples.
        share: The share of them for validation, from 0 to below 1.
    """
    share = number_in("validation_split", share, high=1.0)
    if not share:
        return everything, None
    count = int(len(everything) * (1.0 - share))
    if not 0 < count < len(everything):
        raise InputValueError(
            f"validation_split={share} of {len(everything)} examples leaves "
            f"{count} for training and {len(everything) - count} for validation; both need one"
        )
    return everything.take(slice(count)), everything.take(slice(count, None))


def classes_of(y: Any) -> Any:
    """The class of each target: the number itself, or the index of the largest probability.

    >>> import numpy
    >>> classes_of(numpy.array([[0.0, 1.0], [1.0, 0.0]])).tolist()
    [1, 0]
    """
    return y.argmax(axis=1) if y.ndim == 2 else y


def as_values(x: Any) -> Any:
    """Nested lists of numbers as nested lists of Values.

    >>> as_values([[1.0], [2.0]])
    [[Value(data=1.0, grad=0.0)], [Value(data=2.0, grad=0.0)]]
    """
    return [as_values(part) for part in x] if is_sequence(x) else Value(x)


def _of_classes(y: Any, class_weight: Mapping[Any, float]) -> Any:
    """The weight of each sample, by its class; 1 for classes that are not mentioned."""
    import numpy

    if y is None or y.ndim > 2:
        raise InputValueError("class_weight needs targets that are classes")
    _check_classes(y)
    if not isinstance(class_weight, Mapping):
        raise InputTypeError(
            "class_weight takes a dict from classes to factors, such as {0: 1.0, 1: 5.0}, but was "
            f"given {described(class_weight)}; for balanced ones use "
            "sklearn.utils.class_weight.compute_class_weight"
        )
    found = classes_of(y)
    try:
        factors = {float(key): float(factor) for key, factor in class_weight.items()}
    except (TypeError, ValueError):
        raise InputTypeError(
            "class_weight takes numbers of classes and their factors, such as {0: 1.0, 1: 5.0}, "
            f"but was given {abbreviate(dict(class_weight))}"
        ) from None
    return numpy.array([factors.get(label, 1.0) for label in found.tolist()])


def _check_classes(y: Any) -> None:
    """Raise an error for targets that are not one class, or one distribution, for each sample."""
    import numpy

    if y.ndim == 1:
        right, kind = y == y.round(), "the number of its class"
    else:
        adds_up = abs(y.sum(axis=1) - 1.0) < 1e-6
        right, kind = adds_up & (y >= 0.0).all(axis=1), "the probabilities of its classes"
    for sample in numpy.flatnonzero(~right)[:1].tolist():
        raise InputValueError(
            f"class_weight needs {kind} as the target of each example, but y[{sample}] is "
            f"{abbreviate(y[sample].tolist())}; for numbers or several labels use sample_weight"
        )


def _no_numbers(name: str, given: Any) -> str:
    """The text of an error: what is not a number, and what to do about text."""
    needed = _needed(name)
    for column in getattr(given, "columns", ()):
        wrong = _not_a_number(given[column])
        if wrong is not None:
            return (
                f"{needed}in its column {str(column)!r} is {abbreviate(wrong)}; encode it, for "
                f"example by pandas.get_dummies({name}), or leave it out"
            )
    wrong = None if isinstance(given, (*_TEXT, Mapping)) else _not_a_number(given)
    if wrong is None:
        return f"{needed}was given {described(given)}"
    hint = ""
    if isinstance(wrong, str) and wrong.strip().isdecimal():
        hint = f"; read text as numbers by numpy.asarray({name}, dtype=float)"
    elif name == "y" and isinstance(wrong, str):
        hint = (
            "; of names of classes make numbers by sklearn.preprocessing.LabelEncoder()"
            f".fit_transform(y), or, if there are two, by numpy.asarray(y) == {wrong!r}"
        )
    return f"{needed}among them is {described(wrong)}{hint}"


def _not_a_number(given: Any) -> Any:
    """The first thing that is not a number; None if all are."""
    import numpy

    for thing in numpy.asarray(given, dtype=object).ravel():
        if isinstance(thing, _TEXT):
            return str(thing) if isinstance(thing, str) else thing
        try:
            float(thing)
        except Exception:
            return thing
    return None
