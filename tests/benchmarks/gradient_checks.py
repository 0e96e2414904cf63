"""How often `check_gradients` is wrong about rules, far out and at the edges of their domains.

python -m tests.benchmarks.gradient_checks          # 500 of each kind, |x| up to 1e8
python -m tests.benchmarks.gradient_checks 10000

A false alarm is a right rule that is called wrong. A planted fault (off by 1e-5 or more, a wrong
sign, a factor, 0) is missed if the check passes, and unnamed if the report blames something else.
"""

import sys

from autograd.testing import check_gradients
from tests.helpers import alarms


def main(count):
    right = {
        "rows of the table": alarms.right_rows(count),
        "random compositions": alarms.right_compositions(count),
        "next to edges": alarms.at_edges(),
    }
    for name, cases in right.items():
        checks = [alarms.verdicts(f, point) for f, point in cases]
        wrong = sum("wrong rule" in found for found in checks)
        undecided = sum(bool(found) and "wrong rule" not in found for found in checks)
        print(f"{name}: {len(checks)} checks, {wrong} false alarms, {undecided} undecided")
    found = [alarms.outcome(f, check_gradients(f, *point)) for _, f, point in alarms.faulty(count)]
    kinds = ", ".join(f"{found.count(kind)} {kind}" for kind in ("named", "unnamed", "missed"))
    print(f"planted faults: {len(found)}, {kinds}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
