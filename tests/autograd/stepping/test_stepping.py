"""`steps`: a forward and a backward pass, one step at a time."""

import gc
import math
import operator
import random
import struct
import time

import pytest

import autograd
from autograd import (
    InputTypeError,
    InputValueError,
    NonFiniteError,
    ParameterVector,
    Steps,
    Value,
    log,
    no_grad,
    relu,
    steps,
    tanh,
    topological_order,
    where,
)
from autograd.ops import TABLE
from autograd.stepping import not_finite, vanished, vanished_or_not_finite
from autograd.stepping.stepper import RECENT
from nn import MLP
from tests.helpers.sampling import points

MAKERS = [
    operator.add,
    operator.sub,
    operator.mul,
    autograd.hypot,
    autograd.maximum,
    lambda a, b: tanh(a),
    lambda a, b: a * a,
    lambda a, b: relu(a) * 0.5,
    lambda a, b: where(a > b, a, log(b * b + 1.0)),
    lambda a, b: autograd.clip(a, -1.0, b),
    lambda a, b: -a,
]


def random_graph(seed, operations=25):
    """A root whose operands were drawn from all that was there; leaves have gradients already."""
    rng = random.Random(seed)
    nodes = [Value(rng.uniform(-2.0, 2.0)) for _ in range(4)]
    for leaf in nodes:
        leaf.grad = rng.choice((0.0, -0.0, rng.uniform(-1.0, 1.0), 1e17))
    for _ in range(operations):
        nodes.append(rng.choice(MAKERS)(rng.choice(nodes[-6:]), rng.choice(nodes[-6:])))
    for node in nodes[4:]:
        node.grad = rng.uniform(-1.0, 1.0)  # of an earlier pass, to be forgotten
    return nodes[-1]


def bits(graph):
    """The gradients to the last bit: nan equals nan, and -0.0 is not 0.0."""
    return [struct.pack("d", node.grad) for node in graph]


def after_backward(root):
    """What `backward` gives, and the gradients as they were before put back."""
    order = topological_order(root)
    before = [node.grad for node in order]
    root.backward()
    expected = bits(order)
    for node, grad in zip(order, before, strict=True):
        node.grad = grad
    return order, expected


@pytest.fixture
def product():
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    c = a * b
    c.label = "c"
    return a, b, c


