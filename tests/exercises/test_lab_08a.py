"""The drills of lab 8a: right by PyTorch, each slip named by its own sentence, and a table of what tests find."""

import contextlib
import io

import numpy as np
import pytest

from utils.book.checking import Wrong, difference
from utils.exercises import lab_05a, lab_05b, lab_08a, lstm_steps, slips_found, whiteboard
from utils.gradients import clip_by_norm, proof
from utils.layers import LSTM, RNN

SUBJECTS = {subject.name: subject for subject in slips_found.SUBJECTS}
OWN = [lab_08a.differences, lab_08a.rnn_bptt, lab_08a.clip_all, lab_08a.attend, lab_08a.beam_search,
       lab_08a.survivors]
# What another slip of the same drill gives in all cases: two sentences of one mistake.
SAME = {"the weights do not sum to 1: divide by their sum"}


@pytest.mark.parametrize("name", SUBJECTS)
def test_what_is_right_passes_every_test_of_the_table(name):
    subject = SUBJECTS[name]
    assert not any(test(subject, subject.right) for test in slips_found.TESTS.values())


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_slip_is_found_by_a_test(name):
    rows = slips_found.table()[name]
    assert list(rows) == list(SUBJECTS[name].slips)
    assert not [says for says, row in rows.items() if not any(row.values())]


def test_what_a_test_cannot_be_made_for_is_not_counted():
    rows = slips_found.table()
    assert {name: slips_found.counts(rows[name].values())["gradient check"][1] > 0 for name in rows} == {
        subject.name: subject.check is not None for subject in slips_found.SUBJECTS}
    assert slips_found.counts(rows["beam search"].values())["shapes, sizes equal"] == (0, 0)


@pytest.mark.parametrize("exercise", OWN, ids=lambda exercise: exercise.name)
def test_every_slip_is_named_by_its_own_sentence(exercise):
    for says, slip in exercise.slips.items():
        with pytest.raises(Wrong) as caught, np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
            exercise(slip)
        if says not in SAME:
            assert says in str(caught.value), f"{says!r} is called {caught.value}"


@pytest.mark.parametrize("exercise", OWN, ids=lambda exercise: exercise.name)
def test_the_reference_passes(exercise, capsys):
    exercise(exercise.reference)
    assert "passed" in capsys.readouterr().out


def test_bptt_is_that_of_the_layer():
    layer = proof.randomise(RNN(2, 3), 0)
    (x, h_0, d_h, *_), = slips_found.bptt_cases((4, 5, 2, 3))
    p = layer.parameters
    outputs, _ = layer.forward(x, h_0)
    _, d_initial = layer.backward(d_h)
    g = layer.gradients
    expected = outputs, g["W_hh"], g["W_xh"], g["b_h"], d_initial
    assert difference(whiteboard.bptt(x, h_0, d_h, p["W_hh"], p["W_xh"], p["b_h"]), expected) is None


def test_the_steps_are_those_of_the_layer():
    layer = proof.randomise(LSTM(2, 3), 0)
    (d_h, d_c, x, h, c, _), = slips_found.step_back_cases((1, 5, 2, 3))
    _, final = layer.forward(x[None], (h, c))
    assert difference(lstm_steps.step(x, h, c, layer.parameters), final) is None
    _, d_initial = layer.backward(np.zeros((1, 5, 3)), (d_h, d_c))
    back = slips_found.through(lstm_steps.step_back)(d_h, d_c, x, h, c, layer.parameters)
    assert difference(back[1:], tuple(d_initial)) is None
    assert difference(back[0].sum(axis=0), np.concatenate([layer.gradients[f"b_{g}"] for g in "ifog"])) is None


def test_clipping_is_that_of_utils_and_of_lab_5a():
    for gradients, tau in slips_found.clip_cases(slips_found.DIFFERENT):
        ours = {str(k): g.copy() for k, g in enumerate(gradients)}
        clip_by_norm(ours, tau)
        assert difference(whiteboard.clip(gradients, tau), tuple(ours.values())) is None
        assert difference(whiteboard.as_one(lab_05a.shorten)(gradients, tau), tuple(ours.values())) is None


def test_a_right_truncated_gradient_is_refused_where_something_is_cut():
    given, = slips_found.windows_cases(slips_found.DIFFERENT)
    assert slips_found.windows_check(lab_05b.cut, given) and not slips_found.windows_check(lab_05b.cut, given, window=2)


def test_the_kinds_of_gradients_and_the_turned_matrices_are_as_many_as_the_slips_that_name_them():
    kinds = slips_found.kinds()
    assert len(kinds["forward"]) == len(slips_found.gated_loops.LSTM_SLIPS) + len(slips_found.gated_loops.GRU_SLIPS) + sum(
        says.startswith("forward and back") for says in whiteboard.BPTT_SLIPS)
    assert len(kinds["back"]) == len(lstm_steps.BACK_SLIPS) + sum(
        not says.startswith("forward") for says in whiteboard.BPTT_SLIPS)
    assert len(kinds["cut"]) == 2
    assert len(slips_found.turned(state=True)) == 8 and len(slips_found.turned(state=False)) == 4


def test_a_larger_case_misses_no_more():
    smaller, larger = (slips_found.missed(sizes, start) for sizes, start in (((1, 1, 2, 3), 0), ((3, 2, 2, 3), 1)))
    assert smaller > larger == 2


def test_a_state_cut_off_its_past_is_right_and_sends_nothing_back():
    (x, h, p), = slips_found.loop_cases(slips_found.GRU, (3, 2, 2, 3))
    read = slips_found.gated_loops.gru
    h = h.requires_grad_()
    outputs, final = slips_found.detached(read)(x, h, p)
    assert difference((outputs, final), read(x, h, p)) is None and not outputs.requires_grad


def test_a_function_that_stops_is_found():
    subject = SUBJECTS["clipping"]
    assert slips_found.TESTS["PyTorch"](subject, lambda *given: 1 / 0)
    assert slips_found.TESTS["shapes, sizes equal"](subject, lambda *given: 1 / 0)


def test_only_a_drill_that_there_is_can_begin(capsys):
    with pytest.raises(ValueError, match="name: got 'lstm', expected one of lstm_step, gru_step"):
        lab_08a.begin("lstm")
    lab_08a.begin("lstm_step")
    assert capsys.readouterr().out == f"Drill 1: the clock runs; par is {lab_08a.lstm_step.par} minutes\n"
    lab_08a.lstm_step.begun = None
