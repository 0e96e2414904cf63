"""Value: a number that remembers where it came from."""

import operator
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from autograd import ops
from autograd.errors import GradientLostError, InputTypeError
from autograd.graph import topological_order
from autograd.operation import TABLE, Operation, abbreviate, as_float, as_number

Number = float | int

_allocate = object.__new__

# A plain global is read at every operation, the context variable only while some thread is
# inside a context: recording stays cheap, and `no_grad` in one thread does not stop another.
_contexts_open = 0
_contexts_lock = threading.Lock()
_recording: ContextVar[bool] = ContextVar("autograd_recording", default=True)


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

    Raises:
        InputTypeError: If data is no real number.

    >>> a = Value(2.0, label="a")
    >>> b = Value(-3.0, label="b")
    >>> loss = (a * b + 10.0).tanh()
    >>> loss.backward()
    >>> loss, a
    (Value(data=0.999329299739067, grad=1.0), Value(data=2.0, grad=-0.00402285204907769, label='a'))
    >>> loss.operands[0].op, loss.operands[0].local_derivatives
    (<operation add(a, b)>, (1.0,))
    """

    __slots__ = (
        "_data",
        "_grad",
        "inputs",
        "label",
        "local_derivatives",
        "op",
        "operands",
    )

    _data: float
    _grad: float
    label: str
    op: Operation | None
    inputs: tuple[Any, ...]
    operands: tuple["Value", ...]
    local_derivatives: tuple[float, ...]

    def __init__(self, data: Any, label: str = "") -> None:
        if type(data) is not float:
            if isinstance(data, Value):
                raise InputTypeError(
                    f"Value(data) takes a number, but was given {data!r}: use it as it is, or "
                    "copy its number without the graph by detach()"
                )
            data = as_float(data, "Value(data)")
        self._data = data
        self._grad = 0.0
        self.label = label
        self.op = None
        self.inputs = self.operands = self.local_derivatives = ()

    # ----------------------------------------------------------------------------- attributes

    def _set_data(self, data: Number) -> None:
        self._data = data if type(data) is float else as_float(data, "Value.data")

    def _set_grad(self, grad: Number) -> None:
        self._grad = grad if type(grad) is float else as_float(grad, "Value.grad")

    if TYPE_CHECKING:
        data: float
        grad: float
    else:  # read through C, since training loops read them often
        data = property(operator.attrgetter("_data"), _set_data, doc="The number itself.")
        grad = property(operator.attrgetter("_grad"), _set_grad, doc="d root / d self.")

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
        the leaves exactly twice the gradient, and losses of several graphs add up.

        Args:
            seed: d result / d self, by which all gradients are multiplied.

        >>> x = Value(3.0)
        >>> y = x * x + x
        >>> y.backward()
        >>> x.grad
        7.0
        """
        seed = as_float(seed, "backward(seed)")
        order = topological_order(self)
        before = [(node, node._grad) for node in order if node.op is None]
        for node in order:
            node._grad = 0.0
        self._grad = seed
        order.reverse()
        try:
            for node in order:
                operands = node.operands
                grad = node._grad
                if len(operands) == 2:  # most nodes: spelled out, since this is the inner loop
                    left, right = operands
                    left_local, right_local = node.local_derivatives
                    left._grad += left_local * grad
                    right._grad += right_local * grad
                else:
                    for operand, local in zip(operands, node.local_derivatives, strict=True):
                        operand._grad += local * grad
        except BaseException:  # interrupted: what the leaves had gathered before is kept
            for leaf, grad in before:
                leaf._grad = grad
            raise
        for leaf, grad in before:
            leaf._grad += grad

    def detach(self) -> "Value":
        """A leaf with the same number and label, and no connection to this graph."""
        return Value(self._data, self.label)

    # ------------------------------------------------------------------------------- operations

    def __operation__(self, op: Operation, inputs: tuple[Any, ...]) -> Any:
        """Called by `Operation` when an input is a Value."""
        if any(getattr(value, "ndim", 0) for value in inputs):
            return op.on_arrays(*inputs)
        return record(op, inputs)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """numpy's functions on Values: `np.exp(v)`, `np.float64(2) * v`, `array * v`."""
        name = ufunc.__name__
        if name in _ON_DATA:
            return ufunc(*[x._data if isinstance(x, Value) else x for x in inputs])
        op = _BY_UFUNC.get(name)
        if op is None or method != "__call__" or options:
            how = "" if method == "__call__" else "." + method
            detail = f" with {', '.join(options)}=..." if options else ""
            raise InputTypeError(
                f"numpy.{name}{how}{detail} is not available for Values; use the functions of "
                "autograd, or v.data for the number without its gradient"
            )
        if isinstance(op, Operation):
            return self.__operation__(op, inputs)
        return op(*inputs)

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> Any:
        return _compare(operator.eq, self, other)

    def __ne__(self, other: object) -> Any:
        return _compare(operator.ne, self, other)

    def __lt__(self, other: "Value | Number") -> Any:
        return _compare(operator.lt, self, other)

    def __le__(self, other: "Value | Number") -> Any:
        return _compare(operator.le, self, other)

    def __gt__(self, other: "Value | Number") -> Any:
        return _compare(operator.gt, self, other)

    def __ge__(self, other: "Value | Number") -> Any:
        return _compare(operator.ge, self, other)

    def __bool__(self) -> bool:
        return self._data != 0.0

    def __pos__(self) -> "Value":
        return self

    def __float__(self) -> float:
        raise GradientLostError(
            f"float({self!r}) would lose the gradient (functions of the math module do it too); "
            "use .data if that is what you want, or the functions of autograd, such as "
            "autograd.exp, which keep it"
        )

    __int__ = __index__ = __trunc__ = __complex__ = __float__  # type: ignore[assignment]

    if TYPE_CHECKING:  # made from the table below; written out for editors and type checkers

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

        def leaky_relu(self, slope: "Value | Number" = 0.01) -> "Value": ...
        def elu(self, alpha: "Value | Number" = 1.0) -> "Value": ...
        def clip(self, low: "Value | Number", high: "Value | Number") -> "Value": ...

    # --------------------------------------------------------------------------------- copying

    def __copy__(self) -> "Value":
        return _rebuild(*(getattr(self, name) for name in Value.__slots__))

    def __deepcopy__(self, memo: dict[int, Any]) -> "Value":
        for node in topological_order(self):
            if id(node) not in memo:
                operands = tuple([memo[id(x)] for x in node.operands])
                inputs = operands
                if node.inputs is not node.operands:
                    inputs = tuple([memo[id(x)] if id(x) in memo else x for x in node.inputs])
                memo[id(node)] = _rebuild(
                    node._data,
                    node._grad,
                    inputs,
                    node.label,
                    node.local_derivatives,
                    node.op,
                    operands,
                )
        copied: Value = memo[id(self)]
        return copied

    def __reduce__(self) -> tuple[Callable[[list["Value"]], "Value"], tuple[list["_Pickled"]]]:
        """Pickled operands first, so that the pickler never has to recurse into the graph."""
        return operator.itemgetter(-1), (_Pickled.graph(self),)

    # -------------------------------------------------------------------------------- printing

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self._data!r}, grad={self._grad!r}{label})"

    def __format__(self, spec: str) -> str:
        """Formats the number: `f"{loss:.3f}"`; without a format, like `str`."""
        return format(self._data, spec) if spec else str(self)


