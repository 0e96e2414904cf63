"""How smooth the playground is, and how fast it trains: frames, epochs and steps a second.

    python -m tests.benchmarks.playground [--seconds 4]

In Chromium, for each choice of "Each frame", with a small network and with the largest. Run it on a
quiet machine: the page, the browser and the server need a core each.
"""

import argparse
import shutil
import threading

from playwright.sync_api import sync_playwright

from autograd.app.playground import Server
from tests.helpers.browsing import ARGUMENTS
from tests.helpers.playgrounds import SETTLED

NETWORKS = {"4-2": "", "8-8-8-8-8-8": "#data=spiral&layers=8,8,8,8,8,8"}
CHOICES = ("step", "epoch", "growing", "most")
WATCH = """(seconds) => new Promise((done) => {
    const count = (id) => Number(document.getElementById(id).textContent.replaceAll(",", ""));
    const [steps, epochs, start] = [count("steps"), count("epochs"), performance.now()];
    let frames = 0;
    const frame = () => {
        frames += 1;
        const passed = (performance.now() - start) / 1000;
        if (passed < seconds) return requestAnimationFrame(frame);
        done([frames, count("epochs") - epochs, count("steps") - steps].map((n) => n / passed));
    };
    requestAnimationFrame(frame);
})"""


def measure(page, choice, seconds):
    """Frames, epochs and steps a second while the page trains."""
    page.select_option("#speed", choice)
    page.click("#reset")
    page.click("#play")
    page.wait_for_timeout(500)
    found = page.evaluate(WATCH, seconds)
    page.click("#play")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=4.0, help="for each choice (default 4)")
    seconds = parser.parse_args().seconds
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with Server() as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        print("network       each frame  frames/s  epochs/s  steps/s")
        for network, fragment in NETWORKS.items():
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(server.url + fragment)
            page.wait_for_function(SETTLED)
            for choice in CHOICES:
                frames, epochs, steps = measure(page, choice, seconds)
                print(f"{network:<13} {choice:<10} {frames:9.0f} {epochs:9.1f} {steps:8.0f}")
            page.close()
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
