"""What the playground shows, and what is set there by hand, in a real browser."""

import re

import pytest

from tests.helpers.browsing import axe
from tests.helpers.playgrounds import (
    LEARNT,
    SETTLED,
    choose,
    edited,
    numbers,
    pixels,
    shown_large,
    text,
    wait_for_pause,
    wait_for_steps,
)

pytestmark = pytest.mark.slow  # in a browser


class TestLooking:
    def test_hovering_a_neuron_shows_its_map_and_leaving_restores_the_output(self, visit):
        page = visit("#steps=30")
        before = shown_large(page)
        page.hover("[data-neuron='1.2']")
        title, words, large = shown_large(page)
        assert title == "Neuron 2 of layer 1"
        assert re.fullmatch(r"Neuron 2 of layer 1 on the plane, from −(\S+) to \1", words)
        small = pixels(page, "[data-neuron='1.2'] canvas")
        assert len(set(small)) > 50
        assert len(set(zip(small, large, strict=True))) == len(set(small))  # paler, but the same
        page.hover("h1")
        assert shown_large(page) == before

    def test_focus_shows_it_as_well(self, visit):
        page = visit("#steps=30")
        page.focus("[data-neuron='2.1']")
        assert text(page, "result-title") == "Neuron 1 of layer 2"
        page.focus("#tests")
        assert text(page, "result-title") == "Output"

    def test_a_feature_has_a_map_too(self, visit):
        page = visit()
        page.hover("[data-name='x1*x2']")
        assert text(page, "result-title") == "x₁x₂"
        assert text(page, "scale-high") == "34.5"

    def test_the_map_moves_while_training(self, visit):
        page = visit()
        page.hover("[data-neuron='1.1']")
        before = shown_large(page)[2]
        page.evaluate("document.getElementById('epoch').click()")
        wait_for_steps(page, 15)
        assert text(page, "result-title") == "Neuron 1 of layer 1"
        assert shown_large(page)[2] != before

    def test_discrete_output_has_two_colours(self, visit):
        page = visit("#steps=30")
        assert len(set(pixels(page, "#plane canvas"))) > 10
        page.get_by_label("Discretize output").check()
        assert len(set(pixels(page, "#plane canvas"))) == 2
        page.wait_for_function("() => location.hash.includes('discrete=1')")
        page.reload()
        page.wait_for_function(SETTLED)
        assert len(set(pixels(page, "#plane canvas"))) == 2

    def test_test_data_can_be_hidden(self, visit):
        page = visit()
        drawn = "() => document.querySelectorAll('#plane canvas')[2].toDataURL()"
        before = page.evaluate(drawn)
        page.get_by_label("Show test data").uncheck()
        assert page.evaluate(drawn) != before
        assert not page.locator("#tests-key").is_visible()
        page.get_by_label("Show test data").check()
        assert page.evaluate(drawn) == before


class TestNumbersToPredict:
    @pytest.mark.parametrize("title", ["Plane", "Hills"])
    def test_they_are_learnt_with_the_squared_loss(self, visit, title):
        page = visit("#layers=8,8")
        choose(page, title)
        assert text(page, "score-name") == "R²"
        assert text(page, "class-1") == "target above 0"
        assert [text(page, f"scale-{end}") for end in ("low", "middle", "high")] == [
            "−1", "target", "1",
        ]  # fmt: skip
        page.select_option("#speed", "most")
        page.click("#play")
        page.wait_for_function(
            "() => parseFloat(document.getElementById('score-train').textContent) > 0.6"
        )
        page.click("#play")
        page.get_by_role("status").filter(has_text="Test R² 0.").wait_for()

    def test_those_of_a_file_have_its_names_and_units(self, visit):
        page = visit()
        rows = "".join(f"{k % 9},{k * k % 11},{10 * k}\n" for k in range(60))
        file = {"name": "x.csv", "mimeType": "text/csv", "buffer": f"a,b,<i>\n{rows}".encode()}
        page.set_input_files("#csv", file)
        page.get_by_text("<i> above 295").wait_for()
        assert [text(page, f"scale-{end}") for end in ("low", "middle", "high")] == [
            "0", "<i>", "590",
        ]  # fmt: skip
        page.fill("#point", "4")
        page.keyboard.press("Tab")
        assert text(page, "point-about").startswith("<i> 30, for ")


