"""The pytest plugin: a fixture, an option, and nothing in the way of anybody else."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow  # each starts pytest anew

TESTS = """
from autograd import sin

def test_right(check_gradients):
    report = check_gradients(lambda x: sin(x) * x, 0.5)
    assert check_gradients.reports == [report]

def test_wrong(check_gradients):
    check_gradients(lambda y: y * y, 1.0)
    check_gradients(lambda z: z * z.data, 3.0)

def test_expected(check_gradients):
    import pytest
    with pytest.raises(AssertionError, match="1 of 1 failed"):
        check_gradients(lambda z: z * z.data, 3.0)
    assert [report.ok for report in check_gradients.reports] == [False]
"""

UNUSED = """
import sys

def test_nothing_heavy_is_loaded():
    loaded = {name for name in sys.modules if name.startswith("autograd.testing")}
    assert loaded == {"autograd.testing", "autograd.testing.plugin"}
    assert "numpy" not in sys.modules
    assert "hypothesis" not in sys.modules
"""


def run(folder, source, *options):
    """Run pytest, with warnings as errors and no set-up, on one file."""
    (folder / "test_it.py").write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-W", "error", "-p", "no:cacheprovider", *options]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return result.stdout


@pytest.mark.parametrize("processes", ["-n0", "-n2"])
def test_the_fixture_asserts_and_the_option_prints(tmp_path, processes):
    output = run(tmp_path, TESTS, processes, "--gradient-reports")
    assert "1 failed, 2 passed" in output
    summary = output[output.index("= gradient reports =") :]
    assert "test_it.py::test_right\ngradients of f: 1 of 1 passed" in summary
    assert "x      0.5    0.9182" in summary
    failure = output[: output.index("= gradient reports =")]
    assert "AssertionError: gradients of f: 1 of 1 failed" in failure
    assert ">       check_gradients(lambda z: z * z.data, 3.0)" in failure
    assert "plugin.py" not in failure


def test_without_the_option_nothing_is_printed(tmp_path):
    output = run(tmp_path, TESTS, "-n0")
    assert "1 failed, 2 passed" in output
    assert "gradient report" not in output
    assert "1 of 1 passed" not in output


def test_until_it_is_used_it_loads_nothing(tmp_path):
    output = run(tmp_path, UNUSED, "-p", "no:hypothesispytest", "-p", "no:xdist")
    assert "1 passed" in output, output


UNDER_HYPOTHESIS = """
from autograd import sin
from hypothesis import given, settings, strategies

@settings(max_examples=5)
@given(strategies.floats(-1.0, 1.0))
def test_examples(check_gradients, x):
    report = check_gradients(lambda x: sin(x) * x, x)
    assert check_gradients.reports[-1] is report

def test_the_next_one_starts_anew(check_gradients):
    assert check_gradients.reports == []
"""


def test_it_may_be_used_for_the_examples_of_hypothesis(tmp_path):
    assert "2 passed" in run(tmp_path, UNDER_HYPOTHESIS)
