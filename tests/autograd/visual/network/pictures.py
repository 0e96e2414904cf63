"""Networks whose pictures the tests look at."""

import numpy as np

import nn
from autograd.visual.network import diagram_of

RNG = np.random.default_rng(0)


def mlp(*sizes):
    """An MLP with weights like those after training."""
    inputs, *outputs = sizes
    model = nn.MLP(inputs, outputs, activation="tanh", rng=1)
    for k, parameter in enumerate(model.parameters()):
        parameter.data = (-1.0) ** k * (k % 7) / 3.0
    return model


def of_mlp(*sizes):
    """The diagram of an MLP with a sample and its target."""
    inputs, *_, outputs = sizes
    x = [(-1.0) ** k * (k + 1) / 2 for k in range(inputs)]
    return diagram_of(mlp(*sizes), x, 1.0 if outputs == 1 else [1.0] * outputs, "mse")


def of_layers(*layers, shape, target=None, loss=None):
    """The diagram of a Sequential with a random sample."""
    model = nn.Sequential(layers, rng=1)
    model.build(shape)
    return diagram_of(model, RNG.normal(size=shape), target, loss)


def of_tokens():
    """The diagram of a small transformer."""
    layers = [
        nn.Embedding(9, 8),
        nn.MultiHeadAttention(2, 4),
        nn.LayerNormalization(),
        nn.Flatten(),
    ]
    model = nn.Sequential([*layers, nn.Dense(3, "softmax")], rng=1)
    model.build((6,))
    return diagram_of(model, [1, 2, 3, 4, 5, 6])


def nested():
    """The diagram of a network in a network, with names that are long and hostile."""

    class Two(nn.Model):
        def __init__(self):
            super().__init__(name="<b>two</b>")
            inner = nn.MLP(2, [3, 2], rng=1)
            self.layers = [inner, nn.Layer(2, 1, "tanh", rng=2, name="& so on, and on, and on")]

        def call(self, x):
            return self.layers[1](self.layers[0](x))

    return diagram_of(Two(), [0.5, -1.0], 1.0, "mse")


CLASSES = "sparse_categorical_crossentropy"
PICTURES = {
    "2-4-4-1": lambda: of_mlp(2, 4, 4, 1),
    "2-1": lambda: of_mlp(2, 1),
    "3-3-3-1": lambda: of_mlp(3, 3, 3, 1),
    "1-12-1": lambda: of_mlp(1, 12, 1),
    "4-12-12-3": lambda: of_mlp(4, 12, 12, 3),
    "deep": lambda: of_mlp(2, 4, 4, 4, 4, 4, 4, 4, 1),
    "moons": lambda: of_mlp(2, 16, 16, 1),
    "weights alone": lambda: diagram_of(mlp(2, 4, 4, 1)),
    "digits": lambda: of_layers(
        nn.Dense(128, "relu"), nn.Dense(10, "softmax"), shape=(784,), target=3, loss=CLASSES
    ),
    "a target for each class": lambda: of_layers(
        nn.Conv2D(8, 3, activation="relu"),
        nn.MaxPooling2D(2),
        nn.Flatten(),
        nn.Dense(10),
        shape=(8, 8, 1),
        target=[0.0] * 9 + [1.0],
        loss="categorical_cross_entropy_with_logits",
    ),
    "one head": lambda: of_layers(nn.Attention(4, value_dim=1), shape=(5, 9)),
    "conv": lambda: of_layers(
        nn.Conv2D(8, 3, activation="relu"),
        nn.MaxPooling2D(2),
        nn.Flatten(),
        nn.Dense(10, "softmax"),
        shape=(12, 12, 1),
    ),
    "lstm": lambda: of_layers(nn.LSTM(16), nn.Dense(1), shape=(10, 3), target=1.0, loss="mse"),
    "sequences": lambda: of_layers(
        nn.GRU(4, return_sequences=True), nn.SimpleRNN(3), nn.Dense(1), shape=(3, 2)
    ),
    "one by one": lambda: of_layers(
        nn.Dense(3),
        nn.Activation("tanh"),
        nn.Dropout(0.3),
        nn.Dense(1),
        shape=(2,),
        target=0.0,
        loss="mse",
    ),
    "channels": lambda: of_layers(
        nn.Conv2D(3, 3, name="eyes"), nn.GlobalAveragePooling2D(), nn.Dense(2), shape=(8, 8, 3)
    ),
    "attention": of_tokens,
    "nested": nested,
}
