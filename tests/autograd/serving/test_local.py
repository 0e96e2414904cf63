"""The local server: whom it answers, and what it sends along."""

import http.client

import pytest

from autograd import InputValueError
from autograd.serving import HOST, LocalHandler, LocalServer, RefusedError


class Hello(LocalHandler):
    def do_GET(self):
        try:
            self.check_host()
        except RefusedError as error:
            status, message = error.args
            self.send(status, "text/plain; charset=utf-8", message, "default-src 'none'")
            return
        self.send(200, "text/plain; charset=utf-8", "hé", "default-src 'none'", self.path[1:])


@pytest.fixture
def ask():
    import threading

    with LocalServer(Hello) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()

        def asked(path="/", host=None):
            connection = http.client.HTTPConnection(HOST, server.server_port, timeout=10)
            connection.request("GET", path, headers={} if host is None else {"Host": host})
            answer = connection.getresponse()
            try:
                return answer.status, answer.headers, answer.read().decode()
            finally:
                connection.close()

        asked.port = server.server_port
        yield asked
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_this_machine_by_its_own_names(ask, name):
    status, headers, text = ask(host=f"{name}:{ask.port}")
    assert (status, text, headers["Content-Length"]) == (200, "hé", "3")
    assert headers["Content-Security-Policy"] == "default-src 'none'"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Disposition"] is None


@pytest.mark.parametrize("name", ["example.org", "127.0.0.1", "127.0.0.1:1", "localhost.example"])
def test_another_name_is_refused(ask, name):
    status, _, text = ask(host=name)
    assert (status, text.endswith("for this machine only")) == (403, True)


def test_a_file_to_save_has_a_name(ask):
    assert ask("/graph.svg")[1]["Content-Disposition"] == 'attachment; filename="graph.svg"'


def test_a_port_that_is_taken(ask):
    with pytest.raises(InputValueError, match=f"port {ask.port} cannot be used: .*; take another"):
        LocalServer(Hello, ask.port, "take another")
    with pytest.raises(InputValueError, match="port 99999 cannot be used"):
        LocalServer(Hello, 99999)
