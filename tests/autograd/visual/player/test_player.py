"""The player, as far as Python makes it: what is captured, boxed, laid out and packed."""

import base64
import itertools
import json
import random
import struct
import xml.etree.ElementTree as ET
import zlib
from collections import Counter
from types import SimpleNamespace

import numpy
import pytest

import autograd
from autograd import Value, capture, play, scope
from autograd.errors import AutogradError, InputTypeError, InputValueError
from autograd.graph import topological_order
from autograd.visual.player import tree as tree_module
from autograd.visual.player.examples import within
from autograd.visual.player.payload import final_gradients
from autograd.visual.player.placing import HEIGHT, TALL, heights, place, sizes
from autograd.visual.player.tree import MOST, MOST_EXAMPLES, Tree
from autograd.visual.player.views import Views
from autograd.writing.text import number
from nn import MLP, losses

SEEDS = range(12)


def random_graph(seed, size=300):
    """Operations on what there is, in scopes that open and close at random."""
    rng = random.Random(seed)
    values = [Value(rng.uniform(-1, 1)) for _ in range(5)]
    open_scopes = []
    for _ in range(size):
        if rng.random() < 0.15 and len(open_scopes) < 6:
            open_scopes.append(scope(rng.choice("abc")))
            open_scopes[-1].__enter__()
        elif rng.random() < 0.15 and open_scopes:
            open_scopes.pop().__exit__(None, None, None)
        one, other = rng.choice(values[-40:]), rng.choice(values)
        operation = rng.choice(["add", "mul", "sub", "tanh", "where", "leaf"])
        if operation == "tanh":
            values.append(one.tanh())
        elif operation == "where":
            values.append(autograd.where(one > 0, one, other) * 0.5)
        elif operation == "leaf":
            values.append(one * Value(rng.uniform(-1, 1)))
        else:
            values.append(getattr(autograd, operation)(one, other) * 0.5)
    while open_scopes:
        open_scopes.pop().__exit__(None, None, None)
    total = values[0]
    for value in values[1:]:
        total = total + value if value.op else total
    return total


def network_loss(samples=4, sizes=(8, 8, 1)):
    model = MLP(3, list(sizes), activation="tanh", rng=0)
    inputs = [[0.1 * k, -0.2 * k, 0.5] for k in range(samples)]
    return losses.mean_squared_error([model(x) for x in inputs], [0.0] * samples)


def folded(root):
    graph = capture(root, names={})
    tree = Tree(graph, fold=True)
    return SimpleNamespace(graph=graph, tree=tree, views=Views(graph, tree))


def unpacked(player):
    """What the script in the page reads, read by the description in payload.py."""
    content = zlib.decompress(base64.b64decode(player._payload))
    (length,) = struct.unpack("<I", content[:4])
    header = json.loads(content[4 : 4 + length])
    (graph,) = header["graphs"]
    at = 4 + length
    arrays = {}
    for name, size in graph["arrays"]:
        kind = numpy.dtype("<f8" if name in ("data", "locals") else "<i4")
        arrays[name] = numpy.frombuffer(content, kind, size, at)
        at += size * kind.itemsize
    assert at == len(content)
    return header | graph, arrays


