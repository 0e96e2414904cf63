"""Time the Hessian of a banded function of n variables, side by side with JAX.

    python tests/benchmarks/banded.py [--sizes 250 500 1000] [--without-jax]

The function is Rosenbrock's, whose Hessian has three diagonals. Ours is recorded anew at each call
and computes only what is not zero; JAX's `hessian` is compiled before it is timed and computes n
columns. Both give the dense matrix; ours gives the sparse one as well. Where JAX is missing, it is
installed into a temporary virtual environment.
"""

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

RUNS = 3


def best(function, *arguments):
    """Seconds of the fastest of several runs."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        function(*arguments)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def ours(n):
    import autograd

    def rosenbrock(x):
        pairs = itertools.pairwise(x)
        return autograd.sum(100.0 * (b - a * a) ** 2 + (1.0 - a) ** 2 for a, b in pairs)

    x = [0.5] * n
    dense, sparse = autograd.hessian(rosenbrock), autograd.hessian(rosenbrock, sparse=True)
    return {"dense": best(dense, x), "sparse": best(sparse, x), "check": dense(x)[1][0]}


def theirs(n):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def rosenbrock(x):
        return jnp.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)

    x = jnp.full(n, 0.5)
    hessian = jax.jit(jax.hessian(rosenbrock))
    check = float(hessian(x)[1, 0])
    return {"dense": best(lambda: hessian(x).block_until_ready()), "check": check}


def python_with_jax(folder):
    """The path of a Python that can import jax: this one, or a new environment's."""
    try:
        import jax  # noqa: F401
    except ImportError:
        environment = Path(folder) / "venv"
        venv.create(environment, with_pip=True)
        python = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "jax"], check=True)
        return str(python)
    return sys.executable


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[250, 500, 1000])
    parser.add_argument("--without-jax", action="store_true")
    parser.add_argument("--jax", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.jax:
        print(json.dumps(theirs(options.jax)))
        return
    with tempfile.TemporaryDirectory() as folder:
        python = None if options.without_jax else python_with_jax(folder)
        for n in options.sizes:
            mine = ours(n)
            sparse, dense = mine["sparse"] * 1e3, mine["dense"] * 1e3
            line = f"n = {n:5}   sparse {sparse:7.1f} ms   dense {dense:7.1f} ms"
            if python:
                peer = json.loads(subprocess.check_output([python, __file__, "--jax", str(n)]))
                if abs(peer["check"] - mine["check"]) > 1e-9:
                    sys.exit(f"the engines disagree: {mine} {peer}")
                line += f"   JAX dense {peer['dense'] * 1e3:7.1f} ms"
                line += f"   sparse / JAX {mine['sparse'] / peer['dense']:.2f}"
            print(line)


if __name__ == "__main__":
    main()
