"""`explain`: a derivative as a sum over paths of products of local derivatives."""

import itertools
import math
import random
import re

import numpy as np
import pytest

import autograd
from autograd import (
    Explanation,
    InputTypeError,
    InputValueError,
    Value,
    exp,
    explain,
    hypot,
    log,
    sqrt,
    tanh,
    where,
)
from autograd.diagnosis import explaining, paths
from autograd.diagnosis.chain_rule import BROKEN
from nn import MLP


def all_paths(node, target):
    """Every path, found the slow way: as tuples of local derivatives."""
    if node is target:
        yield ()
        return
    for operand, local in zip(node.operands, node.local_derivatives, strict=True):
        for rest in all_paths(operand, target):
            yield (local, *rest)


def random_graph(seed, operations=12):
    """A root and its leaves; operands are drawn from what is there, so paths meet again."""
    draw = random.Random(seed)
    leaves = [Value(draw.uniform(-2.0, 2.0)) for _ in range(3)]
    nodes = list(leaves)
    for _ in range(operations):
        a, b = draw.choice(nodes[-5:]), draw.choice(nodes[-5:])
        choices = [lambda a=a, b=b: a + b, lambda a=a, b=b: a * b, lambda a=a: tanh(a)]
        choices += [lambda a=a: autograd.relu(a), lambda a=a, b=b: hypot(a, b), lambda a=a: a**2]
        nodes.append(draw.choice(choices)())
    return nodes[-1], leaves


@pytest.fixture
def neuron():
    """A neuron of the micrograd lecture: o = tanh(x1 w1 + x2 w2 + b)."""
    x1, x2 = Value(2.0, label="x1"), Value(0.0, label="x2")
    w1, w2 = Value(-3.0, label="w1"), Value(1.0, label="w2")
    b = Value(6.8813735870195432, label="b")
    n = x1 * w1 + x2 * w2 + b
    n.label = "n"
    o = n.tanh()
    o.label = "o"
    return o, w1