class TestCapture:
    def test_it_is_the_graph(self):
        x, w = Value(2.0, label="x"), Value(-3.0, label="w")
        y = autograd.clip(x * w + x, -1.0, 9.0)
        graph = capture(y, names={})
        order = topological_order(y)
        assert graph.constants == []
        assert graph.data.tolist() == [node.data for node in order]
        for k, node in enumerate(order):
            edges = slice(graph.starts[k], graph.starts[k + 1])
            assert [order[i] for i in graph.operands[edges]] == list(node.operands)
            assert tuple(graph.locals[edges]) == node.local_derivatives
        assert graph.symbols == ["*", "+", "clip -1.0, 9.0"]

    @pytest.mark.parametrize("seed", SEEDS)
    def test_it_is_any_graph(self, seed):
        root = random_graph(seed)
        graph, order = capture(root, names={}), topological_order(root)
        values = [k for k in range(len(graph.data)) if k not in graph.constants]
        place = dict(zip(order, values, strict=True))
        assert graph.data[values].tolist() == [node.data for node in order]
        is_value = ~numpy.isin(graph.operands, graph.constants)
        operands = [place[x] for node in order for x in node.operands]
        assert graph.operands[is_value].tolist() == operands
        derivatives = [x for node in order for x in node.local_derivatives]
        assert graph.locals[is_value].tolist() == derivatives

    def test_numbers_of_arithmetic_are_leaves(self):
        x = Value(3.0, label="x")
        graph = capture(2.0 / x - x * 5.0, names={})
        assert graph.data[graph.constants].tolist() == [2.0, 5.0]
        assert graph.symbols == ["/", "*", "-"]
        edges = zip(graph.operands.tolist(), graph.locals.tolist(), strict=True)
        assert [local for operand, local in edges if operand in graph.constants] == [0.0, 0.0]
        assert len(graph) == 4

    def test_other_numbers_are_part_of_the_symbol(self):
        x = Value(3.0, label="x")
        graph = capture(autograd.leaky_relu(x**2.0, 0.1), names={})
        assert (graph.constants, graph.symbols) == ([], ["** 2.0", "leaky_relu 0.1"])

    def test_an_input_of_a_network_is_one_leaf(self):
        model = MLP(2, [3, 1], rng=0)
        graph = capture(model([0.5, -1.0]))
        assert [graph.name(k) for k in graph.constants] == ["x₁", "x₂"]
        assert Counter(graph.operands.tolist())[graph.constants[0]] == 3

    def test_a_zero_has_a_sign_where_a_result_depends_on_it(self):
        x = Value(-0.0, label="x")
        assert capture(1.0 / x).signed == [0]
        assert capture(x * 3.0).signed == []
        assert capture(autograd.atan2(x, Value(-1.0))).signed == [0]

    def test_it_stays_as_it_was(self):
        w = Value(2.0)
        graph = capture(w * w)
        w.data = 5.0
        assert graph.data.tolist() == [2.0, 4.0]

    def test_names_are_labels_variables_and_paths(self):
        model = MLP(1, [1], rng=0)
        x = Value(1.0, label="input")
        out = model([x])
        graph = capture(out)
        assert set(graph.names.values()) == {"input", "w¹₁₁", "w¹₁₁·input", "b¹₁", "out"}
        paths = {graph.name(k): path for k, path in graph.paths.items()}
        assert paths == {
            "w¹₁₁": "layers[0].neurons[0].w[0]",
            "b¹₁": "layers[0].neurons[0].b",
            "input": "x",
        }
        assert len(graph.parameters) == 2

    def test_a_root_without_a_name_is_called_l(self):
        x = Value(1.0, label="x")
        assert capture(x * x, names={}).names == {0: "x", 1: "L"}
        other = Value(1.0, label="L")
        assert capture(other * other, names={}).names == {0: "L", 1: "squared"}

    def test_titles_are_shown_on_one_line_without_invisible_signs(self):
        assert capture(Value(1.0), "a\nb\u202e").title == "a\\nb\\u202e"

    @pytest.mark.parametrize("what", [1.0, "x", None, [Value(1.0)]])
    def test_it_takes_a_value(self, what):
        message = r"capture\(root\) takes a Value, but was given .*; give what a computation"
        with pytest.raises(InputTypeError, match=message):
            capture(what)


