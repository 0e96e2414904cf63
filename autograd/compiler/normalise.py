"""Pass 2, normalise: chains of additions become sums of many terms.

`((b + w0*x0) + w1*x1) + ...` is one sum whose terms are products. A result that is used once, by an
addition, disappears into the sum of its user. The terms keep the order in which they were added.

Here all additions, subtractions and negations are called additions. Those of one sum form a chain,
from its bottom, which was computed first, to its top, which is the sum:

    bottom          b + w0*x0           adds two terms: b, w0*x0
    |               bottom + w1*x1      adds one term: w1*x1
    top             ... - w2*x2         adds one term, with the sign -1: w2*x2
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
    >>> from autograd.compiler.record import record_graph
    >>> w, x = [Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]
    >>> recording, _, _ = record_graph([w[0] * x[0] + w[1] * x[1] - 5.0])
    >>> print(normalise(recording))
    1 results: 0 operations, 1 sums with 3 terms, 2 of them products
    """
    return _Normaliser(recording).run()


class _Normaliser:
    """All arrays here have one element for each result of the recording, unless they say otherwise.

    Attributes:
        once: Whether its only user is one other result.
        first: A reference to its first input.
        second: A reference to its second input, or NONE.
        adds: Whether it is an addition.
        bottom: Whether it is the bottom of a chain.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.codes = codes = recording.codes
        self.count = count = len(codes)
        self.leaves = recording.leaves
        references, roots = recording.references, recording.roots
        # Only a result that is used once may disappear: others need its number as well.
        uses = numpy.bincount(references[references >= 0], minlength=self.leaves + count)
        numpy.add.at(uses, roots[roots >= 0], 2)  # a root is asked for: it must not disappear
        self.once = uses[self.leaves :] == 1
        lengths = numpy.diff(recording.starts)
        self.first = references[recording.starts[:-1]]
        self.second = numpy.full(count, NONE)
        two = lengths >= 2
        self.second[two] = references[recording.starts[:-1][two] + 1]
        self.adds = numpy.isin(codes, (ADD, SUB, NEG))

    def run(self) -> Normal:
        # owner, term, sign, place, factor: one element for each term of any sum.
        tops, owner, term, sign, place = self.terms()
        gone = numpy.zeros(self.count, dtype=bool)
        # A term -x is the term x with the other sign, unless x is the top of a chain: -(a + b) is
        # computed by that chain, and has to stay a term.
        negated, nodes = self.unwrap(term, self.once & self.bottom & (self.codes == NEG), gone)
        sign[negated] *= -1
        term[negated] = self.first[nodes]
        # A term x*y becomes the pair of its factors: sums of these are dot products.
        factor = numpy.full(len(term), NONE)
        product, nodes = self.unwrap(term, self.once & (self.codes == MUL), gone)
        term[product], factor[product] = self.first[nodes], self.second[nodes]

        # Only the top of a chain is left. If it is also the bottom, and has no products, it is a
        # single operation on one or two numbers, and stays one.
        pairs = numpy.bincount(owner[product], minlength=self.count)
        top = self.adds & (tops == numpy.arange(self.count)) & ~gone
        is_sum = top & ~(self.bottom & (pairs == 0))
        is_operation = (~self.adds | top) & ~gone & ~is_sum
        return self.assemble(is_operation, is_sum, (owner, place, term, factor, sign))

    def terms(self) -> tuple[Any, Any, Any, Any, Any]:
        """What every addition adds to the sum it belongs to.

        Returns:
            The last addition of each result's sum; and for each term that addition, the reference,
            the sign, and a number by which terms are in the order in which they were added.
        """
        # Every sum continues at most one other, its child, so that the order of the additions is
        # kept: a + (b + c) is (b + c) + a, and a - (b + c) is -b - c + a, to the last bit.
        codes, first, second = self.codes, self.first, self.second
        from_first = self.adds & self.among(first, self.once & self.adds)
        from_second = self.adds & ~from_first & self.among(second, self.once & self.adds)
        minus = numpy.where(codes == SUB, -1, 1)
        self.bottom = self.adds & ~from_first & ~from_second
        child = numpy.where(from_first, first, second)[from_first | from_second] - self.leaves
        flips = numpy.where((codes == NEG) | (from_second & (codes == SUB)), -1, 1)

        # From each addition to the next above it: to the top in the end, with the product of the
        # signs on the way, and the number of steps, which grows towards the bottom.
        top, sign = numpy.arange(self.count), numpy.ones(self.count, dtype=int)
        top[child] = numpy.flatnonzero(from_first | from_second)
        sign[child] = flips[from_first | from_second]
        depth = (top != numpy.arange(self.count)).astype(int)
        while (top[top] != top).any():  # in steps that double: a long chain takes few rounds
            sign, depth, top = sign * sign[top], depth + depth[top], top[top]

        # The bottom of a chain adds both of its inputs (`one` and `other`); the additions above it
        # add `one`, the input that is not the chain, and a negation there adds nothing.
        one = numpy.where(from_first, numpy.where(codes == NEG, NONE, second), first)
        one_sign = numpy.where(from_first, minus, numpy.where(codes == NEG, -1, 1))
        one_sign[from_second] = 1
        other = numpy.where(self.bottom & (codes != NEG), second, NONE)
        adders = numpy.flatnonzero(self.adds)
        owner = numpy.tile(top[adders], 2)
        term = numpy.concatenate([one[adders], other[adders]])
        signs = numpy.concatenate([(sign * one_sign)[adders], (sign * minus)[adders]])
        # The deeper in the chain, the earlier was it added; at the bottom `one` before `other`.
        place = numpy.concatenate([-2 * depth[adders], 1 - 2 * depth[adders]])
        there = term != NONE
        return top, owner[there], term[there], signs[there], place[there]

    def among(self, references: Any, results: Any) -> Any:
        """For each reference whether it is a result at which the mask is True."""
        inside = (references >= self.leaves) & (references != NONE)
        found = numpy.zeros(len(references), dtype=bool)
        found[inside] = results[references[inside] - self.leaves]
        return found

    def unwrap(self, terms: Any, results: Any, gone: Any) -> tuple[Any, Any]:
        """Find the terms that are results of a mask; these results are marked as gone.

        Returns:
            A mask of these terms; and for each of them the index of its result.
        """
        found = self.among(terms, results)
        nodes = terms[found] - self.leaves
        gone[nodes] = True
        return found, nodes

    def assemble(self, is_operation: Any, is_sum: Any, terms: tuple[Any, ...]) -> Normal:
        """All results that are left, with their entries in order."""
        recording = self.recording
        # The entries of operations: their inputs, as they stand in the recording.
        owners = numpy.repeat(numpy.arange(self.count), numpy.diff(recording.starts))
        kept = is_operation[owners]
        inputs = recording.references[kept]
        places = numpy.arange(len(owners))[kept]
        nothing, plus = numpy.full(len(inputs), NONE), numpy.ones(len(inputs), dtype=int)
        # And those of sums: their terms. Chains that stay single operations have theirs already.
        in_sum = is_sum[terms[0]]
        owner, place, first, second, sign = (
            numpy.concatenate([of_operation, of_sum[in_sum]])
            for of_operation, of_sum in zip(
                (owners[kept], places, inputs, nothing, plus), terms, strict=True
            )
        )
        # Together again by result, since the next pass finds entries by where a result's begin.
        order = numpy.lexsort((place, owner))
        results = numpy.flatnonzero(is_operation | is_sum)
        counts = numpy.bincount(owner, minlength=self.count)[results]
        return Normal(
            recording,
            results + self.leaves,
            numpy.where(is_sum, SUM, self.codes)[results],
            numpy.concatenate([[0], numpy.cumsum(counts)]),
            first[order],
            second[order],
            sign[order],
            recording.roots,
        )
