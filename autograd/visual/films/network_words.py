"""What is said at each stop of a network: the words and formulas of network_words.js."""

from __future__ import annotations

import html
from decimal import Decimal

from autograd.visual.films.captions import Caption, Row
from autograd.visual.films.networks import Item, NetworkRun, Neuron, Stop
from autograd.writing.text import brief, count

MOST_TERMS = 6
MOST_OUTPUTS = 6
MOST_SLOPES = 3


def exact(value: float) -> str:
    """A number in a caption: four significant digits, a minus sign, and 0 without one.

    >>> [exact(x) for x in (0.123456, -12345.0, -0.0, 1e-9)]
    ['0.1235', '−12340', '0', '1e−9']
    """
    if value == 0.0 or value - value != 0.0:
        return brief(value)
    rounded = Decimal(f"{value:.4g}").normalize()
    text = f"{rounded:f}" if -7 < rounded.adjusted() < 21 else f"{rounded:e}"
    return text.replace("-", "−")


def tell(run: NetworkRun, stop: Stop) -> Caption:
    """What happens at a stop."""
    if stop.item is None:
        return _begin() if stop.direction == "forward" else _turn(run)
    said = {"neuron": _neuron, "loss": _loss, "activation": _activation, "layer": _layer}
    return said[stop.item.kind](run, stop, stop.item)


def _begin() -> Caption:
    return Caption(
        ("Layer by layer, neurons compute their values; then gradients flow back.",),
    )


def _turn(run: NetworkRun) -> Caption:
    root = "the loss" if run.link["loss"] else "the output"
    return Caption((f"The backward pass begins at {root}, whose gradient is 1.",))


# ------------------------------------------------------------------------------------- neurons


def _neuron(run: NetworkRun, stop: Stop, item: Item) -> Caption:
    if run.is_apart(item):
        return _apart(run, stop, item)
    make = _neuron_forward if stop.direction == "forward" else _neuron_backward
    return make(run, stop, Neuron(run, item))


def _apart(run: NetworkRun, stop: Stop, item: Item) -> Caption:
    """A neuron on which the result does not depend."""
    value = run.value(item.layer + 1, item.cell)
    told = "nothing" if value is None else exact(value)
    if stop.direction == "forward":
        said = f"computes {told}, on which the result does not depend"
    else:
        said = "gets no gradient: the result does not depend on it"
    return Caption((f"{who(run, item)} {said}.",))


def _neuron_forward(run: NetworkRun, stop: Stop, neuron: Neuron) -> Caption:
    item, passes = neuron.item, run.passes
    products = [exact(neuron.product_data(k)) for k in range(len(neuron.weights))]
    has_bias = neuron.bias >= 0
    terms = [exact(passes.data[neuron.bias]), *products] if has_bias else products
    shown = [*terms[: MOST_TERMS - 1], "…"] if len(terms) > MOST_TERMS else terms
    layer = str(item.layer + 1)
    rule = (
        sum_name(item)
        + "<mo>=</mo>"
        + (f"{bias_name(item)}<mo>+</mo>" if has_bias else "")
        + "<munder><mo>∑</mo><mi>i</mi></munder>"
        + indexed("w", layer, f"{item.cell + 1}i")
        + "<mo>·</mo>"
        + indexed(*letter(run, item.layer), "i")
    )
    numbers = f"= {' + '.join(shown).replace('+ −', '− ')} = "
    rows = [_row("weighted sum", rule, numbers, exact(passes.data[neuron.sum]))]
    if neuron.has_activation:
        rows.append(_activated(run, neuron))
    with_bias = " and its bias" if has_bias else ""
    said = f"{who(run, item)} adds up {count(len(products), 'product')}{with_bias}."
    return Caption((said,), tuple(rows))


def _activated(run: NetworkRun, neuron: Neuron) -> Row:
    item, name = neuron.item, neuron.activation
    output = value_name(run, item.layer + 1, item.cell)
    rule = f"{output}<mo>=</mo>{_word(name)}<mo>(</mo>{sum_name(item)}<mo>)</mo>"
    numbers = f"= {name}({exact(run.passes.data[neuron.sum])}) = "
    return _row(f"through {name}", rule, numbers, exact(run.passes.data[neuron.output]))


def _neuron_backward(run: NetworkRun, stop: Stop, neuron: Neuron) -> Caption:
    item = neuron.item
    rows = [_through_activation(run, neuron)] if neuron.has_activation else []
    rows += [_to_weight(run, neuron), _to_input(run, neuron)]
    waits = any(run.arrival(node, stop) == "some" for node in run.column(item.layer))
    count_of = len(neuron.weights)
    given = [count(count_of, "weight"), *(["its bias"] if neuron.bias >= 0 else [])]
    said = f"{', '.join(given)} and {count(count_of, 'input')}"
    note = "“+…” after a gradient: more is still to come in from other neurons"
    return Caption(
        (f"{who(run, item)} hands its gradient to {said}.",), tuple(rows), note if waits else ""
    )


def _through_activation(run: NetworkRun, neuron: Neuron) -> Row:
    item, gradients = neuron.item, run.passes.gradients
    output = value_name(run, item.layer + 1, item.cell)
    rule = (
        f"{slope(sum_name(item))}<mo>=</mo>{slope(output)}<mo>·</mo>"
        f"<msup>{_word(neuron.activation)}<mo>′</mo></msup><mo>(</mo>{sum_name(item)}<mo>)</mo>"
    )
    numbers = f"= {exact(gradients[neuron.output])} × {exact(neuron.slope())} = "
    return _row(f"back through {neuron.activation}", rule, numbers, exact(gradients[neuron.sum]))


