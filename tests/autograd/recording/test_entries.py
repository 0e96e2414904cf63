"""No context stays open: not by an interrupt, not by another entry, not by being abandoned.

`INTERRUPTS=6000 .venv/bin/python -m pytest -n0 tests/autograd/recording/test_entries.py` interrupts
each context 6,000 times.
"""

import contextlib
import contextvars
import copy
import functools
import gc
import itertools
import os
import random
import signal
import threading

import pytest

import nn
from autograd import InputTypeError, Value, debug, no_grad, scope
from autograd.recording import contexts
from autograd.recording.entries import Setting, Unchanged
from autograd.testing.problem import restored
from autograd.visual.player.capture import no_collector

INTERRUPTS = int(os.environ.get("INTERRUPTS", "300"))

PARAMETER = Value(1.0)
SHARED = {name: make() for name, make in [("no_grad", no_grad), ("debug", debug)]}
SHARED |= {"scope": scope("shared"), "training_mode": nn.training_mode()}
MODEL = nn.Neuron(1, rng=0)


class Watcher:
    def made(self, op, inputs, out):
        raise AssertionError

    def before_backward(self, seeds):
        raise AssertionError


class Trace:
    def note_leaf(self, leaf):
        pass


@no_grad
def decorated():
    pass


@no_grad()
def decorated_with_parentheses():
    pass


@debug()
def debugged():
    pass


@scope("decorated")
def scoped():
    pass


@nn.training_mode()
def trained():
    pass


def generator():
    with no_grad(), scope("generator"):
        yield


def recorded_within():
    with no_grad(), contexts.recording():
        pass


def changed():
    with restored([PARAMETER]):
        PARAMETER.data = 2.0


def entered(context):
    def enter():
        with context():
            pass

    return enter


LOOPS = {
    "no_grad": entered(no_grad),
    "debug": entered(debug),
    "scope": entered(lambda: scope("part")),
    "scope with an owner": entered(lambda: scope("part", MODEL)),
    "training_mode": entered(nn.training_mode),
    "training_mode(None)": entered(lambda: nn.training_mode(None)),
    "recording": recorded_within,
    "watched_by": entered(lambda: contexts.watched_by(Watcher(), "watched")),
    "traced_by": entered(lambda: contexts.traced_by(Trace())),
    "no_collector": entered(no_collector),
    "restored": changed,
    "generator": lambda: list(generator()),
    "abandoned generator": lambda: next(generator()),
    "decorated": decorated,
    "decorated, with parentheses": decorated_with_parentheses,
    "debugged": debugged,
    "scoped": scoped,
    "trained": trained,
    "model": lambda: MODEL([1.0], training=True),
    **{f"shared {name}": entered(lambda c=context: c) for name, context in SHARED.items()},
}


def left_open():
    """What is not as it is outside of all contexts."""
    found = {
        "contexts": contexts.open_contexts,
        "traces": contexts.open_traces,
        "no_grad": not contexts.is_recording() or (PARAMETER * 1.0).op is None,
        "watcher": contexts.watcher(),
        "trace": contexts.trace(),
        "scope": Value(1.0).scope or (PARAMETER * 1.0).scope,
        "training": nn.is_training(),
        "collector": not gc.isenabled(),
        "parameter": PARAMETER.data != 1.0,
    }
    return [name for name, is_open in found.items() if is_open]


class Timer:
    """Interrupts a loop once.

    The loop is not in the `try` itself: Python 3.13 guards a jump back by no `except`.
    """

    def __init__(self):
        self.is_set = False
        signal.signal(signal.SIGALRM, self.expire)

    def run(self, loop, seconds):
        self.is_set = True
        # Again after 10 ms: Python 3.11 overlooks a signal that another thread receives.
        signal.setitimer(signal.ITIMER_REAL, seconds, 0.01)
        while self.is_set:  # Python drops an interrupt while it deletes an object
            loop()

    def expire(self, *signal_and_frame):
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        if self.is_set:
            self.is_set = False
            raise KeyboardInterrupt


def interrupt(loop, times):
    """Run a loop until a timer interrupts it, again and again; what stayed open at least once."""
    timer, moments, stayed = Timer(), random.Random(0), set()
    for _ in range(times):
        try:  # noqa: SIM105 - suppress() is written in Python
            timer.run(loop, moments.uniform(1e-5, 2e-4))
        except KeyboardInterrupt:
            pass
        stayed.update(left_open())
        PARAMETER.data = 1.0
    return stayed


@pytest.fixture
def _alarms_interrupt():
    before = signal.getsignal(signal.SIGALRM)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0.0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no such timers")
@pytest.mark.usefixtures("_alarms_interrupt")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_an_interrupt_leaves_none_open(loop):
    assert interrupt(loop, INTERRUPTS) == set()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the system has no such timers")
@pytest.mark.usefixtures("_alarms_interrupt")
def test_the_test_finds_a_context_that_stays_open():
    class InPython:
        def __enter__(self):
            PARAMETER.data = 2.0

        def __exit__(self, *error):
            PARAMETER.data = 1.0

    assert interrupt(entered(InPython), 300) == {"parameter"}


