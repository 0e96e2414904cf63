"""Optimizers step as Keras's do, are saved and restored, and L-BFGS minimizes by itself."""

import copy
import json
import math
import pickle
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.optimize

import autograd
from autograd import InputTypeError, InputValueError, ParameterVector, Value
from nn import Dense, Sequential, constraints, losses, optimizers, schedules
from nn.callbacks import LambdaCallback, LearningRateScheduler, StopOnNaN
from nn.optimizers import (
    LBFGS,
    OPTIMIZERS,
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    Lion,
    Nadam,
    Optimizer,
    RMSprop,
)

RECORDED = json.loads(
    (Path(__file__).parents[2] / "data" / "optimizers.json").read_text(encoding="utf-8")
)
KINDS = [SGD, Adagrad, RMSprop, Adam, AdamW, Adamax, Nadam, Adadelta, Lion]
MANY = [
    SGD(0.1, momentum=0.9, nesterov=True, weight_decay=0.5, clipvalue=1.0),
    Adagrad(0.1, initial_accumulator_value=0.5, use_ema=True, ema_overwrite_frequency=2),
    RMSprop(0.1, momentum=0.5, centered=True, clipnorm=2.0),
    Adam(schedules.warm_up(schedules.cosine(0.1, 100), 10), beta_1=0.5, amsgrad=True),
    AdamW(0.1, weight_decay=0.25),
    Adamax(0.1, beta_1=0.5, clipvalue=1.0),
    Nadam(0.1, beta_2=0.5, use_ema=True),
    Adadelta(1.0, rho=0.5, epsilon=1e-3),
    Lion(0.1, beta_1=0.5, weight_decay=0.25),
]
named = pytest.mark.parametrize("optimizer", MANY, ids=lambda it: type(it).__name__)


def valley(p: list[Value]) -> Value:
    """As in tests/data/make_optimizers.py."""
    a, b, c, d = p
    bend = (1.0 - a) ** 2 + 5.0 * (b - a * a) ** 2
    return bend + 0.5 * (c + a) ** 2 + 3.0 * autograd.maximum(d - 1.0, 0.0) ** 2


def start() -> list[Value]:
    return [Value(number) for number in RECORDED["start"]]


def walk(optimizer: Optimizer, p: list[Value], steps: int = 1) -> list[float]:
    for _ in range(steps):
        optimizer.zero_grad()
        valley(p).backward()
        optimizer.step()
    return [value.data for value in p]


def scaled(step: int, scale: float) -> list[float]:
    """The gradients `push` of tests/data/make_optimizers.py."""
    return [scale * math.sin(1.3 * step + k) for k in range(4)]


def recorded_steps(case: Any, bound: bool) -> list[list[float]]:
    """The parameters after the recorded steps, by our optimizer."""
    p, found = start(), []
    optimizer = getattr(optimizers, case["optimizer"])(
        ParameterVector(p) if bound else p, **case["arguments"]
    )
    for step in range(1, RECORDED["at"][-1] + 1):
        if "scale" in case:
            for value, gradient in zip(p, scaled(step, case["scale"]), strict=True):
                value.grad = gradient
            optimizer.step()
        else:
            walk(optimizer, p)
        if step in RECORDED["at"]:
            found.append([value.data for value in p])
    return found


def title(case: Any) -> str:
    settings = [f"{name}={setting}" for name, setting in case["arguments"].items()]
    scale = [f"gradients of {case['scale']}"] if "scale" in case else []
    return ", ".join([case["optimizer"], *settings, *scale])


both_sources = pytest.mark.parametrize("bound", [False, True], ids=["values", "vector"])


def push(optimizer: Optimizer, p: Value, gradient: float) -> float:
    """How far a step with that gradient goes."""
    before, p.grad = p.data, gradient
    optimizer.step()
    return p.data - before


