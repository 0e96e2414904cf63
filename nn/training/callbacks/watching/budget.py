"""Budget: the time that watching may take from a training."""

import time
from collections.abc import Callable

SHARE = 0.03
"""Of the time of the training alone; the promise is 5 %, the calls before and after each step and
what a processor forgets meanwhile included."""


class Budget:
    """Measures the time of work, and says whether there is time for more.

    Args:
        share: How much of the time of the training alone the work may take.
        clock: Tells the time in seconds.

    Attributes:
        spent: The time that the work has taken so far.

    >>> times = iter([0.0, 10.0, 10.3, 11.0])
    >>> budget = Budget(0.05, clock=lambda: next(times))
    >>> budget.run(lambda: "worked")
    'worked'
    >>> round(budget.spent, 3), budget.allows(0.1)  # 0.05 of 10.7 s are 0.535 s
    (0.3, True)
    """

    def __init__(
        self, share: float = SHARE, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._share, self.clock = share, clock
        self._start, self.spent = clock(), 0.0

    @property
    def elapsed(self) -> float:
        """The time since the beginning."""
        return self.clock() - self._start

    def free_at(self, cost: float = 0.0) -> float:
        """The time, by the clock, from which on there is time for work that takes so long."""
        return self._start + self.spent + (self.spent + cost) / self._share

    def run(self, work: Callable[[], object]) -> object:
        """The result of some work, whose time is counted."""
        start = self.clock()
        try:
            return work()
        finally:
            self.spent += self.clock() - start

    def allows(self, cost: float) -> bool:
        """Whether there is time for work that takes so long."""
        return self.spent + cost <= self._share * (self.elapsed - self.spent)
