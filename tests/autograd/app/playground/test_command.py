"""The command that serves the playground."""

import re
import signal
import subprocess
import sys

import pytest

from autograd import InputValueError
from autograd.app import playground
from autograd.app.command_line import main
from autograd.app.playground.server import Server


class TestCommand:
    def test_it_prints_where_it_is_and_ends_with_ctrl_c(self, capsys, monkeypatch):
        opened = []
        monkeypatch.setattr("webbrowser.open", opened.append)
        monkeypatch.setattr(Server, "serve_forever", _interrupted)
        assert main(["playground"]) == 0
        printed = capsys.readouterr().out
        assert re.match(
            r"The playground is at http://127\.0\.0\.1:\d+/  \(Ctrl-C ends it\)", printed
        )
        assert printed.endswith("The playground has ended.\n")
        assert opened == re.findall(r"http://\S+", printed)

    def test_it_opens_no_browser_if_asked_not_to(self, monkeypatch, capsys):
        monkeypatch.setattr("webbrowser.open", pytest.fail)
        monkeypatch.setattr(Server, "serve_forever", _interrupted)
        assert main(["playground", "--no-browser"]) == 0

    def test_a_busy_port_is_one_sentence_and_exit_code_2(self, server, capsys):
        assert main(["playground", "--port", str(server.server_port)]) == 2
        sentence = capsys.readouterr().err
        assert sentence.startswith(f"error: port {server.server_port} cannot be used: ")
        assert sentence.endswith("choose another --port, or leave it out\n")

    @pytest.mark.parametrize("port", ["x", "-1", "65536", "1.5"])
    def test_a_port_is_a_number(self, port, capsys):
        with pytest.raises(SystemExit, match="2"):
            main(["playground", f"--port={port}"])
        assert f"'{port}' is no port: give 1 to 65535" in capsys.readouterr().err

    def test_a_port_out_of_range_is_an_error_in_python_too(self):
        with pytest.raises(InputValueError, match="port 70000 cannot be used"):
            playground.serve(70_000, browser=False)

    @pytest.mark.skipif(sys.platform == "win32", reason="no process can press Ctrl-C for another")
    def test_ctrl_c_stops_the_program(self):
        command = [sys.executable, "-m", "autograd", "playground", "--no-browser"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as run:
            try:
                assert "The playground is at" in run.stdout.readline()
                run.send_signal(signal.SIGINT)
                output, errors = run.communicate(timeout=20)
            finally:
                run.kill()
        assert (run.returncode, output, errors) == (0, "\nThe playground has ended.\n", "")


def _interrupted(self, poll_interval=0.5):
    raise KeyboardInterrupt
