"""Compiled and eager agree on models, and programs are as short as the models are regular."""

import itertools
import math
import random

import numpy as np
import pytest

import autograd
from autograd import Value, exp, logsumexp, maximum, relu, sigmoid, sqrt, tanh, where
from nn import MLP, activations, losses
from tests.helpers.closeness import assert_close

X = [[0.3, -1.2], [1.5, 0.4], [-0.7, 0.9]]


def check(f, *arguments):
    """Compiled and eager value and gradients; returns the program.

    Args:
        f: A function of nested lists.
        arguments: The lists.
    """
    values = [[nested(Value, a) for a in argument] for argument in arguments]
    root = f(*values)
    root.backward()
    found = autograd.compile(f).value_and_grad(*arguments)
    assert_close(found.value, root.data, f.__name__)
    expected = [[nested(lambda v: v.grad, a) for a in argument] for argument in values]
    for ours, theirs in zip(found.arguments, expected, strict=True):
        assert_close(ours, theirs, f.__name__)
    return autograd.compile(f).trace(*arguments)


def nested(f, x):
    return [nested(f, part) for part in x] if isinstance(x, list) else f(x)


def numbers(seed, *shape):
    return np.random.default_rng(seed).uniform(-1.0, 1.0, shape).tolist()


# ------------------------------------------------------------------------- the models of nn


@pytest.mark.parametrize("name", [n for n in activations.ACTIVATIONS if n != "threshold"])
def test_networks_with_each_activation(name):
    model = MLP(2, [5, 4, 2], activation=name, rng=0)
    check_model(model, lambda out, y: losses.mean_squared_error(out, [[a, 1.0 - a] for a in y]))


LOSSES = sorted({loss.__name__: loss for loss in losses.LOSSES.values()}.items())


@pytest.mark.parametrize("loss", [loss for _, loss in LOSSES], ids=[name for name, _ in LOSSES])
def test_networks_with_each_loss(loss):
    row = losses.row_of(loss)
    several = any(part in loss.__name__ for part in ("categorical", "kl", "cosine"))
    model = MLP(2, [4, 3 if several else 1], activation="tanh", rng=1)

    def error(out, y):
        if several and "logits" not in loss.__name__:
            out = [autograd.softmax(row) for row in out]
        elif row.takes == "probabilities" or loss.__name__ == "poisson":
            out = [sigmoid(a) for a in out]
        if "kl" in loss.__name__:
            y = [[0.2, 0.3, 0.5]] * len(out)
        elif several and "sparse" not in loss.__name__:
            y = [[float(k == label) for k in range(3)] for label in y]
        return loss(out, y)

    check_model(model, error)


def check_model(model, error):
    """The loss as a graph, and its gradients."""
    y = [0, 1, 1]
    root = error([model(x) for x in X], y)
    graph = autograd.compile(root, parameters=model)
    for parameter in model.parameters():
        parameter.data *= 0.9
    again = error([model(x) for x in X], y)
    again.backward()
    expected = [parameter.grad for parameter in model.parameters()]
    for parameter in model.parameters():
        parameter.grad = 0.0
    assert_close(graph.forward(), again.data, "value")
    graph.backward()
    assert_close([parameter.grad for parameter in model.parameters()], expected, "gradients")


# ------------------------------------------------------------------ models of plain loops


def dense(x, w, b):
    return [
        sum((wi * xi for wi, xi in zip(row, x, strict=True)), bias)
        for row, bias in zip(w, b, strict=True)
    ]


def convolution(image, kernel):
    height, width, size = len(image), len(image[0]), len(kernel)
    return [
        [
            sum(kernel[i][j] * image[top + i][left + j] for i in range(size) for j in range(size))
            for left in range(width - size + 1)
        ]
        for top in range(height - size + 1)
    ]


def padded(image, kernel):
    """The same with zeros around: at the edges there are fewer terms."""
    height, width, reach = len(image), len(image[0]), len(kernel) // 2
    return [
        [
            sum(
                kernel[i + reach][j + reach] * image[row + i][column + j]
                for i in range(-reach, reach + 1)
                for j in range(-reach, reach + 1)
                if 0 <= row + i < height and 0 <= column + j < width
            )
            for column in range(width)
        ]
        for row in range(height)
    ]


def squares(rows):
    return sum(a * a for row in rows for a in row)


def softmax(x):
    total = logsumexp(x)
    return [exp(a - total) for a in x]


