"""Rows of integers: which are equal, and in which order they come.

The passes compare thousands of results by the integers they consist of, a row for each result.
"""

from typing import Any

import numpy


def _hashes(rows: Any) -> Any:
    """A 64-bit number for each row of integers; different rows almost surely differ in it.

    A sum over the columns, each with an odd factor of its own; sorting one number for a row is far
    quicker than sorting rows. Whoever asks makes sure that equal hashes are equal rows.
    """
    weights = numpy.random.default_rng(0).integers(1, 2**63, rows.shape[1], dtype=numpy.uint64)
    mixed = rows.astype(numpy.uint64)
    mixed ^= mixed >> numpy.uint64(32)  # the low bits of a double are often zero
    mixed *= numpy.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> numpy.uint64(29)
    return (mixed * (2 * weights + 1)).sum(axis=1, dtype=numpy.uint64)


def classes(rows: Any) -> Any:
    """For each row the number of its class, counted from 0 in the order of their first rows."""
    if (rows == rows[0]).all():
        return numpy.zeros(len(rows), dtype=numpy.int64)
    _, first, inverse = numpy.unique(_hashes(rows), return_index=True, return_inverse=True)
    if (rows[first[inverse]] != rows).any():  # two different rows have one hash
        _, first, inverse = numpy.unique(rows, axis=0, return_index=True, return_inverse=True)
    return ranks(numpy.argsort(first))[inverse.reshape(-1)]


def ranks(order: Any) -> Any:
    """The place of each element in an order: the inverse permutation."""
    rank = numpy.empty(len(order), dtype=numpy.int64)
    rank[order] = numpy.arange(len(order))
    return rank


def merged(rows: Any) -> tuple[Any, Any]:
    """For each row which of the distinct rows it is, and the first place of each of these.

    Where two different rows have one hash, all rows count as distinct, which is never wrong.
    """
    _, first, inverse = numpy.unique(_hashes(rows), return_index=True, return_inverse=True)
    if len(first) == len(rows) or (rows[first[inverse]] != rows).any():
        return numpy.arange(len(rows)), numpy.arange(len(rows))
    return ranks(numpy.argsort(first))[inverse], numpy.sort(first)


def order_by(columns: list[Any], count: int) -> Any:
    """The order by the first column, then the second, and so on; ties as they are.

    As `numpy.lexsort` has it, but later columns are left alone once there are no ties.
    """
    rank = numpy.zeros(count, dtype=numpy.int64)  # by the columns so far; equal in a tie
    for column in columns:
        low = column.min()
        key = rank * (int(column.max() - low) + 1) + (column - low)
        distinct, rank = numpy.unique(key, return_inverse=True)
        if len(distinct) == count:
            break
    return numpy.argsort(rank, kind="stable")
