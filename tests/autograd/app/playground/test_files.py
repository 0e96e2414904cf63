"""Files that the playground takes and gives, and its graphs, in a real browser."""

import pytest

from tests.helpers.playgrounds import (
    LEARNT,
    SETTLED,
    numbers,
    text,
    wait_for_pause,
    wait_for_steps,
)

pytestmark = pytest.mark.slow  # in a browser


CSV = "height,width,<b>kind</b>\n" + "".join(
    f"{k % 9},{k * k % 11},{'</script><script>stop()</script>' if k % 9 < 5 else '&amp;'}\n"
    for k in range(60)
)


class TestCSV:
    def test_a_file_is_learnt_and_its_text_is_shown_as_text(self, visit):
        page = visit()
        page.set_input_files(
            "#csv", {"name": "<i>file</i>.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
        )
        page.get_by_text("</script><script>stop()</script>", exact=True).wait_for()
        assert text(page, "csv-name") == "<i>file</i>.csv"
        assert (text(page, "class-0"), text(page, "x-axis")) == ("&amp;", "height")
        page.click("#play")
        page.wait_for_function(LEARNT)
        page.click("#play")
        wait_for_pause(page)
        shown = numbers(page)
        page.reload()
        page.wait_for_function(SETTLED)
        assert numbers(page) == shown
        page.click("[data-neuron='1.1']")
        page.frame_locator("#graph-frame").get_by_text("height", exact=True).first.wait_for()

    def test_a_file_can_be_dropped(self, visit):
        page = visit()
        page.evaluate(
            """(text) => {
                const data = new DataTransfer();
                data.items.add(new File([text], "dropped.csv"));
                const event = new DragEvent("drop", {dataTransfer: data, bubbles: true});
                document.getElementById("drop").dispatchEvent(event);
            }""",
            CSV,
        )
        page.get_by_text("dropped.csv").wait_for()

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (
                b"1,2,a\n3,<b>,b\n",
                "mine.csv: line 2, column 2: there must be a finite number, but there is '<b>'",
            ),
            (b"\xff\xfe\x00", "mine.csv: the file is no text in UTF-8"),
            (b"1" * 500_000, "mine.csv: the file is too large"),
        ],
    )
    def test_an_error_is_told_and_the_network_stays(self, visit, content, message):
        page = visit()
        page.click("#epoch")
        wait_for_steps(page, 15)
        shown = numbers(page)
        page.set_input_files(
            "#csv", {"name": "mine.csv", "mimeType": "text/csv", "buffer": content}
        )
        page.get_by_role("alert").filter(has_text=message).wait_for()
        assert numbers(page) == shown
        page.click("#epoch")
        wait_for_steps(page, 30)


class TestGraphs:
    @pytest.mark.parametrize(
        ("neuron", "title"),
        [("2.1", "Neuron 1 of layer 2"), ("output", "Output"), ("loss", "Loss")],
    )
    def test_a_click_opens_the_player_for_the_chosen_point(self, visit, neuron, title):
        page = visit()
        page.fill("#point", "5")
        page.click(f"[data-neuron='{neuron}']")
        player = page.frame_locator("#graph-frame")
        player.get_by_text(f"{title} for point 5").first.wait_for()
        page.fill("#graph-point", "6")
        page.keyboard.press("Tab")
        player.get_by_text(f"{title} for point 6").first.wait_for()
        assert page.input_value("#point") == "6"
        page.keyboard.press("Escape")
        assert not page.locator("#graph").is_visible()

    def test_a_click_on_the_plane_chooses_the_nearest_point(self, visit):
        page = visit("#data=gaussians")
        box = page.locator("#plane").bounding_box()
        page.mouse.click(box["x"] + 0.667 * box["width"], box["y"] + 0.333 * box["height"])
        page.wait_for_function("() => document.getElementById('point').value !== '1'")
        assert text(page, "point-about").startswith("blue, for ")

    @pytest.mark.parametrize(
        ("name", "file"),
        [
            ("Model", "model.safetensors"),
            ("Notebook", "playground.ipynb"),
            ("Program", "playground.py"),
            ("Drawing of the output", "graph.svg"),
        ],
    )
    def test_files_are_taken_away(self, visit, name, file):
        page = visit()
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename == file
        assert download.value.path().stat().st_size > 500
