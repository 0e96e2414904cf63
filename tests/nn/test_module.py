"""Module finds parameters wherever they are, freezes them, and resets their gradients."""

import copy
import pickle
import re
from typing import Any

import numpy as np
import pytest

import nn
from autograd import InputTypeError, Value, no_grad, topological_order
from nn import MLP, Layer, Module, Neuron


class Bag(Module):
    """A module with whatever attributes it is given."""

    def __init__(self, **attributes: Any) -> None:  # without super().__init__(), on purpose
        vars(self).update(attributes)


def paths(module: Module) -> list[str]:
    return [path for path, _ in module.named_parameters()]


class TestParameters:
    def test_are_found_in_attributes_lists_tuples_dicts_and_modules_in_order(self) -> None:
        v = [Value(float(i)) for i in range(7)]
        bag = Bag(
            b=v[0],
            name="no parameter",
            w=[v[1], (v[2], 7.0)],
            inner=Bag(s=v[3]),
            d={"key": v[4], 2: [v[5]]},
            array=np.array([[v[6]]], dtype=object),
            number=3.0,
        )
        assert bag.parameters() == v
        assert all(a is b for a, b in zip(bag.parameters(), v, strict=True))
        assert paths(bag) == [
            "b",
            "w[0]",
            "w[1][0]",
            "inner.s",
            "d['key']",
            "d[2][0]",
            "array[0][0]",
        ]

    def test_of_a_network_have_paths_that_python_understands(self) -> None:
        model = MLP(2, [3, 1], rng=0)
        named = model.named_parameters()
        assert "layers[0].neurons[2].w[1]" in dict(named)
        for path, parameter in named:
            assert eval(f"model.{path}") is parameter

    def test_come_in_the_order_of_micrograd(self) -> None:
        neuron = Neuron(2, rng=0)
        assert neuron.parameters() == [*neuron.w, neuron.b]
        layer = Layer(2, 2, rng=0)
        assert layer.parameters() == [p for n in layer.neurons for p in n.parameters()]

    def test_that_are_shared_count_once(self) -> None:
        v, neuron = Value(1.0), Neuron(2, rng=0)
        bag = Bag(v=v, again=[v], first=neuron, second=neuron, weights=neuron.w)
        assert len(bag.parameters()) == 4
        assert paths(bag) == ["v", "first.w[0]", "first.w[1]", "first.b"]

    def test_are_told_apart_by_identity_not_by_content(self) -> None:
        assert len(Bag(w=[Value(0.0), Value(0.0)]).parameters()) == 2

    def test_are_leaves_so_a_kept_output_is_none(self) -> None:
        neuron = Neuron(1, rng=0)
        neuron.kept = neuron([Value(2.0)])  # type: ignore[attr-defined]
        assert paths(neuron) == ["w[0]", "b"]

    def test_survive_cycles_and_any_depth(self) -> None:
        root = Bag(v=Value(1.0))
        root.parent = root  # type: ignore[attr-defined]
        nested: list[Any] = [Value(2.0)]
        nested.append(nested)
        root.nested = nested  # type: ignore[attr-defined]
        assert paths(root) == ["v", "nested[0]"]
        deep = Bag(v=Value(1.0))
        for _ in range(3000):
            deep = Bag(m=deep)
        deep.freeze()
        assert len(deep.parameters()) == 1

    def test_none_at_all(self) -> None:
        assert Module().parameters() == Module().named_parameters() == []

    def test_a_subclass_may_name_its_own_as_in_micrograd(self) -> None:
        class Mine(Bag):
            def parameters(self) -> list[Value]:
                return [self.w]  # type: ignore[attr-defined]

        mine = Mine(w=Value(1.0), other=Value(2.0))
        assert mine.trainable_parameters() == [Value(1.0)]
        mine.w.grad = mine.other.grad = 3.0  # type: ignore[attr-defined]
        mine.zero_grad()
        assert (mine.w.grad, mine.other.grad) == (0.0, 3.0)  # type: ignore[attr-defined]

    def test_zero_grad(self) -> None:
        model = MLP(2, [3, 1], rng=0)
        model([1.0, 2.0]).backward()
        assert any(p.grad for p in model.parameters())
        model.zero_grad()
        assert not any(p.grad for p in model.parameters())