@contextmanager
def no_grad() -> Iterator[None]:
    """Within it operations are computed but not recorded: results are leaves without history.

    As a context manager or a decorator, for this thread only; undone also when an error occurs.

    >>> x = Value(2.0)
    >>> with no_grad():
    ...     y = x * x
    >>> y.data, y.operands
    (4.0, ())
    """
    global _contexts_open
    token = _recording.set(False)
    with _contexts_lock:
        _contexts_open += 1
    try:
        yield
    finally:
        with _contexts_lock:
            _contexts_open -= 1
        _recording.reset(token)


def record(op: Operation, inputs: tuple[Any, ...]) -> Value:
    """Apply an operation to Values and numbers, for any number of inputs of any kind."""
    data = [x._data if isinstance(x, Value) else as_number(x, op.name) for x in inputs]
    if op is ops.where:
        data[0] = bool(data[0])
    out = op.forward(*data)
    node = Value(out)
    if _contexts_open and not _recording.get():
        return node
    used = op.depends_on(*data) if op.depends_on else (True,) * len(data)
    operands, local_derivatives = [], []
    for x, rule, is_used in zip(inputs, op.derivatives, used, strict=True):
        if isinstance(x, Value) and is_used and rule is not None:
            operands.append(x)
            local_derivatives.append(rule(out, *data) if callable(rule) else rule)
    node.op = op
    node.inputs = tuple(
        x if isinstance(x, Value) and rule is not None else number
        for x, rule, number in zip(inputs, op.derivatives, data, strict=True)
    )
    node.operands = tuple(operands)
    node.local_derivatives = tuple(local_derivatives)
    return node


