"""What is in a picture, whatever format it is written in."""

import math

import pytest

from autograd import Value, draw, where
from autograd.operation import TABLE
from autograd.writing.text import display, literal, number, shorten
from nn import MLP


def box(drawing, name):
    (found,) = [node for node in drawing.picture.nodes if node.name == name]
    return found


def boxes(drawing, kind):
    return [node for node in drawing.picture.nodes if node.kind == kind]


def edges_into(drawing, head):
    edges = [edge for edge in drawing.picture.edges if edge.head == head]
    return [(edge.tail, edge.derivative, edge.role, edge.reached) for edge in edges]


class TestContents:
    def test_values_operations_constants_and_local_derivatives(self):
        a = Value(2.0)
        out = (a * 3.0).tanh()
        drawing = draw(out)
        found = [(node.id, node.kind, node.name, node.data) for node in drawing.picture.nodes]
        assert found == [
            ("n0", "input", "a", 2.0),
            ("c1_1", "constant", "", 3.0),
            ("o1", "operation", "*", None),
            ("n1", "interior", "", 6.0),
            ("o2", "operation", "tanh", None),
            ("n2", "result", "out", math.tanh(6.0)),
        ]
        assert edges_into(drawing, "o1") == [("n0", 3.0, "", True), ("c1_1", None, "", True)]
        assert edges_into(drawing, "o2") == [("n1", *out.local_derivatives, "", True)]
        assert edges_into(drawing, "n2") == [("o2", None, "", True)]

    def test_a_sum_of_a_value_and_itself_has_two_edges(self):
        a = Value(3.0)
        assert edges_into(draw(a + a), "o1") == [("n0", 1.0, "", True)] * 2

    def test_both_derivatives_of_a_power_of_itself(self):
        x = Value(2.0)
        edges = edges_into(draw(x**x), "o1")
        assert [derivative for _, derivative, _, _ in edges] == [4.0, 4.0 * math.log(2.0)]

    def test_a_constant_may_come_first(self):
        x = Value(2.0)
        assert [tail for tail, *_ in edges_into(draw(1.0 - x), "o1")] == ["c1_0", "n0"]

    def test_inputs_are_named_where_their_place_does_not_tell(self):
        x = Value(0.5)
        clipped = edges_into(draw(x.clip(-1.0, 1.0)), "o1")
        assert [role for _, _, role, _ in clipped] == ["x", "low", "high"]
        assert [role for _, _, role, _ in edges_into(draw(x.leaky_relu()), "o1")] == [
            "",
            "slope",
        ]
        assert [role for _, _, role, _ in edges_into(draw(x - 1.0), "o1")] == ["", ""]

    def test_a_leaf_alone(self):
        x = Value(1.0)
        drawing = draw(x)
        assert [(node.kind, node.name) for node in drawing.picture.nodes] == [("input", "x")]
        assert drawing.picture.edges == ()

    def test_several_roots(self):
        x = Value(1.0)
        y, z = x + 1.0, x * 2.0
        drawing = draw([y, z])
        assert box(drawing, "y").kind == box(drawing, "z").kind == "result"
        assert sum(node.name == "x" for node in drawing.picture.nodes) == 1

    @pytest.mark.parametrize("op", TABLE.values(), ids=lambda op: op.name)
    def test_every_operation_of_the_table_is_drawn_with_its_symbol(self, op):
        drawing = draw(op(*[Value(1.0) for _ in op.inputs]))
        assert [node.name for node in boxes(drawing, "operation")] == [op.symbol]


class TestGradients:
    def test_none_before_a_backward_pass(self):
        x = Value(2.0)
        assert [node.grad for node in draw(x * x).picture.nodes] == [None, None, None]

    def test_all_after_it_also_those_that_are_zero(self):
        x = Value(-2.0)
        y = x.relu()
        y.backward()
        drawing = draw(y)
        assert (box(drawing, "x").grad, box(drawing, "y").grad) == (0.0, 1.0)

    def test_none_of_an_earlier_graph(self):
        x = Value(2.0)
        (x * x).backward()
        y = x + 1.0
        assert box(draw(y), "x").grad is None

    def test_none_on_operations_and_constants(self):
        x = Value(2.0)
        y = x * 3.0
        y.backward()
        drawing = draw(y)
        assert [
            node.grad for node in drawing.picture.nodes if node.kind in ("operation", "constant")
        ] == [
            None,
            None,
        ]

    def test_a_nan_is_a_gradient(self):
        y = Value(math.nan)
        y.grad = math.nan
        assert math.isnan(box(draw(y), "y").grad)

    @pytest.mark.parametrize(("wanted", "shown"), [(True, 0.0), (False, None)])
    def test_as_wanted(self, wanted, shown):
        x = Value(2.0)
        assert box(draw(x, gradients=wanted), "x").grad == shown


