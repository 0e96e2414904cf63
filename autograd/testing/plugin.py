"""The pytest plugin: a fixture `check_gradients`, and an option that prints its reports.

pytest finds it through the entry point in `pyproject.toml`. Until a test asks for the fixture, it
imports nothing but this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from autograd.testing.report import GradientReport

SECTION = "gradient report"


class GradientChecker:
    """The fixture: `assert_gradients`, which remembers its reports.

    Attributes:
        reports: The reports of all checks of the test so far, the failed one included.
    """

    def __init__(self) -> None:
        self.reports: list[GradientReport] = []
        self._test: pytest.Item | None = None

    def begin(self, test: pytest.Item) -> None:
        """Forget the reports of the test before."""
        self.reports, self._test = [], test

    def __call__(self, f: Callable[..., Any], *at: Any, **options: Any) -> GradientReport:
        """Check; raise an AssertionError with the report if something fails."""
        from autograd.testing import check_gradients

        __tracebackhide__ = True
        report = check_gradients(f, *at, **options)
        self.reports.append(report)
        if not report:
            raise AssertionError(str(report))
        if self._test is not None and self._test.config.getoption("gradient_reports"):
            self._test.add_report_section("call", SECTION, str(report))
        return report


CHECKER = pytest.StashKey[GradientChecker]()


def pytest_configure(config: pytest.Config) -> None:
    """Make the one checker of this run."""
    config.stash[CHECKER] = GradientChecker()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tell the checker that a test begins."""
    item.config.stash[CHECKER].begin(item)


# Of the session, since hypothesis refuses fixtures that are made once for all examples of a test.
@pytest.fixture(scope="session")
def check_gradients(request: pytest.FixtureRequest) -> GradientChecker:
    """Check gradients against finite differences: `check_gradients(f, *at, **options)`.

    The same as `autograd.testing.assert_gradients`; it may be used under hypothesis's `@given`. Its
    attribute `reports` has all reports of the test; with `--gradient-reports` pytest prints those
    of checks that passed, too.
    """
    return request.config.stash[CHECKER]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option `--gradient-reports`."""
    parser.getgroup("glassgrad").addoption(
        "--gradient-reports",
        action="store_true",
        help="print the reports of the gradient checks that passed, too",
    )


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the reports, which arrive in the reports of tests, also from worker processes."""
    if not config.getoption("gradient_reports"):
        return
    terminalreporter.section("gradient reports")
    for report in terminalreporter.stats.get("passed", []):
        texts = [text for title, text in report.sections if title == f"Captured {SECTION} call"]
        if report.when == "call" and texts:
            terminalreporter.line(report.nodeid)
            for text in texts:
                terminalreporter.line(text)
                terminalreporter.line("")
