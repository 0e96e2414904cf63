"""Write keras_layers.json: what layers, activations and initializers of Keras compute, in doubles.

python tests/data/make_keras_layers.py     # with Keras and JAX installed; 3.15.1 wrote the file

Each layer has its arguments, weights as `get_weights` returns them, a batch of samples, its output,
and the gradients of sum(output * factors). Each activation has its settings, inputs and outputs.
Each initializer has the standard deviation and the largest of many draws, for kernels of some
shapes; layers have those of the kernels that they draw themselves.
"""

import json
from pathlib import Path

import jax
import jax.numpy as jnp
import keras
import keras_in_doubles  # noqa: F401 - before Keras
import numpy as np

RNG = np.random.default_rng(0)

LAYERS = [
    # a class, its arguments, the shape of a sample
    ("Dense", {"units": 3, "activation": "leaky_relu"}, (4,)),
    ("Dense", {"units": 3, "use_bias": False, "activation": "softmax"}, (2, 4)),
    ("Dense", {"units": 4, "activation": "glu"}, (3,)),
    ("Conv1D", {"filters": 3, "kernel_size": 2}, (5, 2)),
    ("Conv1D", {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}, (6, 2)),
    ("Conv1D", {"filters": 2, "kernel_size": 2, "padding": "causal", "dilation_rate": 2}, (5, 2)),
    ("Conv1D", {"filters": 4, "kernel_size": 2, "groups": 2, "activation": "relu"}, (5, 4)),
    ("Conv2D", {"filters": 2, "kernel_size": [2, 3], "strides": [1, 2]}, (4, 5, 2)),
    ("Conv2D", {"filters": 2, "kernel_size": 3, "padding": "same"}, (4, 3, 2)),
    ("Conv2D", {"filters": 2, "kernel_size": 2, "dilation_rate": [2, 1]}, (5, 4, 1)),
    ("Conv2D", {"filters": 4, "kernel_size": 2, "groups": 2, "use_bias": False}, (3, 3, 2)),
    ("Conv2D", {"filters": 1, "kernel_size": 3, "padding": "same", "dilation_rate": 2}, (5, 5, 1)),
    ("MaxPooling1D", {"pool_size": 2}, (5, 2)),
    ("MaxPooling1D", {"pool_size": 3, "strides": 2, "padding": "same"}, (6, 2)),
    ("MaxPooling2D", {"pool_size": [2, 3], "strides": 2}, (5, 6, 2)),
    ("AveragePooling1D", {"pool_size": 3, "strides": 1, "padding": "same"}, (5, 2)),
    ("AveragePooling2D", {"pool_size": 3, "strides": 2, "padding": "same"}, (4, 3, 2)),
    ("AveragePooling2D", {"pool_size": 2}, (5, 4, 1)),
    ("GlobalMaxPooling1D", {}, (5, 2)),
    ("GlobalMaxPooling2D", {}, (3, 4, 2)),
    ("GlobalAveragePooling1D", {}, (5, 2)),
    ("GlobalAveragePooling2D", {}, (3, 4, 2)),
    ("SimpleRNN", {"units": 3}, (4, 2)),
    ("SimpleRNN", {"units": 3, "activation": "relu", "go_backwards": True}, (4, 2)),
    ("LSTM", {"units": 3}, (4, 2)),
    ("LSTM", {"units": 2, "return_sequences": True, "go_backwards": True}, (4, 2)),
    (
        "LSTM",
        {"units": 2, "activation": "elu", "recurrent_activation": "hard_sigmoid"},
        (4, 3),
    ),
    ("LSTM", {"units": 2, "use_bias": False}, (3, 2)),
    ("GRU", {"units": 3}, (4, 2)),
    ("GRU", {"units": 3, "reset_after": False, "return_sequences": True}, (4, 2)),
    ("GRU", {"units": 2, "recurrent_activation": "hard_sigmoid", "go_backwards": True}, (4, 2)),
    ("GRU", {"units": 2, "use_bias": False}, (3, 2)),
    ("Embedding", {"input_dim": 5, "output_dim": 3}, (4,)),
    ("LayerNormalization", {}, (3, 4)),
    ("LayerNormalization", {"epsilon": 0.1, "center": False}, (4,)),
    ("LayerNormalization", {"scale": False}, (4,)),
    ("RMSNormalization", {}, (3, 4)),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, (4, 5)),
    ("MultiHeadAttention", {"num_heads": 3, "key_dim": 2, "value_dim": 4}, (3, 2)),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 2, "use_causal_mask": True}, (4, 3)),
    ("MultiHeadAttention", {"num_heads": 1, "key_dim": 2, "use_bias": False}, (3, 2)),
    ("ReLU", {}, (4,)),
    ("ReLU", {"max_value": 1.0, "negative_slope": 0.1, "threshold": 0.25}, (3, 4)),
    ("LeakyReLU", {}, (4,)),
    ("LeakyReLU", {"negative_slope": 0.05}, (4,)),
    ("PReLU", {}, (3, 4)),
    ("PReLU", {"shared_axes": [1]}, (3, 4)),
    ("ELU", {"alpha": 0.5}, (4,)),
    ("Softmax", {}, (3, 4)),
    ("Activation", {"activation": "hard_silu"}, (4,)),
    ("Flatten", {}, (2, 3, 2)),
    ("Reshape", {"target_shape": [3, -1]}, (2, 6)),
    ("RepeatVector", {"n": 3}, (4,)),
    ("UpSampling2D", {"size": [2, 3]}, (2, 3, 2)),
    ("Dropout", {"rate": 0.3}, (4,)),
    ("GaussianNoise", {"stddev": 0.3}, (4,)),
]

