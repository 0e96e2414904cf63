"""Time compiled programs side by side with PyTorch, JAX, micrograd, CasADi and ddx.

    .venv/bin/python tests/benchmarks/compiled.py [--peers PATH] [--only moons digits ...]

It shows how long plain Python loops over Values take once `autograd.compile` has turned them into
array programs, next to libraries that are given arrays or compile to machine code.

    moons        a training step of micrograd's demo: 100 samples, a 2-16-16-1 network, hinge, L2
    digits       a training step of a 784-128-10 network on 128 examples, softmax cross-entropy
    rosenbrock   value and gradient in 1,000 variables; peers write to buffers that are bound once,
                 and CasADi is also called as f(x), which returns arrays of its own as ours does
    pendulum     value and gradient of a rollout of 50 steps, one after the other
    recording    making a program of 1,000 to 1,000,000 nodes: seconds, and its size in bytes

The peers are installed into `.venv-peers`, once; or give the path of an environment that has them.
(On Linux, PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu spares PyTorch's CUDA.)

How it is measured: `peers.py`.

JAX hands its work to a thread of its own, which a step of this size waits for longer than it
computes; the rows that say "no dispatch thread" switch that off, which makes JAX faster here.
"""

import argparse
import itertools
import math
import pickle
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy
from peers import (
    Row,
    agree,
    check_names,
    label,
    print_head,
    print_row,
    python_with_peers,
    run_apart,
    run_here,
    side_by_side,
)

RATE, L2 = 0.05, 1e-4


# ----------------------------------------------------------------- networks, for all engines


def two_moons(samples: int = 100, seed: int = 1337) -> tuple[list[list[float]], list[int]]:
    """Two interleaved half circles with noise, and the classes -1 and 1."""
    rng = numpy.random.default_rng(seed)
    labels = numpy.arange(samples) % 2
    angle = math.pi * rng.random(samples)
    outer = numpy.stack([numpy.cos(angle), numpy.sin(angle)], axis=1)
    inner = numpy.stack([1.0 - numpy.cos(angle), 0.5 - numpy.sin(angle)], axis=1)
    X = numpy.where(labels[:, None] == 0, outer, inner) + 0.1 * rng.normal(size=(samples, 2))
    return X.tolist(), (2 * labels - 1).tolist()


def hinge_loss(model: Any, X: Sequence[Any], y: Sequence[int], alpha: float = L2) -> Any:
    """The loss of micrograd's demo in its plain loops, for whatever Values the model has."""
    scores = [model(x) for x in X]
    losses = [(1 + -t * score).relu() for t, score in zip(y, scores, strict=True)]
    loss = sum(losses) * (1.0 / len(losses))
    return loss + alpha * sum(p * p for p in model.parameters()) if alpha else loss


def matrices(model: Any, numbers: Any) -> list[tuple[Any, Any]]:
    """The weights and biases of each layer, from numbers in the order of the parameters."""
    found, start = [], 0
    for layer in model.layers:
        rows, columns = len(layer.neurons), len(layer.neurons[0].w) + 1
        both = numpy.reshape(numbers[start : start + rows * columns], (rows, columns))
        found.append((both[:, :-1].copy(), both[:, -1].copy()))
        start += rows * columns
    return found


def flat(layers: Sequence[tuple[Any, Any]]) -> Any:
    """The matrices as one vector, layer by layer."""
    return numpy.concatenate([numpy.ravel(part) for layer in layers for part in layer])


def check_network(model: Any, loss: float, gradient: Any, their_loss: float, theirs: Any) -> None:
    """Compare losses, and our gradient with theirs layer by layer."""
    agree("loss", loss, their_loss)
    parts = [part for layer in matrices(model, gradient) for part in layer]
    start = 0
    for k, part in enumerate(parts):
        agree(f"gradient {k}", part, theirs[start : start + part.size])
        start += part.size


