"""The player of a network in a browser: neurons, their scalars, examples, moments."""

import re

import pytest

import nn
from autograd import play
from nn import MLP, Dense, Sequential, losses
from nn.callbacks import Snapshots
from tests.helpers.browsing import axe

pytestmark = pytest.mark.slow

WIDTH = "document.querySelector('[data-glassgrad]').shadowRoot.querySelector('.stage svg')"
WIDTH += ".viewBox.baseVal.width"
"""The width of the part of the picture that is in sight."""

X = [[0.5, -1.0], [1.0, 0.5], [-0.5, 0.25], [0.0, 1.0]]
Y = [1.0, -1.0, 0.5, 0.0]

SHOWN = """() => {
    const { shadowRoot } = document.querySelector("[data-glassgrad]");
    const groups = shadowRoot.querySelectorAll(".neuron, .loss");
    const names = [...groups].map((group) => group.getAttribute("aria-label").split(", "));
    return Object.fromEntries(names.map(([name, ...rest]) => [name, rest]));
}"""
"""What each neuron says of itself: its value, and its gradient once one has come in."""


def network(loss="mse"):
    model = MLP(2, [3, 1], activation="tanh", rng=1)
    model.compile("adam", loss)
    return model


def four_digits(number):
    text = f"{number:.4g}"
    return f"{float(text):g}".replace("-", "−") if number else "0"


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def caption(page):
    return page.locator(".caption").inner_text()


class TestSteps:
    def test_forward_neurons_are_filled_in_layer_by_layer(self, show):
        page = show(play(network(), X[0], Y[0]))
        assert page.evaluate(SHOWN)["neuron 1 of layer 1"] == ["not computed yet"]
        press(page, "ArrowRight")
        shown = page.evaluate(SHOWN)
        assert shown["neuron 1 of layer 1"] != ["not computed yet"]
        assert shown["neuron 2 of layer 1"] == ["not computed yet"]
        assert "Neuron 1 of layer 1 adds up 2 products and its bias." in caption(page)

    def test_at_the_end_all_numbers_are_those_of_backward(self, show):
        model = network()
        page = show(play(model, X[0], Y[0]))
        press(page, "End")
        shown = page.evaluate(SHOWN)
        hidden = model.layer_outputs(X[0])[0]
        (out,) = model.layers[1].output_list(hidden)
        loss = losses.mean_squared_error([out], [Y[0]])
        loss.backward()
        for k, node in enumerate(hidden, 1):
            expected = [four_digits(node.data), f"gradient {four_digits(node.grad)}"]
            assert shown[f"neuron {k} of layer 1"] == expected
        assert shown["loss"] == [four_digits(loss.data), "gradient 1"]

    def test_a_gradient_that_is_not_complete_says_so(self, show):
        page = show(play(MLP(2, [2, 2, 1], rng=0), X[0], Y[0], loss="mse"))
        press(page, "End", "ArrowLeft", "ArrowLeft", "ArrowLeft")
        assert page.evaluate(SHOWN)["neuron 1 of layer 1"][1].endswith("so far")
        assert "more is still to come in" in caption(page)

    def test_the_rule_is_said_in_formula_and_numbers(self, show):
        page = show(play(network(), X[0], Y[0]))
        press(page, "End")
        assert page.locator(".caption math").count() == 3
        numbers = page.locator(".caption td.num").all_inner_texts()
        for text in numbers:
            left, right, product = map(
                float, re.findall(r"-?[\d.]+(?:e-?\d+)?", text.replace("−", "-"))
            )
            assert left * right == pytest.approx(product, rel=2e-3)

    def test_softmax_hands_back_before_its_neurons(self, show):
        model = Sequential([Dense(2, "relu"), Dense(3, "softmax")], rng=0)
        model.compile("adam", "sparse_categorical_crossentropy")
        page = show(play(model, X[0], 2))
        press(page, *["ArrowRight"] * 6)
        assert "softmax turns the 3 sums of output into its outputs" in caption(page)
        assert page.locator(".target .value").text_content() == "class 2"