class TestBranchNotTaken:
    def test_it_is_drawing_and_marked_as_out_of_reach(self):
        x = Value(-2.0)
        logarithm = x.log()
        y = where(x > 0.0, logarithm, 0.5 * x)
        y.backward()
        drawing = draw(y)
        assert not box(drawing, "logarithm").reached
        assert not box(drawing, "log").reached
        assert box(drawing, "logarithm").grad is None
        assert box(drawing, "x").reached
        condition, a, b = edges_into(drawing, "o3")
        assert condition[1:] == (None, "condition", True)
        assert a[1:] == (None, "a", False)
        assert b[1:] == (1.0, "b", True)

    def test_the_condition_is_a_truth_value(self):
        x = Value(1.0)
        drawing = draw(where(x > 0.0, x, 0.0))
        assert [node.data for node in boxes(drawing, "constant")] == [
            True,
            0.0,
        ]

    @pytest.mark.parametrize(
        ("condition", "derivatives"), [(True, [1.0, None]), (False, [None, 1.0])]
    )
    def test_a_value_in_both_branches(self, condition, derivatives):
        x = Value(1.0)
        edges = edges_into(draw(where(condition, x, x)), "o1")
        assert [derivative for _, derivative, _, _ in edges[1:]] == derivatives

    def test_a_value_that_is_reached_on_another_way_is_reached(self):
        x = Value(1.0)
        y = x.exp()
        assert box(draw(where(False, y, 0.0) + y), "y").reached


class TestSummary:
    def test_beyond_max_nodes_the_rest_is_counted(self):
        x = y = Value(1.0)
        for _ in range(50):
            y = y * 1.5 + x
        drawing = draw(y, max_nodes=30)
        (rest,) = boxes(drawing, "summary")
        shown = [node for node in drawing.picture.nodes if node.id.startswith("n")]
        assert rest.name == f"{101 - len(shown)} more values"
        counts = dict(rest.rows)
        assert int(counts["*"]) + int(counts["+"]) == 101 - len(shown)
        assert counts["depth"] == rest.name.split()[0]
        assert "max_nodes=101" in drawing.picture.note
        assert "Summary" in drawing.picture.note

    def test_what_is_shown_is_nearest_to_the_root(self):
        y = Value(0.0)
        for k in range(1, 100):
            y = y + Value(float(k), label=f"step {k}")
        drawing = draw(y, max_nodes=9)
        shown = [node.name for node in drawing.picture.nodes if node.name.startswith("step")]
        assert shown == ["step 96", "step 97", "step 98", "step 99"]
        assert [e.derivative for e in drawing.picture.edges if e.tail == "rest"] == [1.0, 1.0]

    def test_rows_are_sorted_by_how_often_an_operation_occurs(self):
        y = Value(0.5, label="x")
        for _ in range(60):
            y = (y * 2.0).tanh() * 0.5
        (rest,) = boxes(draw(y, max_nodes=20), "summary")
        assert [what for what, _ in rest.rows] == ["*", "tanh", "input", "depth"]

    def test_parameters_are_counted_apart(self):
        model = MLP(3, [8, 8, 1], rng=0)
        x = [Value(1.0), Value(2.0), Value(3.0)]
        out = model(x)
        (rest,) = boxes(draw(out, max_nodes=100), "summary")
        assert {"inputs", "parameters"} <= {what for what, _ in rest.rows}

    def test_exactly_max_nodes_are_drawn_in_full(self):
        y = Value(1.0)
        for _ in range(9):
            y = y.exp()
        assert draw(y, max_nodes=10).picture.note == ""
        assert draw(y, max_nodes=9).picture.note != ""

    def test_none_draws_everything(self):
        y = Value(1.0)
        for _ in range(1000):
            y = y * 1.5
        drawing = draw(y, max_nodes=None)
        assert sum(node.id.startswith("n") for node in drawing.picture.nodes) == 1001

    def test_a_long_chain_is_drawn_without_recursion(self):
        y = Value(1.0)
        for _ in range(100_000):
            y = y * 1.00001
        drawing = draw(y)
        assert "more values" in drawing.source
        assert len(drawing.svg()) < 100_000


class TestNumbers:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (2.0, "2.0"),
            (-0.0, "-0.0"),
            (0.5, "0.5"),
            (-0.881373587, "-0.8814"),
            (1.2e-05, "1.2e-05"),
            (1.23456e-05, "1.235e-05"),
            (0.1 + 0.2, "0.3000"),
            (0.99999, "1.000"),
            (12345.678, "12346"),
            (65818.0, "65818.0"),
            (1e22, "1e+22"),
            (5e-324, "4.941e-324"),
            (math.nan, "nan"),
            (-math.inf, "-inf"),
            (True, "True"),
        ],
    )
    def test_are_short_and_show_when_they_are_rounded(self, value, text):
        assert number(value) == text

    def test_with_more_digits(self):
        assert number(math.pi, 7) == "3.141593"
        assert number(math.pi, 1) == "3"


class TestNames:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("x", "x"),
            ("  x ", "x"),
            ("two\nlines", r"two\nlines"),
            ("\x00\x1b", r"\x00\x1b"),
            ("\u202eevil", r"\u202eevil"),
            ("\ud800", r"\ud800"),
            ("\uffff", r"\uffff"),
            ("non\xa0breaking", "non breaking"),
            ("שלום", "שלום"),
            ("👩\u200d👧", "👩\u200d👧"),
        ],
    )
    def test_are_one_line_of_visible_characters(self, text, shown):
        assert display(text) == shown

    def test_are_shortened_in_the_middle(self):
        assert display("a" * 5000 + "z" * 5000) == "a" * 16 + "…" + "z" * 15
        assert shorten("abc", 3) == "abc"
        assert len(display("\n" * 10_000)) == 32

    def test_plain_text_stays_what_it_is(self):
        assert literal("layers[0].w[1]") == "layers[0].w[1]"
