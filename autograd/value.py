"""Value: a number that remembers where it came from."""

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from autograd.checks import abbreviate, as_float, unwrap
from autograd.errors import GradientLostError, InputTypeError
from autograd.graph import topological_order
from autograd.operation import TABLE, Operation
from autograd.recording import contexts, copying
from autograd.recording.predicates import (
    BY_OPERATOR,
    PREDICATES,
    constant,
    logical_and,
    logical_not,
    logical_or,
)
from autograd.recording.scopes import CURRENT, Scope

current_scope = CURRENT.get
Number = float | int


class Value:
    """A scalar in a computation graph.

    Arithmetic on Values and numbers gives new Values that know the operation and the operands they
    came from, and, computed at the same moment, the local derivatives of that operation. So
    `backward()` has only to multiply and add.

    Args:
        data: The number: anything real. It is kept as a double.
        label: A name for drawings and explanations.

    Attributes:
        data: The number itself. Assigning to it changes no gradient that is recorded already.
        grad: d root / d self, after `root.backward()`; for leaves the sum over all such calls.
        label: The name shown in drawings.
        op: The `Operation` that made this Value; None for a leaf.
        inputs: What the operation was applied to, constants included.
        operands: The Values among the inputs, through which gradients flow.
        local_derivatives: d self / d operand for each operand, as of the forward pass.
        scope: In which part of the program it was made, such as the call of a layer; see
            `autograd.scope`. None outside of all.

    `==` compares numbers, as `<` does; to find a node in a list, use `is`.

    Raises:
        InputTypeError: If data is no real number.

    >>> a = Value(2.0, label="a")
    >>> b = Value(-3.0, label="b")
    >>> loss = (a * b + 10.0).tanh()
    >>> loss.backward()
    >>> loss
    Value(data=0.999329299739067, grad=1.0)
    >>> print(f"d loss / d a = {a.grad:.6f}")
    d loss / d a = -0.004023
    >>> loss.operands[0].op, loss.operands[0].local_derivatives
    (<operation add(a, b)>, (1.0,))
    """

    # A graph is mostly nodes with one or two operands. They are kept in slots of their own, not in
    # tuples: the garbage collector visits every container, and that is most of what a graph costs.
    __slots__ = (
        "_grad",
        "_left",  # the first operand
        "_left_local",  # its local derivative
        "_more",  # ((operand, local derivative), ...) from the third on
        "_number",
        "_right",  # the second operand
        "_right_local",
        "_template",  # all inputs, with None in the place of operands, where these are not all
        "label",
        "op",
        "scope",
    )

    _number: float
    _grad: float
    _left: "Value | None"
    _left_local: float
    _right: "Value | None"
    _right_local: float
    _more: tuple[tuple["Value", float], ...] | None
    _template: tuple[Any, ...] | None
    label: str
    op: Operation | None
    scope: Scope | None

    def __init__(self, data: Any, label: str = "") -> None:
        if type(data) is not float:
            if isinstance(data, Value):
                raise InputTypeError(
                    f"Value(data) takes a number, but was given {data!r}: use it as it is, or "
                    "copy its number without the graph by detach()"
                )
            data = as_float(data, "Value(data)")
        self._number = data
        self._grad = 0.0
        self.label = label
        self.scope = current_scope()
        self.op = self._left = self._right = self._more = self._template = None
        if contexts.open_traces:
            contexts.note_leaf(self)

    # ----------------------------------------------------------------------------- attributes

    # A function that `compile` records may not look at numbers: the line `if open_traces` says so.
    # It is all that a thread pays for another thread's recording.

    @property
    def data(self) -> float:
        """The number itself."""
        if contexts.open_traces:
            contexts.refuse("read data", self)
        return self._number

    @data.setter
    def data(self, data: Number) -> None:
        if contexts.open_traces:
            contexts.refuse("write data", self)
        self._number = data if type(data) is float else as_float(data, "Value.data")

    @property
    def grad(self) -> float:
        """d root / d self."""
        if contexts.open_traces:
            contexts.refuse("read grad", self)
        return self._grad

    @grad.setter
    def grad(self, grad: Number) -> None:
        if contexts.open_traces:
            contexts.refuse("write grad", self)
        self._grad = grad if type(grad) is float else as_float(grad, "Value.grad")

    @property
    def operands(self) -> tuple["Value", ...]:
        """The Values among the inputs, through which gradients flow."""
        if self._left is None:
            return ()
        if self._right is None:
            return (self._left,)
        return (self._left, self._right, *[operand for operand, _ in self._more or ()])

    @property
    def local_derivatives(self) -> tuple[float, ...]:
        """d self / d operand for each operand, as of the forward pass."""
        if self._left is None:
            return ()
        if self._right is None:
            return (self._left_local,)
        return (self._left_local, self._right_local, *[local for _, local in self._more or ()])

    @property
    def inputs(self) -> tuple[Any, ...]:
        """What the operation was applied to, constants included."""
        if self._template is None:
            return self.operands
        operands = iter(self.operands)
        return tuple([next(operands) if x is None else x for x in self._template])

    @property
    def operand_positions(self) -> tuple[int, ...]:
        """Which of the inputs each operand is: constants and branches not taken are none.

        >>> (2.0 - Value(3.0)).operand_positions
        (1,)
        """
        if self._template is None:
            return tuple(range(len(self.operands)))
        return tuple([k for k, x in enumerate(self._template) if x is None])

    @property
    def is_leaf(self) -> bool:
        """Whether this Value was made from a number, not by an operation."""
        return self.op is None

    @property
    def _prev(self) -> tuple["Value", ...]:
        """`operands`, under the name that code written for micrograd uses."""
        return self.operands

    @property
    def _op(self) -> str:
        """The operation's symbol ('' for a leaf), under the name that micrograd uses."""
        return "" if self.op is None else self.op.symbol

    # -------------------------------------------------------------------------- differentiation

    def backward(self, seed: Number = 1.0) -> None:
        """Compute d self / d node for every node below, in their `grad`.

        Gradients of interior nodes are set, those of leaves are added to, so calling it twice gives
        the leaves exactly twice the gradient, and losses of several graphs add up. Graphs that
        share leaves are to be differentiated by one thread at a time.

        Args:
            seed: d result / d self, by which all gradients are multiplied.

        >>> x = Value(3.0)
        >>> y = x * x + x
        >>> y.backward()
        >>> x.grad
        7.0
        """
        if contexts.open_traces:
            contexts.refuse("backward", self)
        seed = as_float(seed, "backward(seed)")
        if contexts.open_contexts:
            contexts.before_backward({self: seed})
        order = topological_order(self)
        before = [(node, node._grad) for node in order if node.op is None]
        order.reverse()
        try:  # this is the inner loop of all training, and written out for speed
            for node in order:
                node._grad = 0.0
            self._grad = seed
            for node in order:
                left = node._left
                if left is None:
                    continue
                grad = node._grad
                left._grad += node._left_local * grad
                right = node._right
                if right is not None:
                    right._grad += node._right_local * grad
                    if node._more:
                        for operand, local in node._more:
                            operand._grad += local * grad
        except BaseException:  # interrupted: what the leaves had gathered before is kept
            for leaf, grad in before:
                leaf._grad = grad
            raise
        for leaf, grad in before:
            leaf._grad += grad

    def detach(self) -> "Value":
        """A leaf with the same number and label, and no connection to this graph."""
        if contexts.open_traces and contexts.is_compiling():
            return record(constant, (self,))
        return Value(self._number, self.label)

    # ------------------------------------------------------------------------------- operations

    def __operation__(self, op: Operation, inputs: tuple[Any, ...]) -> Any:
        """Called by `Operation` when an input is a Value."""
        if op.on_values is not None:
            node = op.on_values(*inputs)
            if node is not NotImplemented:
                return node
        inputs = tuple([unwrap(value) for value in inputs])
        if any(getattr(value, "ndim", 0) for value in inputs):
            return op.on_arrays(*inputs)
        return record(op, inputs) if any(isinstance(x, Value) for x in inputs) else op(*inputs)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """numpy's functions on Values: `np.exp(v)`, `np.float64(2) * v`, `array * v`."""
        name = ufunc.__name__
        if name in _ON_DATA and contexts.trace() is None:
            return ufunc(*[x._number if isinstance(x, Value) else x for x in inputs])
        op = _BY_UFUNC.get(name) or (PREDICATES.get(name) if contexts.trace() else None)
        if op is None or method != "__call__" or options:
            how = "" if method == "__call__" else "." + method
            detail = f" with {', '.join(options)}=..." if options else ""
            raise InputTypeError(
                f"numpy.{name}{how}{detail} is not available for Values; use the functions of "
                "autograd"
                + ("" if contexts.trace() else ", or v.data for the number without its gradient")
            )
        if isinstance(op, Operation):
            return self.__operation__(op, inputs)
        return op(*inputs)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return _compare(operator.eq, self, other)

    def __ne__(self, other: object) -> bool:
        return _compare(operator.ne, self, other)

    def __lt__(self, other: "Value | Number") -> bool:
        return _compare(operator.lt, self, other)

    def __le__(self, other: "Value | Number") -> bool:
        return _compare(operator.le, self, other)

    def __gt__(self, other: "Value | Number") -> bool:
        return _compare(operator.gt, self, other)

    def __ge__(self, other: "Value | Number") -> bool:
        return _compare(operator.ge, self, other)

    # Conditions are combined by &, | and ~ only where they are Values: in a recorded function.

    def __and__(self, other: Any) -> Any:
        return _combine(logical_and, self, other)

    def __or__(self, other: Any) -> Any:
        return _combine(logical_or, self, other)

    __rand__, __ror__ = __and__, __or__

    def __invert__(self) -> "Value":
        if not contexts.is_compiling():
            raise TypeError(f"bad operand type for unary ~: {type(self).__name__!r}")
        return record(logical_not, (self,))

    def __bool__(self) -> bool:
        if contexts.open_traces:
            contexts.refuse("branch", self)
        return self._number != 0.0

    def __pos__(self) -> "Value":
        return self

    def __float__(self) -> float:
        contexts.refuse("convert", self)
        raise GradientLostError(
            f"float({self!r}) would lose the gradient (functions of the math module do it too); "
            "use .data if that is what you want, or the functions of autograd, such as "
            "autograd.exp, which keep it"
        )

    __int__ = __index__ = __trunc__ = __complex__ = __float__

    if TYPE_CHECKING:  # made in autograd.methods; written out for editors and type checkers

        def _binary(self, other: "Value | Number", /) -> "Value": ...
        def _unary(self) -> "Value": ...

        __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _binary
        __truediv__ = __rtruediv__ = __pow__ = __rpow__ = _binary
        __neg__ = __abs__ = __floor__ = __ceil__ = _unary

        def __round__(self, digits: int | None = None) -> "Value": ...

        add = sub = mul = div = pow = maximum = minimum = hypot = atan2 = _binary
        power_slope = _binary
        neg = abs = exp = expm1 = log = log1p = log2 = log10 = sqrt = cbrt = _unary
        sin = cos = tan = asin = acos = atan = _unary
        sinh = cosh = tanh = asinh = acosh = atanh = _unary
        erf = erfc = lgamma = gaussian = normal_pdf = normal_cdf = binade = _unary
        sigmoid = softplus = relu = selu = gelu = silu = softsign = step = _unary
        sign = floor = ceil = round = _unary

        def leaky_relu(self, slope: "Value | Number" = 0.01) -> "Value": ...  # noqa: D102
        def elu(self, alpha: "Value | Number" = 1.0) -> "Value": ...  # noqa: D102
        def clip(self, low: "Value | Number", high: "Value | Number") -> "Value": ...  # noqa: D102

    # --------------------------------------------------------------------------------- copying

    def __copy__(self) -> "Value":
        return copying.shallow_copy(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Value":
        return copying.deep_copy(self, memo)

    def __reduce__(self) -> tuple[Any, ...]:
        return copying.reduce(self)

    # -------------------------------------------------------------------------------- printing

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self._number!r}, grad={self._grad!r}{label})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter shows: a small box with rounded numbers, and the text with it."""
        from autograd.writing.html import box
        from autograd.writing.text import display, number

        rows = [("data", number(self._number, 6)), ("grad", number(self._grad, 6))]
        symbol = "" if self.op is None else self.op.symbol
        title = f"data {self._number!r}, grad {self._grad!r}"
        html = box(display(str(self.label)), symbol, rows, title)
        return {"text/html": html, "text/plain": repr(self)}

    def __format__(self, spec: str) -> str:
        """Formats the number: `f"{loss:.3f}"`; without a format, like `str`."""
        return format(self._number, spec) if spec else str(self)


def record(op: Operation, inputs: tuple[Any, ...]) -> Value:
    """Apply an operation to Values and numbers, for any number of inputs of any kind."""
    data = [x._number if isinstance(x, Value) else as_float(x, op.name) for x in inputs]
    if op.takes_condition:
        data[0] = bool(data[0])
    out = op.forward(*data)
    node = _leaf(out)
    if contexts.open_contexts:
        watcher = contexts.watcher()
        if watcher is not None:
            node = watcher.made(op, inputs, out)
        if not contexts.is_recording():
            if contexts.trace() is None:
                return node
            with contexts.recording():  # a run of the compiled function will compute it anew
                return record(constant, (record(op, inputs),))
    used = op.depends_on(*data) if op.depends_on else (True,) * len(data)
    edges: list[tuple[Value, float]] = []
    template: list[Any] = []
    for x, number, rule, is_used in zip(inputs, data, op.derivatives, used, strict=True):
        if isinstance(x, Value) and rule is not None:
            if is_used:
                edges.append((x, rule(out, *data) if callable(rule) else rule))
            template.append(None if is_used else x)
        else:  # not differentiated by; a Value is kept, so that the node can be computed again
            template.append(x if isinstance(x, Value) else number)
    node.op = op
    if len(edges) < len(inputs):
        node._template = tuple(template)
    if edges:
        node._left, node._left_local = edges[0]
    if len(edges) > 1:
        node._right, node._right_local = edges[1]
        node._more = tuple(edges[2:]) or None
    return node


def _leaf(number: float) -> Value:
    """A leaf, without what `Value()` does for numbers from outside."""
    node: Value = object.__new__(Value)
    node._number = number
    node._grad = 0.0
    node.label = ""
    node.scope = current_scope()
    node.op = node._left = node._right = node._more = node._template = None
    return node


def _combine(op: Operation, a: Value, b: Any) -> Any:
    """A condition that is recorded, if a function is; NotImplemented otherwise."""
    if contexts.is_compiling() and (isinstance(b, Value) or hasattr(b, "__float__")):
        return op(a, b)
    return NotImplemented


def _compare(relation: Callable[[Any, Any], bool], a: Value, b: Any) -> bool:
    if contexts.open_traces and contexts.is_compiling():
        return _combine(BY_OPERATOR[relation], a, b)  # type: ignore[no-any-return]
    if isinstance(b, Value):
        return relation(a._number, b._number)
    try:
        return relation(a._number, as_constant(b))
    except TypeError:
        return NotImplemented  # type: ignore[no-any-return]


def check_result(
    x: Any, takes: str, hint: str = "give the Value that a computation gave, such as the loss"
) -> None:
    """Raise an error for what is no Value.

    Args:
        x: What was given.
        takes: Who takes what, such as "steps(root) takes a Value".
        hint: What to give instead.

    >>> check_result(2.0, "steps(root) takes a Value")
    Traceback (most recent call last):
    autograd.errors.InputTypeError: steps(root) takes a Value, but was given 2.0 (float); give ...
    """
    if not isinstance(x, Value):
        raise InputTypeError(f"{takes}, but was given {abbreviate(x)} ({type(x).__name__}); {hint}")


def as_constant(value: Any) -> float:
    """A number that meets a Value in an operator; TypeError for anything else."""
    value = unwrap(value)
    if hasattr(value, "__float__") and not getattr(value, "ndim", 0):
        return as_float(value, "an operation on a Value")
    raise TypeError


_BY_UFUNC: dict[str, Callable[..., Any]] = {
    op.array: op for op in TABLE.values() if isinstance(op.array, str)
} | {
    "square": lambda x: x * x,
    "reciprocal": lambda x: 1.0 / x,
    "positive": lambda x: x,
}
_COMPARISONS = {"less", "less_equal", "greater", "greater_equal", "equal", "not_equal"}
_ON_DATA = _COMPARISONS | {"isnan", "isinf", "isfinite", "signbit"}
