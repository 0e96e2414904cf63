"""Gives Value its operators and methods, from the table.

The operators are the inner loop of recording, so each gets a method of its own, built from its
row: what `record` does for any operation, with all that is known beforehand worked out once.
"""

from collections.abc import Callable
from typing import Any

from autograd import ops
from autograd.errors import InputTypeError
from autograd.operation import TABLE, Operation
from autograd.recording import contexts
from autograd.value import Value, as_constant, current_scope, record

_OPERATORS = {"add": "add", "sub": "sub", "mul": "mul", "div": "truediv", "pow": "pow"}

_allocate: Callable[[type[Value]], Value] = object.__new__


def _unary_method(op: Operation) -> Callable[[Value], Value]:
    forward = op.forward
    rule: Any = op.derivatives[0]
    if not callable(rule):
        return lambda self: record(op, (self,))

    def method(self: Value) -> Value:
        if contexts.open_contexts:
            return record(op, (self,))
        node: Value = _allocate(Value)
        x = self._number
        node._number = out = forward(x)
        node._grad = 0.0
        node.label = ""
        node.scope = current_scope()
        node.op = op
        node._left = self
        node._left_local = rule(out, x)
        node._right = node._more = node._template = None
        return node

    return method


def _binary_methods(op: Operation) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The methods for `self op other` and `other op self`."""
    forward = op.forward
    left_rule: Any
    right_rule: Any
    left_rule, right_rule = op.derivatives
    # Constant derivatives, as those of a sum, are not worked out each time.
    constant = not (callable(left_rule) or callable(right_rule))

    def method(self: Value, other: Any) -> Any:
        if contexts.open_contexts:
            return _record_pair(op, self, other, reflected=False)
        node: Value = _allocate(Value)
        a = self._number
        node._left = self
        if type(other) is Value:
            b = other._number
            node._number = out = forward(a, b)
            node._right = other
            node._right_local = right_rule if constant else right_rule(out, a, b)
            node._template = None
        else:
            if isinstance(other, Value):
                return record(op, (self, other))
            try:
                b = other if type(other) is float else as_constant(other)
            except TypeError:
                return NotImplemented
            node._number = out = forward(a, b)
            node._right = None
            node._template = (None, b)
        node._left_local = left_rule if constant else left_rule(out, a, b)
        node._more = None
        node._grad = 0.0
        node.label = ""
        node.scope = current_scope()
        node.op = op
        return node

    def reflected(self: Value, other: Any) -> Any:
        if contexts.open_contexts:
            return _record_pair(op, self, other, reflected=True)
        try:
            a = other if type(other) is float else as_constant(other)
        except TypeError:
            return NotImplemented
        node: Value = _allocate(Value)
        b = self._number
        node._number = out = forward(a, b)
        node._left = self
        node._left_local = right_rule if constant else right_rule(out, a, b)
        node._right = node._more = None
        node._template = (a, None)
        node._grad = 0.0
        node.label = ""
        node.scope = current_scope()
        node.op = op
        return node

    return method, reflected


def _record_pair(op: Operation, value: Value, other: Any, *, reflected: bool) -> Any:
    if not isinstance(other, Value):
        try:
            other = as_constant(other)
        except TypeError:
            return NotImplemented
    return record(op, (other, value) if reflected else (value, other))


def _on_values(method: Callable[..., Any], reflected: Callable[..., Any]) -> Callable[..., Any]:
    """The two methods of an operator as one function of two inputs, of which one is a Value."""

    def on_values(a: Any, b: Any) -> Any:
        return method(a, b) if isinstance(a, Value) else reflected(b, a)

    return on_values


def _named_method(op: Operation) -> Callable[..., Value]:
    def method(self: Value, *inputs: Any, **named: Any) -> Value:
        result: Value = op(self, *inputs, **named)
        return result

    return method


def _install(op: Operation) -> None:
    """Give Value a method for an operation, and the operation its quick way to record."""
    if len(op.inputs) == 1:
        method = op.on_values = _unary_method(op)
    else:
        method = _named_method(op)
        if len(op.inputs) == 2:
            forward, reflected = _binary_methods(op)
            op.on_values = _on_values(forward, reflected)
            if op.name in _OPERATORS:
                setattr(Value, f"__{_OPERATORS[op.name]}__", forward)
                setattr(Value, f"__r{_OPERATORS[op.name]}__", reflected)
    method.__name__, method.__qualname__ = op.name, f"Value.{op.name}"
    method.__doc__ = f"`autograd.{op.name}` of this Value."
    setattr(Value, op.name, method)


def _install_all() -> None:
    for op in TABLE.values():
        if op.derivatives[0] is not None or len(op.inputs) == 1:  # not where, not polygamma
            _install(op)
    for operator_name in ("neg", "abs", "floor", "ceil"):
        setattr(Value, f"__{operator_name}__", getattr(Value, operator_name))
    Value.__round__ = _round  # type: ignore[method-assign]


def _round(self: Value, digits: int | None = None) -> Value:
    if digits is not None:
        raise InputTypeError(
            f"round(value, {digits!r}) is not available for Values: write round(value) for whole "
            f"numbers, or round(value.data, {digits!r}) for a number without gradient"
        )
    return ops.round(self)


_install_all()
