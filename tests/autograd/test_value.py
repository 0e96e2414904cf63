"""A Value: recording, the backward pass, constants, comparisons, printing."""

import inspect
import math

import pytest

import autograd
from autograd import GradientLostError, InputTypeError, InputValueError, Value, no_grad
from autograd.operation import TABLE
from autograd.recording import contexts


def test_a_leaf_has_data_and_nothing_else():
    v = Value(3, label="v")
    assert (v.data, v.grad, v.label, v.op, v.operands, v.inputs) == (3.0, 0.0, "v", None, (), ())
    assert type(v.data) is float
    assert v.is_leaf


def test_an_operation_remembers_operands_in_order_and_its_local_derivatives():
    a, b = Value(2.0), Value(-3.0)
    c = a * b
    assert c.data == -6.0
    assert c.op is autograd.mul
    assert c.operands == (a, b)
    assert c.local_derivatives == (-3.0, 2.0)
    assert not c.is_leaf


def test_local_derivatives_are_known_before_any_backward_pass_and_survive_new_data():
    x = Value(3.0)
    y = x * x
    x.data = 100.0
    y.backward()
    assert x.grad == 6.0


def test_a_literal_is_no_leaf():
    x = Value(3.0)
    y = x * 2
    assert y.operands == (x,)
    assert y.inputs == (x, 2.0)
    assert (2 - x).inputs == (2.0, x)
    assert autograd.topological_order(y) == [x, y]


@pytest.mark.parametrize(
    ("expression", "data", "grad"),
    [
        (lambda x: x + 3, 5.0, 1.0),
        (lambda x: 3 + x, 5.0, 1.0),
        (lambda x: x - 3, -1.0, 1.0),
        (lambda x: 3 - x, 1.0, -1.0),
        (lambda x: x * 3, 6.0, 3.0),
        (lambda x: 3 * x, 6.0, 3.0),
        (lambda x: x / 4, 0.5, 0.25),
        (lambda x: 4 / x, 2.0, -1.0),
        (lambda x: x**3, 8.0, 12.0),
        (lambda x: 3**x, 9.0, 9.0 * math.log(3.0)),
        (lambda x: x**x, 4.0, 4.0 * (1.0 + math.log(2.0))),
        (lambda x: -x, -2.0, -1.0),
        (lambda x: +x, 2.0, 1.0),
        (lambda x: abs(-x), 2.0, 1.0),
        (lambda x: round(x * 1.3), 3.0, 0.0),
        (lambda x: math.floor(x * 1.3), 2.0, 0.0),
        (lambda x: math.ceil(x * 1.3), 3.0, 0.0),
        (lambda x: x + x, 4.0, 2.0),
        (lambda x: x * x * x, 8.0, 12.0),
        (lambda x: sum([x, x, 1.0]), 5.0, 2.0),
        (lambda x: x.tanh(), math.tanh(2.0), 1.0 - math.tanh(2.0) ** 2),
        (lambda x: x.exp().log(), 2.0, 1.0),
        (lambda x: x.maximum(1.0) + x.clip(0.0, 1.0), 3.0, 1.0),
        (lambda x: (-x).leaky_relu(slope=0.1), -0.2, -0.1),
    ],
)
def test_operators(expression, data, grad):
    x = Value(2.0)
    y = expression(x)
    y.backward()
    assert y.data == pytest.approx(data, rel=1e-15)
    assert x.grad == pytest.approx(grad, rel=1e-15)


def test_augmented_assignment_makes_a_new_node():
    x = Value(1.0)
    y = x
    y += 1.0
    assert y is not x
    assert (x.data, y.data) == (1.0, 2.0)


def test_gradients_of_shared_nodes_add_up():
    a, b = Value(-2.0), Value(3.0)
    d = a * b
    e = a + b
    f = d * e
    f.backward()
    assert (a.grad, b.grad, d.grad, e.grad) == (-3.0, -8.0, 1.0, -6.0)


def test_backward_twice_is_exactly_twice():
    x, y = Value(0.1), Value(0.7)
    z = (x * y).exp() / (x + 0.3) + x * x * y
    z.backward()
    once = x.grad, y.grad
    interior = [node.grad for node in autograd.topological_order(z) if not node.is_leaf]
    z.backward()
    assert (x.grad, y.grad) == (2 * once[0], 2 * once[1])
    assert [n.grad for n in autograd.topological_order(z) if not n.is_leaf] == interior


