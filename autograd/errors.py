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
    """The argument is of the wrong type: text for a number, a list for a Value."""


class InputValueError(AutogradError, ValueError):
    """The argument is of the right type, but impossible: a wrong length, a bad name."""


class GradientLostError(InputTypeError):
    """A Value was about to become a plain number, which would silently cut the graph."""


class MissingDependencyError(AutogradError, ImportError):
    """A package or program that this feature needs is not installed."""


class DrawingError(AutogradError, RuntimeError):
    """The drawing program failed to run, or refused the drawing."""


class TracingError(AutogradError, TypeError):
    """A function asked for a number while it was recorded for the compiler."""


class NonFiniteError(AutogradError, ArithmeticError):
    """Within `autograd.debug()` an operation or a gradient became nan or infinite.

    Attributes:
        diagnosis: The `Diagnosis` whose text is the message.
    """

    diagnosis: Any = None