def attention(queries, keys, values):
    out = []
    for q in queries:
        scores = [sum(a * b for a, b in zip(q, k, strict=True)) / math.sqrt(len(q)) for k in keys]
        weights = softmax(scores)
        out.append(
            [sum(w * v[d] for w, v in zip(weights, values, strict=True)) for d in range(len(q))]
        )
    return out


def layer_norm(x):
    mean = sum(x) / len(x)
    variance = sum((a - mean) ** 2 for a in x) / len(x)
    return [(a - mean) / sqrt(variance + 1e-5) for a in x]


def rms_norm(x):
    return [a / sqrt(sum(b * b for b in x) / len(x) + 1e-5) for a in x]


def rnn(sequence, w, u, b):
    h = [0.0] * len(u)
    for x in sequence:
        inputs, before = dense(x, w, b), dense(h, u, [0.0] * len(u))
        h = [tanh(a + c) for a, c in zip(inputs, before, strict=True)]
    return h


def lstm(sequence, w):
    """Gates of one weight for the input and one for the state of each unit."""
    units = len(w)
    h, c = [0.0] * units, [0.0] * units
    for x in sequence:
        gates = [
            [wi[0] * x[0] + wi[1] * state + wi[2] for wi in unit]
            for unit, state in zip(w, h, strict=True)
        ]
        c = [
            sigmoid(f) * before + sigmoid(i) * tanh(g)
            for (i, f, g, _), before in zip(gates, c, strict=True)
        ]
        h = [sigmoid(o) * tanh(a) for (_, _, _, o), a in zip(gates, c, strict=True)]
    return h


class TestPlainLoops:
    def test_dense_layers_for_a_batch(self):
        def f(points, w, b, v):
            return squares([dense([relu(a) for a in dense(x, w, b)], v, b[:2]) for x in points])

        small = check(f, numbers(0, 4, 3), numbers(1, 5, 3), numbers(2, 5), numbers(3, 2, 5))
        large = check(f, numbers(0, 40, 9), numbers(1, 30, 9), numbers(2, 30), numbers(3, 2, 30))
        assert len(small.instructions) == len(large.instructions) < 10

    def test_convolution_is_one_sum_over_a_sliding_window(self):
        def f(image, kernel):
            return squares(convolution(image, kernel))

        program = check(f, numbers(0, 6, 7), numbers(1, 3, 3))
        assert len(program.instructions) == 2
        assert "kernel[" in str(program)
        assert len(check(f, numbers(0, 12, 12), numbers(1, 3, 3)).instructions) == 2

    def test_convolution_with_zeros_around(self):
        check(
            lambda image, kernel: squares(padded(image, kernel)), numbers(0, 6, 5), numbers(1, 3, 3)
        )

    @pytest.mark.parametrize("pool", [maximum, lambda a, b: 0.5 * (a + b)], ids=["max", "average"])
    def test_pooling(self, pool):
        def f(image):
            return sum(
                pool(pool(image[i][j], image[i][j + 1]), pool(image[i + 1][j], image[i + 1][j + 1]))
                ** 2
                for i in range(0, len(image), 2)
                for j in range(0, len(image[0]), 2)
            )

        assert len(check(f, numbers(0, 4, 6)).instructions) == len(
            check(f, numbers(0, 8, 8)).instructions
        )

    def test_attention_is_two_matrix_products_and_a_softmax(self):
        def f(q, k, v):
            return squares(attention(q, k, v))

        small = check(f, numbers(0, 4, 3), numbers(1, 5, 3), numbers(2, 5, 3))
        large = check(f, numbers(0, 7, 4), numbers(1, 9, 4), numbers(2, 9, 4))
        assert len(large.instructions) <= len(small.instructions) + 8  # a taller maximum
        assert sum(" * k[" in str(line) or "q[" in str(line) for line in small.lines()) >= 1

    def test_several_heads(self):
        def f(q, k, v):
            heads = [slice(0, 2), slice(2, 4)]
            return sum(
                squares(attention(*[[row[h] for row in x] for x in (q, k, v)])) for h in heads
            )

        check(f, numbers(0, 3, 4), numbers(1, 3, 4), numbers(2, 3, 4))

    def test_the_program_of_an_rnn_grows_with_its_steps_and_not_with_its_width(self):
        def f(sequence, w, u, b):
            return sum(a * a for a in rnn(sequence, w, u, b))

        def length(steps, width):
            return len(
                check(
                    f,
                    numbers(0, steps, 3),
                    numbers(1, width, 3),
                    numbers(2, width, width),
                    numbers(3, width),
                ).instructions
            )

        assert length(4, 3) == length(4, 9)
        assert length(8, 3) - length(6, 3) == length(6, 3) - length(4, 3) > 0

    def test_an_lstm(self):
        check(lambda s, w: sum(a * a for a in lstm(s, w)), numbers(0, 5, 1), numbers(1, 4, 4, 3))

    @pytest.mark.parametrize("norm", [layer_norm, rms_norm, softmax])
    def test_norms(self, norm):
        def f(rows, w):
            return sum(a * b for row in rows for a, b in zip(norm(row), w, strict=True))

        small = check(f, numbers(0, 4, 6), numbers(1, 6))
        assert len(small.instructions) == len(
            check(f, numbers(0, 9, 6), numbers(1, 6)).instructions
        )

    def test_a_triangle_of_sums(self):
        def f(x, w):
            return sum(tanh(sum(w[j] * x[j] for j in range(i + 1))) * x[i] for i in range(len(x)))

        check(f, numbers(0, 9), numbers(1, 9))

    def test_a_tree(self):
        def f(x):
            level = list(x)
            while len(level) > 1:
                level = [a * b + tanh(a - b) for a, b in zip(level[::2], level[1::2], strict=True)]
            return level[0]

        check(f, numbers(0, 32))

    def test_branches_by_where(self):
        def f(x, w):
            return sum(
                where(a > b, a * b, exp(a) / (1.0 + b * b)) for a, b in zip(x, w, strict=True)
            )

        check(f, numbers(0, 20), numbers(1, 20))

    def test_ragged_rows(self):
        def f(x, w):
            rows = [x[:2], x[2:7], x[7:8], x[8:]]
            return sum(tanh(sum(a * b for a, b in zip(row, w, strict=False))) for row in rows)

        check(f, numbers(0, 12), numbers(1, 9))


