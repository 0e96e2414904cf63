"""Operations with a wrong rule."""

from autograd.operation import Operation


def mutated(row, position, rule):
    """The operation with another rule, under another name and in no table."""
    derivatives = list(row.derivatives)
    derivatives[position] = rule
    return Operation(
        f"wrong_{row.name}",
        forward=row.forward,
        derivatives=tuple(derivatives),
        rules=row.rules,
        latex=row.latex,
        doc=row.__doc__,
        inputs=row.inputs,
        accuracy=row.accuracy,
        kinks=row.kinks,
        jumps=row.jumps,
    )
