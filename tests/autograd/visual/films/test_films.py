"""Films as files: what they are, how long, and what they are refused for."""

import io
import itertools
import sys
import types

import pytest
from PIL import Image, ImageSequence

from autograd import InputValueError, MissingDependencyError, Value, capture, play
from autograd.formulas.rules import rules_of
from autograd.operation import TABLE
from autograd.visual.films.captions import Caption, Row, broken, write_caption
from autograd.visual.films.encoding import COLOURS, Shot, encode
from autograd.visual.films.graph_words import filled, name_math
from autograd.visual.films.typesetting import typeset
from autograd.visual.style import DARK, LIGHT
from nn import MLP
from nn.callbacks import Snapshots


def neuron():
    w, x, b = (Value(d, label=name) for d, name in ((-3.0, "w"), (2.0, "x"), (6.7, "b")))
    y = (w * x + b).tanh()
    y.label = "y"
    return play(y)


def network():
    return play(MLP(2, [2, 1], rng=1), [0.5, -1.0], 1.0, loss="mse")


def training():
    model = MLP(2, [2, 1], rng=1)
    model.compile("sgd", "mse")
    snapshots = Snapshots(sample=([0.5, -1.0], [1.0]))
    model.fit([[0.5, -1.0], [1.0, 1.0]], [1.0, -1.0], epochs=4, callbacks=[snapshots], verbose=0)
    return play(snapshots)


def opened(path):
    """The frames of a film, as RGB, and how long each is shown, in ms."""
    with Image.open(path) as film:
        frames = [frame.convert("RGB") for frame in ImageSequence.Iterator(film)]
        times = []
        for number in range(film.n_frames):
            film.seek(number)
            film.load()
            times.append(film.info["duration"])
        return frames, times


def rgb(colour):
    return tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))


class TestFiles:
    """What is written."""

    @pytest.mark.parametrize("suffix", [".gif", ".webp"])
    @pytest.mark.parametrize("make", [neuron, network, training])
    def test_a_film_of_a_graph_a_network_and_a_training(self, make, suffix, tmp_path):
        path = make().save(tmp_path / f"y{suffix}")
        frames, _ = opened(path)
        with Image.open(path) as film:
            assert film.info["loop"] == 0
            assert film.format.lower() == suffix[1:]
        assert len(frames) > 3
        assert len({frame.size for frame in frames}) == 1
        assert all(a.tobytes() != b.tobytes() for a, b in itertools.pairwise(frames))

    def test_a_film_of_a_neuron_is_small(self, tmp_path):
        assert neuron().save(tmp_path / "y.gif").stat().st_size < 110_000

    def test_all_frames_share_a_palette_and_an_opaque_ground(self, tmp_path):
        frames, _ = opened(neuron().save(tmp_path / "y.gif"))
        assert len({colour for frame in frames for _, colour in frame.getcolors()}) <= COLOURS
        assert {frame.getpixel((0, 0)) for frame in frames} == {rgb(LIGHT["page"])}

    def test_a_dark_film(self, tmp_path):
        frames, _ = opened(neuron().save(tmp_path / "y.gif", theme="dark"))
        assert {frame.getpixel((0, 0)) for frame in frames} == {rgb(DARK["page"])}

    def test_each_stop_is_shown_for_the_given_time_and_the_last_one_longer(self, tmp_path):
        frames, times = opened(neuron().save(tmp_path / "y.gif", seconds=0.5))
        stops = 1 + 3 + 1 + 3  # w * x, + b, tanh: forward and back
        assert len(frames) == len(times) == stops + 6 * 2  # two frames of moving dots
        assert sum(times) == pytest.approx(500 * (stops - 1) + 1500, abs=10 * len(frames))
        assert times[-1] == max(times)

    def test_no_dots_move_in_a_long_film(self, tmp_path):
        x = Value(0.5, label="x")
        y = x
        for _ in range(16):
            y = y * 1.25
        frames, _ = opened(play(y, fold=False).save(tmp_path / "y.gif", width=400))
        assert len(frames) == 1 + 16 + 1 + 16

    def test_the_film_of_a_training_has_a_frame_for_each_moment(self, tmp_path):
        player = training()
        frames, times = opened(player.save(tmp_path / "y.gif"))
        assert len(frames) == len(player.moments)
        assert times[0] == 1100

    @pytest.mark.parametrize("width", [400, 1000])
    @pytest.mark.parametrize("make", [neuron, network])
    def test_the_width_is_as_given(self, make, width, tmp_path):
        frames, _ = opened(make().save(tmp_path / "y.gif", width=width))
        assert frames[0].width == width

    @pytest.mark.parametrize("make", [neuron, network, training])
    def test_stills(self, make, tmp_path):
        player = make()
        assert player.save(tmp_path / "y.svg").read_text("utf-8") == player.svg() + "\n"
        with Image.open(player.save(tmp_path / "y.png")) as still:
            assert still.format == "PNG"

    def test_labels_that_users_wrote_are_text(self, tmp_path):
        x = Value(2.0, label="<script>&</script>")
        y = x * x
        y.label = "损失 & ∂"
        frames, _ = opened(play(y).save(tmp_path / "y.gif"))
        assert len(frames) == 4 + 2 * 2  # four stops, two with moving dots


