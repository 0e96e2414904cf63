"""What tests of the playground share: data, what they do on its page, and what they read there."""

import json

import numpy as np

CSV = "height;width;kind\n" + "".join(
    f"{k % 7}.5;{k * k % 11};{'<b>cat</b>' if (k % 7) < 4 else 'dog'}\n" for k in range(40)
)
WEIGHT, BIAS = "layers[0].neurons[2].w[1]", "layers[1].neurons[0].b"

SETTLED = "() => document.documentElement.hasAttribute('data-ready')"
LEARNT = """() => ['train', 'test'].every(
    (part) => parseFloat(document.getElementById('score-' + part).textContent) >= 95)"""


def text(page, name):
    return page.text_content(f"#{name}")


def numbers(page):
    """All that training has changed, as it is shown."""
    names = ("steps", "loss-train", "loss-test", "score-train", "score-test")
    return [text(page, name) for name in names]


def wait_for_steps(page, steps):
    page.wait_for_function(f"() => document.getElementById('steps').textContent === '{steps}'")


def wait_for_pause(page):
    page.get_by_role("status").filter(has_text="Paused at epoch").wait_for()


def choose(page, title):
    """Click the tile of a data set, and wait until its points are there."""
    page.get_by_role("radio", name=title).click()
    page.wait_for_function(f"() => location.hash.includes('data={title.lower()}')")


def add_neurons(page, layer, count):
    for _ in range(count):
        before = page.locator(f"[data-neuron^='{layer}.']").count()
        page.get_by_role("button", name=f"Add a neuron to layer {layer}").click()
        page.wait_for_function(
            f"""() => document.querySelectorAll("[data-neuron^='{layer}.']").length > {before}"""
        )


def pixels(page, selector):
    """The colours of a map, a number for each square."""
    return page.evaluate(
        """(selector) => {
            const map = document.querySelector(selector);
            const copy = new OffscreenCanvas(map.width, map.height);
            const context = copy.getContext("2d", {willReadFrequently: true});
            context.drawImage(map, 0, 0);
            const {data} = context.getImageData(0, 0, map.width, map.height);
            return Array.from(new Uint32Array(data.buffer));
        }""",
        selector,
    )


def shown_large(page):
    """What the large map shows: its title, its words, and its colours."""
    words = page.get_attribute("#plane", "aria-label")
    return text(page, "result-title"), words, pixels(page, "#plane canvas")


def edited(steps, path, number):
    return f"() => location.hash.includes('edits={steps}:{path}:{number}')"


def unpack(frame):
    """The JSON and the arrays in the bytes of a frame."""
    length = int.from_bytes(frame[:4], "little")
    head = json.loads(frame[4 : 4 + length])
    count = head["parameters"] + 3 * head["curve"]
    numbers = np.frombuffer(frame, "<f4", count, 4 + length)
    levels = np.frombuffer(frame, np.uint8, -1, 4 + length + 4 * count)
    parameters, curve = np.split(numbers, [head["parameters"]])
    return head, parameters, curve.reshape(-1, 3), levels.reshape(len(head["scales"]), -1)


def assert_same_weights(model, other):
    for ours, theirs in zip(model.get_weights(), other.get_weights(), strict=True):
        assert np.array_equal(ours, theirs)
