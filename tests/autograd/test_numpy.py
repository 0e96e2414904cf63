"""numpy scalars and arrays mix with Values on either side."""

import numpy as np
import pytest

import autograd
from autograd import GradientLostError, InputTypeError, Value


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int64, np.uint8, np.bool_, np.array])
def test_numpy_scalars_are_constants_on_either_side(kind):
    two = kind(1) if kind is np.bool_ else kind(2)
    v = Value(3.0)
    for result, expected in [
        (two * v, float(two) * 3.0),
        (v * two, float(two) * 3.0),
        (two - v, float(two) - 3.0),
        (v / two, 3.0 / float(two)),
        (v**two, 3.0 ** float(two)),
    ]:
        assert type(result) is Value
        assert result.data == expected
        assert result.operands == (v,)


def test_an_array_times_a_value_is_an_array_of_values():
    v = Value(3.0)
    for product in (np.arange(3.0) * v, v * np.arange(3.0)):
        assert product.dtype == object
        assert [p.data for p in product] == [0.0, 3.0, 6.0]
    product.sum().backward()
    assert v.grad == 3.0


def test_numpy_functions_give_values():
    v = Value(0.5)
    assert np.exp(v).op is autograd.exp
    assert np.maximum(v, 1.0).op is autograd.maximum
    assert np.square(v).data == 0.25
    assert np.exp(np.array([v, v]))[0].op is autograd.exp
    assert np.arctan2(v, 2.0).op is autograd.atan2


def test_every_ufunc_of_the_table_is_understood():
    v = Value(0.5)
    for name, row in autograd.operation.__globals__["TABLE"].items():
        if isinstance(row.array, str) and name != "where":
            arguments = [v] + [0.25] * (len(row.inputs) - 1)
            assert getattr(np, row.array)(*arguments).op is row


def test_linear_algebra_on_arrays_of_values():
    w = np.array([[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]])
    x = np.array([1.0, -1.0])
    out = w @ x
    assert [o.data for o in out] == [-1.0, -1.0]
    out[0].backward()
    assert [v.grad for v in w[0]] == [1.0, -1.0]


def test_comparisons_with_numpy():
    v = Value(1.0)
    assert np.float64(2.0) > v
    assert np.float64(1.0) == v
    assert (np.array([0.0, 1.0, 2.0]) > v).tolist() == [False, False, True]
    assert np.isnan(Value(float("nan")))
    assert not np.isfinite(Value(float("inf")))


def test_operations_on_arrays_of_numbers():
    assert autograd.relu(np.array([-1.0, 2.0])).tolist() == [0.0, 2.0]
    assert autograd.sigmoid(np.array([0, 0])).tolist() == [0.5, 0.5]
    mixed = autograd.maximum(Value(1.0), np.array([0.0, 2.0]))
    assert [m.data for m in mixed] == [1.0, 2.0]


def test_what_would_lose_the_gradient_is_an_error():
    v = Value(1.0)
    with pytest.raises(GradientLostError, match="would lose the gradient"):
        np.array([v], dtype=float)
    with pytest.raises(InputTypeError, match=r"numpy\.exp2 is not available.*autograd"):
        np.exp2(v)
    with pytest.raises(InputTypeError, match=r"numpy\.add\.reduce"):
        np.add.reduce(v)
    with pytest.raises(InputTypeError, match="apply it to each element"):
        Value(np.array([1.0, 2.0]))


def test_a_masked_array_keeps_its_values():
    product = np.ma.masked_array([1.0, 2.0, 3.0], mask=[0, 1, 0]) * Value(2.0)
    assert [p.data for p in np.ma.getdata(product)[[0, 2]]] == [2.0, 6.0]


def test_an_array_without_axes_is_what_it_holds():
    v = Value(2.0)
    boxed = np.squeeze(np.array([v]))
    for result in (
        boxed * v,
        v * boxed,
        boxed + 1.0,
        autograd.exp(boxed),
        autograd.sum([boxed, v]),
    ):
        assert type(result) is Value
    assert (v * boxed).operands == (v, v)


def test_arrays_of_values_give_no_warnings():
    result = autograd.sqrt(np.array([Value(-1.0), Value(4.0)]))
    assert np.isnan(result[0].data)
    assert (np.array([1e308]) * Value(10.0))[0].data == float("inf")


@pytest.mark.parametrize(
    "mistake",
    [
        lambda v: np.complex128(1 + 2j) * v,
        lambda v: Value(np.datetime64(1, "s")),
        lambda v: autograd.exp(np.array(["1", "2"])),
        lambda v: autograd.exp(np.array([1j])),
    ],
)
def test_what_is_no_real_number_is_refused(mistake):
    with pytest.raises((InputTypeError, TypeError), match=r"real numbers|unsupported operand"):
        mistake(Value(1.0))
