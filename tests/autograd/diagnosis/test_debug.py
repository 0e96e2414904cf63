"""`debug`: an error at the operation that makes a nan, and lines of code for all others."""

import copy
import inspect
import math
import os
import pickle
import subprocess
import sys
import threading

import numpy as np
import pytest

import autograd
from autograd import (
    AutogradError,
    NonFiniteError,
    Value,
    debug,
    diagnose,
    exp,
    log,
    logsumexp,
    no_grad,
    sigmoid,
    softmax,
    sqrt,
    where,
)
from autograd.diagnosis.origins import origin_of
from autograd.recording import contexts
from nn import MLP, losses

INF, NAN = math.inf, math.nan


def line_of(text):
    """The number of the line of the calling function that ends with a comment of this text."""
    lines, start = inspect.getsourcelines(inspect.currentframe().f_back)
    (found,) = [k for k, line in enumerate(lines) if line.endswith(f"# {text}\n")]
    return max(start, 1) + found


class TestForward:
    def test_the_error_names_operation_operands_line_and_rewrite(self):
        z = Value(-1000.0)
        p = sigmoid(z)
        with pytest.raises(NonFiniteError) as caught, debug():
            log(p)  # here
        assert str(caught.value) == (
            "The result is -inf: log made it of finite numbers.\n"
            "  operation   log(p) = -inf\n"
            "  operands    p = 0.0\n"
            f"  made at     {place()}, line {line_of('here')}: log(p)  # here\n"
            "  path        log = -inf\n"
            "  instead     log(sigmoid(z))  ->  -softplus(-z), which is -1000.0 here\n"
            "              The sigmoid underflows to 0 for x below -745; softplus never forms it."
        )

    def test_the_error_has_the_diagnosis(self):
        with pytest.raises(NonFiniteError) as caught, debug():
            log(Value(0.0))
        diagnosis = caught.value.diagnosis
        assert (diagnosis.kind, diagnosis.operation) == ("forward", "log")
        assert diagnosis.operands == {"x": 0.0}
        assert diagnosis.origin.file == __file__

    def test_it_is_an_error_of_the_library_and_of_arithmetic(self):
        assert issubclass(NonFiniteError, AutogradError)
        assert issubclass(NonFiniteError, ArithmeticError)

    @pytest.mark.parametrize(
        "broken",
        [
            lambda x: x / 0.0,
            lambda x: 1.0 / (x - 2.0),
            lambda x: x * 1e308 * 1e308,
            lambda x: (-x) ** 0.5,
            lambda x: (-x).log(),
            lambda x: np.exp(1e4 * x),
            lambda x: np.log(np.array([x * 0.0])),
            lambda x: autograd.atan2(x, 1.0) / (x * 0.0),
            lambda x: sum([x, x * 1e308]) * 1e10,
            lambda x: logsumexp([x / (x - 2.0)]),
        ],
    )
    def test_every_way_to_apply_an_operation_is_watched(self, broken):
        with pytest.raises(NonFiniteError), debug():
            broken(Value(2.0))

    def test_finite_numbers_are_no_error(self):
        with debug():
            x = Value(2.0)
            y = sigmoid(x * 3.0) + 1e300
            y.backward()
        assert y.data == 1e300

    def test_the_results_are_the_same_as_outside(self):
        def compute(x):
            y = sigmoid(x * 3.0 - 1.0) ** 2 + abs(x)
            y.backward()
            return y.data, x.grad

        with debug():
            inside = compute(Value(0.7))
        assert inside == compute(Value(0.7))

    def test_infinities_made_of_infinities_are_none(self):
        with debug():
            assert softmax([Value(1.0), Value(-INF)])[1].data == 0.0
            assert (Value(2.0) + -INF).data == -INF
            assert logsumexp([Value(1.0), Value(-INF)]).data == 1.0

    def test_a_branch_that_is_not_taken_may_hold_anything(self):
        x = Value(-1.0)
        bad = log(x)
        with debug():
            assert where(x > 0.0, bad, x).data == -1.0

    def test_a_nan_made_of_infinities_is_an_error(self):
        x = Value(INF)
        with pytest.raises(NonFiniteError, match=r"x - x = nan"), debug():
            x - x

    def test_data_that_are_nan_are_an_error_where_they_come_in(self):
        age = Value(NAN)
        with pytest.raises(NonFiniteError) as caught, debug():
            age * 2.0
        assert caught.value.diagnosis.kind == "data"
        assert "because age is nan from the beginning" in str(caught.value)
        with pytest.raises(NonFiniteError, match="a number that is written into add"), debug():
            Value(1.0) + NAN

    def test_a_nan_computed_before_is_not_blamed_on_what_follows(self):
        before = log(Value(-1.0))
        with debug():
            assert math.isnan((before * 2.0).data)


