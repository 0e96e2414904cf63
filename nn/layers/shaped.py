"""Shaped: a layer that checks the axes of samples; and functions of nested lists."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from autograd import InputTypeError, InputValueError
from autograd.checks import whole_number
from nn.arguments import is_sequence
from nn.layers.base import BaseLayer, Shape, shape_of

IMAGE = ("height", "width", "channels")
SEQUENCE = ("steps", "features")


class Shaped(BaseLayer):
    """A layer that checks the axes of samples; the last axis keeps the length it had at first.

    Attributes:
        axes: The names of the axes, such as ("steps", "features"); empty if any will do.
    """

    axes: ClassVar[tuple[str, ...]] = ()

    def build(self, shape: Iterable[int] | None = None) -> None:
        """As for `BaseLayer`."""
        known = self.input_shape if shape is None else tuple(shape)
        if self.built_for is None and known is not None:
            self._check(known)
        super().build(shape)

    def __call__(self, x: Any, training: bool | None = None) -> Any:
        """As for `BaseLayer`."""
        if hasattr(x, "tolist"):
            x = x.tolist()
        self._check(shape_of(x, type(self).__name__))
        return super().__call__(x)

    def _check(self, shape: Shape) -> None:
        """Raise an error if it does not take samples of that shape."""
        name, axes = type(self).__name__, self.axes
        if axes and len(shape) != len(axes):
            hint = ""
            if self.fed_last_step_of:
                hint = f"; write return_sequences=True in {self.fed_last_step_of} before it"
            elif len(shape) == len(axes) - 1:
                hint = f"; add an axis of {axes[-1]}: X[..., None]"
            elif len(shape) == len(axes) + 1:
                hint = "; for several samples write [model(x) for x in X]"
            raise InputTypeError(
                f"{name} takes samples of shape ({', '.join(axes)}{',' * (len(axes) == 1)}), but "
                f"was given one of shape {shape}{hint}"
            )
        if self.built_for and (not axes or len(axes) > 1) and shape[-1] != self.built_for[-1]:
            what = f"{axes[-1]} " if axes else "numbers "
            raise InputValueError(
                f"{name} takes samples with {self.built_for[-1]} {what}in the last axis, as its "
                f"first one had, but was given one of shape {shape}"
            )


def each(function: Callable[[Any], Any], x: Any) -> Any:
    """`function` of each number in nested lists.

    >>> each(abs, [[-1.0], [2.0]])
    [[1.0], [2.0]]
    """
    return [each(function, part) for part in x] if is_sequence(x) else function(x)


def each_row(function: Callable[[list[Any]], Any], x: Any) -> Any:
    """`function` of each of the innermost lists.

    >>> each_row(sum, [[1.0, 2.0], [3.0]])
    [3.0, 3.0]
    """
    x = list(x)
    if x and is_sequence(x[0]):
        return [each_row(function, part) for part in x]
    return function(x)


def as_given(numbers: Any) -> Any:
    """A size that was checked, as a whole number or a tuple of them, also if it was an array.

    >>> as_given(3), as_given([2, 3])
    (3, (2, 3))
    """
    return tuple(map(int, numbers)) if is_sequence(numbers) else int(numbers)


def pair(what: str, numbers: Any) -> tuple[int, int]:
    """Height and width, from two numbers or one for both.

    >>> pair("kernel_size of Conv2D", 3)
    (3, 3)
    """
    sizes = list(numbers) if is_sequence(numbers) else [numbers, numbers]
    if len(sizes) != 2:
        raise InputValueError(f"{what} takes one or two numbers, but was given {len(sizes)}")
    return whole_number(what, sizes[0]), whole_number(what, sizes[1])