POINTS = [-1000.0, -30.0, -6.0, -3.0, -1.5, -1.0, -0.75, -0.5, -0.3, -1e-9, 0.0]
POINTS += [1e-9, 0.2, 0.5, 0.6, 1.0, 2.5, 3.0, 5.9, 6.0, 6.1, 30.0, 700.0]

ACTIVATIONS = """
linear relu leaky_relu relu6 elu selu celu gelu silu swish mish softplus softsign sigmoid tanh
exponential hard_sigmoid hard_silu hard_swish hard_tanh hard_shrink soft_shrink tanh_shrink
log_sigmoid squareplus sparse_plus sparse_sigmoid
""".split()  # noqa: SIM905 - more than fit into a few lines
WITH_SETTINGS = [
    ("relu", {"negative_slope": 0.1}),
    ("relu", {"max_value": 6.0}),
    ("relu", {"threshold": 0.6}),
    ("relu", {"negative_slope": 0.3, "max_value": 2.5, "threshold": 1.0}),
    ("leaky_relu", {"negative_slope": 0.4}),
    ("elu", {"alpha": 0.3}),
    ("celu", {"alpha": 2.0}),
    ("gelu", {"approximate": True}),
    ("hard_shrink", {"threshold": 1.0}),
    ("soft_shrink", {"threshold": 1.0}),
    ("squareplus", {"b": 1.0}),
    ("threshold", {"threshold": 0.5, "default_value": -2.0}),
]
OF_LISTS = ["softmax", "log_softmax", "glu"]  # a sparsemax of Keras does not have the sum 1
LISTS = [[0.5, -1.0, 2.0, 0.75], [0.0, 0.0], [1000.0, 0.0, -1000.0, 999.5], [0.1, 0.2, 0.2, 0.3]]

INITIALIZERS = """
uniform normal random_uniform random_normal RandomUniform RandomNormal truncated_normal
TruncatedNormal glorot_uniform glorot_normal he_uniform he_normal lecun_uniform lecun_normal
GlorotNormal HeNormal LecunUniform variance_scaling VarianceScaling zeros ones zero one Constant
""".split()  # noqa: SIM905
MADE = [
    ("RandomUniform", {"minval": -0.5, "maxval": 1.0}),
    ("RandomNormal", {"mean": 1.0, "stddev": 0.5}),
    ("TruncatedNormal", {"mean": -1.0, "stddev": 2.0}),
    ("VarianceScaling", {"scale": 3.0, "mode": "fan_out"}),
    ("VarianceScaling", {"scale": 2.0, "mode": "fan_avg", "distribution": "uniform"}),
    ("VarianceScaling", {"distribution": "untruncated_normal"}),
    ("VarianceScaling", {"distribution": "normal"}),
    ("Constant", {"value": 2.5}),
]
KERNELS = [(60, 400), (400, 60)]

DRAWN = [
    # layers whose kernels are large enough for statistics
    ("Dense", {"units": 400}, (60,)),
    ("Embedding", {"input_dim": 300, "output_dim": 80}, (4,)),
    ("Conv1D", {"filters": 60, "kernel_size": 5}, (8, 80)),
    ("Conv2D", {"filters": 60, "kernel_size": [2, 3], "groups": 2}, (5, 5, 80)),
    ("SimpleRNN", {"units": 150}, (3, 150)),
    ("LSTM", {"units": 60}, (3, 80)),
    ("GRU", {"units": 60}, (3, 80)),
    *(
        (name, {"units": 300, "recurrent_initializer": "zeros", **more}, (2, 2))
        for name, more in (
            ("LSTM", {"bias_initializer": "lecun_uniform"}),
            ("LSTM", {"bias_initializer": "lecun_uniform", "unit_forget_bias": False}),
            ("GRU", {"bias_initializer": "lecun_uniform"}),
            ("GRU", {"bias_initializer": "lecun_uniform", "reset_after": False}),
            ("SimpleRNN", {"bias_initializer": "lecun_uniform"}),
        )
    ),
    ("MultiHeadAttention", {"num_heads": 5, "key_dim": 30, "value_dim": 60}, (3, 80)),
]


