"""The exceptions of the library, as one small tree.

Every error is an `AutogradError`, and also the built-in exception that Python users expect for
that kind of mistake, so `except TypeError` and `except AutogradError` both catch a wrong type.

>>> issubclass(GradientLostError, TypeError)
True
"""

from typing import Any


class AutogradError(Exception):
    """The root of the tree: catch this to catch everything the library raises on purpose."""


class InputTypeError(AutogradError, TypeError):
    """Something of the wrong kind was given: text for a number, a list for a Value."""


class InputValueError(AutogradError, ValueError):
    """Something of the right kind but with an impossible content: a wrong length, a bad name."""


class GradientLostError(InputTypeError):
    """A Value was about to become a plain number, which would silently cut the graph."""


class MissingDependencyError(AutogradError, ImportError):
    """A package or program that this feature needs is not installed."""


class DrawingError(AutogradError, RuntimeError):
    """The drawing program could not be run, or refused the drawing."""


class TracingError(AutogradError, TypeError):
    """A function that is being recorded for the compiler asked for a number it must not know."""


class NonFiniteError(AutogradError, ArithmeticError):
    """Within `autograd.debug()` an operation or a gradient became nan or infinite.

    Attributes:
        diagnosis: The `Diagnosis` that the message is the text of.
    """

    diagnosis: Any = None