class TestSteps:
    @both_sources
    @pytest.mark.parametrize("case", RECORDED["keras"], ids=title)
    def test_are_those_of_keras(self, case: Any, bound: bool) -> None:
        np.testing.assert_allclose(
            recorded_steps(case, bound), case["steps"], rtol=1e-12, atol=1e-12
        )

    @both_sources
    @pytest.mark.parametrize("case", RECORDED["pytorch"], ids=title)
    def test_are_those_of_pytorch(self, case: Any, bound: bool) -> None:
        np.testing.assert_allclose(
            recorded_steps(case, bound), case["steps"], rtol=1e-12, atol=1e-12
        )

    @named
    def test_take_numbers_as_well_as_arrays(self, optimizer: Optimizer) -> None:
        grad, data = np.array([1.0, -3.0, 0.5]), np.array([1.0, 2.0, 0.0])
        together = {name: np.zeros(3) for name in optimizer.remembers}
        alone = [dict.fromkeys(optimizer.remembers, 0.0) for _ in range(3)]
        for step in (1.0, 2.0, 3.0):
            for memory in (together, *alone) if "steps" in together else ():
                memory["steps"] = step
            change = optimizer.change(grad, data, 0.1, together)
            for i in range(3):
                single = optimizer.change(float(grad[i]), float(data[i]), 0.1, alone[i])
                assert single == pytest.approx(change[i], rel=1e-14)

    def test_adam_begins_with_the_rate_for_a_parameter_that_comes_later(self) -> None:
        a, b = Value(0.0), Value(0.0)
        optimizer = Adam([a], 0.5, epsilon=0.0)
        for gradient in (1.0, -5.0, 2.0):
            push(optimizer, a, gradient)
        optimizer.attach([a, b])
        assert push(optimizer, b, 7.0) == pytest.approx(-0.5, rel=1e-13)
        fresh = Adam([Value(0.0)], 0.5, epsilon=0.0)
        push(fresh, fresh.parameters()[0], 7.0)
        again = push(fresh, fresh.parameters()[0], -3.0)
        assert push(optimizer, b, -3.0) == again

    def test_amsgrad_remembers_the_largest(self) -> None:
        with_it, without = (
            Adam([Value(0.0)], 0.1, beta_1=0.0, beta_2=0.5, epsilon=0.0, amsgrad=on)
            for on in (True, False)
        )
        for optimizer in (with_it, without):
            push(optimizer, optimizer.parameters()[0], 10.0)
        small, large = (push(it, it.parameters()[0], 1.0) for it in (with_it, without))
        # v: 50, then 25.5; divided by 1 - 0.5**2
        assert small == pytest.approx(-0.1 / math.sqrt(50.0 / 0.75))
        assert large == pytest.approx(-0.1 / math.sqrt(25.5 / 0.75))

    def test_centered_stays_finite_when_gradients_no_longer_change(self) -> None:
        p = Value(0.0)
        optimizer = RMSprop([p], 0.1, rho=0.5, epsilon=0.1, centered=True)
        for _ in range(200):  # the variance goes to 0, and by rounding would fall below
            assert push(optimizer, p, 1.0 / 3.0) < 0.0
        assert push(optimizer, p, 1.0 / 3.0) == pytest.approx(-0.1 / 3.0 / math.sqrt(0.1))

    @pytest.mark.parametrize("kind", KINDS)
    def test_weight_decay_takes_a_share_whatever_the_gradient(self, kind: Any) -> None:
        p, q = Value(2.0), Value(2.0)
        decaying = push(kind([p], 0.5, weight_decay=0.25), p, 3.0)
        plain = push(kind([q], 0.5, weight_decay=None), q, 3.0)
        assert decaying == pytest.approx(plain - 0.5 * 0.25 * 2.0, rel=1e-14)

    def test_clipvalue_cuts_each_gradient(self) -> None:
        p = [Value(0.0) for _ in range(3)]
        p[0].grad, p[1].grad, p[2].grad = 3.0, -4.0, 0.5
        SGD(p, 1.0, clipvalue=1.0).step()
        assert [value.data for value in p] == [-1.0, 1.0, -0.5]

    @pytest.mark.parametrize(("limit", "found"), [(1.0, [-0.6, 0.8]), (5.0, [-3.0, 4.0])])
    def test_global_clipnorm_keeps_the_direction(self, limit: float, found: list[float]) -> None:
        p = [Value(0.0) for _ in range(2)]
        p[0].grad, p[1].grad = 3.0, -4.0
        SGD(p, 1.0, global_clipnorm=limit).step()
        assert [value.data for value in p] == pytest.approx(found, rel=1e-15)
        assert [value.grad for value in p] == [3.0, -4.0]

    def test_clipnorm_takes_the_values_of_a_list_one_by_one(self) -> None:
        p = [Value(0.0) for _ in range(2)]
        p[0].grad, p[1].grad = 3.0, -0.5
        SGD(p, 1.0, clipnorm=1.0).step()
        assert [value.data for value in p] == [-1.0, 0.5]