class TestEvents:
    def test_forward_and_backward_in_order(self):
        x = Value(0.5, label="x")
        h = tanh(x)
        y = h * x
        assert [(step.direction, step.op and step.op.name) for step in steps(y)] == [
            ("forward", "tanh"),
            ("forward", "mul"),
            ("backward", None),
            ("backward", "mul"),
            ("backward", "tanh"),
        ]

    def test_one_direction_only(self, product):
        *_, c = product
        assert [step.direction for step in steps(c, "forward")] == ["forward"]
        assert [step.direction for step in steps(c, "backward")] == ["backward"] * 2

    def test_a_step_forward(self, product):
        a, b, c = product
        step = next(steps(c))
        assert (step.position, step.node is c, step.op) == (1, True, autograd.mul)
        assert (step.inputs, step.data) == ((2.0, -3.0), -6.0)
        assert [x is y for x, y in zip(step.operands, (a, b), strict=True)] == [True, True]
        assert step.local_derivatives == (-3.0, 2.0)
        assert (step.gradient, step.contributions) == (None, ())

    def test_a_step_backward(self, product):
        a, b, c = product
        a.grad = 1.0
        passing = steps(c, "backward")
        next(passing)
        step = next(passing)
        assert step.gradient == 1.0
        first, second = step.contributions
        assert first.operand is a
        assert (first.input, first.local_derivative, first.gradient) == ("a", -3.0, 1.0)
        assert (first.amount, first.before, first.after) == (-3.0, 1.0, -2.0)
        assert second.operand is b
        assert (second.amount, second.before, second.after) == (2.0, 0.0, 2.0)

    def test_the_first_step_backward_is_the_derivative_of_the_root_by_itself(self, product):
        *_, c = product
        c.grad = 7.0
        seed = next(steps(c, "backward"))
        assert (seed.op, seed.gradient, seed.operands) == (None, 1.0, ())
        [part] = seed.contributions
        assert (part.operand is c, part.amount, part.before, part.after) == (True, 1.0, 7.0, 1.0)

    def test_an_operand_that_occurs_twice_gets_two_contributions_in_order(self):
        x = Value(3.0)
        last = list(steps(x * x))[-1]
        assert [part.input for part in last.contributions] == ["a", "b"]
        assert [(part.before, part.after) for part in last.contributions] == [
            (0.0, 3.0),
            (3.0, 6.0),
        ]

    def test_constants_have_no_part_in_it(self):
        x = Value(3.0)
        last = list(steps(2.0 * x))[-1]
        assert last.inputs == (2.0, 3.0)
        assert len(last.contributions) == 1

    def test_nor_has_a_branch_that_was_not_taken(self):
        x = Value(3.0)
        y = where(x > 0.0, x * 2.0, log(x))
        assert [step.op.name for step in steps(y, "forward")] == ["mul", "where"]

    def test_an_operation_without_operands_has_nothing_to_pass_on(self):
        x = Value(2.0)
        y = autograd.polygamma(x, 3.0) + 1.0
        assert [step.op and step.op.name for step in steps(y)] == [
            "polygamma",
            "add",
            None,
            "add",
        ]

    def test_a_leaf_is_a_graph_of_one_step(self):
        x = Value(3.0)
        x.grad = 2.0
        passing = steps(x)
        assert len(passing) == 1
        next(passing)
        assert x.grad == 3.0
        passing.back()
        assert x.grad == 2.0
        assert list(steps(x, "forward")) == []

    def test_the_numbers_of_a_step_stay(self, product):
        a, _, c = product
        step = next(steps(c))
        text = str(step)
        a.data = 100.0
        assert str(step) == text

    def test_numbers_assigned_meanwhile_change_no_gradient(self, product):
        a, b, c = product
        passing = steps(c)
        next(passing)
        a.data = b.data = 100.0
        passing.run()
        assert (a.grad, b.grad) == (-3.0, 2.0)

    def test_a_model(self):
        model = MLP(2, [3, 1], rng=0)
        loss = model([1.0, -2.0]) ** 2
        order, expected = after_backward(loss)
        for _ in steps(loss):
            pass
        assert bits(order) == expected


