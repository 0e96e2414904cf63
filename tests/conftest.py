"""Fixtures that several files of tests use."""

import gc

from tests.helpers.browsing import browser
from tests.helpers.playing import offline, show

__all__ = ["browser", "offline", "show"]


def pytest_collection_finish() -> None:
    """The collector need not visit thousands of tests whenever one of them makes a large graph."""
    gc.collect()
    gc.freeze()
