"""Downloads: the network as a file, and a program that trains it anew."""

import json
import math
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograd.app.playground.session import Session
from autograd.app.playground.settings import OPTIMIZERS, Settings
from autograd.app.playground.tasks import CLASSIFY, Task

_ABOUT = "The network of a Glassgrad playground: the same data, the same training."


def model_file(session: Session) -> bytes:
    """The network as a safetensors file for `nn.load`, from which training can go on.

    Raises:
        MissingDependencyError: If safetensors is not installed.
    """
    with tempfile.TemporaryDirectory() as folder, session.lock:
        path = Path(folder) / "model.safetensors"
        session.model.save(path)
        return path.read_bytes()


def script(session: Session) -> str:
    """A Python program that makes the same data and trains the same network."""
    return "\n\n".join([f"# {_ABOUT}", *_program(session)]) + "\n"


def notebook(session: Session) -> str:
    """The same program as a Jupyter notebook, which also draws the output."""
    features = list(session.settings.features)
    surface = _PROBABILITIES if session.task is CLASSIFY else _PREDICTIONS
    plot = _PLOT.format(features=features, surface=surface)
    cells: list[dict[str, Any]] = [{"cell_type": "markdown", "source": [_ABOUT]}]
    for text in [*_program(session), plot]:
        source = text.splitlines(keepends=True)
        cells.append(
            {"cell_type": "code", "execution_count": None, "outputs": [], "source": source}
        )
    for number, cell in enumerate(cells):
        cell |= {"id": f"cell-{number}", "metadata": {}}
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    book = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _program(session: Session) -> list[str]:
    """The program, part by part: imports, the data, the network, training."""
    with session.lock:
        settings, steps, each = session.settings, session.steps, session.steps_per_epoch
    settings = replace(settings, edits=tuple(edit for edit in settings.edits if edit[0] <= steps))
    return [
        _imports(settings, calls=steps > 0 and (steps % each > 0 or bool(settings.edits))),
        _data(settings),
        _network(settings, session.task),
        _training(settings, session.task, steps, each),
    ]


def _imports(settings: Settings, calls: bool) -> str:
    lines = [
        "from autograd.app.playground import datasets, features",
        "from nn import Dense, Sequential",
    ]
    if calls:
        lines.append("from nn.callbacks import Callback")
    lines.append(f"from nn.optimizers import {OPTIMIZERS[settings.optimizer][0].__name__}")
    if settings.regularization != "none":
        lines.append(f"from nn.regularizers import {settings.regularization}")
    return "\n".join(lines)


def _data(settings: Settings) -> str:
    made = f"make({settings.data!r}, noise={settings.noise / 100.0}, seed={settings.seed})"
    if settings.data == "csv":
        made = f"from_csv({_literal(settings.csv)})"
    return f"""\
points = datasets.{made}
train, test = points.split({settings.train / 100.0}, seed={settings.seed})
X = [features.compute({list(settings.features)}, place) for place in points.positions]
y = points.labels
X_train, y_train = [X[i] for i in train], [y[i] for i in train]
X_test, y_test = [X[i] for i in test], [y[i] for i in test]"""


def _network(settings: Settings, task: Task) -> str:
    end, what = "", "the logit of class 1" if task is CLASSIFY else "the prediction"
    if settings.regularization != "none":
        end = f", kernel_regularizer={settings.regularization}({settings.strength!r})"
    lines = [f"    Dense({units}, {settings.activation!r}{end})," for units in settings.layers]
    layers = "\n".join([*lines, f"    Dense(1{end}),  # {what}"])
    optimizer, options = OPTIMIZERS[settings.optimizer]
    arguments = [repr(settings.rate), *(f"{name}={value!r}" for name, value in options.items())]
    return (
        f"model = Sequential([\n{layers}\n], rng={settings.seed})\n"
        f'model.compile({optimizer.__name__}({", ".join(arguments)}), "{task.loss}", '
        f'["{task.metric}"])'
    )


def _training(settings: Settings, task: Task, steps: int, each: int) -> str:
    edits = "".join(f"    {edit!r},\n" for edit in settings.edits)
    parts = [f"# Set by hand: after how many steps, where, the number.\nedits = [\n{edits}]"]
    if not edits:
        parts = []
    if steps:
        parts += _fit(settings, steps, each)
    else:
        parts.append(f"# It has not been trained yet.\nmodel.build(({len(settings.features)},))")
        if edits:
            parts.append(_SET)
    score = ", accuracy {score:.1%}" if task is CLASSIFY else f", {task.score} {{score:.4f}}"
    return "\n".join([*parts, _REPORT.replace("{score}", score)])


def _fit(settings: Settings, steps: int, each: int) -> list[str]:
    """The lines that train for so many steps, and set what was set by hand."""
    classes, calls = [], []
    if settings.edits:
        classes, calls = [_BY_HAND], ["ByHand(edits)"]
    if steps % each:
        classes, calls = [*classes, _STOP], [*calls, f"Stop({steps})"]
    fit = f"history = model.fit(X_train, y_train, batch_size={settings.batch}, verbose=0"
    fit += f", epochs={math.ceil(steps / each)}"
    return [*classes, f"{fit},\n    callbacks=[{', '.join(calls)}])" if calls else f"{fit})"]


_SET = """\
for _, path, number in edits:
    dict(model.named_parameters())[path].data = number
"""

_BY_HAND = '''\
class ByHand(Callback):
    """Sets weights that were set by hand, each after as many steps."""

    def __init__(self, edits):
        self.edits, self.steps = edits, 0

    def on_train_begin(self, logs=None):
        self.apply()

    def on_train_batch_end(self, batch, logs):
        self.steps += 1
        self.apply()

    def apply(self):
        parameters = dict(self.model.named_parameters())
        for steps, path, number in self.edits:
            if steps == self.steps:
                parameters[path].data = number

'''

_STOP = '''\
class Stop(Callback):
    """Ends training after so many steps, in the middle of an epoch."""

    def __init__(self, steps):
        self.left = steps

    def on_train_batch_end(self, batch, logs):
        self.left -= 1
        if not self.left:
            self.model.stop_training = True

'''

_REPORT = """\
for name, inputs, targets in (("train", X_train, y_train), ("test", X_test, y_test)):
    loss, score = model.evaluate(inputs, targets)
    print(f"{name}: loss {loss:.4f}{score}")"""

_PROBABILITIES = "2 * model.predict_proba(rows)[:, 1] - 1"
_PREDICTIONS = "model.predict(rows)"
_PLOT = """\
import matplotlib.pyplot as plt

ticks = [-6 + 12 * k / 79 for k in range(80)]
rows = [features.compute({features}, (a, b)) for b in ticks for a in ticks]
surface = {surface}
figure, axes = plt.subplots(figsize=(5, 5))
axes.contourf(ticks, ticks, surface.reshape(80, 80), levels=20, cmap="PuOr", vmin=-1, vmax=1)
axes.scatter(*zip(*points.positions), c=y, cmap="PuOr", edgecolors="white")
plt.show()"""


def _literal(text: str) -> str:
    """Any text as Python source: a literal for each line."""
    lines = "\n".join(f"    {line!r}" for line in text.splitlines(keepends=True))
    return f"\n{lines}\n"
