"""LaTeX of the table as MathML, and the templates of captions."""

import re
import xml.etree.ElementTree as ET

import pytest

from autograd import ops
from autograd.formulas.rules import rules_of
from autograd.operation import TABLE
from autograd.writing import mathml


def templates(rules):
    yield rules["made"]
    yield from (by[1] for by in rules["by"] if by)
    if "rule" in rules:
        yield rules["rule"][1]


class TestEveryOperation:
    @pytest.mark.parametrize("name", TABLE)
    def test_it_is_well_formed_and_has_no_latex_left(self, name):
        rules = rules_of(TABLE[name], [])
        for template in templates(rules):
            ET.fromstring(f"<math>{template}</math>".replace("\u00a0", " "))
            assert "\\" not in template
            assert "#" not in template

    @pytest.mark.parametrize("name", TABLE)
    def test_every_operand_has_its_place(self, name):
        op = TABLE[name]
        places = {int(k) for k in re.findall(r"«(\d+),", rules_of(op, [])["made"])}
        assert places == set(range(1, len(op.inputs) + 1))
        assert len(rules_of(op, [])["by"]) == len(op.inputs)

    @pytest.mark.parametrize("name", [n for n, op in TABLE.items() if len(op.inputs) == 1])
    def test_functions_have_the_rule_of_textbooks(self, name):
        assert ("rule" in rules_of(TABLE[name], [])) is (name != "neg")


class TestTemplates:
    def test_constants_are_in_their_places(self):
        rules = rules_of(ops.clip, [None, -1.0, 2.0])
        assert rules["made"].count("«1,") == 1
        assert "<mn>2</mn>" in rules["made"]
        assert len(rules["by"]) == 1

    def test_the_rule_of_tanh(self):
        text, math = rules_of(ops.tanh, [])["rule"]
        assert text == "tanh'(#1) = 1 - tanh(#1)**2"
        assert math.startswith("<mrow><mrow><mi>tanh</mi><mo>′</mo>")

    @pytest.mark.parametrize(
        ("latex", "expected"),
        [
            (r"\sqrt{#1}", "<msqrt>«1,0»</msqrt>"),
            (r"\sqrt[3]{#1}", "<mroot>«1,0»<mn>3</mn></mroot>"),
            ("{#1}^{#2}", "<msup>«1,9»«2,0»</msup>"),
            (
                r"\operatorname{erf}\left(#1\right)",
                "<mrow><mi>erf</mi><mo>(</mo>«1,0»<mo>)</mo></mrow>",
            ),
            ("#1 - #2", "<mrow>«1,4»<mo>−</mo>«2,15»</mrow>"),
            ("a < b", "<mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow>"),
        ],
    )
    def test_latex_becomes_mathml(self, latex, expected):
        assert mathml.template(latex) == expected
