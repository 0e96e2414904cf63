"""The report as objects, as text and as HTML."""

import dataclasses

import pytest

from autograd import Value, relu, sin, tanh
from autograd.operation import TABLE
from autograd.testing import Culprit, Entry, GradientReport, check_gradients
from tests.helpers.mutations import mutated


def two_inputs(x, y):
    return sin(x) * y + relu(y - 2.0)


def test_a_report_is_true_if_all_is_right():
    report = check_gradients(two_inputs, 0.5, 2.0)
    assert isinstance(report, GradientReport)
    assert bool(report) is report.ok is True
    assert report.failures == ()
    assert report.function == "two_inputs"
    assert report.evaluations > 34
    assert repr(report) == "<GradientReport: gradients of two_inputs: 2 of 2 passed>"


def test_the_table():
    lines = str(check_gradients(two_inputs, 0.5, 2.0)).splitlines()
    assert lines[0] == "gradients of two_inputs: 2 of 2 passed"
    assert " ".join(lines[2].split()) == "input value derivative by differences apart verdict"
    assert lines[3].startswith("x      0.5    1.75516512378   1.75516512378 ± ")
    assert lines[3].endswith("  ok")
    assert lines[4].startswith("y      2      0.479425538604  0.479425538604 | 1.4794255386")
    assert lines[4].endswith("  kink here: relu at 0")


def test_entries_are_dataclasses():
    (entry,) = check_gradients(sin, 0.5).entries
    assert isinstance(entry, Entry)
    assert dataclasses.asdict(entry)["name"] == "x"
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.ok = False


def wrong_tanh():
    return mutated(TABLE["tanh"], 0, lambda out, x: 1 - x * x)


def test_a_failure_names_the_operation_its_inputs_and_both_derivatives():
    report = check_gradients(lambda x, y: sin(wrong_tanh()(x) * y), 0.5, 2.0)
    (entry,) = report.failures
    culprit = entry.culprit
    assert isinstance(culprit, Culprit)
    assert (culprit.operation, culprit.position) == ("wrong_tanh", "x")
    assert (dict(culprit.inputs), culprit.found) == ({"x": 0.5}, 0.75)
    assert culprit.right == pytest.approx(1.0 - 0.46211715726000975**2, abs=culprit.error)
    assert str(report).splitlines()[0] == "gradients of f: 1 of 2 failed"
    assert "x: wrong_tanh(x=0.5): the local derivative by x is 0.786447732966 ± " in str(report)
    assert "but its rule gives 0.75\n  hint: it has x in the place of out" in str(report)


def test_one_cause_is_told_once():
    report = check_gradients(lambda x: wrong_tanh()(x[0] + x[1]), [0.2, 0.3])
    assert str(report).count("hint") == 1
    assert "x[0], x[1]: wrong_tanh(x=0.5)" in str(report)


def test_html_is_escaped_and_comes_with_the_text():
    def f():
        return tanh(w) * w.data

    w = Value(0.5, label="<b>&")
    report = check_gradients(f, parameters=[w])
    bundle = report._repr_mimebundle_()
    assert bundle["text/plain"] == str(report)
    assert "<b>" not in bundle["text/html"]
    assert ">&lt;b&gt;&amp;</td>" in bundle["text/html"]
    assert bundle["text/html"].count("<tr>") == 2
