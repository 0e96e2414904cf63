"""How a step and a stepper are shown: as text, in HTML, in LaTeX."""

import re

import pytest

import autograd
from autograd import Value, clip, custom_operation, remove_operation, steps, tanh, where
from autograd.ops import TABLE
from nn import MLP
from tests.helpers.hostile import LABELS, assert_harmless
from tests.helpers.pages import Page


def named(**values):
    return [Value(number, label=name) for name, number in values.items()]


def inside(step):
    """A step's operation with all that is shown of it."""
    return str(step), step._repr_html_(), step.latex


class TestText:
    def test_the_chain_rule_in_names_and_in_numbers(self):
        a, b = named(a=2.0, b=-3.0)
        c = a * b
        c.label = "c"
        loss = c * 2.0
        assert [str(step) for step in steps(loss, names={})] == [
            "forward c = a * b = 2.0 * -3.0 = -6.0\n        dc/da = b = -3.0,  dc/db = a = 2.0",
            "forward L = c * 2.0 = -6.0 * 2.0 = -12.0\n        dL/dc = 2.0",
            "backward L:  dL/dL = 1.0  (0.0 -> 1.0)",
            "backward L = c * 2.0:  dL/dc += dL/dL * dL/dc = 1.0 * 2.0 = 2.0  (0.0 -> 2.0)",
            (
                "backward c = a * b:  dL/da += dL/dc * dc/da = 2.0 * -3.0 = -6.0  (0.0 -> -6.0)\n"
                "                     dL/db += dL/dc * dc/db = 2.0 * 2.0 = 4.0  (0.0 -> 4.0)"
            ),
        ]

    def test_an_operand_that_occurs_twice(self):
        [x] = named(x=3.0)
        first, _, last = steps(x * x, names={})
        assert str(first).endswith("dL/dx as a = x = 3.0,  dL/dx as b = x = 3.0")
        assert str(last) == (
            "backward L = x * x:  dL/dx += dL/dL * dL/dx = 1.0 * 3.0 = 3.0  (0.0 -> 3.0; as a)\n"
            "                     dL/dx += dL/dL * dL/dx = 1.0 * 3.0 = 3.0  (3.0 -> 6.0; as b)"
        )

    def test_names_of_variables_and_paths_in_a_model(self):
        model = MLP(1, [1], rng=0)
        signal = Value(2.0)
        text = "\n".join(map(str, steps(model([signal]))))
        assert "dL/dw¹₁₁ += dL/d(w¹₁₁·signal) * d(w¹₁₁·signal)/dw¹₁₁" in text
        assert "dL/dsignal" in text

    def test_numbers_that_are_inputs_of_a_network_have_the_names_of_the_pictures(self):
        model = MLP(2, [1], rng=0)
        step = next(steps(model([2.0, 3.0])))
        assert str(step).startswith("forward w¹₁₁·x₁ = w¹₁₁ * x₁ = 0.8437 * 2.0 = 1.687")

    def test_what_has_no_name_is_called_by_what_it_is_and_the_result_is_l(self):
        step = next(steps(Value(2.0) * Value(3.0), names={}))
        assert str(step).startswith("forward L = input * input₂")

    def test_made_up_names_keep_out_of_the_way_of_others(self):
        total, x = named(sum=2.0, L=3.0)
        assert str(next(steps(total + x, names={}))).startswith("forward sum₂ = sum + L =")

    def test_labels_that_several_values_have(self):
        x = Value(0.5, label="h")
        y = tanh(x)
        y.label = "h"
        assert str(next(steps(y))).startswith("forward h#2 = tanh(h) = tanh(0.5) = 0.4621")

    def test_signs_and_powers(self):
        a, b = named(a=-2.0, b=-3.0)
        texts = [str(next(steps(y, names={}))) for y in (a**-2.0, -a, a - b)]
        assert texts[0].startswith("forward L = a ** -2.0 = (-2.0) ** -2.0 = 0.25\n")
        assert texts[1].startswith("forward L = -a = -(-2.0) = 2.0\n")
        assert texts[2].startswith("forward L = a - b = -2.0 - -3.0 = 1.0\n")

    def test_rules_with_several_inputs_and_constants(self):
        a, b = named(a=1.0, b=2.0)
        assert "dL/da = 1 if (-1.0) <= a <= b and (-1.0) < b else 0 = 1.0" in str(
            next(steps(clip(a, -1.0, b), names={}))
        )
        assert "dL/da = 1 if True else 0 = 1.0" in str(next(steps(where(a < b, a, b), names={})))

    def test_a_name_of_several_words(self):
        x = Value(0.5, label="my input")
        assert str(next(steps(x * 2.0, names={}))) == (
            "forward L = (my input) * 2.0 = 0.5 * 2.0 = 1.0\n        dL/d(my input) = 2.0"
        )

    def test_a_condition_and_an_operation_that_nothing_is_differentiated_by(self):
        [order] = named(order=2.0)
        assert str(next(steps(autograd.polygamma(order, 3.0), names={}))) == (
            "forward L = polygamma(2.0, 3.0) = -0.1541"
        )

    def test_an_operation_of_ones_own(self):
        cube = custom_operation("cube", forward=lambda x: x**3, derivatives=lambda out, x: 3 * x**2)
        try:
            [x] = named(x=2.0)
            step = next(steps(cube(x), names={}))
            assert str(step) == "forward L = cube(x) = cube(2.0) = 8.0\n        dL/dx = 12.0"
            assert r"\operatorname{cube}\left(x\right)" in step.latex
        finally:
            remove_operation(cube)

    def test_in_a_prompt(self):
        [x] = named(x=0.5)
        passing = steps(tanh(x), names={})
        assert repr(passing) == (
            "<Steps of L: 0 of 3 taken; next: forward L = tanh(x) = tanh(0.5) = 0.4621>"
        )
        assert repr(next(passing)) == "<Step 1: forward L = tanh(x) = tanh(0.5) = 0.4621>"
        assert repr(passing) == "<Steps of L: 1 of 3 taken; next: backward L>"
        assert repr(passing.to(3)) == "<Step 3: backward L = tanh(x)>"
        assert repr(passing) == "<Steps of L: 3 of 3 taken; at the end>"

    @pytest.mark.parametrize("name", TABLE)
    def test_every_operation_of_the_table(self, name):
        op = TABLE[name]
        inputs = [
            True if op.takes_condition and k == 0 else Value(max(low, min(high, 0.5)), label=x)
            for k, (x, (low, high)) in enumerate(zip(op.inputs, op.domain, strict=True))
        ]
        for step in steps(op(*inputs), names={}):
            text, html, latex = inside(step)
            assert text.startswith(step.direction)
            assert "None" not in text + html + latex
            assert latex.count("{") == latex.count("}")


