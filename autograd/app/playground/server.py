"""Serves the page and its requests, to this machine only, with the standard library."""

import hmac
import json
import secrets
import threading
import webbrowser
from collections import OrderedDict
from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any
from urllib.parse import parse_qsl

from autograd import AutogradError, InputTypeError, InputValueError
from autograd.app.playground import exporting
from autograd.app.playground.choices import choices
from autograd.app.playground.graphs import Graph, graph
from autograd.app.playground.session import PATIENCE, Session
from autograd.app.playground.settings import Settings
from autograd.checks import abbreviate
from autograd.serving import LocalHandler, LocalServer, RefusedError
from autograd.visual.style import DARK, LIGHT, declarations

MOST_BYTES = 1_000_000
"""The largest request."""
MOST_SESSIONS = 8
"""The most sessions that are kept; a new one takes the place of the least recently used."""

_OWN = "default-src 'none'; base-uri 'none'; form-action 'none'; "
PAGE_POLICY = (
    _OWN + "script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; frame-ancestors 'none'"
)
# The player is one file with its script inside. The sandbox keeps it from requesting anything of
# this server, whatever text users have put into its labels.
PLAYER_POLICY = (
    _OWN + "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "connect-src data: blob:; font-src data:; frame-ancestors 'self'; "
    "sandbox allow-scripts allow-downloads"
)

SCRIPTS = (
    "page", "training", "network", "editor", "plots", "maps", "frames", "settings", "tools",
)  # fmt: skip
FILES = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    **{f"/{name}.js": (f"{name}.js", "text/javascript; charset=utf-8") for name in SCRIPTS},
}

COLOURS = (
    f":root {{{declarations(LIGHT)}}}\n"
    f"@media (prefers-color-scheme: dark) {{:root {{{declarations(DARK)}}}}}\n"
)
"""A style sheet of the colours of all pictures."""
GRAPHS = {
    "/graph": ("text/html; charset=utf-8", "", Graph.player),
    "/drawing": ("image/svg+xml", "graph.svg", Graph.svg),
}
"""Forms of a graph: their kind, the name of a file to save, and a function of the graph."""
DOWNLOADS: dict[str, tuple[str, str, Callable[[Session], bytes | str]]] = {
    "/model": ("application/octet-stream", "model.safetensors", exporting.model_file),
    "/script": ("text/x-python; charset=utf-8", "playground.py", exporting.script),
    "/notebook": ("application/x-ipynb+json", "playground.ipynb", exporting.notebook),
}
"""Files made of a session: their kind, their name, and a function of the session."""


def _advance(session: Session, given: Mapping[str, Any]) -> None:
    session.advance(
        steps=given.get("steps", 0),
        epochs=given.get("epochs", 0),
        seconds=given.get("seconds", PATIENCE),
    )


def _edit(session: Session, given: Mapping[str, Any]) -> None:
    session.edit(given.get("path", ""), given.get("number", ""))


CHANGES: dict[str, Callable[[Session, Mapping[str, Any]], None]] = {
    "/api/advance": _advance,
    "/api/edit": _edit,
}
"""Requests that change a session; the answer to each is its frame."""


class Server(LocalServer):
    """Serves the playground to browsers on this machine.

    Args:
        port: The port; 0 for one that is free.

    Attributes:
        token: The page sends it with each request; other pages do not know it.
        url: The address of the page.

    Raises:
        InputValueError: If the port cannot be used.

    >>> with Server() as server:
    ...     server.url[:17]
    'http://127.0.0.1:'
    """

    def __init__(self, port: int = 0) -> None:
        super().__init__(Handler, port, "choose another --port, or leave it out")
        self.token = secrets.token_urlsafe(24)
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()

    def start(self, settings: Settings) -> tuple[str, Session]:
        """Begin a session; return its key and itself."""
        key, session = secrets.token_urlsafe(12), Session(settings)
        with self._lock:
            self._sessions[key] = session
            while len(self._sessions) > MOST_SESSIONS:
                self._sessions.popitem(last=False)
        return key, session

    def session(self, key: Any) -> Session:
        """The session of that key."""
        with self._lock:
            if not isinstance(key, str) or key not in self._sessions:
                raise RefusedError(404, "this session has ended; reload the page to start it again")
            self._sessions.move_to_end(key)
            return self._sessions[key]


