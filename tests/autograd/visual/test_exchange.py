"""Pictures for other programs: GraphML, JSON and Mermaid in files."""

import json
import math
import re
import xml.etree.ElementTree as ET

import pytest

from autograd import InputTypeError, InputValueError, Value, draw, mermaid, where
from autograd.__main__ import main
from autograd.visual.picture import Edge, Node, Picture
from autograd.visual.to_graphml import to_graphml
from autograd.visual.to_json import picture_of_json, to_json
from autograd.writing.text import literal
from nn import Neuron
from tests.helpers.hostile import DRAWN

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
SUFFIXES = (".svg", ".dot", ".mmd", ".graphml", ".json")
TYPES = {
    "string": str,
    "double": float,
    "boolean": lambda text: {"true": True, "false": False}[text],
}


def neuron():
    x = Value(1 / 3, label="x")
    out = (x * -3.0).clip(-2.0, 2.0)
    out.backward()
    return out


def special_values():
    x, y = Value(math.inf, label="x"), Value(-math.inf, label="y")
    return x * y + Value(math.nan)


def branch_not_taken():
    x = Value(-1.0)
    return where(x > 0.0, x.log(), x)


def summary():
    y = Value(1.0)
    for _ in range(500):
        y = y * 1.5
    return y


GRAPHS = [neuron, special_values, branch_not_taken, summary, lambda: Neuron(2, rng=0)([1.0, 2.0])]


def read_graphml(text):
    """The nodes and edges of a GraphML file as dicts, every number and truth value as one."""
    root = ET.fromstring(text)
    keys = {
        key.get("id"): (key.get("for"), key.get("attr.name"), TYPES[key.get("attr.type")])
        for key in root.iter(f"{GRAPHML}key")
    }

    def members(element, owner):
        found = dict(element.attrib)
        for data in element.findall(f"{GRAPHML}data"):
            belongs_to, name, type_ = keys[data.get("key")]
            assert belongs_to == owner
            found[name] = type_(data.text or "")
        return found

    (graph,) = root.findall(f"{GRAPHML}graph")
    nodes = [members(node, "node") for node in graph.findall(f"{GRAPHML}node")]
    edges = [members(edge, "edge") for edge in graph.findall(f"{GRAPHML}edge")]
    return members(graph, "graph"), nodes, edges


class TestGraphml:
    @pytest.mark.parametrize("graph", GRAPHS)
    def test_other_programs_read_what_the_picture_holds(self, graph):
        picture = draw(graph(), names={}).picture
        found, nodes, edges = read_graphml(to_graphml(picture))
        assert found.get("note", "") == picture.note
        assert found["edgedefault"] == "directed"
        for member, node in zip(nodes, picture.nodes, strict=True):
            assert (member["id"], member["kind"]) == (node.id, node.kind)
            assert member.get("op" if node.kind == "operation" else "name", "") == node.name
            data = None if node.data is None else float(node.data)  # truth values are 0 and 1
            assert repr(member.get("data")) == repr(data)
            assert repr(member.get("grad")) == repr(node.grad)
            assert member["reached"] is node.reached
            assert member.get("rows", "") == "; ".join(" ".join(row) for row in node.rows)
        for member, edge in zip(edges, picture.edges, strict=True):
            assert (member["source"], member["target"]) == (edge.tail, edge.head)
            assert repr(member.get("derivative")) == repr(edge.derivative)
            assert member.get("role", "") == edge.role
            assert member["reached"] is edge.reached

    def test_what_is_not_finite_is_written_as_in_xml_schema(self):
        text = to_graphml(draw(special_values(), names={}).picture)
        for number in ("INF", "-INF", "NaN"):
            assert f'<data key="data">{number}</data>' in text

    @pytest.mark.parametrize("label", DRAWN, ids=range(len(DRAWN)))
    def test_every_hostile_label_is_text(self, label):
        picture = draw(Value(1.0, label=label), names={}).picture
        _, (node,), _ = read_graphml(to_graphml(picture))
        assert node.get("name", "") == literal(label)
        assert node["data"] == 1.0


