"""Every public function of nn refuses what it cannot take, in the package's own words."""

import inspect
import random
import warnings

import numpy
import pytest

import nn
from autograd import Value
from nn import (
    augmentation,
    callbacks,
    constraints,
    initializers,
    losses,
    metrics,
    optimizers,
    regularizers,
    schedules,
)
from tests.helpers.hostile import VALUES, faults

X = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.5, 0.2]]
Y = [0.0, 1.0, 0.0, 1.0]
SEQUENCE = numpy.arange(8.0).reshape(4, 2).tolist()
IMAGE = numpy.arange(16.0).reshape(4, 4, 1).tolist()


def network():
    """A small network, compiled."""
    model = nn.Sequential([nn.Dense(1, "sigmoid", input_shape=(2,))], rng=0)
    return model.compile("sgd", "mse") or model


def of_model(verb, **options):
    """A function that calls a verb of a new network."""
    return lambda *given, **named: getattr(network(), verb)(*given, **options, **named)


def used(layer, sample, **options):
    """A function that makes a layer and calls it."""
    return lambda **given: nn.Sequential([layer(**{**options, **given})], rng=0)(sample)


def in_training(**compiled):
    """Compile a network so, train and measure it."""
    model = nn.Sequential([nn.Dense(1, "sigmoid", input_shape=(2,))], rng=0)
    model.compile(**{"optimizer": "sgd", "loss": "mse", **compiled})
    model.fit(X, Y, epochs=1, validation_split=0.5, verbose=0)
    return model.evaluate(X, Y, verbose=0)


def stepped(optimizer):
    """A function that makes an optimizer and takes a step with it."""

    def call(**options):
        parameter = Value(1.0)
        parameter.grad = 0.5
        optimizer([parameter], **options).step()

    return call


def at_a_step(schedule, **options):
    """A function that makes a schedule and asks it for a rate."""
    return lambda **given: schedule(**{**options, **given})(3)


def with_callback(kind, **options):
    """A function that makes a callback and trains with it."""
    return lambda **given: network().fit(
        X, Y, epochs=2, validation_split=0.5, callbacks=[kind(**{**options, **given})], verbose=0
    )


def drawn(kind):
    """A function that makes an initializer and draws a number by it."""
    return lambda **given: initializers.get(kind(**given))(random.Random(0), 2, 3)


def penalty(kind):
    return lambda **given: kind(**given)([Value(1.0), Value(2.0)])


def constrained(kind):
    return lambda **given: kind(**given)(numpy.ones((2, 3)))


LAYERS = {
    **dict.fromkeys(["Dense", "Activation", "Layer"], X[0]),
    **dict.fromkeys(["Conv1D", "MaxPooling1D", "AveragePooling1D", "LSTM", "GRU"], SEQUENCE),
    **dict.fromkeys(["SimpleRNN", "Attention", "MultiHeadAttention", "Flatten"], SEQUENCE),
    **dict.fromkeys(["Conv2D", "MaxPooling2D", "AveragePooling2D", "UpSampling2D"], IMAGE),
    **dict.fromkeys(["GlobalAveragePooling2D", "GlobalMaxPooling2D"], IMAGE),
    **dict.fromkeys(["GlobalAveragePooling1D", "GlobalMaxPooling1D"], SEQUENCE),
    **dict.fromkeys(["Dropout", "GaussianNoise", "ELU", "LeakyReLU", "ReLU", "Softmax"], X[0]),
    **dict.fromkeys(["LayerNormalization", "RMSNormalization", "Normalize"], X[0]),
    **dict.fromkeys(["PositionalEncoding"], SEQUENCE),
    "Reshape": X[0],
    "RepeatVector": X[0],
    "Embedding": [0.0, 1.0],
}
"""Layers, with a sample that each takes."""

