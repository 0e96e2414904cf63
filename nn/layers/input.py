"""Input: the shape of a sample, given as in Keras."""

from collections.abc import Iterable
from typing import Any

from autograd import InputValueError
from autograd.checks import abbreviate, whole_number
from nn.arguments import is_sequence


class Input:
    """The shape of one sample, given before the first layer. It is no layer itself.

    `Sequential([Input((4,)), Dense(3)])` is `Sequential([Dense(3, input_shape=(4,))])`.

    Args:
        shape: The shape of one sample, such as (28, 28, 1).
        batch_size: None, the only choice: `fit` is told the size of batches.
        dtype: None or "float64", which means the same.
        name: What to call it.

    Raises:
        InputTypeError: If a size is no whole number.
        InputValueError: If a size is below 1, or another argument means something else.
    """

    def __init__(
        self,
        shape: Iterable[int],
        *,
        batch_size: None = None,
        dtype: str | None = None,
        name: str | None = None,
    ) -> None:
        self.shape = sizes("shape of Input", shape)
        if batch_size is not None:
            raise InputValueError(
                f"Input takes the shape of one sample, but was given batch_size="
                f"{abbreviate(batch_size)}; give that to fit"
            )
        if dtype not in (None, "float64"):
            raise InputValueError(
                f"Input takes doubles, but was given dtype={abbreviate(dtype)}; leave it out"
            )
        self.name = name

    def __repr__(self) -> str:
        return f"Input({self.shape})"


def sizes(what: str, shape: Any) -> tuple[int, ...]:
    """The shape of a sample as a tuple, after checks.

    >>> sizes("shape", [28, 28, 1])
    (28, 28, 1)
    """
    given = list(shape) if is_sequence(shape) else [shape]
    if not given:
        raise InputValueError(f"the {what} is empty; give at least one size")
    return tuple(whole_number(f"size {i} of the {what}", size) for i, size in enumerate(given))
