"""Programs: printed, drawn, measured, kept, carried to other processes, run by many threads."""

import copy
import functools
import io
import json
import operator
import pickle
import pickletools
import random
import subprocess
import sys
import threading

import numpy as np
import pytest

import autograd
from autograd import Program, Value
from autograd.compiler.run import Session, ieee
from nn import MLP


@pytest.fixture
def affine():
    w, b = [Value(2.0, label="w[0]"), Value(3.0, label="w[1]")], Value(1.0, label="b")
    f = autograd.compile(lambda x: autograd.dot(w, x) + b, parameters=[*w, b])
    f([1.0, 1.0])
    return f


@pytest.fixture
def hurried():
    """Threads that take turns as often as possible."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def in_threads(*functions):
    """Run functions at once; the first error that one of them raises is raised."""
    errors = []
    start = threading.Barrier(len(functions))

    def guarded(f):
        try:
            start.wait()
            f()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(f,)) for f in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    if errors:
        raise errors[0]


# --------------------------------------------------------------------------- print, draw, stats


def test_a_program_reads_as_formulas(affine):
    program = affine.program
    assert isinstance(program, Program)
    assert repr(program) == "<Program: 9 nodes as 2 array operations>"
    assert str(program).split("\n") == [
        "9 nodes as 2 array operations",
        "v0 = b + sum_i w[i] * x[i]  i<2",
        "returns v0",
    ]
    assert [str(line) for line in program.lines(backward=True)] == ["d w[i] = x[i]", "d b = 1.0"]


def test_a_program_is_drawn(affine):
    drawing = autograd.draw(affine.program)
    assert isinstance(drawing, autograd.visual.Drawing)
    names = [node.name for node in drawing.picture.nodes]
    assert {"parameters", "x"} <= set(names)
    assert any("w[i] * x[i]" in name for name in names)
    assert "digraph" in drawing.source
    assert repr(drawing).startswith("<Drawing: program of ")


def test_a_program_without_operations_is_drawn_too():
    assert len(autograd.draw(autograd.compile(lambda x: x).trace(1.0)).picture.nodes) == 1


def matrix_vector(rows, columns):
    f = autograd.compile(lambda a, x: [autograd.dot(row, x) for row in a])
    return f.trace(np.ones((rows, columns)), np.ones(columns))


def test_stats_tell_what_a_program_costs():
    stats = matrix_vector(20, 30).stats()
    multiplications = 20 * 30
    assert stats.nodes == 20 * 30 + 30 + 2 * multiplications - 20  # leaves, products, sums
    assert stats.operations == 1
    assert multiplications <= stats.flops <= 2 * multiplications
    assert 8 * (20 * 30 + 30 + 20) <= stats.bytes <= 10 * (20 * 30 + 30 + 20)
    assert 0.0 < stats.record_seconds < 60.0
    assert 0.0 < stats.compile_seconds < 60.0
    assert str(stats).startswith(f"{stats.nodes:,} nodes in, 1 array operations out, ")


def test_stats_grow_with_the_program_and_with_its_backward_half():
    small, large = matrix_vector(4, 5).stats(), matrix_vector(40, 50).stats()
    assert small.operations == large.operations
    assert large.flops == 100 * small.flops
    assert large.bytes > 50 * small.bytes
    f = autograd.compile(lambda x: autograd.tanh(x * 0.7193) * 0.7194)
    before = f.trace(1.0).stats()
    f.value_and_grad(1.0)
    after = f.program.stats()
    assert after.operations > before.operations
    assert after.bytes > before.bytes
    assert after.compile_seconds > before.compile_seconds
    assert after.record_seconds == before.record_seconds
    f.value_and_grad(2.0)
    assert f.program.stats() == after


# -------------------------------------------------------------------------------------- cache


def test_a_structure_has_one_program(affine):
    program = affine.program
    affine([5.0, 6.0])
    affine.backward([5.0, 6.0])
    assert affine.program is program is affine.trace([7.0, 8.0])
    affine((5.0, 6.0))
    assert affine.program is not program
    affine([1.0, 2.0])
    assert affine.program is program


def test_equal_structures_are_compiled_once_whatever_the_numbers_and_names():
    def traced(name, exponent=3.0):
        w = Value(random.random(), label=name)
        return autograd.compile(lambda x: (w * x) ** exponent).trace(random.random())

    one, same, other = traced("one"), traced("two"), traced("one", 4.0)
    assert same.instructions is one.instructions
    assert other.instructions is not one.instructions
    assert "one" in str(one)
    assert "two" in str(same)


def test_batched_and_plain_forms_are_programs_of_their_own(affine):
    batched = affine.batched().trace([[1.0, 2.0]])
    assert batched.instructions is not affine.program.instructions
    assert affine([1.0, 2.0]) == 9.0


def test_more_structures_than_are_kept_all_give_the_right_result():
    fs = [autograd.compile(lambda x, k=k: x * float(k) + 1.0) for k in range(300)]
    for _ in range(2):
        assert [f(2.0) for f in fs] == [2.0 * k + 1.0 for k in range(300)]


# -------------------------------------------------------------------------------------- pickle


def network():
    model = MLP(2, [5, 1], activation="tanh", rng=3)
    f = autograd.compile(
        lambda x: autograd.where(x[0] > 0, model(x) ** 2, autograd.softmax(x)[0]), parameters=model
    )
    return f, [p.data for p in model.parameters()]


def test_a_pickled_program_contains_no_code():
    f, _ = network()
    f.value_and_grad([1.0, 2.0])
    data = pickle.dumps(f.program)
    needed = set()

    class Watching(pickle.Unpickler):
        def find_class(self, module, name):
            needed.add((module, name))
            return super().find_class(module, name)

    assert isinstance(Watching(io.BytesIO(data)).load(), Program)
    ours = {name for module, name in needed if module.startswith("autograd.compiler.")}
    rest = {(module, name) for module, name in needed if not module.startswith("autograd.")}
    plain = {"Program", "Backward", "Block", "View", "Map", "Contract", "Gather", "Scatter", "Fill"}
    assert ours <= plain
    assert {module.partition(".")[0] for module, _ in rest} <= {"numpy"}
    assert {name for _, name in rest} <= {"_reconstruct", "_frombuffer", "ndarray", "dtype"}
    codes = {opcode.name for opcode, _, _ in pickletools.genops(data)}
    assert not codes & {"INST", "OBJ", "EXT1", "EXT2", "EXT4", "PERSID", "BINPERSID"}
    assert b"lambda" not in data


def results(program, parameters, x):
    session = Session(program, (0, *program.arguments))
    session.arrays[0][:], session.arrays[1][:] = parameters, x
    with ieee():
        session.forward()
        session.backward(1.0)
    roots = [session.arrays[block][slot] for block, slot in program.roots]
    found = [*roots, *session.gradients[0], *session.gradients[1]]
    return [float(number).hex() for number in found]


@pytest.mark.parametrize("differentiated", [False, True])
def test_a_pickled_program_runs_in_another_process_to_the_last_bit(tmp_path, differentiated):
    f, parameters = network()
    f([1.0, 2.0])
    if differentiated:
        f.value_and_grad([1.0, 2.0])
    (tmp_path / "program").write_bytes(pickle.dumps((f.program, parameters, [0.5, -1.5])))
    source = (
        "import json, pickle, sys\n"
        f"from {__name__} import results\n"
        "program, parameters, x = pickle.load(open(sys.argv[1], 'rb'))\n"
        "print(json.dumps([str(program), results(program, parameters, x)]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", source, str(tmp_path / "program")],
        capture_output=True,
        text=True,
        check=True,
    )
    text, found = json.loads(done.stdout)
    assert text == str(f.program)
    assert found == results(f.program, parameters, [0.5, -1.5])


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_a_copied_program_is_the_same(copied):
    f, parameters = network()
    f.value_and_grad([1.0, 2.0])
    other = copied(f.program)
    assert str(other) == str(f.program)
    assert results(other, parameters, [1.0, 2.0]) == results(f.program, parameters, [1.0, 2.0])


@pytest.mark.parametrize("used", [False, True])
def test_a_deep_copy_of_a_compiled_function_works_like_it(used):
    f = autograd.compile(lambda x: x * x + 1.0)
    if used:
        f(2.0)
        f.value_and_grad(2.0)
    other = copy.deepcopy(f)
    assert [other(3.0), other.value_and_grad(4.0)[:2]] == [10.0, (17.0, (8.0,))]
    assert f(5.0) == 26.0


@autograd.compile
def cubed(x):
    return x * x * x


class Cube:
    @autograd.compile
    def volume(self, x):
        return cubed(x)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("decorated", [cubed, Cube.volume])
def test_a_decorated_function_is_pickled_by_its_name(decorated, protocol):
    assert pickle.loads(pickle.dumps(decorated, protocol)) is decorated
    assert copy.deepcopy(decorated) is decorated  # as it is for functions


def test_what_is_no_function_of_a_module_is_pickled_as_it_is():
    plain = functools.partial(operator.mul, 3.0)
    again = pickle.loads(pickle.dumps(autograd.compile(plain)))
    assert again.value_and_grad(2.0)[:2] == (6.0, (3.0,))


@pytest.mark.parametrize("used", [False, True])
def test_a_deep_copy_of_a_compiled_function_reads_the_same_values_outside(used):
    w = Value(2.0)
    f = autograd.compile(lambda x: w * x)
    if used:
        f(1.0)
    other = copy.deepcopy(f)
    w.data = 5.0
    assert (f(1.0), other(1.0)) == (5.0, 5.0)


# ------------------------------------------------------------------------------------- threads


def test_one_function_in_many_threads(hurried, affine):
    batched = affine.batched()

    def work(seed):
        rng = np.random.default_rng(seed)
        for k in range(60):
            X = rng.integers(-9, 9, (1 + k % 5, 2)).astype(float)
            expected = (2.0 * X[:, 0] + 3.0 * X[:, 1] + 1.0).tolist()
            assert batched(X).tolist() == expected
            assert affine(X[0].tolist()) == expected[0]
            found = batched.value_and_grad(X, weights=np.ones(len(X)))
            assert found.value == sum(expected)
            assert found.parameters.tolist() == [*X.sum(axis=0), len(X)]
            assert found.arguments[0].tolist() == [[2.0, 3.0]] * len(X)

    in_threads(*[lambda seed=seed: work(seed) for seed in range(6)])


def test_copies_of_a_program_in_two_threads(hurried):
    f, parameters = network()
    f.value_and_grad([1.0, 2.0])
    points = np.random.default_rng(0).normal(size=(30, 2)).tolist()
    expected = [results(f.program, parameters, x) for x in points]

    def work():
        program = pickle.loads(pickle.dumps(f.program))
        assert [results(program, parameters, x) for x in points] == expected

    in_threads(work, work)


def test_functions_are_recorded_by_several_threads_at_once(hurried):
    for k in range(256):  # as many programs as are kept
        autograd.compile(lambda x, k=k: x + float(k)).trace(0.0)

    def work(factor):
        for k in range(100):
            f = autograd.compile(lambda x, k=k: autograd.maximum(x * factor + float(k), -x))
            assert f(2.0) == 2.0 * factor + k
            assert f(-1.0) == max(k - factor, 1.0)

    in_threads(*[lambda factor=factor: work(factor) for factor in (200.0, 300.0, 500.0, 700.0)])


def test_one_thread_recording_is_not_seen_by_the_others():
    recording, checked = threading.Event(), threading.Event()

    def slow(x):
        recording.set()
        assert checked.wait(30)
        return autograd.where(x > 1.0, x * x, x)

    def meanwhile():
        assert recording.wait(30)
        try:
            x = Value(2.0)
            assert (x > 1.0) is True
            assert (x == 2.0) is True
            assert (x.data, x.grad, bool(x), x.detach().op) == (2.0, 0.0, True, None)
            x.data = 3.0
            (x * x).backward()
            assert x.grad == 6.0
            assert not autograd.is_compiling()
            with pytest.raises(TypeError):
                _ = x & x
            with pytest.raises(TypeError):
                _ = ~x
            with pytest.raises(autograd.GradientLostError):
                float(x)
        finally:
            checked.set()

    f = autograd.compile(slow)
    in_threads(lambda: f(3.0), meanwhile)
    assert f(3.0) == 9.0
