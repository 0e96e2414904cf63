"""The compiler: a recorded graph of scalars, run as a program of arrays.

`compile` turns a graph of scalars, or a function, back into the matrix products and sums it
consists of; nobody has to name a layer or a batch. The 65,413 scalars of micrograd's two-moons loss
become 16 array operations. The Values stay: look at any of them, whenever you like.

>>> import autograd
>>> from nn import MLP, losses, optimizers
>>> points = [[0.5, 1.0], [1.5, -0.5], [-1.0, 2.0], [0.0, -1.0]]
>>> model = MLP(2, [8, 1], rng=0)
>>> error = losses.mean_squared_error([model(x) for x in points], [1, 2, 3, 4])
>>> loss = autograd.compile(error, parameters=model)
>>> print(loss.program)
269 nodes as 8 array operations
v0[i,j] = sum_k c0[j,k] * layers[0].neurons[i].w[k] + layers[0].neurons[i].b        i<8 j<4 k<2
v1[i] = relu(v0[i])                                                                 i<32
v2[i] = layers[1].neurons[0].b + sum_j layers[1].neurons[0].w[j] * v1[j,i] - c1[i]  i<4 j<8
v3 = sum_i v2[i] * v2[i]                                                            i<4
v4 = v3 / 4.0
returns v4

A `ParameterVector` has all parameters in one array, each still a Value. The program reads the
parameters and adds to their gradients:

>>> vector = autograd.ParameterVector(model)
>>> optimizer = optimizers.SGD(vector, learning_rate=0.1)
>>> for step in range(200):
...     optimizer.zero_grad()
...     error = loss.forward()
...     loss.backward()
...     optimizer.step()
>>> error < 0.05
True

Functions compile as well, for one set of arguments or, with `.batched()`, for many:

>>> @autograd.compile
... def distance(a, b):
...     return autograd.norm(x - y for x, y in zip(a, b))
>>> distance.value_and_grad([3.0, 0.0], [0.0, 4.0]).arguments
([0.6, -0.8], [-0.6, 0.8])
>>> distance.batched()([[3, 0], [1, 1]], [[0, 4], [1, 1]])
array([5., 0.])

`README.md` in this folder explains the passes with an example.
"""

from autograd.compiler.compiled import compile
from autograd.compiler.functions import CompiledFunction, ValueAndGrad
from autograd.compiler.graphs import CompiledRoot
from autograd.compiler.program import Program
from autograd.compiler.vectors import ParameterVector

__all__ = [
    "CompiledFunction",
    "CompiledRoot",
    "ParameterVector",
    "Program",
    "ValueAndGrad",
    "compile",
]
