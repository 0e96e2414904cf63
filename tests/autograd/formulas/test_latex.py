"""`to_latex`: what a graph computes and its derivatives, as formulas."""

import itertools
import math
import operator
import random
import re
import time

import pytest

import autograd
from autograd import (
    Formulas,
    InputTypeError,
    InputValueError,
    Value,
    clip,
    custom_operation,
    exp,
    gradients,
    hypot,
    log,
    relu,
    remove_operation,
    sin,
    sqrt,
    tanh,
    to_latex,
    where,
)
from autograd.formulas.symbolic import apply
from autograd.ops import TABLE
from autograd.writing import tex
from autograd.writing.formula import Symbol
from nn import MLP
from tests.helpers.formulas import calculate, equations
from tests.helpers.hostile import LABELS, assert_harmless

LETTERS = "abcpqrstuvwxyz"


def text(root, **options):
    return to_latex(root, names={}, **options).text


def leaves(*numbers):
    return [Value(number, label=name) for number, name in zip(numbers, LETTERS, strict=False)]


class TestExpression:
    def test_one_line_if_nothing_is_used_twice(self):
        a, b, c = leaves(2.0, -3.0, 10.0)
        assert text(tanh(a * b + c), derivative=False) == "L = tanh(a * b + c)"

    def test_what_is_used_several_times_has_a_line_of_its_own(self):
        [a] = leaves(2.0)
        h = a + 1.0
        assert text(h * tanh(h), derivative=False).splitlines() == [
            "L = u1 * tanh(u1)",
            "u1 = a + 1",
        ]

    def test_and_so_has_what_has_a_label(self):
        a, b = leaves(2.0, 3.0)
        n = a * b
        n.label = "n"
        assert text(tanh(n), derivative=False).splitlines() == ["L = tanh(n)", "n = a * b"]

    def test_the_names_of_variables(self):
        width, height = Value(2.0), Value(3.0)
        area = width * height
        assert to_latex(area, derivative=False).text == "area = width * height"
        assert to_latex(area, derivative=False).latex == (
            "\\begin{aligned}\n"
            r"  \mathrm{area} &= \mathrm{width} \cdot \mathrm{height}"
            "\n\\end{aligned}"
        )

    def test_parentheses_where_they_are_needed_and_nowhere_else(self):
        a, b, c = leaves(2.0, 3.0, 5.0)
        for root, written, latex in (
            ((a + b) * c, "(a + b) * c", r"\left(a + b\right) \cdot c"),
            (a + b * c, "a + b * c", r"a + b \cdot c"),
            (a - (b - c), "a - (b - c)", r"a - \left(b - c\right)"),
            (a - b - c, "a - b - c", "a - b - c"),
            ((a + b) / (b - c), "(a + b) / (b - c)", r"\frac{a + b}{b - c}"),
            ((a / b) ** 2.0, "(a / b) ** 2", r"{\left(\frac{a}{b}\right)}^{2}"),
            (a ** (b + c), "a ** (b + c)", "{a}^{b + c}"),
            ((-a) ** 2.0, "(-a) ** 2", r"{\left(-a\right)}^{2}"),
            (-(a**2.0), "-a ** 2", r"-{a}^{2}"),
            (-(a + b), "-(a + b)", r"-\left(a + b\right)"),
            (a * -b, "a * -b", r"a \cdot \left(-b\right)"),
            (a + -b, "a + -b", r"a + \left(-b\right)"),
            (a * -2.0, "a * -2", r"a \cdot \left(-2\right)"),
            (tanh(a + b) ** 2.0, "tanh(a + b) ** 2", r"{\left(\tanh\left(a + b\right)\right)}^{2}"),
            (abs(a - b) ** 2.0, "abs(a - b) ** 2", r"{\left|a - b\right|}^{2}"),
            (exp(a) * b, "exp(a) * b", r"e^{a} \cdot b"),
            (autograd.gaussian(a + b), "gaussian(a + b)", r"e^{-{\left(a + b\right)}^2}"),
            (autograd.log1p(a * b), "log1p(a * b)", r"\ln\left(1 + a \cdot b\right)"),
            (autograd.expm1(a) * b, "expm1(a) * b", r"\left(e^{a} - 1\right) \cdot b"),
        ):
            formulas = to_latex(root, names={}, derivative=False)
            assert formulas.text == f"L = {written}"
            assert equations(formulas.latex) == [["L", latex]]

    def test_both_branches_of_a_condition(self):
        a, b = leaves(2.0, 3.0)
        formulas = to_latex(where(a < b, a, log(b)), names={}, derivative=False)
        assert formulas.text == "L = where(True, a, log(b))"
        assert (
            r"\begin{cases} a & \text{if } \mathrm{true} \\ \ln\left(b\right) &" in formulas.latex
        )

    def test_a_leaf(self):
        assert text(Value(3.0, label="x")) == "x = 3\ndx/dx = 1"

    def test_numbers(self):
        [a] = leaves(1.0)
        latex = to_latex(a * 0.5 + 1e-30 - math.inf, names={}, derivative=False).latex
        assert r"a \cdot 0.5 + 1 \cdot 10^{-30} - \infty" in latex

    def test_a_long_formula_is_taken_apart(self):
        xs = [Value(float(k), label=f"x{k}") for k in range(40)]
        lines = text(autograd.sum(xs), derivative=False).splitlines()
        assert len(lines) == 3
        assert lines[0].startswith("L = u2 + x33 + ")
        assert lines[1].startswith("u2 = u1 + x17 + ")
        assert max(map(len, lines)) < 120


