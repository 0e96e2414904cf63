"""Tables as text."""

from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]], left: int) -> list[str]:
    """A line for each row, in columns of even width; the first `left` columns are aligned left.

    >>> aligned([("layer", "nodes"), ("Dense", "7")], left=1)
    ['layer  nodes', 'Dense      7']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    columns = range(len(widths))
    return [
        "  ".join(row[k].ljust(widths[k]) if k < left else row[k].rjust(widths[k]) for k in columns)
        for row in rows
    ]