class TestArguments:
    def test_the_learning_rate_by_its_older_name(self) -> None:
        optimizer = SGD(0.1)
        optimizer.lr = 5.0
        assert optimizer.lr == optimizer.learning_rate == 5.0

    def test_defaults_are_those_of_keras(self) -> None:
        assert [repr(it()) for it in dict.fromkeys(OPTIMIZERS.values())] == [
            "SGD(learning_rate=0.01, momentum=0.0, nesterov=False)",
            "Adagrad(learning_rate=0.001, initial_accumulator_value=0.1, epsilon=1e-07)",
            "RMSprop(learning_rate=0.001, rho=0.9, momentum=0.0, epsilon=1e-07, centered=False)",
            "Adam(learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07, amsgrad=False)",
            (
                "AdamW(learning_rate=0.001, weight_decay=0.004, beta_1=0.9, beta_2=0.999, "
                "epsilon=1e-07, amsgrad=False)"
            ),
            "Adamax(learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07)",
            "Nadam(learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07)",
            "Adadelta(learning_rate=0.001, rho=0.95, epsilon=1e-07)",
            "Lion(learning_rate=0.001, beta_1=0.9, beta_2=0.99)",
            "LBFGS(history_size=10, tolerance=2.2e-09, gradient_tolerance=1e-05, max_tries=20)",
        ]

    @pytest.mark.parametrize(
        ("name", "instead"),
        [
            ("Ftrl", "use SGD with the regularizer l1"),
            ("Lamb", "use AdamW"),
            ("Adafactor", "use Adam"),
            ("Muon", "use AdamW"),
            ("LossScaleOptimizer", "use its inner optimizer"),
            ("ScheduleFreeAdamW", "use AdamW(schedules.cosine(0.001, steps), use_ema=True)"),
        ],
    )
    def test_those_that_are_missing_say_what_to_do(self, name: str, instead: str) -> None:
        text = f"nn has no optimizer {name}: .*{re.escape(instead)}"
        with pytest.raises(ImportError, match=text):
            getattr(optimizers, name)
        with pytest.raises(InputValueError, match=f"nn has no optimizer {name.lower()}: "):
            optimizers.get(name.lower())
        assert not hasattr(optimizers, f"{name}2")

    def test_lion_needs_a_share_of_the_momentum(self) -> None:
        with pytest.raises(InputValueError, match=r"beta_1 of Lion must be above 0, such as 0\.9"):
            Lion(0.1, beta_1=0.0)

    def test_names_are_taken_in_any_case(self) -> None:
        assert isinstance(optimizers.get("Adam"), Adam)
        assert isinstance(optimizers.get("L-BFGS"), LBFGS)
        with pytest.raises(InputValueError, match=r"did you mean 'adam'\?.*: sgd, adagrad, rmsp"):
            optimizers.get("adamm")

    def test_a_number_or_a_schedule_in_first_place_is_the_rate(self) -> None:
        assert Adam(0.5).learning_rate == 0.5
        assert Adam(schedules.linear(1.0, 0.0, 10)).learning_rate == 1.0

    @pytest.mark.parametrize(
        ("made", "meant"),
        [
            (SGD(0.1, 0.9, True, 0.2), SGD(None, 0.1, 0.9, True, weight_decay=0.2)),
            (SGD(0.1, 0.9, False, None, 1.0), SGD(None, 0.1, 0.9, clipnorm=1.0)),
            (Adam(0.1, 0.8, 0.9, 1e-3, True), Adam(None, 0.1, 0.8, 0.9, 1e-3, True)),
            (AdamW(0.1, 0.2, 0.8), AdamW(None, 0.1, 0.2, 0.8)),
            (RMSprop(0.1, 0.8, 0.5), RMSprop(None, 0.1, rho=0.8, momentum=0.5)),
            (Adagrad(0.1, 0.2), Adagrad(None, 0.1, initial_accumulator_value=0.2)),
        ],
        ids=repr,
    )
    def test_after_the_rate_the_order_is_that_of_keras(self, made: Any, meant: Any) -> None:
        assert repr(made) == repr(meant)

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda: SGD(0.1, learning_rate=0.2), "and another learning_rate by name"),
            (lambda: SGD(0.1, 0.9, momentum=0.5), "given 2 arguments by place, which are learning"),
            (lambda: Adam(True), "learning_rate must be a number, but was given True"),
            (lambda: Adam("0.1"), "takes a Module or a list of Values, but was given '0.1' (str)"),
            (lambda: Adam(None, "0.1"), "learning_rate must be a number, but was given '0.1'"),  # type: ignore[arg-type]
            (lambda: Adam(None, np.ones(2)), "learning_rate must be a number, but was given array"),
            (lambda: Adam(lambda: 0.1), "is a function of the number of steps done so far, such"),  # type: ignore[arg-type,misc]
            (lambda: Adam(schedules.constant), "takes an object, but was given a class; write con"),
            (lambda: Adam(amsgrad=1), "amsgrad must be True or False, but was given 1 (int)"),  # type: ignore[arg-type]
            (lambda: Adam(epsilon_as=1), "place of epsilon takes a name, one of keras, pytorch"),  # type: ignore[arg-type]
            (lambda: Adam(clipnorm=np.ones(2)), "clipnorm must be a number, but was given array"),  # type: ignore[arg-type]
            (lambda: Adam(eps=1e-8), "takes no argument 'eps'; write epsilon"),  # type: ignore[call-arg]
            (lambda: Adam(name="adam"), "an optimizer has that of its class"),  # type: ignore[call-arg]
            (
                lambda: Adam(gradient_accumulation_steps=2),
                "write a batch_size that many times as l",
            ),  # type: ignore[call-arg]
            (lambda: Adam(loss_scale_factor=2.0), "gradients are doubles, which are not too small"),  # type: ignore[call-arg]
        ],
    )
    def test_of_the_wrong_kind(self, make: Any, message: str) -> None:
        with pytest.raises(InputTypeError, match=re.escape(message)):
            make()

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda: Adam(beta_1=1.0), "beta_1 must be below 1, such as 0.9, but was given 1.0"),
            (lambda: Adam(beta_2=-0.1), "beta_2 must be a finite number between 0.0 and 1.0"),
            (lambda: Adam(epsilon=-1e-8), "epsilon must be a finite number of at least 0.0"),
            (lambda: RMSprop(rho=1.0), "rho must be below 1"),
            (lambda: RMSprop(momentum=2.0), "momentum must be a finite number between"),
            (lambda: Adagrad(initial_accumulator_value=-1.0), "initial_accumulator_value must be"),
            (lambda: AdamW(weight_decay=math.nan), "weight_decay must be a finite number"),
            (lambda: SGD(clipnorm=math.inf), "clipnorm must be a finite number"),
            (
                lambda: SGD(clipvalue=0.0),
                "clipvalue must be above 0, but was given 0.0; None leave",
            ),
            (lambda: Adam(epsilon_as="tf"), "no place of epsilon 'tf'; The choices are: keras, py"),
            (
                lambda: SGD(use_ema=True, ema_momentum=1.5),
                "ema_momentum must be a finite number be",
            ),
            (lambda: SGD(ema_overwrite_frequency=0), "ema_overwrite_frequency must be at least 1"),
            (lambda: LBFGS(history_size=0), "history_size must be at least 1"),
            (lambda: LBFGS(0.1), "it has no learning rate that could be 0.1"),  # type: ignore[arg-type]
        ],
    )
    def test_out_of_range(self, make: Any, message: str) -> None:
        with pytest.raises(InputValueError, match=re.escape(message)):
            make()


