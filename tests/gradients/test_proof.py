"""Every gradient by further routes over random shapes. What the proof would catch is shown in `test_mutants`."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from utils.gradients import proof
from utils.gradients.proof import BOUNDS, ROUTES, derivatives, differences, prove, random_problem, randomise, relative_error
from utils.layers import GRU, LSTM, RNN, Bidirectional, Stack

CELLS = {
    "RNN": RNN,
    "LSTM": LSTM,
    "GRU reset_after": GRU,
    "GRU reset_before": lambda *sizes, **options: GRU(*sizes, variant="reset_before", **options),
}
NAMES = {
    "RNN": {"x", "initial", "W_hh", "W_xh", "b_h"},
    "LSTM": {"x", "initial", "initial_c"} | {f"{w}{g}" for w in ("W_h", "W_x", "b_") for g in "ifog"},
    "GRU reset_after": {"x", "initial", "b_hn"} | {f"{w}{g}" for w in ("W_h", "W_x", "b_") for g in "rzn"},
    "GRU reset_before": {"x", "initial"} | {f"{w}{g}" for w in ("W_h", "W_x", "b_") for g in "rzn"},
}
SIZES = st.integers(1, 5)
# the layers gather 16 steps at a time: just below, at and above that, sums are put together in another way
STEPS = st.integers(1, 6) | st.sampled_from([15, 16, 17, 18, 33])


@pytest.mark.parametrize("kind", CELLS)
@settings(max_examples=75)
@given(T=STEPS, B=SIZES, d=SIZES, m=SIZES, shortest=st.integers(0, 1), seed=st.integers(0, 10**6))
@example(T=1, B=1, d=1, m=1, shortest=1, seed=0)
@example(T=18, B=2, d=5, m=3, shortest=0, seed=1)
@example(T=33, B=3, d=1, m=4, shortest=0, seed=2)
def test_all_routes_agree_on_random_shapes(kind, T, B, d, m, shortest, seed):
    layer = randomise(CELLS[kind](d, m), seed)
    errors = prove(layer, random_problem(layer, T, B, seed, shortest))
    assert set(errors) == set(ROUTES)
    check_bounds(errors, NAMES[kind])


@pytest.mark.parametrize("kind", CELLS)
@settings(max_examples=25)
@given(T=st.integers(1, 6) | st.just(17), B=SIZES, d=SIZES, m=SIZES, shortest=st.integers(0, 1), seed=st.integers(0, 10**6))
def test_finite_differences_agree_on_random_shapes(kind, T, B, d, m, shortest, seed):
    # half the scale: differences lose their digits where units saturate or gradients explode, and no layer is to blame
    layer = randomise(CELLS[kind](d, m), seed, scale=0.5)
    problem = random_problem(layer, T, B, seed, shortest)
    check_bounds(prove(layer, problem, routes=("finite_difference",)), NAMES[kind])


def test_where_gradients_explode_a_difference_fails_and_the_other_routes_do_not():
    layer = randomise(RNN(2, 4), 459)
    problem = random_problem(layer, 17, 2, 459, shortest=0)
    worst = {route: max(found.values()) for route, found in prove(layer, problem, routes=tuple(BOUNDS)).items()}
    assert worst["finite_difference"] > 1e-5
    assert max(worst["complex_step"], worst["autograd"]) < 1e-11


def check_bounds(errors, names):
    for route, found in errors.items():
        assert set(found) == names
        assert max(found.values()) < BOUNDS[route], (route, found)


@pytest.mark.parametrize("kind", CELLS)
@pytest.mark.parametrize("lengths", [[0, 0, 0], [4, 0, 1], [4, 4, 4]])
def test_empty_and_full_sequences(kind, lengths):
    layer = randomise(CELLS[kind](2, 3), 0)
    drawn = random_problem(layer, 4, 3, seed=1)
    problem = proof.Problem(drawn.x, drawn.initial, np.array(lengths), drawn.G, drawn.H)
    check_bounds(prove(layer, problem, routes=tuple(BOUNDS)), NAMES[kind])


@pytest.mark.parametrize("kind", CELLS)
def test_fresh_layers_too(kind):
    layer = CELLS[kind](3, 4, seed=5)
    check_bounds(prove(layer, random_problem(layer, 7, 2, seed=5)), NAMES[kind])


def test_a_forget_bias_is_where_the_bias_starts_and_no_more():
    layer, plain = LSTM(2, 3, forget_bias=2.5, seed=1), LSTM(2, 3, seed=1)
    np.testing.assert_array_equal(layer.parameters["b_f"], np.full(3, 2.5))
    check_bounds(prove(layer, random_problem(layer, 9, 2, seed=3)), NAMES["LSTM"])
    plain.parameters["b_f"] += 2.5
    x = random_problem(layer, 9, 2, seed=3).x
    np.testing.assert_array_equal(layer.forward(x)[0], plain.forward(x)[0])


@pytest.mark.parametrize("kind", CELLS)
def test_random_parameters_leave_no_bias_at_zero_and_keep_shapes(kind):
    layer, plain = randomise(CELLS[kind](2, 3), 0), CELLS[kind](2, 3)
    assert {k: p.shape for k, p in layer.parameters.items()} == {k: p.shape for k, p in plain.parameters.items()}
    assert all((p != 0).all() for p in layer.parameters.values())


def test_random_problems_have_ragged_lengths_one_of_them_full():
    lengths = [random_problem(RNN(2, 2), 6, 4, seed, shortest=0).lengths for seed in range(50)]
    assert all(n.max() == 6 for n in lengths)
    assert min(n.min() for n in lengths) == 0 and len({tuple(n) for n in lengths}) > 40


def test_a_wrong_gradient_is_found_by_every_route(monkeypatch):
    backward = LSTM.backward
    monkeypatch.setattr(LSTM, "backward", lambda self, *d: (backward(self, *d)[0] * 1.001, backward(self, *d)[1]))
    layer = LSTM(3, 4)
    for route, found in prove(layer, random_problem(layer, 5, 2, seed=0), routes=tuple(BOUNDS)).items():
        assert found["x"] == pytest.approx(1e-3, rel=0.01), route


def test_the_complex_step_is_exact_where_a_difference_is_not():
    point = np.array([0.7 + 0j])
    found = derivatives(lambda: np.exp(point[0]) / np.sin(point[0]), point)[0]
    true = np.exp(0.7) * (np.sin(0.7) - np.cos(0.7)) / np.sin(0.7) ** 2
    assert found == pytest.approx(true, rel=1e-15)
    assert point[0] == 0.7
    point = point.real.copy()
    near = differences(lambda: np.exp(point[0]) / np.sin(point[0]), point)[0]
    assert 1e-15 < abs(near / true - 1) < 1e-9
    assert point[0] == 0.7


def test_float32_is_refused():
    layer = RNN(2, 2, dtype=np.float32)
    with pytest.raises(ValueError, match="layer: got dtype float32"):
        prove(layer, random_problem(RNN(2, 2), 2, 2, seed=0))


def test_an_unknown_route_is_refused():
    with pytest.raises(ValueError, match=r"routes: got \['guess'\], expected some of"):
        prove(RNN(2, 2), random_problem(RNN(2, 2), 2, 2, seed=0), routes=("guess",))


def test_relative_error_of_zeros_is_the_difference():
    assert relative_error(np.array([0.5]), np.zeros(1)) == 0.5


class Named(LSTM):
    """A subclass: what it is, is not asked by its name."""


MADE_OF_LAYERS = {
    "subclass": lambda: Named(2, 3),
    "stack": lambda: Stack([GRU(2, 3, variant="reset_before"), LSTM(3, 2)]),
    "both ways": lambda: Bidirectional(LSTM(2, 3), RNN(2, 1)),
    "a stack of both": lambda: Stack([Bidirectional(GRU(2, 2), RNN(2, 1)), Named(3, 2)]),
}


@pytest.mark.parametrize("make", MADE_OF_LAYERS.values(), ids=MADE_OF_LAYERS)
def test_a_subclass_and_layers_made_of_layers_are_proved_by_every_route(make):
    layer = randomise(make(), 0, scale=0.5)
    problem = random_problem(layer, 5, 3, seed=0, shortest=0)
    errors = prove(layer, problem, routes=tuple(BOUNDS))
    assert all(len(found) == 1 + len(layer.state_names) + len(layer.parameters) for found in errors.values())
    assert all(max(found.values()) < BOUNDS[route] for route, found in errors.items())


def test_a_mistake_in_one_layer_of_a_stack_is_found(monkeypatch):
    backward = RNN.backward
    monkeypatch.setattr(RNN, "backward", lambda self, *d: (backward(self, *d)[0] * 1.001, backward(self, *d)[1]))
    stack = Stack([RNN(2, 3), RNN(3, 2)])
    for found in prove(stack, random_problem(stack, 5, 2, seed=0), routes=tuple(BOUNDS)).values():
        assert found["x"] > 1e-3 and found["1.W_hh"] < 1e-7 < 1e-4 < found["0.W_hh"]


def test_no_sequence_is_empty_unless_asked_for():
    shortest = [random_problem(RNN(2, 2), 6, 4, seed).lengths.min() for seed in range(50)]
    assert min(shortest) == 1