class TestChoices:
    def test_infinities_may_be_let_pass(self):
        x = Value(1000.0)
        with debug(inf=False):
            e = exp(x)
            assert e.data == INF
            with pytest.raises(NonFiniteError) as caught:
                e / e  # here
        message = str(caught.value)
        assert message.startswith("The result is nan: it began as inf in exp.")
        assert f"became nan  e / e = nan, made at {place()}, line {line_of('here')}" in message

    def test_nans_may_be_let_pass(self):
        with debug(nan=False):
            assert math.isnan(log(Value(-1.0)).data)
            with pytest.raises(NonFiniteError):
                log(Value(0.0))

    def test_both_may_pass_and_only_lines_are_kept(self):
        with debug(nan=False, inf=False):
            y = log(Value(0.0)) * 0.0
            y.backward()
        assert diagnose(y).origin is not None

    def test_options_are_named(self):
        with pytest.raises(TypeError):
            debug(Value(1.0))


class TestBackward:
    def test_a_gradient_that_breaks_is_an_error(self):
        x = Value(0.0)
        with debug():
            y = sqrt(x) * 0.0
            with pytest.raises(NonFiniteError) as caught:
                y.backward()
        assert caught.value.diagnosis.kind == "backward"
        assert str(caught.value).startswith(
            "y is finite, but a gradient is not: it becomes nan in the backward step through sqrt."
        )

    def test_no_gradient_has_been_changed_then(self):
        x, w = Value(0.0), Value(3.0)
        (w * w).backward()
        with pytest.raises(NonFiniteError), debug():
            (sqrt(x) + w).backward()
        assert (x.grad, w.grad) == (0.0, 6.0)

    def test_the_seed_counts(self):
        x = Value(1.0)
        with debug():
            y = x * 1e200
            y.backward()
            with pytest.raises(NonFiniteError):
                y.backward(1e200)

    def test_only_nans_where_infinities_may_pass(self):
        x = Value(0.0)
        with debug(inf=False):
            y = sqrt(x)
            y.backward()
            assert x.grad == INF
            with pytest.raises(NonFiniteError):
                (y * 0.0).backward()

    def test_only_infinities_where_nans_may_pass(self):
        x = Value(0.0)
        with debug(nan=False):
            (sqrt(x) * 0.0).backward()
            assert math.isnan(x.grad)

    def test_derivatives_of_derivatives_are_watched(self):
        x = Value(0.0)
        y = abs(x) ** 1.5
        with debug():
            (slope,) = autograd.gradients(y, [x])
            assert slope.data == 0.0
        x = Value(2.0)
        y = exp(x * 300.0)
        with debug():
            (slope,) = autograd.gradients(y, [x])
            steep = slope * 1e44
            with pytest.raises(NonFiniteError):
                autograd.gradients(steep, [x])

    def test_branches_in_the_rules_of_operations_are_not(self):
        x, y = Value(0.0), Value(0.0)
        length = autograd.hypot(x, y)
        power = x ** Value(2.0)
        with debug():
            assert [g.data for g in autograd.gradients(length + power, [x, y])] == [0.0, 0.0]


