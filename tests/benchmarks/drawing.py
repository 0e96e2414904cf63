"""Time drawing graphs as SVG, in total and stage by stage.

    python tests/benchmarks/drawing.py [--runs 7] [--png FOLDER]

The graphs are those of a neuron and of two networks: about 20, 200 and 2,000 values, all drawn,
after a backward pass. The total is what a notebook waits for: `draw(y).svg()`. Its stages are timed
in the same runs: finding names and making the picture, writing dot text, the layout by the dot
program (its start included), and finishing the SVG. Networks are drawn as such, too, without a
sample, with one, and with its target. It prints medians, and whether the total is within its bar.
"""

import argparse
import itertools
import statistics
import time
from pathlib import Path

from autograd import draw
from autograd.visual.layout import lay_out
from autograd.visual.to_dot import to_dot
from autograd.visual.to_svg import finish_svg
from nn import MLP, Dense, Sequential

# About how many values, the sizes of a network that has them, and the bar in seconds.
CASES = ((20, [6, 1], 0.050), (200, [8, 6, 2, 1], 0.150), (2000, [18, 22, 11, 1], 3.0))
NETWORKS = ((2, 4, 4, 1), (784, 128, 10))
BAR = 0.5  # seconds for the drawing of a network
STAGES = ("picture", "dot text", "layout", "finish")


def graph(sizes):
    """The output of a network for constant inputs, after a backward pass."""
    model = MLP(sizes[0], sizes[1:], rng=0)
    y = model([0.1 * i for i in range(sizes[0])])
    y.backward()
    return y


def seconds_of(y):
    """Seconds of each stage, and of the whole."""
    clock = [time.perf_counter()]
    drawing = draw(y, max_nodes=None)
    clock.append(time.perf_counter())
    source = to_dot(drawing.picture)
    clock.append(time.perf_counter())
    svg = lay_out(source).decode()
    clock.append(time.perf_counter())
    finish_svg(svg, drawing.picture)
    clock.append(time.perf_counter())
    picture, text, layout, finish = (b - a for a, b in itertools.pairwise(clock))
    start = time.perf_counter()
    draw(y, max_nodes=None).svg()
    total = time.perf_counter() - start
    return picture - text, text, layout, finish, total  # `draw` has written the text as well


def network(sizes):
    """A network of these sizes, and the arguments of `draw` in the three cases."""
    inputs, *hidden, outputs = sizes
    layers = [Dense(units, "relu") for units in hidden]
    model = Sequential([*layers, Dense(outputs, "softmax" if outputs > 1 else None)], rng=0)
    model.build((inputs,))
    model.compile(loss="sparse_categorical_crossentropy" if outputs > 1 else "mse")
    x = [k / inputs for k in range(inputs)]
    return {"draw(model)": (model,), "draw(model, x)": (model, x), "with a target": (model, x, 0)}


def time_networks(runs):
    """Print how long the pictures of networks take, and the size of each."""
    for sizes in NETWORKS:
        for words, arguments in network(sizes).items():
            svg, seconds = "", []
            for _ in range(runs):
                start = time.perf_counter()
                svg = draw(*arguments).svg()
                seconds.append(time.perf_counter() - start)
            median = statistics.median(seconds)
            print(
                f"{'-'.join(map(str, sizes)):>10}  {words:>14}  {1000 * median:5.0f} ms  "
                f"{1000 * BAR:4.0f} ms  {len(svg) / 1000:4.0f} kB" + "  missed" * (median > BAR)
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--png", type=Path, help="save the two smaller pictures in this folder")
    options = parser.parse_args()
    print(f"{'values':>6}  " + "  ".join(f"{stage:>8}" for stage in STAGES) + "     total     bar")
    for about, sizes, bar in CASES:
        y = graph(sizes)
        draw(y, max_nodes=None).svg()
        runs = [seconds_of(y) for _ in range(options.runs)]
        *stages, total = [statistics.median(column) for column in zip(*runs, strict=True)]
        kinds = [node.kind for node in draw(y, max_nodes=None).picture.nodes]
        values = len(kinds) - kinds.count("operation") - kinds.count("constant")
        print(
            f"{values:>6}  "
            + "  ".join(f"{1000 * stage:5.0f} ms" for stage in stages)
            + f"  {1000 * total:5.0f} ms  {1000 * bar:4.0f} ms"
            + ("" if total <= bar else "  missed")
        )
        if options.png and about < 1000:
            draw(y, max_nodes=None).save(options.png / f"drawing_{about}.png")
    time_networks(options.runs)


if __name__ == "__main__":
    main()
