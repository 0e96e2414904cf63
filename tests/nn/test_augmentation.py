"""Augmentations change inputs as they say, by the generator that they are given."""

import pickle
import random

import numpy as np
import pytest

import nn
from autograd import InputTypeError, InputValueError
from nn.augmentation import compose, flips, noise, shifts

IMAGES = np.arange(1.0, 2 * 3 * 4 + 1).reshape(2, 3, 4)


def test_noise_has_the_standard_deviation_asked_for():
    X = noise(0.5)(np.zeros((200, 50)), random.Random(0))
    assert abs(X.mean()) < 0.02
    assert abs(X.std() - 0.5) < 0.02


def test_shifts_move_each_example_by_its_own_steps():
    X = np.zeros((200, 5, 5))
    X[:, 2, 2] = 1.0
    moved = shifts(1)(X, random.Random(0))
    places = {tuple(map(int, np.argwhere(image)[0])) for image in moved}
    assert places == {(i, j) for i in (1, 2, 3) for j in (1, 2, 3)}
    assert (moved.sum(axis=(1, 2)) == 1.0).all()


def test_what_comes_in_is_zero_even_when_everything_went_out():
    moved = shifts(9, axes=(0,))(np.ones((50, 3)), random.Random(0))
    assert set(moved.ravel()) == {0.0, 1.0}
    assert (moved == 0.0).all(axis=1).any()


def test_flat_images_are_moved_as_images():
    flat = shifts(1, shape=(3, 4))(IMAGES.reshape(2, 12), random.Random(3))
    assert flat.tolist() == shifts(1)(IMAGES, random.Random(3)).reshape(2, 12).tolist()


def test_channels_stay_together():
    X = np.stack([IMAGES, 10.0 * IMAGES], axis=-1)
    moved = shifts(1)(X, random.Random(0))
    assert (moved[..., 1] == 10.0 * moved[..., 0]).all()


def test_flips_turn_about_half_of_the_examples():
    X = np.tile([1.0, 2.0], (1000, 1))
    turned = (flips(axis=0)(X, random.Random(0))[:, 0] == 2.0).mean()
    assert 0.45 < turned < 0.55


def test_compose_goes_from_left_to_right():
    X = compose(lambda X, rng: X + 1.0, lambda X, rng: X * 2.0)(np.zeros((1, 1)), random.Random(0))
    assert X.tolist() == [[2.0]]


@pytest.mark.parametrize("augment", [noise(0.3), shifts(1), flips(), compose(noise(), flips())])
def test_the_generator_decides_and_the_inputs_are_left_alone(augment):
    before = IMAGES.copy()
    first, again = augment(IMAGES, random.Random(5)), augment(IMAGES, random.Random(5))
    assert first.tolist() == again.tolist()
    assert first.shape == IMAGES.shape
    assert (before == IMAGES).all()
    assert repr(pickle.loads(pickle.dumps(augment))) == repr(augment)


@pytest.mark.parametrize("engine", ["compiled", "eager"])
def test_fit_sees_other_inputs_in_each_epoch(engine):
    seen = []

    def augment(X, rng):
        seen.append(X + rng.random())
        return seen[-1]

    model = nn.Sequential([nn.Dense(1)], rng=0)
    model.compile("sgd", "mse")
    X = np.zeros((4, 2))
    model.fit(X, [0, 1, 2, 3], batch_size=2, epochs=2, engine=engine, augment=augment)
    assert len({float(x[0, 0]) for x in seen}) == 4
    assert (X == 0.0).all()


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: noise(-1.0), InputValueError, "stddev of noise"),
        (lambda: shifts(0), InputValueError, "most of shifts"),
        (lambda: compose("flip"), InputTypeError, "compose takes functions"),
        (
            lambda: shifts(1)(np.zeros((2, 3)), random.Random(0)),
            InputValueError,
            r"moves along axes \(0, 1\), but an example has the shape \(3,\)",
        ),
        (
            lambda: flips()(np.zeros((2, 3)), random.Random(0)),
            InputValueError,
            "turns axis 1, but an example has the shape",
        ),
        (
            lambda: shifts(1, shape=(2, 2))(np.zeros((2, 3)), random.Random(0)),
            InputValueError,
            r"cannot be given the shape \(2, 2\)",
        ),
    ],
)
def test_what_is_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_fit_refuses_inputs_of_another_shape():
    model = nn.Sequential([nn.Dense(1)], rng=0)
    model.compile("sgd", "mse")
    with pytest.raises(InputTypeError, match="augment must return as many inputs of the same"):
        model.fit(np.zeros((4, 2)), [0, 1, 2, 3], augment=lambda X, rng: X[:1])