class TestRefusals:
    """What is refused, and what to do instead."""

    def test_a_film_that_is_too_long_says_how_to_make_it_shorter(self, tmp_path):
        x = Value(1.0)
        for _ in range(201):
            x = x.tanh()
        with pytest.raises(InputValueError, match=r"404 stops is too long.*fold=True"):
            play(x, fold=False).save(tmp_path / "y.gif")
        moments = [capture(Value(1.0) * 2.0)] * 401
        with pytest.raises(InputValueError, match=r"401 moments is too long.*taken\[::5\]"):
            play(moments).save(tmp_path / "y.gif")
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("option", [{"seconds": 0}, {"width": 10}, {"theme": "blue"}])
    def test_impossible_options(self, option, tmp_path):
        with pytest.raises(InputValueError, match=next(iter(option))):
            neuron().save(tmp_path / "y.gif", **option)

    def test_options_of_films_for_a_page(self, tmp_path):
        with pytest.raises(InputValueError, match="seconds is for films"):
            neuron().save(tmp_path / "y.html", seconds=1.0)

    def test_a_quiz(self, tmp_path):
        player = play(Value(2.0) * Value(3.0), quiz=True)
        with pytest.raises(InputValueError, match="a quiz cannot be filmed"):
            player.save(tmp_path / "y.gif")

    def test_other_suffixes(self, tmp_path):
        with pytest.raises(InputValueError, match=r"\.mp4.*\.gif, \.webp"):
            neuron().save(tmp_path / "y.mp4")

    def test_without_pillow(self, tmp_path, monkeypatch):
        monkeypatch.setitem(sys.modules, "PIL", None)
        with pytest.raises(MissingDependencyError, match="a film needs pillow: pip install pillow"):
            neuron().save(tmp_path / "y.gif")

    def test_without_anything_that_draws_svg(self, tmp_path, monkeypatch):
        for name in ("typst", "resvg_py"):
            monkeypatch.setitem(sys.modules, name, None)
        with pytest.raises(MissingDependencyError, match="needs typst: pip install typst"):
            neuron().save(tmp_path / "y.gif")
        assert not list(tmp_path.iterdir())

    def test_where_there_is_no_typst_resvg_draws_frame_by_frame(self, monkeypatch):
        drawn = []

        def svg_to_bytes(*, svg_string, zoom):
            drawn.append((svg_string, zoom))
            file = io.BytesIO()
            Image.new("RGB", (8, 8), svg_string).save(file, "PNG")
            return file.getvalue()

        resvg = types.SimpleNamespace(svg_to_bytes=svg_to_bytes)
        monkeypatch.setitem(sys.modules, "typst", None)
        monkeypatch.setitem(sys.modules, "resvg_py", resvg)
        film = encode([Shot("red", 1.0), Shot("blue", 1.0), Shot("red", 1.0)], ".gif")
        assert drawn == [("red", 1.0), ("blue", 1.0)]
        frames, times = opened(io.BytesIO(film))
        assert [frame.getpixel((0, 0)) for frame in frames] == [
            (255, 0, 0),
            (0, 0, 255),
            (255, 0, 0),
        ]
        assert times == [1000, 1000, 1000]


class TestCaptions:
    """Words and formulas below the picture."""

    @pytest.mark.parametrize("name", sorted(TABLE))
    def test_the_rules_of_all_operations_are_typeset(self, name):
        rules = rules_of(TABLE[name], [])
        names = [name_math(text) for text in ("y", "w¹₂₃·x₃", "b", "c", "d")]
        formulas = [rules["made"], *[by[1] for by in rules["by"] if by]]
        for formula in formulas:
            box = typeset(filled(formula, names))
            assert 5 < box.width < 900
            assert box.up + box.down < 120

    def test_a_part_of_a_formula_that_is_unknown_is_an_error_nowhere(self):
        assert typeset("<mspace/><mi>x</mi>").width > 0

    @pytest.mark.parametrize("width", [300, 560, 900])
    def test_a_caption_stays_within_its_width(self, width):
        cell = ("<mi>loss</mi><mo>=</mo>" * 12,) * 3
        rows = (Row("to the first weight", (cell, cell), "<mn>0.5</mn>"),) * 2
        said = "A sentence that is so long that it has to be broken into several lines of words."
        caption = Caption((said,), rows, "a note")
        assert write_caption(caption, "forward 1 of 2", "fore", width).width <= width

    def test_more_rows_than_there_is_room_for_are_counted(self):
        rows = (Row("", (("<mi>x</mi>",),)),) * 9
        assert "and 3 more" in write_caption(Caption((), rows), "backward", "grad", 600).svg

    def test_a_word_without_spaces_has_a_line_of_its_own(self):
        assert broken("a " + "x" * 99 + " b", 100) == ["a", "x" * 99, "b"]
