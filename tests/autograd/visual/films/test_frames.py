"""Frames of films show, stop by stop, what the page shows in a browser: the same texts."""

import re
from xml.etree import ElementTree

import pytest

from autograd import Value, capture, play
from autograd.visual.films.options import film_options
from nn import MLP, losses
from nn.callbacks import Snapshots
from tests.helpers.playing import example, named

pytestmark = pytest.mark.slow

X = [[0.5, -1.0], [1.0, 0.5], [-0.5, 0.25], [0.0, 1.0]]
Y = [1.0, -1.0, 0.5, 0.0]
SVG = "{http://www.w3.org/2000/svg}"

EVERY_STOP = """(read) => {
    const { shadowRoot } = document.querySelector("[data-glassgrad]");
    const slider = shadowRoot.querySelector(read.slider);
    const look = new Function("root", read.look);
    const found = [];
    for (let at = 0; at <= Number(slider.max); at++) {
        slider.value = at;
        slider.dispatchEvent(new Event("input"));
        found.push(look(shadowRoot));
    }
    return found;
}"""

GRAPH = """
    const text = (group, name) => group.querySelector("text." + name)?.textContent ?? "";
    return {
        items: [...root.querySelectorAll("g[data-k]")]
            .map((g) => ["n", "d", "g", "u"].map((x) => text(g, x))),
        edges: [...root.querySelectorAll("text.l")].map((text) => text.textContent).filter(Boolean),
        now: [...root.querySelectorAll("g[data-k].now, g[data-k].near")].map((g) => text(g, "n")),
        rows: [...root.querySelectorAll(".caption .row")].map((row) =>
            [...row.children].map((cell) => cell.textContent.replaceAll(" ", "")).join("")),
        lines: [...root.querySelectorAll(".caption p:not(.quiet)")].map((p) => p.textContent),
    };"""

NETWORK = """
    const seen = (group, name) => {
        const part = group.querySelector("." + name);
        if (!part || part.getAttribute("visibility") === "hidden") return "";
        return part.textContent;
    };
    const texts = (selector) => [...root.querySelectorAll(selector)].map((x) => x.textContent);
    return {
        cells: Object.fromEntries([...root.querySelectorAll(".neuron, .loss")].map((g) =>
            [g.dataset.column + " " + g.dataset.cell,
                ["value", "gradient", "bias"].map((name) => seen(g, name))])),
        numbers: texts("g.active g.weight text"),
        isCalm: root.querySelector("svg.network").classList.contains("calm"),
        said: texts(".caption .said, .caption .note"),
        rows: [...root.querySelectorAll(".caption tr")].map((row) =>
            [...row.children].map((cell) => cell.textContent.replaceAll(" ", ""))),
    };"""


def frames(player):
    options = film_options(None, None, None, moments=player._moments)
    return player._frames(options)


def drawn(frame):
    return ElementTree.fromstring(frame.picture)


def content(node):
    return "" if node is None else "".join(node.itertext())


def typeset(pieces):
    return re.sub(r"<[^>]*>|\s", "", "".join(pieces))


def rows_of(caption):
    """The rows of a caption, each as its cells, without spaces."""
    cells = [[typeset(cell) for cell in row.cells] for row in caption.rows]
    results = [typeset([row.result]) for row in caption.rows]
    return [[*row[:-1], row[-1] + result] for row, result in zip(cells, results, strict=True)]


class TestGraphs:
    """Texts, highlights, words and formulas of graphs."""

    def test_the_graph_of_the_lectures(self, show):
        self.compare(show, play(example()))

    def test_a_neuron_with_numbers_and_powers(self, show):
        w, b = Value(-3.0, label="w"), Value(6.7, label="b")
        self.compare(show, play(((w * 2.0 + b).tanh() - 1.0) ** 2))

    def test_a_value_that_is_used_twice_shows_its_gradient_so_far(self, show):
        x = Value(3.0, label="x")
        self.compare(show, play(named(x * x + x.exp() / x, "y")))

    def test_the_boxes_of_a_folded_graph(self, show):
        model = MLP(2, [4, 4, 1], activation="tanh", rng=0)
        loss = losses.mean_squared_error([model(x) for x in X], Y)
        self.compare(show, play(loss, fold=True))

    def test_numbers_that_are_not_finite(self, show):
        x = Value(0.0, label="x")
        self.compare(show, play(x.log() * x))

    def test_a_value_alone(self, show):
        self.compare(show, play(Value(2.0, label="x")))

    def compare(self, show, player):
        shown = show(player).evaluate(EVERY_STOP, {"slider": "input.steps", "look": GRAPH})
        made = frames(player)
        assert len(made) == len(shown)
        for number, (frame, page) in enumerate(zip(made, shown, strict=True)):
            svg = drawn(frame)
            groups = svg.findall(f"{SVG}g[@class]")
            assert [self.texts(group) for group in groups] == [
                [text if k != 3 or text != "grad" else "" for k, text in enumerate(item)]
                for item in page["items"]
            ]
            labels = [text for text in svg.findall(f"{SVG}text") if "l" in text.get("class")]
            assert [content(text) for text in labels if content(text)] == page["edges"]
            looks = [set(group.get("class").split()) for group in groups]
            now = [
                self.texts(g)[0]
                for g, look in zip(groups, looks, strict=True)
                if look & {"now", "near"}
            ]
            assert now == page["now"]
            assert ["".join(row) for row in rows_of(frame.caption)] == page["rows"]
            if number:  # at the first stop the page says which key to press
                assert list(frame.caption.said) == page["lines"]

    def texts(self, group):
        """Name, data, gradient, state of an item."""
        texts = {text.get("class").split()[0]: content(text) for text in group.iter(f"{SVG}text")}
        return [texts.get(name, "") for name in "ndgu"]


