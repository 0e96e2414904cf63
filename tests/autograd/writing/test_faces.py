"""What notebooks show: each object as HTML, and as the text that it carries along.

Asked the way IPython asks, so that the formats are those that end up in a notebook's file.
"""

import re

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

import autograd
import nn
from autograd import Value
from autograd.testing import check_gradients
from nn import Dense, Sequential
from tests.helpers.pages import Page

HOSTILE = '<script>1</script> & "x"'


def product():
    """Twice an input with a hostile label, differentiated."""
    a = Value(2.0, label=HOSTILE)
    y = a * 2.0
    y.backward()
    return a, y


def compiled_function():
    a = Value(2.0, label=HOSTILE)
    f = autograd.compile(lambda x: a * x)
    f(3.0)
    return f


def network():
    model = Sequential([Dense(2, "relu", input_dim=2), Dense(1)], rng=0)
    model.compile("sgd", "mse")
    return model


NAMED = {
    "a leaf": lambda: product()[0],
    "a step": lambda: next(autograd.steps(product()[1])),
    "steps": lambda: autograd.steps(product()[1]),
    "an explanation": lambda: autograd.explain(product()[1], product()[0]),
    "a diagnosis": lambda: autograd.diagnose(Value(0.0, label=HOSTILE).log() + 1.0),
    "a compiled function": compiled_function,
    "a compiled root": lambda: autograd.compile(product()[1]),
    "a program": lambda: autograd.compile(product()[1]).program,
    "attributions": lambda: nn.attributions(lambda x: x[0] * 2.0, [1.0], names=[HOSTILE]),
}
"""Objects that show a name which the user gave."""
OTHERS = {
    "a result": lambda: product()[1],
    "a check": lambda: check_gradients(lambda x: x * x, 2.0),
    "a summary": lambda: nn.summarize(network()),
    "a history": lambda: network().fit(np.ones((4, 2)), np.ones(4), epochs=2, verbose=0),
}


def shown(made):
    formats, _ = DisplayFormatter().format(made)
    return formats


@pytest.mark.parametrize("make", [*NAMED.values(), *OTHERS.values()], ids=[*NAMED, *OTHERS])
class TestEachFace:
    def test_is_html_that_carries_its_text(self, make):
        made = make()
        formats = shown(made)
        assert formats["text/plain"] in (str(made), repr(made))
        assert Page(formats["text/html"]).text.strip()

    def test_is_shown_the_same_where_scripts_and_style_sheets_are_dropped(self, make):
        html = shown(make())["text/html"]
        assert Page(html).elements.isdisjoint({"script", "style", "link", "iframe", "img"})
        assert "class=" not in html

    def test_is_readable_on_light_and_on_dark_pages(self, make):
        html = shown(make())["text/html"]
        assert set(re.findall(r"(?<![-\w])color:([^;\"]*)", html)) <= {"inherit"}


@pytest.mark.parametrize("make", NAMED.values(), ids=NAMED)
def test_a_label_is_text_whatever_is_in_it(make):
    page = Page(shown(make())["text/html"])
    assert HOSTILE in page.text
    assert "script" not in page.elements


def test_a_function_that_was_not_called_says_so():
    page = Page(shown(autograd.compile(lambda x: x * x))["text/html"])
    assert page.text == "compiled <lambda>It was not called yet."