class TestNeurons:
    def opened(self, show, **options):
        page = show(play(network(), X[0], Y[0]), **options)
        press(page, "ArrowRight", "ArrowRight", "Enter")
        return page

    def test_enter_opens_the_neuron_and_escape_leaves_it(self, show):
        page = self.opened(show)
        assert page.locator(".panel-title").text_content().startswith("Neuron 2 of layer 1")
        assert page.locator(".scalar.product").count() == 2
        press(page, "Escape")
        assert page.locator(".panel").count() == 0

    def test_a_click_opens_it_too(self, show):
        page = show(play(network(), X[0], Y[0]), viewport={"width": 1280, "height": 900})
        page.locator('.neuron[data-column="1"][data-cell="2"]').click()
        assert page.locator(".panel-title").text_content().startswith("Neuron 3 of layer 1")

    def test_its_scalars_come_one_by_one(self, show):
        page = self.opened(show)
        product = page.locator(".scalar.product .number")
        assert [text for text in product.all_text_contents() if text] != []
        assert product.nth(1).text_content() == ""
        press(page, "ArrowRight")
        assert product.nth(1).text_content() != ""

    def test_backward_each_product_hands_on_to_both_factors(self, show):
        page = self.opened(show)
        press(page, "End")
        assert all(page.locator(".scalar .back").all_text_contents())
        assert "A product hands its gradient to both factors" in caption(page)
        assert page.locator(".curve .slope").text_content().startswith("slope ")

    def test_all_scalars_of_the_graph_are_one_click_away(self, show):
        page = show(play(network(), X[0], Y[0]), viewport={"width": 1280, "height": 900})
        page.locator(".loss").click()
        assert page.locator("g[data-k]").count() > 3
        page.get_by_role("button", name="network").click()
        assert page.locator(".neuron").count() == 6

    def test_outputs_that_are_parameters_open_the_whole_graph(self, show):
        model = Sequential([nn.Embedding(5, 2), nn.Flatten(), Dense(1)], rng=0)
        page = show(play(model, [1, 2], 0.5, loss="mse"))
        press(page, "ArrowRight", "Enter")
        assert page.locator("g[data-k]").count() > 3


class TestRoom:
    @pytest.mark.parametrize("opened", [[], ["Enter"]], ids=["network", "neuron"])
    def test_a_window_that_becomes_narrow_has_the_narrow_picture_at_the_same_step(
        self, show, opened
    ):
        page = show(play(network(), X[0], Y[0]), viewport={"width": 1280, "height": 900})
        press(page, "ArrowRight", "ArrowRight", *opened)
        before, said = page.evaluate(WIDTH), caption(page)
        page.set_viewport_size({"width": 390, "height": 900})
        page.wait_for_function(f"{WIDTH} < 400")
        assert " ".join(caption(page).split()) == " ".join(said.split())
        page.set_viewport_size({"width": 1280, "height": 900})
        page.wait_for_function(f"{WIDTH} == {before}")

    def test_a_batch_has_the_wide_picture_beside_its_grid(self, show):
        page = show(play(network(), X, Y), viewport={"width": 1280, "height": 900})
        press(page, "ArrowRight", "Enter")
        assert page.locator(".panel").count() == 1
        assert page.locator(".neuron").first.is_visible()

    def test_the_way_back_from_a_graph_leads_to_the_picture_for_the_room(self, show):
        page = show(play(network(), X[0], Y[0]), viewport={"width": 1280, "height": 900})
        page.locator(".loss").click()
        page.set_viewport_size({"width": 390, "height": 900})
        press(page, "Escape")
        assert page.locator(".neuron").count() == 6
        assert page.evaluate(WIDTH) < 400

    def test_a_breakpoint_is_seen_after_a_neuron_was_open(self, show):
        page = show(play(network(), X[0], Y[0]))
        press(page, "ArrowRight", "b", "Enter", "Escape")
        assert page.locator(".stopper").count() == 1


