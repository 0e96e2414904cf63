"""Write callbacks.json: what Keras's callbacks do at the end of each epoch.

python tests/data/make_callbacks.py   # with Keras and JAX installed; 3.15.1 wrote the file here

Each case has the class, its arguments, the numbers that it watches, one for each epoch, and what
follows: the last epoch with EarlyStopping and the one whose weights remain,
the rates that ReduceLROnPlateau sets, the epochs that ModelCheckpoint saves.
"""

import json
import random
from pathlib import Path

from keras_in_doubles import keras


class Model:
    """All of a network that these callbacks see: its weights are the number of the epoch."""

    metrics = ()

    def __init__(self):
        self.epoch, self.restored, self.stop_training, self.saved = 0, None, False, []
        self.optimizer = type("Optimizer", (), {"learning_rate": 0.1})()

    def get_weights(self):
        return self.epoch

    def set_weights(self, weights):
        self.restored = weights

    def save(self, path, overwrite):
        self.saved.append(self.epoch)


def settings(rng, name):
    """Arguments of a callback."""
    found = {"mode": rng.choice(["min", "max"])}
    if name != "ModelCheckpoint":
        found["min_delta"] = rng.choice([0.0, 0.1, -0.2])
        found["patience"] = rng.randint(0, 4)
    if name == "EarlyStopping":
        found["baseline"] = rng.choice([None, 0.3, 0.6])
        found["restore_best_weights"] = rng.random() < 0.7
        found["start_from_epoch"] = rng.choice([0, 0, 1, 3])
    elif name == "ReduceLROnPlateau":
        found["factor"], found["min_lr"] = rng.choice([0.1, 0.5]), rng.choice([0.0, 0.02])
        found["cooldown"] = rng.randint(0, 2)
    else:
        found["save_best_only"] = rng.random() < 0.8
        found["initial_value_threshold"] = rng.choice([None, 0.5, 0.9])
    return found


def case(rng, name):
    """A callback, and what it does."""
    numbers = [rng.choice([rng.random(), rng.randint(0, 4) / 4]) for _ in range(rng.randint(1, 12))]
    if len(numbers) > 4 and rng.random() < 0.2:
        numbers[4] = float("nan")
    arguments = settings(rng, name)
    path = ["{epoch}.keras"] if name == "ModelCheckpoint" else []
    callback, model = getattr(keras.callbacks, name)(*path, "watched", **arguments), Model()
    callback.set_model(model)
    callback.on_train_begin()
    rates = []
    for model.epoch, number in enumerate(numbers):
        callback.on_epoch_end(model.epoch, {"watched": number})
        rates.append(float(model.optimizer.learning_rate))
        if model.stop_training:
            break
    callback.on_train_end()
    did = {
        "EarlyStopping": [model.epoch, model.epoch if model.restored is None else model.restored],
        "ReduceLROnPlateau": rates,
        "ModelCheckpoint": model.saved,
    }
    return {"class": name, "arguments": arguments, "numbers": numbers, "did": did[name]}


def main():
    rng = random.Random(5)
    names = ["EarlyStopping", "ReduceLROnPlateau", "ModelCheckpoint"]
    cases = [case(rng, name) for name in names for _ in range(40)]
    path = Path(__file__).with_name("callbacks.json")
    path.write_text(json.dumps(cases, indent=0) + "\n")


if __name__ == "__main__":
    main()
