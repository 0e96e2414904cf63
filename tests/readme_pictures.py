"""Make the moving picture in the README: `python -m tests.readme_pictures`.

It needs no browser. Look at the picture before you commit it; `tests/test_readme_pictures.py`
checks that it is the one that the command makes now.
"""

from pathlib import Path

from autograd import play
from nn import MLP

IMAGES = Path(__file__).parent.parent / ".github" / "images"
NETWORK = IMAGES / "network.gif"
WIDTH = 780
"""A little less than the column of a README on GitHub, in px."""
X = [[0.5, -1.0], [-1.0, 0.5], [1.0, 1.0], [-0.5, -0.5]]
Y = [1.0, -1.0, 0.5, -0.5]


def network():
    """The player of a small network that has been trained a little, with one example."""
    model = MLP(2, [3, 1], activation="tanh", rng=3)
    model.compile("sgd", "mse")
    model.fit(X, Y, epochs=20, shuffle=False, verbose=0)
    return play(model, X[0], Y[0])


def main():
    print(network().save(NETWORK, width=WIDTH))


if __name__ == "__main__":
    main()
