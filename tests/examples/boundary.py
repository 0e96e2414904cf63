"""Logistic regression: one sigmoid neuron learns on which side of a line a point lies.

python tests/examples/boundary.py [boundary.png]
"""

import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from nn import Dense, Sequential
from nn.optimizers import SGD
from nn.plots import decision_boundary

rng = np.random.default_rng(0)
X = rng.random((100, 2))
y = (X[:, 0] + X[:, 1] > 0.5).astype(int)

model = Sequential(rng=0)
model.add(Dense(1, input_shape=(2,), activation="sigmoid"))

# Nearly all points are of class 1. With the usual rate of 0.01, a hundred epochs teach the neuron
# only to predict class 1 everywhere.
model.compile(optimizer=SGD(learning_rate=1.0), loss="binary_crossentropy", metrics=["accuracy"])
history = model.fit(X, y, epochs=100, batch_size=10, verbose=2)

loss, accuracy = model.evaluate(X, y, verbose=0)
neuron = model.layers[0].neurons[0]
(w0, w1), b = (w.data for w in neuron.w), neuron.b.data
print(f"loss {loss:.4f}, accuracy {accuracy:.2f}")
print(f"boundary: {w0:.2f} x0 + {w1:.2f} x1 = {-b:.2f}")

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
decision_boundary(model, X, y, ax=left)
left.axline((0.5, 0.0), (0.0, 0.5), linestyle=":", color="black", label="x0 + x1 = 0.5")
left.legend(loc="upper right")
right.plot(history.history["accuracy"])
right.set(xlabel="epoch", ylabel="accuracy")
figure.tight_layout()

path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "boundary.png"
figure.savefig(path)
print("picture:", path)