def test_backward_through_a_shared_part_is_right_for_both_roots():
    x = Value(3.0)
    shared = x * x
    (shared * 2.0).backward()
    (shared * 5.0).backward()
    assert x.grad == 2 * 6.0 + 5 * 6.0


def test_the_seed_scales_all_gradients():
    x = Value(3.0)
    (x * x).backward(seed=0.5)
    assert x.grad == 3.0


def test_backward_on_a_leaf():
    x = Value(3.0)
    x.backward()
    x.backward()
    assert x.grad == 2.0


def test_an_interrupted_backward_pass_keeps_what_leaves_had_gathered():
    x = Value(1.0)
    x.grad = 5.0
    y = x * 2.0
    y._left_local = "broken"
    with pytest.raises(TypeError):
        y.backward()
    assert x.grad == 5.0


def test_detach_cuts_the_graph():
    x = Value(2.0)
    y = (x * x).detach() * x
    y.backward()
    assert x.grad == 4.0


def test_comparisons_compare_data():
    a, b = Value(1.0), Value(2.0)
    assert a < b
    assert a <= 1
    assert b > a
    assert b >= 2.0
    assert not 1.5 < a  # noqa: SIM300 - the reflected comparison
    assert a == 1.0
    assert a != b
    assert a == Value(1.0)
    assert a != "a"
    assert Value(math.nan) != Value(math.nan)
    assert (bool(Value(0.0)), bool(Value(0.1))) == (False, True)
    with pytest.raises(TypeError, match="not supported between instances of 'Value' and 'str'"):
        assert a < "a"


def test_equal_values_are_still_different_nodes():
    a, b = Value(1.0), Value(1.0)
    assert len({a, b}) == 2


def test_data_and_grad_are_always_floats():
    v = Value(True)
    assert v.data == 1.0
    v.data, v.grad = 3, 0
    assert (type(v.data), type(v.grad)) == (float, float)


@pytest.mark.parametrize(
    ("mistake", "error", "message"),
    [
        (float, GradientLostError, r"would lose the gradient.*\.data.*autograd\.exp"),
        (math.exp, GradientLostError, r"use \.data if that is what you want"),
        (int, GradientLostError, r"^int\(Value\(.*would lose the gradient; .*autograd\.floor"),
        (math.trunc, GradientLostError, r"^int\(Value\(.*would lose the gradient"),
        (complex, GradientLostError, r"^complex\(Value\(.*Values are real numbers"),
        (lambda v: [1, 2, 3][v], GradientLostError, r"no whole number .* int\(x\.data\)"),
        (lambda v: Value("3"), InputTypeError, r"'3' \(str\); convert text with float"),
        (lambda v: Value(None), InputTypeError, r"was given None \(NoneType\)"),
        (lambda v: Value([1.0]), InputTypeError, r"\[1.0\] \(list\); apply it to each element"),
        (lambda v: Value(1j), InputTypeError, r"1j \(complex\)"),
        (Value, InputTypeError, r"use it as it is, or copy.*detach\(\)"),
        (lambda v: Value(10**400), InputValueError, "integer of 401 digits"),
        (lambda v: setattr(v, "data", "x"), InputTypeError, "Value.data takes real numbers"),
        (lambda v: setattr(v, "grad", None), InputTypeError, "Value.grad takes real numbers"),
        (lambda v: v.backward("1"), InputTypeError, r"backward\(seed\) takes real numbers"),
        (lambda v: v + "x", TypeError, "unsupported operand"),
        (lambda v: [1] * v, GradientLostError, "would lose the gradient"),
        (lambda v: v**None, TypeError, "unsupported operand"),
        (lambda v: round(v, 2), InputTypeError, r"round\(value\.data, 2\)"),
        (lambda v: autograd.exp([v]), InputTypeError, "apply it to each element"),
        (lambda v: autograd.exp(v, v), InputTypeError, r"\[exp\(x\) for x in numbers\]"),
        (lambda v: autograd.exp("1"), InputTypeError, "convert text"),
        (autograd.maximum, InputTypeError, r"maximum\(a, b\) was called as maximum"),
        (lambda v: autograd.elu(v, beta=1), InputTypeError, "unexpected keyword argument 'beta'"),
        (lambda v: autograd.operation("tanhh"), InputValueError, "did you mean 'tanh'"),
    ],
)
def test_a_mistake_is_answered_with_what_to_do_instead(mistake, error, message):
    v = Value(2.0, label="v")
    with pytest.raises(error, match=message):
        mistake(v)
    assert (v.data, v.grad) == (2.0, 0.0)


