"""How much longer Python takes to start with `import autograd` than without, in milliseconds.

    python tests/benchmarks/import_time.py [--runs 40]

Whole processes, in turn, so that both see the same machine; the medians' difference is printed.
"""

import argparse
import statistics
import subprocess
import sys
import time


def seconds(program):
    """The time from start to end of a Python process that runs the program."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=40, help="processes of each kind (default 40)")
    runs = parser.parse_args().runs
    programs = ["pass", "import autograd", "import nn"]
    times = {program: [] for program in programs}
    for _ in range(runs):
        for program in programs:
            times[program].append(seconds(program))
    bare = statistics.median(times["pass"])
    for program in programs[1:]:
        more = statistics.median(times[program]) - bare
        print(f"{program}: {more * 1e3:.1f} ms more than bare Python ({bare * 1e3:.1f} ms)")


if __name__ == "__main__":
    main()
