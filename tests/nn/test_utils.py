"""nn.utils and nn.models: seeds, and where programs for Keras look for names."""

import random
from typing import Any

import numpy as np
import pytest

import nn
from autograd import InputTypeError, InputValueError
from nn.models import Model, Sequential, load_model


def weights(**options: Any) -> list[float]:
    """Those of a network after a little training."""
    model = Sequential([nn.Dense(4, "relu"), nn.Dropout(0.5), nn.Dense(1)], **options)
    model.compile("sgd", "mse")
    model.fit([[0.0, 1.0], [2.0, 0.5], [1.0, 3.0]], [1.0, 0.0, 2.0], batch_size=1, epochs=2)
    return [p.data for p in model.parameters()]


class TestSeeds:
    @pytest.mark.parametrize("seed", [random.seed, nn.utils.set_random_seed])
    def test_one_seed_makes_a_program_repeatable(self, seed: Any) -> None:
        seed(7)
        first, second = weights(), weights()
        assert first != second
        seed(7)
        assert [weights(), weights()] == [first, second]

    def test_a_network_with_a_generator_leaves_the_global_one_alone(self) -> None:
        state = random.getstate()
        weights(rng=0)
        assert random.getstate() == state

    def test_numpy_is_seeded_too(self) -> None:
        nn.utils.set_random_seed(3)
        drawn = np.random.rand()
        nn.utils.set_random_seed(np.int64(3))
        assert np.random.rand() == drawn

    def test_what_is_no_seed(self) -> None:
        with pytest.raises(InputTypeError, match="set_random_seed takes a whole number"):
            nn.utils.set_random_seed("a")  # type: ignore[arg-type]
        with pytest.raises(InputValueError, match=r"from 0 to 2\*\*32 - 1, but this is -1"):
            nn.utils.set_random_seed(-1)


def test_models() -> None:
    assert (Sequential, Model, load_model) == (nn.Sequential, nn.Model, nn.load)
