"""The mode of a network, training or not, which dropout and noise depend on.

>>> is_training()
False
>>> with training_mode():
...     is_training()
True
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["is_training", "training_mode"]

_TRAINING: ContextVar[bool] = ContextVar("training", default=False)


def is_training() -> bool:
    """Whether layers such as `Dropout` should behave as in training."""
    return _TRAINING.get()


@contextmanager
def training_mode(mode: bool | None = True) -> Iterator[None]:
    """Within it, layers such as `Dropout` behave as in training; `fit` does this by itself.

    Args:
        mode: False to end it for a while within; None to leave it as it is.
    """
    token = _TRAINING.set(is_training() if mode is None else mode)
    try:
        yield
    finally:
        _TRAINING.reset(token)