class TestSaving:
    @named
    def test_the_config_is_json_and_makes_the_same_optimizer(self, optimizer: Optimizer) -> None:
        config = json.loads(json.dumps(optimizer.config()))
        again = optimizers.from_config(config)
        assert repr(again) == repr(optimizer)
        assert type(again) is type(optimizer)
        p, q = start(), start()
        again.attach(p)
        other = copy.deepcopy(optimizer)
        other.attach(q)
        assert walk(again, p, 20) == walk(other, q, 20)

    def test_the_config_of_lbfgs(self) -> None:
        optimizer = LBFGS(history_size=5)
        assert repr(optimizers.from_config(optimizer.config())) == repr(optimizer)

    @pytest.mark.parametrize("case", RECORDED["pytorch"], ids=title)
    def test_one_of_version_1_goes_on_as_then(self, case: Any) -> None:
        arguments = dict(case["arguments"])
        meant = getattr(optimizers, case["optimizer"])(**arguments)
        arguments.pop("epsilon_as", None)  # it was always PyTorch's
        if "global_clipnorm" in arguments:
            arguments["clipnorm"] = arguments.pop("global_clipnorm")
        found = optimizers.upgraded({"name": case["optimizer"], **arguments})
        assert repr(optimizers.from_config(found)) == repr(meant)

    def test_settings_of_version_1_that_name_nothing(self) -> None:
        for wrong in ({}, {"name": 3}, {"name": "System"}, "Adam", None):
            with pytest.raises(InputValueError, match=r"describes no|no optimizer 'Sy"):
                optimizers.upgraded(wrong)  # type: ignore[arg-type]

    def test_a_function_of_ones_own_has_no_config(self) -> None:
        with pytest.raises(InputValueError, match="no schedule of nn, so it cannot be saved"):
            SGD(lambda step: 0.1).config()

    def test_a_config_names_a_class_of_ours(self) -> None:
        with pytest.raises(InputValueError, match="there is no optimizer 'System'"):
            optimizers.from_config({"name": "System", "command": "..."})

    @named
    def test_from_a_state_it_goes_on_to_the_last_bit(self, optimizer: Optimizer) -> None:
        p, one = start(), copy.deepcopy(optimizer)
        one.attach(p)
        walk(one, p, 7)
        q = [Value(value.data) for value in p]
        state = one.state()
        walk(one, p, 5)  # must not change the state
        other = copy.deepcopy(optimizer)
        other.load_state(state, q)
        other.attach(ParameterVector(q))
        walk(other, q, 5)
        assert other.iterations == 12
        assert [value.data for value in q] == [value.data for value in p]

    @pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
    @named
    def test_a_copy_goes_on_by_itself(self, optimizer: Optimizer, duplicate: Any) -> None:
        p, one = start(), copy.deepcopy(optimizer)
        one.attach(p)
        walk(one, p, 3)
        q, other = duplicate((p, one))
        assert walk(other, q, 5) == walk(one, p, 5)

    def test_the_state_is_that_of_the_parameters_as_they_are_now(self) -> None:
        model = Sequential([Dense(1, input_dim=1), Dense(1, input_dim=1)], rng=0)
        model.build()
        optimizer = SGD(model, 0.5, momentum=0.5)
        for value in model.parameters():
            value.grad = 1.0
        optimizer.step()
        model.layers[0].freeze()
        assert optimizer.state()["velocity"].tolist() == [-0.5, -0.5]
        model.layers[0].unfreeze()  # asking has changed nothing
        assert optimizer.state()["velocity"].tolist() == [-0.5] * 4

    def test_adam_knows_how_many_steps_each_parameter_has_done(self) -> None:
        model = Sequential([Dense(1, input_dim=1), Dense(1, input_dim=1)], rng=0)
        model.build()
        optimizer = Adam(model, 0.5)
        model.layers[1].freeze()
        optimizer.step()
        model.layers[1].unfreeze()
        optimizer.step()
        optimizer.step()
        assert optimizer.state()["steps"].tolist() == [3.0, 3.0, 2.0, 2.0]
        before = [p.data for p in model.parameters()]
        for p in model.parameters():
            p.grad = 1.0
        optimizer.step()
        steps = [(before[k] - p.data) / 0.5 for k, p in enumerate(model.parameters())]
        expected = [
            (0.1 / (1.0 - 0.9**t)) * (1.0 - 0.999**t) ** 0.5 / (0.001**0.5 + 1e-7)
            for t in (4, 4, 3, 3)
        ]
        assert steps == pytest.approx(expected, rel=1e-9)

    def test_the_average_of_a_parameter_that_comes_later_begins_there(self) -> None:
        a, b = Value(1.0), Value(7.0)
        optimizer = SGD([a], 0.5, use_ema=True, ema_momentum=0.75)
        push(optimizer, a, 1.0)
        optimizer.attach([a, b])
        b.grad = 1.0
        push(optimizer, a, 0.0)
        optimizer.finalize()
        assert (a.data, b.data) == (0.5, 0.75 * 7.0 + 0.25 * 6.5)

    def test_averages_take_no_place_unless_asked_for(self) -> None:
        p = Value(1.0)
        optimizer = SGD([p], 0.5)
        push(optimizer, p, 1.0)
        optimizer.finalize()
        assert p.data == 0.5

    def test_everything_frozen_leaves_everything(self) -> None:
        model = Sequential([Dense(1, input_dim=1)], rng=0)
        model.build()
        optimizer = Adam(model, 0.5)
        model.freeze()
        before = [p.data for p in model.parameters()]
        optimizer.step()
        assert [p.data for p in model.parameters()] == before
        model.unfreeze()
        optimizer.step()
        assert optimizer.state()["steps"].tolist() == [1.0, 1.0]

    def test_a_rule_of_ones_own_remembers_arrays(self) -> None:
        class Heavy(Optimizer):
            remembers = ("speed",)

            def __init__(self, parameters: Any = None, learning_rate: float = 0.1) -> None:
                super().__init__(parameters, learning_rate)

            def change(self, grad: Any, data: Any, rate: float, memory: dict[str, Any]) -> Any:
                memory["speed"][:] = 0.9 * memory["speed"] + grad
                return -rate * memory["speed"]

        p = Value(1.0)
        optimizer = Heavy([p])
        assert push(optimizer, p, 1.0) == pytest.approx(-0.1)
        optimizer.load_state(optimizer.state(), [p])
        assert push(optimizer, p, 1.0) == pytest.approx(-0.19)

    def test_before_the_first_step_there_is_no_memory(self) -> None:
        assert Adam().state() == {"iterations": 0}
        optimizer = Adam()
        optimizer.load_state({"iterations": 0}, start())
        assert optimizer.state() == {"iterations": 0}

    @pytest.mark.parametrize(
        ("state", "message"),
        [
            ({}, "has iterations, velocity, but was given one of nothing"),
            ({"iterations": 1, "m": np.zeros(4)}, "but was given one of iterations, m"),
            (
                {"iterations": 1, "velocity": np.zeros(3)},
                "velocity of SGD is an array of 4 numbers, but was given one of shape (3,)",
            ),
            ({"iterations": -1}, "iterations + 1 must be at least 1"),
        ],
    )
    def test_a_state_of_something_else_is_refused(self, state: Any, message: str) -> None:
        with pytest.raises(InputValueError, match=re.escape(message)):
            SGD().load_state(state, start())


