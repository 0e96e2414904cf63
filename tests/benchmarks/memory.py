"""Memory of a node in a long product of Values, side by side with PyPI's micrograd.

    python tests/benchmarks/memory.py [--nodes 100000]

Counted by tracemalloc, which sees every allocation of Python, after the product has been built.
"""

import argparse
import importlib
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
    nodes = parser.parse_args().nodes
    ours = bytes_per_node(importlib.import_module("autograd").Value, nodes)
    print(f"glassgrad {ours:.0f} bytes a node")
    try:
        engine = importlib.import_module("micrograd.engine")
    except ImportError:
        print("micrograd is not installed: pip install micrograd==0.1.0 to compare")
        return
    theirs = bytes_per_node(engine.Value, nodes)
    print(f"micrograd {theirs:.0f} bytes a node, {theirs / ours:.1f} times as many")


if __name__ == "__main__":
    main()
