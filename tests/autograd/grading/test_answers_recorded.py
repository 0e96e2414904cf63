"""The answers that stand in the table as numbers, worked out by the library."""

import itertools
import re

import numpy
import pytest

import autograd
import nn
from autograd import Value
from autograd.grading import Code, check
from autograd.grading.exercises import EXERCISES
from nn import MLP, Conv2D, Dense, Sequential, losses, regularizers
from nn.optimizers import SGD

W, b = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]], [0.1, 0.2, 0.3]
POINTS = [(0.5, 1.2), (1.0, 1.9), (-0.7, -1.3), (1.4, 2.9), (-1.1, -2.3)]


def chain_rule():
    a = Value(2.0)
    ((a * -3.0 + 10.0) * -2.0).backward()
    return a.grad


def used_twice(passes=1):
    x = Value(3.0)
    y = x * (x + 4)
    for _ in range(passes):
        y.backward()
    return x.grad


def worked_network():
    network = Sequential([Dense(3, "relu", input_dim=3), Dense(3, "relu"), Dense(1, "sigmoid")])
    network.build()
    weights = [*zip(W, b, strict=True), *zip(W, b, strict=True), ([0.1, 0.2, 0.3], 0.1)]
    numbers = [number for row, bias in weights for number in (*row, bias)]
    for parameter, number in zip(network.parameters(), numbers, strict=True):
        parameter.data = number
    return network


def bias_gradients(target):
    """The gradients of the biases, layer by layer: dz of each neuron."""
    network = worked_network()
    losses.mean_squared_error([network([1.0, 0.0, 1.0])], [target]).backward()
    return [[neuron.b.grad for neuron in layer.neurons] for layer in network.layers]


def two_linear_layers():
    def y(x1, x2):
        return 2 * (x1 + 2 * x2 + 1) - (3 * x1 + 4 * x2) + 1

    return [*autograd.grad(y, argnums=(0, 1))(0.3, 0.7), y(0.0, 0.0)]


def best_rate():
    def loss(w):
        return sum((w * x - y) ** 2 for x, y in POINTS) / len(POINTS)

    return 1 / autograd.derivative(loss, 2)(0.0)


def steps():
    model = Sequential([Dense(1, input_dim=1)], rng=0)
    model.compile("sgd", "mse")
    zeros = [0.0] * 1347
    model.fit(zeros, zeros, epochs=30, batch_size=32, validation_split=0.1, verbose=0)
    return model.optimizer.iterations


def decayed():
    w = Value(2.0)
    regularizers.l2(0.01)([w]).backward()
    SGD([w], 0.1).step()
    return w.data


def lecture():
    x1, w1, x2, w2 = leaves = [Value(x) for x in (2.0, -3.0, 0.0, 1.0)]
    (x1 * w1 + x2 * w2 + 6.8813735870195432).tanh().backward()
    return [leaf.grad for leaf in leaves]


def smaller_step():
    def error(h):
        slope = (autograd.sin(1.0 + h) - autograd.sin(1.0 - h)) / (2 * h)
        return abs(slope - autograd.cos(1.0))

    return error(1e-2) / error(1e-3)


def at_the_kink(h=1e-3):
    return (autograd.relu(h) - autograd.relu(-h)) / (2 * h)