def numbers(x: Any) -> tuple[float, Any]:
    """The valley and its gradient for scipy, without any of this project's optimizers."""
    p = [Value(number) for number in x]
    loss = valley(p)
    loss.backward()
    return loss.data, np.array([value.grad for value in p])


class TestLBFGS:
    def test_goes_where_scipy_goes(self) -> None:
        options = {"maxcor": 5, "ftol": 1e-12, "gtol": 1e-8}
        method = {"method": "L-BFGS-B", "jac": True}
        theirs = scipy.optimize.minimize(numbers, RECORDED["start"], options=options, **method)
        p, losses_ = start(), []
        optimizer = LBFGS(p, history_size=5, tolerance=1e-12, gradient_tolerance=1e-8)
        ours = optimizer.minimize(lambda: valley(p), callback=losses_.append)
        assert [value.data for value in p] == theirs.x.tolist() == ours.x.tolist()
        assert (ours.nit, ours.nfev, ours.success) == (theirs.nit, theirs.nfev, True)
        assert optimizer.iterations == len(losses_) == ours.nit
        assert losses_ == sorted(losses_, reverse=True)
        assert losses_[-1] == ours.fun == valley(p).data

    def test_a_closure_may_call_backward_as_in_pytorch(self) -> None:
        def closure() -> Value:
            loss = valley(p)
            loss.backward()
            return loss

        p, q = start(), start()
        LBFGS(p).minimize(closure)
        LBFGS(q).minimize(lambda: valley(q))
        assert [value.data for value in p] == [value.data for value in q]

    def test_a_compiled_graph_in_a_vector(self) -> None:
        p, q = start(), start()
        vector = ParameterVector(p)
        program = autograd.compile(valley(p), parameters=vector)

        def closure() -> float:
            loss = float(program.forward())
            program.backward()
            return loss

        LBFGS(vector).minimize(closure)
        LBFGS(q).minimize(lambda: valley(q))
        assert vector.data == pytest.approx([value.data for value in q], abs=1e-9)

    def test_ends_where_it_is_told_to(self) -> None:
        p = start()
        assert LBFGS(p).minimize(lambda: valley(p), max_iterations=3).nit == 3
        p = start()
        assert LBFGS(p).minimize(lambda: valley(p), callback=lambda loss: loss < 1.0).fun < 1.0

    def test_interrupted_within_a_step_it_is_where_the_step_began(self) -> None:
        p, positions, calls = start(), [RECORDED["start"]], 0

        def closure() -> Value:
            nonlocal calls
            calls += 1
            if calls == 6:
                raise KeyboardInterrupt
            return valley(p)

        def note(loss: float) -> None:
            positions.append([value.data for value in p])

        with pytest.raises(KeyboardInterrupt):
            LBFGS(p).minimize(closure, callback=note)
        assert [value.data for value in p] == positions[-1]
        assert len(positions) > 1

    def test_has_no_steps_and_no_rate(self) -> None:
        with pytest.raises(InputValueError, match=r"write minimize\(loss\)"):
            LBFGS(start()).step()
        with pytest.raises(InputValueError, match=r"no learning rate that could be 0\.5"):
            LBFGS().learning_rate = 0.5