class TestJson:
    @pytest.mark.parametrize("graph", GRAPHS)
    def test_it_is_read_back_as_an_equal_picture(self, graph):
        picture = draw(graph(), names={}).picture
        assert repr(picture_of_json(to_json(picture))) == repr(picture)  # nan is not equal to nan

    def test_the_members_are_those_of_the_schema(self):
        whole = json.loads(to_json(draw(neuron(), names={}).picture))
        assert list(whole) == ["format", "version", "note", "nodes", "edges"]
        assert (whole["format"], whole["version"]) == ("glassgrad picture", 1)
        assert whole["nodes"][0] == {
            "id": "n0",
            "kind": "input",
            "name": "x",
            "data": 1 / 3,
            "grad": -3.0,
            "reached": True,
            "rows": [],
            "shown": "",
            "signed": False,
        }
        assert whole["edges"][0] == {
            "tail": "n0",
            "head": "o1",
            "derivative": -3.0,
            "role": "",
            "reached": True,
        }

    def test_nan_and_infinities_are_texts(self):
        text = to_json(draw(special_values(), names={}).picture)
        whole = json.loads(text, parse_constant=pytest.fail)
        assert {node["data"] for node in whole["nodes"]} >= {"nan", "inf", "-inf"}

    @pytest.mark.parametrize("label", DRAWN, ids=range(len(DRAWN)))
    def test_every_hostile_label_is_text_and_comes_back(self, label):
        picture = draw(Value(1.0, label=label), names={}).picture
        text = to_json(picture)
        assert text.isascii()
        assert not set(text) & set("<>&\x00\x7f")
        assert picture_of_json(text) == picture

    @pytest.mark.parametrize("text", ["", "{", "<svg>", "[" * 100_000])
    def test_something_that_is_no_json(self, text):
        with pytest.raises(InputValueError, match=r"this is no JSON .*; give what \.save"):
            picture_of_json(text)

    @pytest.mark.parametrize("text", ["[]", "3", "{}", '{"format": "svg"}'])
    def test_something_that_is_no_picture(self, text):
        with pytest.raises(InputValueError, match="its \"format\" is not 'glassgrad picture'"):
            picture_of_json(text)

    def test_something_that_is_no_text(self):
        with pytest.raises(InputTypeError, match=r"given b'x' \(bytes\); .*read_text\(\)"):
            picture_of_json(b"x")

    def test_a_later_version(self):
        text = to_json(Picture((), ())).replace('"version": 1', '"version": 2')
        with pytest.raises(InputValueError, match=r"has the version 2, and version 1 can be read"):
            picture_of_json(text)

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ('"input"', '"inputs"', r'"kind" of nodes\[0\] is .inputs., not one of input, param'),
            ('"data": 2.0', '"data": "2"', r'"data" of nodes\[0\] is .2., not a number, null, or'),
            ('"data": 2.0, ', "", r'"data" of nodes\[0\] is'),
            ('"rows": []', '"rows": [1]', r'"rows" of nodes\[0\] is 1, not a list of pairs'),
            ('"reached": true', '"reached": 1', r'"reached" of nodes\[0\] is 1, not true or fal'),
            ('"name": "x"', '"name": null', r'"name" of nodes\[0\] is None, not a text'),
            ('"id": "n1"', '"id": "n0"', r'"id" of nodes\[1\] is .n0., not an id that no other'),
            ('"tail": "n0"', '"tail": "n7"', r'"tail" of edges\[0\] is .n7., not the id of a node'),
            ('"note": ""', '"note": 1', r'"note" of picture is 1, not a text'),
        ],
    )
    def test_a_member_that_is_wrong_is_named(self, old, new, message):
        nodes = (Node("n0", "input", "x", 2.0), Node("n1", "input", "y"))
        text = to_json(Picture(nodes, (Edge("n0", "n1"),)))
        assert old in text
        with pytest.raises(InputValueError, match=message):
            picture_of_json(text.replace(old, new, 1))


class TestFiles:
    def test_each_format_is_written_as_the_suffix_says(self, tmp_path):
        drawing = draw(neuron(), names={})
        read = {
            suffix: drawing.save(tmp_path / f"g{suffix}").read_bytes().decode()
            for suffix in (".graphml", ".json", ".mmd")
        }
        assert read[".graphml"] == to_graphml(drawing.picture)
        assert picture_of_json(read[".json"]) == drawing.picture
        assert read[".mmd"] == mermaid(neuron(), names={})

    def test_mermaid_has_the_direction_and_digits_of_the_drawing(self, tmp_path):
        drawing = draw(neuron(), names={}, direction="TB", digits=2)
        text = drawing.save(tmp_path / "g.MMD").read_text(encoding="utf-8")
        assert text.startswith("flowchart TB\n")
        assert "data 0.33<" in text

    def test_text_formats_need_no_program(self, tmp_path, monkeypatch):
        monkeypatch.setattr("autograd.visual.layout.programs", list)
        for suffix in (".dot", ".mmd", ".graphml", ".json"):
            assert draw(neuron(), names={}).save(tmp_path / f"g{suffix}").stat().st_size > 100

    def test_another_suffix(self, tmp_path):
        with pytest.raises(InputValueError, match=r"\.dot, \.mmd, \.graphml, \.json"):
            draw(neuron(), names={}).save(tmp_path / "g.gif")

    @pytest.mark.parametrize("suffix", SUFFIXES)
    def test_all_hostile_labels_together(self, suffix, tmp_path):
        drawing = draw([Value(1.0, label=label) for label in DRAWN], names={})
        text = drawing.save(tmp_path / f"g{suffix}").read_bytes().decode()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
        assert "<script" not in text
        assert "<b>bold" not in text

    @pytest.mark.parametrize("suffix", [".mmd", ".graphml", ".json"])
    def test_from_the_command_line(self, suffix, tmp_path, capsys):
        out = tmp_path / f"g{suffix}"
        assert main(["draw", "tanh(a*b)", "a=2", "b=3", "--out", str(out)]) == 0
        assert f"wrote {out}" in capsys.readouterr().out
        assert "tanh" in out.read_text(encoding="utf-8")

    def test_the_command_line_names_them(self, capsys):
        with pytest.raises(SystemExit, match="0"):
            main(["draw", "--help"])
        assert ".svg .png .pdf .dot .mmd .graphml .json" in " ".join(
            capsys.readouterr().out.split()
        )