def test_printing():
    a = Value(1.5, label="a")
    assert repr(a) == "Value(data=1.5, grad=0.0, label='a')"
    assert repr(a * 2) == "Value(data=3.0, grad=0.0)"
    assert f"{a:.3f}" == "1.500"
    assert f"{a}" == repr(a)


def test_no_grad_records_nothing():
    x = Value(2.0)
    with no_grad():
        results = [x * x, 2 * x, x.exp(), autograd.where(x > 1, x, 0.0), -x, x + x]
    assert all(result.is_leaf for result in results)
    assert [result.data for result in results][:2] == [4.0, 4.0]
    assert (x * x).operands == (x, x)


def test_backward_of_what_no_grad_has_not_recorded():
    x = Value(2.0, label="x")
    with no_grad():
        for root in (x * x, x, no_grad()(lambda: x + 1.0)()):
            with pytest.raises(InputValueError, match=r"no operands, was called within no_grad"):
                root.backward()
    assert x.grad == 0.0
    x.backward()
    assert x.grad == 1.0
    y = x * x
    with no_grad():
        y.backward()
    assert x.grad == 5.0


def test_no_grad_is_undone_on_failure_and_nests():
    x = Value(2.0)
    with pytest.raises(ZeroDivisionError), no_grad():
        raise ZeroDivisionError
    with no_grad():
        with no_grad():
            pass
        assert (x * x).is_leaf
    assert not (x * x).is_leaf


def test_no_grad_as_a_decorator():
    @no_grad()
    def square(x):
        return x * x

    assert square(Value(3.0)).is_leaf
    assert square(Value(3.0)).is_leaf


def test_no_grad_as_a_decorator_without_parentheses():
    @no_grad
    def square(x):
        return x * x

    assert square(Value(3.0)).is_leaf


def test_no_grad_refuses_a_generator_function():
    with pytest.raises(InputTypeError, match=r"squares is a generator function.*inside it"):

        @no_grad()
        def squares(x):
            yield x * x


def test_no_grad_refuses_a_coroutine_function():
    with pytest.raises(InputTypeError, match="square is a coroutine function"):

        @no_grad()
        async def square(x):
            return x * x


def test_no_grad_in_an_asynchronous_generator_that_is_abandoned():
    import asyncio

    x = Value(2.0)

    async def squares():
        with no_grad():
            yield x * x
            yield x * x

    async def first():
        async for square in squares():
            assert square.is_leaf
            break

    asyncio.run(first())
    assert not (x * x).is_leaf
    assert contexts.open_contexts == 0


def test_contexts_are_counted_down():
    for _ in range(3):
        with no_grad(), no_grad():
            assert contexts.open_contexts == 2
    assert contexts.open_contexts == 0


def test_no_grad_in_one_thread_does_not_stop_another():
    import threading

    inside, done = threading.Event(), threading.Event()

    def hold():
        with no_grad():
            inside.set()
            done.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    inside.wait(10)
    recorded = Value(2.0) * 3.0
    done.set()
    thread.join()
    assert not recorded.is_leaf


def test_subclasses_of_value_take_part():
    class Named(Value):
        pass

    x, y = Named(2.0), Value(3.0)
    for z in (x * y, y * x):
        z.backward()
    assert (x.grad, y.grad) == (6.0, 4.0)


def test_an_operation_on_three_values():
    x, low, high = Value(5.0), Value(-1.0), Value(0.5)
    inner = high * 2.0
    y = x.clip(low, inner) * 3.0
    assert y.operands[0].operands == (x, low, inner)
    assert y.operands[0].local_derivatives == (0.0, 0.0, 1.0)
    assert y.operands[0].operand_positions == (0, 1, 2)
    y.backward()
    assert (x.grad, low.grad, inner.grad, high.grad) == (0.0, 0.0, 3.0, 6.0)
    assert autograd.topological_order(y).index(high) < autograd.topological_order(y).index(inner)


def test_truth_values_are_numbers():
    assert autograd.relu(True) == 1.0
    assert type(autograd.relu(True)) is float
    assert type(autograd.add(True, True)) is float


@pytest.mark.parametrize("row", [row for row in TABLE.values() if hasattr(Value, row.name)])
def test_each_method_tells_its_meaning_and_its_derivatives(row):
    text = inspect.getdoc(getattr(Value, row.name))
    assert text.startswith(row.__doc__.split(">>>")[0].strip())
    for name, rule in zip(row.inputs, row.rules, strict=True):
        assert f"/ d {name} = {rule}" in text
