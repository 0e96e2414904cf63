"""Schedules give the rates of PyTorch and Keras, check their arguments, and are saved as JSON."""

import copy
import json
import math
import pickle
import re
from pathlib import Path
from typing import Any

import pytest

from autograd import InputTypeError, InputValueError
from nn import schedules

RECORDED = json.loads(
    (Path(__file__).parents[1] / "data" / "optimizers.json").read_text(encoding="utf-8")
)

ALL: list[Any] = [
    schedules.constant(0.1),
    schedules.linear(0.1, 0.0, 10),
    schedules.exponential(0.1, 0.5, 10),
    schedules.step_decay(0.1, 0.5, 10),
    schedules.cosine(0.1, 10, 0.01),
    schedules.piecewise_constant([5, 10], [0.3, 0.2, 0.1]),
    schedules.ExponentialDecay(0.1, 7, 0.6),
    schedules.InverseTimeDecay(0.1, 7, 0.6, staircase=True),
    schedules.PolynomialDecay(0.1, 20, cycle=True),
    schedules.CosineDecay(0.1, 20, warmup_target=0.5, warmup_steps=3),
    schedules.CosineDecayRestarts(0.1, 8),
    schedules.PiecewiseConstantDecay([5, 10], [0.3, 0.2, 0.1]),
    schedules.warm_up(schedules.warm_up(schedules.cosine(0.1, 10), 5), 2),
]
each = pytest.mark.parametrize("schedule", ALL, ids=lambda schedule: type(schedule).__name__)


@pytest.mark.parametrize("case", RECORDED["schedules"], ids=lambda case: case["schedule"])
def test_the_rates_of_pytorch(case: Any) -> None:
    schedule = schedules.SCHEDULES[case["schedule"]](*case["arguments"])
    assert [schedule(step) for step in range(30)] == pytest.approx(case["rates"], rel=1e-12)


@pytest.mark.parametrize("case", RECORDED["keras_schedules"], ids=lambda case: case["schedule"])
def test_the_rates_of_keras(case: Any) -> None:
    schedule = schedules.SCHEDULES[case["schedule"]](*case["arguments"], **case["others"])
    found = [schedule(step) for step in range(60)]
    assert found == pytest.approx(case["rates"], rel=1e-12, abs=1e-15)


def test_warm_up_rises_in_equal_steps_to_what_follows() -> None:
    after = schedules.linear(1.0, 0.0, 100)
    schedule = schedules.warm_up(after, 5)
    assert [schedule(step) for step in range(4)] == pytest.approx(
        [after(step) * share for step, share in enumerate([0.2, 0.4, 0.6, 0.8])]
    )
    assert [schedule(step) for step in range(4, 100)] == [after(step) for step in range(4, 100)]


def test_warm_up_takes_any_function() -> None:
    assert schedules.warm_up(lambda step: 2.0 + step, 2)(1) == 3.0


@each
def test_a_schedule_is_saved_as_json(schedule: Any) -> None:
    config = json.loads(json.dumps(schedules.to_config(schedule)))
    assert schedules.from_config(config) == schedule


@each
def test_copies_pickles_and_the_printed_form_are_equal(schedule: Any) -> None:
    assert copy.deepcopy(schedule) == schedule
    assert pickle.loads(pickle.dumps(schedule)) == schedule
    assert eval(repr(schedule), vars(schedules)) == schedule


def test_a_number_is_saved_as_it_is() -> None:
    assert schedules.from_config(schedules.to_config(0.1)) == 0.1


def test_a_function_of_ones_own_cannot_be_saved() -> None:
    with pytest.raises(InputValueError, match="is no schedule of nn, so it cannot be saved"):
        schedules.to_config(schedules.warm_up(lambda step: 0.1, 3))


def test_every_schedule_has_a_name() -> None:
    assert {type(schedule).__name__ for schedule in ALL} == set(schedules.SCHEDULES)
    assert set(schedules.SCHEDULES) <= set(schedules.__all__)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: schedules.constant(-0.1), InputValueError, "rate of constant must be a finite"),
        (lambda: schedules.linear(1.0, math.nan, 5), InputValueError, "end of linear must be a"),
        (lambda: schedules.cosine(1.0, 0), InputValueError, "steps of cosine must be at least 1"),
        (lambda: schedules.exponential("a", 0.5), InputTypeError, "start of exponential must be a"),
        (
            lambda: schedules.ExponentialDecay(0.1, 0, 0.5),
            InputValueError,
            "decay_steps of ExponentialDecay must be above 0, but was given 0",
        ),
        (
            lambda: schedules.InverseTimeDecay(0.1, 5, 0.5, 1),  # type: ignore[arg-type]
            InputTypeError,
            "staircase of InverseTimeDecay must be True or False, not 1 (int)",
        ),
        (
            lambda: schedules.CosineDecay(0.1, 5, None),  # type: ignore[arg-type]
            InputTypeError,
            "alpha of CosineDecay must be a number, but was given None",
        ),
        (
            lambda: schedules.PiecewiseConstantDecay([5], [3.0]),
            InputValueError,
            "takes one rate more than boundaries, but was given 1 rates and 1 boundaries",
        ),
        (lambda: schedules.warm_up(0.1, 5), InputTypeError, "warm_up leads to a schedule, such as"),
        (
            lambda: schedules.piecewise_constant([5, 5], [3.0, 2.0, 1.0]),
            InputValueError,
            "boundaries of piecewise_constant must rise, but are (5, 5)",
        ),
        (
            lambda: schedules.piecewise_constant([5], [3.0]),
            InputValueError,
            "takes one rate more than boundaries, but was given 1 rates and 1 boundaries",
        ),
        (
            lambda: schedules.piecewise_constant([5], [3.0, -1.0]),
            InputValueError,
            "a rate of piecewise_constant must be a finite number of at least 0.0",
        ),
        (
            lambda: schedules.piecewise_constant([0.5], [3.0, 1.0]),
            InputTypeError,
            "a boundary of piecewise_constant must be a whole number",
        ),
    ],
)
def test_what_is_refused(make: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        make()
