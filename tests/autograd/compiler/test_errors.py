"""Errors of the compiler, read aloud: what was given, where, and what to do instead."""

import math
import random
import re
import statistics

import numpy as np
import pytest

import autograd
from autograd import AutogradError, InputTypeError, InputValueError, TracingError, Value

BRANCHES = [
    lambda x: 1.0 if x > 0.0 else 2.0,
    lambda x: x if x else 2.0,
    lambda x: not x,
    lambda x: x > 0.0 and x < 1.0,
    lambda x: 0.0 < x < 1.0,
    lambda x: max(x, 1.0),
    lambda x: min([x, 1.0]),
    lambda x: sorted([x, 1.0]),
    lambda x: x in [1.0],
    lambda x: -[1.0].index(x),
    lambda x: any([x]),
    lambda x: x * bool(x),
    lambda x: [y for y in [x] if y == 2.0],
    lambda x: np.array([x, 1.0]).argmax(),
]

READS = [
    (lambda x: x.data, r"\.data was read", r"Use the Value itself; stop_gradient\(x\)"),
    (lambda x: (x * 2.0).grad, r"\.grad was read", r"Use the Value itself"),
    (lambda x: setattr(x, "data", 1.0), r"\.data was assigned to", r"Return the new number"),
    (lambda x: setattr(x, "grad", 1.0), r"\.grad was assigned to", r"Return the new number"),
    (lambda x: (x * x).backward(), r"backward\(\) was called", r"value_and_grad\(\)"),
]

CONVERSIONS = [
    lambda x: x * float(x),
    lambda x: x * int(x),
    lambda x: abs(complex(x)),
    lambda x: x * math.exp(x),
    lambda x: [1.0, 2.0][x],
    lambda x: sum(range(x)),
    lambda x: "ab" * x,
    lambda x: 1.0 * math.isnan(x),
    lambda x: 1.0 * np.isnan(x),
    lambda x: np.array([x, x], dtype=float),
]


def line_of(f):
    return rf"test_errors\.py, line {f.__code__.co_firstlineno}: {re.escape('lambda x: ')}"


def source_of(f):
    return f"line {f.__code__.co_firstlineno}"


@pytest.fixture
def first():
    """A function of a list that has been recorded."""
    f = autograd.compile(lambda x: x[0] * 2.0)
    assert f([3.0]) == f(np.array([3.0])) == 6.0
    return f


# -------------------------------------------------------------- what a body must not ask for


@pytest.mark.parametrize("f", BRANCHES, ids=source_of)
def test_a_branch_names_its_line_and_says_what_to_write(f):
    compiled = autograd.compile(f)
    for _ in range(2):
        with pytest.raises(TracingError, match=line_of(f)) as caught:
            compiled(2.0)
        assert "A Value decided a branch while a function is recorded" in str(caught.value)
        assert "Write where(condition, a, b), maximum(a, b)" in str(caught.value)


@pytest.mark.parametrize(("f", "what", "remedy"), READS, ids=[source_of(f) for f, *_ in READS])
def test_a_number_that_is_read_names_its_line_and_what_to_use(f, what, remedy):
    with pytest.raises(TracingError, match=rf"(?s){what} while a function is .*{remedy}") as caught:
        autograd.compile(f)(2.0)
    assert f"test_errors.py, {source_of(f)}: " in str(caught.value)


@pytest.mark.parametrize("f", CONVERSIONS, ids=source_of)
def test_a_plain_number_is_refused_without_the_advice_to_read_data(f):
    """Which would be refused in turn."""
    with pytest.raises(AutogradError) as caught:
        autograd.compile(f)(2.0)
    assert ".data" not in str(caught.value)


@pytest.mark.parametrize("f", CONVERSIONS[:8], ids=source_of)
def test_a_plain_number_is_refused_with_the_line(f):
    with pytest.raises(AutogradError, match=line_of(f)):
        autograd.compile(f)(2.0)


