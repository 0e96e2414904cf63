"""Fixtures that several files of tests use."""

from tests.browsing import browser
from tests.playing import offline, show

__all__ = ["browser", "offline", "show"]
