"""Write optimizers.json: steps and rates of Keras and PyTorch, for tests/nn/optimizers.

python tests/data/make_optimizers.py    # with Keras, JAX and PyTorch; "made_with" has the versions

Each case of "keras" and "pytorch" has our optimizer with its arguments, and the four parameters
after each of the steps in AT: those of `valley`, or of `push` where the case has a scale. Each case
of "fits" has the losses of fit and the weights that it ends at, and "variables" the sizes of the
variables of layers. Each case of "schedules" has our
schedule with its arguments, and the rates of the first 30 steps.
"""

import json
import math
from pathlib import Path

import keras_in_doubles  # isort: skip # noqa: F401 - before Keras
import jax
import keras
import numpy as np
import torch
from torch import optim
from torch.nn.utils import clip_grad_norm_, clip_grad_value_, get_total_norm

START = [1.5, -0.5, 0.25, 2.0]
AT = [1, 2, 3, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]


def valley(p, above_0):
    """A valley with a bend, the same as in tests/nn/optimizers/test_optimizers.py."""
    bend = (1.0 - p[0]) ** 2 + 5.0 * (p[1] - p[0] * p[0]) ** 2
    return bend + 0.5 * (p[2] + p[0]) ** 2 + 3.0 * above_0(p[3] - 1.0) ** 2


def push(step, scale):
    """Gradients that do not depend on parameters, as in test_optimizers.py."""
    return [scale * math.sin(1.3 * step + k) for k in range(4)]


def every_step(found, optimizer, arguments, **others):
    """The steps in AT as a case."""
    steps = [found[step - 1] for step in AT]
    return {"optimizer": optimizer, "arguments": arguments, **others, "steps": steps}


# ------------------------------------------------------------------------------------- Keras

_differentiated = jax.jit(jax.grad(lambda p: valley(p, jax.nn.relu)))


def keras_case(name, scale=None, **arguments):
    """The steps of Keras's optimizer for four variables, each a number."""
    p = [keras.Variable(number) for number in START]
    optimizer, found = getattr(keras.optimizers, name)(**arguments), []
    for step in range(1, AT[-1] + 1):
        gradients = push(step, scale) if scale else _differentiated([v.value for v in p])
        optimizer.apply([jax.numpy.asarray(g) for g in gradients], p)
        found.append([float(v.value) for v in p])
    return every_step(found, name, arguments, **({"scale": scale} if scale else {}))


SCALES = [1e-12, 1e-6, 1e-3, 1e3, math.inf]
PUSHED = [
    ("SGD", {"momentum": 0.9, "nesterov": True}),
    ("Adagrad", {}),
    ("Adagrad", {"initial_accumulator_value": 0.0}),
    ("RMSprop", {}),
    ("RMSprop", {"centered": True, "momentum": 0.5}),
    ("Adam", {}),
    ("Adam", {"amsgrad": True}),
    ("AdamW", {}),
    *((name, {}) for name in ("Adamax", "Nadam", "Adadelta", "Lion")),
]
KERAS = [
    keras_case("SGD"),
    keras_case("SGD", learning_rate=0.01, weight_decay=0.1),
    keras_case("SGD", learning_rate=0.01, momentum=0.9),
    keras_case("SGD", learning_rate=0.01, momentum=0.8, nesterov=True, weight_decay=0.1),
    keras_case("SGD", learning_rate=0.05, clipvalue=0.5),
    keras_case("SGD", learning_rate=0.05, clipnorm=0.75, momentum=0.5),
    keras_case("SGD", learning_rate=0.05, global_clipnorm=0.75, momentum=0.5),
    keras_case("Adagrad"),
    keras_case("Adagrad", learning_rate=0.5, initial_accumulator_value=0.0, epsilon=1e-3),
    keras_case("Adagrad", learning_rate=0.1, epsilon=0.01, global_clipnorm=1.0),
    keras_case("RMSprop"),
    keras_case("RMSprop", learning_rate=0.002, rho=0.8, epsilon=1e-2, clipvalue=2.0),
    keras_case("RMSprop", learning_rate=0.01, momentum=0.9, weight_decay=0.1),
    keras_case("RMSprop", learning_rate=0.01, epsilon=1e-3, centered=True),
    keras_case("RMSprop", use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=3),
    keras_case("RMSprop", learning_rate=0.005, rho=0.95, centered=True, momentum=0.5),
    keras_case("Adam"),
    keras_case("Adam", learning_rate=0.1, beta_1=0.8, beta_2=0.95, epsilon=1e-3),
    keras_case("Adam", learning_rate=0.1, beta_1=0.5, beta_2=0.9, amsgrad=True),
    keras_case("Adam", learning_rate=0.05, weight_decay=0.1, clipvalue=1.0),
    keras_case("AdamW"),
    keras_case("AdamW", learning_rate=0.1, weight_decay=0.5, amsgrad=True),
    keras_case("AdamW", learning_rate=0.05, weight_decay=0.1, global_clipnorm=0.5),
    *(keras_case(name) for name in ("Adamax", "Nadam", "Adadelta", "Lion")),
    keras_case("Adamax", learning_rate=0.1, beta_1=0.5, beta_2=0.9, epsilon=1e-2, clipnorm=0.5),
    keras_case("Adamax", learning_rate=0.05, weight_decay=0.1, use_ema=True, ema_momentum=0.5),
    keras_case("Nadam", learning_rate=0.1, beta_1=0.5, beta_2=0.9, epsilon=1e-2, clipvalue=1.0),
    keras_case("Nadam", learning_rate=0.05, weight_decay=0.1, global_clipnorm=0.5),
    keras_case("Adadelta", learning_rate=1.0, rho=0.9, epsilon=1e-3, weight_decay=0.1),
    keras_case("Adadelta", learning_rate=10.0, clipnorm=0.5),
    keras_case("Lion", learning_rate=0.02, beta_1=0.5, beta_2=0.9, weight_decay=0.1),
    keras_case("Lion", learning_rate=0.05, beta_1=1.0, global_clipnorm=0.5),
    *(keras_case(name, scale, **options) for scale in SCALES for name, options in PUSHED),
]