class TestFreezing:
    def test_a_frozen_layer_gets_no_gradient_but_passes_it_on(self) -> None:
        model = MLP(2, [3, 3, 1], activation="tanh", rng=0)
        x = [Value(0.5), Value(-0.25)]
        model(x).backward()
        gradients = {path: p.grad for path, p in model.named_parameters()}
        x_gradients = [xi.grad for xi in x]

        model.layers[1].freeze()
        model.zero_grad()
        for xi in x:
            xi.grad = 0.0
        model(x).backward()
        for path, p in model.named_parameters():
            assert p.grad == (0.0 if path.startswith("layers[1]") else gradients[path])
        assert [xi.grad for xi in x] == x_gradients

    @pytest.mark.parametrize("x", [[0.1, 0.2], [Value(0.1), 0.2]])
    def test_freezing_changes_no_bit_of_the_output(self, x: list[Any]) -> None:
        model = MLP(2, [5, 5, 1], rng=3)
        before = model(x).data
        model.freeze()
        assert model(x).data == before
        assert isinstance(model(x), Value)

    def test_frozen_parameters_are_not_in_the_graph(self) -> None:
        layer = Layer(2, 3, rng=0)
        layer.freeze()
        x = [Value(1.0), Value(2.0)]
        leaves = {node for node in topological_order(*layer(x)) if node.is_leaf}
        assert leaves == set(x)

    def test_a_frozen_neuron_on_numbers_records_no_sum(self) -> None:
        neuron = Neuron(50, rng=0)
        neuron.freeze()
        assert len(topological_order(neuron([1.0] * 50))) <= 2

    def test_the_property_tells_whether_all_parameters_are_frozen(self) -> None:
        model = MLP(2, [3, 1], rng=0)
        assert not model.frozen
        model.layers[0].freeze()
        assert model.layers[0].frozen
        assert model.layers[0].neurons[1].frozen
        assert not model.frozen
        model.layers[1].freeze()
        assert model.frozen
        model.layers[1].neurons[0].unfreeze()
        assert not model.frozen
        assert not Module().frozen

    def test_trainable_parameters_leave_frozen_ones_out(self) -> None:
        model = MLP(2, [3, 1], rng=0)
        model.layers[0].freeze()
        assert model.trainable_parameters() == model.layers[1].parameters()
        assert len(model.parameters()) == 13
        model.unfreeze()
        assert model.trainable_parameters() == model.parameters()

    def test_a_shared_parameter_is_frozen_with_any_of_its_modules(self) -> None:
        a, b = Neuron(1, rng=0), Neuron(1, rng=1)
        b.w = a.w
        b.freeze()
        assert Bag(a=a, b=b).trainable_parameters() == [a.b]

    def test_a_module_of_ones_own_reads_its_parameters(self) -> None:
        class Scale(Module):
            def __init__(self) -> None:
                self.factor = Value(2.0)

            def __call__(self, x: Value) -> Value:
                factor = self.read(self.factor)
                return factor * x  # type: ignore[no-any-return]

        scale, x = Scale(), Value(3.0)
        scale.freeze()
        scale(x).backward()
        assert (scale.factor.grad, x.grad) == (0.0, 2.0)
        scale.unfreeze()
        scale(x).backward()
        assert scale.factor.grad == 3.0

    def test_unfrozen_parameters_learn_again(self) -> None:
        neuron = Neuron(1, "linear", rng=0)
        neuron.freeze()
        neuron.unfreeze()
        neuron([2.0]).backward()
        assert [p.grad for p in neuron.parameters()] == [2.0, 1.0]


class TestPrinting:
    def test_a_network_shows_its_layers(self) -> None:
        assert str(MLP(2, [16, 1])) == (
            "MLP of [Layer(2, 16, activation='relu'), Layer(16, 1, activation='linear')]"
        )
        assert repr(Neuron(3, lambda x: x * x)) == "Neuron(3, activation='<lambda>')"

    def test_a_layer_prints_as_it_is_made(self) -> None:
        assert repr(eval(repr(Layer(2, 3, "tanh")))) == "Layer(2, 3, activation='tanh')"

    def test_a_module_of_ones_own_shows_what_it_holds(self) -> None:
        bag = Bag(left=Neuron(1), stack=[Neuron(2)], w=[Value(1.0), Value(2.0)], b=Value(0.0), n=1)
        assert repr(bag) == (
            "Bag(left=Neuron(1, activation='relu'), stack=[Neuron(2, activation='relu')], "
            "w=<2 parameters>, b=<1 parameter>)"
        )

    def test_a_module_that_contains_itself(self) -> None:
        bag = Bag(b=Value(0.0))
        bag.itself = bag  # type: ignore[attr-defined]
        assert repr(bag) == "Bag(b=<1 parameter>, itself=...)"


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_copies_and_pickles_are_equal_and_independent(duplicate: Any) -> None:
    model = MLP(2, [3, 1], rng=0)
    model.layers[0].freeze()
    other = duplicate(model)
    assert other([1.0, 2.0]).data == model([1.0, 2.0]).data
    assert other.layers[0].frozen
    other.layers[1].neurons[0].b.data = 5.0
    assert other([1.0, 2.0]).data != model([1.0, 2.0]).data


