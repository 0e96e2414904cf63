"""No false alarm and no miss at |x| up to 1e8, nor next to the edges of a domain.

`python -m tests.benchmarks.gradient_checks` tries many more.
"""

import pytest

import autograd
from autograd.testing import check_gradients
from tests.helpers import alarms


def test_far_out_the_steps_are_not_in_an_exact_ratio():
    report = check_gradients(autograd.sin, 436041.5242585046)
    assert report.ok, report
    (entry,) = report.entries
    assert entry.error < 1e-9


@pytest.mark.parametrize("exponent", range(4, 9))
def test_sin_is_right_however_far_out(exponent):
    for k in range(20):
        x = 10.0**exponent * (1.0 + 0.4349 * k)
        assert check_gradients(autograd.sin, x).ok, x
        assert check_gradients(lambda y: autograd.cos(y) * y, -x).ok, -x


def test_a_right_rule_is_never_called_wrong():
    for f, point in alarms.right_rows(200):
        report = check_gradients(f, *point)
        assert report.ok, f"{point}: {report}"


def test_no_operation_of_a_composition_is_called_wrong():
    for f, point in alarms.right_compositions(100):
        assert "wrong rule" not in alarms.verdicts(f, point), (f.__name__, point)


def test_next_to_the_edges_of_a_domain_there_is_no_false_alarm():
    for f, point in alarms.at_edges():
        assert not alarms.verdicts(f, point), (f.__name__, point)


def test_every_planted_fault_is_found_and_named():
    faults = set()
    for fault, f, point in alarms.faulty(100):
        report = check_gradients(f, *point)
        assert alarms.outcome(f, report) == "named", f"{fault} at {point}: {report}"
        faults.add(fault)
    assert faults == set(alarms.FAULTS)


@pytest.mark.parametrize("x", [1e7, 5e12, 1e16, 1e22])
def test_steps_too_short_to_be_seen_are_no_wrong_rule(x):
    (entry,) = check_gradients(autograd.floor, x).entries
    assert entry.ok
    if x > 1e16:
        assert (str(entry.verdict), entry.detail) == ("discontinuity", f"floor at {x:.6g}")


def test_a_slope_made_of_steps_is_no_wrong_rule():
    (entry,) = check_gradients(lambda x: autograd.round(x * x), -25839159.0).entries
    assert (str(entry.verdict), entry.detail) == ("discontinuity", "round at 6.67662e+14")