REQUIRED = {
    "Dense": {"units": 2},
    "Activation": {"activation": "relu"},
    "Layer": {"n_inputs": 2, "n_outputs": 2},
    "Conv1D": {"filters": 1, "kernel_size": 2},
    "Conv2D": {"filters": 1, "kernel_size": 2},
    "LSTM": {"units": 1},
    "GRU": {"units": 1},
    "SimpleRNN": {"units": 1},
    "Attention": {"key_dim": 1},
    "MultiHeadAttention": {"num_heads": 1, "key_dim": 1},
    "Dropout": {"rate": 0.5},
    "GaussianNoise": {"stddev": 0.5},
    "Reshape": {"target_shape": (2, 1)},
    "RepeatVector": {"n": 2},
    "Embedding": {"input_dim": 3, "output_dim": 2},
    "CosineDecay": {"initial_learning_rate": 0.1, "decay_steps": 5},
    "CosineDecayRestarts": {"initial_learning_rate": 0.1, "first_decay_steps": 5},
    "ExponentialDecay": {"initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5},
    "InverseTimeDecay": {"initial_learning_rate": 0.1, "decay_steps": 5, "decay_rate": 0.5},
    "PiecewiseConstantDecay": {"boundaries": [2], "values": [0.1, 0.2]},
    "PolynomialDecay": {"initial_learning_rate": 0.1, "decay_steps": 5},
    "constant": {"rate": 0.1},
    "cosine": {"start": 0.1, "steps": 5},
    "exponential": {"start": 0.1, "decay": 0.5},
    "linear": {"start": 0.1, "end": 0.0, "steps": 5},
    "piecewise_constant": {"boundaries": [2], "rates": [0.1, 0.2]},
    "step_decay": {"start": 0.1, "factor": 0.5, "steps": 5},
    "warm_up": {"schedule": schedules.constant(0.1), "steps": 5},
    "BackupAndRestore": {"backup_dir": "backup"},
    "CSVLogger": {"filename": "log.csv"},
    "ModelCheckpoint": {"filepath": "model.json"},
    "LearningRateScheduler": {"schedule": lambda epoch, rate: rate},
    "MLP": {"n_inputs": 2, "n_outputs": [1]},
    "Neuron": {"n_inputs": 2},
    "gaussian_noise": {"stddev": 0.1},
}
"""Arguments that must be given, by the name of what takes them."""


def named(kind, **others):
    """Makers of the arguments of a function or class, all by name; defaults where there are any."""
    given = {
        p.name: p.default
        for p in inspect.signature(kind).parameters.values()
        if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
    }
    given |= REQUIRED.get(kind.__name__, {})
    return {
        name: lambda default=default: default
        for name, default in (given | others).items()
        if default is not inspect.Parameter.empty and name != "parameters"
    }


def objects(module, base=object):
    return {
        name: thing
        for name, thing in vars(module).items()
        if inspect.isclass(thing)
        and issubclass(thing, base)
        and thing is not base
        and name == thing.__name__
        and name[0] != "_"
        and thing.__module__.startswith("nn")
        and name not in ("Checked", "Registry")
    }


CALLS = {
    name: (used(getattr(nn, name), sample, **REQUIRED.get(name, {})), named(getattr(nn, name)))
    for name, sample in LAYERS.items()
}
CALLS |= {
    name: (stepped(kind), named(kind))
    for name, kind in objects(optimizers, optimizers.Optimizer).items()
    if name != "LBFGS"
}
CALLS |= {
    f"schedules.{name}": (at_a_step(kind), named(kind))
    for name, kind in objects(schedules).items()
    if name != "Schedule"
}
CALLS |= {
    name: (with_callback(kind), named(kind))
    for name, kind in objects(callbacks).items()
    if name not in ("Callback", "Snapshot", "LambdaCallback", "TerminateOnNaN")
}
CALLS |= {
    name: (drawn(kind), named(kind))
    for name in vars(initializers)
    if inspect.isfunction(kind := getattr(initializers, name)) and name[0].isupper()
}
CALLS |= {name: (penalty(kind), named(kind)) for name, kind in objects(regularizers).items()}
CALLS |= {name: (constrained(kind), named(kind)) for name, kind in objects(constraints).items()}
CALLS |= {
    f"augmentation.{name}": (
        lambda kind=kind, **given: kind(**given)(numpy.ones((3, 4, 4)), random.Random(0)),
        named(kind),
    )
    for name, kind in objects(augmentation).items()
    if name != "compose"
}
CALLS |= {
    f"losses.{name}": (
        thing,
        {"predictions": lambda: [0.5, 0.5], "targets": lambda: [0.0, 1.0]}
        | named(thing, predictions=[0.5, 0.5], targets=[0.0, 1.0]),
    )
    for name in vars(losses)
    if inspect.isfunction(thing := getattr(losses, name))
    and [*inspect.signature(thing).parameters][:2] == ["predictions", "targets"]
}
CALLS |= {
    f"losses.{name}": (lambda kind=kind, **given: in_training(loss=kind(**given)), named(kind))
    for name, kind in objects(losses).items()
    if name not in ("Loss", "LossObject", "OwnLoss", "SparseCategoricalCrossentropy")
}
CALLS |= {
    f"metrics.{name}": (thing, named(thing, targets=[0.0, 1.0], predictions=[0.2, 0.8]))
    for name in vars(metrics)
    if inspect.isfunction(thing := getattr(metrics, name))
    and [*inspect.signature(thing).parameters][:2] == ["targets", "predictions"]
}
GIVEN = {"X": X, "y": Y, "verbose": 0}
CALLS |= {
    "compile": (in_training, {"optimizer": lambda: "sgd", "loss": lambda: "mse", "metrics": list}),
    "fit": (
        of_model("fit"),
        {
            name: lambda default=default: default
            for name, default in (
                {n: m() for n, m in named(nn.Model.fit).items() if n not in ("self", "x")} | GIVEN
            ).items()
            if name != "epochs"
        },
    ),
    "evaluate": (
        of_model("evaluate"),
        {n: m for n, m in named(nn.Model.evaluate, **GIVEN).items() if n not in ("self", "x")},
    ),
    "predict": (
        of_model("predict"),
        {n: m for n, m in named(nn.Model.predict, X=X).items() if n not in ("self", "x")},
    ),
    "predict_proba": (
        of_model("predict_proba"),
        {n: m for n, m in named(nn.Model.predict_proba, X=X).items() if n != "self"},
    ),
    "steps": (
        lambda **given: next(network().steps(**given)),
        {n: m for n, m in named(nn.Model.steps, X=X, y=Y).items() if n not in ("self", "x")},
    ),
    "build": (lambda **given: nn.Sequential([nn.Dense(1)]).build(**given), {"shape": lambda: (2,)}),
    "call": (lambda **given: network()(*given.values()), {"x": lambda: X[0]}),
    "add": (lambda **given: nn.Sequential().add(**given), {"layer": lambda: nn.Dense(1)}),
    "Sequential": (nn.Sequential, named(nn.Sequential)),
    "MLP": (nn.MLP, named(nn.MLP)),
    "Neuron": (nn.Neuron, named(nn.Neuron)),
    "Input": (nn.Input, {"shape": lambda: (2,)}),
    "set_weights": (of_model("set_weights"), {"weights": lambda: network().get_weights()}),
    "save": (of_model("save"), {"path": lambda: "m.json", "overwrite": lambda: True}),
    "load": (nn.load, {"path": lambda: "m.json", "classes": lambda: None}),
    "load_weights": (of_model("load_weights"), {"path": lambda: "m.json"}),
    "summary": (of_model("summary"), {"print_fn": lambda: None}),
    "summarize": (nn.summarize, {"model": network}),
    "attributions": (nn.attributions, named(nn.attributions, model=network(), x=X[0])),
    "layer_outputs": (of_model("layer_outputs"), {"x": lambda: X[0]}),
    "set_random_seed": (nn.utils.set_random_seed, {"seed": lambda: 1}),
    "to_categorical": (nn.utils.to_categorical, named(nn.utils.to_categorical, y=[0, 1])),
    "from_sklearn": (nn.from_sklearn, {"estimator": object}),
    "training_mode": (nn.training_mode, {"mode": lambda: True}),
    "optimizers.get": (optimizers.get, {"optimizer": lambda: "sgd"}),
    "optimizers.from_config": (
        optimizers.from_config,
        {"config": lambda: {"class": "SGD"}},
    ),
    "activations.get": (nn.activations.get, {"activation": lambda: "relu"}),
}
CALLS |= {
    f"{name}, its input": (
        lambda layer=layer, name=name, **given: nn.Sequential(
            [getattr(nn, name)(**REQUIRED.get(name, {}))]
        )(given["x"]),
        {"x": lambda sample=sample: sample},
    )
    for name, sample in LAYERS.items()
    for layer in [name]
}


PATHS = {"path", "filepath", "filename", "backup_dir"}


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    """Text given as a path makes a file there."""
    monkeypatch.chdir(tmp_path)


EVERY = 4  # each place meets a fourth of the values, and its neighbours the others
THE_CALLERS_OWN = {"a function", "a lambda", "a class"}  # what they raise when called is their own


def places_of(examples):
    """The arguments to sweep: not flags such as verbose, which Python reads by their truth."""
    return [k for k, make in examples.items() if k != "verbose" and not isinstance(make(), bool)]


@pytest.mark.parametrize("name", CALLS)
def test_it_is_refused_in_words(name):
    function, examples = CALLS[name]
    titles = [title for title in VALUES if title not in THE_CALLERS_OWN]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for k, place in enumerate(places_of(examples)):
            own = len(name) + k
            chosen = {title: VALUES[title] for title in titles[own % EVERY :: EVERY]}
            if PATHS & {place}:
                chosen.pop("long text", None)  # the system's own error repeats it
            others = {key: make for key, make in examples.items() if key != place}
            assert (
                faults(
                    lambda given, others=others, place=place: function(
                        **{place: given, **{key: make() for key, make in others.items()}}
                    ),
                    examples[place],
                    also=(OSError,),
                    values=chosen,
                )
                == {}
            )