class TestGradients:
    @pytest.mark.parametrize("seed", range(60))
    def test_at_the_end_they_are_those_of_backward_to_the_bit(self, seed):
        root = random_graph(seed)
        order, expected = after_backward(root)
        assert len(list(steps(root))) == len(steps(root))
        assert bits(order) == expected

    @pytest.mark.parametrize("seed", range(60))
    def test_the_steps_say_what_they_do(self, seed):
        root = random_graph(seed)
        passing = steps(root)
        while (step := passing.to(passing.position + 1)) and passing.position < len(passing):
            for part in step.contributions:
                assert part.amount == part.local_derivative * part.gradient or step.op is None
            last = {part.operand: part.after for part in step.contributions}
            for operand, after in last.items():
                assert struct.pack("d", operand.grad) == struct.pack("d", after)

    @pytest.mark.parametrize("seed", range(30))
    def test_the_contributions_add_up_to_them(self, seed):
        root = random_graph(seed)
        for leaf in topological_order(root):
            leaf.grad = 0.0
        sums = {}
        for step in steps(root):
            for part in step.contributions:
                sums[part.operand] = sums.get(part.operand, 0.0) + part.amount
        assert all(node.grad == total or math.isnan(total) for node, total in sums.items())

    @pytest.mark.parametrize("name", TABLE)
    def test_every_operation_of_the_table(self, name):
        op = TABLE[name]
        for inputs in points(op, 20):
            if op.takes_condition:
                root = op(inputs[0], *map(Value, inputs[1:]))
            else:
                root = op(*map(Value, inputs))
            order, expected = after_backward(root)
            before = bits(order)
            passing = steps(root)
            passing.run()
            assert bits(order) == expected
            passing.to(0)
            assert bits(order) == before

    def test_what_a_leaf_had_before_is_added_to(self):
        x = Value(3.0)
        x.grad = 10.0
        y = x * x + x
        shown = []
        for _ in steps(y, "backward"):
            shown.append(x.grad)
        assert shown == [10.0, 11.0, 17.0]

    def test_what_interior_values_had_is_forgotten_when_the_backward_pass_begins(self):
        x = Value(3.0)
        h = x * x
        y = h + x
        h.grad = 5.0
        passing = steps(y)
        passing.to(2)
        assert h.grad == 5.0
        next(passing)
        assert (h.grad, y.grad) == (0.0, 1.0)

    def test_a_second_pass_adds_as_a_second_backward_does(self):
        x = Value(3.0)
        y = x * x
        steps(y).run()
        steps(y).run()
        assert x.grad == 12.0

    def test_forward_changes_none(self):
        root = random_graph(1)
        order = topological_order(root)
        before = bits(order)
        list(steps(root, "forward"))
        assert bits(order) == before

    def test_abandoned_they_stay_as_they_are(self):
        x = Value(3.0)
        y = x * x + x
        passing = steps(y, "backward")
        next(passing)
        next(passing)
        del passing
        gc.collect()
        assert x.grad == 1.0

    def test_within_no_grad(self, product):
        a, _, c = product
        with no_grad():
            steps(c).run()
        assert a.grad == -3.0

    def test_of_parameters_in_a_vector(self, product):
        a, b, c = product
        vector = ParameterVector([a, b])
        vector.grad = [1.0, 1.0]
        passing = steps(c)
        passing.run()
        assert vector.grad.tolist() == [-2.0, 3.0]
        passing.to(0)
        assert vector.grad.tolist() == [1.0, 1.0]

    def test_parameters_that_move_into_a_vector_meanwhile(self, product):
        a, b, c = product
        passing = steps(c)
        passing.to(2)
        vector = ParameterVector([a, b])
        passing.run()
        assert vector.grad.tolist() == [-3.0, 2.0]
        vector.release()
        passing.to(0)
        assert (a.grad, b.grad) == (0.0, 0.0)

    def test_within_debug_a_gradient_that_would_break_is_an_error_and_none_is_changed(self):
        x = Value(0.0, label="x")
        y = autograd.sqrt(x) * 1.0
        y.grad = 5.0
        passing = steps(y, "backward")
        with autograd.debug(), pytest.raises(NonFiniteError, match="sqrt"):
            next(passing)
        assert (passing.position, y.grad, x.grad) == (0, 5.0, 0.0)


class TestMoving:
    @pytest.mark.parametrize("seed", range(20))
    def test_back_restores_every_gradient_at_every_position(self, seed):
        root = random_graph(seed)
        order = topological_order(root)
        passing = steps(root)
        states = [bits(order)]
        taken = []
        for step in passing:
            taken.append(step)
            states.append(bits(order))
        while passing.position:
            step = passing.back()
            assert bits(order) == states[passing.position]
            assert (step.position, step.node is taken[-1].node) == (passing.position + 1, True)
            assert repr(step.contributions) == repr(taken.pop().contributions)
        for state in states[1:]:
            next(passing)
            assert bits(order) == state

    @pytest.mark.parametrize("seed", range(20))
    def test_to_any_position_from_any_other(self, seed):
        root = random_graph(seed)
        order = topological_order(root)
        passing = steps(root)
        states = [bits(order), *[bits(order) for _ in passing]]
        rng = random.Random(seed)
        for _ in range(40):
            position = rng.randint(0, len(passing))
            step = passing.to(position)
            assert bits(order) == states[position]
            assert (step.position if step else 0) == passing.position == position

    def test_next_at_the_end(self, product):
        passing = steps(product[2])
        passing.run()
        with pytest.raises(StopIteration):
            next(passing)
        assert list(passing) == []

    def test_a_loop_that_is_left_can_be_gone_on_with(self, product):
        passing = steps(product[2])
        for _ in passing:
            break
        assert [step.position for step in passing] == [2, 3]

    def test_back_at_the_start(self, product):
        with pytest.raises(
            InputValueError,
            match=r"these steps are at their start, so there is none to go back; next\(\.\.\.\) ",
        ):
            steps(product[2]).back()

    @pytest.mark.parametrize("position", [-1, 4])
    def test_to_where_there_is_no_step(self, product, position):
        with pytest.raises(
            InputValueError, match=f"there is no position {position}; give one from 0.* to 3, the e"
        ):
            steps(product[2]).to(position)

    @pytest.mark.parametrize("position", ["c", 1.5, None])
    def test_to_what_is_no_position(self, product, position):
        with pytest.raises(
            InputTypeError, match=r"to\(position\) takes a whole number, but .*; to stop .* until="
        ):
            steps(product[2]).to(position)

    def test_the_recent_steps_are_those_before_the_position(self):
        y = Value(1.0)
        for _ in range(30):
            y = y * 1.5
        passing = steps(y)
        for position in (40, 45, 20, 0, 61):
            passing.to(position)
            expected = list(range(max(position - RECENT, 0) + 1, position + 1))
            assert [step.position for step in passing._recent] == expected