class TestPlay:
    def test_the_gradients_of_values_are_left_alone(self):
        x = Value(2.0)
        y = x * x
        play(y).html()
        assert (x.grad, y.grad) == (0.0, 0.0)

    @pytest.mark.parametrize(
        ("what", "message"),
        [
            (1.0, r"play takes a Value, but was given 1\.0 \(float\); give the Value that"),
            ("abc", r"play takes a Value, but was given 'abc' \(str\)"),
            (MLP(1, [1], rng=0), r"played with a sample, .* \(MLP\); write play\(model, x\)"),
            ([1.0], r"a list of Values or captures, but one element is 1\.0 \(float\)"),
            ([SimpleNamespace(graph=None)], r"has no graph: give the callback Snapshots\(sample="),
        ],
    )
    def test_other_things_are_refused(self, what, message):
        with pytest.raises(
            InputTypeError if "no graph" not in message else InputValueError
        ) as info:
            play(what)
        assert info.match(message)

    def test_there_must_be_a_moment(self):
        with pytest.raises(InputValueError, match=r"there is no moment to be played in \[\]"):
            play([])

    @pytest.mark.parametrize("digits", [0, 18, 2.5, "4", None])
    def test_digits_are_1_to_17(self, digits):
        with pytest.raises(InputValueError, match=r"digits is .*; a number has 1 to 17"):
            play(Value(1.0), digits=digits)

    @pytest.mark.parametrize(
        "other",
        [
            lambda x: x * x,
            lambda x: x * x * x - x,
            lambda x: x * x * x * x,
            lambda x: x * x + x * 2.0,
            lambda x: x + x * x,
        ],
    )
    def test_moments_have_one_structure(self, other):
        x = Value(3.0)
        with pytest.raises(InputValueError, match=r"moment 1 has another graph than moment 0 \("):
            play([x * x + x, other(x)])

    def test_the_operation_of_every_node_counts(self):
        x = Value(3.0)
        with pytest.raises(InputValueError, match="moment 1 has another graph"):
            play([(x * x + x) * x, (x * x + x) + x])

    def test_a_generator_of_moments_is_taken(self):
        w = Value(1.0)
        assert len(play(w * k for k in (1.0, 2.0)).captures) == 2

    def test_constants_may_change_from_moment_to_moment(self):
        x = Value(3.0)
        header, arrays = unpacked(play([x * 2.0 + x * 2.0, x * 2.0 + x * 5.0]))
        assert header["symbols"] == [["*", "+"]] * 2
        assert arrays["data"].tolist() == [
            3.0,
            2.0,
            6.0,
            2.0,
            6.0,
            12.0,
            3.0,
            2.0,
            6.0,
            5.0,
            15.0,
            21.0,
        ]
        header, arrays = unpacked(play([x**2.0 + x**2.0, x**2.0 + x**5.0]))
        assert header["symbols"] == [["** 2.0", "+"], ["** 2.0", "** 5.0", "+"]]
        assert arrays["operations"].tolist() == [-1, 0, 0, 1, -1, 0, 1, 2]

    @pytest.mark.parametrize(("nodes", "is_folded"), [(1500, False), (1501, True)])
    def test_it_is_folded_from_1501_values_on(self, nodes, is_folded):
        x = Value(1.0)
        for _ in range(nodes - 1):
            x = x.tanh()
        assert play(x).folded is is_folded
        assert play(x, fold=not is_folded).folded is not is_folded

    def test_repr(self):
        x = Value(1.0)
        assert repr(play(x)) == '<Player of 1 value; in a file: .save("player.html")>'
        assert "of 1 value at 2 moments;" in repr(play([x, x]))


class TestSaving:
    def test_a_file_appears(self, tmp_path):
        path = play(Value(1.0, label="x").exp()).save(tmp_path / "x.html")
        assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
        assert list(tmp_path.iterdir()) == [path]

    def test_the_suffix_is_that_of_a_page_a_film_or_a_picture(self, tmp_path):
        message = (
            r"a player cannot be saved as 'x.txt': the suffix '.txt' is none of .html, .htm, "
            r".gif, .webp, .svg, .png"
        )
        with pytest.raises(InputValueError, match=message):
            play(Value(1.0)).save(tmp_path / "x.txt")

    def test_the_folder_must_exist(self, tmp_path):
        with pytest.raises(InputValueError, match=r"missing' does not exist; create it first"):
            play(Value(1.0)).save(tmp_path / "missing" / "x.html")

    def test_the_title_is_escaped(self):
        html = play(Value(1.0), title="</title><script>alert(1)</script>\u202e").html()
        assert "<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\u202e</title>" in html

    def test_the_loss_of_a_small_network_takes_less_than_150_kb(self):
        model = MLP(2, [4, 4, 1], activation="tanh", rng=0)
        loss = losses.mean_squared_error([model([0.5, -1.0])], [1.0])
        assert len(play(loss).html()) < 150_000

    def test_200_values_take_less_than_170_kb_and_in_a_notebook_450(self):
        model = MLP(3, [5, 4, 1], activation="tanh", rng=0)
        out = model([Value(0.1), Value(0.2), Value(0.3)])
        for _ in range(200 - len(topological_order(out))):
            out = out.tanh()
        player = play(out)
        assert len(player.captures[0]) == 200
        assert len(player.html()) < 170_000
        bundle = player._repr_mimebundle_()
        assert len(bundle["text/html"]) < 320_000
        assert len(json.dumps(bundle)) < 450_000  # the picture is there twice

    def test_without_a_dot_program_jupyter_shows_why(self, monkeypatch):
        monkeypatch.setenv("GLASSGRAD_DOT", "/nowhere/dot")
        player = play(Value(1.0).exp())
        bundle = player._repr_mimebundle_()
        assert list(bundle) == ["text/plain"]
        assert "No player: GLASSGRAD_DOT is '/nowhere/dot'" in bundle["text/plain"]
        with pytest.raises(AutogradError, match="GLASSGRAD_DOT"):
            player.html()