class TestLines:
    def test_every_value_remembers_the_line_that_made_it(self):
        with debug():
            x = Value(2.0)
            y = x * 3.0  # first
            z = y + 1.0  # second
        assert origin_of(x) is None
        assert (origin_of(y).line, origin_of(z).line) == (line_of("first"), line_of("second"))
        assert str(origin_of(y)) == f"{place()}, line {line_of('first')}: y = x * 3.0  # first"

    def test_code_of_the_library_is_passed_over(self):
        with debug():
            total = autograd.mean([Value(1.0), Value(2.0)])  # mean
            model = MLP(2, [3, 1])
            out = model([1.0, 2.0])  # model
            loss = losses.mean_squared_error([out], [1.0])  # loss
        assert origin_of(total).line == line_of("mean")
        assert origin_of(out).line == line_of("model")
        assert origin_of(loss).line == line_of("loss")

    def test_outside_nothing_is_remembered(self):
        y = Value(2.0) * 3.0
        assert origin_of(y) is None
        assert type(y) is Value

    def test_values_of_both_kinds_mix(self):
        x = Value(2.0)
        with debug():
            y = x * 3.0
        for z in (x + y, y + x, y * y, 2.0 - y, y**x):
            assert type(z) is Value
        z = (x + y) * (y - x)
        z.backward()
        assert x.grad == pytest.approx(2.0 * 2.0 * 9.0 - 2.0 * 2.0)
        assert repr(y).startswith("Value(data=6.0, grad=")

    def test_they_can_be_copied_and_pickled(self):
        with debug():
            y = Value(2.0, label="x") * 3.0
        for twin in (copy.copy(y), copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
            assert twin.data == 6.0
            assert twin.operands[0].label == "x"
            assert diagnose(twin).healthy

    def test_a_file_that_is_gone(self):
        scope = {"Value": Value}
        with debug():
            exec(compile("y = Value(2.0) * 3.0", "/gone/away.py", "exec"), scope)
        assert str(origin_of(scope["y"])) == "/gone/away.py, line 1"


class TestTheContext:
    def test_it_is_undone_also_by_an_error(self):
        with pytest.raises(NonFiniteError), debug():
            log(Value(0.0))
        assert log(Value(0.0)).data == -INF
        assert contexts.open_contexts == 0
        assert contexts.watcher() is None

    def test_it_nests_and_the_inner_one_decides(self):
        x = Value(0.0)
        with debug():
            with debug(inf=False):
                log(x)
            with pytest.raises(NonFiniteError):
                log(x)

    def test_it_decorates_a_function(self):
        @debug()
        def f(x):
            return log(x)

        assert f(Value(1.0)).data == 0.0
        with pytest.raises(NonFiniteError):
            f(Value(0.0))

    def test_it_works_within_no_grad_and_around_it(self):
        x = Value(0.0)
        with no_grad(), debug():
            assert (x + 1.0).operands == ()
            with pytest.raises(NonFiniteError, match=r"log\(x\) = -inf"):
                log(x)
        with debug(), no_grad():
            y = x + 1.0
            assert y.operands == ()
            with pytest.raises(NonFiniteError):
                log(x)
        assert contexts.is_recording()

    def test_other_threads_are_not_watched(self):
        found = []
        with debug():
            thread = threading.Thread(target=lambda: found.append(log(Value(0.0)).data))
            thread.start()
            thread.join()
        assert found == [-INF]

    def test_it_is_lazy(self):
        """Nothing of the diagnosis is imported until it is used."""
        program = "import autograd, sys; print('autograd.diagnosis' in sys.modules)"
        result = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        assert result.stdout == "False\n"


def place():
    """This file as messages name it."""
    inside = __file__.startswith(os.getcwd() + os.sep)
    return os.path.relpath(__file__) if inside else __file__