class TestBreakpoints:
    def run_all(self, root, until, direction="both", **options):
        """Where runs stop, one after the other."""
        passing = steps(root, direction, until=until, **options)
        stops = []
        while (step := passing.run()) is not None:
            stops.append((step.direction[0], step.op and step.op.name))
        assert passing.position == len(passing)
        return stops

    @pytest.fixture
    def root(self):
        x = Value(0.5, label="x")
        h = tanh(x)
        h.label = "h"
        return h * h + 1.0

    def test_a_loop_ends_with_the_step_in_question_and_another_goes_on(self, root):
        passing = steps(root, until="mul")
        assert [step.op and step.op.name for step in passing] == ["tanh", "mul"]
        assert [step.op and step.op.name for step in passing] == ["add", None, "add", "mul"]
        assert [step.op and step.op.name for step in passing] == ["tanh"]
        assert list(passing) == []

    def test_next_and_to_do_not_stop(self, root):
        passing = steps(root, until="tanh")
        assert next(passing).op.name == "tanh"
        assert next(passing).op.name == "mul"
        assert passing.to(len(passing)).position == len(passing)

    def test_a_value(self, root):
        h = root.operands[0].operands[0]
        assert self.run_all(root, h) == [("f", "tanh"), ("b", "tanh")]

    def test_the_root_also_where_the_gradients_begin(self, root):
        assert self.run_all(root, root) == [("f", "add"), ("b", None), ("b", "add")]

    def test_a_leaf_stands_for_the_operations_that_use_it(self, root):
        x = topological_order(root)[0]
        assert self.run_all(root, x) == [("f", "tanh"), ("b", "tanh")]

    def test_a_label(self, root):
        assert self.run_all(root, "h") == [("f", "tanh"), ("b", "tanh")]

    def test_the_name_of_a_variable(self):
        x = Value(0.5)
        inner = tanh(x)
        assert self.run_all(inner + 1.0, "inner", names={"inner": inner})[0] == ("f", "tanh")
        passing = steps(inner + 1.0, until="inner")
        assert passing.run().node is inner

    def test_a_name_that_the_steps_gave(self, root):
        assert self.run_all(root, "squared") == [("f", "mul"), ("b", "mul")]
        assert self.run_all(root, "L", names={})[0] == ("f", "add")

    def test_all_values_of_a_label(self):
        x = Value(0.5, label="x")
        one, two = tanh(x), relu(x)
        one.label = two.label = "h"
        assert self.run_all(one * two, "h", "forward") == [("f", "tanh"), ("f", "relu")]
        assert self.run_all(one * two, "h#2", "forward") == [("f", "relu")]

    def test_a_long_label_as_it_was_written(self):
        x = Value(0.5)
        y = tanh(x)
        y.label = "long " * 100
        assert steps(y + 1.0, until="long " * 100).run().node is y

    def test_an_operation_or_its_name(self, root):
        expected = [("f", "tanh"), ("b", "tanh")]
        assert self.run_all(root, autograd.tanh) == self.run_all(root, "tanh") == expected

    def test_a_label_goes_before_the_operation_of_that_name(self, root):
        root.label = "tanh"
        assert self.run_all(root, "tanh") == [("f", "add"), ("b", None), ("b", "add")]

    def test_a_function(self, root):
        def is_small(step):
            return step.direction == "forward" and step.data < 0.4

        assert self.run_all(root, is_small) == [("f", "mul")]

    def test_several(self, root):
        until = ["mul", lambda step: step.op is None]
        assert self.run_all(root, until) == [("f", "mul"), ("b", None), ("b", "mul")]
        assert self.run_all(root, []) == []

    def test_the_function_sees_what_the_step_has_done(self, product):
        a, _, c = product
        seen = []
        steps(c, "backward", until=lambda step: seen.append(a.grad)).run()
        assert seen == [0.0, -3.0]

    def test_a_gradient_that_vanished(self):
        x = Value(-1.0, label="x")
        y = relu(x) * 3.0
        assert self.run_all(y, vanished) == [("b", "relu")]
        assert self.run_all(y, vanished_or_not_finite) == [("b", "relu")]
        assert self.run_all(y, not_finite) == []

    def test_what_is_not_finite(self):
        x = Value(0.0)
        y = log(x) * 2.0
        assert self.run_all(y, not_finite) == [("f", "log"), ("f", "mul"), ("b", "log")]
        assert self.run_all(y, vanished_or_not_finite, "backward") == [("b", "log")]

    def test_infinite_by_adding_up(self):
        x = Value(1.0)
        y = 1.5e308 * x + 1.5e308 * (x - 1.0)
        assert self.run_all(y, not_finite) == [("b", "mul")]

    def test_an_operation_that_the_graph_does_not_have(self, root):
        assert self.run_all(root, "sin") == []

    def test_a_name_that_nothing_has(self, root):
        with pytest.raises(
            InputValueError,
            match="until is 'tahn', but no Value of the graph is called so, and no operation; did "
            "you mean 'tanh'",
        ):
            steps(root, until="tahn")
        with pytest.raises(InputValueError, match="no operation; give a Value, a name"):
            steps(root, until="???")

    def test_a_value_that_is_not_in_the_graph(self, root):
        with pytest.raises(
            InputValueError, match=r"until is Value\(.*which the result does not depend on; give a"
        ):
            steps(root, until=[Value(0.5)])

    @pytest.mark.parametrize("until", [3, 2.5, True, [None], [["h"]], Value])
    def test_what_one_cannot_stop_at(self, root, until):
        with pytest.raises(
            InputTypeError, match=r"until takes something to stop at, but was given .*; give a Val"
        ):
            steps(root, until=until)