def scrambled(layer):
    """Give a layer weights that are neither 0 nor 1."""
    layer.set_weights([RNG.normal(size=w.shape) * 0.5 for w in layer.get_weights()])


def call(layer, x, run=None, **named):
    """The outputs for a batch; attention is of the sequence itself, by the path in doubles."""
    run = run or layer
    if not isinstance(layer, keras.layers.MultiHeadAttention):
        return run(x, **named)
    return run(x, x, return_attention_scores=True, **named)[0]


def built(name, arguments, shape, inputs=None):
    """A layer and a batch of two samples that it has seen."""
    layer = getattr(keras.layers, name)(**arguments)
    x = RNG.normal(size=(2, *shape)) if inputs is None else inputs
    call(layer, x)
    return layer, x


def layer(name, arguments, shape):
    """What is recorded of a layer."""
    tokens = RNG.integers(0, 5, size=(2, *shape)) if name == "Embedding" else None
    causal = "use_causal_mask"  # with us an argument of the layer, in Keras one of the call
    named = {causal: True} if causal in arguments else {}
    others = {key: it for key, it in arguments.items() if key != causal}
    made, x = built(name, others, shape, tokens)
    scrambled(made)
    variables = [jnp.array(w) for w in made.get_weights()]

    def outputs(weights, x):
        state = [v.value for v in made.non_trainable_variables]
        run = lambda *x, **named: made.stateless_call(weights, state, *x, **named)[0]  # noqa: E731
        return call(made, x, run, **named)

    output = outputs(variables, jnp.array(x))
    factors = RNG.normal(size=output.shape)
    loss = lambda weights, x: jnp.sum(outputs(weights, x) * factors)  # noqa: E731
    of_weights = jax.grad(loss)(variables, jnp.array(x))
    of_x = None if tokens is not None else jax.grad(loss, 1)(variables, jnp.array(x)).tolist()
    return {
        "layer": name,
        "arguments": arguments,
        "weights": [w.tolist() for w in variables],
        "x": x.tolist(),
        "output": output.tolist(),
        "factors": factors.tolist(),
        "weight_gradients": [w.tolist() for w in of_weights],
        "x_gradient": of_x,
    }


def activation(name, settings, inputs):
    """Inputs and outputs of an activation."""
    function = getattr(keras.activations, name, None) or keras.activations.get(name)
    outputs = function(jnp.array(inputs), **settings)
    return {"name": name, "settings": settings, "inputs": inputs, "outputs": outputs.tolist()}


def statistics(weights):
    """Mean, deviation and the largest distance from 0."""
    flat = np.asarray(weights).ravel()
    mean, deviation = flat.mean(), flat.std()
    return {"mean": mean, "deviation": deviation, "lowest": flat.min(), "highest": flat.max()}


def initializer(name, settings):
    """The statistics of what an initializer draws, by the shape of the kernel."""
    if settings or name == "Constant":
        made = getattr(keras.initializers, name)(**settings)
    else:
        made = keras.initializers.get(name)
    drawn = [{"shape": shape, **statistics(made(shape))} for shape in KERNELS]
    return {"name": name, "settings": settings, "drawn": drawn}


def drawn(name, arguments, shape):
    """The statistics of each array of weights that a layer draws."""
    tokens = np.zeros((2, *shape), dtype=int) if name == "Embedding" else None
    made, _ = built(name, arguments, shape, tokens)
    arrays = [{"shape": w.shape, **statistics(w)} for w in made.get_weights()]
    return {"layer": name, "arguments": arguments, "sample": shape, "drawn": arrays}


def main():
    """Write the file."""
    keras.utils.set_random_seed(0)
    found = {
        "made_with": f"keras {keras.__version__}, jax {jax.__version__}",
        "layers": [layer(*case) for case in LAYERS],
        "activations": [
            *(activation(name, {}, POINTS) for name in ACTIVATIONS),
            *(activation(name, settings, POINTS) for name, settings in WITH_SETTINGS),
            *(activation(name, {}, numbers) for name in OF_LISTS for numbers in LISTS),
        ],
        "initializers": [
            *(initializer(name, {}) for name in INITIALIZERS),
            *(initializer(name, settings) for name, settings in MADE),
        ],
        "drawn": [drawn(*case) for case in DRAWN],
    }
    parts = []
    for name, part in found.items():
        lines = ",\n".join(json.dumps(it) for it in part) if isinstance(part, list) else None
        parts.append(f'"{name}": ' + (json.dumps(part) if lines is None else f"[\n{lines}\n]"))
    text = "{" + ",\n".join(parts) + "}\n"
    Path(__file__).with_name("keras_layers.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