def roots():
    yield from ((f"random {seed}", random_graph(seed)) for seed in SEEDS)
    yield "network", network_loss()
    yield "batch", network_loss(20, (2, 1))
    x = Value(1.0)
    yield "leaf", x
    chain = x
    for _ in range(1000):
        chain = chain.tanh()
    yield "chain", chain
    yield "sum", autograd.sum([x * float(k) for k in range(500)])
    yield "wide", autograd.sum([x.tanh() * k for k in range(1, 20)])


@pytest.mark.parametrize("root", [pytest.param(root, id=name) for name, root in roots()])
class TestBoxes:
    def test_every_value_is_in_one_box(self, root):
        made = folded(root)
        inside = Counter(int(x) for items in made.tree.members for x in items if x >= 0)
        interior = set(numpy.flatnonzero(numpy.diff(made.graph.starts) > 0).tolist())
        assert inside == Counter(interior | {len(made.graph.data) - 1})
        for box, items in enumerate(made.tree.members):
            assert all(made.tree.box_of[x] == box for x in items if x >= 0)

    def test_every_box_is_in_its_parent_once(self, root):
        tree = folded(root).tree
        around = {~int(x): box for box, items in enumerate(tree.members) for x in items if x < 0}
        assert sum(int((items < 0).sum()) for items in tree.members) == len(tree) - 1
        assert around == {box: tree.parents[box] for box in range(1, len(tree))}
        assert tree.parents[0] == -1

    def test_no_view_is_too_full_and_none_is_empty(self, root):
        tree = folded(root).tree
        for box, items in enumerate(tree.members):
            assert 1 <= len(items) <= (MOST_EXAMPLES if box in tree.grids else MOST)

    def test_members_come_in_the_order_of_their_first_values(self, root):
        tree = folded(root).tree

        def first(item):
            while item < 0:
                item = int(tree.members[~item][0])
            return item

        for items in tree.members:
            begins = [first(int(item)) for item in items]
            assert begins == sorted(begins)

    def test_edges_are_those_of_a_slow_program(self, root):
        made = folded(root)
        expected = slow_views(made.graph, made.tree)
        for box in range(len(made.tree)):
            seen = Counter() if box in made.tree.grids else expected[box]
            assert shown_edges(made, box) == seen, made.tree.names[box]

    def test_every_edge_is_seen_alone_in_one_view(self, root):
        made = folded(root)
        counts = Counter(
            edge.slot >= 0
            for box in range(len(made.tree))
            for edge in made.views.templates[made.views.template_of[box]].edges
        )
        assert counts[True] == len(made.graph.operands)

    def test_layouts_keep_items_apart_and_in_the_picture(self, root):
        made = folded(root)
        for template, placed in zip(made.views.templates, place(made.views.templates), strict=True):
            boxes = [
                (x, y, x + width, y + height)
                for (x, y), width, height in zip(
                    placed.corners,
                    [] if template.grid else sizes(template),
                    [] if template.grid else heights(template),
                    strict=True,
                )
            ]
            assert len(placed.paths) == len(placed.middles) == len(template.edges)
            for k, (left, top, right, bottom) in enumerate(boxes):
                assert left >= 0
                assert top >= 0
                assert right <= placed.width
                assert bottom <= placed.height
                for l2, t2, r2, b2 in boxes[:k]:
                    assert right <= l2 or r2 <= left or bottom <= t2 or b2 <= top


def slow_views(graph, tree):
    """What is seen in each box, by looking at each edge from the inside out."""
    expected = [Counter() for _ in range(len(tree))]
    for head in range(len(graph.data)):
        for edge in range(graph.starts[head], graph.starts[head + 1]):
            tail, slot = int(graph.operands[edge]), int(edge - graph.starts[head])
            tail_path, item, box = path_of(tree, tail), head, int(tree.box_of[head])
            while box >= 0:
                direct = item == head
                if box in tail_path:
                    if tail_path[box] != item:
                        expected[box][tail_path[box], item, slot if direct else -1] += 1
                    break
                seen = (("node", tail) if direct else "outside", item, slot if direct else -1)
                if direct or tail_path:  # leaves are drawn only where they are used
                    expected[box][seen] += 1
                item, box = ~box, tree.parents[box]
    return expected


