"""What the player tells in a real browser: the chain rule, and the numbers of every step."""

import base64
import math
import random
import re
import struct

import pytest

import autograd
from autograd import Value, play
from autograd.graph import topological_order
from autograd.names.called import GraphSymbols
from autograd.visual.player.playing import _asset
from autograd.writing.text import number
from tests.helpers.playing import (
    ALL_STEPS,
    TEXTS,
    caption,
    click,
    example,
    item,
    named,
    network,
    press,
)

pytestmark = pytest.mark.slow  # in a browser


def symbols(order):
    """What `steps` calls the Values of a graph, and so does the player."""
    names = GraphSymbols(order, {})
    return {node: names[node] for node in order}


class TestCaptions:
    def test_the_chain_rule_in_numbers(self, show):
        steps = show(play(example())).evaluate(ALL_STEPS)
        told = {step["where"]: step["caption"] for step in steps}
        assert told["forward 1 of 3"] == [
            "e = a * b = 2.0 * -3.0 = -6.0",
            "de/da = b = -3.0",
            "de/db = a = 2.0",
        ]
        assert told["forward 2 of 3"][0] == "d = e + c = -6.0 + 10.0 = 4.0"
        assert told["backward 0 of 3"] == ["dL/dL = 1.0: the backward pass begins at L."]
        assert told["backward 1 of 3"] == [
            "dL/dd += dL/dL * dL/dd = 1.0 * -2.0 = -2.0",
            "dL/df += dL/dL * dL/df = 1.0 * 4.0 = 4.0",
        ]
        assert told["backward 3 of 3"] == [
            "dL/da += dL/de * de/da = -2.0 * -3.0 = 6.0",
            "dL/db += dL/de * de/db = -2.0 * 2.0 = -4.0",
        ]

    @pytest.mark.parametrize(
        ("root", "lines"),
        [
            (lambda x: 2 - x, "y = 2.0 - x = 2.0 - 0.5 = 1.5"),
            (lambda x: x - 2, "y = x - 2.0 = 0.5 - 2.0 = -1.5"),
            (lambda x: x**2, "y = x ** 2.0 = 0.5 ** 2.0 = 0.25"),
            (lambda x: 2**x, "y = 2.0 ** x = 2.0 ** 0.5 = 1.414"),
            (lambda x: -x, "y = -x = -0.5 = -0.5"),
            (lambda x: 1e-5 / x, "y = 1e-05 / x = 1e-05 / 0.5 = 2e-05"),
            (lambda x: x * x, "y = x * x = 0.5 * 0.5 = 0.25"),
            (lambda x: x * -3, "y = x * -3.0 = 0.5 * -3.0 = -1.5"),
            (lambda x: -3 * x, "y = -3.0 * x = -3.0 * 0.5 = -1.5"),
            (lambda x: math.inf - x, "y = inf - x = inf - 0.5 = inf"),
            (
                lambda x: autograd.clip(x, -1, 0.25),
                "y = clip(x, -1.0, 0.25) = clip(0.5, -1.0, 0.25) = 0.25",
            ),
            (lambda x: x.tanh(), "y = tanh(x) = tanh(0.5) = 0.4621"),
            (lambda x: autograd.maximum(x, 1.0), "y = max(x, 1.0) = max(0.5, 1.0) = 1.0"),
        ],
    )
    def test_constants_stand_where_they_were_written(self, show, root, lines):
        x = Value(0.5, label="x")
        y = root(x)
        y.label = "y"
        page = show(play(y))
        click(page, "Step (→)")
        assert caption(page)[0] == lines

    def test_a_value_used_twice_gets_two_contributions(self, show):
        a = Value(3.0, label="a")
        steps = show(play(a * a, names={})).evaluate(ALL_STEPS)
        assert steps[-1]["caption"] == ["dL/da += dL/dL * dL/da = 1.0 * 3.0 = 3.0"] * 2
        assert steps[-1]["texts"]["a"] == ["3.0", "6.0"]

    def test_names_that_are_no_words_are_in_parentheses(self, show):
        steps = show(play(Value(1.0, label="w[0]").exp(), names={})).evaluate(ALL_STEPS)
        assert steps[1]["caption"][1] == "dL/d(w[0]) = L = 2.718"

    def test_at_first_it_tells_what_to_do(self, show):
        assert "Press play, or the key →" in " ".join(caption(show(play(example()))))

    def test_it_keeps_its_height(self, show):
        page = show(play(example()), viewport={"width": 390, "height": 800})
        heights = set()
        for _ in range(8):
            heights.add(page.locator("section.player").bounding_box()["height"])
            click(page, "Step (→)")
        assert len(heights) == 1


