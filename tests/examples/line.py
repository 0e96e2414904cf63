"""Linear regression: a single neuron finds y = 2x + 3 in noisy points.

python tests/examples/line.py [line.png]
"""

import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from nn import Dense, Sequential

rng = np.random.default_rng(0)
X = rng.uniform(-1, 1, size=(100, 1))
y = 2 * X + 3 + rng.normal(scale=0.1, size=(100, 1))

model = Sequential(rng=0)
model.add(Dense(1, input_shape=(1,)))
model.compile(optimizer="sgd", loss="mean_squared_error")
history = model.fit(X, y, epochs=1000, verbose=0)

neuron = model.layers[0].neurons[0]
slope, intercept = neuron.w[0].data, neuron.b.data
print(f"loss: {history.history['loss'][0]:.4f} at first, {history.history['loss'][-1]:.4f} at last")
print(f"y = {slope:.3f} x + {intercept:.3f}")

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.5))
left.scatter(X, y, s=12, label="points")
ends = np.array([[-1.0], [1.0]])
left.plot(ends, model.predict(ends), color="tab:red", label=f"{slope:.2f} x + {intercept:.2f}")
left.set(xlabel="x", ylabel="y")
left.legend()
right.semilogy(history.history["loss"])
right.set(xlabel="epoch", ylabel="loss")
figure.tight_layout()

path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp()) / "line.png"
figure.savefig(path)
print("picture:", path)