def path_of(tree, node):
    """For each box around a node the member of it that the node is in."""
    path, item, box = {}, node, int(tree.box_of[node])
    while box >= 0:
        path[box] = item
        item, box = ~box, tree.parents[box]
    return path


def shown_edges(made, box):
    members = made.tree.members[box].tolist()
    template = made.views.templates[made.views.template_of[box]]
    assert template.members == len(members)
    items = list(members)
    for user, slot in template.externals:
        items.append(("node", int(made.graph.operands[made.graph.starts[members[user]] + slot])))
    items += ["outside"] * template.outside
    assert len(set(items)) == len(items)
    shown = Counter()
    for edge in template.edges:
        shown[items[edge.tail], items[edge.head], edge.slot] += edge.many
        assert edge.slot < 0 or edge.many == 1
    return shown


class TestFolding:
    def test_scopes_are_boxes_with_numbers_where_there_are_several(self):
        x = Value(1.0)
        with scope("outer"):
            for _ in range(2):
                with scope("inner"):
                    x = x.tanh().exp()
        tree = folded(x.log()).tree
        assert tree.names == ["graph", "outer", "inner 1", "inner 2"]
        assert tree.parents == [-1, 0, 1, 1]

    def test_additions_in_a_row_are_a_sum(self):
        terms = [Value(float(k)).exp() for k in range(5)]
        tree = folded(autograd.sum(terms).log()).tree
        assert tree.names == ["graph", "sum of 5 terms"]

    def test_a_term_that_is_used_again_ends_a_sum(self):
        x = [Value(float(k)) for k in range(9)]
        first = x[0] + x[1] + x[2] + x[3] + x[4]
        tree = folded((first + x[5] + x[6] + x[7] + x[8]) * first).tree
        assert tree.names == ["graph", "sum of 5 terms", "sum of 5 terms"]

    def test_a_part_is_named_by_the_places_of_what_is_in_it(self):
        x = Value(1.0)
        tree = folded(autograd.sum([x * float(k) for k in range(100)])).tree
        assert {"100 × mul", "mul 1–50", "mul 51–100"} <= set(tree.names)
        y = x
        for k in range(100):
            y = y.tanh() if k % 2 else y.exp()
        assert folded(y).tree.names == ["graph", "items 1–50", "items 51–100"]

    def test_boxes_of_several_results_are_tall(self):
        model = MLP(3, [5, 1], activation="tanh", rng=0)
        made = folded(model([0.1, 0.2, 0.3]))
        call = made.tree.names.index("MLP")
        template = made.views.templates[made.views.template_of[call]]
        names = [made.tree.names[~item] for item in made.tree.members[call]]
        assert (names, template.tall) == (["Layer 1", "Layer 2"], (0,))
        [placed] = place([template])
        assert heights(template) == [TALL, HEIGHT]
        assert placed.height > TALL

    def test_equal_calls_share_one_layout(self):
        model = MLP(3, [8, 8, 1], activation="tanh", rng=0)
        out = [model([0.1, 0.2, 0.3]) for _ in range(20)]
        views = folded(autograd.sum(out)).views
        assert len(views.template_of) > 20 * 17
        assert len(views.templates) < 20

    def test_long_symbols_make_another_layout(self):
        x = Value(1.0)
        with scope("part"):
            y = autograd.leaky_relu(x)
        with scope("part"):
            y = y.tanh()
        views = folded(y).views
        assert [template.wide for template in views.templates] == [(), (0,), ()]

    def test_many_alike_are_laid_out_in_rows(self):
        model = MLP(3, [40, 1], activation="tanh", rng=0)
        made = folded(model([0.1, 0.2, 0.3]))
        layer = made.tree.names.index("Layer 1")
        placed = place(made.views.templates)[made.views.template_of[layer]]
        assert len({x for x, _ in placed.corners}) == 5
        assert 1 < placed.width / placed.height < 3

    def test_unfolded_there_is_one_box(self):
        tree = Tree(capture(network_loss()), fold=False)
        assert len(tree) == 1


