"""Programs written for karpathy/micrograd and microgpt run with only their import changed."""

import itertools
import math
import random

import graphviz
import pytest

from autograd import Value
from nn import MLP, Layer, Neuron


def test_an_expression_with_every_operator_of_micrograd():
    a = Value(-4.0)
    b = Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    g.backward()
    assert f"{g.data:.4f}" == "24.7041"
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


def moons(count, rng):
    """Two interleaving half circles, labelled -1 and 1."""
    points, labels = [], []
    for k in range(count):
        angle = math.pi * rng.random()
        upper = k % 2 == 0
        x = math.cos(angle) if upper else 1.0 - math.cos(angle)
        y = math.sin(angle) if upper else 0.5 - math.sin(angle)
        points.append([x + rng.gauss(0.0, 0.05), y + rng.gauss(0.0, 0.05)])
        labels.append(1 if upper else -1)
    return points, labels


def test_a_classifier_with_hinge_loss_and_regularisation_learns():
    X, y = moons(30, random.Random(0))
    model = MLP(2, [8, 1], rng=1)

    def loss():
        inputs = [list(map(Value, row)) for row in X]
        scores = list(map(model, inputs))
        losses = [(1 + -yi * score).relu() for yi, score in zip(y, scores, strict=True)]
        data_loss = sum(losses) * (1.0 / len(losses))
        reg_loss = 1e-4 * sum(p * p for p in model.parameters())
        hits = [(yi > 0) == (score.data > 0) for yi, score in zip(y, scores, strict=True)]
        return data_loss + reg_loss, sum(hits) / len(hits)

    first, _ = loss()
    for _ in range(30):
        total, _ = loss()
        model.zero_grad()
        total.backward()
        for p in model.parameters():
            p.data -= 0.3 * p.grad
    last, accuracy = loss()
    assert last.data < 0.5 * first.data
    assert accuracy > 0.85


def test_a_drawing_by_hand_from_prev_and_op():
    def trace(root):
        nodes, edges = set(), set()

        def build(v):
            if v not in nodes:
                nodes.add(v)
                for child in v._prev:
                    edges.add((child, v))
                    build(child)

        build(root)
        return nodes, edges

    n = Neuron(2, rng=0)
    y = n([Value(1.0), Value(-2.0)])
    y.backward()
    nodes, edges = trace(y)
    dot = graphviz.Digraph(format="svg", graph_attr={"rankdir": "LR"})
    for v in nodes:
        label = f"{{ data {v.data:.4f} | grad {v.grad:.4f} }}"
        dot.node(name=str(id(v)), label=label, shape="record")
        if v._op:
            dot.node(name=str(id(v)) + v._op, label=v._op)
            dot.edge(str(id(v)) + v._op, str(id(v)))
    for v1, v2 in edges:
        dot.edge(str(id(v1)), str(id(v2)) + v2._op)
    assert len(nodes) == 10
    assert len(edges) == 9
    assert dot.source.count("->") == 14


def test_names_and_printing_of_layers():
    assert isinstance(Layer(2, 3, rng=0)([1.0, 2.0]), list)
    model = MLP(3, [4, 4, 1], rng=0)
    assert isinstance(model([1.0, 2.0, 3.0]), Value)
    assert len(model.parameters()) == 41
    assert "MLP" in str(model)


def linear(x, w):
    return [sum(wi * xi for wi, xi in zip(row, x, strict=True)) for row in w]


def softmax(logits):
    largest = max(value.data for value in logits)
    exponentials = [(value - largest).exp() for value in logits]
    total = sum(exponentials)
    return [e / total for e in exponentials]


def rmsnorm(x):
    mean_square = sum(xi * xi for xi in x) / len(x)
    scale = (mean_square + 1e-5) ** -0.5
    return [xi * scale for xi in x]


@pytest.mark.parametrize("integer_grad", [0])
def test_a_small_transformer_trained_with_adam(integer_grad):
    rng = random.Random(42)
    width, vocabulary = 4, 5

    def matrix(rows, columns):
        return [[Value(rng.gauss(0, 0.3)) for _ in range(columns)] for _ in range(rows)]

    weights = {name: matrix(width, width) for name in ("query", "key", "value", "out")}
    weights |= {"token": matrix(vocabulary, width), "head": matrix(vocabulary, width)}
    parameters = [p for m in weights.values() for row in m for p in row]
    first_moment = [0.0] * len(parameters)
    second_moment = [0.0] * len(parameters)
    tokens = [0, 3, 1, 4, 2, 0]

    def loss():
        keys, values, losses = [], [], []
        for token, target in itertools.pairwise(tokens):
            x = rmsnorm(weights["token"][token])
            q = linear(x, weights["query"])
            keys.append(linear(x, weights["key"]))
            values.append(linear(x, weights["value"]))
            scores = [sum(qi * ki for qi, ki in zip(q, k, strict=True)) / width**0.5 for k in keys]
            attention = softmax(scores)
            mixed = [
                sum(a * v[j] for a, v in zip(attention, values, strict=True)) for j in range(width)
            ]
            out = linear(mixed, weights["out"])
            x = [a.relu() + b for a, b in zip(out, x, strict=True)]
            losses.append(-softmax(linear(x, weights["head"]))[target].log())
        return (1 / len(losses)) * sum(losses)

    history = []
    for step in range(1, 41):
        total = loss()
        total.backward()
        history.append(total.data)
        for i, p in enumerate(parameters):
            first_moment[i] = 0.85 * first_moment[i] + 0.15 * p.grad
            second_moment[i] = 0.99 * second_moment[i] + 0.01 * p.grad**2
            corrected = first_moment[i] / (1 - 0.85**step)
            p.data -= 0.05 * corrected / ((second_moment[i] / (1 - 0.99**step)) ** 0.5 + 1e-8)
            p.grad = integer_grad
    assert history[0] == pytest.approx(math.log(vocabulary), rel=0.2)
    assert history[-1] < 0.2 * history[0]