# ------------------------------------------------------------- Keras: fit, and what belongs to it


def wave(*shape):
    """Numbers that look random, as in test_like_keras.py."""
    count = math.prod(shape)
    return np.array([math.sin(1.0 + 2.3 * k * k) for k in range(count)]).reshape(shape)


LAYERS = {
    "dense": lambda **o: [keras.layers.Dense(3, "tanh", **o), keras.layers.Dense(1)],
    "conv": lambda **o: [
        keras.layers.Conv2D(2, 2, activation="tanh", **o),
        keras.layers.Flatten(),
        keras.layers.Dense(1),
    ],
    "lstm": lambda **o: [keras.layers.LSTM(2, **o), keras.layers.Dense(1)],
}
SHAPES = {"dense": (4,), "conv": (3, 3, 2), "lstm": (3, 2)}
"""The shape of a sample of each network."""


def made(module, name, arguments):
    return getattr(module, name)(**arguments)


def fit_case(network, optimizer, arguments=None, schedule=None, **parts):
    """The losses of fit, and the weights at the end; parts are (name, arguments) by argument."""
    options = {
        argument: made(
            keras.constraints if argument.endswith("constraint") else keras.regularizers, *part
        )
        for argument, part in parts.items()
    }
    model = keras.Sequential([keras.Input(SHAPES[network]), *LAYERS[network](**options)])
    model.set_weights([0.8 * wave(*weight.shape) for weight in model.get_weights()])
    rate = {}
    if schedule:
        rate["learning_rate"] = getattr(keras.optimizers.schedules, schedule[0])(*schedule[1])
    steps = made(keras.optimizers, optimizer, {**(arguments or {}), **rate})
    model.compile(steps, "mse")
    X, y = wave(12, *SHAPES[network]), 3.0 * wave(12, 1)
    losses = model.fit(X, y, epochs=6, batch_size=5, shuffle=False, verbose=0).history["loss"]
    return {
        "network": network,
        "optimizer": optimizer,
        "arguments": arguments or {},
        "schedule": schedule,
        "parts": parts,
        "loss": losses,
        "weights": np.concatenate([weight.ravel() for weight in model.get_weights()]).tolist(),
    }


