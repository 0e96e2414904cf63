"""Downloads: the network as a file, and a program that trains it anew."""

import json
import tempfile
from pathlib import Path
from typing import Any

from autograd.app.playground.network import LOSS
from autograd.app.playground.session import Session
from autograd.app.playground.settings import OPTIMIZERS, Settings

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
    plot = _PLOT.format(features=list(session.settings.features))
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
    settings = session.settings
    with session.lock:
        steps, each = session.steps, session.steps_per_epoch
    return [
        _imports(settings, stops=steps % each > 0),
        _data(settings),
        _network(settings),
        _training(settings, steps, each),
    ]


def _imports(settings: Settings, stops: bool) -> str:
    lines = [
        "from autograd.app.playground import datasets, features",
        "from nn import Dense, Sequential",
    ]
    if stops:
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


def _network(settings: Settings) -> str:
    end = ""
    if settings.regularization != "none":
        end = f", kernel_regularizer={settings.regularization}({settings.strength!r})"
    lines = [f"    Dense({units}, {settings.activation!r}{end})," for units in settings.layers]
    layers = "\n".join([*lines, f"    Dense(1{end}),  # the logit of class 1"])
    optimizer, options = OPTIMIZERS[settings.optimizer]
    arguments = [repr(settings.rate), *(f"{name}={value!r}" for name, value in options.items())]
    return (
        f"model = Sequential([\n{layers}\n], rng={settings.seed})\n"
        f'model.compile({optimizer.__name__}({", ".join(arguments)}), "{LOSS}", ["sign_accuracy"])'
    )


def _training(settings: Settings, steps: int, each: int) -> str:
    fit = f"history = model.fit(X_train, y_train, batch_size={settings.batch}, verbose=0"
    if not steps:
        lines = ["# It has not been trained yet.", f"model.build(({len(settings.features)},))"]
    elif steps % each == 0:
        lines = [f"{fit}, epochs={steps // each})"]
    else:
        stop = f"epochs={steps // each + 1}, callbacks=[Stop({steps})]"
        lines = [_STOP, f"{fit},\n    {stop})"]
    return "\n".join([*lines, _REPORT])


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
    loss, accuracy = model.evaluate(inputs, targets)
    print(f"{name}: loss {loss:.4f}, accuracy {accuracy:.1%}")"""

_PLOT = """\
import matplotlib.pyplot as plt

ticks = [-6 + 12 * k / 79 for k in range(80)]
rows = [features.compute({features}, (a, b)) for b in ticks for a in ticks]
surface = model.predict_proba(rows)[:, 1].reshape(80, 80)
figure, axes = plt.subplots(figsize=(5, 5))
axes.contourf(ticks, ticks, surface, levels=20, cmap="PuOr", vmin=0, vmax=1)
axes.scatter(*zip(*points.positions), c=y, cmap="PuOr", vmin=0, vmax=1, edgecolors="white")
plt.show()"""


def _literal(text: str) -> str:
    """Any text as Python source: a literal for each line."""
    lines = "\n".join(f"    {line!r}" for line in text.splitlines(keepends=True))
    return f"\n{lines}\n"
