"""What the boxes of a drawing are called."""

import gc
import weakref

import numpy as np
import pytest

from autograd import InputTypeError, Value, draw, mermaid
from autograd.names.variables import MOST_ELEMENTS
from nn import MLP, Layer, Neuron


def names(drawing):
    """The names of all Values in a drawing, in topological order; '' for those without one."""
    kinds = {"input", "parameter", "interior", "result"}
    return [node.name for node in drawing.picture.nodes if node.kind in kinds]


def kinds(drawing):
    return {node.name: node.kind for node in drawing.picture.nodes if node.id.startswith("n")}


MODULE_LEVEL = Value(7.0)


class Pairs:
    """A model of another library: no `nn.Module`, but with named parameters."""

    def __init__(self, **parameters):
        self._parameters = parameters

    def named_parameters(self):
        return iter(self._parameters.items())


class Mapped(Pairs):
    def named_parameters(self):
        return dict(self._parameters)


class TestVariables:
    def test_the_variable_that_holds_a_value_is_its_name(self):
        a, b = Value(2.0), Value(3.0)
        c = a * b
        assert names(draw(c)) == ["a", "b", "c"]

    def test_the_label_goes_first(self):
        a = Value(2.0, label="speed")
        assert names(draw(a * 2.0)) == ["speed", ""]

    def test_a_label_that_is_no_text_is_written_as_text(self):
        a = Value(2.0)
        a.label = 5
        assert names(draw(a)) == ["5"]

    def test_values_in_no_variable_have_no_name(self):
        assert names(draw(Value(2.0) * Value(3.0))) == ["", "", ""]

    def test_elements_of_lists_tuples_and_dicts(self):
        xs = [Value(1.0), Value(2.0)]
        pair = (Value(3.0),)
        by_name = {"left": Value(4.0), 5: Value(5.0)}
        grid = [[Value(6.0)]]
        total = xs[0] + xs[1] + pair[0] + by_name["left"] + by_name[5] + grid[0][0]
        found = set(names(draw(total)))
        expected = {"xs[0]", "xs[1]", "pair[0]", "by_name['left']", "by_name[5]", "grid[0][0]"}
        assert found == expected | {"total", ""}

    def test_elements_of_arrays(self):
        array = np.array([[Value(1.0), Value(2.0)]], dtype=object)
        assert names(draw(array[0, 0] * array[0, 1]))[:2] == ["array[0][0]", "array[0][1]"]

    def test_a_variable_goes_before_an_element(self):
        everything = [Value(1.0)]
        x = everything[0]
        assert names(draw(x)) == ["x"]

    def test_what_a_notebook_calls_its_results_is_no_name(self):
        _, __, _12 = Value(1.0), Value(2.0), Value(3.0)
        Out = {3: _12}  # noqa: F841
        assert names(draw(_ + __ + _12)) == ["", "", "", "", ""]

    def test_variables_of_the_module_are_seen_from_a_function(self):
        assert names(draw(MODULE_LEVEL)) == ["MODULE_LEVEL"]

    def test_mermaid_looks_at_its_own_caller(self):
        x = Value(2.0)
        assert 'n0["x<br/>data 2.0"]' in mermaid(x)

    def test_containers_that_hold_themselves_do_no_harm(self):
        loop = [Value(1.0)]
        loop.append(loop)
        assert names(draw(loop[0])) == ["loop[0]"]

    def test_a_large_list_hides_no_variable(self):
        big = [0.0] * (2 * MOST_ELEMENTS)  # noqa: F841
        x = Value(1.0)
        assert names(draw(x)) == ["x"]

    def test_a_large_list_hides_no_element_of_a_later_one(self):
        everything = [Value(0.0)] * (2 * MOST_ELEMENTS)
        few = [Value(1.0), Value(2.0)]
        assert names(draw(few[0] * few[1]))[:2] == ["few[0]", "few[1]"]
        assert everything

    def test_objects_that_claim_to_have_every_attribute_do_no_harm(self):
        class Anything:
            def __getattr__(self, name):
                raise RuntimeError("should not be asked")

        anything = Anything()  # noqa: F841
        x = Value(1.0)
        assert names(draw(x)) == ["x"]

    def test_the_drawing_keeps_neither_the_graph_nor_the_callers_frame(self):
        class Watched(Value):
            __slots__ = ("__weakref__",)

        def inner():
            x = Watched(2.0)
            return draw(x * x), weakref.ref(x)

        gc.disable()
        try:
            drawing, watched = inner()
            assert watched() is None
        finally:
            gc.enable()
        assert names(drawing) == ["x", ""]


