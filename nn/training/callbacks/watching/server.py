"""The local page of a training: one server for all trainings of the process.

A browser asks for the report after the one it has, and is answered when there is one: so training
never waits for a browser, and a browser that is closed costs nothing.
"""

from __future__ import annotations

import atexit
import base64
import hashlib
import os
import threading
import time
from urllib.parse import parse_qs, urlsplit

from autograd.serving import LocalHandler, LocalServer, RefusedError
from nn.training.callbacks.watching.page import Report, body, page
from nn.training.callbacks.watching.scripts import BUTTON, POLL

WAIT = 20.0
"""How many seconds a request waits for the next report, before it is told that there is none."""
LINGER = 2.0
"""How many seconds the end of the program waits for browsers to fetch the last report."""
MOST = 16
"""How many trainings are kept, the latest."""
_HASH = base64.b64encode(hashlib.sha256(POLL.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; script-src 'sha256-{_HASH}'; style-src 'unsafe-inline'; connect-src "
    "'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Channel:
    """The reports of one training, of which only the latest is kept.

    Attributes:
        version: How many reports there have been.
    """

    def __init__(self, report: Report) -> None:
        self._changed = threading.Condition()
        self._report, self._body, self.version = report, body(report), 1
        self._asked, self._fetched = 0.0, 0

    def put(self, report: Report) -> None:
        """Replace the report; browsers that wait for it get it."""
        content = body(report)
        with self._changed:
            self._report, self._body = report, content
            self.version += 1
            self._changed.notify_all()

    def page(self) -> str:
        """The whole page, as it is now."""
        return page(self._report, POLL, BUTTON)

    def next(self, after: int, wait: float = WAIT) -> tuple[int, str | None]:
        """The version and the body after a version; None if there is none for so many seconds."""
        with self._changed:
            self._asked = time.monotonic()
            is_new = self._changed.wait_for(lambda: self.version != after, wait)
            self._asked = time.monotonic()
            self._fetched = self.version
            return self.version, self._body if is_new else None

    @property
    def is_awaited(self) -> bool:
        """Whether a browser has asked a moment ago, and does not have the last report."""
        return self._fetched < self.version and time.monotonic() - self._asked < WAIT + LINGER


class Pages(LocalServer):
    """Serves the pages of all trainings of this process."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.process = os.getpid()
        self.channels: dict[int, Channel] = {}

    def add(self, report: Report) -> tuple[str, Channel]:
        """A page for one more training, and its address."""
        number, channel = max(self.channels, default=0) + 1, Channel(report)
        self.channels[number] = channel
        self.channels.pop(number - MOST, None)
        return f"{self.url}{number}", channel

    def linger(self) -> None:
        """Let browsers that wait get their last report before the program ends."""
        end = time.monotonic() + LINGER
        while any(each.is_awaited for each in self.channels.values()) and time.monotonic() < end:
            time.sleep(0.02)


_pages: Pages | None = None
_lock = threading.Lock()


def add(report: Report) -> tuple[str, Channel]:
    """A page for one more training, and its address; the server is started if there is none."""
    global _pages  # noqa: PLW0603 - one server for the process
    with _lock:
        if _pages is None or _pages.process != os.getpid():  # a fork has no threads of its parent
            _pages = Pages()
            atexit.register(_pages.linger)
            threading.Thread(target=_pages.serve_forever, name="watch", daemon=True).start()
        return _pages.add(report)


class _Handler(LocalHandler):
    """Answers the requests of browsers: the page of a training, and its next report."""

    server: Pages

    def do_GET(self) -> None:  # noqa: N802 - a name of http.server
        """A page, or what has come after a version."""
        try:
            self.check_host()
            self._get()
        except RefusedError as error:
            self.close_connection = True
            status, message = error.args
            self.send(status, "text/plain; charset=utf-8", message, POLICY)

    def _get(self) -> None:
        address = urlsplit(self.path)
        number, _, rest = address.path.strip("/").partition("/")
        channels = self.server.channels
        latest = str(max(channels, default=0))
        key = number or latest
        if not (key.isascii() and key.isdecimal() and len(key) < 10) or int(key) not in channels:
            raise RefusedError(404, f"there is no such training; the latest is {latest}")
        channel = channels[int(key)]
        if rest == "now":
            self._send_next(channel, parse_qs(address.query).get("after", [""])[-1])
        elif rest:
            raise RefusedError(404, f"there is nothing here; the page is {self.server.url}{key}")
        else:
            self.send(200, "text/html; charset=utf-8", channel.page(), POLICY)

    def _send_next(self, channel: Channel, after: str) -> None:
        known = int(after) if after.isascii() and after.isdecimal() and len(after) < 10 else 0
        version, content = channel.next(known)
        self.version = version
        self.send(200 if content else 202, "text/html; charset=utf-8", content or "", POLICY)

    version: int | None = None

    def end_headers(self) -> None:
        """Also send the version of a report."""
        if self.version is not None:
            self.send_header("X-Version", str(self.version))
            self.version = None
        super().end_headers()
