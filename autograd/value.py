"""Value: a number that remembers where it came from.

Read `operators`, `make`, then `Value.backward`: an operator makes a node and notes its operands
with their local derivatives; `backward` follows these notes. What asks `contexts` matters only
within `no_grad`, `debug` and `compile`. The operators stand in the class; the methods `x.exp()`,
`x.tanh()` ... are made from the table at the end of the file.
"""

import functools
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from autograd import ops
from autograd.checks import abbreviate, as_constant, as_float, unwrap
from autograd.errors import GradientLostError, InputTypeError, InputValueError
from autograd.graph import Node, connect, topological_order
from autograd.graph import check_result as check_result  # noqa: PLC0414 - imported from here
from autograd.operation import TABLE, Operation
from autograd.recording import contexts, copying
from autograd.recording.arrays import NumpyOperand
from autograd.recording.contexts import OPEN_CONTEXTS, OPEN_TRACES
from autograd.recording.predicates import (
    BY_OPERATOR,
    constant,
    logical_and,
    logical_not,
    logical_or,
)
from autograd.recording.scopes import INNERMOST, Scope, current_scope

innermost_scope = INNERMOST.get
Number = float | int
Unary = Callable[["Value"], "Value"]
Binary = Callable[["Value", "Value | Number"], "Value"]


def make(number: float, op: Operation | None) -> "Value":
    """A Value without operands, which the caller adds: every node begins here."""
    node = _allocate()
    node._number = number
    node._grad = 0.0
    node.label = ""
    node.scope = scope = innermost_scope()
    if scope is not None and not scope.is_open:
        node.scope = current_scope()
    node.op = op
    node._left = node._right = node._more = node._template = None
    return node


@functools.cache
def unary(op: Operation) -> Unary:
    """An operation of one input, as a method of Value."""
    forward = op.forward
    rule: Any = op.derivatives[0]
    is_fixed = not callable(rule)

    def method(self: "Value") -> "Value":
        if OPEN_CONTEXTS or rule is None:
            return record_operation(op, (self,))
        x = self._number
        out = forward(x)
        node = make(out, op)
        node._left = self
        node._left_local = rule if is_fixed else rule(out, x)
        return node

    return method


@functools.cache
def operators(op: Operation) -> tuple[Binary, Binary]:
    """The methods for `self op other` and `other op self`.

    They do what `record_operation` does for any operation. But they are the inner loop of all
    recording, so what is the same at every call is computed here, once.
    """
    forward = op.forward
    by_a: Any
    by_b: Any
    by_a, by_b = op.derivatives
    # A row holds a number where the derivative is always the same, as those of a sum are; else a
    # function of (out, a, b).
    is_fixed = not callable(by_a)

    def method(self: "Value", other: Any) -> Any:
        if OPEN_CONTEXTS:
            return _record_pair(op, self, other, reflected=False)
        a = self._number
        if type(other) is Value:
            b = other._number
            out = forward(a, b)
            node = make(out, op)
            node._left, node._right = self, other
            node._left_local = by_a if is_fixed else by_a(out, a, b)
            node._right_local = by_b if is_fixed else by_b(out, a, b)
            return node
        if isinstance(other, Value):  # of a subclass
            return record_operation(op, (self, other))
        try:
            b = other if type(other) is float else as_constant(other)
        except TypeError:
            return NotImplemented  # Python then asks the other operand
        out = forward(a, b)
        node = make(out, op)
        node._left = self
        node._left_local = by_a if is_fixed else by_a(out, a, b)
        node._template = (None, b)  # None in the place of the operand, beside the constant
        return node

    def reflected(self: "Value", other: Any) -> Any:
        if OPEN_CONTEXTS:
            return _record_pair(op, self, other, reflected=True)
        try:
            a = other if type(other) is float else as_constant(other)
        except TypeError:
            return NotImplemented
        b = self._number
        out = forward(a, b)
        node = make(out, op)
        node._left = self  # the second input, but the only operand
        node._left_local = by_b if is_fixed else by_b(out, a, b)
        node._template = (a, None)
        return node

    return method, reflected