FITS = [
    fit_case("dense", "Adam", schedule=("ExponentialDecay", [0.1, 3, 0.5])),
    fit_case("dense", "SGD", schedule=("PiecewiseConstantDecay", [[4, 8], [0.1, 0.05, 0.01]])),
    *(fit_case("dense", name) for name in ("SGD", "Adagrad", "RMSprop", "Adam", "AdamW")),
    *(fit_case("dense", name) for name in ("Adamax", "Nadam", "Adadelta", "Lion")),
    fit_case("dense", "SGD", {"learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.1}),
    *(
        fit_case(network, "SGD", {"learning_rate": 0.1, kind: 0.3})
        for network in SHAPES
        for kind in ("clipnorm", "clipvalue", "global_clipnorm")
    ),
    fit_case("dense", "Adam", {"learning_rate": 0.1, "clipnorm": 0.01}),
    fit_case("dense", "Adam", {"learning_rate": 0.1, "use_ema": True}),
    fit_case(
        "dense",
        "SGD",
        {"use_ema": True, "ema_momentum": 0.7, "ema_overwrite_frequency": 4},
        kernel_constraint=("NonNeg", {}),
    ),
    *(
        fit_case(network, "SGD", {"learning_rate": 0.1}, kernel_constraint=constraint)
        for network in SHAPES
        for constraint in [
            ("MaxNorm", {"max_value": 0.5}),
            ("UnitNorm", {}),
            ("MinMaxNorm", {"min_value": 0.5, "max_value": 0.7, "rate": 0.5}),
            ("NonNeg", {}),
        ]
    ),
    fit_case("conv", "SGD", kernel_constraint=("MaxNorm", {"max_value": 0.5, "axis": [0, 1, 2]})),
    fit_case("dense", "SGD", kernel_constraint=("MaxNorm", {"max_value": 0.5, "axis": 1})),
    fit_case("dense", "SGD", kernel_regularizer=("L1", {}), bias_regularizer=("L2", {})),
    fit_case("conv", "SGD", kernel_regularizer=("L1L2", {"l2": 0.1})),
]


def variables(layer, *shape):
    """How many numbers each variable of a layer has."""
    x = keras.Input(shape)
    layer(x, x) if isinstance(layer, keras.layers.MultiHeadAttention) else layer(x)
    return sorted(math.prod(weight.shape) for weight in layer.trainable_weights)


VARIABLES = {
    "Dense": variables(keras.layers.Dense(3), 4),
    "Conv1D": variables(keras.layers.Conv1D(2, 3), 6, 2),
    "Conv2D": variables(keras.layers.Conv2D(2, 3), 6, 6, 2),
    "Embedding": variables(keras.layers.Embedding(5, 3), 4),
    "LayerNormalization": variables(keras.layers.LayerNormalization(), 4),
    "SimpleRNN": variables(keras.layers.SimpleRNN(2), 5, 3),
    "LSTM": variables(keras.layers.LSTM(2), 5, 3),
    "MultiHeadAttention": variables(keras.layers.MultiHeadAttention(2, 3), 4, 6),
}


def keras_schedule(name, *arguments, **others):
    theirs = getattr(keras.optimizers.schedules, name)(*arguments, **others)
    rates = [float(theirs(step)) for step in range(60)]
    return {"schedule": name, "arguments": arguments, "others": others, "rates": rates}


KERAS_SCHEDULES = [
    keras_schedule("ExponentialDecay", 0.1, 7, 0.6),
    keras_schedule("ExponentialDecay", 0.1, 7, 0.6, True),
    keras_schedule("InverseTimeDecay", 0.1, 7, 0.6),
    keras_schedule("InverseTimeDecay", 0.1, 7, 0.6, True),
    keras_schedule("PolynomialDecay", 0.1, 20),
    keras_schedule("PolynomialDecay", 0.1, 20, 0.01, 2.5),
    keras_schedule("PolynomialDecay", 0.1, 20, power=0.5, cycle=True),
    keras_schedule("CosineDecay", 0.1, 20),
    keras_schedule("CosineDecay", 0.1, 20, 0.2),
    keras_schedule("CosineDecay", 0.01, 20, alpha=0.1, warmup_target=0.2, warmup_steps=10),
    keras_schedule("CosineDecay", 0.01, 20, warmup_target=0.2),
    keras_schedule("CosineDecayRestarts", 0.1, 8),
    keras_schedule("CosineDecayRestarts", 0.1, 8, 1.0, 0.5, 0.1),
    keras_schedule("CosineDecayRestarts", 0.1, 5, t_mul=1.5, m_mul=0.9),
    keras_schedule("PiecewiseConstantDecay", [5, 20], [0.1, 0.01, 0.001]),
]

# ----------------------------------------------------------------------------------- PyTorch

NAMES = {"learning_rate": "lr", "rho": "alpha", "epsilon": "eps"}
"""What PyTorch calls our arguments, where it has another name."""


def clip(p, clipvalue=None, global_clipnorm=None):
    """`clip_grad_norm_` without the 1e-6 that it adds to the length."""
    if clipvalue is not None:
        clip_grad_value_([p], clipvalue)
    if global_clipnorm is not None:
        length = get_total_norm([p.grad]).item()
        clip_grad_norm_([p], global_clipnorm * (length + 1e-6) / length)


def case(name, **arguments):
    """The steps of PyTorch's optimizer that is given our arguments."""
    options = {NAMES.get(key, key): value for key, value in arguments.items()}
    clipping = {key: options.pop(key) for key in ("clipvalue", "global_clipnorm") if key in options}
    if "beta_1" in options:
        options["betas"] = (options.pop("beta_1"), options.pop("beta_2"))
    p = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer, found = getattr(optim, name)([p], **options), []
    for _ in range(AT[-1]):
        optimizer.zero_grad()
        valley(p, lambda x: torch.clamp(x, min=0.0)).backward()
        clip(p, **clipping)
        optimizer.step()
        found.append(p.tolist())
    ours = arguments | ({"epsilon_as": "pytorch"} if "epsilon" in arguments else {})
    return every_step(found, name, ours)


def sgd(learning_rate, **others):
    return case("SGD", learning_rate=learning_rate, **others)


def adagrad(learning_rate, start, epsilon, **others):
    return case(
        "Adagrad",
        learning_rate=learning_rate,
        initial_accumulator_value=start,
        epsilon=epsilon,
        **others,
    )


def rmsprop(learning_rate, rho, epsilon, **others):
    return case("RMSprop", learning_rate=learning_rate, rho=rho, epsilon=epsilon, **others)


def adam(learning_rate, beta_1, beta_2, epsilon, name="Adam", **others):
    return case(
        name,
        learning_rate=learning_rate,
        beta_1=beta_1,
        beta_2=beta_2,
        epsilon=epsilon,
        **others,
    )


PYTORCH = [
    sgd(0.01),
    sgd(0.01, weight_decay=0.1),
    sgd(0.01, momentum=0.9),
    sgd(0.01, momentum=0.8, nesterov=True),
    sgd(0.05, clipvalue=0.5),
    sgd(0.05, global_clipnorm=0.75, momentum=0.5),
    adagrad(0.5, 0.0, 1e-10),
    adagrad(0.5, 0.1, 1e-7),
    adagrad(0.1, 2.0, 0.01, global_clipnorm=1.0),
    rmsprop(0.01, 0.99, 1e-8),
    rmsprop(0.02, 0.9, 1e-7, clipvalue=2.0),
    rmsprop(0.01, 0.9, 1e-3, momentum=0.9),
    rmsprop(0.01, 0.9, 1e-3, centered=True),
    rmsprop(0.005, 0.95, 1e-2, centered=True, momentum=0.5),
    adam(0.05, 0.9, 0.999, 1e-8),
    adam(0.1, 0.8, 0.95, 1e-3),
    adam(0.1, 0.5, 0.9, 1e-7, amsgrad=True),
    adam(0.05, 0.9, 0.99, 1e-7, clipvalue=1.0),
    adam(0.05, 0.9, 0.999, 1e-8, "AdamW", weight_decay=0.01),
    adam(0.1, 0.8, 0.95, 1e-7, "AdamW", weight_decay=0.5, amsgrad=True),
    adam(0.05, 0.9, 0.99, 1e-7, "AdamW", weight_decay=0.1, global_clipnorm=0.5),
]


def rates(make, start=0.1):
    optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=start)
    scheduler, found = make(optimizer), []
    for _ in range(30):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def schedule(name, arguments, theirs, **options):
    found = rates(lambda optimizer: theirs(optimizer, **options))
    return {"schedule": name, "arguments": arguments, "rates": found}


def cosine(optimizer):
    """PyTorch's rises again after T_max."""
    steps = optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=20, eta_min=0.01)
    stay = optim.lr_scheduler.LambdaLR(optimizer, lambda step: 0.1)
    return optim.lr_scheduler.SequentialLR(optimizer, [steps, stay], [20])


