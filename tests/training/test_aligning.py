"""Own words by hand, weights that find them, and a probe that is held against the majority."""

import numpy as np
import torch

from utils.data.numbers_in_words import draw, language, pairs, part_of
from utils.training.aligning import COMPOUND, aligned, compounds, counterparts, read_words


def test_own_words_cross_within_a_number_and_the_stop_has_none():
    assert counterparts(np.array([[42, 7, 81]]))[:, 0].tolist() == [2, 0, 3, 6, 4, -1]
    assert counterparts(np.array([[40, 2, -1], [13, 21, 5]])).T.tolist() == [[0, 1, -1, -1, -1], [0, 3, 1, 4, -1]]


def test_own_words_mean_the_same():
    numbers = draw(200, "training", (1, 4), np.random.default_rng(0))
    x, _, y, _ = pairs(numbers)
    places = counterparts(numbers)
    assert places.shape == y.shape and np.array_equal(places >= 0, y > 0)
    german, english = language("de"), language("en")
    found = {(german.words[x[place, b]], english.words[y[t, b]]) for (t, b), place in np.ndenumerate(places) if place >= 0}
    assert {("zwei", "two"), ("vierzig", "forty"), ("ein", "one"), ("eins", "one")} <= found
    assert len({pair[0] for pair in found}) == len(found)  # one English word each; 'und' is nobody's own word
    assert "und" not in {pair[0] for pair in found}


def test_the_share_aligned_counts_words_only_and_each_network_for_itself():
    weights = torch.zeros(3, 2, 1, 3)
    weights[0, :, 0, 2] = weights[1, 0, 0, 0] = weights[1, 1, 0, 1] = weights[2, :, 0, 1] = 1
    assert aligned(weights, np.array([[2], [0], [-1]])).tolist() == [1.0, 0.5]


def test_compounds_have_three_words_each_and_keep_to_their_part():
    numbers = compounds(50, 3, "test", np.random.default_rng(0))
    assert numbers.shape == (50, 3) and np.isin(numbers, COMPOUND).all() and not part_of(numbers).any()
    x, lengths, y, _ = pairs(numbers)
    assert (lengths == 9).all() and len(y) == 7
    assert {language("de").words[s] for s in x[[1, 4, 7]].ravel()} == {"und"}
    assert len(COMPOUND) == 72


def test_a_probe_reads_what_is_there_and_no_more_than_the_majority_of_what_is_not():
    rng = np.random.default_rng(0)
    words, held = rng.integers(0, 4, (3, 800)), rng.integers(0, 4, (3, 400))
    words[2], held[2] = 2, 2
    words[1], held[1] = (np.where(rng.random(side.shape[1]) < 0.7, 3, side[1]) for side in (words, held))
    states, held_states = np.eye(4)[words[0]], np.eye(4)[held[0]]  # they hold the first word and nothing else
    right, majority = read_words(states, words, held_states, held)
    assert right[0] == 1 and majority[0] < 0.35
    assert right[1] == majority[1] and 0.7 < majority[1] < 0.85
    assert right[2] == majority[2] == 1


def test_a_word_that_training_lacks_is_never_read():
    right, majority = read_words(np.eye(2), np.array([[0, 1]]), np.eye(2), np.array([[0, 2]]))
    assert right.tolist() == [0.5] and majority.tolist() == [0.5]