class TestNumbers:
    @staticmethod
    def by_hand(root):
        """The texts after each step of the forward and the backward pass."""
        order = topological_order(root)
        names = symbols(order)
        inner = [node for node in order if node.operands]
        known = {node for node in order if not node.operands}
        grads = dict.fromkeys(order, 0.0)

        def texts(back):
            return {
                names[node]: [
                    number(node.data + 0.0) if node in known else "·",
                    number(grads[node] + 0.0) if back else "·",
                ]
                for node in order
            }

        expected = [texts(False)]
        for node in inner:
            known.add(node)
            expected.append(texts(False))
        grads[root] = 1.0
        expected.append(texts(True))
        for node in reversed(inner):
            for operand, local in zip(node.operands, node.local_derivatives, strict=True):
                grads[operand] += local * grads[node]
            expected.append(texts(True))
        return expected

    @pytest.mark.parametrize("make", [example, network], ids=["example", "network"])
    def test_every_step_is_that_of_backward(self, show, make):
        root = make()
        root.label = "L"
        expected = self.by_hand(root)
        steps = show(play(root, names={})).evaluate(ALL_STEPS)
        for step, texts in zip(steps, expected, strict=True):
            assert texts.items() <= step["texts"].items()
        root.backward()
        for node, name in symbols(topological_order(root)).items():
            assert steps[-1]["texts"][name][1] == number(node.grad + 0.0)

    def test_every_step_is_that_of_steps(self, show):
        root = named(network(), "L")
        names = symbols(topological_order(root))
        shown = show(play(root, names={})).evaluate(ALL_STEPS)[1:]
        taken = list(autograd.steps(root, names={}))
        assert len(taken) == len(shown)
        for step, page in zip(taken, shown, strict=True):
            assert page["where"].startswith(step.direction)
            if step.direction == "forward":
                assert page["texts"][names[step.node]][0] == number(step.data + 0.0)
                told = str(step).split("\n")[0].removeprefix("forward ")
                assert page["caption"][0] == re.sub(r"-0\.0\b", "0.0", told)
            last = {part.operand: part for part in step.contributions}
            for operand, part in last.items():
                assert page["texts"][names[operand]][1] == number(part.after + 0.0)
            if step.op and step.contributions:
                sums = [line for line in page["caption"] if "+=" in line]
                amounts = [line.split(" = ")[-1] for line in sums]
                assert amounts == [number(part.amount + 0.0) for part in step.contributions]

    def test_folded_boxes_have_the_same_numbers(self, show):
        root = network()
        root.backward()
        order = topological_order(root)
        page = show(play(root, fold=True, names={}))
        shown = {}
        for path in [[], ["MLP 1"], ["MLP 1", "Layer 1"], ["MLP 1", "Layer 1", "Neuron 2"]]:
            while page.locator("nav button").count():
                press(page, "Escape")
            for name in path:
                item(page, name).click()
            press(page, "End")
            shown.update(page.evaluate(TEXTS))
        checked = {node: name for node, name in symbols(order).items() if name in shown}
        assert len(checked) > 15
        for node, name in checked.items():
            assert shown[name][1] == number(node.grad + 0.0)

    def test_texts_of_doubles_are_those_of_python(self, show):
        rng = random.Random(0)
        numbers = [0.0, 1.0, 0.5, 1e7, 1e7 - 1, 1e7 + 0.5, 9999999.5, 0.1, 1 / 3, 5e-324, 2.5e-310]
        numbers += [1.7976931348623157e308, 1e-4, 9.9995e-5, 0.99995, 9999.5, 12345.5, 12346.5]
        numbers += [math.inf, math.nan, 1e16, 1e17, 123456789012345678.0, 1e22, 1e23]
        numbers += [k / 8 + 1e3 for k in range(16)] + [
            (2 * k + 1) / 2**j for k in range(8) for j in range(12)
        ]
        for _ in range(1600):
            (any_bits,) = struct.unpack("<d", rng.randbytes(8))
            numbers += [any_bits, round(rng.gauss(0, 100), rng.randint(0, 6))]
        numbers += [-x for x in numbers]
        page = show(play(Value(1.0)))
        packed = base64.b64encode(struct.pack(f"<{len(numbers)}d", *numbers)).decode()
        for digits in (1, 2, 4, 17):
            found = page.evaluate(
                "([source, packed, digits]) => {"
                " const number = new Function(source + '; return number')();"
                " const bytes = Uint8Array.from(atob(packed), (x) => x.charCodeAt(0));"
                " return [...new Float64Array(bytes.buffer)].map((x) => number(x, digits)); }",
                [_asset("words.js"), packed, digits],
            )
            wrong = [
                (x, mine, number(x, digits))
                for x, mine in zip(numbers, found, strict=True)
                if mine != number(x, digits)
            ]
            assert wrong == []

    def test_nan_and_infinity_are_marked(self, show):
        x = Value(0.0, label="x")
        page = show(play(named(x.log() * x, "y")))
        click(page, "Last step (End)")
        assert page.evaluate(TEXTS)["y"] == ["nan", "1.0"]
        assert page.locator("text.bad").all_text_contents() == ["-inf", "nan", "nan"]

    def test_an_untaken_branch_gets_nothing(self, show):
        x, z = Value(2.0, label="x"), Value(3.0, label="z")
        y = autograd.where(x > 0, x * 2.0, z * x)
        steps = show(play(y, names={})).evaluate(ALL_STEPS)
        assert steps[-1]["texts"]["x"] == ["2.0", "2.0"]
        if "z" in steps[-1]["texts"]:
            assert steps[-1]["texts"]["z"] == ["3.0", "0.0"]

    def test_a_leaf_alone(self, show):
        steps = show(play(Value(3.0, label="x"))).evaluate(ALL_STEPS)
        assert [step["caption"][0] for step in steps[1:]] == [
            "x = 3.0",
            "dx/dx = 1.0: the backward pass begins at x.",
            "x was given: there is nothing to pass its gradient on to.",
        ]
        assert steps[-1]["texts"] == {"x": ["3.0", "1.0"]}

    def test_17_digits_are_all_there(self, show):
        x = Value(0.1, label="x")
        page = show(play(x * 3.0, digits=17))
        click(page, "Step (→)")
        assert caption(page)[0].endswith("= 0.30000000000000004")