class TestHtml:
    def test_it_says_what_the_text_says(self):
        a, b = named(a=2.0, b=-3.0)
        *_, last = steps(a * b, names={})
        text = Page(last._repr_html_()).text
        for part in ("backward", "L = a * b", "dL/db += dL/dL * dL/db = 1.0 * 2.0 = 2.0"):
            assert part in text

    def test_the_other_forms_are_beside_it(self):
        [x] = named(x=2.0)
        step = next(steps(x * x))
        assert step._repr_mimebundle_() == {
            "text/html": step._repr_html_(),
            "text/latex": f"$${step.latex}$$",
            "text/plain": str(step),
        }
        assert step._repr_latex_() == f"$${step.latex}$$"

    def test_a_stepper_shows_the_recent_steps_and_what_comes_next(self):
        [x] = named(x=1.0)
        y = x
        for _ in range(20):
            y = y * 2.0
        passing = steps(y, names={})
        assert "<table" not in passing._repr_html_()
        passing.to(15)
        bundle = passing._repr_mimebundle_()
        assert bundle["text/plain"] == repr(passing)
        page = Page(bundle["text/html"])
        assert page.text.startswith("Steps of L: 15 of 41 taken")
        assert re.findall(r">(\d+)</td>", bundle["text/html"]) == [str(k) for k in range(8, 16)]
        assert page.text.endswith(
            "next: forward product₁₆ = product₁₅ * 2.0 = 32768.0 * 2.0 = 65536.0"
        )
        passing.run()
        assert Page(passing._repr_html_()).text.endswith("at the end")

    def test_it_takes_its_colours_from_the_page(self):
        [x] = named(x=1.0)
        passing = steps(x * x)
        passing.run()
        html = passing._repr_html_()
        assert "color:inherit" in html
        assert "background" not in html
        assert not re.search(r"[;\"]color:#", html)

    @pytest.mark.parametrize("label", LABELS)
    def test_labels_are_text(self, label):
        x = Value(2.0, label=label)
        passing = steps(x * x + x)
        passing.run()
        page = Page(passing._repr_html_())
        assert page.elements == {"div", "p", "table", "tr", "td", "code"}
        assert "\u202e" not in page.text
        assert len(page.text) < 5_000


class TestLatex:
    def test_forward(self):
        a, b = named(a=2.0, b=-3.0)
        assert next(steps(a * b, names={})).latex == (
            "\\begin{aligned}\n"
            r"  L &= a \cdot b = 2.0 \cdot \left(-3.0\right) = -6.0\\"
            "\n"
            r"  \frac{\partial L}{\partial a} &= -3.0\\"
            "\n"
            r"  \frac{\partial L}{\partial b} &= 2.0"
            "\n\\end{aligned}"
        )

    def test_backward(self):
        x1, w = named(x1=2.0, w=-3.0)
        c = x1 * w
        c.label = "c"
        *_, last = steps(c + 1.0, names={})
        assert last.latex == (
            "\\begin{aligned}\n"
            r"  \frac{\partial L}{\partial x_{1}} &\mathrel{+}= \frac{\partial L}{\partial c} "
            r"\cdot \frac{\partial c}{\partial x_{1}} = 1.0 \cdot \left(-3.0\right) = -3.0\\"
            "\n"
            r"  \frac{\partial L}{\partial w} &\mathrel{+}= \frac{\partial L}{\partial c} \cdot "
            r"\frac{\partial c}{\partial w} = 1.0 \cdot 2.0 = 2.0"
            "\n\\end{aligned}"
        )

    def test_the_beginning(self):
        [x] = named(x=2.0)
        assert r"\frac{\partial L}{\partial L} &= 1.0" in list(steps(x * 2.0, names={}))[1].latex

    def test_an_operand_that_occurs_twice(self):
        [x] = named(x=2.0)
        first, _, last = steps(x * x, names={})
        assert first.latex.count(r"\quad \mathrm{(as\ a)}") == 1
        assert last.latex.count(r"\quad \mathrm{(as\ b)}") == 1

    @pytest.mark.parametrize("label", LABELS)
    def test_labels_are_text(self, label):
        x = Value(2.0, label=label)
        for step in steps(x * x + x, names={}):
            assert_harmless(step.latex)
