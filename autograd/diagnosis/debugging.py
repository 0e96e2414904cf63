"""`debug`: stop at the operation that makes a nan, and remember the lines of all others."""

import math
import sys
from collections.abc import Mapping
from contextvars import Context
from types import FrameType
from typing import Any

from autograd.diagnosis.diagnosing import examine, examine_edge
from autograd.diagnosis.origins import Located, Origin, calling_frame
from autograd.diagnosis.report import Diagnosis, Graph
from autograd.diagnosis.search import backward_break, is_broken
from autograd.errors import NonFiniteError
from autograd.functional.sweeps import data_of, local_values
from autograd.graph import topological_order
from autograd.names.variables import caller_variables, names_of
from autograd.operation import Operation
from autograd.recording import contexts
from autograd.recording.entries import Entry
from autograd.value import Value, record_operation


def debug(*, nan: bool = True, inf: bool = True) -> Entry:
    """Within it, an operation that makes a nan or an infinity of finite numbers raises an error.

    So does a backward pass in which a gradient becomes nan or infinite, before it changes any
    gradient. Values remember the line of code that made them, which `diagnose` shows later on. It
    is a context manager and a decorator, for this thread only, and is undone when an error or
    Ctrl-C occurs. Operations are several times slower within it, and no slower without it.

    An infinity made of infinities is no error, as in masking by -inf. Neither is a 0 made of an
    infinity, such as 1 / inf, though the infinity itself may be one: see `inf`.

    Args:
        nan: Whether to stop where a nan is made of other numbers, or comes in as data.
        inf: Whether to stop where an infinity is made of finite numbers. Most nans begin there, as
            in log(0).

    Raises:
        NonFiniteError: Within the context, with the operation, its operands, the line and, if the
            table has one, the formula to write instead. Its `diagnosis` is the `Diagnosis`.

    >>> from autograd import log
    >>> p = Value(0.0, label="p")
    >>> with debug():
    ...     loss = -log(p)
    Traceback (most recent call last):
    ...
    autograd.errors.NonFiniteError: The result is -inf: log made it of finite numbers.
      operation   log(p) = -inf
      operands    p = 0.0
      made at     <doctest ...debug[2]>, line 2: loss = -log(p)
      ...
    """
    return contexts.watched_by(_Debugger(nan=nan, inf=inf), "debug()")


class _Debugger:
    """Watches the operations and backward passes of a thread."""

    def __init__(self, *, nan: bool, inf: bool) -> None:
        self._nan = nan
        self._inf = inf
        self._origins: dict[Origin, Origin] = {}  # one for each line, not for each node

    def _origin(self, frame: FrameType) -> Origin:
        origin = Origin(frame.f_code.co_filename, frame.f_lineno)
        return self._origins.setdefault(origin, origin)

    def made(self, op: Operation, inputs: tuple[Any, ...], out: float) -> Value:
        """A node that knows its line, unless it is an error."""
        frame = calling_frame(sys._getframe())
        origin = self._origin(frame)
        if out - out != 0.0 and self._is_wrong(out, inputs) and not _in_rule(sys._getframe()):
            # Recorded here even within no_grad, so that it can be examined like any other node.
            node: Value = Context().run(record_operation, op, inputs)
            raise _error(examine(_graph([node], frame, {node: origin})))
        located = Located(out)
        located._origin = origin
        return located

    def _is_wrong(self, out: float, inputs: tuple[Any, ...]) -> bool:
        if math.isnan(out):
            # A computed nan has been an error before; one in data or a constant has not.
            excuses = [x.data for x in inputs if isinstance(x, Value) and _is_computed(x)]
            return self._nan and not any(map(math.isnan, excuses))
        return self._inf and all(map(math.isfinite, [data_of(x) for x in inputs]))

    def before_backward(self, seeds: dict[Value, Any]) -> None:
        """Try the backward pass before it changes any gradient."""
        wrong = is_broken if self._nan and self._inf else math.isnan if self._nan else math.isinf
        if not (self._nan or self._inf):
            return
        numbers = {root: data_of(seed) for root, seed in seeds.items()}
        edge = backward_break(topological_order(*seeds), numbers, wrong)
        if edge is not None:
            raise _error(examine_edge(_graph([*seeds], calling_frame(sys._getframe())), edge))


def _graph(
    roots: list[Value], frame: FrameType, origins: Mapping[Value, Origin] | None = None
) -> Graph:
    order = topological_order(*roots)
    return Graph(roots, order, names_of(order, caller_variables(None, frame)), origins or {})


def _error(diagnosis: Diagnosis) -> NonFiniteError:
    error = NonFiniteError(str(diagnosis))
    error.diagnosis = diagnosis
    return error


def _is_computed(x: Value) -> bool:
    return x.op is not None or isinstance(x, Located)


def _in_rule(frame: FrameType | None) -> bool:
    """Whether a rule of the table is being evaluated on Values.

    A branch that a rule does not take may be nan or infinite. The rule's result is checked where it
    is multiplied by the incoming gradient.
    """
    while frame is not None:
        if frame.f_code is local_values.__code__:
            return True
        frame = frame.f_back
    return False
