"""The server of the playground: what it answers, and whom it refuses."""

import http.client
import json
import queue
import re
import socket
import sys
import xml.etree.ElementTree as ET
from importlib import resources

import pytest

from autograd import MissingDependencyError
from autograd.app.playground import server as module
from autograd.app.playground.server import FILES, MOST_BYTES, MOST_SESSIONS, Server
from autograd.visual.style import DARK, LIGHT


def ask(server, path, data=None, *, method=None, body=None, **headers):
    """The status, the headers and the body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=20)
    if data is not None or body is not None:
        headers = {"X_Token": server.token, **headers}
        body = json.dumps(data) if body is None else body
    names = {name.replace("_", "-"): text for name, text in headers.items() if text is not None}
    try:
        connection.request(method or ("GET" if body is None else "POST"), path, body, names)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def head(frame):
    """The JSON at the beginning of a frame."""
    return json.loads(frame[4 : 4 + int.from_bytes(frame[:4], "little")])


def error(server, path, data=None, **options):
    """The status and the sentence of an answer that is an error."""
    status, headers, body = ask(server, path, data, **options)
    if headers["Content-Type"] == "application/json":
        return status, json.loads(body)["error"]
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    return status, body.decode()


@pytest.fixture
def start(server):
    def begin(**settings):
        status, _, body = ask(server, "/api/start", {"settings": settings})
        assert status == 200
        return json.loads(body)

    return begin


class TestAnswers:
    @pytest.mark.parametrize("path", FILES)
    def test_the_page_and_its_files(self, server, path):
        status, headers, body = ask(server, path)
        assert (status, headers["Content-Type"]) == (200, FILES[path][1])
        assert len(body) > 100

    def test_all_files_of_the_page_are_served_and_part_of_the_package(self):
        files = {path.name for path in resources.files("autograd.app.playground").iterdir()}
        assert {name for name, _ in FILES.values()} == {
            n for n in files if not n.endswith(".py")
        } - {"__pycache__"}

    def test_the_colours_are_those_of_all_pictures(self, server):
        status, headers, body = ask(server, "/colours.css")
        assert (status, headers["Content-Type"]) == (200, "text/css; charset=utf-8")
        assert f"--pos:{LIGHT['pos']}" in body.decode().split("@media")[0]
        assert f"--pos:{DARK['pos']}" in body.decode().split("@media")[1]

    def test_nothing_on_the_page_comes_from_elsewhere(self, server):
        for path in FILES:
            text = ask(server, path)[2].decode()
            links = re.findall(r"https?://[^\s\"')]+", text)
            names = {"http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"}
            assert set(links) <= names, path

    def test_training_advances_by_steps_and_epochs(self, server, start):
        begun = start(data="xor", seed=3)
        assert begun["stepsPerEpoch"] == 15
        assert len(begun["points"]) == 300
        for amount, steps in (({"steps": 2}, 2), ({"epochs": 2}, 30)):
            body = ask(server, "/api/advance", {"session": begun["session"], **amount})[2]
            assert head(body)["steps"] == steps

    def test_a_weight_is_set_by_hand(self, server, start):
        key, path = start()["session"], "layers[0].neurons[0].b"
        status, _, body = ask(server, "/api/edit", {"session": key, "path": path, "number": 0.5})
        assert (status, head(body)["steps"]) == (200, 0)
        found = error(server, "/api/edit", {"session": key, "path": "b", "number": 0.5})
        assert found[0] == 400
        assert found[1].startswith("there is no weight 'b'; the weights are layers[0]")

    def test_the_same_settings_and_steps_give_the_same_state(self, server, start):
        states = []
        for _ in range(2):
            key = start(data="moons", noise=20)["session"]
            states.append(ask(server, "/api/advance", {"session": key, "steps": 33})[2])
        assert states[0] == states[1]

    def test_choices_are_json(self, server):
        found = json.loads(ask(server, "/choices")[2])
        assert [one["name"] for one in found["datasets"]] == [
            "circle", "xor", "gaussians", "spiral", "moons", "plane", "hills",
        ]  # fmt: skip

    def test_a_graph_in_the_player(self, server, start):
        key = start()["session"]
        status, headers, body = ask(server, f"/graph?session={key}&neuron=1.2&point=7")
        assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
        assert b"<title>Neuron 2 of layer 1 for point 8</title>" in body

    @pytest.mark.parametrize(
        ("path", "name", "beginning"),
        [
            ("/drawing", "graph.svg", b"<svg"),
            ("/script", "playground.py", b"# The network of a Glassgrad playground"),
            ("/notebook", "playground.ipynb", b'{\n "cells"'),
            ("/model", "model.safetensors", b""),
        ],
    )
    def test_what_is_taken_away_comes_as_a_file(self, server, start, path, name, beginning):
        key = start()["session"]
        status, headers, body = ask(server, f"{path}?session={key}&neuron=2.1&point=1")
        assert status == 200
        assert headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert body.startswith(beginning)
        if name.endswith(".svg"):
            ET.fromstring(body)

    def test_a_session_that_was_used_longest_ago_makes_room(self, server, start):
        keys = [start(layers=[1])["session"] for _ in range(MOST_SESSIONS + 1)]
        assert ask(server, "/api/advance", {"session": keys[-1]})[0] == 200
        assert error(server, "/api/advance", {"session": keys[0]}) == (
            404,
            "this session has ended; reload the page to start it again",
        )


class TestErrors:
    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            (
                {"data": "cube"},
                "data must be one of circle, xor, gaussians, spiral, moons, plane, hills, csv",
            ),
            ({"batch": 0}, "batch must be from 1 to 200, but was 0"),
            ({"data": "csv", "csv": "1,2,a\n3,x,b"}, "line 2, column 2: .* there is 'x'"),
            ([1], r"settings must be a JSON object, but were \[1\]"),
        ],
    )
    def test_wrong_settings(self, server, settings, message):
        status, sentence = error(server, "/api/start", {"settings": settings})
        assert status == 400
        assert re.match(message, sentence)

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ("{", "what was sent is no JSON: "),
            ("[" * 100_000, "what was sent is no JSON: "),
            ("[]", r"a JSON object was expected, not \[\]"),
            (b"\xff\xfe", "what was sent is no JSON: "),
            ('{"settings": {"seed": ' + "9" * 5000 + "}}", "what was sent is no JSON: "),
        ],
    )
    def test_what_is_no_json(self, server, body, message):
        status, sentence = error(server, "/api/start", body=body)
        assert status == 400
        assert re.match(message, sentence)

    def test_a_wrong_amount(self, server, start):
        key = start()["session"]
        asked = {"session": key, "steps": "many"}
        assert error(server, "/api/advance", asked) == (
            400,
            "steps must be a whole number, but was 'many'",
        )

    @pytest.mark.parametrize("key", [None, 3, "", "x" * 1000, ["a"]])
    def test_an_unknown_session(self, server, key):
        assert error(server, "/api/advance", {"session": key})[0] == 404

    @pytest.mark.parametrize(
        ("query", "status", "message"),
        [
            ("neuron=9.9&point=0", 400, "there is no neuron '9.9'"),
            ("neuron=<script>&point=0", 400, "there is no neuron '<script>'"),
            ("neuron=output&point=300", 400, "there is no point 300"),
            ("neuron=output&point=-1", 400, "point must be a whole number, but was '-1'"),
            ("neuron=output&point=" + "9" * 5000, 400, "point must be a whole number"),
            ("&".join(f"a{k}=1" for k in range(11)), 400, "the address has too many fields"),
        ],
    )
    def test_a_wrong_graph(self, server, start, query, status, message):
        key = start()["session"]
        found = error(server, f"/graph?session={key}&{query}")
        assert found[0] == status
        assert found[1].startswith(message)

    def test_an_unknown_address(self, server):
        for path in (
            "/nothing",
            "/page.html",
            "/../server.py",
            "/server.py",
            "//etc/passwd",
        ):
            status, sentence = error(server, path)
            assert (status, sentence) == (
                404,
                f"there is nothing here; the page is at {server.url}",
            )
        assert error(server, "/api/nothing", {})[0] == 404

    def test_a_request_that_is_too_large_is_not_read(self, server):
        length = str(MOST_BYTES + 1)
        found = error(server, "/api/start", body=b"{}", Content_Length=length)
        assert found == (413, "a request has at most 1,000,000 bytes; this one has more")

    def test_a_request_without_a_length(self, server):
        found = error(server, "/api/start", method="POST", X_Token=server.token, Content_Length="x")
        assert found == (411, "a request needs a Content-Length")

    @pytest.mark.parametrize(
        ("length", "status"),
        [("9" * 5000, 413), ("0" * 5000 + "9" * 8, 413), ("-1", 411), ("1e3", 411), ("²", 411)],
    )
    def test_lengths_that_are_none(self, server, length, status):
        found, _ = error(
            server, "/api/start", method="POST", X_Token=server.token, Content_Length=length
        )
        assert found == status

    def test_a_body_that_does_not_come(self, server, monkeypatch):
        monkeypatch.setattr(module.Handler, "timeout", 0.2)
        found = error(server, "/api/start", body=b"{", Content_Length="9", X_Token=server.token)
        assert found == (408, "the request was not complete after 0.2 s")

    def test_a_missing_program_is_told(self, server, start, monkeypatch):
        def fails(*arguments, **options):
            raise MissingDependencyError("there is no dot program: pip install it")

        key = start()["session"]
        monkeypatch.setattr("autograd.play", fails, raising=False)
        found = error(server, f"/graph?session={key}&neuron=output&point=0")
        assert found == (501, "there is no dot program: pip install it")

    def test_a_failure_inside_is_told_and_reported(self, server, monkeypatch):
        reported = queue.SimpleQueue()
        monkeypatch.setattr(module, "choices", lambda: 1 / 0)
        monkeypatch.setattr(server, "handle_error", lambda *request: reported.put(sys.exception()))
        assert error(server, "/choices") == (500, "ZeroDivisionError: division by zero")
        assert isinstance(reported.get(timeout=5), ZeroDivisionError)


class TestSecurity:
    def test_it_listens_to_this_machine_only(self, server):
        assert server.server_address[0] == "127.0.0.1"

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LocalHost"])
    def test_names_of_this_machine(self, server, host):
        assert ask(server, "/", Host=f"{host}:{server.server_port}")[0] == 200

    @pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost"])
    def test_other_names_are_refused_lest_a_page_rebinds_its_own(self, server, host):
        port = f":{server.server_port}" if host != "localhost" else ""
        for path, data in (("/", None), ("/api/start", {})):
            status, sentence = error(server, path, data, Host=host + port)
            assert status == 403
            assert sentence == f"this server is at {server.url} for this machine only"

    @pytest.mark.parametrize(
        "origin",
        ["https://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}"],
    )
    def test_other_pages_are_refused(self, server, origin):
        origin = origin.format(port=server.server_port)
        found = error(server, "/api/start", {}, Origin=origin)
        assert found == (403, "another page has no business here")

    def test_its_own_page_is_not(self, server):
        own = server.url.removesuffix("/")
        assert ask(server, "/api/start", {}, Origin=own)[0] == 200

    @pytest.mark.parametrize("token", [None, "", "wrong", "\xe4"])
    def test_without_the_token_of_the_page_nothing_starts(self, server, token):
        found = error(server, "/api/start", {}, X_Token=token)
        assert found == (403, "the server was started anew; reload the page")

    def test_the_token_is_on_the_page_and_differs_each_time(self, server):
        with Server() as other:
            assert other.token != server.token
        assert f'content="{server.token}"'.encode() in ask(server, "/")[2]

    def test_the_browser_is_told_to_load_nothing_from_elsewhere(self, server, start):
        policy = ask(server, "/")[1]["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert "://" not in policy
        assert "frame-ancestors 'none'" in policy

    def test_the_player_is_in_a_sandbox_which_keeps_it_from_the_server(self, server, start):
        key = start()["session"]
        policy = ask(server, f"/graph?session={key}")[1]["Content-Security-Policy"]
        assert "sandbox allow-scripts allow-downloads" in policy
        assert "allow-same-origin" not in policy
        assert "default-src 'none'" in policy
        assert "connect-src data: blob:;" in policy

    def test_hostile_text_in_a_csv_file_is_text_in_every_answer(self, server, start):
        text = "a,</script><script>alert(1)</script>,c\n" + "1,2,</script>\n2,3,<img src=x>\n" * 5
        begun = start(data="csv", csv=text)
        assert begun["classes"] == ["</script>", "<img src=x>"]
        for path in ("/graph", "/drawing"):
            body = ask(server, f"{path}?session={begun['session']}")[2]
            assert b"<script>alert(1)" not in body
            assert b"<img src=x>" not in body

    def test_answers_are_not_guessed_kept_or_shared(self, server):
        headers = ask(server, "/choices")[1]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in headers
        assert "Python" not in headers["Server"]

    @pytest.mark.parametrize("line", ["GET http://[/ HTTP/1.1", "GET \xe4?\xff HTTP/1.1"])
    def test_an_address_that_is_none_is_just_not_there(self, server, line):
        request = f"{line}\r\nHost: 127.0.0.1:{server.server_port}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", server.server_port)) as connection:
            connection.sendall(request.encode("latin-1"))
            assert connection.recv(100).startswith(b"HTTP/1.1 404 ")

    def test_a_browser_that_goes_away_is_no_error(self, server, capsys):
        with socket.create_connection(("127.0.0.1", server.server_port)) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127")
        assert ask(server, "/")[0] == 200
        assert capsys.readouterr().err == ""
