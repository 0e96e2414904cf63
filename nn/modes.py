"""The mode of a network, training or not, which dropout and noise depend on.

>>> is_training()
False
>>> with training_mode():
...     is_training()
True
"""

from autograd import InputTypeError
from autograd.checks import described
from autograd.recording.entries import Entry, Setting, Unchanged

__all__ = ["is_training", "training_mode"]

_TRAINING = Setting("training_mode", False)


def is_training() -> bool:
    """Whether layers such as `Dropout` should behave as in training."""
    return _TRAINING.get()


def training_mode(mode: bool | None = True) -> Entry:
    """Within it, layers such as `Dropout` behave as in training; `fit` does this by itself.

    Args:
        mode: False to end it for a while within; None to leave it as it is.

    Raises:
        InputTypeError: If it is none of these.
    """
    if mode is None:
        return Unchanged()
    if not isinstance(mode, bool):
        raise InputTypeError(
            f"training_mode takes True, False or None, but was given {described(mode)}"
        )
    return _TRAINING.set(mode)
