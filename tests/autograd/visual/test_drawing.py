"""Drawings in notebooks and files, and the programs that lay them out."""

import base64
import os
import re
import stat
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from autograd import DrawingError, InputValueError, MissingDependencyError, Value, draw
from autograd.visual import Drawing, layout

posix = pytest.mark.skipif(os.name != "posix", reason="the stand-ins for dot are scripts")


@pytest.fixture
def drawing():
    x = Value(2.0)
    return draw(x * x)


@pytest.fixture
def no_path(monkeypatch):
    """A machine where no program can be found by its name."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(layout.OVERRIDE, raising=False)


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Makes a stand-in for dot, from the text of a Python program."""

    def make(body, name="dot", *, on_path=False):
        folder = tmp_path / "programs"
        folder.mkdir(exist_ok=True)
        path = folder / name
        path.write_text(f"#!{sys.executable} -SE\nimport os, sys, time\n{body}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        if on_path:
            monkeypatch.setenv("PATH", str(folder))
        return path

    return make


class TestInJupyter:
    def test_it_shows_itself_as_svg_as_html_and_as_text(self, drawing):
        bundle = drawing._repr_mimebundle_(include=None, exclude=None)
        assert set(bundle) == {"text/html", "image/svg+xml", "text/plain"}
        assert bundle["image/svg+xml"] == drawing.svg()
        assert bundle["text/plain"] == repr(drawing)

    def test_its_html_is_an_image_that_holds_all_of_the_picture(self, drawing):
        html = drawing._repr_mimebundle_()["text/html"]
        (packed,) = re.findall(
            '<img alt="[^"]*" [^>]*src="data:image/svg[+]xml;base64,([^"]*)">', html
        )
        assert base64.b64decode(packed).decode() == drawing.svg()

    def test_marimo_is_given_the_picture(self, drawing):
        assert drawing._mime_() == ("image/svg+xml", drawing.svg())

    def test_a_wide_drawing_is_shrunk_to_the_page_but_not_beyond_reading(self, drawing):
        def width(drawing):
            (found,) = re.findall(r'^<svg [^>]* width="([0-9.]+)pt"', drawing)
            return float(found)

        x = Value(1.0)
        for length in (5, 40):
            y = x
            for _ in range(length):
                y = y * 2.0
            wide = draw(y)
            shown = width(wide._repr_mimebundle_()["image/svg+xml"])
            assert shown == pytest.approx(max(640.0, 0.5 * width(wide.svg())))

    def test_the_text_says_what_it_is_and_how_to_keep_it(self, drawing):
        assert repr(drawing) == (
            '<Drawing: graph of 2 values and 1 operation; in a file: .save("graph.svg")>'
        )
        assert isinstance(drawing, Drawing)

    def test_without_a_layout_program_the_text_says_what_to_install(self, no_path, monkeypatch):
        monkeypatch.setattr(layout, "_bundled", lambda: None)
        bundle = draw(Value(1.0))._repr_mimebundle_()
        assert set(bundle) == {"text/plain"}
        assert draw(Value(1.0))._mime_() == ("text/plain", bundle["text/plain"])
        assert "No picture: " in bundle["text/plain"]
        assert "pip install graphviz-pure" in bundle["text/plain"]

    def test_it_shows_the_graph_as_it_was_drawn(self):
        x = Value(2.0)
        drawing = draw(x)
        x.data = 5.0
        assert "5.0" not in drawing.svg()


class TestSave:
    @pytest.mark.parametrize(
        ("name", "begins"),
        [("x.svg", b"<svg "), ("x.png", b"\x89PNG"), ("x.dot", b"digraph"), ("X.SVG", b"<svg ")],
    )
    def test_the_suffix_chooses_the_format(self, drawing, tmp_path, name, begins):
        path = drawing.save(tmp_path / name)
        assert path == tmp_path / name
        assert path.read_bytes().startswith(begins)
        assert [child.name for child in tmp_path.iterdir()] == [name]

    def test_the_path_may_be_text(self, drawing, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert drawing.save("x.dot") == Path("x.dot")
        assert (tmp_path / "x.dot").read_text(encoding="utf-8") == drawing.source

    def test_the_svg_file_is_well_formed(self, drawing, tmp_path):
        ET.parse(drawing.save(tmp_path / "x.svg"))

    @pytest.mark.parametrize(("name", "suffix"), [("x.jpg", "'.jpg'"), ("x", "''")])
    def test_another_suffix(self, drawing, tmp_path, name, suffix):
        with pytest.raises(
            InputValueError, match=rf"suffix {suffix} is none of \.svg, \.png, \.pdf, \.dot"
        ):
            drawing.save(tmp_path / name)

    def test_a_folder_that_does_not_exist(self, drawing, tmp_path):
        with pytest.raises(InputValueError, match=r"folder .*missing.* does not exist; create it"):
            drawing.save(tmp_path / "missing" / "x.svg")

    def test_a_pdf_without_typst_says_what_to_install(self, drawing, tmp_path, monkeypatch):
        monkeypatch.setitem(sys.modules, "typst", None)
        with pytest.raises(
            MissingDependencyError, match="a PDF needs typst: pip install typst, or"
        ):
            drawing.save(tmp_path / "x.pdf")
        assert list(tmp_path.iterdir()) == []

    def test_a_failure_leaves_an_older_file_as_it_was(self, drawing, tmp_path, monkeypatch):
        monkeypatch.setitem(sys.modules, "typst", None)
        path = tmp_path / "x.pdf"
        path.write_text("older", encoding="utf-8")
        with pytest.raises(MissingDependencyError):
            drawing.save(path)
        assert path.read_text(encoding="utf-8") == "older"

    def test_a_failure_to_write_leaves_no_half_file(self, drawing, tmp_path, monkeypatch):
        def full(handle):
            raise OSError("no space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="no space left"):
            drawing.save(tmp_path / "x.svg")
        assert list(tmp_path.iterdir()) == []


class TestLayoutProgram:
    def test_the_installed_one_is_found_without_any_path(self, no_path):
        (found,) = layout.programs()
        assert Path(found).name.startswith("graphviz-pure")
        assert draw(Value(1.0)).svg().startswith("<svg")

    def test_it_is_found_in_the_scripts_folder_without_the_record(self, no_path, monkeypatch):
        monkeypatch.setattr("importlib.metadata.files", lambda name: None)
        assert len(layout.programs()) == 1

    @posix
    def test_a_system_dot_comes_second(self, program):
        system = program("", on_path=True)
        assert [Path(p).name for p in layout.programs()] == ["graphviz-pure", "dot"]
        assert layout.programs()[1] == str(system)

    @posix
    def test_the_environment_variable_goes_first(self, no_path, program, monkeypatch, drawing):
        mine = program("sys.stdout.write('<svg>mine</svg>')", "mine")
        monkeypatch.setenv(layout.OVERRIDE, str(mine))
        assert layout.programs() == [str(mine)]
        assert ">mine</svg>" in drawing.svg()

    def test_an_environment_variable_that_names_nothing(self, monkeypatch, drawing):
        monkeypatch.setenv(layout.OVERRIDE, "/no/such/dot")
        with pytest.raises(MissingDependencyError, match=r"GLASSGRAD_DOT is '/no/such/dot'.*unset"):
            drawing.svg()

    def test_no_program_at_all(self, no_path, monkeypatch, drawing):
        monkeypatch.setattr(layout, "_bundled", lambda: None)
        with pytest.raises(
            MissingDependencyError, match=r"pip install graphviz-pure.*apt install graphviz"
        ):
            drawing.svg()

    @posix
    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ("time.sleep(60)", r"took longer than 0\.5 s; draw less with max_nodes="),
            ("os.abort()", "failed with exit code -6: it said nothing"),
            ("sys.exit('bad\\nthings\\nhappen')", "failed with exit code 1: bad / things / happen"),
            ("", "failed with exit code 0: it said nothing"),
        ],
    )
    def test_one_that_fails(self, no_path, program, monkeypatch, body, reason):
        monkeypatch.setenv(layout.OVERRIDE, str(program(body, "broken")))
        with pytest.raises(DrawingError, match=f"broken {reason}"):
            draw(Value(1.0), timeout=0.5).svg()

    @posix
    @pytest.mark.parametrize("body", ["time.sleep(60)", "os.abort()", "sys.exit(1)"])
    def test_where_one_fails_the_systems_dot_is_called(self, program, monkeypatch, body):
        program("sys.stdout.write('<svg>system</svg>')", on_path=True)
        monkeypatch.setenv(layout.OVERRIDE, str(program(body, "broken")))
        assert ">system</svg>" in draw(Value(1.0), timeout=0.5).svg()

    @posix
    def test_one_that_the_machine_cannot_run(self, no_path, program, monkeypatch, drawing):
        path = program("", "alien")
        path.write_bytes(b"\x7fELF but for another machine")
        monkeypatch.setenv(layout.OVERRIDE, str(path))
        with pytest.raises(MissingDependencyError, match=r"alien cannot be run .*pip install"):
            drawing.svg()

    @posix
    def test_it_gets_utf8_on_its_standard_input(self, no_path, program, monkeypatch):
        body = (
            "text = sys.stdin.buffer.read().decode(); assert 'größer 損' in text; print('<svg/>')"
        )
        monkeypatch.setenv(layout.OVERRIDE, str(program(body, "reader")))
        draw(Value(1.0, label="größer 損")).svg()
