"""Every public function refuses what it cannot take, in the package's own words."""

import functools

import pytest

import autograd
from autograd import Value
from tests.helpers.hostile import faults

OPERATIONS = {f"operation {op.name}": op for op in autograd.ops.TABLE.values()}


def number():
    return 0.5


def value():
    return Value(0.5, label="a")


def numbers():
    return [1.0, Value(2.0)]


def root():
    return Value(2.0) * Value(3.0)


def square():
    return lambda x: x * x


def of_list():
    return lambda xs: xs[0] * xs[1]


def text():
    return "a name"


def nothing():
    return None


def random():
    import random as source

    return source.Random(0)


def applied(transform):
    """What a transform makes of a function that takes anything."""
    return transform(lambda x: root())


def define(name, forward, derivatives, symbol, inputs):
    autograd.remove_operation(
        autograd.custom_operation(
            name, forward=forward, derivatives=derivatives, symbol=symbol, inputs=inputs
        )
    )


CALLS = {
    "Value": (Value, number, text),
    "Value.data": (lambda x: setattr(Value(1.0), "data", x), number),
    "Value.grad": (lambda x: setattr(Value(1.0), "grad", x), number),
    "backward": (lambda seed: root().backward(seed), number),
    "round": (lambda digits: round(Value(1.0), digits), nothing),
    "sum": (autograd.sum, numbers),
    "prod": (autograd.prod, numbers),
    "mean": (autograd.mean, numbers),
    "var": (autograd.var, numbers, lambda: 1),
    "dot": (autograd.dot, numbers, numbers),
    "norm": (autograd.norm, numbers),
    "max": (autograd.max, numbers),
    "max of several": (autograd.max, number, value),
    "min": (autograd.min, numbers),
    "min of several": (autograd.min, number, value),
    "logsumexp": (autograd.logsumexp, numbers),
    "softmax": (autograd.softmax, numbers),
    "stop_gradient": (autograd.stop_gradient, numbers),
    "derivative": (autograd.derivative, square),
    "derivative at": (applied(autograd.derivative), number),
    "grad": (autograd.grad, square),
    "grad at": (applied(autograd.grad), number),
    "value_and_grad": (autograd.value_and_grad, square),
    "value_and_grad at": (applied(autograd.value_and_grad), numbers),
    "jacobian": (autograd.jacobian, of_list),
    "jacobian at": (applied(autograd.jacobian), numbers),
    "hessian": (autograd.hessian, of_list),
    "hessian at": (applied(autograd.hessian), numbers),
    "hvp": (functools.partial(autograd.hvp, of_list()), numbers, numbers),
    "jvp": (functools.partial(autograd.jvp, square()), lambda: [1.0], lambda: [1.0]),
    "vjp": (functools.partial(autograd.vjp, lambda x: 3.0), number),
    "pull": (autograd.vjp(square(), 2.0)[1], number),
    "gradients": (autograd.gradients, root, lambda: [Value(1.0)]),
    "compile": (autograd.compile, square),
    "compiled": (applied(autograd.compile), number),
    "CompiledFunction": (autograd.CompiledFunction, square),
    "CompiledRoot": (autograd.CompiledRoot, root),
    "ParameterVector": (autograd.ParameterVector, lambda: [Value(1.0)]),
    "custom_operation": (define, lambda: "own", square, lambda: lambda out, x: x, text, nothing),
    "remove_operation": (autograd.remove_operation, lambda: autograd.Operation),
    "operation": (autograd.operation, lambda: "tanh"),
    "scope": (autograd.scope, text),
    "no_grad": (autograd.no_grad, square),
    "diagnose": (autograd.diagnose, root),
    "explain": (autograd.explain, root, value),
    "steps": (autograd.steps, root, lambda: "both"),
    "topological_order": (autograd.topological_order, root),
    "to_latex": (autograd.to_latex, root),
    "capture": (autograd.capture, root, text),
    "draw": (autograd.draw, root),
    "mermaid": (autograd.mermaid, root),
    "play": (autograd.play, root),
    "normal": (autograd.normal, random),
    "uniform": (autograd.uniform, random),
}
CALLS |= {name: (op, *[number] * len(op.inputs)) for name, op in OPERATIONS.items()}
CALLS |= {f"{name}, of Values": (op, *[value] * len(op.inputs)) for name, op in OPERATIONS.items()}

NAMED = {
    "derivative": {"n": lambda: 1},
    "grad": {"argnums": lambda: 0},
    "value_and_grad": {"argnums": lambda: 0},
    "jacobian": {"argnums": lambda: 0},
    "hessian": {"argnums": lambda: 0},
    "draw": {"digits": lambda: 4, "names": dict, "max_nodes": lambda: 9},
    "mermaid": {"digits": lambda: 4, "names": dict, "max_nodes": lambda: 9},
    "play": {"title": text, "digits": lambda: 4, "names": dict},
    "diagnose": {"names": dict},
    "explain": {"limit": lambda: 4},
    "to_latex": {"wrt": nothing, "limit": lambda: 4, "names": dict},
    "steps": {"until": nothing, "names": dict},
    "compile": {"parameters": nothing},
    "CompiledFunction": {"parameters": nothing, "in_axes": nothing},
    "CompiledRoot": {"parameters": nothing},
}


@pytest.mark.parametrize("name", CALLS)
def test_it_is_refused_in_words(name):
    function, *examples = CALLS[name]
    assert faults(function, *examples, **NAMED.get(name, {})) == {}