def _compare(relation: Callable[[Any, Any], bool], a: Value, b: Any) -> Any:
    if isinstance(b, Value):
        return relation(a._data, b._data)
    try:
        return relation(a._data, _constant(b))
    except TypeError:
        return NotImplemented


def _constant(value: Any) -> float:
    """A number that meets a Value in an operator; TypeError for anything else."""
    if isinstance(value, (float, int)) or hasattr(value, "__float__"):
        if not getattr(value, "ndim", 0):
            return as_float(value, "an operation on a Value")
    raise TypeError


# The operators are the inner loop of recording, so each gets a method of its own, built from its
# row: `record`, with everything known beforehand worked out once.


def _unary_method(op: Operation) -> Callable[[Value], Value]:
    forward = op.forward
    (rule,) = op.derivatives
    if not callable(rule):
        return lambda self: record(op, (self,))

    def method(self: Value) -> Value:
        if _contexts_open:
            return record(op, (self,))
        node: Value = _allocate(Value)
        x = self._data
        node._data = out = forward(x)
        node._grad = 0.0
        node.label = ""
        node.op = op
        node.inputs = node.operands = (self,)
        node.local_derivatives = (rule(out, x),)
        return node

    return method


def _binary_methods(op: Operation) -> tuple[Callable[..., Value], Callable[..., Value]]:
    """The methods for `self op other` and `other op self`."""
    forward = op.forward
    left_rule, right_rule = op.derivatives
    # Constant derivatives, as those of a sum, are one tuple that all its nodes share.
    constant = None if callable(left_rule) or callable(right_rule) else (left_rule, right_rule)

    def method(self: Value, other: Any) -> Value:
        if _contexts_open:
            return _recorded_slowly(op, self, other, reflected=False)
        node: Value = _allocate(Value)
        a = self._data
        if type(other) is Value:
            b = other._data
            node._data = out = forward(a, b)
            node.inputs = node.operands = (self, other)
            node.local_derivatives = constant or (left_rule(out, a, b), right_rule(out, a, b))  # type: ignore
        else:
            if type(other) is float:
                b = other
            elif isinstance(other, Value):
                return record(op, (self, other))
            else:
                try:
                    b = _constant(other)
                except TypeError:
                    return NotImplemented
            node._data = out = forward(a, b)
            node.inputs = (self, b)
            node.operands = (self,)
            node.local_derivatives = constant[:1] if constant else (left_rule(out, a, b),)  # type: ignore
        node._grad = 0.0
        node.label = ""
        node.op = op
        return node

    def reflected(self: Value, other: Any) -> Value:
        if _contexts_open:
            return _recorded_slowly(op, self, other, reflected=True)
        try:
            a = other if type(other) is float else _constant(other)
        except TypeError:
            return NotImplemented
        node: Value = _allocate(Value)
        b = self._data
        node._data = out = forward(a, b)
        node._grad = 0.0
        node.label = ""
        node.op = op
        node.inputs = (a, self)
        node.operands = (self,)
        node.local_derivatives = constant[1:] if constant else (right_rule(out, a, b),)  # type: ignore
        return node

    return method, reflected


def _recorded_slowly(op: Operation, value: Value, other: Any, *, reflected: bool) -> Any:
    if not isinstance(other, Value):
        try:
            other = _constant(other)
        except TypeError:
            return NotImplemented
    return record(op, (other, value) if reflected else (value, other))