X = np.random.default_rng(0).normal(size=(40, 3))
Y = np.tanh(X @ [1.0, -2.0, 0.5]) + 0.1


def network(optimizer: Any = "lbfgs", **settings: Any) -> Sequential:
    model = Sequential([Dense(4, "tanh", **settings), Dense(1)], rng=0)
    model.compile(optimizer, "mse", ["mae"])
    return model


class TestFittingByLBFGS:
    @pytest.mark.parametrize("engine", ["compiled", "eager"])
    def test_an_epoch_is_an_iteration_on_all_examples(self, engine: str) -> None:
        model = network(kernel_regularizer="l2")
        history = model.fit(X, Y, epochs=8, engine=engine, validation_data=(X, Y), batch_size=7)
        losses_ = history.history["loss"]
        assert len(losses_) == 8
        assert losses_ == sorted(losses_, reverse=True)
        assert history.history["val_loss"] == pytest.approx(losses_, rel=1e-12)
        assert model.evaluate(X, Y) == pytest.approx([losses_[-1], history.history["mae"][-1]])
        assert model.optimizer is not None
        assert model.optimizer.iterations == 8

    def test_both_engines_agree(self) -> None:
        one, other = network(), network()
        found = [
            m.fit(X, Y, epochs=5, engine=e).history["loss"]
            for m, e in ((one, "compiled"), (other, "eager"))
        ]
        assert found[0] == pytest.approx(found[1], rel=1e-9)

    def test_is_minimize_on_the_loss_of_all_examples(self) -> None:
        one, other = network(), network()
        one.fit(X, Y, epochs=4)
        other.build((3,))
        LBFGS(other).minimize(
            lambda: losses.mean_squared_error([other(x) for x in X], list(Y)), max_iterations=4
        )
        assert [p.data for p in one.parameters()] == pytest.approx(
            [p.data for p in other.parameters()], rel=1e-7
        )

    def test_callbacks_hear_of_each_epoch_once(self) -> None:
        heard: list[Any] = []
        names = [
            "train_begin",
            "epoch_begin",
            "train_batch_begin",
            "train_batch_end",
            "epoch_end",
            "train_end",
        ]
        listener = LambdaCallback(
            **{
                f"on_{name}": lambda *arguments, name=name: heard.append((name, *arguments[:-1]))
                for name in names
            }
        )
        network().fit(X, Y, epochs=2, callbacks=[listener])
        epochs = [
            [("epoch_begin", k), ("train_batch_begin", 0), ("train_batch_end", 0), ("epoch_end", k)]
            for k in range(2)
        ]
        assert heard == [("train_begin",), *epochs[0], *epochs[1], ("train_end",)]

    def test_ends_when_it_has_converged(self) -> None:
        model = Sequential([Dense(1)], rng=0)
        model.compile("lbfgs", "mse")
        targets = X @ [1.0, -2.0, 0.5] + 3.0
        history = model.fit(X, targets, epochs=100)
        assert 1 < len(history.epoch) < 20
        assert history.history["loss"][-1] < 1e-9
        again = model.fit(X, targets, epochs=100)
        assert again.epoch in ([0], [0, 1])

    def test_stop_training_ends_it(self) -> None:
        model = network()

        def stop(epoch: int, logs: Any) -> None:
            model.stop_training = epoch == 2

        history = model.fit(X, Y, epochs=50, callbacks=[LambdaCallback(on_epoch_end=stop)])
        assert history.epoch == [0, 1, 2]
        assert model.evaluate(X, Y, return_dict=True)["loss"] == pytest.approx(
            history.history["loss"][-1], rel=1e-12
        )

    def test_a_loss_that_is_infinite_from_the_start_ends_the_first_epoch(self) -> None:
        model = Sequential([Dense(1, "exp")], rng=0)
        model.compile("lbfgs", "mse")
        model.build((1,))
        before = [p.data for p in model.parameters()]
        stopper = StopOnNaN()
        history = model.fit([1.0, 1e6], [1.0, 1.0], epochs=5, callbacks=[stopper])
        assert history.history["loss"] == [math.inf]
        assert stopper.diagnosis is not None
        assert [p.data for p in model.parameters()] == before

    def test_no_epochs_change_nothing(self) -> None:
        model = network()
        model.build((3,))
        before = [p.data for p in model.parameters()]
        assert model.fit(X, Y, epochs=0).epoch == []
        assert model.fit(X, Y, epochs=3, initial_epoch=3).epoch == []
        assert [p.data for p in model.parameters()] == before

    def test_frozen_layers_stay(self) -> None:
        model = network()
        model.build((3,))
        model.layers[0].freeze()
        before = [p.data for p in model.layers[0].parameters()]
        losses_ = model.fit(X, Y, epochs=5).history["loss"]
        assert [p.data for p in model.layers[0].parameters()] == before
        assert losses_[-1] < losses_[0]

    def test_what_does_not_go_with_it(self) -> None:
        with pytest.raises(InputValueError, match=r"augment changes .* LBFGS\(.*such as 'adam'"):
            network().fit(X, Y, augment=lambda X, rng: X)
        model = network(kernel_constraint=constraints.max_norm(1.0))
        with pytest.raises(InputValueError, match=r"constraints change the weights .* 'adam'"):
            model.fit(X, Y)
        with pytest.raises(InputValueError, match=r"no learning rate that could be 0\.5"):
            network().fit(X, Y, callbacks=[LearningRateScheduler(lambda epoch: 0.5)])


class TestFitting:
    @pytest.mark.parametrize("name", ["sgd", "adagrad", "rmsprop", "adam", "adamw"])
    def test_every_optimizer_learns_alike_with_both_engines(self, name: str) -> None:
        found = []
        for engine in ("compiled", "eager"):
            model = network(name)
            found.append(model.fit(X, Y, epochs=3, batch_size=16, engine=engine).history["loss"])
        assert found[0][-1] < found[0][0]
        assert found[0] == pytest.approx(found[1], rel=1e-9)