def torch_network(model: Any, numbers: Any) -> tuple[Any, Callable[[], Any]]:
    """The same network of PyTorch's own modules, and a function for its gradient as one vector."""
    import torch

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    modules: list[Any] = []
    for weight, bias in matrices(model, numbers):
        linear = torch.nn.Linear(*reversed(weight.shape), dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weight))
            linear.bias.copy_(torch.from_numpy(bias))
        modules += [linear, torch.nn.ReLU()]
    network = torch.nn.Sequential(*modules[:-1])

    def gradient() -> Any:
        return numpy.concatenate([p.grad.numpy().ravel() for p in network.parameters()])

    return network, gradient


# ---------------------------------------------------------------------------- 1: two moons


class Moons:
    """Our side: the loss is recorded from a graph of Values, which two ways of stepping use."""

    def __init__(self, with_vector: bool = True) -> None:
        import autograd
        from nn import MLP

        self.X, self.y = two_moons()
        self.model = MLP(2, [16, 16, 1], rng=1337)
        self.parameters = self.model.parameters()
        self.vector = autograd.ParameterVector(self.model) if with_vector else None
        loss = hinge_loss(self.model, self.X, self.y)
        self.graph = autograd.compile(loss, parameters=self.vector)
        self.numbers = numpy.array([p.data for p in self.parameters])
        self.step = self.step_of_vector if with_vector else self.step_of_values

    def step_of_vector(self) -> float:
        vector = self.vector
        vector.zero_grad()
        loss = self.graph.forward()
        self.graph.backward()
        vector.data -= RATE * vector.grad
        return loss

    def step_of_values(self) -> float:
        loss = self.graph.forward()
        self.graph.backward()
        for p in self.parameters:
            p.data -= RATE * p.grad
            p.grad = 0.0
        return loss

    def loss_and_gradient(self) -> tuple[float, Any]:
        """Before the first step; all gradients are 0 again afterwards."""
        loss = self.graph.forward()
        self.graph.backward()
        gradient = numpy.array([p.grad for p in self.parameters])
        for p in self.parameters:
            p.grad = 0.0
        return loss, gradient


def moons_torch() -> list[Row]:
    import torch

    ours = Moons()
    network, gradient = torch_network(ours.model, ours.numbers)
    X, y = torch.tensor(ours.X, dtype=torch.float64), torch.tensor(ours.y, dtype=torch.float64)
    optimizer = torch.optim.SGD(network.parameters(), lr=RATE)

    def step() -> Any:
        optimizer.zero_grad()
        hinge = torch.relu(1.0 - y * network(X)[:, 0]).mean()
        loss = hinge + L2 * sum((p * p).sum() for p in network.parameters())
        loss.backward()
        optimizer.step()
        return loss

    check_network(ours.model, *ours.loss_and_gradient(), step().item(), gradient())
    times = side_by_side(ours.step, step)
    return [Row("moons: step", label("PyTorch", "torch", " eager"), *times, 1 / 4)]


def moons_jax(with_vector: bool, dispatch_thread: bool, bar: float) -> list[Row]:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_cpu_enable_async_dispatch", dispatch_thread)
    ours = Moons(with_vector)
    shapes = [weight.shape for weight, _ in matrices(ours.model, ours.numbers)]
    X, y = jnp.array(ours.X), jnp.array(ours.y, dtype=float)

    def loss(p: Any) -> Any:
        out, start = X, 0
        for k, (rows, columns) in enumerate(shapes):
            middle, end = start + rows * columns, start + rows * columns + rows
            out = out @ p[start:middle].reshape(rows, columns).T + p[middle:end]
            out = jax.nn.relu(out) if k + 1 < len(shapes) else out[:, 0]
            start = end
        return jnp.mean(jax.nn.relu(1.0 - y * out)) + L2 * jnp.sum(p * p)

    @jax.jit
    def stepped(p: Any) -> Any:
        value, gradient = jax.value_and_grad(loss)(p)
        return p - RATE * gradient, value

    state = jnp.array(flat(matrices(ours.model, ours.numbers)))
    their_loss, their_gradient = jax.jit(jax.value_and_grad(loss))(state)

    def step() -> Any:
        nonlocal state
        state, value = stepped(state)
        return value.block_until_ready()

    check_network(
        ours.model,
        *ours.loss_and_gradient(),
        float(their_loss),
        numpy.asarray(their_gradient),
    )
    times = side_by_side(ours.step, step)
    work = "moons: step" if with_vector else "moons: step by .data, .grad"
    how = " jit" if dispatch_thread else " jit, no dispatch thread"
    return [Row(work, label("JAX", "jax", how), *times, bar)]


