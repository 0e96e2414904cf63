"""Names, numbers as leaves, and captions of the player, in a browser."""

import pytest

import autograd
from autograd import Value, play
from nn import MLP, Neuron, losses
from tests.helpers.browsing import axe
from tests.helpers.playing import TEXTS, caption, click, item, named, press

pytestmark = pytest.mark.slow  # in a browser

OVERLAPS = """() => {
    const { shadowRoot } = document.querySelector("[data-glassgrad]");
    const frames = [...shadowRoot.querySelectorAll(".stage svg text")].flatMap((text) => {
        const { left, top, right, bottom } = text.getBoundingClientRect();
        return text.textContent ? [{ left, top, right, bottom, text: text.textContent }] : [];
    });
    const found = [];
    frames.forEach((one, k) => frames.slice(0, k).forEach((other) => {
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        if (wide > 1 && high > 3) found.push([one.text, other.text]);
    }));
    return found;
}"""
"""Pairs of texts that stand upon each other; lines of a box are close, which is no collision."""


def small_loss():
    model = MLP(2, [4, 4, 1], activation="tanh", rng=0)
    return losses.mean_squared_error([model([0.5, -1.0])], [1.0]), model


def neuron():
    model = Neuron(2, "tanh", rng=1)
    return model([1.0, 0.5]), model


def xor():
    model = MLP(2, [4, 1], activation="tanh", rng=0)
    outputs = [model(x) for x in ([0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0])]
    return losses.mean_squared_error(outputs, [0.0, 1.0, 1.0, 0.0]), model


def player(make, **options):
    root, model = make()
    return play(root, names={"model": model}, **options)


class TestNames:
    @pytest.mark.parametrize("make", [small_loss, neuron, xor])
    def test_no_two_texts_stand_upon_each_other(self, show, make):
        page = show(player(make))
        press(page, "End")
        assert page.evaluate(OVERLAPS) == []

    def test_no_two_titles_of_a_view_are_equal(self, show):
        page = show(player(small_loss))
        titles = page.locator("g.i text.n").evaluate_all("all => all.map((x) => x.innerHTML)")
        titles = [title for title in titles if title]
        assert len(titles) > 100
        assert len(set(titles)) == len(titles)

    def test_a_parameter_by_its_indices(self, show):
        page = show(player(small_loss))
        press(page, "End")
        weight = item(page, "w¹₂₁")
        spans = weight.locator("text.n tspan").all_text_contents()
        assert spans == ["w", "1", "21"]
        assert weight.get_attribute("aria-label").startswith("w, layer 1, to 2, from 1, data ")
        weight.hover(force=True)
        assert (
            weight.locator("title")
            .text_content()
            .startswith("w¹₂₁\nlayers[0].neurons[1].w[0]\na parameter of the model\n")
        )

    def test_a_pre_activation_says_so(self, show):
        page = show(player(neuron))
        assert item(page, "z").locator("text.n").text_content() == "zpre-activation"

    def test_long_labels_are_cut_so_that_they_differ(self, show):
        x, y = (
            Value(1.0, label="the very long name one"),
            Value(2.0, label="the very long name two"),
        )
        page = show(play(x * y, names={}))
        titles = page.locator("g.x text.n").all_text_contents()
        assert len(set(titles)) == 2
        assert max(map(len, titles)) <= 13


class TestConstants:
    def test_they_are_leaves_without_a_gradient(self, show):
        page = show(player(neuron))
        press(page, "End")
        texts = page.evaluate(TEXTS)
        assert (texts["x₁"], texts["x₂"]) == (["1.0", ""], ["0.5", ""])
        assert item(page, "x₁").get_attribute("aria-label") == "x 1, data 1.0"

    def test_an_input_is_there_once(self, show):
        page = show(player(small_loss))
        assert page.locator("g.k[data-name='x₁']").count() == 1

    def test_the_caption_passes_nothing_on_to_them(self, show):
        x = Value(3.0, label="x")
        page = show(play(named(x * 5.0, "y"), names={}))
        press(page, "End")
        assert caption(page) == ["dy/dx += dy/dy * dy/dx = 1.0 * 5.0 = 5.0"]

    def test_a_zero_has_no_sign_unless_it_matters(self, show):
        x = Value(-0.0, label="x")
        page = show(play(named(x * 3.0, "y"), names={}))
        press(page, "End")
        assert page.evaluate(TEXTS)["x"] == ["0.0", "3.0"]
        page = show(play(named(1.0 / x, "y"), names={}))
        press(page, "End")
        assert page.evaluate(TEXTS)["x"][0] == "-0.0"


class TestTypeset:
    def test_forward_the_rule_the_numbers_and_the_result(self, show):
        x = Value(0.5, label="x")
        page = show(play(named(x.tanh(), "y"), names={}))
        click(page, "Step (→)")
        rows = page.locator(".caption .row")
        cells = [rows.nth(k).locator("> span").all_text_contents() for k in range(3)]
        assert cells[0] == ["y =tanh(x)", "=tanh(0.5)", "=0.4621"]
        assert cells[1] == ["∂y∂x =1−y2", "=1−0.46212", "=0.7864"]
        assert cells[2] == ["tanh′(x)=1−(tanh(x))2"]

    def test_backward_the_chain_rule(self, show):
        a, b = Value(2.0, label="a"), Value(-3.0, label="b")
        page = show(play(named(a * b, "L"), names={}))
        press(page, "End")
        cells = page.locator(".caption .row").first.locator("> span").all_text_contents()
        assert cells == ["∂L∂a+=∂L∂L·∂L∂a =∂L∂L·b", "=1.0·(−3.0)", "=−3.0"]

    def test_screen_readers_get_the_plain_text(self, show):
        x = Value(0.5, label="x")
        page = show(play(named(x.tanh(), "y"), names={}))
        click(page, "Step (→)")
        assert caption(page) == [
            "y = tanh(x) = tanh(0.5) = 0.4621",
            "dy/dx = 1 - y**2 = 0.7864",
            "tanh'(x) = 1 - tanh(x)**2",
        ]
        assert page.locator(".caption .row:not([aria-hidden=true])").count() == 0
        assert axe(page) == []

    def test_hostile_names_are_text(self, show):
        x = Value(0.5, label="<img src=x onerror=alert(1)>₁")
        page = show(play(x.exp(), names={}))
        press(page, "End")
        assert "<img src=x" in page.locator(".caption .row").first.text_content()
        assert page.locator("section img").count() == 0

    @pytest.mark.parametrize("name", ["relu", "clip", "where", "sqrt", "div", "maximum"])
    def test_rules_with_cases_roots_and_fractions(self, show, name):
        x, y = Value(0.5, label="x"), Value(2.0, label="y")
        roots = {
            "relu": x.relu,
            "clip": lambda: autograd.clip(x, -1.0, y),
            "where": lambda: autograd.where(x > 0.0, x, y),
            "sqrt": x.sqrt,
            "div": lambda: x / y,
            "maximum": lambda: autograd.maximum(x, y),
        }
        page = show(play(named(roots[name](), "L"), names={}))
        click(page, "Step (→)")
        assert page.locator(".caption math").count() >= 3
        assert "«" not in page.locator(".caption").text_content()
