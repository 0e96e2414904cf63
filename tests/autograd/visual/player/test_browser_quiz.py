"""The quiz, in a browser: gradients are hidden, and the learner types the next one."""

import math

import pytest

import autograd
from autograd import Value, capture, play, scope
from nn import MLP, losses
from tests.helpers.browsing import axe
from tests.helpers.playing import TEXTS, item, named, network

pytestmark = pytest.mark.slow  # in a browser


def line():
    """y = tanh(w x + b)."""
    w, x, b = Value(-3.0, label="w"), Value(2.0, label="x"), Value(6.8, label="b")
    return named(named(named(w * x, "p") + b, "z").tanh(), "y")


def quiz(root, **options):
    return play(root, names={}, quiz=True, **options)


def verdict(page):
    """What is said, without what only eyes see."""
    return page.locator(".verdict p:not([aria-hidden])").all_text_contents()


def score(page):
    return page.locator(".score").text_content()


def question(page):
    return page.locator(".ask input").get_attribute("aria-label").removeprefix("Your answer: ")


def answer(page, text):
    page.locator(".ask input").fill(str(text))
    page.locator(".ask input").press("Enter")


class TestPlaying:
    def test_a_whole_quiz_by_keyboard(self, show):
        root = line()
        root.backward()
        page = show(quiz(root))
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.shadowRoot?.activeElement?.tagName") != "INPUT":
            page.keyboard.press("Tab")
        nodes = {"z": root.operands[0], "p": root.operands[0].operands[0]}
        nodes |= {"b": root.operands[0].operands[1]}
        nodes |= dict(zip("wx", nodes["p"].operands, strict=True))
        asked = []
        for _ in range(5):
            name = question(page).removeprefix("dy/d")
            asked.append(name)
            page.keyboard.type(repr(nodes[name].grad))
            page.keyboard.press("Enter")
            assert verdict(page)[0].endswith("is right.")
            page.keyboard.press("Enter")
        assert (asked[0], set(asked[1:3]), set(asked[3:])) == ("z", {"p", "b"}, {"w", "x"})
        assert score(page) == "5 of 5 right"
        assert verdict(page) == ["All gradients are found."]

    def test_gradients_are_hidden_until_they_are_found(self, show):
        root = line()
        page = show(quiz(root))
        texts = page.evaluate(TEXTS)
        assert texts["z"][1] == "?"
        assert {name: gradient for name, (_, gradient) in texts.items() if name not in "zy"} == {
            "w": "·",
            "x": "·",
            "p": "·",
            "b": "·",
        }
        assert [data for data, _ in texts.values()].count("·") == 0
        html = page.locator(".stage").inner_html() + page.locator(".ask").inner_html()
        root.backward()
        assert f"{root.operands[0].grad:.3f}" not in html
        item(page, "z").hover()
        assert "gradient ?" in item(page, "z").locator("title").text_content()
        assert "gradient asked for" in item(page, "z").get_attribute("aria-label")
        answer(page, "1 - y**2")
        assert page.evaluate(TEXTS)["z"][1] == "0.5591"

    def test_the_picture_for_untrusted_pages_hides_them_too(self):
        root = line()
        root.backward()
        picture = quiz(root).svg()
        assert f"{root.operands[0].grad:.3f}" not in picture
        assert "0.6640" in picture

    def test_hints_lead_there_and_do_not_tell_the_number(self, show):
        page = show(quiz(line()))
        page.locator(".ask input").focus()
        said = []
        for _ in range(3):
            page.keyboard.press("Shift+H")
            said.append(verdict(page))
        assert said == [
            ["Hint 1 of 3", "dy/dz = dy/dy * dy/dz"],
            ["Hint 2 of 3", "dy/dz = dy/dy * (1 - y**2)"],
            ["Hint 3 of 3", "dy/dz = 1.0 * (1 - 0.6640**2)"],
        ]
        assert page.locator(".ask input").input_value() == ""

    def test_what_is_shown_does_not_count(self, show):
        page = show(quiz(line()))
        page.locator("section.player").focus()
        page.keyboard.press("s")
        assert verdict(page)[0] == "dy/dz is 0.5591."
        assert score(page) == "0 of 1 right"

    def test_the_first_try_counts(self, show):
        page = show(quiz(line()))
        answer(page, 7)
        answer(page, 0.5591)
        assert score(page) == "0 of 1 right"
        page.keyboard.press("Enter")
        answer(page, 0.5591)
        assert score(page) == "1 of 2 right"

    def test_again(self, show):
        page = show(quiz(Value(0.5, label="x").tanh()))
        answer(page, "1 - L**2")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Again").click()
        assert (question(page), score(page)) == ("dL/dx", "")

    def test_a_click_goes_to_the_question_of_a_value(self, show):
        page = show(quiz(line()))
        item(page, "w").click()
        assert question(page) == "dy/dw"

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [1000, 390])
    def test_axe_has_nothing_to_object_to(self, show, scheme, width):
        page = show(quiz(line()), color_scheme=scheme, viewport={"width": width, "height": 900})
        assert axe(page) == []
        answer(page, 7)
        assert axe(page) == []
        answer(page, 0.5591)
        assert axe(page) == []
        assert page.locator(".verdict").get_attribute("role") == "status"

    def test_nothing_moves_under_reduced_motion(self, show):
        page = show(
            quiz(network()), reduced_motion="reduce", viewport={"width": 500, "height": 700}
        )
        before = page.locator(".stage > svg").get_attribute("viewBox")
        page.locator(".ask input").focus()
        page.keyboard.press("Shift+S")
        page.keyboard.press("Enter")
        at_once = page.locator(".stage > svg").get_attribute("viewBox")
        page.wait_for_timeout(300)
        assert page.locator(".stage > svg").get_attribute("viewBox") == at_once
        assert before


