"""Each mistake that students often make gets its hint."""

import pytest

from autograd.testing import grade
from tests.helpers.students import (
    Assigns,
    BreadthFirst,
    EveryPath,
    KeepsInnerGradients,
    NoChainRuleInTanh,
    NoData,
    NoNumbers,
    NothingReflected,
    Recursive,
    TanhOfTheInput,
    WipesLeaves,
    WrongExp,
    WrongPower,
    WrongSignInSub,
    marks,
    wrong,
)

# class: (a test that fails, a part of its hint)
BROKEN = {
    Assigns: ("a Value used twice", "add to it (self.grad += ...)"),
    BreadthFirst: ("a result used early and late", "sort the graph topologically"),
    EveryPath: ("a result used twice", "each node once: sort the graph topologically"),
    Recursive: ("a chain of 5000", "sort the graph with a loop"),
    KeepsInnerGradients: ("one graph twice, zeroed between", "results keep their gradient"),
    WipesLeaves: ("two graphs, adding up", "only the user sets them to 0"),
    WrongSignInSub: ("a - b", "the sign is wrong; the rule is -1"),
    WrongPower: ("a ** 3", "y is missing: this is x ** (y - 1)"),
    TanhOfTheInput: ("a.tanh()", "it has x in the place of out; the rule is 1 - out**2"),
    NoChainRuleInTanh: ("a.tanh()", "multiply the local derivative by the gradient of the result"),
    NothingReflected: ("2 * a", "Python calls __rmul__ for this: define it"),
    NoNumbers: ("a + 1", "other = other if isinstance(other, Value) else Value(other)"),
    WrongExp: ("a.exp()", "the result itself is wrong"),
    NoData: ("Value(2.0)", "needs the attributes data, which is 2.0, and grad, which is 0.0"),
}


@pytest.mark.slow
@pytest.mark.parametrize("student", BROKEN, ids=lambda student: student.__name__)
def test_a_mistake_is_found_and_explained(student):
    name, hint = BROKEN[student]
    result = grade(student, examples=40)
    assert not result
    assert name in wrong(result)
    assert hint in marks(result)[name].hint
    assert name in str(result)
