"""Forward pass and backpropagation, number by number: a 3-3-3-1 network, relu and sigmoid.

Both hidden layers have the weights 0.1 to 0.9, a row for each neuron, and the biases 0.1, 0.2, 0.3;
the output has the weights 0.1, 0.2, 0.3 and the bias 0.1. The input is (1, 0, 1), the target 1, the
loss the squared error. Counting starts at 1, as on paper: w2[1,3] leads from neuron 3 of layer 1
to neuron 1 of layer 2, and layer 0 is the input.

python tests/examples/by_hand.py
"""

from nn import Dense, Sequential, losses
from nn.optimizers import SGD

WEIGHTS = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]]
BIASES = [0.1, 0.2, 0.3]
x, target = [1.0, 0.0, 1.0], 1.0


def show(name, number, formula):
    print(f"{name:12} = {formula:42} = {number:+.10f}")


def set_numbers(layer, weights, biases):
    for neuron, row, bias in zip(layer.neurons, weights, biases, strict=True):
        neuron.b.data = bias
        for weight, number in zip(neuron.w, row, strict=True):
            weight.data = number


model = Sequential()
model.add(Dense(3, activation="relu", input_dim=3))
model.add(Dense(3, activation="relu"))
model.add(Dense(1, activation="sigmoid"))
model.build()
set_numbers(model.layers[0], WEIGHTS, BIASES)
set_numbers(model.layers[1], WEIGHTS, BIASES)
set_numbers(model.layers[2], WEIGHTS[:1], BIASES[:1])

print("Forward. z is the weighted sum of a neuron, a its activation.")
z, a, outputs = {}, {}, x
for number, layer in enumerate(model.layers, start=1):
    inputs = outputs
    outputs = [neuron(inputs) for neuron in layer.neurons]
    for place, (neuron, output) in enumerate(zip(layer.neurons, outputs, strict=True), start=1):
        z[number, place], a[number, place] = output.operands[0], output
        products = [f"{w:g}*{i:g}" for w, i in zip(neuron.w, inputs, strict=True)]
        terms = " + ".join([*products, f"{neuron.b:g}"])
        show(f"z{number}[{place}]", z[number, place].data, terms)
        show(f"a{number}[{place}]", output.data, f"{output.op.name}(z{number}[{place}])")
loss = losses.mean_squared_error(outputs, [target])
show("loss", loss.data, f"(a3[1] - {target:g})^2")

print("\nBackward. d w is short for d loss / d w. All weights are still the old ones.")
model.zero_grad()
loss.backward()
for number, layer in reversed(list(enumerate(model.layers, start=1))):
    for place, neuron in enumerate(layer.neurons, start=1):
        here = f"{number}[{place}]"
        if number == 3:
            show(f"d a{here}", a[number, place].grad, f"2 (a{here} - {target:g})")
            slope = f"a{here} (1 - a{here})"  # sigmoid'(z), since a is sigmoid(z) already
        else:
            ways = [f"w{number + 1}[{j + 1},{place}] d z{number + 1}[{j + 1}]" for j in range(3)]
            show(f"d a{here}", a[number, place].grad, ways[0] + (" + ..." if number == 1 else ""))
            slope = f"(1 if z{here} > 0 else 0)"  # relu'(z)
        show(f"d z{here}", z[number, place].grad, f"d a{here} * {slope}")
        for k, weight in enumerate(neuron.w, start=1):
            before = f"a{number - 1}[{k}]" if number > 1 else f"x[{k}]"
            show(f"d w{number}[{place},{k}]", weight.grad, f"d z{here} * {before}")
        show(f"d b{here}", neuron.b.grad, f"d z{here}")

print("\nOne step of gradient descent, learning rate 0.5.")
SGD(model, learning_rate=0.5).step()
for number, layer in enumerate(model.layers, start=1):
    for place, neuron in enumerate(layer.neurons, start=1):
        for k, weight in enumerate(neuron.w, start=1):
            name = f"w{number}[{place},{k}]"
            show(f"new {name}", weight.data, f"{name} - 0.5 d {name}")
        name = f"b{number}[{place}]"
        show(f"new {name}", neuron.b.data, f"{name} - 0.5 d {name}")
show(
    "new loss",
    losses.mean_squared_error([model(x)], [target]).data,
    "the same with the new weights",
)