class TestText:
    def test_one_path(self, neuron):
        assert str(explain(*neuron)) == (
            "d o / d w1 = 1.000, the product of the derivatives along the only path from o down to "
            "w1:\n"
            "  1.000 = 0.5000 (d o/d n) * 1.0 (d n/d v2) * 1.0 (d v2/d v1) * 2.0 (d v1/d w1)\n"
            "where\n"
            "  o = tanh(n) = 0.7071    d o/d n = 1 - o**2 = 0.5000\n"
            "  n = v2 + b = 0.8814     d n/d v2 = 1.0\n"
            "  v2 = v1 + 0.0 = -6.0    d v2/d v1 = 1.0\n"
            "  v1 = x1 * w1 = -6.0     d v1/d w1 = x1 = 2.0\n"
            "  w1 = -3.0"
        )

    def test_two_paths_the_larger_one_first(self):
        w, x = Value(2.0), Value(5.0)
        y = x * w + w
        assert str(explain(y, w)) == (
            "d y / d w = 6.0, the sum over 2 paths from y down to w, each a product of "
            "derivatives:\n"
            "  5.0 = 1.0 (d y/d v1) * 5.0 (d v1/d w)\n"
            "  1.0 = 1.0 (d y/d w)\n"
            "where\n"
            "  y = v1 + w = 12.0    d y/d v1 = 1.0,  d y/d w = 1.0\n"
            "  v1 = x * w = 10.0    d v1/d w = x = 5.0\n"
            "  w = 2.0"
        )

    def test_an_operand_that_occurs_twice(self):
        x = Value(3.0)
        y = x * x
        assert str(explain(y, x)) == (
            "d y / d x = 6.0, the sum over 2 paths from y down to x, each a product of "
            "derivatives:\n"
            "  3.0 = 3.0 (d y/d x as a)\n"
            "  3.0 = 3.0 (d y/d x as b)\n"
            "where\n"
            "  y = x * x = 9.0    d y/d x as a = x = 3.0,  d y/d x as b = x = 3.0\n"
            "  x = 3.0"
        )

    def test_the_smaller_paths_are_one_number(self):
        x = Value(1.0)
        y = 3.0 * x + 4.0 * x + 5.0 * x + 6.0 * x
        lines = str(explain(y, x, limit=2)).splitlines()
        assert lines[0] == (
            "d y / d x = 18.0, the sum over 4 paths from y down to x, each a product of "
            "derivatives. The largest:"
        )
        assert lines[1].startswith("  6.0 = 1.0 (d y/d v3) * 6.0 (d v3/d x)")
        assert lines[2].startswith("  5.0 = ")
        assert lines[3] == "  7.0 = 2 other paths together"

    def test_constants_negative_numbers_and_rules_with_several_symbols(self):
        x, b = Value(3.0), Value(-2.0)
        y = 1.0 / (x * b)
        text = str(explain(y, x))
        assert "y = 1.0 / v1 = -0.1667    d y/d v1 = -1.0 / v1**2 = -0.02778" in text
        assert "v1 = x * b = -6.0         d v1/d x = b = -2.0" in text
        cube = x**3.0
        assert "d cube/d x = 3.0 * x**(3.0 - 1) = 27.0" in str(explain(cube, x))

    def test_a_branch_of_where(self):
        x = Value(3.0)
        y = where(x > 1.0, x * 2.0, log(x))
        assert "d y/d v1 = 1 if" in str(explain(y, x))
        assert explain(y, x).total == 2.0

    def test_a_path_of_a_thousand_steps_shows_both_ends(self):
        x = Value(1.0)
        y = x
        for _ in range(1000):
            y = y * 1.001
        line = str(explain(y, x)).splitlines()[1]
        assert line.count("(d ") == 9
        assert "* 2.693 (991 more) *" in line

    def test_the_ones_that_a_long_sum_contributes_are_put_together(self):
        w = Value(2.0)
        y = w * 3.0
        for k in range(100):
            y = y + k
        z = tanh(y * 0.001)
        assert str(explain(z, w)).splitlines()[1] == (
            "  5.949e-07 = 0.0001983 (d z/d v2) * 0.001 (d v2/d y) * 1.0 (100 factors of 1) "
            "* 3.0 (d v1/d w)"
        )

    def test_no_path(self):
        x, y = Value(1.0), Value(2.0)
        z = y * x.data
        explanation = explain(z, x)
        assert (explanation.total, explanation.paths, explanation.number_of_paths) == (0.0, (), 0)
        assert str(explanation) == (
            "d z / d x = 0.0: no path leads from z down to x. There is none to what .data, "
            "detach() or no_grad() took out of the graph."
        )

    def test_a_value_by_itself(self):
        x = Value(1.0)
        explanation = explain(x, x)
        assert (explanation.total, explanation.number_of_paths) == (1.0, 1)
        assert str(explanation) == "d x / d x = 1.0: it is the derivative of a Value by itself."
        assert explanation.paths[0].product == 1.0

    def test_a_derivative_that_is_infinite_is_explained(self):
        x = Value(0.0)
        y = sqrt(x) * 0.0 + x
        explanation = explain(y, x)
        assert math.isnan(explanation.total)
        assert str(explanation).splitlines()[1:4] == [
            "  nan = 1.0 (d y/d v2) * 0.0 (d v2/d v1) * inf (d v1/d x)",
            "  1.0 = 1.0 (d y/d x)",
            BROKEN,
        ]

    def test_what_cannot_be_added_up_is_not_added_up(self):
        x = Value(0.0)
        explanation = explain(sqrt(x) + x, x, limit=1)
        assert explanation.total == math.inf
        assert math.isnan(explanation.remainder)


class TestNames:
    def test_labels_variables_lists_and_models(self):
        model = MLP(2, [2, 1])
        path, weight = next(iter(dict(model.named_parameters()).items()))
        xs = [Value(1.0), Value(2.0)]
        out = model(xs)
        del weight
        text = str(explain(out, dict(model.named_parameters())[path]))
        assert text.startswith(f"d out / d {path} = ")
        assert "xs[0]" in text

    def test_they_can_be_given(self):
        x = Value(2.0)
        assert str(explain(x * 3.0, x, names={"time": x})).startswith("d v1 / d time = 3.0")

    def test_a_name_like_those_that_are_made_up(self):
        v1 = Value(2.0)
        assert "d y/d u1" in str(explain(y := tanh(v1 * 3.0), v1))
        assert y.data < 1.0

    def test_values_with_the_same_label_are_told_apart(self):
        x = Value(2.0, label="h")
        y = tanh(x)
        y.label = "h"
        assert str(explain(y, x)).startswith("d h#2 / d h = ")


