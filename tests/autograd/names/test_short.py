"""Short names for paths, and names cut for pictures."""

import pytest

from autograd.names.short import cut, place_of, short_names
from autograd.writing.scripts import parts_of, scripted, tspans
from nn import MLP


class TestShortNames:
    @pytest.mark.parametrize(
        ("path", "name"),
        [
            ("layers[0].neurons[1].w[2]", "w¹₂₃"),
            ("layers[1].neurons[0].b", "b²₁"),
            ("layers[1].neurons[11].w[2]", "w²₁₂,₃"),
            ("neurons[1].w[2]", "w₂₃"),
            ("w[0]", "w₁"),
            ("b", "b"),
            ("x[2]", "x₃"),
            ("grid[0][1]", "grid₁₂"),
            ("layers[1].gate.kernel[0][2]", "kernel²₁₃"),
            ("scores['a']", "scores['a']"),
            ("loss", "loss"),
        ],
    )
    def test_indices_count_from_1(self, path, name):
        assert short_names([path]) == [name]

    def test_where_two_would_be_equal_they_are_longer(self):
        paths = ["layers[0].a.k[0]", "layers[0].b.k[0]", "layers[1].a.k[0]"]
        assert short_names(paths) == ["a.k¹₁", "b.k¹₁", "k²₁"]

    def test_models_side_by_side(self):
        paths = [f"{name}.layers[0].neurons[0].b" for name in ("actor", "critic")]
        assert short_names(paths) == ["actor.b¹₁", "critic.b¹₁"]

    def test_all_parameters_of_a_network_differ(self):
        paths = [path for path, _ in MLP(3, [12, 12, 1], rng=0).named_parameters()]
        assert len(set(short_names(paths))) == len(paths)

    def test_the_neuron_and_the_input_of_a_weight(self):
        assert place_of("layers[1].neurons[2].w[0]") == ("2", "3", 1)
        assert place_of("actor.layers[1].neurons[2].b") == ("2", "3", None)
        assert place_of("layers[0].slopes[1]") is None


class TestCut:
    def test_short_names_stay(self):
        assert cut(["a", "bc"], 2) == ["a", "bc"]

    def test_no_two_become_equal(self):
        names = [f"a_very_long_name_{k}_with_an_ending" for k in range(50)]
        found = cut(names, 13)
        assert len(set(found)) == 50
        assert max(map(len, found)) <= 13

    def test_a_cut_name_is_no_other_name(self):
        long = "abcdefghijkl"
        assert cut([long, "abc…jkl"], 7) == ["…ghijkl", "abc…jkl"]


class TestScripts:
    @pytest.mark.parametrize(
        ("name", "parts"),
        [
            ("w¹₂₃", [("w", "1", "23")]),
            ("w²₁₂,₃", [("w", "2", "12,3")]),
            ("sum₂", [("sum", "", "2")]),
            ("w¹₂₃·x₃", [("w", "1", "23"), ("·x", "", "3")]),
            ("z¹₂#2", [("z", "1", "2"), ("#2", "", "")]),
            ("a, b", [("a, b", "", "")]),
            ("", [("", "", "")]),
        ],
    )
    def test_parts(self, name, parts):
        assert [tuple(part) for part in parts_of(name)] == parts

    def test_they_are_written_back(self):
        assert scripted("w", "12", "3,4") == "w¹²₃,₄"

    def test_in_svg_text_is_escaped_and_comes_back_to_its_line(self):
        assert tspans("<w>₁·x") == (
            '&lt;w&gt;<tspan dy="3" font-size=".8em">1</tspan><tspan dy="-3">·x</tspan>'
        )