class TestAnswers:
    @pytest.mark.parametrize(
        "text",
        [
            "0.5591",
            "0.56",
            " .559 ",
            "5.591e-1",
            "1 - y**2",
            "1-y^2",
            "1 − 0.664·0.664",
            "(1 + y) * (1 - y)",
            "1 - tanh(z)**2",
            "1 - tanh(z) ^ 2 ^ 1",
            "4 / (exp(z) + exp(-z))^2",
            "+1 - sqrt(y**4)",
            "0,5591",
        ],
    )
    def test_numbers_and_arithmetic(self, show, text):
        page = show(quiz(line()))
        answer(page, text)
        assert verdict(page)[0] == f"{text.strip()} is right."

    @pytest.mark.parametrize("text", ["0.566", "0.552", "-(0.5591)", "1/0", "1 - y"])
    def test_others_are_wrong(self, show, text):
        page = show(quiz(line()))
        answer(page, text)
        assert verdict(page)[0] == f"{text} is not it."
        assert page.locator(".ask input").get_attribute("aria-invalid") == "true"

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("", "Type a number, then press Enter."),
            ("one", "I cannot read “one”: there is no “one” in the graph."),
            ("1 +", "I cannot read “1 +”: something is missing."),
            ("(1", "I cannot read “(1”: a parenthesis is not closed."),
            ("1 2", "I cannot read “1 2”: an operator is missing."),
            ("alert(1)", "I cannot read “alert(1)”: there is no “alert” in the graph."),
            ("constructor", "I cannot read “constructor”: there is no “constructor” in the graph."),
            ("y;1", "I cannot read “y;1”: “;” is not arithmetic."),
            ("<b>", "I cannot read “<b>”: “<” is not arithmetic."),
        ],
    )
    def test_what_cannot_be_read_is_no_try(self, show, text, why):
        page = show(quiz(line()))
        answer(page, text)
        assert (verdict(page), score(page)) == ([why], "")

    def test_names_with_indices_may_be_typed_plainly(self, show):
        model = MLP(1, [1, 1], activation="tanh", rng=0)
        page = show(play(model([0.5]), names={"model": model}, quiz=True))
        assert question(page) == "dL/dsum" or question(page).startswith("dL/d")
        item(page, "h¹₁").click()
        answer(page, "w211")
        assert verdict(page)[0] == "w211 is right."


