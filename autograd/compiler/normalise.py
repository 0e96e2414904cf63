"""Pass 2, normalise: chains of additions become sums of many terms.

`((b + w0*x0) + w1*x1) + ...` is one sum whose terms are products. A result that is used once, by an
addition, disappears into the sum of its user. The terms keep the order in which they were added.
"""

from typing import Any, NamedTuple

import numpy

from autograd.compiler.record import ADD, MUL, NEG, SUB, Recording

NONE = numpy.iinfo(numpy.int64).max
"""The second factor of a term that has only one."""

SUM = -1
"""The code of a sum, which is no operation of the table."""


class Normal(NamedTuple):
    """What is left of a recording: results that are operations, and sums of signed products.

    A result has entries. Those of an operation are its inputs; those of a sum are its terms.

    Attributes:
        recording: Where leaves, constants and names of operations are to be found.
        results: The numbers of the results that are left, operands first.
        codes: For each of them the code of its operation, or SUM.
        starts: Where the entries of each result begin; one more than results.
        first: For each entry an input, or the first factor of a term.
        second: The second factor of a term, or NONE.
        signs: 1 or -1 for each term.
        roots: References, as in the recording.
    """

    recording: Recording
    results: Any
    codes: Any
    starts: Any
    first: Any
    second: Any
    signs: Any
    roots: Any

    def __str__(self) -> str:
        sums = int((self.codes == SUM).sum())
        products = int((self.second != NONE).sum())
        return (
            f"{len(self.results)} results: {len(self.results) - sums} operations, "
            f"{sums} sums with {int(numpy.diff(self.starts)[self.codes == SUM].sum())} terms, "
            f"{products} of them products"
        )


def normalise(recording: Recording) -> Normal:
    """Flatten chains of additions.

    >>> from autograd import Value
    >>> from autograd.compiler.record import record
    >>> w, x = [Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]
    >>> recording, _, _ = record([w[0] * x[0] + w[1] * x[1] - 5.0])
    >>> print(normalise(recording))
    1 results: 0 operations, 1 sums with 3 terms, 2 of them products
    """
    leaves = recording.leaves
    codes = recording.codes
    starts, references = recording.starts, recording.references
    count = len(codes)
    total = leaves + count
    lengths = numpy.diff(starts)
    owners = numpy.repeat(numpy.arange(count), lengths)
    inside = references >= 0
    uses = numpy.bincount(references[inside], minlength=total)
    numpy.add.at(uses, recording.roots[recording.roots >= 0], 2)  # a root is there to be seen
    once = uses[leaves:] == 1

    first = references[starts[:-1]] if count else references
    second = numpy.full(count, NONE)
    two = lengths >= 2
    second[two] = references[starts[:-1][two] + 1]
    is_sum = numpy.isin(codes, (ADD, SUB, NEG))
    absorbable = _of_all(once & is_sum, leaves)

    def can(reference: Any, mask: Any) -> Any:
        """For each reference whether the mask holds for the node it refers to."""
        valid = (reference >= 0) & (reference != NONE)
        found = numpy.zeros(len(reference), dtype=bool)
        found[valid] = mask[reference[valid]]
        return found

    # Every sum continues at most one other, so that the order of the additions is kept:
    # a + (b + c) is (b + c) + a, and a - (b + c) is -b - c + a, to the last bit.
    from_first = is_sum & can(first, absorbable)
    from_second = is_sum & ~from_first & (codes != NEG) & can(second, absorbable)
    child = numpy.where(from_first, first, numpy.where(from_second, second, NONE))
    has_child = child != NONE
    flips = numpy.where(codes == NEG, -1, 1)
    flips[from_second & (codes == SUB)] = -1

    # Follow every chain to its end, in steps that double.
    parent = numpy.arange(count)
    parent[child[has_child] - leaves] = numpy.flatnonzero(has_child)
    sign = numpy.ones(count, dtype=numpy.int64)
    sign[child[has_child] - leaves] = flips[has_child]
    depth = (parent != numpy.arange(count)).astype(numpy.int64)
    while True:
        further = parent[parent]
        if (further == parent).all():
            break
        sign = sign * numpy.where(further == parent, 1, sign[parent])
        depth = depth + numpy.where(further == parent, 0, depth[parent])
        parent = further
    tops = parent

    # What each addition adds to the sum it belongs to.
    bottom = is_sum & ~has_child
    none = numpy.full(count, NONE)
    one = numpy.where(bottom, first, numpy.where(from_first & (codes != NEG), second, none))
    one = numpy.where(from_second, first, one)
    one_sign = numpy.where(bottom & (codes == NEG), -1, 1)
    one_sign = numpy.where(from_first & (codes == SUB), -1, one_sign)
    other = numpy.where(bottom & (codes != NEG), second, none)
    other_sign = numpy.where(codes == SUB, -1, 1)

    adders = numpy.flatnonzero(is_sum)
    owner = numpy.concatenate([tops[adders], tops[adders]])
    term = numpy.concatenate([one[adders], other[adders]])
    signs = numpy.concatenate([sign[adders] * one_sign[adders], sign[adders] * other_sign[adders]])
    place = numpy.concatenate([2 * -depth[adders], 2 * -depth[adders] + 1])
    there = term != NONE
    owner, term, signs, place = owner[there], term[there], signs[there], place[there]

    # A term that is used only here may be -x, whose sign is known, and x*y, which is a pair.
    def unwrap(nodes: Any) -> Any:
        """Which of the terms are among these nodes; the nodes themselves are not needed then."""
        found = can(term, nodes)
        gone[term[found] - leaves] = True
        return found, term[found] - leaves

    gone = numpy.zeros(total, dtype=bool)[leaves:]
    negated, nodes = unwrap(_of_all(once & bottom & (codes == NEG), leaves))
    signs[negated] *= -1
    term[negated] = first[nodes]
    factor = numpy.full(len(term), NONE)
    product, nodes = unwrap(_of_all(once & (codes == MUL), leaves))
    term[product], factor[product] = first[nodes], second[nodes]

    # A plain sum or difference of two stays the operation it is.
    pairs = numpy.bincount(owner[product], minlength=count)
    top = is_sum & (tops == numpy.arange(count))
    plain = top & bottom & (pairs == 0)
    kept_sum = top & ~plain & ~gone
    kept = ~gone & (~is_sum | top)

    code = numpy.where(kept_sum, SUM, codes)
    is_operation = kept & ~kept_sum
    entry = is_operation[owners]
    sum_entry = kept_sum[owner]
    all_owner = numpy.concatenate([owners[entry], owner[sum_entry]])
    position = numpy.concatenate([numpy.arange(len(owners))[entry], place[sum_entry]])
    all_first = numpy.concatenate([references[entry], term[sum_entry]])
    all_second = numpy.concatenate([numpy.full(int(entry.sum()), NONE), factor[sum_entry]])
    all_signs = numpy.concatenate([numpy.ones(int(entry.sum()), dtype=numpy.int64), signs[sum_entry]])
    by = numpy.lexsort((position, all_owner))
    results = numpy.flatnonzero(kept)
    per = numpy.bincount(all_owner, minlength=count)[results]
    return Normal(
        recording,
        results + leaves,
        code[results],
        numpy.concatenate([[0], numpy.cumsum(per)]),
        all_first[by],
        all_second[by],
        all_signs[by],
        recording.roots,
    )


def _of_all(results: Any, leaves: int) -> Any:
    """A mask of results as a mask of all nodes."""
    return numpy.concatenate([numpy.zeros(leaves, dtype=bool), results])