class TestDerivatives:
    def test_by_all_leaves(self):
        w, x, b = (Value(0.5, label=name) for name in "wxb")
        assert text(tanh(w * x + b)).splitlines() == [
            "L = tanh(w * x + b)",
            "dL/dw = (1 - L ** 2) * x",
            "dL/dx = (1 - L ** 2) * w",
            "dL/db = 1 - L ** 2",
        ]

    def test_by_one_or_several_values(self):
        a, b = leaves(2.0, 3.0)
        y = a * b
        assert text(y, wrt=a).splitlines()[1:] == ["dL/da = b"]
        assert text(y, wrt=[b, a]).splitlines()[1:] == ["dL/db = a", "dL/da = b"]
        assert text(y, wrt={"b": b}).splitlines()[1:] == ["dL/db = a"]

    def test_by_an_interior_value(self):
        a, b = leaves(2.0, 3.0)
        h = a + b
        assert text(tanh(h), wrt=h).splitlines() == [
            "L = tanh(u1)",
            "u1 = a + b",
            "dL/du1 = 1 - L ** 2",
        ]
        assert text(h, wrt=h).splitlines() == ["L = a + b", "dL/dL = 1"]

    def test_by_a_value_that_has_no_part_in_it(self):
        a, b = leaves(2.0, 3.0)
        assert text(tanh(a), wrt=b).splitlines()[1:] == ["dL/db = 0"]
        assert text(tanh(a), wrt=b * 2.0).splitlines()[1:] == ["dL/du1 = 0"]
        assert text(where(a < b, a, b * 2.0), wrt=b).splitlines()[1:] == ["dL/db = 0"]

    def test_what_is_shared_sums_up(self):
        [x] = leaves(2.0)
        assert text(x * x + sin(x)).splitlines()[1:] == ["dL/da = a + a + cos(a)"]

    def test_the_chain_rule_through_a_label(self):
        w, x = (Value(0.5, label=name) for name in "wx")
        n = w * x
        n.label = "n"
        assert text(tanh(n)).splitlines() == [
            "L = tanh(n)",
            "n = w * x",
            "dL/dn = 1 - L ** 2",
            "dL/dw = dL/dn * x",
            "dL/dx = dL/dn * w",
        ]

    def test_what_a_derivative_would_repeat_becomes_a_symbol(self):
        ws = [Value(1.0, label=f"w{k}") for k in range(3)]
        y = relu(ws[0] * 2.0 + ws[1] * 3.0 + ws[2] * 4.0)
        assert text(y, wrt=ws[0]).splitlines() == [
            "L = relu(u1)",
            "u1 = w0 * 2 + w1 * 3 + w2 * 4",
            "dL/du1 = 1 if u1 > 0 else 0",
            "dL/dw0 = 2 * dL/du1",
        ]
        assert len(text(y, derivative=False).splitlines()) == 1

    def test_a_network_gives_the_formulas_of_backpropagation(self):
        model = MLP(2, [3, 1], rng=0)
        lines = to_latex(model([1.0, 2.0])).text.splitlines()
        assert sum(line.startswith("u") for line in lines) == 3
        assert "dL/du1 = layers[1].neurons[0].w[0] if u1 > 0 else 0" in lines
        assert "dL/d(layers[0].neurons[0].w[1]) = 2 * dL/du1" in lines

    def test_signs_ones_zeros_and_quotients_are_simplified(self):
        a, b = leaves(2.0, 3.0)
        for root, by_a in (
            (operator.neg(-a), "1"),
            (b - a, "-1"),
            (b - 2.0 * a, "-2"),
            (a**2.0, "2 * a"),
            (a**1.0, "1"),
            (log(a) * b, "b / a"),
            (b / a, "-b / a ** 2"),
            (autograd.floor(a) * b, "0"),
            (relu(a) * b, "b if a > 0 else 0"),
            (clip(a, -1.0, 5.0) * b, "b if -1 <= a <= 5 else 0"),
            (clip(a, 5.0, -1.0) * b, "0"),
            (where(True, a, b), "1"),
        ):
            assert text(root, wrt=a).splitlines()[-1] == f"dL/da = {by_a}"

    def test_a_choice_within_a_choice_has_parentheses(self):
        [a] = leaves(2.0)
        assert text(relu(clip(a, -1.0, 5.0))).splitlines()[-1] == (
            "dL/da = (1 if -1 <= a <= 5 else 0) if clip(a, -1, 5) > 0 else 0"
        )

    def test_of_an_operation_of_ones_own_there_is_a_symbol(self):
        cube = custom_operation("cube", forward=lambda x: x**3, derivatives=lambda out, x: 3 * x**2)
        try:
            [a] = leaves(2.0)
            formulas = to_latex(cube(a) * 2.0, names={})
            assert formulas.text.splitlines() == ["L = cube(a) * 2", "dL/da = 2 * (dcube/dx)(a)"]
            assert r"\frac{\partial \mathrm{cube}}{\partial x}\left(a\right)" in formulas.latex
        finally:
            remove_operation(cube)

    def test_no_gradient_is_touched(self):
        [a] = leaves(2.0)
        to_latex(a * a)
        assert a.grad == 0.0


