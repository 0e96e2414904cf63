"""A user's typed program: mypy checks it in strict mode with the rest of the code."""

from typing import assert_type

import autograd
from autograd import Value, no_grad
from autograd.visual import NetworkDrawing
from nn import MLP, losses, metrics
from nn.optimizers import SGD


def neuron(w: Value, x: float, b: Value) -> Value:
    assert_type(w.data, float)
    assert_type(w * x + b, Value)
    assert_type(w > x, bool)
    assert_type(autograd.exp(x), float)
    assert_type(autograd.exp(w), Value)
    assert_type(autograd.maximum(w, 0.0), Value)
    assert_type(w * x, Value)
    assert_type(x - w, Value)
    assert_type(-(w**2), Value)
    assert_type(w.elu(alpha=0.5), Value)
    assert_type(w.edges(), tuple[tuple[Value, float], ...])
    return (w * x + b).tanh()


def names_of_each_kind(w: Value) -> None:
    """What is loaded at once, what is loaded when it is used, rows, exceptions, modules."""
    assert_type(autograd.tanh, autograd.Operation)
    assert_type(autograd.operation("tanh"), autograd.Operation)
    assert_type(autograd.ops.tanh(w), Value)
    assert_type(autograd.topological_order(w), list[Value])
    assert_type(autograd.gradients(w, [w]), list[Value])
    assert_type(autograd.diagnose(w), autograd.Diagnosis)
    assert_type(autograd.to_latex(w), autograd.Formulas)
    assert_type(autograd.steps(w), autograd.Steps)
    assert_type(autograd.draw(w), autograd.Drawing)
    assert_type(autograd.draw(MLP(1, [1]), [1.0], 2.0, loss="mse"), NetworkDrawing)
    cube = autograd.custom_operation("cube", forward=lambda x: x**3, derivatives=lambda _, x: x)
    assert_type(cube, autograd.Operation)
    try:
        autograd.softmax([w, 2.0])
    except autograd.AutogradError as error:
        raise autograd.InputTypeError(autograd.html_table([[str(error)]])) from error


@autograd.compile
def squares(x: list[float]) -> float:
    return sum(v * v for v in x)


def compiled(model: MLP) -> None:
    assert_type(squares, autograd.CompiledFunction)
    assert_type(squares.program, autograd.Program)
    graph = autograd.compile(Value(1.0) * 2.0, parameters=model)
    assert_type(graph, autograd.CompiledRoot)
    assert_type(graph.forward(), float)
    SGD(autograd.ParameterVector(model), learning_rate=0.1).step()


def train(X: list[list[float]], y: list[int]) -> float:
    model = MLP(2, [4, 1], rng=0)
    optimizer = SGD(model, learning_rate=0.1)
    loss = losses.hinge([model(x) for x in X], y)
    total: Value = loss + 1e-4 * autograd.sum(p * p for p in model.parameters())
    optimizer.zero_grad()
    total.backward()
    optimizer.step()
    with no_grad():
        right: list[bool] = [model(x) > 0.0 for x in X]
    autograd.tnah(1.0)  # type: ignore[attr-defined]  # a typing mistake is noticed
    return sum(right) / len(right)


def choose_loss() -> losses.Loss:
    assert_type(losses.huber([1.0], [0.0], delta=0.5), Value)
    losses.huber([1.0], [0.0], dleta=0.5)  # type: ignore[call-arg]
    losses.hinge([1.0], [0.0], delta=0.5)  # type: ignore[call-arg]
    losses.Huber(dleta=2.0)  # type: ignore[call-arg]
    losses.LogCosh(delta=2.0)  # type: ignore[call-arg]
    metrics.f1([1.0], [[0.0]], treshold=0.5)  # type: ignore[call-arg]
    metrics.AUC(nmae="area")  # type: ignore[call-arg]
    assert_type(metrics.TopKCategoricalAccuracy(k=3)([1.0], [[0.0]]), float)
    return losses.huber


class Careful(losses.Huber):
    def __init__(self) -> None:
        super().__init__(delta=0.1)
