"""A regression on random samples: ten numbers in, one number out.

python tests/examples/regression_rows.py
"""

import numpy as np

from nn import Dense, Sequential

rng = np.random.default_rng(0)
X = rng.random((1000, 10))
y = rng.random(1000)

model = Sequential(rng=0)
model.add(Dense(64, input_dim=10, activation="relu"))
model.add(Dense(1, activation="linear"))
model.summary()

model.compile(loss="mean_squared_error", optimizer="adam")
history = model.fit(X, y, epochs=10, batch_size=32, verbose=2)

# The targets have nothing to do with the inputs. The best that can be predicted is their mean, and
# its mean squared error is their variance, near 1/12.
print("loss, epoch by epoch:", np.round(history.history["loss"], 4))
print(f"variance of the targets: {y.var():.4f}")
print("predictions:", model.predict(X[:3]).shape, model.predict(X[:3])[:, 0])
