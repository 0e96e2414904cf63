"""Memory of a node in a long product of Values, side by side with PyPI's micrograd.

    python tests/benchmarks/memory.py [--nodes 100000]

Counted by tracemalloc, which sees every allocation of Python, after the product has been built.
"""

import argparse
import importlib
import subprocess
import sys
import tempfile
import tracemalloc


def bytes_per_node(value_class, nodes):
    """Bytes for each node of a product of so many factors."""
    factors = [value_class(1.0 + 1e-9 * k) for k in range(nodes)]
    tracemalloc.start()
    product = factors[0]
    for factor in factors[1:]:
        product = product * factor
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return size / (nodes - 1)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--engine", choices=["autograd.value", "micrograd.engine"])
    arguments = parser.parse_args()
    if arguments.engine:
        engine = importlib.import_module(arguments.engine)
        print(bytes_per_node(engine.Value, arguments.nodes))
        return
    from two_moons import python_with_micrograd

    with tempfile.TemporaryDirectory() as folder:
        found = {}
        for engine, python in (
            ("autograd.value", sys.executable),
            ("micrograd.engine", python_with_micrograd(folder)),
        ):
            command = [python, __file__, "--engine", engine, "--nodes", str(arguments.nodes)]
            found[engine] = float(subprocess.check_output(command))
    ours, theirs = found.values()
    print(f"glassgrad {ours:.0f} bytes a node")
    print(f"micrograd {theirs:.0f} bytes a node, {theirs / ours:.1f} times as many")


if __name__ == "__main__":
    main()
