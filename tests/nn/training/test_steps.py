"""Model.steps: training in a loop of one's own, with the numbers of fit."""

import numpy as np
import pytest

import nn
from autograd import InputValueError

X = np.linspace(-1.0, 1.0, 10)
Y = X**2


def network(optimizer: str = "adam") -> nn.Sequential:
    model = nn.Sequential([nn.Dense(3, "tanh", kernel_regularizer="l2"), nn.Dense(1)], rng=0)
    model.compile(optimizer, "mse")
    return model


def numbers(model: nn.Model) -> list[float]:
    return [parameter.data for parameter in model.parameters()]


@pytest.mark.parametrize("engine", ["compiled", "eager"])
@pytest.mark.parametrize("shuffle", [True, False])
def test_the_steps_are_those_of_fit(engine: str, shuffle: bool) -> None:
    fitted, stepped = network(), network()
    fitted.fit(X, Y, batch_size=4, epochs=2, shuffle=shuffle, engine=engine)
    with stepped.steps(X, Y, batch_size=4, shuffle=shuffle, engine=engine) as steps:
        losses = [next(steps) for _ in range(6)]
    assert numbers(stepped) == numbers(fitted)
    assert fitted.history is not None
    mean = np.average(losses[:3], weights=[4, 4, 2])
    assert fitted.history.history["loss"][0] == pytest.approx(mean, rel=1e-12)


def test_they_can_be_looked_at_on_the_way_and_go_on_in_fit() -> None:
    model = network()
    steps = model.steps(X, Y)
    before = numbers(model)
    next(steps)
    assert numbers(model) != before
    assert model.predict([0.5]).shape == (1, 1)
    steps.close()
    assert model.history is not None
    assert model.history.epoch == []
    model.fit(X, Y, epochs=2)
    assert model.history.epoch == [0, 1]


def test_closed_they_end() -> None:
    steps = network().steps(X, Y)
    steps.close()
    assert list(steps) == []


def test_errors_come_at_once() -> None:
    with pytest.raises(InputValueError, match="steps needs a loss and an optimizer"):
        nn.MLP(1, [1]).steps(X, Y)
    with pytest.raises(InputValueError, match="X has 10 examples, but y has 9"):
        network().steps(X, Y[1:])
    with pytest.raises(InputValueError, match="batch_size must be at least 1"):
        network().steps(X, Y, batch_size=0)
    with pytest.raises(InputValueError, match="there is no engine 'fast'"):
        network().steps(X, Y, engine="fast")


def test_lbfgs_has_none() -> None:
    with (
        network("lbfgs").steps(X, Y) as steps,
        pytest.raises(InputValueError, match=r"write minimize\(loss\)"),
    ):
        next(steps)
