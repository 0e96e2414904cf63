"""`diagnose`: where a graph became nan or infinite, forward or backward."""

import builtins
import math
import threading

import numpy as np
import pytest

import autograd
from autograd import (
    InputTypeError,
    InputValueError,
    Value,
    cos,
    debug,
    diagnose,
    exp,
    log,
    sigmoid,
    softmax,
    sqrt,
    tanh,
    where,
)
from nn import MLP

INF = math.inf


def rows(diagnosis):
    """The rows of a diagnosis as a dict."""
    return dict(diagnosis._rows)


class TestHealthyGraphs:
    def test_it_says_so(self):
        x = Value(2.0)
        diagnosis = diagnose(tanh(x * 3.0) + x)
        assert diagnosis.healthy
        assert diagnosis.kind == "healthy"
        assert str(diagnosis) == "Healthy: all 4 values and all gradients are finite."
        assert diagnosis.node is None
        assert diagnosis.path == ()

    def test_a_leaf_alone(self):
        assert str(diagnose(Value(1.0))) == "Healthy: the value and all gradients are finite."

    def test_an_infinity_that_leads_nowhere_is_told_but_no_illness(self):
        score, mask = Value(2.0, label="score"), Value(-INF, label="mask")
        attention = softmax([score, mask])
        diagnosis = diagnose(attention)
        assert diagnosis.healthy
        assert str(diagnosis) == (
            "Healthy: all results and all gradients are finite.\n"
            "  harmless    mask = -inf, but nothing that follows from it breaks"
        )

    def test_a_nan_in_a_branch_that_was_not_taken_is_harmless(self):
        x = Value(-1.0, label="x")
        diagnosis = diagnose(where(x > 0.0, log(x), x))
        assert diagnosis.healthy
        assert rows(diagnosis)["harmless"] == "log(x) = nan, but in a branch that was not taken"

    def test_no_gradient_is_touched(self):
        x = Value(3.0)
        y = x * x
        y.backward()
        diagnose(y)
        diagnose(sqrt(x * 0.0))
        assert (x.grad, y.grad) == (6.0, 1.0)


class TestForward:
    def test_the_first_operation_its_operands_and_the_path_to_the_root(self):
        p = Value(0.0, label="p")
        q = log(p)
        loss = 1.0 - q * 2.0
        diagnosis = diagnose(loss)
        assert diagnosis.kind == "forward"
        assert diagnosis.node is q
        assert diagnosis.operation == "log"
        assert diagnosis.operands == {"x": 0.0}
        assert [diagnosis.path[0] is q, diagnosis.path[-1] is loss] == [True, True]
        assert len(diagnosis.path) == 3
        assert diagnosis.causes == (q,)
        assert diagnosis.became_nan is None
        assert str(diagnosis) == (
            "loss is inf: it began as -inf in log.\n"
            "  operation   log(p) = -inf\n"
            "  operands    p = 0.0\n"
            "  made at     unknown: run the code inside `with autograd.debug():` to see the line\n"
            "  path        q = -inf  ->  * = -inf  ->  loss = inf\n"
            "  advice      The logarithm is -inf at 0 and nan below. Compute it from what its "
            "operand was made\n"
            "              of, for example from logits with softplus or logsumexp instead of from "
            "probabilities;\n"
            "              or keep a parameter above 0 by making it exp(u) or softplus(u) of "
            "another."
        )

    def test_where_an_infinity_became_nan(self):
        x = Value(1000.0)
        e = exp(x)
        ratio = e / (e * 2.0)
        root = ratio + 1.0
        diagnosis = diagnose(root)
        assert diagnosis.node is e
        assert diagnosis.became_nan is ratio
        assert rows(diagnosis)["became nan"] == "e / (e * 2.0) = nan"
        assert diagnosis.headline == "root is nan: it began as inf in exp."

    def test_the_first_in_topological_order_where_there_are_several(self):
        x = Value(-1.0)
        first, second = log(x), sqrt(x)
        diagnosis = diagnose(first + second)
        assert diagnosis.node is first
        assert diagnosis.causes == (first, second)
        assert rows(diagnosis)["also"] == "1 other value broke independently"

    def test_an_infinity_that_did_not_reach_the_root_is_not_blamed(self):
        harmless = 1.0 / exp(Value(1000.0))
        culprit = log(Value(-1.0))
        assert diagnose(harmless + culprit).node is culprit

    def test_a_nan_is_not_blamed_on_an_infinity_beside_it(self):
        mask, culprit = Value(-INF), log(Value(-1.0))
        diagnosis = diagnose(mask + culprit)
        assert diagnosis.node is culprit

    def test_the_shortest_path(self):
        x = log(Value(0.0))
        long = x
        for _ in range(10):
            long = long + 1.0
        assert len(diagnose(long + x).path) == 2

    def test_the_middle_of_a_long_path_is_left_out_of_the_text(self):
        y = log(Value(0.0, label="p"))
        for _ in range(100):
            y = y + 1.0
        y.label = "y"
        assert len(diagnose(y).path) == 101
        path = " ".join(rows(diagnose(y))["path"].split())
        assert path == (
            "log = -inf -> + = -inf -> + = -inf -> + = -inf -> + = -inf -> (92 more) "
            "-> + = -inf -> + = -inf -> + = -inf -> y = -inf"
        )

    def test_the_operation_that_broke_may_be_the_root_itself(self):
        x = Value(-4.0, label="x")
        assert diagnose(autograd.atanh(x)).headline == (
            "The result is nan: atanh made it of finite numbers."
        )

    def test_an_operand_outside_of_the_domain_is_named(self):
        n = Value(0.5)
        diagnosis = diagnose(autograd.polygamma(5000.0, n))
        assert diagnosis.advice == (
            "polygamma is defined for n from 0.0 to 3.0, but n is 5000.0 here."
        )

    @pytest.mark.parametrize(
        ("broken", "words"),
        [
            (lambda x: exp(x * 1e4), "exp exceeds the largest double, 1.8e308, above 709.78"),
            (lambda x: x * 1e308 * 10.0, "this is what divergence looks like"),
            (lambda x: log(x - 3.0), "-inf at 0 and nan below"),
            (lambda x: x * 1e300 / 1e-300, "exceeds the largest double"),
            (autograd.atanh, "infinite at -1 and 1 and nan beyond"),
            (lambda x: autograd.lgamma(x - 2.0), "infinite at 0, -1, -2"),
            (lambda x: (x * 1e200) ** 3.0, "A power is infinite where it exceeds 1.8e308"),
            (lambda x: x + INF, "The constant inf in the formula makes it so: replace it."),
        ],
    )
    def test_where_no_formula_is_known_there_is_advice(self, broken, words):
        diagnosis = diagnose(broken(Value(2.0)))
        assert diagnosis.rewrite is None
        assert words in diagnosis.advice


