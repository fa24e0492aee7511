"""The models that leak do, by autograd's word, and each confused answer gets its own sentence."""

import copy

import pytest
import torch

from utils.exercises.leaking import BATCH, CONFUSED, MODELS, kept, moves, spares, tells


@pytest.mark.parametrize("words", MODELS)
def test_a_model_leaks_where_it_is_said_to(words):
    model, leaks = MODELS[words]
    jacobian = torch.autograd.functional.jacobian(lambda x: model(x)[1], BATCH)  # (T, m, B, T, d)
    assert bool(jacobian[:, :, 0].any()) == leaks


def test_a_right_answer_is_told_nothing():
    assert tells(moves()) is None and spares(moves()) is None


@pytest.mark.parametrize("sentence", CONFUSED)
def test_a_confused_answer_gets_its_own_sentence(sentence):
    assert tells(CONFUSED[sentence]) == sentence


def test_an_answer_that_is_wrong_in_a_new_way_is_told_for_which_model():
    assert tells(lambda model, x: moves()(model, x) or model is MODELS["is deaf to step 0"][0]) == (
        "got True for a model that is deaf to step 0, expected False")


def test_what_is_no_truth_value_is_named():
    assert tells(lambda model, x: 0.5) == "the result: got a number, expected True or False"


def test_an_answer_that_changes_the_batch_is_told_so():
    def careless(model, x):
        before = model(x)
        x[0] += 1
        return not torch.equal(before[1], model(x)[1])

    def careful(model, x):
        return careless(model, x.clone())

    assert tells(careful) is None and spares(careful) is None
    assert "x was changed" in spares(careless)


def test_a_kept_tensor_stays_itself_where_it_is_copied():
    tensor = kept(BATCH)
    assert copy.deepcopy((tensor,))[0] is tensor and tensor is not BATCH
