"""numpy's protocol: `np.exp(v)`, `np.float64(2) * v` and `array * v` reach the table's rows."""

import functools
from collections.abc import Callable
from typing import Any

from autograd import ops  # noqa: F401 - fills the table
from autograd.errors import InputTypeError
from autograd.graph import number_of
from autograd.operation import TABLE
from autograd.recording import contexts
from autograd.recording.predicates import PREDICATES

_COMPARISONS = {"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"}
_ON_DATA = _COMPARISONS | {"isnan", "isinf", "isfinite", "signbit"}


class NumpyOperand:
    """What numpy's functions (ufuncs) may be applied to: the base of `Value`."""

    __slots__ = ()

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """Called by numpy in place of a ufunc when one of its inputs is a Value."""
        name = ufunc.__name__
        tracing = contexts.trace() is not None
        if name in _ON_DATA and not tracing:  # the answer to a question has no gradient
            return ufunc(*[number_of(x) if isinstance(x, NumpyOperand) else x for x in inputs])
        function = _functions().get(name) or (PREDICATES.get(name) if tracing else None)
        if function is None or method != "__call__" or options:
            how = "" if method == "__call__" else "." + method
            detail = f" with {', '.join(options)}=..." if options else ""
            without = "" if tracing else ", or v.data for the number without its gradient"
            raise InputTypeError(
                f"numpy.{name}{how}{detail} is not available for Values; use the functions of "
                f"autograd{without}"
            )
        return function(*inputs)


@functools.cache
def _functions() -> dict[str, Callable[..., Any]]:
    """The function in place of each ufunc, by its name: a row of the table, or a composition."""
    rows = {row.array: row for row in TABLE.values() if isinstance(row.array, str)}
    return rows | {
        "square": lambda x: x * x,
        "reciprocal": lambda x: 1.0 / x,
        "positive": lambda x: x,
    }