class TestBadData:
    @pytest.mark.parametrize("number", [math.nan, INF, -INF])
    def test_an_input_that_is_not_finite_is_named(self, number):
        x = Value(number, label="age")
        diagnosis = diagnose(tanh(x * 0.0 + 1.0))
        assert diagnosis.kind == "data"
        assert diagnosis.node is x
        assert diagnosis.operation == ""
        assert diagnosis.operands == {}
        what = autograd.diagnosis.wording.kind(number)
        assert diagnosis.headline == (
            f"The result is nan, because age is {what} from the beginning."
        )
        assert rows(diagnosis)["input"] == f"age = {what}"
        assert "missing values" in diagnosis.advice

    def test_an_input_without_a_name(self):
        diagnosis = diagnose(cos(Value(INF)))
        assert diagnosis.headline == (
            "The result is nan, because an input is inf from the beginning."
        )

    def test_the_root_itself(self):
        x = Value(math.nan)
        assert diagnose(x).headline == "x is nan: it is an input, which no operation made."

    def test_a_constant_in_a_formula(self):
        x = Value(1.0)
        diagnosis = diagnose((x + math.nan) * 2.0)
        assert diagnosis.kind == "constant"
        assert diagnosis.operands == pytest.approx({"a": 1.0, "b": math.nan}, nan_ok=True)
        assert diagnosis.headline == (
            "The result is nan, because of a number that is written into add."
        )


