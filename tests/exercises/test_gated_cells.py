"""What the checks of lab 3c rest on: loops that are right, slips that are wrong, a clock that only contenders move."""

import threading
import time
from functools import partial

import numpy as np
import pytest
import torch

from utils.book.checking import Wrong, difference
from utils.exercises import lab_03c
from utils.exercises.contenders import CLOCKS, COSTS, FIRST, Clock, Contender, outcomes
from utils.exercises.gated_loops import GRU_SLIPS, LSTM_SLIPS, cases, gradients, gru, lstm, problems
from utils.layers import GRU, LSTM, convert
from utils.layers.states import parts

LOOPS = {LSTM: (lstm, LSTM_SLIPS), GRU: (gru, GRU_SLIPS)}


@pytest.mark.parametrize("kind", LOOPS)
def test_a_loop_gives_the_states_of_the_numpy_layer(kind):
    for arguments, (layer, problem) in zip(cases(kind), problems(kind, seed=1), strict=True):
        outputs, final = layer.forward(problem.x, problem.initial)
        assert difference(LOOPS[kind][0](*arguments), (outputs, *parts(final))) is None


@pytest.mark.parametrize("kind", LOOPS)
def test_every_slip_differs_from_the_loop_and_from_the_other_slips(kind):
    loop, slips = LOOPS[kind]
    arguments = cases(kind)[0]
    found = [loop(*arguments), *(slip(*arguments) for slip in slips.values())]
    pairs = [(one, other) for k, one in enumerate(found) for other in found[:k]]
    assert all(difference(one, other) for one, other in pairs)


def test_gradients_are_compared_with_those_by_hand():
    pair = {LSTM: lambda *given: lab_03c.pair_within((lstm(*given)[0], lstm(*given)[1:])), GRU: gru}
    for kind, loop in pair.items():
        assert gradients(kind)(loop) is None
        assert "gradient of W_h" in gradients(kind)(lambda *given, loop=loop: loop(given[0], given[1].detach(), *given[2:-1], {
            name: value if name[0] == "b" or name[2] == "x" else value * 1.001 for name, value in given[-1].items()}))
        assert "no gradient" in gradients(kind)(lambda *given, loop=loop: [part.detach() for part in loop(*given)])


def test_nested_results_are_laid_side_by_side_or_refused():
    assert lab_03c.pair_within([1, (2, 3)]) == (1, 2, 3) and lab_03c.pair_within(None) is None
    assert "two things" in lab_03c.pair_within((1, 2, 3)) and "two things" in lab_03c.pair_within((1, 2))
    with pytest.raises(Wrong, match="Exercise 1: return two things"):
        lab_03c.lstm_loop.run(lambda *given: 1, *cases(LSTM)[0])


def test_what_is_asked_by_hand_is_what_nn_lstm_computes_with():
    layer = LSTM(2, 3, seed=0)
    module = convert.to_torch(layer)
    W_x, W_h, b = lab_03c.stacked(layer.parameters)
    assert np.array_equal(module.weight_ih_l0.detach(), W_x) and np.array_equal(module.weight_hh_l0.detach(), W_h)
    assert np.array_equal((module.bias_ih_l0 + module.bias_hh_l0).detach(), b)


def test_pytorchs_factor_is_its_own():
    assert lab_03c.by_pytorch(0.5, 1.0) == 1
    assert lab_03c.by_pytorch(8.0, 2.0) == pytest.approx(2 / 8.000001, rel=1e-12)


def test_a_clock_moves_only_where_a_contender_works_and_only_for_its_thread():
    clock, real = Clock(), {name: getattr(time, name) for name in CLOCKS}
    contender, seen = Contender(clock, (2, 3), 4), []
    with clock.everywhere():
        other = threading.Thread(target=lambda: seen.append(time.perf_counter()))
        other.start()
        other.join()
        begin = time.perf_counter()
        outputs, (h, _) = contender(torch.zeros(5, 6, 1))
        assert time.process_time() - begin == 2 + FIRST
        outputs.sum().backward()
        contender(torch.zeros(5, 6, 1))
        assert time.time_ns() == (2 + FIRST + 3 + 2) * 10**9
    assert outputs.shape == (5, 6, 4) and h.shape == (6, 4) and clock.reads == 3
    assert seen[0] != 0 and {name: getattr(time, name) for name in CLOCKS} == real


def test_the_ratios_of_slips_are_all_different():
    found = list(outcomes().values())
    assert all(difference(one, other) for k, one in enumerate(found) for other in found[:k])
    assert list(found[0]) == [sum(loop) / sum(layer) for loop, layer in COSTS.values()]


def test_the_real_clock_is_back_after_an_error():
    real = time.perf_counter
    with pytest.raises(Wrong, match="ZeroDivisionError"):
        lab_03c.ratios(lambda shapes, make: 1 / 0)
    assert time.perf_counter is real


def test_a_slip_in_one_case_only_is_named_by_all_cases():
    with pytest.raises(Wrong, match="so do we clip"):
        lab_03c.clip_factor(lambda norm, most: min(1, most / norm))
    with pytest.raises(Wrong, match=r"norm 2e-06 and limit 1e-06: got 7, expected 0\.333"):
        lab_03c.clip_factor(partial(lambda norm, most: 7))