def checked(root, symbols):
    """Calculates all lines from the leaves' numbers alone, and compares them with the graph's.

    Derivatives refer to lines above them, definitions to lines below.
    """
    lines = equations(to_latex(root, names={}, limit=1000).latex)
    numbers = {tex.name(leaf.label): leaf.data for leaf in symbols}
    definitions = [line for line in lines if not line[0].startswith(r"\frac")]
    for symbol, latex in reversed(definitions):
        numbers[symbol] = calculate(latex, numbers)
    assert numbers["L"] == pytest.approx(root.data, rel=2e-3, abs=1e-9, nan_ok=True)
    for symbol, latex in lines[len(definitions) :]:
        numbers[symbol] = calculate(latex, numbers)
    for leaf, expected in zip(symbols, gradients(root, symbols), strict=True):
        found = numbers.get(tex.derivative("L", tex.name(leaf.label)), 0.0)
        assert found == pytest.approx(expected.data, rel=2e-3, abs=1e-9, nan_ok=True)


def checked_text(root, symbols):
    """The same with the text form, which Python can run."""
    known = {**TABLE, "pi": math.pi, **{leaf.label: leaf.data for leaf in symbols}}
    lines = [line.split(" = ", 1) for line in to_latex(root, names={}, limit=1000).text.split("\n")]
    lines = [[re.sub(r"dL/d(\w+)", r"dL_d\1", side) for side in line] for line in lines]
    definitions = [line for line in lines if not line[0].startswith("dL_d")]
    for symbol, formula in [*reversed(definitions), *lines[len(definitions) :]]:
        known[symbol] = eval(formula, known)
    assert known["L"] == pytest.approx(root.data, rel=2e-3, abs=1e-9)
    for leaf, expected in zip(symbols, gradients(root, symbols), strict=True):
        assert known.get(f"dL_d{leaf.label}", 0.0) == pytest.approx(
            expected.data, rel=2e-3, abs=1e-9
        )


MAKERS = [
    operator.add,
    operator.sub,
    operator.mul,
    lambda a, b: a / (b * b + 1.0),
    lambda a, b: a * -0.5,
    lambda a, b: -a,
    lambda a, b: a**2.0,
    lambda a, b: (a * a + 0.5) ** (0.25 * b),
    lambda a, b: tanh(a),
    lambda a, b: sqrt(abs(a) + 0.5),
    lambda a, b: exp(0.125 * a),
    lambda a, b: log(a * a + 1.5),
    lambda a, b: relu(a) - relu(-b),
    lambda a, b: hypot(a, b - 4.0),
    lambda a, b: autograd.softsign(a - b),
    lambda a, b: autograd.maximum(a, 2.0 * b),
    lambda a, b: clip(a, -0.5, b * b),
    lambda a, b: where(a.data > b.data, a, b * 3.0),
    lambda a, b: autograd.gaussian(a - b),
    lambda a, b: autograd.expm1(0.25 * a) * b,
]


