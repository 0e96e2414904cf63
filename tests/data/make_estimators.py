"""Write estimators.json: networks that scikit-learn has trained, for tests/nn/estimators.

python -m tests.data.make_estimators    # with scikit-learn 1.9; "made_with" has the version

Each case of tests/nn/estimators/same.py has the weights and all that scikit-learn reports.
"""

import json
from pathlib import Path

import sklearn
from sklearn import neural_network

from tests.nn.estimators.same import CASES, report, trained

if __name__ == "__main__":
    cases = {name: report(trained(name, neural_network)) for name in CASES}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(case)}" for name, case in cases.items())
    Path(__file__).with_name("estimators.json").write_text(
        f'{{"made_with": "scikit-learn {sklearn.__version__}",\n"cases": {{\n{lines}\n}}}}\n',
        encoding="utf-8",
    )
