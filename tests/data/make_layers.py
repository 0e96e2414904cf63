"""Write layers.json: outputs and gradients of PyTorch's layers, for tests/nn/layers.

python tests/data/make_layers.py     # with PyTorch installed; 2.13 wrote the file that is here

Each case has the name of our layer with its arguments, the parameters in the order of our
`parameters()`, an input, the output, and the gradients of sum(output * weights).
"""

import json
from pathlib import Path

import torch
from torch import nn

torch.manual_seed(0)
torch.set_default_dtype(torch.float64)


def rows(*tensors):
    """Weights and biases of neurons, neuron by neuron."""
    units = [tensor.reshape(len(tensor), -1) for tensor in tensors]
    return torch.cat(units, dim=1).flatten()


def joined(*tensors):
    return torch.cat([tensor.flatten() for tensor in tensors])


def channels_last(kernel):
    return kernel.movedim(1, -1)


def neurons(module, get):
    return rows(channels_last(get(module.weight)), get(module.bias))


def recurrent(module, get):
    """PyTorch has two biases; here the second is 0, and does not count."""
    gates = [
        tensor.chunk(len(module.weight_ih_l0) // module.hidden_size)
        for tensor in map(get, (module.weight_ih_l0, module.weight_hh_l0, module.bias_ih_l0))
    ]
    return joined(*[part for gate in zip(*gates, strict=True) for part in gate])


def gru(module, get):
    """PyTorch's order is r, z, g; ours is z, r, g."""
    w, u, b, v = (
        get(tensor).chunk(3)
        for tensor in (
            module.weight_ih_l0,
            module.weight_hh_l0,
            module.bias_ih_l0,
            module.bias_hh_l0,
        )
    )
    return joined(*[part for k in (1, 0, 2) for part in (w[k], u[k], b[k], v[k])])


def heads(module, get):
    w, b = (get(tensor).chunk(3) for tensor in (module.in_proj_weight, module.in_proj_bias))
    parts = [
        rows(w[k].chunk(module.num_heads)[head], b[k].chunk(module.num_heads)[head])
        for head in range(module.num_heads)
        for k in range(3)
    ]
    return joined(*parts, rows(get(module.out_proj.weight), get(module.out_proj.bias)))


def plain(module, get):
    return joined(*map(get, module.parameters()))


def along_channels(module, x):
    """The channels of a sample are last with us, and first in PyTorch."""
    return module(x.movedim(-1, 0)[None])[0].movedim(0, -1)


def padded(left, right):
    def run(module, x):
        image = nn.functional.pad(x.movedim(-1, 0)[None], (left, right) * (x.ndim - 1))
        return module(image)[0].movedim(0, -1)

    return run


def last(module, x):
    return module(x[None])[0][0, -1]


def every(module, x):
    return module(x[None])[0][0]


def directly(module, x):
    return module(x)


def causal(module, x):
    mask = torch.ones(len(x), len(x), dtype=torch.bool).triu(1)
    return module(x, x, x, attn_mask=mask)[0]


def attending(module, x):
    return module(x, x, x)[0]


def one_bias(module):
    """With second biases of 0, which only a GRU has here."""
    with torch.no_grad():
        module.bias_hh_l0[:] = 0.0
    return module


def scrambled(module):
    """With parameters that are neither 0 nor 1."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter[:] = torch.randn_like(parameter) * 0.5
    return module


def one_head(size):
    """Attention without the layer that joins heads."""
    module = scrambled(nn.MultiheadAttention(size, 1))
    with torch.no_grad():
        module.out_proj.weight[:] = torch.eye(size)
        module.out_proj.bias[:] = 0.0
    return module


def one_head_parameters(module, get):
    w, b = (get(tensor).chunk(3) for tensor in (module.in_proj_weight, module.in_proj_bias))
    return joined(*[rows(w[k], b[k]) for k in range(3)])


CASES = [
    # our layer, its arguments, PyTorch's, how it runs, its parameters in our order, a sample
    ("Conv1D", [3, 2], {}, scrambled(nn.Conv1d(2, 3, 2)), along_channels, neurons, (5, 2)),
    (
        "Conv1D",
        [2, 3],
        {"strides": 2, "padding": "same"},
        scrambled(nn.Conv1d(2, 2, 3, stride=2)),
        padded(0, 1),
        neurons,
        (6, 2),
    ),
    (
        "Conv1D",
        [2, 3],
        {"padding": "causal"},
        scrambled(nn.Conv1d(2, 2, 3)),
        padded(2, 0),
        neurons,
        (5, 2),
    ),
    (
        "Conv2D",
        [2, [2, 3]],
        {},
        scrambled(nn.Conv2d(2, 2, (2, 3))),
        along_channels,
        neurons,
        (4, 5, 2),
    ),
    (
        "Conv2D",
        [2, 2],
        {"strides": [1, 2]},
        scrambled(nn.Conv2d(1, 2, 2, stride=(1, 2))),
        along_channels,
        neurons,
        (4, 5, 1),
    ),
    (
        "Conv2D",
        [2, 3],
        {"padding": "same"},
        scrambled(nn.Conv2d(2, 2, 3, padding="same")),
        along_channels,
        neurons,
        (4, 3, 2),
    ),
    ("MaxPooling1D", [2], {}, nn.MaxPool1d(2), along_channels, None, (5, 2)),
    (
        "MaxPooling2D",
        [[2, 3]],
        {"strides": 2},
        nn.MaxPool2d((2, 3), 2),
        along_channels,
        None,
        (5, 6, 2),
    ),
    ("AveragePooling1D", [3], {"strides": 1}, nn.AvgPool1d(3, 1), along_channels, None, (5, 2)),
    ("AveragePooling2D", [2], {}, nn.AvgPool2d(2), along_channels, None, (4, 5, 2)),
    (
        "AveragePooling2D",
        [3],
        {"strides": 1, "padding": "same"},
        nn.AvgPool2d(3, 1, 1, count_include_pad=False),
        along_channels,
        None,
        (4, 3, 1),
    ),
    (
        "SimpleRNN",
        [3],
        {},
        one_bias(scrambled(nn.RNN(2, 3, batch_first=True))),
        last,
        recurrent,
        (4, 2),
    ),
    (
        "LSTM",
        [3],
        {"return_sequences": True},
        one_bias(scrambled(nn.LSTM(2, 3, batch_first=True))),
        every,
        recurrent,
        (4, 2),
    ),
    (
        "GRU",
        [3],
        {},
        scrambled(nn.GRU(2, 3, batch_first=True)),
        last,
        gru,
        (4, 2),
    ),
    (
        "LayerNorm",
        [4],
        {},
        scrambled(nn.LayerNorm(4)),
        directly,
        plain,
        (3, 4),
    ),
    (
        "LayerNorm",
        [4, 0.1],
        {"bias": False},
        scrambled(nn.LayerNorm(4, 0.1, bias=False)),
        directly,
        plain,
        (3, 4),
    ),
    ("RMSNorm", [], {}, scrambled(nn.RMSNorm(4)), directly, plain, (3, 4)),
    ("RMSNorm", [[4], 0.1], {}, scrambled(nn.RMSNorm([4], 0.1)), directly, plain, (3, 4)),
    ("Softmax", [], {}, nn.Softmax(dim=-1), directly, None, (3, 4)),
    ("Attention", [4], {}, one_head(4), attending, one_head_parameters, (3, 4)),
    ("Attention", [4], {"use_causal_mask": True}, one_head(4), causal, one_head_parameters, (3, 4)),
    (
        "MultiHeadAttention",
        [2, 2],
        {},
        scrambled(nn.MultiheadAttention(4, 2)),
        attending,
        heads,
        (3, 4),
    ),
    (
        "MultiHeadAttention",
        [2, 2],
        {"use_causal_mask": True},
        scrambled(nn.MultiheadAttention(4, 2)),
        causal,
        heads,
        (3, 4),
    ),
]


def record(name, arguments, named, module, run, order, shape):
    x = torch.randn(shape).requires_grad_()
    output = run(module, x)
    weights = torch.randn_like(output)
    (output * weights).sum().backward()
    numbers = {
        "x": x,
        "output": output,
        "weights": weights,
        "x_gradient": x.grad,
        "parameters": order(module, lambda p: p) if order else x[:0].flatten(),
        "gradients": order(module, lambda p: p.grad) if order else x[:0].flatten(),
    }
    found = {key: tensor.detach().tolist() for key, tensor in numbers.items()}
    return {"layer": name, "arguments": arguments, "named": named, **found}


def main():
    cases = [record(*case) for case in CASES]
    lines = ",\n".join(json.dumps(case) for case in cases)
    text = f'{{"made_with": "torch {torch.__version__}", "cases": [\n{lines}\n]}}\n'
    Path(__file__).with_name("layers.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