def test_the_line_is_the_users_own_however_deep_the_library_is():
    def body(xs):
        return autograd.sum(helper(x) for x in xs)

    def helper(x):
        return x if x > 0 else -x  # here

    with pytest.raises(TracingError, match=r"line \d+: return x if x > 0 else -x  # here\n"):
        autograd.compile(body)([1.0, 2.0])


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.array(x).max(),
        lambda x: np.sort(np.array(x))[0],
        lambda x: 2.0 * statistics.median(x),
        lambda x: autograd.sum(map(statistics.median, [x, x])),
    ],
    ids=source_of,
)
def test_the_line_is_the_users_own_in_other_libraries_too(f):
    with pytest.raises(TracingError, match=line_of(f)):
        autograd.compile(f)([1.0, 2.0])


def test_a_function_of_a_library_is_named_itself():
    with pytest.raises(TracingError, match=r"statistics\.py, line \d+: .*sorted"):
        autograd.compile(statistics.median)([1.0, 2.0])


@pytest.mark.parametrize("name", ["value_and_grad", "backward", "trace"])
def test_all_that_record_say_so(name):
    with pytest.raises(TracingError, match="A Value decided a branch"):
        getattr(autograd.compile(BRANCHES[0]), name)(2.0)


# --------------------------------------------------------------------- everything as before


def test_after_an_error_all_is_as_it_was():
    before = dict(vars(Value))
    w, rng = Value(3.0), random.Random(1)
    w.grad = 5.0

    def f(x, branch):
        y = w * x + autograd.uniform(rng)
        return y if branch is None or y > 0 else -y

    compiled = autograd.compile(f)
    for call in (compiled, compiled.value_and_grad, compiled.backward):
        with pytest.raises(TracingError):
            call(2.0, "yes")
        assert dict(vars(Value)) == before
        assert not autograd.is_compiling()
        assert (w.data, w.grad) == (3.0, 5.0)
        assert Value(1.0) > 0.5
    assert compiled(2.0, None) == 6.0 + random.Random(1).random()


def test_recording_does_not_touch_the_class():
    """Which all threads share."""
    before, during = dict(vars(Value)), []
    autograd.compile(lambda x: (during.append(dict(vars(Value))), x)[1])(1.0)
    assert during == [before]


def test_nothing_is_left_of_the_recording():
    autograd.compile(lambda x: x * 2.0)(1.0)
    with pytest.raises(TracingError):
        autograd.compile(BRANCHES[0])(1.0)
    for name in ("__init__", "__bool__", "__lt__", "__eq__", "__float__", "detach", "backward"):
        assert vars(Value)[name].__module__ == "autograd.value"
    x = Value(1.0)
    for combine in (lambda: x & x, lambda: True & x, lambda: x | x, lambda: x | 1.0, lambda: ~x):
        with pytest.raises(TypeError, match=r"^(bad|unsupported) operand type"):
            combine()


def test_errors_of_the_function_itself_pass_through():
    def f(x, fail):
        if fail:
            raise KeyError("mine")
        return x * 2.0

    compiled = autograd.compile(f)
    with pytest.raises(KeyError, match="mine"):
        compiled(1.0, True)
    assert compiled(1.0, False) == 2.0
    assert Value(2.0).data == 2.0
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'fail'"):
        compiled(1.0)


# ---------------------------------------------------------------------------------- arguments


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        (["a"], r"was given 'a' \(str\); convert text with float\(\.\.\.\) first"),
        ([None], r"was given None \(NoneType\)"),
        ([1j], r"was given 1j \(complex\)"),
        ({1.0}, r"was given \{1\.0\} \(set\)"),
        (range(2), r"was given range\(0, 2\) \(range\)"),
        (iter([1.0]), r"was given <list_iterator .*\(list_iterator\)"),
        (random.Random(0), r"was given <random\.Random .*\(Random\)"),
        (math.exp, r"was given <built-in function exp> \(builtin_function_or_method\)"),
        (np.array([1j]), r"given .*1j.* \(complex"),
        (np.array(["3.0"]), r"given '3\.0' \(str"),
        (np.array(["a"]), r"given 'a' \(str"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), r"given .*2020"),
        (np.array([None]), r"given None"),
    ],
)
def test_arguments_that_are_no_numbers_are_refused_before_and_after_recording(
    first, argument, message
):
    for compiled in (autograd.compile(first.__wrapped__), first):
        with pytest.raises(InputTypeError, match=message):
            compiled(argument)
    assert first([4.0]) == first(np.array([4.0])) == 8.0