class TestMistakes:
    @staticmethod
    def said(show, root, name, text):
        page = show(quiz(root))
        item(page, name).click()
        answer(page, text)
        told = verdict(page)
        assert told[0] == f"{text} is not it."
        return told[1]

    def test_the_value_itself(self, show):
        assert self.said(show, line(), "z", "0.8") == (
            "That is z itself, the value that went forward."
        )

    def test_the_value_that_came_out(self, show):
        assert self.said(show, line(), "z", "0.664") == ("That is y, the value that went forward.")

    def test_the_sign(self, show):
        told = self.said(show, line(), "z", "-0.5591")
        assert told == "The size is right, the sign is not."

    def test_the_local_derivative_alone(self, show):
        x = Value(0.5, label="x")
        root = named(named(x.tanh(), "h") * Value(3.0, label="w"), "L")
        assert self.said(show, root, "x", "1 - h**2") == (
            "That is the local derivative dh/dx alone: "
            "the gradient that came in, dL/dh, is missing."
        )

    def test_the_incoming_gradient_alone(self, show):
        x = Value(0.5, label="x")
        root = named(named(x.tanh(), "h") * Value(3.0, label="w"), "L")
        assert self.said(show, root, "x", "3") == (
            "That is dL/dh, the gradient that came in: the local derivative is missing."
        )

    def test_the_other_operand(self, show):
        a, b = Value(2.0, label="a"), Value(5.0, label="b")
        root = named(named(a * b, "p") * Value(3.0, label="w"), "L")
        assert self.said(show, root, "a", "6") == (
            "That is the derivative by the other operand, b."
        )

    def test_the_other_operand_is_a_number(self, show):
        a = Value(2.0, label="a")
        root = named(named(a * 5.0, "p") * Value(3.0, label="w"), "L")
        assert self.said(show, root, "a", "6") == (
            "That is the derivative by the other operand, 5.0."
        )

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("7", "comes back through p alone: it is added to what came before, += and not =."),
            ("12", "comes back through q alone: the other paths are missing."),
        ],
    )
    def test_one_of_several_uses(self, show, text, why):
        a = Value(2.0, label="a")
        p = named(a * Value(7.0, label="b"), "p")
        q = named(a * Value(12.0, label="c"), "q")
        root = named(p + q, "L")
        assert self.said(show, root, "a", text) == f"a is used 2 times, and that is what {why}"

    def test_an_unknown_one_gets_the_rule_alone(self, show):
        assert self.said(show, line(), "z", "17") == "dy/dz = dy/dy * dy/dz"

    def test_the_number_is_never_told(self, show):
        page = show(quiz(line()))
        for text in ("0.8", "-0.5591", "17", "y"):
            answer(page, text)
            assert "0.5591" not in page.locator(".verdict").text_content().replace(text, "")
            assert question(page) == "dy/dz"


class TestGraphs:
    def test_one_operation(self, show):
        page = show(quiz(Value(0.0, label="x").exp()))
        answer(page, 1)
        assert score(page) == "1 of 1 right"

    def test_a_leaf_has_no_question(self, show):
        page = show(quiz(Value(1.0, label="x")))
        assert verdict(page) == ["There is nothing to ask here."]

    def test_a_gradient_of_0(self, show):
        page = show(quiz(Value(-1.0, label="x").relu()))
        answer(page, "0.001")
        assert score(page) == "0 of 1 right"
        answer(page, "0")
        assert verdict(page)[0] == "0 is right."

    def test_what_is_not_finite_is_skipped_and_said(self, show):
        x = Value(0.0, label="x")
        root = named(named(x.log(), "p") + Value(1.0, label="b"), "L")
        page = show(quiz(root))
        for _ in range(2):
            answer(page, 1)
            page.keyboard.press("Enter")
        assert verdict(page) == ["All gradients are found.", "dL/dx is inf: it was skipped."]

    def test_a_value_used_twice_by_one_operation(self, show):
        page = show(quiz(Value(3.0, label="x") ** 2.0 * 1.0))
        assert question(page) == "dL/dsquared"
        page = show(quiz(autograd.mul(x := Value(3.0, label="x"), x)))
        answer(page, "x + x")
        assert verdict(page)[0] == "x + x is right."

    def test_boxes_are_opened(self, show):
        x = Value(0.5, label="x")
        with scope("part"):
            inner = named(named(x.tanh(), "t").exp(), "e")
        page = show(quiz(named(inner * 2.0, "L"), fold=True))
        assert verdict(page) == [
            "There is nothing to ask here.",
            "Open a box: there are questions inside.",
        ]
        item(page, "part").click()
        assert page.evaluate(TEXTS)["e"][1] == "2.0"
        assert question(page) == "dL/dt"
        answer(page, "2 * e")
        assert verdict(page)[0] == "2 * e is right."

    def test_every_moment_has_its_answers(self, show):
        w = Value(1.0, label="w")
        moments = []
        for k in range(2):
            moments.append(capture(named(w.exp(), "L"), f"epoch {k}", names={}))
            w.data += 1.0
        page = show(play(moments, quiz=True))
        answer(page, math.e)
        assert score(page) == "1 of 1 right"
        page.get_by_role("slider", name="Moment").fill("1")
        assert (score(page), page.evaluate(TEXTS)["w"][1]) == ("", "?")
        answer(page, math.e**2)
        assert score(page) == "1 of 1 right"

    def test_a_network(self, show):
        model = MLP(2, [2, 1], activation="tanh", rng=0)
        loss = losses.mean_squared_error([model([0.5, -1.0])], [1.0])
        page = show(play(loss, names={"model": model}, quiz=True))
        assert page.locator(".quiz").text_content().startswith("quizquestion 1 of ")
        for _ in range(3):
            page.locator(".ask input").focus()
            page.keyboard.press("Shift+S")
            page.keyboard.press("Enter")
        assert score(page) == "0 of 3 right"