class TestNumbers:
    @pytest.mark.parametrize("seed", range(80))
    def test_what_the_formulas_of_random_graphs_say_is_true(self, seed):
        rng = random.Random(seed)
        symbols = leaves(*[rng.uniform(-2.0, 2.0) for _ in range(3)])
        nodes = list(symbols)
        for _ in range(rng.randint(1, 25)):
            nodes.append(rng.choice(MAKERS)(rng.choice(nodes[-5:]), rng.choice(nodes[-5:])))
        checked(nodes[-1], symbols)
        checked_text(nodes[-1], symbols)

    # What is written with symbols that are no functions of one place.
    @pytest.mark.parametrize(
        "name", [name for name in TABLE if name not in ("binade", "lgamma", "polygamma")]
    )
    def test_every_operation_of_the_table_within_another_formula(self, name):
        op = TABLE[name]
        start = 1.25 if name in ("acosh", "log", "pow", "power_slope") else 0.25
        symbols = leaves(*itertools.accumulate([start, 0.0625, 0.0625][: len(op.inputs)]))
        inputs = [0.5 * x + 0.25 + 0.5 * x for x in symbols]
        if op.takes_condition:
            inputs[0] = True
        checked(op(*inputs) ** 2.0 - 3.0 * op(*inputs), symbols)

    def test_the_three_others(self):
        a, b = leaves(2.5, 3.0)
        for root, latex, derivative in (
            (
                autograd.lgamma(a),
                r"\ln\left|\Gamma\left(a\right)\right|",
                r"\psi^{(0)}\left(a\right)",
            ),
            (
                autograd.polygamma(1.0, a) * b,
                r"\psi^{(1)}\left(a\right) \cdot b",
                r"b \cdot \psi^{(2)}\left(a\right)",
            ),
        ):
            assert equations(to_latex(root, names={}, wrt=a).latex) == [
                ["L", latex],
                [r"\frac{\partial L}{\partial a}", derivative],
            ]
        assert equations(to_latex(autograd.binade(a), names={}).latex) == [
            ["L", r"2^{\left\lfloor\log_2 \left|a\right|\right\rfloor}"]
        ]


class TestSize:
    def test_of_many_lines_the_first_are_shown_and_the_others_counted(self):
        [x] = leaves(0.5)
        y = x
        for _ in range(30):
            y = tanh(y + y)
        lines = text(y, limit=5).splitlines()
        assert len(lines) == 12
        assert lines[5] == "... 25 more formulas"
        assert lines[11].startswith("... ")
        assert lines[11].endswith(" more derivatives")
        latex = to_latex(y, names={}, limit=5).latex
        assert r"\vdots &\quad \mathrm{25\ more\ formulas}" in latex

    def test_of_many_leaves_too(self):
        xs = leaves(*[1.0] * 10)
        lines = text(autograd.prod(xs), limit=4).splitlines()
        assert lines[-1] == "... 6 more derivatives"

    def test_and_of_many_terms(self):
        x, *others = leaves(*[0.5] * 13)
        y = autograd.sum([x * w for w in others])
        last = text(y, wrt=x).splitlines()[-1]
        assert last.startswith("dL/da = ")
        assert last.endswith(" + ... (4 more terms)")
        assert last.count(" + ") == 8

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "make", [lambda x, y: y * 1.5, lambda x, y: y + x], ids=["chain", "sum"]
    )
    def test_a_large_graph_in_bounded_space(self, make):
        [x] = leaves(0.5)
        y = x
        for _ in range(200_000):
            y = make(x, y)
        started = time.perf_counter()
        formulas = to_latex(y, names={})
        assert time.perf_counter() - started < 20.0  # 1 s on an idle machine
        assert len(formulas.latex) < 20_000
        assert "... 12,476 more formulas" in formulas.text

    def test_the_depth_of_a_line_is_bounded(self):
        [x] = leaves(0.5)
        y = x
        for _ in range(5_000):
            y = sin(y)
        assert max(map(len, text(y).splitlines())) < 1_000