def test_an_integer_that_no_double_can_hold(first):
    for argument in (10**400, [10**400]):
        with pytest.raises(InputValueError, match="an integer of 401 digits, which no double can"):
            first(argument)


@pytest.mark.parametrize("thing", [3, "f", [Value(1.0)]])
def test_what_is_no_function_and_no_value_is_refused(thing):
    with pytest.raises(InputTypeError, match=r"compile takes a function or a Value, but was given"):
        autograd.compile(thing)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        (3, r"parameters takes a model or a list of Values, but was given 3 \(int\)"),
        ([1.0], r"but among them is 1\.0 \(float\)"),
        ([Value(1.0) * 2.0], r"was computed, so it is no parameter"),
    ],
)
def test_parameters_that_are_none(parameters, message):
    with pytest.raises((InputTypeError, InputValueError), match=message):
        autograd.compile(lambda x: x, parameters=parameters)(1.0)
    with pytest.raises((InputTypeError, InputValueError), match=message):
        autograd.compile(Value(1.0) * 2.0, parameters=parameters)


# ---------------------------------------------------------------------------------- gradients


def test_weights_are_for_batches():
    f = autograd.compile(lambda x: x * x)
    with pytest.raises(InputTypeError, match=r"weights are for the batched form; see batched\(\)"):
        f.value_and_grad(1.0, weights=[1.0])
    assert f.value_and_grad(3.0).value == 9.0


@pytest.mark.parametrize("count", [0, 2, 3])
def test_several_results_have_no_gradient(count):
    w = Value(2.0)
    f = autograd.compile(lambda x: [w * x] * count)
    message = rf"returns {count} numbers, but only a single one has a gradient; return one, .*"
    for call in (f.value_and_grad, f.backward):
        with pytest.raises(InputTypeError, match=rf"<compiled <lambda>> {message}jacobian"):
            call(3.0)
    with pytest.raises(InputTypeError, match=message):
        f.batched().value_and_grad([3.0])
    assert w.grad == 0.0
    assert f(3.0) == [6.0] * count


@pytest.mark.parametrize("result", [lambda x: x, lambda x: (x, x, x), lambda x: ([x], x)])
def test_with_has_aux_there_must_be_a_pair(result):
    with pytest.raises(InputTypeError, match=r"with has_aux=True .* must return a pair \(number, "):
        autograd.compile(result).value_and_grad(1.0, has_aux=True)


def test_gradients_by_values_are_had_another_way():
    f = autograd.compile(lambda x: x * x)
    for call in (f.value_and_grad, f.backward):
        with pytest.raises(InputTypeError, match=r"was given Values; .* then backward\(\) on the"):
            call(Value(1.0))


def test_what_is_known_only_after_a_call():
    f = autograd.compile(lambda x: x)
    for name in ("program", "parameters"):
        with pytest.raises(InputValueError, match=r"not recorded yet, .*: call it, or its trace\("):
            getattr(f, name)


@pytest.mark.parametrize("result", [None, "text", 1j, {1.0}, object])
def test_a_result_that_is_no_number_is_named_with_its_function(result):
    def give(x):
        return [x, result]

    with pytest.raises(InputTypeError, match=r"give .*given .*" + re.escape(repr(result))):
        autograd.compile(give)(1.0)


@pytest.mark.parametrize("seed", ["1.0", None, [1.0], 1j])
def test_a_seed_is_a_number(seed):
    x = Value(1.0)
    graph = autograd.compile(x * 2.0)
    with pytest.raises(InputTypeError, match=r"backward\(seed\) takes real numbers or Values, but"):
        graph.backward(seed)
    assert x.grad == 0.0
    graph.backward()
    assert x.grad == 2.0