SCHEDULES = [
    schedule("constant", [0.1], optim.lr_scheduler.ConstantLR, factor=1.0),
    schedule(
        "linear",
        [0.1, 0.02, 20],
        optim.lr_scheduler.LinearLR,
        start_factor=1.0,
        end_factor=0.2,
        total_iters=20,
    ),
    schedule("exponential", [0.1, 0.8], optim.lr_scheduler.ExponentialLR, gamma=0.8),
    schedule("step_decay", [0.1, 0.5, 7], optim.lr_scheduler.StepLR, step_size=7, gamma=0.5),
    schedule(
        "piecewise_constant",
        [[5, 20], [0.1, 0.01, 0.001]],
        optim.lr_scheduler.MultiStepLR,
        milestones=[5, 20],
        gamma=0.1,
    ),
    {"schedule": "cosine", "arguments": [0.1, 20, 0.01], "rates": rates(cosine)},
]

if __name__ == "__main__":
    owners = f"keras {keras.__version__}, torch {torch.__version__}"
    cases = {"made_with": owners, "start": START, "at": AT}
    cases |= {"keras": KERAS, "fits": FITS, "variables": VARIABLES, "pytorch": PYTORCH}
    cases |= {"schedules": SCHEDULES, "keras_schedules": KERAS_SCHEDULES}
    Path(__file__).with_name("optimizers.json").write_text(
        json.dumps(cases, indent=1) + "\n", encoding="utf-8"
    )