def _record_pair(op: Operation, value: "Value", other: Any, *, reflected: bool) -> Any:
    """What an operator does while a context is open: see `autograd.recording.contexts`."""
    if not isinstance(other, Value):
        try:
            other = as_constant(other)
        except TypeError:
            return NotImplemented
    return record_operation(op, (other, value) if reflected else (value, other))


def _comparison(relation: Callable[[Any, Any], bool]) -> Callable[["Value", object], bool]:
    """A method that compares the numbers; in a recorded function, a condition for `where`."""

    def method(self: "Value", other: object) -> bool:
        if OPEN_TRACES and contexts.is_compiling():
            return _condition(BY_OPERATOR[relation], self, other)  # type: ignore[no-any-return]
        try:
            number = other._number if isinstance(other, Value) else as_constant(other)
        except TypeError:
            return NotImplemented  # type: ignore[no-any-return]
        return relation(self._number, number)

    return method


def _condition(op: Operation, a: "Value", b: Any) -> Any:
    """The condition `a op b` as a Value while a function is recorded, else NotImplemented."""
    if contexts.is_compiling() and (isinstance(b, Value) or hasattr(b, "__float__")):
        return op(a, b)
    return NotImplemented


class Value(Node, NumpyOperand):
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
        scope: The part of the program that made it, such as the call of a layer; see
            `autograd.scope`. None outside of any.

    `==` compares numbers, as `<` does; to find a node in a list, use `is`.

    Raises:
        InputTypeError: If data is not a real number.

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

    __slots__ = ()

    op: Operation | None
    scope: Scope | None

    def __init__(self, data: float, label: str = "") -> None:
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
        if OPEN_TRACES:
            contexts.note_leaf(self)

    # ----------------------------------------------------------------------------- attributes

    # A function that `compile` records may compute with numbers, but not look at them: the lines
    # `if OPEN_TRACES` refuse that. They are all that a recording costs other threads.

    @property
    def data(self) -> float:
        """The number itself."""
        if OPEN_TRACES:
            contexts.refuse("read data", self)
        return self._number

    @data.setter
    def data(self, data: Number) -> None:
        if OPEN_TRACES:
            contexts.refuse("write data", self)
        self._number = data if type(data) is float else as_float(data, "Value.data")

    @property
    def grad(self) -> float:
        """d root / d self."""
        if OPEN_TRACES:
            contexts.refuse("read grad", self)
        return self._grad

    @grad.setter
    def grad(self, grad: Number) -> None:
        if OPEN_TRACES:
            contexts.refuse("write grad", self)
        self._grad = grad if type(grad) is float else as_float(grad, "Value.grad")

    # -------------------------------------------------------------------------- differentiation

    def backward(self, seed: Number = 1.0) -> None:
        """Compute d self / d node, in `node.grad`, for every node that self depends on.

        Gradients of interior nodes are set, those of leaves are added to, so calling it twice gives
        the leaves exactly twice the gradient, and losses of several graphs add up. Only one
        thread at a time may differentiate graphs that share leaves.

        Args:
            seed: d result / d self, by which all gradients are multiplied.

        Raises:
            InputValueError: Within `no_grad`, if the Value has no operands.

        >>> x = Value(3.0)
        >>> y = x * x + x
        >>> y.backward()
        >>> x.grad
        7.0
        """
        if type(seed) is not float:
            seed = as_float(seed, "backward(seed)")
        if OPEN_CONTEXTS or OPEN_TRACES:
            contexts.refuse("backward", self)
            self.check_recorded("backward()")
            contexts.before_backward({self: seed})
        order = topological_order(self)
        order.reverse()
        before = []  # what the leaves have gathered so far
        try:  # the inner loop of all training, written out for speed
            for node in order:
                if node.op is None:  # a leaf adds up what all backward passes bring
                    before.append((node, node._grad))
                node._grad = 0.0
            self._grad = seed
            for node in order:  # all that use the node come before it, so its gradient is complete
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
        except BaseException:  # interrupted: the leaves keep what they had
            for leaf, grad in before:
                leaf._grad = grad
            raise
        for leaf, grad in before:
            leaf._grad += grad

    def check_recorded(self, called: str) -> None:
        """Raise an error within `no_grad` for a result without operands, which has no gradients."""
        if self._left is None and not contexts.is_recording():
            raise InputValueError(
                f"{called} of {self!r}, which has no operands, was called within no_grad(), "
                "where nothing is recorded: compute the result outside of it"
            )

    def detach(self) -> "Value":
        """A leaf with the same number and label, and no connection to this graph."""
        if OPEN_TRACES and contexts.is_compiling():
            return record_operation(constant, (self,))
        return Value(self._number, self.label)

    # ------------------------------------------------------------------------------- operations

    __add__, __radd__ = operators(ops.add)
    __sub__, __rsub__ = operators(ops.sub)
    __mul__, __rmul__ = operators(ops.mul)
    __truediv__, __rtruediv__ = operators(ops.div)
    __pow__, __rpow__ = operators(ops.pow)
    __neg__ = unary(ops.neg)
    __abs__ = unary(ops.abs)
    __floor__ = unary(ops.floor)
    __ceil__ = unary(ops.ceil)

    def __pos__(self) -> "Value":
        return self

    def __round__(self, digits: int | None = None) -> "Value":
        if digits is not None:
            raise InputTypeError(
                f"round(value, {abbreviate(digits)}) is not available for Values: write "
                f"round(value) for whole numbers, or round(value.data, {abbreviate(digits)}) for a "
                "number without gradient"
            )
        return ops.round(self)

    if TYPE_CHECKING:  # made at the end of this file; written out for editors and type checkers

        def _binary(self, other: "Value | Number", /) -> "Value": ...
        def _unary(self) -> "Value": ...

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

    def __operation__(self, op: Operation, inputs: tuple[Any, ...], /) -> "Value":
        """Called by `Operation` when an input is a Value."""
        quick = _QUICK.get(op)
        node: Any = NotImplemented if quick is None else quick(*inputs)
        if node is not NotImplemented:
            return node  # type: ignore[no-any-return]
        inputs = tuple([unwrap(value) for value in inputs])
        if any(getattr(value, "ndim", 0) for value in inputs):
            return op.on_arrays(*inputs)  # type: ignore[no-any-return]  # an array of Values
        if any(isinstance(x, Value) for x in inputs):
            return record_operation(op, inputs)
        return op(*inputs)  # type: ignore[no-any-return]

    # ------------------------------------------------------------------------------ comparisons

    __hash__ = object.__hash__
    __eq__ = _comparison(operator.eq)
    __ne__ = _comparison(operator.ne)
    __lt__ = _comparison(operator.lt)
    __le__ = _comparison(operator.le)
    __gt__ = _comparison(operator.gt)
    __ge__ = _comparison(operator.ge)

    def __and__(self, other: Any) -> Any:
        return _condition(logical_and, self, other)

    def __or__(self, other: Any) -> Any:
        return _condition(logical_or, self, other)

    __rand__, __ror__ = __and__, __or__

    def __invert__(self) -> "Value":
        if not contexts.is_compiling():
            raise TypeError(f"bad operand type for unary ~: {type(self).__name__!r}")
        return record_operation(logical_not, (self,))

    def __bool__(self) -> bool:
        if OPEN_TRACES:
            contexts.refuse("branch", self)
        return self._number != 0.0

    def __float__(self) -> float:
        raise self._lost(
            f"float({self!r}) would lose the gradient (functions of the math module do it too)",
            "the functions of autograd, such as autograd.exp, which keep it",
        )

    def __int__(self) -> int:
        raise self._lost(
            f"int({self!r}) would lose the gradient",
            "autograd.floor or autograd.round, which stay in the graph",
        )

    def __index__(self) -> int:
        raise self._lost(
            f"{self!r} is no whole number to count or index by: that would lose the gradient",
            "int(x.data) for a whole number",
        )

    def __complex__(self) -> complex:
        raise self._lost(
            f"complex({self!r}) would lose the gradient, and Values are real numbers",
            "two Values, for the real and the imaginary part",
        )

    __trunc__ = __int__

    def _lost(self, problem: str, instead: str) -> GradientLostError:
        """The error of a conversion to a plain number."""
        contexts.refuse("convert", self)
        return GradientLostError(f"{problem}; use .data if that is what you want, or {instead}")

    # --------------------------------------------------------------------------------- copying

    # While a function is recorded, a copy of its argument has to follow the argument's number.

    def __copy__(self) -> "Value":
        if OPEN_TRACES and self.op is None and contexts.is_compiling():
            return self.detach()
        return copying.shallow_copy(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Value":
        if OPEN_TRACES and contexts.is_compiling():
            return self.detach()
        return copying.deep_copy(self, memo)

    def __reduce__(self) -> tuple[Any, ...]:
        if OPEN_TRACES:
            contexts.refuse("pickle", self)
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


def record_operation(op: Operation, inputs: tuple[Any, ...]) -> Value:
    """Apply an operation to Values and numbers, for any number of inputs of any kind."""
    data = [x._number if isinstance(x, Value) else as_float(x, op.name) for x in inputs]
    if op.takes_condition:
        data[0] = bool(data[0])
    out = op.forward(*data)
    node = make(out, None)
    if OPEN_CONTEXTS:
        watcher = contexts.watcher()
        if watcher is not None:
            node = watcher.made(op, inputs, out)
        if not contexts.is_recording():
            if contexts.trace() is None:
                return node
            with contexts.recording():  # each run of the compiled function computes it anew
                return record_operation(constant, (record_operation(op, inputs),))
    used = op.depends_on(*data) if op.depends_on else (True,) * len(data)
    edges: list[tuple[Value, float]] = []
    template: list[Any] = []
    for x, number, rule, is_used in zip(inputs, data, op.derivatives, used, strict=True):
        if isinstance(x, Value) and rule is not None and is_used:
            edges.append((x, rule(out, *data) if callable(rule) else rule))
            template.append(None)
        else:  # no gradient flows; a Value is kept, so that the node can be computed again
            template.append(x if isinstance(x, Value) else number)
    connect(node, op, edges, tuple(template) if len(edges) < len(inputs) else None)
    return node


_allocate: Callable[[], Value] = functools.partial(object.__new__, Value)  # without __init__

_QUICK: dict[Operation, Callable[..., Any]] = {}
"""Methods that record operations of one or two inputs faster than `record_operation`."""


def _on_two(method: Binary, reflected: Binary) -> Callable[[Any, Any], Any]:
    """The two methods of an operator as one function, of two inputs of which one is a Value."""

    def apply(a: Any, b: Any) -> Any:
        return method(a, b) if isinstance(a, Value) else reflected(b, a)

    return apply


def _named_method(op: Operation) -> Callable[..., Any]:
    """An operation of several inputs, as a method: some may have defaults, or be given by name."""

    def method(self: Value, *inputs: Any, **named: Any) -> Any:
        return op(self, *inputs, **named)

    return method


def _add_method(op: Operation) -> None:
    """Give Value the method of a row: `x.tanh()` for `tanh(x)`."""
    is_unary = len(op.inputs) == 1
    if is_unary:
        _QUICK[op] = unary(op)
    elif len(op.inputs) == 2:
        _QUICK[op] = _on_two(*operators(op))
    method = unary(op) if is_unary else _named_method(op)
    method.__name__, method.__qualname__ = op.name, f"Value.{op.name}"
    method.__doc__ = op.doc_of_method()
    setattr(Value, op.name, method)


for _row in TABLE.values():
    if _row not in (ops.where, ops.polygamma):  # nothing is differentiated by their first input
        _add_method(_row)