class TestNumbers:
    @pytest.mark.parametrize("seed", range(30))
    def test_all_paths_of_random_graphs(self, seed):
        root, leaves = random_graph(seed)
        for leaf in leaves:
            expected = [math.prod(path) for path in all_paths(root, leaf)]
            explanation = explain(root, leaf, limit=len(expected) + 1)
            found = [path.product for path in explanation.paths]
            assert sorted(found) == pytest.approx(sorted(expected), rel=1e-12)
            assert explanation.number_of_paths == len(expected)
            assert explanation.remainder == 0.0
            assert math.fsum(found) == pytest.approx(explanation.total, rel=1e-9, abs=1e-9)

    @pytest.mark.parametrize("seed", range(30))
    def test_the_total_is_what_backward_gives_to_the_last_bit(self, seed):
        root, leaves = random_graph(seed, operations=40)
        totals = [explanation.total for explanation in explain(root, leaves)]
        assert [leaf.grad for leaf in leaves] == [0.0] * 3
        root.backward()
        assert totals == [leaf.grad for leaf in leaves]

    @pytest.mark.parametrize("seed", range(30))
    def test_the_largest_ones_and_the_remainder(self, seed):
        root, leaves = random_graph(seed, operations=14)
        for leaf in leaves:
            expected = sorted([abs(math.prod(p)) for p in all_paths(root, leaf)], reverse=True)
            for limit in (1, 3, 10):
                explanation = explain(root, leaf, limit=limit)
                found = [path.product for path in explanation.paths]
                assert [abs(x) for x in found] == pytest.approx(expected[:limit], rel=1e-12)
                total = math.fsum([*found, explanation.remainder])
                assert total == pytest.approx(explanation.total, rel=1e-12, abs=1e-12)

    def test_a_path_has_its_nodes_and_derivatives(self):
        x = Value(3.0)
        square = x * x
        y = square * 2.0
        first, second = explain(y, x).paths
        assert [a is b for a, b in zip(first.nodes, (y, square, x), strict=True)] == [True] * 3
        assert first.local_derivatives == (2.0, 3.0)
        assert (first.positions, second.positions) == ((0, 0), (0, 1))

    def test_paths_of_zero_come_last(self):
        x = Value(-1.0)
        y = autograd.relu(x) * 1e300 + x * 1e-300
        assert [path.product for path in explain(y, x).paths] == [1e-300, 0.0]

    def test_infinite_ones_come_first_since_they_decide_the_sum(self):
        x = Value(0.0)
        y = x * 1e300 + log(x)
        assert [path.product for path in explain(y, x).paths] == [math.inf, 1e300]

    def test_products_are_ranked_where_they_would_overflow(self):
        x = Value(0.0)
        small = x * 1e-200 * 1e-200 * 1e300
        large = x * 1e200 * 1e200 * 1e-300
        first, second = explain(small + large, x).paths
        assert first.local_derivatives[1:] == (1e-300, 1e200, 1e200)
        assert second.product == 0.0 or second.product == pytest.approx(1e-100)

    def test_interior_values(self):
        x = Value(0.5)
        h = tanh(x)
        y = h * h + x
        explanation = explain(y, h)
        assert explanation.total == 2.0 * h.data
        assert explanation.number_of_paths == 2

    def test_no_gradient_is_touched(self):
        x = Value(3.0)
        y = x * x
        explain(y, x)
        assert (x.grad, y.grad) == (0.0, 0.0)

    def test_it_is_the_same_every_time(self):
        texts = {str(explain(*_pair(), names={})) for _ in range(5)}
        assert len(texts) == 1

    def test_it_does_not_change_with_the_data(self):
        x = Value(3.0)
        explanation = explain(x * x, x)
        before = str(explanation), explanation.latex
        x.data = 5.0
        assert (str(explanation), explanation.latex) == before