class TestNamesGiven:
    def test_names_take_the_place_of_the_callers_variables(self):
        a, b = Value(1.0), Value(2.0)
        assert names(draw(a + b, names={"left": a, "_right": [b]})) == ["left", "_right[0]", ""]

    def test_no_names(self):
        a = Value(1.0)
        assert names(draw(a, names={})) == [""]

    @pytest.mark.parametrize("given", [["x"], "x", {1: Value(1.0)}])
    def test_something_else_than_a_dict_of_names(self, given):
        with pytest.raises(InputTypeError, match=r"names takes a dict .*names=locals\(\)"):
            draw(Value(1.0), names=given)


class TestModels:
    def test_parameters_are_named_by_their_path_and_told_from_inputs(self):
        model = MLP(2, [2, 1], rng=0)
        x = [Value(1.0), Value(2.0)]
        out = model(x)
        found = kinds(draw(out))
        paths = dict(model.named_parameters())
        assert {name for name, kind in found.items() if kind == "parameter"} == set(paths)
        assert {name for name, kind in found.items() if kind == "input"} == {"x[0]", "x[1]"}

    def test_the_path_goes_before_a_variable_left_over_from_a_loop(self):
        model = Neuron(1, rng=0)
        for p in model.parameters():
            p.grad = 0.0
        assert "p" not in names(draw(model([Value(1.0)])))

    def test_several_models_are_told_apart_by_their_variables(self):
        left, right = Neuron(1, rng=0), Neuron(1, rng=1)
        found = names(draw(left([1.0]) + right([1.0])))
        assert {"left.w[0]", "left.b", "right.w[0]", "right.b"} <= set(found)

    def test_models_in_a_list(self):
        models = [Neuron(1, rng=0), Neuron(1, rng=1)]
        found = names(draw(models[0]([1.0]) + models[1]([1.0])))
        assert {"models[0].w[0]", "models[1].w[0]"} <= set(found)

    def test_models_that_are_not_in_the_graph_do_not_count(self):
        used = Neuron(1, rng=0)
        unused = Neuron(1, rng=1)  # noqa: F841
        assert "w[0]" in names(draw(used([1.0])))

    def test_a_part_of_a_model_does_not_count_beside_the_whole(self):
        model = Layer(1, 2, rng=0)
        part = model.neurons[0]
        found = names(draw(model([1.0]), names={"part": part, "model": model, "same": model}))
        assert "neurons[0].w[0]" in found

    def test_a_model_given_is_named_without_a_variable(self):
        holder = {"model": Neuron(1, rng=0)}
        other = Neuron(1, rng=1)
        found = names(draw(holder["model"]([1.0]) + other([1.0]), model=holder["model"]))
        assert {"w[0]", "b", "other.w[0]", "other.b"} <= set(found)

    @pytest.mark.parametrize("kind", [Pairs, Mapped])
    def test_any_object_with_named_parameters_is_a_model(self, kind):
        model = kind(scale=Value(2.0))
        drawing = draw(model._parameters["scale"] * 3.0)
        assert kinds(drawing) == {"scale": "parameter", "": "result"}

    def test_an_object_whose_named_parameters_fail_is_passed_over(self):
        class Broken:
            def named_parameters(self):
                raise RuntimeError("not built yet")

        model = Broken()
        x = Value(1.0)
        assert names(draw(x)) == ["x"]
        with pytest.raises(RuntimeError, match="not built yet"):
            draw(x, model=model)

    def test_something_else_than_a_model(self):
        with pytest.raises(InputTypeError, match=r"model takes an object .*named_parameters\(\)"):
            draw(Value(1.0), model=[Value(1.0)])


def test_objects_that_cannot_be_looked_at_do_not_stop_a_drawing():
    class Proxy:
        @property
        def __class__(self):
            raise RuntimeError("outside of a request")

        @property
        def dtype(self):
            raise RuntimeError("no type")

    class Broken(list):
        def __iter__(self):
            raise RuntimeError("broken")

    x = Value(2.0)
    proxy, broken = Proxy(), Broken([1])
    assert ">x<" in draw(x * 2.0).svg()
    del proxy, broken