class Handler(LocalHandler):
    """Answers the requests of the page."""

    server: Server

    def do_GET(self) -> None:  # noqa: N802 - a name of http.server
        """The page, its files, graphs, and downloads."""
        self._answer(self._get)

    def do_POST(self) -> None:  # noqa: N802
        """A new session, a session's training, or a weight set by hand."""
        self._answer(self._post)

    def _answer(self, route: Callable[[], None]) -> None:
        """Answer a request from this machine, or refuse it with an error."""
        try:
            self.check_host()
            route()
        except RefusedError as error:
            self._refuse(*error.args)
        except (InputTypeError, InputValueError) as error:
            self._refuse(400, str(error))
        except AutogradError as error:  # a package or program is missing, or fails
            self._refuse(501, str(error))
        except ConnectionError:
            raise
        except Exception as error:
            self._refuse(500, f"{type(error).__name__}: {error}")
            raise

    def _get(self) -> None:
        path, _, fields = self.path.partition("?")
        if path in FILES:
            name, kind = FILES[path]
            text = (resources.files("autograd.app.playground") / name).read_text(encoding="utf-8")
            if name == "page.html":
                text = text.replace("{token}", self.server.token)
            self._send(200, kind, text)
        elif path == "/colours.css":
            self._send(200, "text/css; charset=utf-8", COLOURS)
        elif path == "/choices":
            self._send_json(choices())
        elif path in GRAPHS:
            kind, file_name, form = GRAPHS[path]
            self._send(200, kind, form(self._graph(_query(fields))), file_name)
        elif path in DOWNLOADS:
            kind, file_name, make = DOWNLOADS[path]
            session = self.server.session(_query(fields).get("session"))
            self._send(200, kind, make(session), file_name)
        else:
            raise RefusedError(404, f"there is nothing here; the page is at {self.server.url}")

    def _graph(self, query: Mapping[str, str]) -> Graph:
        session, point = self.server.session(query.get("session")), query.get("point", "0")
        if not (point.isascii() and point.isdecimal() and len(point) < 10):
            raise InputValueError(f"point must be a whole number, but was {abbreviate(point)}")
        return graph(session, query.get("neuron", "output"), int(point))

    def _post(self) -> None:
        origin = self.headers.get("Origin")
        if origin is not None and origin.removeprefix("http://").lower() not in self.server.hosts:
            raise RefusedError(403, "another page has no business here")
        if not hmac.compare_digest(
            self.headers.get("X-Token", "").encode(), self.server.token.encode()
        ):
            raise RefusedError(403, "the server was started anew; reload the page")
        given = self._body()
        if self.path == "/api/start":
            key, session = self.server.start(Settings.from_json(given.get("settings", {})))
            self._send_json({"session": key, **session.start()})
        elif self.path in CHANGES:
            session = self.server.session(given.get("session"))
            with session.lock:
                CHANGES[self.path](session, given)
                frame = session.frame()
            self._send(200, "application/octet-stream", frame.to_bytes())
        else:
            raise RefusedError(404, "there is nothing here")

    def _body(self) -> Mapping[str, Any]:
        """The JSON object in the body of the request."""
        length = self._length()
        try:
            text = self.rfile.read(length)
        except TimeoutError:
            raise RefusedError(
                408, f"the request was not complete after {self.timeout} s"
            ) from None
        if len(text) < length:
            raise RefusedError(400, f"the request ended after {len(text)} of {length} bytes")
        try:
            given = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise RefusedError(400, f"what was sent is no JSON: {error}") from None
        if not isinstance(given, Mapping):
            raise RefusedError(400, f"a JSON object was expected, not {abbreviate(given)}")
        return given

    def _length(self) -> int:
        """How many bytes the body of the request has."""
        given = {length.strip() for length in self.headers.get_all("Content-Length", [])}
        if not given or "Transfer-Encoding" in self.headers:
            raise RefusedError(411, "a request needs a Content-Length")
        length = given.pop()
        if not length.isdecimal():
            raise RefusedError(411, "a request needs a Content-Length")
        if given or not (length.isascii() and length.isdecimal()):
            raise RefusedError(400, "Content-Length must be one number, in digits 0 to 9")
        digits = length.lstrip("0") or "0"
        if len(digits) > len(str(MOST_BYTES)) or int(digits) > MOST_BYTES:
            raise RefusedError(
                413, f"a request has at most {MOST_BYTES:,} bytes; this one has more"
            )
        return int(digits)

    def _refuse(self, status: int, message: str) -> None:
        self.close_connection = True  # the body may not have been read
        if self.command == "POST":
            self._send_json({"error": message}, status)
        else:
            self._send(status, "text/plain; charset=utf-8", message)

    def _send_json(self, data: Any, status: int = 200) -> None:
        text = json.dumps(data, allow_nan=False, separators=(",", ":"))
        self._send(status, "application/json", text)

    def _send(self, status: int, kind: str, content: bytes | str, file_name: str = "") -> None:
        """Send an answer, with the policy for the page or for the player in it."""
        policy = PLAYER_POLICY if self.path.partition("?")[0] == "/graph" else PAGE_POLICY
        self.send(status, kind, content, policy, file_name)


def _query(fields: str) -> dict[str, str]:
    """The fields in the address of a request."""
    try:
        return dict(parse_qsl(fields, max_num_fields=10))
    except ValueError:
        raise RefusedError(400, "the address has too many fields") from None


def serve(port: int = 0, *, browser: bool = True) -> None:
    """Serve the playground until Ctrl-C.

    Args:
        port: The port; 0 for one that is free.
        browser: Whether to open the page in a browser.

    Raises:
        InputValueError: If the port cannot be used.
    """
    with Server(port) as server:
        try:
            print(f"The playground is at {server.url}  (Ctrl-C ends it)", flush=True)
            if browser:
                webbrowser.open(server.url)
            server.serve_forever()
        except KeyboardInterrupt:
            print("\nThe playground has ended.")