class TestByHand:
    def open_editor(self, page, k=0):
        page.locator(".hit").nth(k).focus()
        page.keyboard.press("Enter")
        return page.locator(".editor input")

    def test_a_click_opens_a_field_and_enter_sets_the_number(self, visit):
        page = visit("#layers=1&features=x1")
        before = numbers(page)
        line = page.locator(".hit").first.bounding_box()
        page.mouse.click(line["x"] + line["width"] / 2, line["y"] + line["height"] / 2)
        field = page.locator(".editor input")
        field.fill("-2,5")
        field.press("Enter")
        page.wait_for_function(edited(0, "layers[0].neurons[0].w[0]", -2.5))
        assert numbers(page) != before
        assert not field.is_visible()
        assert text(page, "tip") == "w111 = −2.5"
        assert page.locator(".line").first.get_attribute("class").split()[1] == "negative"

    def test_escape_leaves_everything_as_it_was(self, visit):
        page = visit()
        before = numbers(page)
        field = self.open_editor(page)
        field.fill("7")
        field.press("Escape")
        assert not field.is_visible()
        assert numbers(page) == before
        assert page.evaluate("document.activeElement.getAttribute('class')") == "hit"

    def test_what_is_no_number_is_told_and_can_be_mended(self, visit):
        page = visit()
        field = self.open_editor(page)
        for wrong in ("two", "", "1e9"):
            field.fill(wrong)
            field.press("Enter")
            page.locator(".editor [aria-invalid=true]").wait_for()
        assert "from -1000000.0 to 1000000.0" in page.get_by_role("alert").text_content()
        field.fill("2")
        field.press("Enter")
        field.wait_for(state="hidden")
        assert not page.get_by_role("alert").is_visible()

    def test_a_bias_set_within_training_comes_back_with_the_address(self, visit):
        page = visit("#layers=2")
        page.click("#step")
        wait_for_steps(page, 1)
        page.locator(".bias.hit").first.click()
        page.locator(".editor input").fill("0.75")
        page.keyboard.press("Enter")
        page.wait_for_function(
            "() => location.hash.includes('edits=1:layers[0].neurons[0].b:0.75')"
        )
        page.click("#epoch")
        wait_for_steps(page, 15)
        page.wait_for_function("() => location.hash.includes('steps=15')")
        shown = numbers(page)
        page.reload()
        page.wait_for_function(SETTLED)
        assert numbers(page) == shown
        page.click("#reset")
        page.wait_for_function("() => !location.hash.includes('edits')")

    def test_it_can_be_done_while_training_runs(self, visit):
        page = visit()
        page.click("#play")
        field = self.open_editor(page)
        field.fill("3")
        field.press("Enter")
        page.wait_for_function("() => document.querySelector('.editor').hidden")
        page.click("#play")
        wait_for_pause(page)
        page.wait_for_function("() => location.hash.includes(':layers[0].neurons[0].w[0]:3')")
        shown = numbers(page)
        page.reload()
        page.wait_for_function(SETTLED)
        assert numbers(page) == shown


class TestForEverybody:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_axe_has_nothing_to_object_to(self, visit, scheme):
        page = visit("#layers=2,2&steps=30", color_scheme=scheme, reduced_motion="reduce")
        assert axe(page) == []
        page.get_by_text("Show and hide controls").click()
        page.locator(".hit").first.focus()
        page.keyboard.press("Enter")
        assert page.locator(".editor input").is_visible()
        assert axe(page) == []
        page.keyboard.press("Escape")
        page.set_input_files("#csv", {"name": "x.csv", "mimeType": "text/csv", "buffer": b"1,2\n"})
        page.get_by_role("alert").filter(has_text="x.csv").wait_for()
        assert axe(page) == []
        page.click("[data-neuron='1.1']")
        page.frame_locator("#graph-frame").get_by_text("Neuron 1 of layer 1").first.wait_for()
        assert axe(page) == []

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_nor_to_numbers_to_predict(self, visit, scheme):
        page = visit("#data=hills&steps=30&discrete=1", color_scheme=scheme)
        page.hover("[data-neuron='1.1']")
        assert axe(page) == []

    @pytest.mark.parametrize("width", [1280, 800, 390])
    def test_nothing_is_wider_than_the_window(self, visit, width):
        page = visit("#layers=8,8,8,8,8,8", viewport={"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width

    def test_weights_and_biases_are_reached_by_keys_and_told_in_numbers(self, visit):
        page = visit()
        first = page.locator(".hit").first
        first.focus()
        assert re.fullmatch(r"w111 = −?[\d.]+", text(page, "tip"))
        labels = []
        for _ in range(3):
            labels.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
            page.keyboard.press("ArrowDown")
        number = r": −?[\d.]+\. Set it by hand"
        assert re.fullmatch(r"w, layer 1, to 1, from 1, which is x1" + number, labels[0])
        assert re.fullmatch(r"w, layer 1, to 1, from 2, which is x2" + number, labels[1])
        assert re.fullmatch(r"b, layer 1, neuron 1" + number, labels[2])
        assert page.locator(".hit[tabindex='0']").count() == 1

    def test_negative_weights_are_dashed(self, visit):
        page = visit()
        dashes = page.locator(".line").evaluate_all(
            """(lines) => lines.map(
                (l) => [l.classList.contains('negative'), getComputedStyle(l).strokeDasharray])"""
        )
        assert {(negative, dash != "none") for negative, dash in dashes} == {
            (True, True),
            (False, False),
        }

    def test_a_pause_is_announced(self, visit):
        page = visit()
        page.get_by_role("button", name="Train", exact=True).focus()
        page.keyboard.press("Enter")
        page.wait_for_function(LEARNT)
        page.keyboard.press("Enter")
        wait_for_pause(page)
        assert "Test accuracy 9" in text(page, "live")