class TestExamples:
    @staticmethod
    def batch(loss, count=20):
        model = MLP(2, [3, 1], activation="tanh", rng=0)
        return folded(loss([model([0.1 * k, 0.2]) for k in range(count)])).tree

    @staticmethod
    def inside(tree, box):
        return [tree.names[~item] if item < 0 else int(item) for item in tree.members[box]]

    def test_calls_of_a_model_are_a_grid_each_with_its_own_part_of_the_loss(self):
        targets = [0.1 * k for k in range(20)]
        tree = self.batch(lambda out: losses.mean_squared_error(out, targets))
        [grid] = tree.grids
        assert (tree.names[grid], tree.parents[grid]) == ("20 × example", 0)
        assert self.inside(tree, grid) == [f"example {k}" for k in range(1, 21)]
        example = tree.names.index("example 7")
        call, difference, square = self.inside(tree, example)
        assert call == "MLP"
        assert square == difference + 1
        assert tree.names[tree.calls[example]] == "MLP"
        assert self.inside(tree, 0)[:2] == ["20 × example", "sum of 20 terms"]

    def test_calls_alone_are_a_grid_too(self):
        tree = self.batch(autograd.sum)
        [grid] = tree.grids
        assert tree.names[grid] == "20 × MLP"
        assert len(self.inside(tree, grid)) == 20
        assert tree.calls == {}

    def test_what_needs_two_examples_is_in_none(self):
        tree = self.batch(lambda out: autograd.sum([a * b for a, b in itertools.pairwise(out)]))
        assert tree.names[tree.grids[0]] == "20 × MLP"

    def test_a_few_calls_are_no_grid(self):
        assert self.batch(autograd.sum, count=7).grids == []

    def test_neurons_of_a_layer_are_no_examples(self):
        model = MLP(3, [40, 1], activation="tanh", rng=0)
        assert folded(model([Value(0.1), Value(0.2), Value(0.3)])).tree.grids == []

    def test_steps_of_a_recurrent_layer_are_no_examples(self):
        w, h = Value(0.5), Value(0.1)
        for _ in range(20):
            with scope("step"):
                h = (w * h + w).tanh()
        assert folded(h).tree.grids == []

    def test_all_boxes_of_one_depth_are_looked_at_together(self, monkeypatch):
        depths = []
        monkeypatch.setattr(
            tree_module, "within", lambda *of: depths.append(len(of[1])) or within(*of)
        )
        model = MLP(2, [8, 1])
        loss = autograd.sum([model([0.1 * k, 1.0]) for k in range(20)])
        tree = folded(loss).tree
        assert [tree.names[grid] for grid in tree.grids] == ["20 × MLP"]
        assert depths == [20, 20 * 8]  # the calls, and the neurons of all their first layers

    def test_a_grid_has_no_layout_and_all_examples(self):
        model = MLP(2, [3, 1], activation="tanh", rng=0)
        made = folded(autograd.sum([model([0.1 * k, 0.2]) for k in range(300)]))
        [grid] = made.tree.grids
        template = made.views.templates[made.views.template_of[grid]]
        assert (template.grid, template.members, template.edges) == (True, 300, ())
        assert place(made.views.templates)[made.views.template_of[grid]].paths == ()

    def test_a_very_large_grid_is_cut_in_order(self):
        neuron = MLP(1, [1], activation="tanh", rng=0)
        tree = folded(autograd.sum([neuron([0.001 * k]) for k in range(1500)])).tree
        assert [tree.names[grid] for grid in tree.grids] == ["MLP 1–750", "MLP 751–1,500"]