def test_no_grad_gives_an_output_without_history() -> None:
    with no_grad():
        assert MLP(2, [3, 1], rng=0)([1.0, 2.0]).is_leaf


class TestCall:
    """Models and layers of one's own may define `call`, as in Keras."""

    class Net(nn.Model):
        def __init__(self, units: int = 3) -> None:
            super().__init__(rng=0)
            self.units = units
            self.hidden = Layer(2, units, "tanh", rng=0)
            self.drop = nn.Dropout(0.5, rng=0)
            self.out = Layer(units, 1, "linear", rng=0)

        def call(self, x: Any, training: bool = False) -> Any:
            return self.out(self.drop(self.hidden(x), training=training))

        def config(self) -> dict[str, Any]:
            return {"units": self.units}

    @pytest.mark.parametrize("engine", ["compiled", "eager"])
    def test_a_model_is_trained_saved_and_loaded(self, engine: str, tmp_path: Any) -> None:
        X, y = [[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [1.0, -1.0, 0.0]
        model = self.Net()
        model.compile("adam", "mse")
        assert model.fit(X, y, epochs=2, engine=engine).history["loss"][-1] > 0.0
        model.save(tmp_path / "net.safetensors")
        again = nn.load(tmp_path / "net.safetensors", classes={"Net": self.Net})
        assert again.predict(X, engine=engine).tolist() == model.predict(X, engine=engine).tolist()

    def test_a_prediction_makes_the_parameters(self) -> None:
        class Lazy(nn.Model):
            def __init__(self) -> None:
                self.hidden, self.out = nn.Dense(4, "relu"), nn.Dense(2)

            def call(self, x: Any) -> Any:
                return self.out(self.hidden(x))

        assert Lazy().predict([[1.0, 2.0, 3.0]]).shape == (1, 2)

    def test_its_call_is_a_scope(self) -> None:
        def names(x: Value) -> list[str]:
            return [] if x.scope is None else [part.name for part in x.scope.path]

        assert names(self.Net()([1.0, 2.0])) == ["Net", "Layer", "Neuron"]

    def test_an_argument_training_tells_the_mode(self) -> None:
        class Told(nn.Model):
            def call(self, x: Any, training: bool | None = False) -> Any:
                return [x[0], float(training), float(nn.is_training())]

        model = Told()
        assert model([1.0]) == [1.0, 0.0, 0.0]
        assert model([1.0], training=True) == model([1.0], True) == [1.0, 1.0, 1.0]
        with nn.training_mode():
            assert model([1.0]) == [1.0, 1.0, 1.0]  # not the default of the argument
            assert model([1.0], training=False) == [1.0, 0.0, 0.0]
            assert model([1.0], training=None) == [1.0, 1.0, 1.0]

    def test_every_module_takes_training(self) -> None:
        class Plain(nn.Model):
            def __call__(self, x: Any) -> Any:
                return float(nn.is_training())

        drop = nn.Dropout(1.0)
        network = nn.Sequential([drop, nn.Flatten()])
        assert Plain()([1.0], training=True) == 1.0
        assert drop([1.0, 2.0]) == [1.0, 2.0]
        for module in (drop, network):
            found = module([1.0, 2.0], training=True)
            assert [float(number) for number in found] == [0.0, 0.0]
        assert not nn.is_training()

    def test_a_layer(self) -> None:
        class Square(nn.layers.BaseLayer):
            def call(self, x: Any) -> Any:
                return [number * number for number in x]

        model = nn.Sequential([Square(), nn.Dense(1)], rng=0)
        assert model.predict([[1.0, 2.0], [3.0, 4.0]]).shape == (2, 1)
        assert Square()([2.0, 3.0]) == [4.0, 9.0]

    @pytest.mark.parametrize("base", [nn.Model, nn.layers.BaseLayer])
    def test_without_it_the_error_says_what_to_define(self, base: Any) -> None:
        class Empty(base):  # type: ignore[misc]
            pass

        with pytest.raises(InputTypeError, match=re.escape("Empty does not say what it computes")):
            Empty()([1.0])

    def test_a_layer_of_ones_own_is_no_dense_layer_with_sizes(self) -> None:
        with pytest.raises(InputTypeError, match=re.escape("derive a layer of your own from")):

            class Mine(nn.layers.Layer):
                def call(self, x: Any) -> Any:
                    return x
