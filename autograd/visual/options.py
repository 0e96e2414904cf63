"""Checks of the options that drawings and players share."""

from numbers import Integral
from typing import Any, get_args

from autograd.checks import abbreviate
from autograd.errors import InputValueError
from autograd.visual.picture import Direction


def check_direction(direction: Any) -> None:
    """Raise an error for what is no direction."""
    if not isinstance(direction, str) or direction not in get_args(Direction):
        raise InputValueError(
            f"direction is {abbreviate(direction)}; the directions are 'LR' (left to right) and "
            "'TB' (top to bottom)"
        )


def check_digits(digits: Any) -> None:
    """Raise an error for what is no number of significant digits.

    >>> check_digits(18)
    Traceback (most recent call last):
    autograd.errors.InputValueError: digits is 18; a number has 1 to 17 significant digits, ...
    """
    if not (isinstance(digits, Integral) and 1 <= int(digits) <= 17):
        raise InputValueError(
            f"digits is {abbreviate(digits)}; a number has 1 to 17 significant digits, 4 by default"
        )


def check_max_nodes(max_nodes: Any) -> None:
    """Raise an error for what is neither a number of Values nor None."""
    if max_nodes is not None and not (isinstance(max_nodes, Integral) and int(max_nodes) >= 1):
        raise InputValueError(
            f"max_nodes is {abbreviate(max_nodes)}; give a whole number from 1, or None to "
            "draw everything"
        )