def recording_states(*entries):
    """Enter and leave as the signs say, +1 the first, -1 leaves it; what is recorded after each."""
    shared, generators, states = no_grad(), {}, []

    def inside():
        with shared:
            yield

    for step in entries:
        if step > 0:
            generators[step] = inside()
        next(generators[abs(step)], None)
        states.append(contexts.is_recording())
    return states


@pytest.mark.parametrize(
    ("steps", "states"),
    [
        ((1, -1, 2, -2), [False, True, False, True]),
        ((1, 2, -2, -1), [False, False, False, True]),
        ((1, 2, -1, -2), [False, False, False, True]),
        ((1, 2, -1, 3, -2, -3), [False, False, False, False, False, True]),
    ],
)
def test_generators_that_share_a_context(steps, states):
    assert recording_states(*steps) == states
    assert contexts.open_contexts == 0


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_contexts_may_be_left_in_any_order(order):
    managers = [no_grad(), contexts._recording.set(True), no_grad()]
    for manager in managers:
        manager.__enter__()
    remaining = [0, 1, 2]
    for k in order:
        managers[k].__exit__(None, None, None)
        remaining.remove(k)
        assert contexts.is_recording() == (not remaining or remaining[-1] == 1)
    assert contexts.open_contexts == 0


def test_scopes_may_be_left_in_any_order():
    shared = scope("part")

    def inside():
        with shared as part:
            yield part

    first, second = inside(), inside()
    next(first)
    part = next(second)
    assert next(first, None) is None
    assert Value(1.0).scope is part
    assert next(second, None) is None
    assert Value(1.0).scope is None


def test_threads_that_share_a_context():
    shared, states = no_grad(), []
    turns = [threading.Semaphore(0) for _ in range(3)]

    def run(mine, others, then):
        turns[mine].acquire()
        with shared:
            turns[others].release()
            turns[mine].acquire()
            states.append(contexts.is_recording())
        states.append(contexts.is_recording())
        turns[then].release()

    threads = [threading.Thread(target=run, args=args) for args in [(0, 1, 1), (1, 0, 2)]]
    for thread in threads:
        thread.start()
    turns[0].release()
    turns[2].acquire()
    for thread in threads:
        thread.join()
    assert states == [False, True, False, True]
    assert contexts.open_contexts == 0


def test_a_context_within_itself():
    shared = no_grad()
    with shared:
        with shared:
            assert contexts.open_contexts == 2
        assert not contexts.is_recording()
    assert contexts.is_recording()


@pytest.mark.parametrize("kind", [no_grad, debug, lambda: scope("part"), nn.training_mode])
def test_entered_by_hand(kind):
    context = kind()
    for _ in range(2):
        context.__enter__()
        assert left_open()
        context.__enter__()
        context.__exit__(None, None, None)
        assert left_open()
        context.__exit__(None, None, None)
        assert not left_open()
    with context:
        assert left_open()
    assert not left_open()
    with contextlib.ExitStack() as stack:
        stack.enter_context(context)
        stack.enter_context(context)
        assert left_open()
    assert not left_open()


@pytest.mark.parametrize("kind", [no_grad, debug, lambda: scope("part"), nn.training_mode])
def test_one_that_is_abandoned_is_closed(kind):
    context = kind()
    context.__enter__()
    assert left_open()
    del context
    assert not left_open()


def test_a_generator_closed_in_another_context_of_variables_closes_its_own():
    inside = generator()
    here = contextvars.copy_context()
    here.run(next, inside)
    assert not here.run(contexts.is_recording)
    inside.close()
    assert here.run(contexts.is_recording)
    assert contexts.open_contexts == 0


def test_errors_pass_through():
    for context in (no_grad(), debug(), scope("part"), nn.training_mode(), Unchanged()):
        with pytest.raises(ZeroDivisionError), context:
            raise ZeroDivisionError
    assert not left_open()


def test_a_context_keeps_nothing_alive():
    class Large:
        pass

    setting, large = Setting("size", None), Large()
    with setting.set(large):
        assert setting.get() is large
    count = len(gc.get_referrers(large))
    del setting
    assert len(gc.get_referrers(large)) == count


@pytest.mark.parametrize("kind", [no_grad, debug, lambda: scope("part"), nn.training_mode])
def test_what_runs_later_cannot_be_decorated(kind):
    def later():
        yield

    with pytest.raises(InputTypeError, match=r"later is a generator function.*: put `with .*:`"):
        kind()(later)


def test_a_decorated_function_keeps_its_name():
    assert decorated.__name__ == "decorated"
    assert copy.copy(decorated) is decorated


def test_what_runs_later_is_seen_within_a_partial_and_an_object():
    def later():
        yield 1.0

    class Later:
        def __call__(self):
            yield 1.0

    for function in (
        functools.partial(later),
        functools.partial(functools.partial(later)),
        Later(),
    ):
        with pytest.raises(InputTypeError, match=r"is a generator function.*: put `with .*:`"):
            no_grad(function)
    assert no_grad(functools.partial(float, 2))() == 2.0