class TestBackward:
    def test_the_edge_at_which_the_gradient_breaks(self):
        s = Value(0.0, label="s")
        root = sqrt(s)
        loss = root * 0.0
        diagnosis = diagnose(loss)
        assert diagnosis.kind == "backward"
        assert not diagnosis.healthy
        edge = diagnosis.edge
        assert edge.node is root is diagnosis.node
        assert edge.operand is s
        assert (edge.local_derivative, edge.incoming, edge.position) == (INF, 0.0, 0)
        assert math.isnan(edge.contribution)
        assert diagnosis.path == (root, loss)
        assert diagnosis.headline == (
            "loss is finite, but a gradient is not: it becomes nan in the backward step through "
            "sqrt."
        )
        assert rows(diagnosis)["backward"] == (
            "inf (local derivative d root / d s: 1 / (2 * out)) * 0.0 (incoming gradient) = nan"
        )

    def test_the_infinity_that_the_backward_pass_stumbles_over(self):
        z = Value(-1000.0)
        diagnosis = diagnose(1.0 / (1.0 + exp(-z)))
        assert diagnosis.operation == "exp"
        assert diagnosis.edge.local_derivative == INF
        assert str(diagnosis.rewrite) == "1 / (1 + exp(-z))  ->  sigmoid(z)"

    def test_where_the_infinity_began(self):
        a, x = Value(2.0), Value(400.0)
        huge = exp(2.0 * x)
        diagnosis = diagnose(1.0 / (a * huge))
        assert diagnosis.operation == "mul"
        assert diagnosis.edge.operand is a
        assert diagnosis.causes == (huge,)
        assert rows(diagnosis)["began as"] == "exp(2.0 * x) = inf"

    def test_gradients_that_explode(self):
        x = Value(0.0)
        diagnosis = diagnose(x * 1e200 * 1e200)
        assert diagnosis.kind == "backward"
        assert diagnosis.edge.contribution == INF
        assert "multiply to more than the largest double" in diagnosis.advice

    def test_gradients_that_overflow_when_they_are_added(self):
        x = Value(0.0, label="x")
        diagnosis = diagnose(x * 1e308 + x * 1e308)
        assert diagnosis.edge.before == 1e308
        assert rows(diagnosis)["backward"] == (
            "1e+308 (gathered before) + 1e+308 (local derivative d * / d x: b) * 1.0 (incoming "
            "gradient) = inf"
        )

    def test_the_exponent_of_a_negative_number(self):
        x, n = Value(-2.0), Value(2.0)
        diagnosis = diagnose(x**n)
        assert diagnosis.kind == "backward"
        assert diagnosis.edge.operand is n
        assert "Write the exponent as a number, not as a Value" in diagnosis.advice
        assert diagnose(x**2.0).healthy
        assert diagnose((-2.0) ** n).advice == diagnosis.advice

    def test_a_custom_operation_whose_rule_is_nan(self):
        op = autograd.custom_operation(
            "odd", forward=lambda x: x, derivatives=lambda out, x: math.nan
        )
        try:
            diagnosis = diagnose(op(Value(1.0)))
        finally:
            autograd.remove_operation(op)
        assert diagnosis.advice.startswith("The local derivative of odd is nan for these operands.")

    def test_it_finds_what_backward_would_give(self):
        x = Value(0.0)
        y = autograd.abs(x) ** 0.5
        assert diagnose(y).kind == "backward"
        y.backward()
        assert not math.isfinite(x.grad)


class TestSeveralRoots:
    def test_the_one_that_is_ill_is_named(self):
        x = Value(1.0)
        diagnosis = diagnose([x, x * 2.0, log(x - 1.0)])
        assert diagnosis.headline == "Result 2 is -inf: log made it of finite numbers."

    def test_any_iterable_will_do(self):
        xs = [Value(1.0), Value(2.0)]
        assert diagnose(x * x for x in xs).healthy
        assert diagnose(tuple(xs)).healthy
        assert diagnose(np.array(xs)).healthy

    def test_gradients_are_those_of_all_roots_together(self):
        x = Value(0.0)
        ys = [x * 1e308, x * 1e308]
        assert diagnose(ys[0]).healthy
        assert diagnose(ys).kind == "backward"
        assert diagnose([ys[0], ys[0]]).kind == "backward"


class TestNames:
    def test_labels_go_before_variables(self):
        a, b = Value(0.0, label="alpha"), Value(1.0)
        assert rows(diagnose(b / a))["operation"] == "b / alpha = inf"

    def test_elements_of_lists_dicts_and_models(self):
        xs, table, model = [Value(0.0)], {"k": [Value(0.0)]}, MLP(1, [1])
        path, _ = next(iter(dict(model.named_parameters()).items()))
        assert rows(diagnose(log(xs[0])))["operands"] == "xs[0] = 0.0"
        assert rows(diagnose(log(table["k"][0])))["operands"] == "table['k'][0] = 0.0"
        product = dict(model.named_parameters())[path] * 0.0
        assert rows(diagnose(log(product)))["operation"] == "log(product) = -inf"
        assert f"{path} * 0.0" in str(diagnose(log(product), names={"model": model}))

    def test_names_can_be_given(self):
        x = Value(0.0)
        diagnosis = diagnose(log(x), names={"probability": x})
        assert rows(diagnosis)["operation"] == "log(probability) = -inf"

    def test_names_that_are_no_dict(self):
        with pytest.raises(
            InputTypeError,
            match=r"names takes a dict from names to Values, but was given \['x'\] \(list\); write "
            r"names=\{'x': x, 'w': weights\} or names=locals\(\)",
        ):
            diagnose(Value(1.0), names=["x"])

    def test_a_large_list_of_numbers_costs_nothing(self):
        data = list(range(300_000))
        x = Value(0.0)
        assert rows(diagnose(log(x)))["operands"] == "x = 0.0"
        assert len(data) == 300_000

    def test_a_formula_is_written_with_as_few_parentheses_as_it_needs(self):
        a, b = Value(0.0), Value(2.0)
        assert rows(diagnose(log(a * (b - a))))["operands"] == "a * (b - a) = 0.0"
        assert rows(diagnose(log(a * b - a)))["operands"] == "a * b - a = 0.0"
        assert rows(diagnose(log(-(a**b))))["operands"] == "-a ** b = -0.0"
        assert rows(diagnose(log((-a) ** 2.0)))["operands"] == "(-a) ** 2.0 = 0.0"
        assert rows(diagnose(log(a - (b - b))))["operands"] == "a - (b - b) = 0.0"


