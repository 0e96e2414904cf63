"""Exclusive or: a 2-3-1 network of sigmoids, by plain gradient descent.

python tests/examples/xor.py
"""

import numpy as np

from nn import Dense, Sequential
from nn.optimizers import SGD

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([[0], [1], [1], [0]])

model = Sequential(rng=0)
model.add(Dense(3, input_dim=2, activation="sigmoid"))
model.add(Dense(1, activation="sigmoid"))
model.compile(
    loss="mean_squared_error",
    optimizer=SGD(learning_rate=2.0),
    metrics=["accuracy"],
)

# Plain gradient descent: each step uses all four samples.
history = model.fit(X, y, epochs=4000, batch_size=4, verbose=0)

for epoch in range(0, 4000, 500):
    loss, accuracy = history.history["loss"][epoch], history.history["accuracy"][epoch]
    print(f"epoch {epoch + 1:4}: loss {loss:.4f}, accuracy {accuracy:.2f}")

predictions = model.predict(X)
for (a, b), target, prediction in zip(X, y[:, 0], predictions[:, 0], strict=True):
    print(f"{a} xor {b} = {target}: {prediction:.3f}")

loss, accuracy = model.evaluate(X, y, verbose=0)
print(f"loss {loss:.4f}, accuracy {accuracy:.2f}")