def _named_method(op: Operation) -> Callable[..., Value]:
    def method(self: Value, *inputs: Any, **named: Any) -> Value:
        result: Value = op(self, *inputs, **named)
        return result

    return method


def _install_methods() -> None:
    """Give Value its operators and methods, from the table."""
    for name, op in TABLE.items():
        if op.derivatives[0] is None and len(op.inputs) > 1:
            continue  # where and polygamma: the first input is no Value to call a method on
        method = _unary_method(op) if len(op.inputs) == 1 else _named_method(op)
        method.__name__, method.__qualname__ = name, f"Value.{name}"
        method.__doc__ = f"`autograd.{name}` of this Value."
        setattr(Value, name, method)
    for operator_name in ("add", "sub", "mul", "truediv", "pow"):
        op = TABLE["div" if operator_name == "truediv" else operator_name]
        forward, reflected = _binary_methods(op)
        setattr(Value, f"__{operator_name}__", forward)
        setattr(Value, f"__r{operator_name}__", reflected)
    for operator_name in ("neg", "abs", "floor", "ceil"):
        setattr(Value, f"__{operator_name}__", getattr(Value, operator_name))
    Value.__round__ = _round  # type: ignore[method-assign]


def _round(self: Value, digits: int | None = None) -> Value:
    if digits is not None:
        raise InputTypeError(
            f"round(value, {digits!r}) is not available for Values: write round(value) for whole "
            f"numbers, or round(value.data, {digits!r}) for a number without gradient"
        )
    return ops.round(self)  # type: ignore[no-any-return]


_install_methods()

_BY_UFUNC: dict[str, Callable[..., Any]] = {
    op.array: op for op in TABLE.values() if isinstance(op.array, str)
} | {
    "square": lambda x: x * x,
    "reciprocal": lambda x: 1.0 / x,
    "positive": lambda x: x,
}
_ON_DATA = frozenset(
    "less less_equal greater greater_equal equal not_equal isnan isinf isfinite signbit".split()
)


def _rebuild(
    data: float,
    grad: float,
    inputs: tuple[Any, ...],
    label: str,
    local_derivatives: tuple[float, ...],
    op: Operation | None,
    operands: tuple[Value, ...],
) -> Value:
    """A Value from the contents of its slots, in their order."""
    node: Value = _allocate(Value)
    node._data = data
    node._grad = grad
    node.inputs = inputs
    node.label = label
    node.local_derivatives = local_derivatives
    node.op = op
    node.operands = operands
    return node


class _Pickled:
    """Stands for a node in a pickle, so that the node's own operands have been written before it.

    A pickler writes an object once if it meets the same object again; therefore a node has only one
    stand-in at a time, and graphs that share nodes still share them when they are loaded.
    """

    __slots__ = ("__weakref__", "contents", "node")

    _alive: "WeakValueDictionary[int, _Pickled]" = WeakValueDictionary()

    def __init__(self, node: Value, stand_ins: "dict[Value, _Pickled]") -> None:
        operands = tuple([stand_ins[x] for x in node.operands])
        inputs: tuple[Any, ...] = operands
        if node.inputs is not node.operands:
            inputs = tuple([stand_ins[x] if x in stand_ins else x for x in node.inputs])
        self.node = node  # kept, so that no other node can get its identity meanwhile
        self.contents = (node._data, node._grad, inputs, node.label)
        self.contents += (node.local_derivatives, node.op, operands)

    @classmethod
    def graph(cls, root: Value) -> "list[_Pickled]":
        """The stand-ins of all nodes below the root, operands first."""
        alive = cls._alive
        stand_ins: dict[Value, _Pickled] = {}
        for node in topological_order(root):
            key = id(node)
            stand_in = alive.get(key)
            if stand_in is None:
                stand_in = alive[key] = cls(node, stand_ins)
            stand_ins[node] = stand_in
        return list(stand_ins.values())

    def __reduce__(self) -> tuple[Callable[..., Value], tuple[Any, ...]]:
        return _rebuild, self.contents


__all__ = ["Value", "abbreviate", "no_grad", "record"]
