"""Write transforms.json: what JAX's transforms return, for tests/autograd/functional.

python tests/data/make_transforms.py     # with JAX installed; 0.10.2 wrote the file that is here

Each case is an expression that means the same here and there, with its result: a list, a dict or a
number as it is, a tuple as {"tuple": [...]}, an array with axes as {"array": [...]}.
"""

import json
from pathlib import Path

PAIR = "lambda x, y: x * y**2 + sin(x)"
TREE = "lambda p, q: p['a'] * q[0] ** 2 + p['b'][1] * q[1] + exp(p['b'][0] * q[0])"
TREE_AT = "({'a': 2.0, 'b': [0.5, 3.0]}, (4.0, 5.0))"
MANY = "lambda p, q: {'u': p['a'] * q[0], 'v': [q[1] ** 2, p['b'][0] * p['b'][1]]}"
THREE = "lambda x: x[0] ** 3 * x[1] + sin(x[1] * x[2])"

ARGNUMS = ["0", "1", "-1", "-2", "(0,)", "(-1,)", "(0, 1)", "(1, 0)", "(-1, 0)", "[0, 1]"]
SCALARS = {
    "lambda x: 3.0": [1.0],
    "lambda x: x": [1.0, -2.0],
    "lambda x: 3 * x + 1": [2.0],
    "relu": [1.0, -1.0, 0.0],
    "lambda x: relu(x) ** 2": [1.0, 0.0],
    "lambda x: abs(x)": [2.0, -2.0],
    "lambda x: abs(x) ** 2": [0.0, 2.0],
    "lambda x: abs(x) ** 4": [0.0, 1.5],
    "lambda x: sin(x) * x**3": [0.7],
    "tanh": [0.0, 0.3],
    "lambda x: exp(-abs(x) ** 2)": [0.0, 0.5],
    "lambda x: sqrt(1 + abs(x) ** 2)": [0.0, 0.5],
    "lambda x: 1 / (1 + x * x)": [0.0, -2.0],
}
ONE_BY_ONE = [
    "value_and_grad(lambda x, y: x * y, (0, 1))(2.0, 3.0)",
    "grad(lambda x: (x * x, {'a': x, 'b': [None, 'text', (x, True)]}), has_aux=True)(3.0)",
    "value_and_grad(lambda x: (x * x, [x]), has_aux=True)(3.0)",
    "value_and_grad(lambda x: (x * x, ()), (0,), has_aux=True)(3.0)",
    "grad(lambda x: [x * x, 1.0], has_aux=True)(3.0)",
    "jacobian(lambda x: ([x * x, x], {'a': x}), has_aux=True)(2.0)",
    "jacobian(lambda x, y: ([x * y, x], y), (0, 1), has_aux=True)(2.0, 3.0)",
    "hessian(lambda x: (x**3, {'a': x}), has_aux=True)(2.0)",
    "hessian(lambda x, y: (x**3 * y, x), (0, 1), has_aux=True)(2.0, 3.0)",
    "jvp(lambda x: (x**3, {'a': x}), (2.0,), (1.0,), has_aux=True)",
    "jvp(lambda x, y: [x * y, {'s': x + y}], (2.0, 3.0), (1.0, 0.5))",
    "jvp(lambda x: 3.0, (2.0,), (1.0,))",
    "vjp(lambda x, y: [x * y, sin(x)], 2.0, 3.0)[1]([1.0, 10.0])",
    "vjp(lambda x: 3.0, 2.0)[1](1.0)",
    "jvp(grad(lambda x: x**3), (2.0,), (1.0,))",
    "grad(lambda v: jvp(lambda x: x**3, (v,), (1.0,))[1])(2.0)",
    "grad(lambda v: jvp(lambda x: abs(x) ** 2, (v,), (1.0,))[1])(0.0)",
    "grad(lambda x: x * grad(lambda y: x + y)(1.0))(1.0)",
    "grad(lambda x: grad(lambda y: 3 * y)(x) * x)(2.0)",
    "grad(lambda x: grad(relu)(x) * x)(2.0)",
    "hvp(lambda x: x[0] ** 2 * x[1], [1.0, 2.0], [1.0, 0.5])",
    "hvp(lambda x: 3.0, [1.0, 2.0], [1.0, 0.5])",
    "grad(lambda x: 3.0)([])",
    "grad(lambda x, *, k: x * k)(2.0, k=5.0)",
    "grad(lambda x, y: x * y)(2.0, y=3.0)",
    "grad(lambda a: (a * a).sum())(array([[1.0, 2.0], [3.0, 4.0]]))",
    "jacobian(lambda a: a**2)(array([1.0, 2.0]))",
    "jacobian(lambda a: [a[0] * a[1], 2.0])(array([1.0, 2.0]))",
    "hessian(lambda a: (a**3).sum())(array([1.0, 2.0]))",
    "hessian(lambda a, b: (a * b).sum() * b, (0, 1))(array([1.0, 2.0]), 3.0)",
    "jacobian(lambda a, b: a * b, (0, 1))(array([1.0, 2.0]), 3.0)",
    "jacobian(jacobian(lambda a: a**3))(array([1.0, 2.0]))",
    "jacobian(lambda x: 3.0)(2.0)",
    "jacobian(lambda x: [3.0, x[0]])([2.0, 1.0])",
]

CASES = [
    *[f"{t}({PAIR}, {k})(2.0, 3.0)" for t in ("grad", "jacobian", "hessian") for k in ARGNUMS],
    *[f"{t}({TREE}, {k})(*{TREE_AT})" for t in ("grad", "hessian") for k in ("0", "1", "(1, 0)")],
    *[f"jacobian({MANY}, {k})(*{TREE_AT})" for k in ("0", "1", "(0, 1)", "(-1,)")],
    *[f"{t}({THREE})([1.0, 2.0, 0.5])" for t in ("grad", "jacobian", "hessian", "value_and_grad")],
    *[f"derivative({f}, {n})({x})" for f, at in SCALARS.items() for x in at for n in (1, 2, 3, 4)],
    *[f"hessian({f})({x})" for f, at in SCALARS.items() for x in at],
    *ONE_BY_ONE,
]


def encoded(thing):
    """A result as JSON can hold it."""
    if isinstance(thing, dict):
        return {key: encoded(part) for key, part in thing.items()}
    if isinstance(thing, tuple):
        return {"tuple": [encoded(part) for part in thing]}
    if isinstance(thing, list):
        return [encoded(part) for part in thing]
    if getattr(thing, "ndim", 0):
        return {"array": thing.tolist()}
    return thing if isinstance(thing, str | bool | None) else float(thing)


def main():
    """Evaluate the cases with JAX."""
    import jax
    import jax.numpy as jnp
    import numpy

    jax.config.update("jax_enable_x64", True)

    def derivative(f, n):
        for _ in range(n):
            f = jax.grad(f)
        return f

    names = {name: getattr(jnp, name) for name in ("sin", "exp", "sqrt", "tanh")}
    names |= {name: getattr(jax, name) for name in ("grad", "value_and_grad", "jvp", "vjp")}
    names |= {"jacobian": jax.jacrev, "hessian": jax.hessian, "derivative": derivative}
    names |= {"relu": jax.nn.relu, "array": numpy.array}
    names["hvp"] = lambda f, x, v: jax.jvp(jax.grad(f), (x,), (v,))[1]
    found = {case: encoded(eval(case, names)) for case in CASES}
    contents = {"made_with": f"jax {jax.__version__}", "cases": found}
    Path(__file__).with_name("transforms.json").write_text(
        json.dumps(contents, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