class TestLabels:
    @pytest.mark.parametrize("label", LABELS)
    def test_they_are_text(self, label):
        x = Value(2.0, label=label)
        assert_harmless(to_latex(x * x + x, names={}).latex)

    def test_indices_and_greek_letters(self):
        for name, latex in (
            ("w", "w"),
            ("x1", "x_{1}"),
            ("x_1", "x_{1}"),
            ("w[3]", "w_{3}"),
            ("x_hat", r"x_{\mathrm{hat}}"),
            ("theta", r"\theta"),
            ("theta_0", r"\theta_{0}"),
            ("loss", r"\mathrm{loss}"),
            ("loss2", r"\mathrm{loss}_{2}"),
            ("layers[0].w[1]", r"\mathrm{layers[0].w[1]}"),
            ("a_b_c", r"\mathrm{a\_b\_c}"),
            ("α", r"\mathrm{\text{α}}"),
            ("q\u0301", "\\mathrm{\\text{q\u0301}}"),
            ("_\u0301", "\\mathrm{\\_\\text{\u25cc\u0301}}"),
        ):
            assert tex.name(name) == latex

    def test_two_that_would_look_alike_are_told_apart(self):
        x = Value(2.0, label="x1") * Value(3.0, label="x_1")
        assert r"x_{1} \cdot \mathrm{x\_1}" in to_latex(x, names={}).latex

    def test_two_that_are_alike_are_told_apart(self):
        x = Value(2.0, label="h") * Value(3.0, label="h")
        assert text(x, derivative=False) == "L = h * h#2"


class TestFaces:
    def test_it_prints_as_latex_and_shows_itself_in_a_notebook(self):
        [a] = leaves(2.0)
        formulas = to_latex(a * 2.0, names={})
        assert isinstance(formulas, Formulas)
        assert str(formulas) == formulas.latex
        assert formulas._repr_latex_() == f"$${formulas.latex}$$"
        assert formulas._repr_mimebundle_() == {
            "text/latex": f"$${formulas.latex}$$",
            "text/plain": "L = a * 2\ndL/da = 2",
        }
        assert repr(formulas) == "<Formulas: L = a * 2; ...>"
        assert repr(to_latex(a * 2.0, names={}, derivative=False)) == "<Formulas: L = a * 2>"


class TestTemplates:
    @pytest.mark.parametrize("name", TABLE)
    def test_an_input_is_enclosed_unless_its_place_does_that(self, name):
        """A sum is put in for each input: it must stay one thing."""
        op = TABLE[name]
        total = apply(TABLE["add"], [Symbol("p"), Symbol("q")])
        latex = tex.write(apply(op, [total] * len(op.inputs)))
        for before, after in itertools.pairwise(latex.split("p + q")):
            alone = before.endswith(("{", "(", "|", "& ", "} ", "; ", ", ", "rfloor", "\\lfloor "))
            alone = alone or before.endswith(("lceil ", "\\\\ "))
            in_sum = after.startswith((" +", " -")) or before.endswith("+ ") or name == "add"
            assert alone or in_sum, latex
            assert not (before.endswith("{") and after.startswith("}^")), latex

    def test_an_operation_that_has_a_name_only(self):
        from autograd.recording.predicates import constant

        latex = tex.write(apply(constant, [Symbol("x")]))
        assert latex == r"\mathrm{stop\_gradient}\left(x\right)"


class TestErrors:
    @pytest.mark.parametrize("root", [2.0, "loss", None])
    def test_a_root_that_is_no_value(self, root):
        with pytest.raises(InputTypeError, match=r"to_latex\(root\) takes a Value, but was given"):
            to_latex(root)

    @pytest.mark.parametrize("wrt", ["a", 2.0, [Value(1.0), 2.0], MLP(1, [1])])
    def test_wrt_that_is_no_value(self, wrt):
        with pytest.raises(
            InputTypeError,
            match=r"wrt takes a Value, or a list or dict of Values, but has .* in it",
        ):
            to_latex(Value(1.0), wrt=wrt)

    @pytest.mark.parametrize("limit", [0, -1, 2.5, True, None])
    def test_limits_that_are_no_number_of_lines(self, limit):
        with pytest.raises(
            InputValueError, match=r"limit is .*; give a whole number of lines, from"
        ):
            to_latex(Value(1.0), limit=limit)

    def test_names_that_are_no_dict(self):
        with pytest.raises(InputTypeError, match="names takes a dict from names to Values"):
            to_latex(Value(1.0), names=[1])
