"""Large graphs in a real browser: box by box."""

import re

import pytest

import autograd
from autograd import Value, play, scope
from autograd.writing.text import number
from nn import MLP, losses
from tests.helpers.playing import TEXTS, caption, click, item, looks, network, press, where

pytestmark = pytest.mark.slow  # in a browser


class TestBoxes:
    def test_opening_by_click_and_closing_by_breadcrumbs(self, show):
        page = show(play(network(), fold=True))
        item(page, "MLP 2").click()
        item(page, "Layer 1").click()
        assert page.locator("nav").text_content() == "graph›MLP 2›Layer 1"
        assert page.locator("nav [aria-current]").text_content() == "Layer 1"
        click(page, "MLP 2")
        assert page.locator("nav").text_content() == "graph›MLP 2"
        click(page, "graph")
        assert page.locator("nav button").count() == 0

    def test_opening_by_enter_and_closing_by_escape(self, show):
        page = show(play(network(), fold=True))
        press(page, "ArrowRight", "Enter")
        assert page.locator("nav").text_content() == "graph›MLP 1"
        page.keyboard.press("Escape")
        assert page.locator("nav").text_content() == "graph"
        page.keyboard.press("Escape")
        assert page.locator("nav").text_content() == "graph"

    def test_the_moment_of_the_pass_is_kept(self, show):
        page = show(play(network(), fold=True))
        item(page, "MLP 2").click()
        press(page, "End", "Escape")
        assert where(page).startswith("backward")
        assert item(page, "MLP 2").locator("text.u").text_content() == "passed on"
        assert item(page, "MLP 1").locator("text.u").text_content() == "waiting"

    def test_a_box_shows_what_it_computes(self, show):
        model = MLP(2, [3, 1], activation="tanh", rng=0)
        outputs = [model([0.1, 0.2]), model([0.3, 0.4])]
        loss = losses.mean_squared_error(outputs, [1.0, 2.0])
        loss.backward()
        page = show(play(loss, fold=True, names={}))
        click(page, "Step (→)")
        data = number(outputs[0].data)
        assert page.evaluate(TEXTS)["MLP 1"] == [data, "·"]
        assert caption(page)[0].endswith(f"= {data}.")
        click(page, "Last step (End)")
        assert page.evaluate(TEXTS)["MLP 1"] == [data, number(outputs[0].grad)]

    def test_a_box_with_several_results_shows_none(self, show):
        page = show(play(network(), fold=True))
        item(page, "MLP 1").click()
        click(page, "Last step (End)")
        assert page.evaluate(TEXTS)["Layer 1"] == ["", ""]

    def test_breakpoints_stay_and_are_met_from_outside(self, show):
        page = show(play(network(), fold=True))
        page.get_by_label("Speed").select_option("20×")
        item(page, "MLP 2").click()
        press(page, "ArrowRight", "b", "Escape")
        item(page, "MLP 2").click()
        assert page.locator("circle.stopper").count() == 1
        page.keyboard.press("Escape")
        click(page, "First step (Home)")
        click(page, "Play")
        page.get_by_text("Stopped: there is a breakpoint inside.").wait_for()
        assert looks(page, "now") == ["MLP 2"]

    def test_what_is_not_finite_inside_is_told(self, show):
        x = Value(0.0)
        with scope("broken"):
            y = x.log() * 2.0
        page = show(play(y + 1.0, fold=True))
        click(page, "Step (→)")
        box = item(page, "broken")
        assert box.locator("text.u.bad").text_content() == "not finite inside"

    def test_a_large_graph_is_folded_by_itself(self, show):
        model = MLP(3, [30, 30, 1], activation="tanh", rng=0)
        page = show(play(model([0.1, 0.2, 0.3])))
        assert re.fullmatch(
            r"3,\d\d\d values; click a box to open it", page.locator(".note").text_content()
        )
        for name in ["MLP", "Layer 2", "Neuron 8", "sum of 31 terms"]:
            press(page, "0")  # all of the picture
            item(page, name).click()
        assert page.locator("nav").text_content() == "graph›MLP›Layer 2›Neuron 8›sum of 31 terms"
        assert page.locator("g.i.now").count() <= 1


class TestSize:
    def test_1000_values_at_once(self, show):
        x = Value(1.0)
        for k in range(999):
            x = x.tanh() if k % 2 else x.exp()
        page = show(play(x))
        assert page.locator("g.i").count() == 1000
        click(page, "Last step (End)")
        assert where(page) == "backward 999 of 999"

    def test_a_long_chain(self, show):
        x = Value(0.5, label="x")
        for _ in range(30_000):
            x = x.tanh()
        page = show(play(x))
        opened = 0
        while page.locator("g.i.s").count():
            page.locator("g.i.s").first.click()
            opened += 1
        assert opened >= 2
        click(page, "Step (→)")
        assert caption(page)[0] == "v1 = tanh(x) = tanh(0.5) = 0.4621"

    def test_a_large_network(self, show):
        model = MLP(20, [50, 50, 1], activation="tanh", rng=0)
        with autograd.scope("all"):
            loss = losses.mean_squared_error([model([0.1] * 20) for _ in range(3)], [0.0] * 3)
        page = show(play(loss))
        loss.backward()
        item(page, "all").click()
        click(page, "Last step (End)")
        assert page.locator("text.bad").count() == 0
