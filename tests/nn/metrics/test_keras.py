"""Metrics with Keras's names have Keras's numbers, recorded in tests/data/metrics.json."""

import json
import warnings
from pathlib import Path

import numpy as np
import pytest

from nn import metrics

RECORDED = json.loads(Path("tests/data/metrics.json").read_text())
DATA = {name: [np.array(part) for part in it] for name, it in RECORDED["data"].items()}


def label(case):
    return f"{case.get('class', case.get('name'))} {case.get('arguments', '')} {case['data']}"


@pytest.mark.parametrize("case", RECORDED["cases"], ids=label)
def test_it_is_keras_number(case):
    made = (
        metrics.get(case["name"])
        if "name" in case
        else getattr(metrics, case["class"])(**case["arguments"])
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of one class
        assert made(*DATA[case["data"]]) == pytest.approx(case["result"], rel=1e-12, abs=1e-12)