class TestPresentation:
    hostile = '<script>alert("x")</script>\n\x1b[31m\u202e$`'

    def test_a_label_cannot_break_the_page_or_the_line(self):
        diagnosis = diagnose(log(Value(0.0, label=self.hostile)))
        html = diagnosis._repr_html_()
        assert "<script" not in html
        assert "&lt;script&gt;" in html
        operands = rows(diagnosis)["operands"]
        assert operands == '<script>alert("x")</script>\\n\\x1b[31m\\u202e$` = 0.0'

    def test_a_label_of_ten_million_characters(self):
        diagnosis = diagnose(log(Value(0.0, label="x" * 10_000_000)))
        assert len(str(diagnosis)) < 1000

    def test_html_has_its_text_form_beside_it(self):
        diagnosis = diagnose(log(Value(0.0)))
        bundle = diagnosis._repr_mimebundle_()
        assert bundle == {"text/html": diagnosis._repr_html_(), "text/plain": str(diagnosis)}
        assert "<strong>The result is -inf" in bundle["text/html"]

    def test_a_healthy_one_is_html_too(self):
        assert "<table" not in diagnose(Value(1.0))._repr_html_()

    def test_repr_is_one_line(self):
        assert repr(diagnose(log(Value(0.0)))) == (
            "<Diagnosis: The result is -inf: log made it of finite numbers.>"
        )

    def test_it_does_not_change_with_the_data(self):
        x = Value(0.0)
        diagnosis = diagnose(log(x))
        before = str(diagnosis)
        x.data = 5.0
        assert str(diagnosis) == before


class TestErrors:
    @pytest.mark.parametrize(
        ("given", "message"),
        [
            (1.5, r"a list of Values, but was given 1.5 \(float\); .* itself, not its .data"),
            ("loss", r"but was given 'loss' \(str\); give the Value that a computation gave"),
            ([Value(1.0), None], r"but was given None \(NoneType\)"),
            (None, r"but was given None \(NoneType\)"),
            (MLP(2, [1]), r"give what the model computes, as in diagnose\(model\(x\)\)"),
        ],
        ids=["number", "text", "list", "none", "model"],
    )
    def test_what_is_no_value(self, given, message):
        with pytest.raises(InputTypeError, match=message):
            diagnose(given)

    def test_no_value_at_all(self):
        with pytest.raises(InputValueError, match="diagnose was given no Value"):
            diagnose([])


class TestLargeGraphs:
    def test_a_chain_of_a_hundred_thousand_operations(self):
        x = Value(0.0)
        y = log(x)
        for _ in range(100_000):
            y = y + 1.0
        assert len(diagnose(y).path) == 100_001

    def test_more_paths_than_atoms(self):
        y = log(Value(0.0))
        for _ in range(1000):
            y = y + y
        assert len(diagnose(log(-y)).path) == 1003

    def test_a_sum_of_thousands_of_terms(self):
        xs = [Value(float(k % 7)) for k in range(5_000)]
        loss = log(builtins.sum(exp(1000.0 * x) for x in xs))
        assert diagnose(loss).rewrite.instead == "logsumexp(xs)"


def test_it_can_run_in_several_threads_at_once():
    found = []

    def work():
        found.append(diagnose(log(Value(0.0))).kind)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["forward"] * 4


def test_the_line_is_known_for_what_was_made_within_debug():
    z = Value(-1000.0)
    with debug(inf=False):
        p = sigmoid(z)
        loss = -log(p)
    diagnosis = diagnose(loss)
    assert diagnosis.origin.file == __file__
    assert diagnosis.origin.source == "loss = -log(p)"
    assert f"line {diagnosis.origin.line}: loss = -log(p)" in str(diagnosis)