def _pair():
    root, leaves = random_graph(7, operations=30)
    return root, leaves[0]


class TestManyPaths:
    def test_they_are_counted_exactly(self):
        x = Value(1.0)
        y = x
        for _ in range(300):
            y = y * 0.5 + y * 0.5
        explanation = explain(y, x, limit=3)
        assert explanation.number_of_paths == 2**300
        assert len(explanation.paths) == 3
        assert explanation.total == 1.0
        assert "the sum over about 10^90 paths from y down to x" in str(explanation)
        assert "1.0 = about 10^90 other paths together" in str(explanation)

    def test_numbers_of_more_digits_than_python_prints(self, monkeypatch):
        monkeypatch.setattr(explaining, "MOST_BITS", 10_000)
        x = Value(1.0)
        y = x
        for _ in range(15_000):
            y = y * 0.5 + y * 0.5
        explanation = explain(y, x, limit=1)
        assert explanation.number_of_paths == 2**15_000
        assert "the sum over astronomically many paths from y down to x" in str(explanation)
        assert "1.0 = all other paths together" in str(explanation)
        assert repr(explanation).startswith("<Explanation: d y / d x = 1.0, the sum")

    def test_the_search_is_bounded(self, monkeypatch):
        monkeypatch.setattr(paths, "MOST_STEPS", 100_000)
        x = Value(1.0)
        y = x
        for _ in range(1000):
            y = y * 0.5 + y * 0.5
        explanation = explain(y, x, limit=100_000)
        assert len(explanation.paths) == 50
        assert math.fsum([p.product for p in explanation.paths]) + explanation.remainder == 1.0

    def test_a_chain_of_a_hundred_thousand_operations(self):
        x = Value(1.0)
        y = x
        for _ in range(100_000):
            y = y + 1e-9
        explanation = explain(y, x)
        assert (explanation.total, explanation.number_of_paths) == (1.0, 1)
        assert len(explanation.paths[0].local_derivatives) == 100_000
        assert len(str(explanation)) < 3000


class TestStructures:
    def test_the_result_has_the_shape_of_wrt(self):
        a, b = Value(2.0), Value(3.0)
        y = a * b
        assert isinstance(explain(y, a), Explanation)
        assert [e.total for e in explain(y, [a, b])] == [3.0, 2.0]
        assert explain(y, {"a": a, "rest": (b,)})["rest"][0].total == 2.0
        assert [e.total for e in explain(y, (x for x in [a, b]))] == [3.0, 2.0]
        assert [e.total for e in explain(y, np.array([a, b]))] == [3.0, 2.0]

    def test_parameters_of_a_model(self):
        model = MLP(2, [2, 1])
        loss = model([1.0, -1.0]) ** 2
        explanations = explain(loss, dict(model.named_parameters()))
        loss.backward()
        for name, parameter in dict(model.named_parameters()).items():
            assert explanations[name].total == parameter.grad


class TestErrors:
    def test_a_root_that_is_no_value(self):
        with pytest.raises(
            InputTypeError,
            match=r"explain\(root, wrt\) takes a Value for root, but was given 2.0 \(float\); give "
            r"the Value that a computation gave, such as the loss",
        ):
            explain(2.0, Value(1.0))

    @pytest.mark.parametrize(
        ("wrt", "message"),
        [
            ("w", r"takes a Value for wrt, .* but was given 'w' \(str\); give Values that take"),
            (1.0, r"was given 1.0 \(float\)"),
            ([Value(1.0), 2.0], r"was given 2.0 \(float\)"),
            (None, r"was given None \(NoneType\)"),
            (MLP(2, [1]), r"explain\(loss, dict\(model.named_parameters\(\)\)\)"),
        ],
        ids=["text", "number", "list", "none", "model"],
    )
    def test_wrt_that_is_no_value(self, wrt, message):
        with pytest.raises(InputTypeError, match=message):
            explain(Value(1.0) * 2.0, wrt)

    @pytest.mark.parametrize("limit", [0, -1, 2.5, True, "all"])
    def test_limits_that_are_no_number_of_paths(self, limit):
        with pytest.raises(InputValueError, match=re.escape(f"limit is {limit!r}; give a whole")):
            explain(Value(1.0), Value(1.0), limit=limit)

    def test_names_that_are_no_dict(self):
        with pytest.raises(InputTypeError, match="names takes a dict from names to Values"):
            explain(Value(1.0), Value(1.0), names=[1])