class TestPayload:
    @pytest.mark.parametrize("fold", [False, True])
    def test_everything_comes_back(self, fold):
        root = network_loss()
        player = play(root, fold=fold, title="t</script>", names={})
        graph, tree = player.captures[0], player._tree
        header, arrays = unpacked(player)
        assert arrays["data"].tolist() == graph.data.tolist()
        assert arrays["locals"].tolist() == graph.locals.tolist()
        assert arrays["counts"].tolist() == numpy.diff(graph.starts).tolist()
        heads = numpy.repeat(numpy.arange(len(graph.data)), arrays["counts"])
        assert (heads - arrays["operands"]).tolist() == graph.operands.tolist()
        members = numpy.cumsum(arrays["members"])
        bounds = numpy.cumsum(arrays["sizes"])[:-1]
        for mine, theirs in zip(numpy.split(members, bounds), tree.members, strict=True):
            assert mine.tolist() == theirs.tolist()
        assert (header["boxes"], arrays["parents"].tolist()) == (tree.names, tree.parents)
        assert header["title"] == "t</script>"
        assert len(header["pictures"]) == 1 + arrays["templates"].max()

    def test_moments_follow_each_other(self):
        w = Value(1.0, label="w")
        moments = []
        for k in range(3):
            moments.append(capture(w * w, f"epoch {k}"))
            w.data += 1.0
        header, arrays = unpacked(play(moments))
        assert header["moments"] == ["epoch 0", "epoch 1", "epoch 2"]
        assert arrays["data"].tolist() == [1.0, 1.0, 2.0, 4.0, 3.0, 9.0]

    def test_numbers_that_are_not_finite_survive(self):
        x = Value(0.0)
        _, arrays = unpacked(play(x.log() * x))
        assert arrays["data"][1] == -numpy.inf
        assert numpy.isnan(arrays["data"][2])

    @pytest.mark.parametrize("seed", SEEDS)
    def test_gradients_are_those_of_backward_to_the_bit(self, seed):
        root = random_graph(seed)
        graph = capture(root)
        values = [k for k in range(len(graph.data)) if k not in graph.constants]
        found = final_gradients(graph)[values]
        root.backward()
        assert found.tolist() == [node.grad for node in topological_order(root)]


class TestStillPicture:
    @pytest.mark.parametrize("fold", [False, True])
    def test_it_is_well_formed(self, fold):
        x = Value(0.5, label="</text><script>alert('&\"')</script>\x00\u202e")
        picture = ET.fromstring(play((x * x).exp(), fold=fold).svg())
        assert picture.tag == "{http://www.w3.org/2000/svg}svg"
        assert not picture.findall(".//{*}script")

    def test_it_shows_data_and_gradients(self):
        a, b = Value(2.0, label="a"), Value(-3.0, label="b")
        picture = ET.fromstring(play(a * b, names={}).svg())
        texts = {
            group.findtext("{*}text[@class='n']"): (
                group.findtext("{*}text[@class='d']"),
                group.findtext("{*}text[@class='g']"),
            )
            for group in picture.findall("{*}g")
        }
        assert texts == {"a": ("2.0", "-3.0"), "b": ("-3.0", "2.0"), "L": ("-6.0", "1.0")}

    def test_folded_boxes_show_their_results(self):
        model = MLP(2, [3, 1], activation="tanh", rng=0)
        with scope("layer"):
            hidden = model.layers[0]([1.0, -2.0])
        root = hidden[0] * hidden[1] * hidden[2]
        picture = ET.fromstring(play(root, fold=True, names={}).svg())
        root.backward()
        box = picture.find("{*}g[@class='i s']/{*}g[@class='h']")
        cells = [cell for cell in box.findall("{*}rect") if cell.get("fill-opacity")]
        scales = [float(text.text.strip("±")) for text in box.findall("{*}text[@class='scale']")]
        numbers = [(x.data, scales[0]) for x in hidden] + [(x.grad, scales[1]) for x in hidden]
        for cell, (x, scale) in zip(cells, numbers, strict=True):
            assert cell.get("class") == ("neg" if x < 0 else "pos")
            assert float(cell.get("fill-opacity")) == pytest.approx(abs(x) / scale, abs=0.006)

    def test_a_folded_box_of_one_result_shows_its_numbers(self):
        x = Value(0.5)
        with scope("box"):
            y = x.tanh().exp()
        root = y * 2.0
        texts = {
            text.get("class"): text.text
            for text in ET.fromstring(play(root, fold=True, names={}).svg()).findall(
                "{*}g[@class='i s']/{*}text"
            )
        }
        assert texts == {"n": "box", "w": "2 values", "d": number(y.data), "g": "2.0"}

    @pytest.mark.parametrize("fold", [False, True])
    def test_no_colour_is_left_to_the_page_around_it(self, fold):
        player = play(network_loss(), fold=fold)
        assert "var(" not in player.svg()
        assert player._repr_mimebundle_()["image/svg+xml"] == player.svg()

    def test_it_shows_the_last_moment(self):
        w = Value(1.25, label="w")
        moments = [capture(w.exp())]
        w.data = 7.75
        picture = play([*moments, w.exp()]).svg()
        assert number(7.75) in picture
        assert number(1.25) not in picture

    def test_long_symbols_have_two_lines(self):
        picture = play(autograd.leaky_relu(Value(1.0))).svg()
        assert ">leaky_relu</text>" in picture
        assert ">0.01</text>" in picture
