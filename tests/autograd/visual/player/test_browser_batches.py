"""Folded boxes and batches in a real browser: strips of numbers, and a grid of examples."""

import re

import pytest

from autograd import Value, capture, play, scope
from autograd import sum as total
from autograd.graph import topological_order
from autograd.writing.text import number
from nn import MLP, losses
from tests.helpers.browsing import axe
from tests.helpers.playing import caption, click, item, named, press, where

pytestmark = pytest.mark.slow  # in a browser

CELLS = (
    "(group) => [...group.querySelectorAll('g.h rect[data-cell]')].map((cell) =>"
    " [cell.getAttribute('class'), Number(cell.getAttribute('fill-opacity'))])"
)


def layer(count=16, activation="tanh", x=1.5):
    """What a linear neuron makes of the outputs of a layer."""
    model = MLP(2, [count, 1], activation=activation, rng=0)
    return named(model([x, 2.0]), "L")


def results(root):
    """The outputs of the first layer, in their order, after a backward pass."""
    root.backward()
    return [x for x in topological_order(root) if x.op and x.op.name in {"tanh", "relu"}]


def cells(page, name):
    """The cells of a box: those of its data, and those of its gradients."""
    found = item(page, name).evaluate(CELLS)
    return found[: len(found) // 2], found[len(found) // 2 :]


def scales(page, name):
    return [float(x.strip("±")) for x in item(page, name).locator(".scale").all_text_contents()]


def batch(count=40):
    model = MLP(2, [4, 1], activation="tanh", rng=0)
    inputs = [[0.1 * k - 2.0, ((k * 7) % 11) / 5 - 1.0] for k in range(count)]
    targets = [1.0 if a * b > 0 else -1.0 for a, b in inputs]
    return model, inputs, targets


def loss_of(count=40):
    model, inputs, targets = batch(count)
    return named(losses.mean_squared_error([model(x) for x in inputs], targets), "L")


def opened(show, root, **options):
    page = show(play(root, fold=True, names={}), **options)
    page.locator("g.i.s").first.click()
    return page


class TestStrips:
    def test_cells_are_the_results_on_one_scale(self, show):
        root = layer()
        page = opened(show, root)
        press(page, "End")
        nodes = results(root)
        data, grads = cells(page, "Layer 1")
        for shown, numbers, scale in zip(
            (data, grads),
            ([node.data for node in nodes], [node.grad for node in nodes]),
            scales(page, "Layer 1"),
            strict=True,
        ):
            assert len(shown) == 16
            most = max(map(abs, numbers))
            assert scale / 2.5 <= most <= scale
            assert re.fullmatch("[125]", f"{scale:e}"[0])
            for (sign, depth), x in zip(shown, numbers, strict=True):
                assert sign == ("neg" if x < 0 else "pos")
                assert depth == pytest.approx(abs(x) / scale, abs=0.006)

    def test_they_fill_as_the_steps_go_on(self, show):
        page = opened(show, layer())
        looks = []
        for key in ["Home", "ArrowRight", "ArrowRight", "ArrowRight", "End"]:
            press(page, key)
            data, grads = cells(page, "Layer 1")
            looks.append([sum(look != "unknown" for look, _ in strip) for strip in (data, grads)])
        assert looks == [[0, 0], [16, 0], [16, 0], [16, 16], [16, 16]]

    def test_a_bar_marks_what_is_below_zero(self, show):
        page = opened(show, layer())
        press(page, "End")
        data, _ = cells(page, "Layer 1")
        bars = (
            item(page, "Layer 1")
            .locator("path.bar")
            .evaluate_all("(all) => all.slice(0, 2).map((bar) => bar.getAttribute('d')).join('')")
        )
        assert bars.count("M") == sum(look == "neg" and depth > 0.08 for look, depth in data)

    @pytest.mark.parametrize(("activation", "word"), [("tanh", "saturated"), ("relu", "dead")])
    def test_what_is_stuck_is_framed_and_counted_in_words(self, show, activation, word):
        root = layer(activation=activation, x=4.0)
        page = opened(show, root)
        press(page, "End")
        nodes = results(root)[:16]
        slopes = [node.local_derivatives[0] for node in nodes]
        count = sum(abs(slope) < 0.02 if word == "saturated" else slope == 0 for slope in slopes)
        assert 0 < count < 16
        box = item(page, "Layer 1")
        assert f"{count} of 16 {word}" in box.text_content()
        assert box.locator("path.stuck").first.get_attribute("d").count("M") == count
        assert f"{count} of 16 {word}" in box.get_attribute("aria-label")

    def test_of_many_results_some_are_shown_and_all_are_counted(self, show):
        page = opened(show, layer(100))
        press(page, "End")
        data, _ = cells(page, "Layer 1")
        assert len(data) == 64
        assert "64 of 100 results" in item(page, "Layer 1").text_content()
        assert "100 results from" in item(page, "Layer 1").get_attribute("aria-label")

    def test_the_caption_tells_numbers(self, show):
        root = layer()
        page = opened(show, root)
        press(page, "End")
        nodes = results(root)
        data = [node.data for node in nodes]
        assert caption(page)[0].startswith(
            "Layer 1: 80 values passed on: "
            f"16 results from {number(min(data))} to {number(max(data))}, gradients from "
        )

    def test_the_pointer_gets_all_digits_of_a_cell(self, show):
        root = layer()
        page = opened(show, root)
        press(page, "End")
        item(page, "Layer 1").locator("[data-cell='3']").first.hover()
        tip = item(page, "Layer 1").locator("g.h title").text_content()
        node = results(root)[3]
        assert f"data {number(node.data, 17)}" in tip
        assert f"gradient {number(node.grad, 17)}" in tip

    def test_what_is_not_finite_is_told(self, show):
        x = Value(0.0)
        with scope("logs"):
            parts = [x.log(), (x + 1.0).log()]
        page = show(play(total(parts), fold=True))
        press(page, "End")
        data, _ = cells(page, "logs")
        assert data[0][0] == "broken"
        assert "not finite inside" in item(page, "logs").text_content()

    def test_the_legend_prints_the_scales(self, show):
        page = opened(show, layer())
        press(page, "End")
        data, grads = scales(page, "Layer 1")
        legend = page.locator(".legend")
        for scale in (data, grads):
            assert f"−{scale:g}" in legend.text_content()
        press(page, "Escape")
        assert legend.is_hidden()

    def test_the_scale_is_that_of_the_moment(self, show):
        def moment(x):
            model = MLP(2, [4, 1], activation="relu", rng=0)
            return capture(model([x, x]), f"{x}", names={})

        page = show(play([moment(1.0), moment(100.0)], fold=True))
        page.locator("g.i.s").first.click()
        press(page, "End")
        before = scales(page, "Layer 1")[0]
        page.get_by_role("slider", name="Moment").fill("1")
        assert scales(page, "Layer 1")[0] == pytest.approx(100 * before)


class TestGrid:
    def test_each_example_shows_its_output_its_loss_and_its_class(self, show):
        model, inputs, targets = batch()
        page = opened(show, loss_of())
        press(page, "End")
        labels = page.locator("button.cell").evaluate_all(
            "(all) => all.map((cell) => cell.getAttribute('aria-label'))"
        )
        assert len(labels) == 40
        for k, (label, x, target) in enumerate(zip(labels, inputs, targets, strict=True), 1):
            output = model(x).data
            wrong = ", wrong" if output * target <= 0 else ""
            slope = 2 * (output - target) / 40
            told, gradient = label.removesuffix("; opens").split(", gradient of the output ")
            assert told == (
                f"example {k}, target {number(target)}, output {number(output)}, "
                f"loss {number((output - target) ** 2)}{wrong}"
            )
            assert float(gradient) == pytest.approx(slope, rel=1e-3)
        assert page.locator("button.cell.wrong").count() == sum(", wrong" in x for x in labels)
        circles = sum(target > 0 for target in targets)
        assert page.locator("button.cell svg.class.pos circle").count() == circles
        assert page.locator("button.cell svg.class.neg path").count() == 40 - circles

    def test_the_mean_loss_and_how_many_are_right(self, show):
        root = loss_of()
        model, inputs, targets = batch()
        right = sum(model(x).data * y > 0 for x, y in zip(inputs, targets, strict=True))
        page = opened(show, root)
        assert page.locator(".total").text_content() == "40 examples · 0 computed"
        press(page, "End")
        assert page.locator(".total").text_content() == (
            f"40 examples · mean loss {number(root.data)} · {right} right"
        )

    def test_bars_are_as_long_as_the_losses(self, show):
        model, inputs, targets = batch()
        page = opened(show, loss_of())
        press(page, "End")
        found = [(model(x).data - y) ** 2 for x, y in zip(inputs, targets, strict=True)]
        full = sorted(found)[38]  # the 95th percentile
        widths = page.locator("button.cell s i").evaluate_all(
            "(all) => all.map((i) => i.style.width)"
        )
        for loss, width in zip(found, widths, strict=True):
            assert float(width.strip("%")) == pytest.approx(100 * min(1, loss / full), abs=0.6)

    def test_examples_fill_one_after_the_other(self, show):
        page = opened(show, loss_of())
        press(page, *["ArrowRight"] * 3)
        assert page.locator("button.cell.unknown").count() == 37
        assert page.locator("button.cell.now").get_attribute("aria-label").startswith("example 3,")
        assert caption(page)[0].startswith("example 3: ")
        assert "output" in caption(page)[0]

    def test_arrow_keys_move_and_enter_opens(self, show):
        page = opened(show, loss_of())
        page.locator("button.cell").first.focus()
        across = page.locator(".grid").evaluate(
            "(grid) => getComputedStyle(grid).gridTemplateColumns.split(' ').length"
        )
        names = []
        for key in ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"]:
            page.keyboard.press(key)
            names.append(
                page.evaluate(
                    "document.activeElement.shadowRoot.activeElement.getAttribute('aria-label')"
                ).split(",")[0]
            )
        assert names == [f"example {k}" for k in (2, 2 + across, 1 + across, 1)]
        page.keyboard.press("Enter")
        assert page.locator("nav [aria-current]").text_content() == "example 1"
        assert page.locator("g.i.s text.n").first.text_content() == "MLP"
        press(page, "Escape")
        assert page.locator("button.cell").count() == 40

    def test_targets_that_are_numbers_stand_below_the_output(self, show):
        model, inputs, _ = batch(12)
        targets = [0.25 * k for k in range(12)]
        loss = losses.mean_squared_error([model(x) for x in inputs], targets)
        page = opened(show, loss)
        press(page, "End")
        marks = page.locator("button.cell .mark").all_text_contents()
        assert marks[:3] == ["y 0", "y 0.25", "y 0.50"]
        assert page.locator("button.cell.wrong").count() == 0

    def test_calls_without_a_loss(self, show):
        model, inputs, _ = batch(12)
        page = opened(show, total([model(x) for x in inputs]))
        press(page, "End")
        assert page.locator(".total").text_content() == "12 examples"
        label = page.locator("button.cell").nth(3).get_attribute("aria-label")
        assert label.startswith(f"MLP 4, output {number(model(inputs[3]).data)}, gradient")

    def test_of_several_outputs_the_largest_is_shown_and_all_are_told(self, show):
        model = MLP(2, [4, 3], activation="tanh", rng=0)
        inputs = batch(12)[1]
        outputs = [model(x) for x in inputs]
        loss = losses.categorical_cross_entropy_with_logits(outputs, [k % 3 for k in range(12)])
        page = opened(show, loss)
        press(page, "End")
        row = [x.data for x in outputs[5]]
        cell = page.locator("button.cell").nth(5)
        assert cell.locator(".first").text_content().startswith(f"{row.index(max(row)) + 1}: ")
        told = ", ".join(number(x) for x in row)
        assert f"output {told}, loss" in cell.get_attribute("aria-label")

    def test_breakpoints(self, show):
        page = opened(show, loss_of())
        press(page, *["ArrowRight"] * 5, "b")
        assert page.locator("button.cell.stop").count() == 1
        press(page, "Home")
        page.get_by_label("Speed").select_option("20×")
        click(page, "Play")
        page.get_by_text("Stopped: breakpoint.").wait_for()
        assert where(page) == "forward 5 of 40"

    def test_the_step_is_scrolled_into_sight(self, show):
        page = opened(show, loss_of(200), viewport={"width": 390, "height": 700})
        press(page, "End")
        press(page, "Home")
        press(page, *["ArrowRight"] * 3)
        now = page.locator("button.cell.now").bounding_box()
        stage = page.locator(".stage").bounding_box()
        assert stage["y"] <= now["y"] <= stage["y"] + stage["height"] - now["height"]
        assert page.evaluate("scrollY") == 0

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [1280, 390])
    def test_axe_has_nothing_to_object_to(self, show, scheme, width):
        page = opened(
            show, loss_of(), color_scheme=scheme, viewport={"width": width, "height": 800}
        )
        assert axe(page) == []
        press(page, "End")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_for_strips(self, show, scheme):
        page = opened(show, layer(), color_scheme=scheme)
        press(page, "End")
        assert axe(page) == []

    def test_100_examples_take_less_than_400_kb(self):
        model = MLP(2, [4, 4, 1], activation="tanh", rng=0)
        inputs = [[0.01 * k, 0.5] for k in range(100)]
        loss = losses.mean_squared_error([model(x) for x in inputs], [1.0] * 100)
        assert len(play(loss).html()) < 400_000