def _to_weight(run: NetworkRun, neuron: Neuron) -> Row:
    value = value_name(run, neuron.item.layer, 0)
    rule = _product_rule(neuron.item, weight_name(neuron.item, 0), value)
    return _product(run, neuron, "to the first weight", rule, neuron.input_data(0))


def _to_input(run: NetworkRun, neuron: Neuron) -> Row:
    value = value_name(run, neuron.item.layer, 0)
    rule = _product_rule(neuron.item, value, weight_name(neuron.item, 0))
    return _product(run, neuron, "to the first input", rule, neuron.weight_data(0))


def _product_rule(item: Item, receiver: str, other: str) -> str:
    return f"{slope(receiver)}<mo>+=</mo>{slope(sum_name(item))}<mo>·</mo>{other}"


def _product(run: NetworkRun, neuron: Neuron, say: str, rule: str, other: float) -> Row:
    through = run.passes.gradients[neuron.sum]
    return _row(say, rule, f"= {exact(through)} × {exact(other)} = ", exact(through * other))


# ------------------------------------------------------------------------------- everything else


def _loss(run: NetworkRun, stop: Stop, item: Item) -> Caption:
    return _loss_forward(run) if stop.direction == "forward" else _loss_backward(run)


def _loss_forward(run: NetworkRun) -> Caption:
    cells = range(len(run.column(run.depth)))
    outputs = [run.value(run.depth, cell) for cell in cells][:MOST_OUTPUTS]
    told = ", ".join(exact(x) for x in outputs if x is not None)
    target = ", ".join(exact(x) for x in run.sample["target"][:MOST_OUTPUTS]) or "none"
    said = f"The loss, {run.link['loss']}: output {told}, target {target}."
    return Caption(
        (said,), (_row("", "<mi>L</mi>", "= ", exact(run.passes.data[run.passes.root])),)
    )


def _loss_backward(run: NetworkRun) -> Caption:
    nodes = [(node, cell) for cell, node in enumerate(run.column(run.depth)) if node >= 0]
    rows = [
        _row("", slope(value_name(run, run.depth, cell)), "= ", exact(run.passes.gradients[node]))
        for node, cell in nodes[:MOST_SLOPES]
    ]
    said = "The loss hands its gradient to the output: how fast it grows with it."
    return Caption((said,), tuple(rows))


def _activation(run: NetworkRun, stop: Stop, item: Item) -> Caption:
    name, many = run.link["layers"][item.layer]["activation"], len(run.column(item.layer + 1))
    title = run.titles[item.layer]
    if stop.direction == "forward":
        said = f"turns the {many} sums of {title} into its outputs, each by all of the sums."
    else:
        said = f"hands back to each of the {many} sums of {title} what comes in from all outputs."
    return Caption((f"{name} {said}",))


def _layer(run: NetworkRun, stop: Stop, item: Item) -> Caption:
    title, many = run.titles[item.layer], len(run.column(item.layer + 1))
    is_forward = stop.direction == "forward"
    does = (
        f"computes its {count(many, 'output')}"
        if is_forward
        else (f"hands on {count(many, 'gradient')}")
    )
    return Caption((f"{title[:1].upper()}{title[1:]} {does}.",))


# --------------------------------------------------------------------------------------- names


def who(run: NetworkRun, item: Item) -> str:
    """A neuron in words."""
    return f"Neuron {item.cell + 1} of {run.titles[item.layer]}"


def letter(run: NetworkRun, column: int) -> tuple[str, str]:
    """The letter of a column in formulas, and the raised number of its layer."""
    if not column:
        return "x", ""
    return ("ŷ", "") if column == run.depth else ("h", str(column))


def value_name(run: NetworkRun, column: int, cell: int) -> str:
    """A value of a column: 0 for the inputs, then the layers."""
    name, up = letter(run, column)
    is_lone = len(run.column(column)) == 1 and name == "ŷ"
    return indexed(name, up, "" if is_lone else str(cell + 1))


def sum_name(item: Item) -> str:
    """The weighted sum of a neuron."""
    return indexed("z", str(item.layer + 1), str(item.cell + 1))


def bias_name(item: Item) -> str:
    """The bias of a neuron."""
    return indexed("b", str(item.layer + 1), str(item.cell + 1))


def weight_name(item: Item, origin: int) -> str:
    """A weight of a neuron."""
    between = "," if item.cell > 8 or origin > 8 else ""
    return indexed("w", str(item.layer + 1), f"{item.cell + 1}{between}{origin + 1}")


def indexed(name: str, up: str, low: str) -> str:
    """A letter with its layer raised and its indices lowered, as MathML.

    >>> indexed("x", "", "2")
    '<msub><mi>x</mi><mn>2</mn></msub>'
    """
    base, above, below = f"<mi>{name}</mi>", f"<mn>{up}</mn>", f"<mn>{low}</mn>"
    if up and low:
        return f"<msubsup>{base}{below}{above}</msubsup>"
    if low:
        return f"<msub>{base}{below}</msub>"
    return f"<msup>{base}{above}</msup>" if up else base


def slope(by: str) -> str:
    """The derivative of the loss by something."""
    return f"<mfrac><mrow><mo>∂</mo><mi>L</mi></mrow><mrow><mo>∂</mo>{by}</mrow></mfrac>"


def _word(name: str) -> str:
    return f"<mi>{html.escape(name)}</mi>"


def _row(say: str, rule: str, numbers: str, result: str) -> Row:
    return Row(say, ((rule,), (f"<mtext>{html.escape(numbers)}</mtext>",)), f"<mn>{result}</mn>")