def moons_micrograd() -> list[Row]:
    from micrograd.engine import Value
    from micrograd.nn import MLP

    ours = Moons()
    model = MLP(2, [16, 16, 1])
    for p, number in zip(model.parameters(), ours.numbers.tolist(), strict=True):
        p.data = number

    def step() -> Any:
        loss = hinge_loss(model, [list(map(Value, x)) for x in ours.X], ours.y)
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= RATE * p.grad
        return loss

    loss, gradient = ours.loss_and_gradient()
    agree("loss", loss, step().data)
    agree("gradient", gradient, [float(p.grad) for p in model.parameters()])
    times = side_by_side(ours.step, step, rounds=8)
    return [Row("moons: step", label("micrograd", "micrograd"), *times, 1 / 5000)]


# -------------------------------------------------------------------------------- 2: digits


def digits_torch() -> list[Row]:
    import torch

    import autograd
    from nn import MLP

    rng = numpy.random.default_rng(0)
    X, labels = rng.random((128, 784)), rng.integers(0, 10, 128)
    Y = numpy.eye(10)[labels]
    model = MLP(784, [128, 10], rng=0)
    vector = autograd.ParameterVector(model)

    def cross_entropy(x: Any, t: Any) -> Any:
        logits = model(x)
        return autograd.logsumexp(logits) - sum(a * b for a, b in zip(logits, t, strict=True))

    examples = autograd.compile(cross_entropy, parameters=vector).batched()
    network, gradient = torch_network(model, vector.data)
    their_X, their_labels = torch.from_numpy(X), torch.from_numpy(labels)
    optimizer = torch.optim.SGD(network.parameters(), lr=RATE)

    def our_step() -> Any:
        vector.zero_grad()
        loss = examples.backward(X, Y)
        vector.data -= RATE * vector.grad
        return loss

    def their_step() -> Any:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(network(their_X), their_labels)
        loss.backward()
        optimizer.step()
        return loss

    our_loss, their_loss = our_step(), their_step().item()
    check_network(model, our_loss, vector.grad, their_loss, gradient())
    times = side_by_side(our_step, their_step)
    stats = examples.program.stats()
    note = (
        f"digits: {stats.nodes:,} nodes of one example recorded in {stats.record_seconds:.2f} s, "
        f"compiled in {stats.compile_seconds:.2f} s"
    )
    return [Row("digits: step", label("PyTorch", "torch", " eager"), *times, 1.3, note)]


# ------------------------------------------------------- 3 and 4: functions of a few numbers


def rosenbrock(x: Sequence[Any]) -> Any:
    total = 0.0
    for a, b in itertools.pairwise(x):
        total = total + 100.0 * (b - a * a) ** 2 + (1.0 - a) ** 2
    return total


def pendulum(x: Sequence[Any], sin: Callable[[Any], Any], step: float = 0.05) -> Any:
    """The square of a pendulum's last angle; x is its first angle, length and damping."""
    angle, length, damping = x
    velocity = 0.0
    for _ in range(50):
        velocity = velocity + step * (-9.81 / length * sin(angle) - damping * velocity)
        angle = angle + step * velocity
    return angle**2


def rosenbrock_point() -> Any:
    return numpy.random.default_rng(0).normal(size=1000)


def pendulum_point() -> Any:
    return numpy.array([1.0, 2.0, 0.1])


