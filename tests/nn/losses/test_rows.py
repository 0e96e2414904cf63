"""Rows of losses: each has a reference, and one that is added is found everywhere."""

import functools
import inspect
import pickle

import numpy as np
import pytest

import nn
from autograd import InputValueError, softmax
from autograd.testing import assert_gradients
from nn import losses
from nn.losses import LOSSES
from nn.losses.objects import Common, LossObject
from nn.losses.rows import Setting, loss, row_of
from nn.losses.targets import Labels
from tests.nn.losses.references import MILD, REFERENCES, ROWS

EACH = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)


def test_every_row_has_a_reference():
    assert [row.__name__ for row in ROWS if row.__name__ not in REFERENCES] == []


@EACH
class TestEachRow:
    def test_it_is_its_reference(self, row):
        p, t = MILD[row.takes, row.targets]
        assert row(p, t).data == pytest.approx(REFERENCES[row.__name__](p, t), rel=1e-13)

    def test_its_gradient_is_that_of_finite_differences(self, row):
        p, t = MILD[row.takes, row.targets]
        adds_up = row.takes == "probabilities" and p.ndim > 1  # so that no p moves alone
        last, x = (softmax, np.log(p[0])) if adds_up else (lambda x: x, p[0])
        assert_gradients(lambda x: row([last(x)], t[:1]), x.tolist())

    def test_its_settings_are_the_parameters_of_its_formula(self, row):
        assert [*inspect.signature(row).parameters][3:] == [*row.settings]

    def test_it_is_known_by_its_names(self, row):
        name = row.__name__
        assert LOSSES.name_of(row) == name
        assert all(losses.get(known) is row for known in LOSSES if LOSSES[known] is row)
        assert losses.get(name.replace("_", " ").upper()) is row
        assert getattr(losses, name) is row
        assert pickle.loads(pickle.dumps(row)) is row
        assert losses.from_config(losses.to_config(row)) is row

    def test_it_is_documented(self, row):
        assert f"`{row.__name__}`" in losses.__doc__
        for part in ("predictions:", "targets:", "sample_weight:", ">>> ", *row.settings):
            assert part in row.__doc__

    def test_its_classes_have_its_settings(self, row):
        for name in row.keras_classes:
            made = getattr(losses, name)
            assert issubclass(made, LossObject)
            arguments = {*inspect.signature(made).parameters}
            settings = {*row.settings} - {"epsilon"}  # which Keras has for all losses together
            assert arguments - {"from_logits", "ignore_class", *Common.__annotations__} == settings
            again = pickle.loads(pickle.dumps(made()))
            assert type(again) is made
            assert row_of(again.function) is row


@pytest.fixture
def quartic():
    """A row, its class beside it."""

    @loss(
        "bin4",
        takes="probabilities",
        targets=Labels,
        power=Setting("The exponent.", low=1.0, high=9.0),
    )
    def quartic_error(p, y, power=4.0):
        """The mean of |p - y| to a power."""
        return abs(p - y) ** power

    class QuarticError(LossObject, of=quartic_error):
        """Keras's class, if it had it."""

        def __init__(self, power: float = 4.0) -> None:
            super().__init__(functools.partial(quartic_error, power=power))

    yield quartic_error
    LOSSES.remove(quartic_error)


X, Y = np.array([[0.1], [0.9], [0.5]]), np.array([0.0, 1.0, 1.0])


class TestARowThatIsAdded:
    def test_as_a_function(self, quartic):
        assert quartic([0.5, 1.0], [1, 0]).data == (0.5**4 + 1.0) / 2
        assert quartic([0.5], [1], [2.0], 2).data == quartic([0.5], [1], [2.0], power=2.0).data
        assert_gradients(lambda p: quartic(p, [0, 1]), [0.3, 0.6])
        expected = "(predictions: Any, targets: Any, sample_weight: Any = None, power=4.0)"
        assert str(inspect.signature(quartic)).replace("typing.", "").startswith(expected)
        with pytest.raises(InputValueError, match=r"power of quartic_error must .* 1.0 and 9"):
            quartic([0.5], [1], power=10)
        with pytest.raises(
            TypeError, match="quartic_error takes no argument 'pow'; did you mean 'po"
        ):
            quartic([0.5], [1], pow=3)
        with pytest.raises(TypeError, match=r"quartic_error takes \(.*\); too many positional"):
            quartic([0.5], [1], None, 3, 3)

    @pytest.mark.parametrize("name", ["quartic_error", "QuarticError", "quartic error", "BIN4"])
    def test_by_name(self, quartic, name):
        assert losses.get(name) is quartic
        with pytest.raises(InputValueError, match="did you mean 'quartic_error'"):
            losses.get("quartic_eror")

    def test_as_a_class_of_keras(self, quartic):
        assert quartic.keras_classes == ("QuarticError",)
        made = LossObject.__subclasses__()[-1](2.0)
        assert made([1], [0.5]).data == 0.25
        assert losses.get(made) is made.function

    def test_in_a_checkpoint(self, quartic, tmp_path):
        model = nn.Sequential([nn.Dense(1, "sigmoid")], rng=0)
        model.compile("sgd", functools.partial(quartic, power=3.0))
        model.fit(X, Y, verbose=0)
        model.save(tmp_path / "model.safetensors")
        again = nn.load(tmp_path / "model.safetensors")
        assert (again.loss.func, again.loss.keywords) == (quartic, {"power": 3.0})
        assert again.evaluate(X, Y, verbose=0) == model.evaluate(X, Y, verbose=0)

    @pytest.mark.parametrize("wrap", [lambda row: row, functools.partial])
    def test_in_the_checks_of_fit(self, quartic, wrap):
        chosen = wrap(quartic)
        with pytest.raises(InputValueError, match="quartic_error takes labels 0 and 1"):
            losses.check_targets(chosen, np.array([0.0, 2.0]), outputs=1)
        with pytest.raises(InputValueError, match=r"given 1\.5: end the network with a sigmoid"):
            losses.check_predictions(chosen, np.array([[1.5]]))
        assert losses.is_binary(chosen)
        assert not losses.takes_logits(chosen)
        assert losses.threshold_of(chosen) == 0.5

    def test_in_the_documentation(self, quartic):
        row = "| `quartic_error` | `bin4` | probabilities | labels | The mean of \\|p - y\\| to a p"
        assert row in LOSSES.table("takes", "targets")
        assert "    power: The exponent.\n" in quartic.__doc__

    def test_no_second_of_its_name(self, quartic):
        with pytest.raises(InputValueError, match="there is a loss 'bin4' already"):
            loss("bin4")(lambda p, t: p)

    def test_settings_that_no_file_can_hold(self, quartic, tmp_path):
        model = nn.Sequential([nn.Dense(1)], rng=0)
        model.compile("sgd", functools.partial(quartic, power=3.0 + 0j))
        model.build((1,))
        with pytest.raises(InputValueError, match="is no loss of nn, so it cannot be saved"):
            model.save(tmp_path / "model.safetensors")


def test_it_is_gone_again():
    assert "quartic_error" not in LOSSES
    with pytest.raises(InputValueError, match="there is no loss"):
        losses.get("quartic_error")