class TestNetworks:
    """Values, gradients, words and formulas of networks."""

    @pytest.mark.parametrize("sizes", [[1], [3, 1], [4, 4, 1]])
    def test_every_stop_of_a_network(self, show, sizes):
        model = MLP(2, sizes, activation="tanh", rng=1)
        self.compare(show, play(model, X[0], Y[0], loss="mse"))

    def test_the_first_example_of_a_batch(self, show):
        model = MLP(2, [3, 1], activation="relu", rng=1)
        self.compare(show, play(model, X, Y, loss="mse"))

    def test_outputs_on_which_the_result_does_not_depend(self, show):
        self.compare(show, play(MLP(2, [3, 3], rng=1), X[0]))

    def test_an_activation_of_all_outputs(self, show):
        model = MLP(2, [3, 3], output_activation="softmax", rng=1)
        self.compare(show, play(model, X[0], 2, loss="sparse_categorical_crossentropy"))

    def compare(self, show, player):
        page = show(player, viewport={"width": 1200, "height": 900})
        shown = page.evaluate(EVERY_STOP, {"slider": "input.steps", "look": NETWORK})
        made = frames(player)
        assert len(made) == len(shown)
        for number, (frame, seen) in enumerate(zip(made, shown, strict=True)):
            assert cells_of(frame) == seen["cells"]
            faint = [edge.get("opacity") == "0.22" for edge in edges_of(frame)]
            assert any(faint) == seen["isCalm"] or not faint
            if seen["numbers"]:
                assert numbers_on_edges(frame) == seen["numbers"]
            if number:  # at the first stop the page says which key to press
                said = [*frame.caption.said, *filter(None, [frame.caption.note])]
                assert said == seen["said"]
            says = [row.say.replace(" ", "") for row in frame.caption.rows]
            rows = [[say, *cells] for say, cells in zip(says, rows_of(frame.caption), strict=True)]
            assert rows == seen["rows"]


def cells_of(frame):
    """The value, the gradient and the bias in each neuron of a frame."""
    found = {}
    for group in drawn(frame).iter(f"{SVG}g"):
        if group.get("class") in ("neuron", "loss"):
            parts = {part.get("class"): content(part) for part in group}
            texts = [parts.get(name, "") for name in ("value", "gradient", "bias")]
            found[f"{group.get('data-column')} {group.get('data-cell')}"] = texts
    return found


def edges_of(frame):
    return [path for path in drawn(frame).iter(f"{SVG}path") if path.get("class") == "edge"]


def numbers_on_edges(frame):
    return [
        content(group.find(f"{SVG}text"))
        for group in drawn(frame).iter(f"{SVG}g")
        if group.get("class") == "weight"
    ]


class TestMoments:
    """Films of trainings."""

    def test_the_moments_of_a_network(self, show):
        player = play(trained().taken)
        page = show(player, viewport={"width": 1200, "height": 900})
        page.locator("section.player").press("End")
        shown = page.evaluate(EVERY_STOP, {"slider": "input.moments", "look": NETWORK})
        made = frames(player)
        assert [cells_of(frame) for frame in made] == [seen["cells"] for seen in shown]
        assert [frame.head.split(" · ")[0] for frame in made] == [
            moment.title for moment in player.captures
        ]

    def test_the_moments_of_a_graph(self, show):
        w = Value(2.0, label="w")
        moments = []
        for epoch in range(3):
            moments.append(capture(w * w + 1.0, f"epoch {epoch}"))
            w.data -= 0.5
        player = play(moments)
        page = show(player)
        shown = page.evaluate(EVERY_STOP, {"slider": "input.moments", "look": GRAPH})
        for frame, seen in zip(frames(player), shown, strict=True):
            groups = drawn(frame).findall(f"{SVG}g[@class]")
            texts = [TestGraphs().texts(group)[:3] for group in groups]
            assert texts == [item[:3] for item in seen["items"]]


def trained():
    model = MLP(2, [3, 1], activation="tanh", rng=1)
    model.compile("sgd", "mse")
    snapshots = Snapshots(sample=(X[0], [Y[0]]))
    model.fit(X, Y, epochs=3, callbacks=[snapshots], verbose=0)
    return snapshots