def casadi_call(
    f: Callable[[Any], Any], x: Any, machine_code: bool, buffered: bool = True
) -> Callable[[], Any]:
    """Value and gradient by CasADi: through buffers that are bound once, or called as f(x)."""
    import casadi

    symbols = casadi.SX.sym("x", len(x))
    value = f([symbols[k] for k in range(len(x))])
    gradient = casadi.densify(casadi.gradient(value, symbols))
    options: dict[str, Any] = {}
    if machine_code:
        options = {"jit": True, "compiler": "shell", "jit_options": {"flags": ["-O3"]}}
    function = casadi.Function("f", [symbols], [value, gradient], options)
    if not buffered:
        return lambda: [numpy.asarray(result).reshape(-1) for result in function(x)]
    buffer, evaluate = function.buffer()
    results = numpy.zeros(1), numpy.zeros(len(x))
    buffer.set_arg(0, memoryview(x))
    for k, result in enumerate(results):
        buffer.set_res(k, memoryview(result))

    def call(kept: Any = buffer) -> Any:
        evaluate()
        return results

    return call


def ddx_call(f: Callable[[Any], Any], x: Any) -> Callable[[], Any]:
    """Value and gradient by ddx, compiled, through buffers that are bound once."""
    import ddx

    model = ddx.equation(lambda: f([ddx.var(f"x{k}") for k in range(len(x))]))
    model.compile(points=1, cache_dir="")
    buffer = model.buffer(x.copy())
    if not model.uses_kernel:
        sys.exit("ddx did not compile its kernel")

    def call() -> Any:
        buffer()
        return buffer.value, buffer.jacobian

    return call


def against(
    work: str, ours: Callable[..., Any], x: Any, theirs: Callable[[], Any], *line: Any
) -> list[Row]:
    """The row for a compiled function of one array."""
    compiled = ours(x)
    value, (gradient,) = compiled.value, compiled.arguments
    their_value, their_gradient = theirs()
    agree(f"{work}: value", value, their_value)
    agree(f"{work}: gradient", gradient, their_gradient)
    times = side_by_side(lambda: ours(x), theirs)
    return [Row(f"{work}: value, gradient", line[0], *times, *line[1:])]


def rosenbrock_casadi(machine_code: bool, buffered: bool = True) -> list[Row]:
    import autograd

    ours, x = autograd.compile(rosenbrock).value_and_grad, rosenbrock_point()
    theirs = casadi_call(rosenbrock, x, machine_code, buffered)
    return against("rosenbrock", ours, x, theirs, casadi_label(machine_code, buffered), 1.0)


def rosenbrock_ddx() -> list[Row]:
    import autograd

    ours, x = autograd.compile(rosenbrock).value_and_grad, rosenbrock_point()
    theirs = ddx_call(rosenbrock, x)
    return against("rosenbrock", ours, x, theirs, label("ddx", "ddx-ad", " LLVM"), 1.0)


def pendulum_casadi(machine_code: bool) -> list[Row]:
    import casadi

    import autograd

    ours = autograd.compile(lambda x: pendulum(x, autograd.sin)).value_and_grad
    x = pendulum_point()
    theirs = casadi_call(lambda x: pendulum(x, casadi.sin), x, machine_code)
    return against("pendulum", ours, x, theirs, casadi_label(machine_code))


def casadi_label(machine_code: bool, buffered: bool = True) -> str:
    how = " C compiler" if machine_code else " SX"
    return label("CasADi", "casadi", how + ("" if buffered else ", f(x)"))


# ------------------------------------------------------------------- 5: making of a program


class Making(NamedTuple):
    """Seconds for each stage, and bytes for a node. The first run includes getting its memory."""

    nodes: int
    build: float
    record: float
    compile: float
    first: float
    bytes: float

    @property
    def total(self) -> float:
        return self.build + self.record + self.compile


def make_program(samples: int, seed: int) -> Making:
    """Build the loss of a 2-16-16-1 network from Values, and compile it, both halves.

    Each seed gives other data: a graph of the same structure would not be compiled again.
    """
    import autograd
    from nn import MLP

    X, y = two_moons(samples, seed)
    model = MLP(2, [16, 16, 1], rng=seed)
    start = time.perf_counter()
    loss = hinge_loss(model, X, y, alpha=0.0)
    built = time.perf_counter()
    graph = autograd.compile(loss)
    graph.program.backward(0)
    compiled = time.perf_counter()
    graph.forward()
    graph.backward()
    first = time.perf_counter() - compiled
    stats = graph.program.stats()
    size = len(pickle.dumps(graph.program)) / stats.nodes
    recording = stats.record_seconds
    return Making(stats.nodes, built - start, recording, compiled - built - recording, first, size)