def strides(array):
    return [stride // array.itemsize for stride in array.strides]


def biases_of_a_batch():
    first, second = biases = [Value(0.0), Value(0.0)]
    (1.0 * first + 2.0 * first + 3.0 * second + 4.0 * second).backward()
    return [bias.grad for bias in biases]


def kernel_that_moves_by_two():
    @autograd.compile
    def convolution(image, kernel):
        return [
            [sum(kernel[m][n] * image[i + m][j + n] for m in range(3) for n in range(3))
             for j in range(0, 8, 2)]
            for i in range(0, 4, 2)
        ]  # fmt: skip

    convolution(numpy.ones((6, 10)), [[1.0, 0.0, -1.0]] * 3)
    index = re.search(r"image\[(.*?)\]", str(convolution.program)).group(1)
    factors = dict(re.findall(r"(\d*)([ijkl])", index)[k][::-1] for k in range(4))
    return [int(factors[letter] or 1) for letter in "ikjl"]


def mean_of_dropout():
    results = [sum(2 * x * kept for x, kept in zip((1, 2, 4), mask, strict=True))
               for mask in itertools.product((0, 1), repeat=3)]  # fmt: skip
    return sum(results) / len(results)


def networks_of_a_search(values=(3, 3), folds=5):
    from sklearn.dummy import DummyClassifier
    from sklearn.model_selection import GridSearchCV

    trained = []

    class Counted(DummyClassifier):
        def fit(self, X, y):
            trained.append(len(X))
            return super().fit(X, y)

    grid = {"random_state": [*range(values[0])], "constant": [*range(values[1])]}
    GridSearchCV(Counted(), grid, cv=folds).fit(numpy.zeros((20, 1)), [0, 1] * 10)
    return len(trained)


def precision_and_recall():
    from sklearn.metrics import precision_score, recall_score

    ill = [0] * 86 + [1] * 14
    called = [0] * 80 + [1] * 6 + [0] * 4 + [1] * 10
    return [precision_score(ill, called), recall_score(ill, called)]


def precision_where_few_are_ill(people=1000):
    ill = people // 100
    found, false_alarms = ill * 9 // 10, (people - ill) // 10
    return found / (found + false_alarms)


def majority_of_five():
    votes = itertools.product((0, 1), repeat=5)
    return sum(0.8 ** sum(v) * 0.2 ** (5 - sum(v)) for v in votes if sum(v) >= 3)


def error_of_the_mean(n=10, error=0.4):
    """The mean of n numbers that are off by the same to either side, over all cases."""
    cases = itertools.product((-(error**0.5), error**0.5), repeat=n)
    return sum((sum(case) / n) ** 2 for case in cases) / 2**n


def attributions_of_a_line():
    line = Sequential([Dense(1, input_dim=2)])
    line.build()
    for parameter, number in zip(line.parameters(), (2.0, -3.0, 1.0), strict=True):
        parameter.data = number
    return nn.attributions(line, [4.0, 1.0]).input_times_gradient


def along_the_way(steps=1000):
    slope = autograd.grad(lambda x1, x2: x1 * x2)
    return 3 * sum(slope(3 * t / steps, 4 * t / steps) for t in range(1, steps + 1)) / steps


def six_sigmoids():
    x = y = Value(0.0)
    for _ in range(6):
        y = (y - y.data).sigmoid()  # each where it is steepest
    y.backward()
    return x.grad


def parameters_of_a_kernel():
    layer = Conv2D(8, 3)
    layer.build((32, 32, 3))
    return len(layer.parameters())


def fifteen_steps():
    first = Value(1.0)
    h = first
    for _ in range(15):
        h = 0.5 * h
    h.backward()
    return first.grad


def bias_of_the_dead(step=1 / 64):
    places = [k * step - 5 for k in range(int(8 / step))]
    inputs = [k / 10 for k in range(-10, 11)]
    return max(b for b in places if all(autograd.relu(2 * x + b) == 0 for x in inputs))


def relative_step():
    w = Value(2.0)
    (0.5 * w).backward()
    SGD([w], 0.01).step()
    return abs(w.data - 2.0) / 2.0


ANSWERS = {
    "count-the-fits": networks_of_a_search,
    "precision-and-recall": precision_and_recall,
    "base-rate": precision_where_few_are_ill,
    "variance-of-a-mean": error_of_the_mean,
    "majority": majority_of_five,
    "input-times-gradient": attributions_of_a_line,
    "straight-way": along_the_way,
    "six-sigmoids": six_sigmoids,
    "kernel-parameters": parameters_of_a_kernel,
    "fifteen-steps": fifteen_steps,
    "dead-for-all": bias_of_the_dead,
    "size-of-the-step": relative_step,
    "chain-rule": chain_rule,
    "used-twice": used_twice,
    "three-passes": lambda: used_twice(3),
    "parameters": lambda: len(MLP(3, [4, 4, 1]).parameters()),
    "two-linear-layers": two_linear_layers,
    "target-zero": lambda: bias_gradients(0.0)[2][0],
    "shared-bias": lambda: sum(bias_gradients(1.0)[1]),
    "best-rate": best_rate,
    "count-the-steps": steps,
    "weight-decay": decayed,
    "smaller-step": smaller_step,
    "difference-at-the-kink": at_the_kink,
    "backprop-by-hand": lecture,
    "transpose": lambda: strides(numpy.zeros((3, 4)).T),
    "diagonal": lambda: strides(numpy.zeros((3, 4)).diagonal())[0],
    "bias-of-a-batch": biases_of_a_batch,
    "two-places": kernel_that_moves_by_two,
    "mean-of-dropout": mean_of_dropout,
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answer_is_what_the_library_computes(name):
    assert check(name, ANSWERS[name]())


def test_the_parabola_is_flat_where_the_answer_says():
    place = 2 / 3
    assert check("flat-place", place)
    assert abs(autograd.derivative(lambda x: 3 * x**2 - 4 * x + 5)(place)) < 1e-12


def test_all_numbers_of_the_table_are_worked_out():
    functions = {name for name, row in EXERCISES.items() if isinstance(row.kind, Code)}
    assert set(EXERCISES) - functions - set(ANSWERS) == {
        "flat-place", "which-branch", "what-helps", "why-they-shrink"
    }  # fmt: skip
