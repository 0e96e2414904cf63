"""A real browser for tests: Debian's Chromium, or its faster build without windows, by playwright.

`tests/conftest.py` makes the fixture known; a test takes the argument `browser`, opens pages with
`browser.new_page(...)`, and may ask `axe(page)` what is hard to use for people who do not see, or
do not point.
"""

import shutil

import pytest

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")  # not longer: playwright's event loop is in the way of asyncio.run
def browser():
    """A running Chromium; the test is skipped where there is none."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if program is None:
        pytest.skip("there is no chromium on this machine: apt-get install chromium-headless-shell")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()


def axe(page):
    """What axe-core objects to on a page: one line for each element, none if all is well."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


def requests_of(page):
    """The addresses that a page asks for from now on, in a list that grows."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    return asked
