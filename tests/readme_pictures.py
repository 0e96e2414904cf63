"""Make the picture of the player in the README: `python -m tests.readme_pictures`.

Chromium must be installed. Look at the picture before you commit it.
"""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from autograd import Value, play
from tests.helpers.browsing import ARGUMENTS

IMAGES = Path(__file__).parent.parent / ".github" / "images"
STEPS = 9
"""From the start to the middle of the backward pass."""


def main():
    x1, x2 = Value(2.0, label="x1"), Value(0.5, label="x2")
    w1, w2, b = Value(-3.0, label="w1"), Value(1.0, label="w2"), Value(6.2, label="b")
    y = (x1 * w1 + x2 * w2 + b).tanh()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = play(y).save(Path(folder) / "player.html")
        chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1000, "height": 500}, device_scale_factor=1.5)
        page.goto(page_file.as_uri())
        page.wait_for_selector("[data-ready]")
        for _ in range(STEPS):
            page.locator("section").press("ArrowRight")
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        page.locator("section").screenshot(path=IMAGES / "player.png")
        browser.close()


if __name__ == "__main__":
    main()