class TestExamples:
    def test_the_grid_tells_target_output_and_loss(self, show):
        page = show(play(network("hinge"), X, [1, -1, 1, -1]))
        cells = page.locator(".example")
        assert cells.count() == 4
        assert re.match(
            r"example 1: target 1, output \S+, loss \S+", cells.first.get_attribute("aria-label")
        )

    def test_arrow_keys_go_through_it_and_numbers_follow(self, show):
        page = show(play(network(), X, Y))
        before = page.evaluate(SHOWN)["input 1"]
        page.get_by_role("listbox").focus()
        press(page, "ArrowRight")
        assert page.evaluate(SHOWN)["input 1"] != before
        assert page.locator('.example[aria-selected="true"]').get_attribute("id") == "example-1"
        press(page, "ArrowLeft", "ArrowLeft")
        assert page.evaluate(SHOWN)["input 1"] == before

    def test_examples_of_other_classes_have_other_graphs(self, show):
        model = Sequential([Dense(2, "relu"), Dense(3, "softmax")], rng=0)
        model.compile("adam", "sparse_categorical_crossentropy")
        page = show(play(model, X[:3], [0, 1, 2]))
        press(page, "End")
        for k in range(3):
            page.locator(".example").nth(k).click()
            assert page.locator(".target .value").text_content() == f"class {k}"
            assert page.evaluate(SHOWN)[f"neuron {k + 1} of output"][1].startswith("gradient")

    def test_the_step_stays_when_the_example_changes(self, show):
        page = show(play(network(), X, Y))
        press(page, "ArrowRight", "ArrowRight", "Enter")
        page.locator(".example").nth(2).click()
        assert page.locator(".panel-title").text_content().startswith("Neuron 2 of layer 1")


class TestFilms:
    def film(self):
        model, snapshots = network(), Snapshots(sample=(X[0], Y[0]))
        model.fit(X, Y, epochs=5, callbacks=[snapshots])
        return play(snapshots)

    def test_it_runs_from_the_first_moment_with_the_loss_beside(self, show):
        page = show(self.film())
        assert page.locator(".losses").get_attribute("aria-label").startswith("Loss: ")
        slider = page.get_by_role("slider", name="Moment")
        slider.focus()
        press(page, "Home")
        assert page.locator(".bar > .where").first.inner_text() == "epoch 0"

    def test_edges_show_how_much_weights_have_changed(self, show):
        page = show(self.film())
        edge = page.locator(".edges .edge").first
        before = edge.get_attribute("stroke-width")
        page.get_by_label("Edges").select_option("change")
        slider = page.get_by_role("slider", name="Moment")
        slider.focus()
        press(page, "Home")
        assert edge.get_attribute("stroke-width") == "1.00"
        assert before != "1.00"


@pytest.mark.parametrize("width", [1280, 800, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(show, width, scheme):
    page = show(
        play(network("hinge"), X, [1, -1, 1, -1]),
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
    )
    press(page, "End")
    assert axe(page) == []
    press(page, "ArrowLeft", "Enter")
    assert axe(page) == []


def test_nothing_moves_for_those_who_do_not_want_it(show):
    page = show(play(network(), X[0], Y[0]), reduced_motion="reduce")
    press(page, "ArrowRight")
    flow = page.locator(".flow").first
    assert flow.evaluate("(path) => getComputedStyle(path).animationName") == "none"


def test_hostile_names_of_layers_are_text(show):
    name = "<img src=x onerror=alert(1)>\"'</script>"
    model = Sequential([Dense(2, "tanh", name=name), nn.Dense(1)], rng=0)
    model.compile("adam", "mse")
    page = show(play(model, X[0], Y[0], title=name))
    press(page, "ArrowRight")
    assert "onerror" in caption(page)
    assert page.locator("img").count() == 0
