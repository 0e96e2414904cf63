"""The picture of a network of circles: what is drawn, and that nothing covers anything."""

import re

import pytest

from autograd.visual.network import NARROW, WIDE, Moment, Place, diagram_of, lay_out, write_svg
from nn import MLP
from tests.helpers.boxes import boxes, collisions


def network(*sizes, seed=1):
    """An MLP with weights like those after training."""
    inputs, *outputs = sizes
    model = MLP(inputs, outputs, activation="tanh", rng=seed)
    for k, parameter in enumerate(model.parameters()):
        parameter.data = (-1.0) ** k * (k % 7) / 3.0
    return model


def diagram(*sizes):
    inputs, *_, outputs = sizes
    x = [(-1.0) ** k * (k + 1) / 2 for k in range(inputs)]
    target = 1.0 if outputs == 1 else [1.0] * outputs
    return diagram_of(network(*sizes), x, target, "mse")


SHAPES = [(2, 4, 4, 1), (3, 3, 3, 1), (2, 1), (1, 12, 1), (4, 12, 12, 3), (1, 1), (2, 6, 6, 2)]
WIDTHS = [WIDE, NARROW]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_overlaps(shape, width):
    assert collisions(write_svg(diagram(*shape), width=width)) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overlaps_while_gradients_come_in(width):
    drawn = diagram(2, 4, 4, 1)
    before = {Place(1, cell): -0.57 for cell in range(4)}
    later = {Place(2, cell): drawn.gradient(Place(2, cell)) for cell in range(4)}
    moment = Moment(
        gradients={**before, **later},
        unfinished=frozenset(before),
        active=Place(2, 2),
        direction="backward",
    )
    svg = write_svg(drawn, moment, width=width)
    assert svg.count("∂ −0.57 +…") == 4
    weights = "weight" if width == WIDE else "none"
    assert [pair for pair in collisions(svg) if weights not in str(pair)] == []


def test_a_picture_for_narrow_pages_fits_them():
    assert lay_out(diagram(2, 4, 4, 1), NARROW).width <= NARROW


def test_it_is_told_in_a_sentence_too():
    svg = write_svg(diagram(2, 1))
    assert 'aria-label="MLP 2-1, output 1.00, target 1.00, loss 0"' in svg
    assert "<title>w, layer 1, to 1, from 2\nweight -0.3333333333333333\n" in svg
    assert "\nlayers[0].neurons[0].w[1]</title>" in svg


def test_each_neuron_and_edge_can_be_found_by_a_script():
    svg = write_svg(diagram(2, 4, 4, 1))
    assert svg.count('class="neuron"') == 11
    assert svg.count('class="edge"') == 28
    assert '<g class="neuron" data-column="1" data-cell="3"' in svg
    assert re.search(r'class="edge"[^>]*data-column="3" data-to="0" data-from="3"', svg)


def test_a_template_has_a_slot_for_whatever_is_not_known_yet():
    moment = Moment(values={}, gradients={}, is_template=True)
    svg = write_svg(diagram(2, 12, 12, 1), moment)
    assert svg.count('class="edge"') == 2 * 12 + 12 * 12 + 12  # thin ones, too
    assert svg.count('<g class="gradient" visibility="hidden">') == 2 + 1 + 1  # those with a name
    assert svg.count('class="value"></text>') == 0
    assert len(re.findall(r'class="value"[^>]*></text>', svg)) == 2 + 12 + 12 + 1 + 1


def test_without_a_sample_circles_hold_the_icon_of_their_activation():
    svg = write_svg(diagram_of(network(2, 4, 1)))
    assert svg.count("scale(1.5)") == 5
    assert 'class="value"' not in svg


def test_signs_are_told_without_colour_too():
    svg = write_svg(diagram(2, 4, 4, 1))
    edges = re.findall(r'<path class="edge"[^>]*>', svg)
    for edge in edges:
        assert ("--neg" in edge) == ("stroke-dasharray" in edge)


def test_thin_edges_are_left_out_and_counted():
    svg = write_svg(diagram(2, 12, 12, 1))
    left_out = 2 * 12 + 12 * 12 + 12 - svg.count('class="edge"')
    assert left_out > 0
    assert f"{left_out} of 180 weights too small to draw" in svg


def test_all_boxes_are_within_the_picture():
    for shape in SHAPES:
        layout = lay_out(diagram(*shape), NARROW)
        for box in boxes(write_svg(diagram(*shape), width=NARROW)):
            assert box.left >= 0, box
            assert box.top >= 24, box
            assert box.right <= layout.width, box
            assert box.bottom <= layout.height, box
