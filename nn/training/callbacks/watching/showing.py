"""Showing: one training, from its first step to its last, on an outlet, within a budget."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograd import AutogradError
from autograd.visual.charts import Curve, curves
from autograd.visual.network import NARROW, WIDE, diagram_of, write_svg
from nn.training.callbacks.watching.advice import advice
from nn.training.callbacks.watching.budget import SHARE, Budget
from nn.training.callbacks.watching.numbers import SAMPLES, LayerNumbers, Meter
from nn.training.callbacks.watching.outlets import File, Notebook, Outlet, Page
from nn.training.callbacks.watching.page import Report, chart
from nn.training.callbacks.watching.thinned import MOST, Thinned

OFTEN = 0.1
"""Seconds between two measurements of steps, at least."""
FLUSH = 4096
"""Steps after which one is measured in any case, so that their losses can be put together."""
SMALL = 0.1
"""Seconds that the last report may take in any case."""
_BEGINS = "The first picture comes as soon as it takes no more than 5 % of the time."
_NARROWER = NARROW - 24  # the margins of the page


def outlet_for(where: str | Path, *, in_notebook: bool, is_opened: bool) -> Outlet:
    """The outlet that `where` of Watch means."""
    if isinstance(where, Path):
        return File(where)
    if where == "notebook" or (where == "auto" and in_notebook):
        return Notebook()
    return Page(is_opened=is_opened)


class Showing:
    """Shows one training.

    Args:
        watch: The callback, which knows the network, the engine and the settings of `fit`.
        outlet: Where it is shown.

    Attributes:
        epoch: The epoch that the training is in, from 0.
        waiting: The losses of the steps since the last one that was measured.
        is_measured: Whether the step that runs, or was the last, is measured.
    """

    def __init__(self, watch: Any, outlet: Outlet) -> None:
        self._watch, self._outlet = watch, outlet
        self._budget, self._for_steps = Budget(), Budget(SHARE / 3)
        self.epoch, self._step = 0, 0
        self.waiting: list[float] = []
        self._most_waiting, self._next = 0, 0.0
        self._shown = 0.0
        self._losses = Thinned()
        self._meter: Meter | None = None
        self._sample = watch.inputs
        self._layers: list[LayerNumbers] = []
        self._ratios: list[list[float]] = []
        self._drawn: list[str] = []
        self._drawn_at = 0
        self.is_measured = False
        self._first_step, self._costs = 0.0, [0.0]
        params = watch.params
        # An optimizer that minimizes by itself takes all samples at once, and has moved the weights
        # before it asks for the first loss of an iteration.
        self._minimizes = hasattr(watch.model.optimizer, "minimize")
        self._in_epoch: int = (
            1 if self._minimizes else -(-params["samples"] // params["batch_size"])
        )

    # ------------------------------------------------------------------------------------ turns

    def begin(self) -> None:
        """Say that the training has begun; there is nothing to show of it yet."""
        self._budget.run(lambda: self._outlet.begin(self._report("is running", [_BEGINS], [])))

    def is_awaited(self) -> bool:
        """Whether the next step is to be measured; asked before each, so it takes no time."""
        return len(self.waiting) >= self._most_waiting or self._budget.clock() >= self._next

    def before_step(self) -> None:
        """Keep the weights as they are before a step that is measured."""
        self.is_measured = True
        if self._step == 0:
            self._first_step = self._budget.clock()
        if not (self._minimizes and self._step):
            self._measuring(self._keep)

    def after_step(self) -> None:
        """Measure the step; show it, if there is time."""
        self._measuring(self._note)
        if self._step == 1:
            self._first_step = self._budget.clock() - self._first_step
            self._costs = [self._guess()]
        if self._is_due() and self._left() > 1:
            self._budget.run(lambda: self._show("is running"))
        if self._minimizes:
            self._measuring(self._keep)
        self.is_measured = False
        self._next = max(self._budget.clock() + OFTEN, self._next_work())
        self._most_waiting = 0 if self._minimizes else min(self._left() - 1, FLUSH)

    def _measuring(self, work: Callable[[], object]) -> None:
        """Measure a step, which must not take the time of pictures."""
        self._budget.run(lambda: self._for_steps.run(work))

    def _next_work(self) -> float:
        """When there is time to measure a step again, or to show one."""
        picture = self._budget.free_at(2 * self._cost)
        return max(self._budget.free_at(), min(self._for_steps.free_at(), picture))

    def end(self) -> None:
        """Show how the training has ended, with as much as there is time for."""
        self._take_losses()
        interrupted = self._watch.model.history.interrupted
        self._show("was interrupted" if interrupted else "has ended")

    def _left(self) -> int:
        """How many steps are left, if the training is not ended early."""
        params = self._watch.params
        epochs: int = params["epochs"] - params["initial_epoch"]
        return max(0, epochs * self._in_epoch - self._step) or FLUSH

    def _is_due(self) -> bool:
        """Whether it is time for a report, and there will be time for the last one, too."""
        passed = self._budget.elapsed - self._shown
        return passed >= self._outlet.interval and self._budget.allows(2 * self._cost)

    @property
    def _cost(self) -> float:
        """How many seconds a report takes: the smaller of two, since the first one loads code."""
        return min(self._costs)

    # -------------------------------------------------------------------------------- measuring

    def _guess(self) -> float:
        """How many seconds the first picture takes: not known, but some part of the first step."""
        assert self._meter is not None
        usual = 0.015 + 3e-6 * self._meter.size
        return max(usual, self._first_step / 4) if self._meter.needs_program else usual

    def _keep(self) -> None:
        engine = self._watch.engine
        if self._meter is None or not self._meter.serves(engine):
            if self._sample is None:
                self._sample = engine.batch.X[:SAMPLES].copy()
            self._meter = Meter(self._watch.model, engine, self._sample)
        self._meter.keep()

    def _note(self) -> None:
        """Keep the losses of the steps that are over, and the size of the latest."""
        self._take_losses()
        assert self._meter is not None
        found = self._meter.measure_steps()
        if len(self._ratios) != len(found):
            self._ratios = [[] for _ in found]
        for ratios, ratio in zip(self._ratios, found, strict=True):
            if ratio is not None:
                ratios.append(ratio)
            if len(ratios) > MOST:
                del ratios[-2::-2]  # every second, and not the latest

    def _take_losses(self) -> None:
        first: int = self._watch.params["initial_epoch"]
        for loss in self.waiting:
            self._step += 1
            self._losses.add(first + self._step / self._in_epoch, float(loss))
        self.waiting.clear()

    # ---------------------------------------------------------------------------------- showing

    def _show(self, state: str) -> None:
        """Measure, draw and show; at the end only what there is time for."""
        start, is_last = self._budget.clock(), state != "is running"
        can_draw = not is_last or self._cost <= SMALL or self._budget.allows(self._cost)
        if self._meter is not None:
            can_run = self._can_run(self._meter, is_last)
            self._layers = self._meter.measure(with_outputs=can_run)
        notes = self._draw() if can_draw else self._not_drawn()
        self._outlet.show(self._report(state, self._facts(), [*notes, *self._unmeasured()]))
        self._shown = self._budget.elapsed
        self._costs = [self._costs[-1], self._budget.clock() - start]

    def _can_run(self, meter: Meter, is_last: bool) -> bool:
        """Whether there is time to measure outputs, which may need a program first."""
        if not meter.needs_program:
            return True
        cost = self._first_step + self._cost
        return (is_last and cost <= SMALL) or self._budget.allows(cost)

    def _unmeasured(self) -> list[str]:
        """Why there are no outputs of layers."""
        if self._meter is None or not self._layers:
            return []
        if self._meter.trouble:
            return [f"The outputs of layers cannot be measured: {self._meter.trouble}"]
        if not self._meter.measures_outputs:
            name = type(self._watch.model).__name__
            why = f"{name} computes something else than its layers one after another"
            return [f"The outputs of layers are not measured: {why}."]
        if all(layer.outputs is None for layer in self._layers):
            return ["The outputs of layers are not measured: compiling the network takes time."]
        return []

    def _report(self, state: str, facts: list[str], notes: list[str]) -> Report:
        return Report(
            title=_name(self._watch.model),
            facts=facts,
            state=state,
            advice=self._advice() if self._step else (),
            charts=self._charts() if self._step else (),
            network=self._drawn,
            layers=self._layers,
            ratios=self._ratios,
            samples=0 if self._sample is None else len(self._sample),
            notes=notes,
        )

    def _draw(self) -> list[str]:
        """Draw the network, wide and narrow; returns why that is not possible, or nothing."""
        try:
            diagram = diagram_of(
                self._watch.model, None if self._sample is None else self._sample[0]
            )
        except AutogradError as error:
            return [f"There is no picture of the network: {error}"]
        self._drawn = [write_svg(diagram, width=width) for width in (WIDE, _NARROWER)]
        self._drawn_at = self._step
        return []

    def _not_drawn(self) -> list[str]:
        """Which parts are older than the rest, or not there at all, to keep within the budget."""
        if self._drawn:
            return [f"To save time, the network is drawn as it was at step {self._drawn_at:,}."]
        if self._step:
            return ["This training was too short to draw the network within 5 % of its time."]
        return []

    def _facts(self) -> list[str]:
        """Where the training is."""
        epochs = f"epoch {self.epoch + 1:,} of {self._watch.params['epochs']:,}"
        facts = [epochs, f"step {self._step:,}", f"{self._budget.elapsed:.1f} s"]
        rate = self._rate()
        return facts if rate is None else [*facts, f"learning rate {rate:.3g}"]

    def _rate(self) -> float | None:
        if self._minimizes:  # it finds the length of each step by itself
            return None
        return float(self._watch.model.optimizer.learning_rate)

    def _advice(self) -> list[str]:
        of = self._watch.model.history.history
        return advice(
            self._layers,
            of.get("loss") or self._losses.ys,
            of.get("val_loss", ()),
            rate=self._rate(),
            samples=len(self._sample) if self._sample is not None else SAMPLES,
        )

    def _charts(self) -> list[str]:
        """The charts of the losses and metrics; of batches while no epoch is complete."""
        history = self._watch.model.history
        epochs, end = [epoch + 1 for epoch in history.epoch], self.epoch + 1.0
        of = dict(history.history)
        names = [name for name in of if name != "loss" and not name.startswith("val_")]
        shown = [Curve("batches", self._losses.xs, self._losses.ys, "faint")]
        shown += [Curve("training", epochs, of["loss"])] if epochs else []
        if "val_loss" in of:
            shown.append(Curve("validation", epochs, of["val_loss"], "dashed"))
        start = float(min(self._watch.params["initial_epoch"], *epochs, 0))
        losses = curves("loss", shown, span=(start, end))
        return [losses, *(chart(name, epochs, of, end) for name in names)]


def _name(model: Any) -> str:
    """What a network is called: its name, or its class."""
    name = getattr(model, "name", None)
    return name if isinstance(name, str) and name else type(model).__name__