class TestOrder:
    """Where the order of operations is the point, results are equal to the last bit."""

    def test_compensated_summation(self):
        def kahan(x):
            total, lost = 0.0, 0.0
            for a in x:
                y = a - lost
                t = total + y
                lost = (t - total) - y
                total = t
            return total

        rng = random.Random(0)
        x = [rng.uniform(-1.0, 1.0) * 10.0 ** rng.randint(-8, 8) for _ in range(100)]
        assert autograd.compile(kahan)(x) == kahan(x)
        assert kahan(x) != sum(x)

    def test_splitting_a_number_in_two(self):
        def split(a):
            c = 134217729.0 * a
            high = c - (c - a)
            return [high, a - high]

        a = 0.1234567890123456789
        assert autograd.compile(split)(a) == split(a)


def test_dropout_draws_the_same_numbers_as_a_plain_run():
    def f(x, rng):
        kept = [where(autograd.uniform(rng) < 0.5, a * 2.0, 0.0) for a in x]
        return sum(a * a for a in kept)

    x = numbers(0, 20)
    mine, theirs = random.Random(3), random.Random(3)
    compiled = autograd.compile(lambda x: f(x, mine))
    for _ in range(4):
        assert_close(compiled(x), f(x, theirs), "dropout")


PAIRS = list(itertools.product([0.0, -0.0, math.nan, 2.0], repeat=2))


class TestWhatIsLeftOut:
    def test_what_nothing_depends_on(self):
        def f(x):
            _ = [exp(a) for a in x]
            return x[0] * x[1]

        assert len(autograd.compile(f).trace([1.0, 2.0, 3.0]).instructions) == 1

    def test_what_was_computed_before(self):
        def twice(x):
            return exp(x[0] * x[1]) + tanh(exp(x[0] * x[1]))

        def once(x):
            e = exp(x[0] * x[1])
            return e + tanh(e)

        lengths = [len(autograd.compile(f).trace([1.0, 2.0]).instructions) for f in (twice, once)]
        assert lengths[0] == lengths[1]

    @pytest.mark.parametrize(("a", "b"), PAIRS)
    def test_constants_are_folded_and_keep_sign_and_nan(self, a, b):
        def f(x):
            return [a * b + x * 0.0, a * b, a + b, -(a - b)]

        for ours, theirs in zip(autograd.compile(f)(1.0), f(1.0), strict=True):
            assert math.isnan(ours) == math.isnan(theirs)
            assert math.isnan(ours) or (ours, math.copysign(1, ours)) == (
                theirs,
                math.copysign(1, theirs),
            )