class TestLatex:
    def test_the_chain_rule(self):
        w, x = Value(2.0), Value(5.0)
        y = x * w - w
        assert explain(y, w).latex == (
            "\\begin{aligned}\n"
            r"  \frac{\partial y}{\partial w} &= \underbrace{1.0}_{\frac{\partial y}{\partial "
            r"v_{1}}} \cdot \underbrace{5.0}_{\frac{\partial v_{1}}{\partial w}}\\"
            "\n"
            r"  &\quad + \underbrace{(-1.0)}_{\frac{\partial y}{\partial w}}\\"
            "\n"
            r"  &= 4.0"
            "\n\\end{aligned}"
        )

    def test_what_is_left_out(self):
        x = Value(1.0)
        y = 2.0 * x + 3.0 * x + 4.0 * x
        assert (
            r"+ \underbrace{5.0}_{\mathrm{2\ other\ paths\ together}}"
            in explain(y, x, limit=1).latex
        )

    def test_no_path(self):
        assert explain(Value(1.0), Value(2.0)).latex == (
            r"\frac{\partial v_{2}}{\partial v_{1}} = 0.0"
        )

    def test_numbers(self):
        x = Value(0.0)
        latex = explain(x * 1.5e-30 + log(x), x).latex
        assert r"1.5 \cdot 10^{-30}" in latex
        assert r"\infty" in latex

    def test_braces_always_balance_and_nothing_of_the_user_is_code(self):
        x = Value(1.0, label=r"a\b{c}$d#e_f^g%h&i~j")
        latex = explain(exp(x), x).latex
        assert r"\mathrm{a\backslash b\{c\}\$d\#e\_f\wedge g\%h\&i\sim j}" in latex


class TestHtml:
    def test_it_has_its_text_form_beside_it(self):
        x = Value(3.0)
        explanation = explain(x * x, x)
        bundle = explanation._repr_mimebundle_()
        assert bundle == {
            "text/html": explanation._repr_html_(),
            "text/latex": f"$${explanation.latex}$$",
            "text/plain": str(explanation),
        }

    def test_all_that_the_text_says(self, neuron):
        html = explain(*neuron)._repr_html_()
        assert "d o / d w1 = 1.000" in html
        assert ">0.5000 (d o/d n) * 1.0 (d n/d v2)" in html
        assert ">d o/d n = 1 - o**2 = 0.5000</code>" in html

    def test_labels_are_escaped(self):
        x = Value(1.0, label="<img src=x onerror=alert(1)>")
        html = explain(exp(x), x)._repr_html_()
        assert "<img" not in html
        assert "&lt;img" in html

    def test_bars_show_the_sizes_also_of_what_is_not_finite(self):
        x = Value(0.0)
        sizes = re.findall(r"width:(\d+)px", explain(4.0 * x + x, x)._repr_html_())
        assert sizes == ["100", "25"]
        sizes = re.findall(r"width:(\d+)px", explain(x + log(x), x)._repr_html_())
        assert sizes == ["0", "0"]

    def test_no_path_no_table(self):
        assert "<table" not in explain(Value(1.0), Value(1.0))._repr_html_()


def test_every_rule_of_the_table_can_be_written():
    for op in autograd.ops.TABLE.values():
        inputs = [Value(max(low, min(high, 1.5))) for low, high in op.domain]
        root = op(*inputs)
        for operand in itertools.islice(root.operands, 3):
            text = str(explain(root, operand))
            assert f"d v{len(inputs) + 1}" in text or "d " in text
