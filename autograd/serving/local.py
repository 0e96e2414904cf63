"""A server for this machine only: other machines do not reach it, other pages are refused."""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from autograd.errors import InputValueError

HOST = "127.0.0.1"


class RefusedError(Exception):
    """Refuses a request: the HTTP status, and what is wrong and what to do instead."""


class LocalServer(ThreadingHTTPServer):
    """Serves pages to the browsers of this machine.

    Args:
        handler: The class that answers requests.
        port: The port; 0 for one that is free.
        hint: What to do about a port that cannot be used, for the error.

    Attributes:
        url: The address of the page.
        hosts: How a browser of this machine may call it: requests for other names are refused, so
            that no page elsewhere can reach it by a name of its own for this machine.

    Raises:
        InputValueError: If the port cannot be used.

    >>> with LocalServer(LocalHandler) as server:
    ...     server.url[:17]
    'http://127.0.0.1:'
    """

    daemon_threads = True

    def __init__(
        self, handler: "type[LocalHandler]", port: int = 0, hint: str = "choose another"
    ) -> None:
        try:
            super().__init__((HOST, port), handler)
        except (OSError, OverflowError) as error:
            raise InputValueError(f"port {port} cannot be used: {error}; {hint}") from None
        self.url = f"http://{HOST}:{self.server_port}/"
        names = (HOST, "localhost", "[::1]")
        self.hosts = {f"{name}:{self.server_port}" for name in names}
        if self.server_port == 80:
            self.hosts |= set(names)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report an error, unless the browser has just gone away."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class LocalHandler(BaseHTTPRequestHandler):
    """Answers requests; base class."""

    server: LocalServer
    protocol_version = "HTTP/1.1"
    server_version = "Glassgrad"
    sys_version = ""
    timeout = 60
    # An answer is sent in one piece: in two, each frame would wait 40 ms for an acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: a line for each frame would hide what matters."""

    def check_host(self) -> None:
        """Refuse a request that was not sent to this machine by its own name."""
        if self.headers.get("Host", "").lower() not in self.server.hosts:
            raise RefusedError(403, f"this server is at {self.server.url} for this machine only")

    def send(
        self, status: int, kind: str, content: bytes | str, policy: str, file_name: str = ""
    ) -> None:
        """Send an answer.

        Args:
            status: The HTTP status.
            kind: The kind of the content, a MIME type.
            content: The page, or what else was asked for.
            policy: What the browser lets the page do, a Content-Security-Policy.
            file_name: The name of the file that it is saved in, if it is saved and not shown.
        """
        body = content.encode() if isinstance(content, str) else content
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        }
        if file_name:
            headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
        if self.close_connection:
            headers["Connection"] = "close"
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)
