"""Random numbers for functions that may be compiled: dropout, noise.

A compiled function draws new ones at every run. They come from a generator that is passed in, a
`random.Random` or a `numpy.random.Generator`, in the same order whether compiled or not.
"""

from typing import Any

from autograd.checks import abbreviate
from autograd.errors import InputTypeError
from autograd.recording import contexts

__all__ = ["normal", "uniform"]


def uniform(rng: Any) -> Any:
    """A random number, uniform in [0, 1).

    Args:
        rng: The generator to draw it from.

    >>> import random
    >>> uniform(random.Random(0)) == random.Random(0).random()
    True
    """
    return _drawn(rng, "uniform")


def normal(rng: Any) -> Any:
    """A random number from the standard normal distribution.

    Args:
        rng: The generator to draw it from.

    >>> import random
    >>> normal(random.Random(0)) == random.Random(0).gauss(0.0, 1.0)
    True
    """
    return _drawn(rng, "normal")


def _drawn(rng: Any, kind: str) -> Any:
    if not callable(getattr(rng, "random", None)):
        raise InputTypeError(
            f"{kind}(rng) takes a random.Random or a numpy.random.Generator, but was given "
            f"{abbreviate(rng)}; write random.Random(seed)"
        )
    trace = contexts.trace()
    return draw(rng, kind) if trace is None else trace.draw(rng, kind)


def draw(rng: Any, kind: str) -> float:
    """The next number of a generator."""
    if kind == "uniform":
        return float(rng.random())
    gauss = getattr(rng, "gauss", None)  # the standard library's name
    return float(gauss(0.0, 1.0) if gauss else rng.normal())