def makings(samples: int, repeats: int) -> list[Making]:
    """The fastest of several, after a small one that has loaded all modules."""
    make_program(2, seed=0)
    return [min((make_program(samples, seed) for seed in range(1, repeats + 1)), key=_total)]


def _total(making: Making) -> float:
    return making.total


# ---------------------------------------------------------------------------- rows, processes

JOBS: dict[str, Callable[[], list[Any]]] = {
    "moons PyTorch": moons_torch,
    "moons JAX": lambda: moons_jax(True, True, 1.0),
    "moons JAX inline": lambda: moons_jax(True, False, 1.0),
    "moons JAX by Values": lambda: moons_jax(False, True, 1.5),
    "moons JAX inline by Values": lambda: moons_jax(False, False, 1.5),
    "moons micrograd": moons_micrograd,
    "digits PyTorch": digits_torch,
    "rosenbrock CasADi as f(x)": lambda: rosenbrock_casadi(False, False),
    "rosenbrock CasADi C as f(x)": lambda: rosenbrock_casadi(True, False),
    "rosenbrock CasADi": lambda: rosenbrock_casadi(False),
    "rosenbrock CasADi C": lambda: rosenbrock_casadi(True),
    "rosenbrock ddx": rosenbrock_ddx,
    "pendulum CasADi": lambda: pendulum_casadi(False),
    "pendulum CasADi C": lambda: pendulum_casadi(True),
    "recording 1e3": lambda: makings(1, 20),
    "recording 1e4": lambda: makings(15, 10),
    "recording 1e5": lambda: makings(154, 5),
    "recording 2e5": lambda: makings(309, 3),
    "recording 1e6": lambda: makings(1545, 2),
}
WORKS = ("moons", "digits", "rosenbrock", "pendulum", "recording")


def print_makings(found: Sequence[Making]) -> None:
    columns = ("nodes", "build s", "record s", "compile s", "first run s", "us/node", "bytes/node")
    print("\n" + " ".join(f"{column:>12}" for column in columns))
    for m in found:
        seconds = (f"{x:>12.4f}" for x in (m.build, m.record, m.compile, m.first))
        print(f"{m.nodes:>12,}", *seconds, f"{m.total / m.nodes * 1e6:>12.2f} {m.bytes:>12.2f}")
    rates = [m.total / m.nodes for m in found]
    print(
        f"us/node is of build + record + compile; slowest / fastest: {max(rates) / min(rates):.2f}"
    )
    for m in found:
        if 150_000 < m.nodes < 250_000:
            print(f"{m.nodes:,} nodes in under 5 s: {'yes' if m.total < 5.0 else 'no'}")
    print(f"at most 24 bytes a node: {'yes' if all(m.bytes <= 24.0 for m in found) else 'no'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--peers", metavar="PATH", help="an environment, or a Python, that has the peers"
    )
    parser.add_argument("--only", nargs="+", choices=WORKS, default=WORKS, metavar="NAME")
    parser.add_argument("--job", choices=JOBS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        run_here(JOBS[options.job])
        return
    python = python_with_peers(options.peers)
    check_names(python)
    jobs = [job for job in JOBS if job.split()[0] in options.only]
    if not any(shutil.which(compiler) for compiler in ("cc", "gcc")):
        print("without the rows of CasADi's C code: there is no C compiler")
        jobs = [job for job in jobs if not job.endswith("CasADi C")]
    rows = [job for job in jobs if not job.startswith("recording")]
    notes = []
    if rows:
        print_head()
    for job in rows:
        for found in run_apart(__file__, job, python):
            row = Row(*found)
            print_row(row)
            notes += [row.note] * bool(row.note)
    for note in notes:
        print(note)
    makes = [
        Making(*found)
        for job in jobs
        if job not in rows
        for found in run_apart(__file__, job, python)
    ]
    if makes:
        print_makings(makes)


if __name__ == "__main__":
    main()