class TestErrors:
    @pytest.mark.parametrize("root", [2.0, None, "loss", [Value(1.0)]])
    def test_a_root_that_is_no_value(self, root):
        with pytest.raises(
            InputTypeError, match=r"steps\(root\) takes a Value, .*give the Value that a computati"
        ):
            steps(root)

    def test_a_direction_that_does_not_exist(self):
        with pytest.raises(
            InputValueError, match="direction is 'up'; the directions are 'both', 'forward' and 'b"
        ):
            steps(Value(1.0), "up")

    def test_names_that_are_no_dict(self):
        with pytest.raises(InputTypeError, match="names takes a dict from names to Values"):
            steps(Value(1.0), names=[1])


class TestMillions:
    @pytest.mark.slow
    def test_made_in_no_time_and_gone_to_any_position(self):
        x = Value(1.0)
        y = x
        for _ in range(1_000_000):
            y = y * 1.000001
        started = time.perf_counter()
        passing = steps(y)
        assert time.perf_counter() - started < 10.0  # 0.8 s on an idle machine
        assert len(passing) == 2_000_001
        assert next(passing).op.name == "mul"
        assert passing.to(2_000_001).position == 2_000_001
        assert x.grad == pytest.approx(2.718280469, rel=1e-9)
        assert str(passing.back()).startswith("backward v1 = x * 1.000:  dy/dx += ")
        assert x.grad == 0.0

    def test_nothing_is_left_behind_without_the_garbage_collector(self):
        gc.collect()
        gc.disable()
        try:
            passing = steps(random_graph(3))
            for step in passing:
                str(step)
            repr(passing)
            del passing, step
            assert gc.collect() == 0
        finally:
            gc.enable()


def test_the_class_is_exported():
    assert isinstance(steps(Value(1.0)), Steps)
    assert isinstance(next(steps(Value(1.0))), autograd.Step)
