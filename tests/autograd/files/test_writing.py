"""Files appear as a whole; links, devices and permissions stay what they are."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import numpy
import pytest

import autograd
import nn
from autograd.files.paths import as_path
from autograd.files.writing import write

posix = pytest.mark.skipif(os.name == "nt", reason="links, devices and permissions of POSIX")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("is_durable", [True, False])
def test_it_waits_for_the_disk_only_where_asked_to(tmp_path, monkeypatch, is_durable):
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    write(tmp_path / "file", b"content", is_durable=is_durable)
    assert bool(synced) is is_durable
    assert (tmp_path / "file").read_bytes() == b"content"
    assert names(tmp_path) == ["file"]


class TestWhatIsThere:
    @posix
    @pytest.mark.parametrize("chain", [1, 3])
    def test_a_link_is_followed(self, tmp_path, chain):
        (tmp_path / "far").mkdir()
        path = tmp_path / "far" / "target"
        path.write_bytes(b"before")
        for k in range(chain):
            link = tmp_path / f"link{k}"
            link.symlink_to(os.path.relpath(path, tmp_path))
            path = link
        write(path, b"after")
        assert path.is_symlink()
        assert (tmp_path / "far" / "target").read_bytes() == b"after"
        assert names(tmp_path / "far") == ["target"]

    @posix
    def test_a_link_to_nothing_makes_the_file(self, tmp_path):
        (tmp_path / "link").symlink_to("target")
        write(tmp_path / "link", b"new")
        assert (tmp_path / "target").read_bytes() == b"new"
        (tmp_path / "circle").symlink_to("circle")
        with pytest.raises(OSError, match="circle"):
            write(tmp_path / "circle", b"new")

    @posix
    def test_a_device_stays_a_device(self, tmp_path):
        write(Path("/dev/null"), b"anything")
        assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
        (tmp_path / "link").symlink_to("/dev/null")
        write(tmp_path / "link", b"anything")
        assert (tmp_path / "link").is_char_device()

    @posix
    def test_a_pipe_and_a_folder_are_refused(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(OSError, match="neither a file nor a character device"):
            write(tmp_path / "pipe", b"x")
        assert stat.S_ISFIFO(os.stat(tmp_path / "pipe").st_mode)
        with pytest.raises(IsADirectoryError, match="give the path of a file"):
            write(tmp_path, b"x")
        with pytest.raises(FileNotFoundError, match="there is no such folder"):
            write(tmp_path / "nowhere" / "file", b"x")

    @posix
    @pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
    def test_permissions_are_kept(self, tmp_path, mode):
        path = tmp_path / "file"
        path.write_bytes(b"before")
        path.chmod(mode)
        write(path, b"after")
        assert stat.S_IMODE(path.stat().st_mode) == mode

    @posix
    @pytest.mark.parametrize("mask", [0o022, 0o077])
    def test_new_files_have_those_of_the_umask(self, tmp_path, mask):
        before = os.umask(mask)
        try:
            write(tmp_path / "file", b"new")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o666 & ~mask

    @posix
    def test_a_file_of_two_names_keeps_both(self, tmp_path):
        write(tmp_path / "one", b"before")
        os.link(tmp_path / "one", tmp_path / "two")
        write(tmp_path / "two", b"after")
        assert (tmp_path / "one").read_bytes() == b"after"
        assert os.path.samefile(tmp_path / "one", tmp_path / "two")

    def test_a_name_may_be_as_long_as_names_can_be(self, tmp_path):
        write(tmp_path / ("x" * 255), b"new")
        assert names(tmp_path) == ["x" * 255]

    @posix
    @pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may do all")
    def test_a_read_only_file_or_folder(self, tmp_path):
        path = write(tmp_path / "file", b"before")
        path.chmod(0o444)
        with pytest.raises(PermissionError, match="read-only"):
            write(path, b"after")
        path.chmod(0o644)
        tmp_path.chmod(0o555)
        write(path, b"after")
        assert path.read_bytes() == b"after"


class TestWholeOrNotAtAll:
    def test_a_failure_leaves_what_was(self, tmp_path, monkeypatch):
        path = write(tmp_path / "file", b"before")
        monkeypatch.setattr(os, "fsync", lambda handle: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write(path, b"after")
        assert path.read_bytes() == b"before"
        assert names(tmp_path) == ["file"]

    def test_the_next_one_removes_what_a_killed_one_left(self, tmp_path):
        program = (
            "import os, pathlib\nfrom autograd.files.writing import write\n"
            "os.fsync = lambda handle: os._exit(9)\n"
            f"write(pathlib.Path({str(tmp_path / 'file')!r}), b'half')"
        )
        assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 9
        assert len(names(tmp_path)) == 1
        (tmp_path / ".file.other.tmp").touch()  # not one of ours
        write(tmp_path / "file", b"whole")
        assert names(tmp_path) == [".file.other.tmp", "file"]

    def test_two_at_once_do_not_mix(self, tmp_path):
        path, failures = tmp_path / "file", []

        def save(letter):
            try:
                for _ in range(30):
                    write(path, letter * 10_000)
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=save, args=(letter,)) for letter in (b"a", b"b", b"c")]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            if path.exists():
                assert len(set(path.read_bytes())) == 1
        assert failures == []
        assert names(tmp_path) == ["file"]


class Index:
    def __index__(self):
        return 1


class Located:
    def __init__(self, place):
        self.place = place

    def __fspath__(self):
        return self.place


class TestPaths:
    @pytest.mark.parametrize("path", ["f", b"f", Path("f"), Located("f"), Located(b"f")])
    def test_text_bytes_and_objects_with_fspath(self, path):
        assert as_path(path, "save") == Path("f")

    NO_PATHS = (1, True, numpy.int8(1), numpy.bool_(True), Index(), 1.0, None, ["f"], object)

    @pytest.mark.parametrize("path", [*NO_PATHS, Located(1), memoryview(b"f"), bytearray(b"f")])
    def test_other_things_are_refused(self, path):
        model = nn.Sequential([nn.Dense(1)])
        for take in (
            nn.load,
            model.save,
            model.save_weights,
            model.load_weights,
            nn.callbacks.ModelCheckpoint,
            nn.callbacks.BackupAndRestore,
            nn.callbacks.CSVLogger,
            autograd.draw(autograd.Value(1.0)).save,
            autograd.play(autograd.Value(1.0) * 2).save,
        ):
            with pytest.raises(autograd.InputTypeError, match="takes the path of a file, but was"):
                take(path)
        os.fstat(1)  # standard output is still open

    @pytest.mark.parametrize(
        ("path", "why"), [("", "empty"), (b"", "empty"), ("a\0b", "zero byte")]
    )
    def test_names_that_no_file_can_have(self, path, why):
        for take in (nn.load, nn.Sequential([nn.Dense(1)]).save, nn.callbacks.CSVLogger):
            with pytest.raises(autograd.InputValueError, match=why):
                take(path)
