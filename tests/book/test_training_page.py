"""Chapter 5: what the page prints besides the labs' records is what the code gives."""

from itertools import product

import numpy as np
import pytest
from rnn_book.lab_records import Library

from tests.paths import ROOT
from utils.book.registry import REGISTRY
from utils.experiments import records
from utils.experiments.summary import interval
from utils.gradients import cliff, clip_by_norm, clip_by_value, clip_each_by_norm, global_norm
from utils.layers import LSTM, Affine, Network, softmax_cross_entropy

TEXT = (ROOT / "book" / "05_training.md").read_text(encoding="utf-8")


def says(*pieces):
    """That the page holds each piece."""
    return all(piece in TEXT for piece in pieces)


def test_the_cliff_is_as_steep_and_as_high_as_said():
    losses = [float(cliff.loss(w, -2.6)) for w in (4.97, 4.99)]
    norms = [float(np.hypot(*cliff.gradient(w, -2.6))) for w in (4.97, 4.98, 4.99)]
    assert says(f"the loss is {losses[0]:.3f}, at 4.99 it is {losses[1]:.3f}", f"at 4.98, it is {norms[1]:.0f}")
    assert norms[0] == pytest.approx(0.25, abs=0.05) and norms[2] == pytest.approx(0.25, abs=0.05)


def test_the_ball_lands_where_it_is_said():
    points, norms = cliff.path((5.5, -2.6), 0.5, 14)
    assert np.argmax(norms) == 12 and norms[13] == 0
    assert says("ends at a weight of {:.0f} and a bias of {:.0f}".format(*points[13]), "the twelfth place is at the edge")
    clipped, _ = cliff.path((5.5, -2.6), 0.5, 200, 0.2)
    assert cliff.loss(*clipped[-1]) < 0.001


WAYS = {clip_by_norm: (("(1.2, 0)", [1.2, 0]), ("(1.6)", [1.6])), clip_each_by_norm: (("(2, 0)", [2, 0]), ("(2)", [2])),
        clip_by_value: (("(2, 0)", [2, 0]), ("(2)", [2]))}


@pytest.mark.parametrize("way", WAYS)
def test_three_ways_give_what_is_said(way):
    g = {"a": np.array([3.0, 0.0]), "b": np.array([4.0])}
    way(g, 2.0)
    for (said, true), found in zip(WAYS[way], g.values(), strict=True):
        assert said in TEXT and np.allclose(found, true)
    assert (global_norm(g) > 2.001) is (way is not clip_by_norm)


def test_the_cards_intervals_are_those_of_ten_seeds():
    for solved, said in ((0, "(0 to 0.28)"), (2, "(0.057 to 0.51)"), (4, "(0.17 to 0.69)"), (10, "(0.72 to 1)")):
        assert said == "({:.2g} to {:.2g})".format(*interval(solved, 10)) and said in TEXT


def test_the_rates_of_both_ways_are_those_that_the_search_chose():
    record = records.load("clipping_length")
    rates = [{row["trial"]["rate"] for row in record["rows"] if row["trial"]["way"] == way and row["trial"]["part"] == "report"}
             for way in ("plain", "clipped")]
    assert rates == [{0.003}, {0.1}] and says("plain 0.003, clipped 0.1")


def test_one_threshold_lies_in_the_advised_range_and_the_other_below_it():
    record = Library(ROOT / "labs", REGISTRY).measurements["05a_clipping/norm_mean"].record
    mean = record["values"][0]
    assert mean / 2 < 10 < 10 * mean and mean / 2 > 0.5


def test_reckoned_numbers_are_right():
    assert says(f"0.95^{{20}} = {0.95**20:.2f}", "For 10,000 steps that is 200") and 2 * 10_000**0.5 == 200
    p = 0.5 / (1 - 0.9 + 0.5)
    assert says(f"p = {p:.2f}") and p == pytest.approx(0.9 * p + 0.5 * (1 - p))


def test_terms_kept_by_windows_are_counted_right():
    """Of the terms (t, j) of six steps, those that two windows of three keep, and those of three steps back at each."""
    terms = [(t, j) for t in range(1, 7) for j in range(1, t + 1)]
    windows = [1 for t, j in terms if (t - 1) // 3 == (j - 1) // 3]
    sliding = [1 for t, j in terms if t - j < 3]
    assert (len(terms), len(windows), len(sliding)) == (21, 12, 15)
    assert says("12 are kept and 9 lost", "15 are kept, 6 lost", "Which of the 21 terms")


def forced_loss(network, sequence):
    """The loss of the page: the sum over steps of -ln P(next symbol | all before), with the true symbols as inputs."""
    x = np.eye(3)[list(sequence[:-1])][:, None]
    mean, _ = softmax_cross_entropy(network.forward(x)[0], np.array(sequence[1:])[:, None])
    return mean * (len(sequence) - 1)


def test_the_forced_loss_is_that_of_the_whole_sequence():
    """Over all ways to go on from a first symbol, exp(-L) adds up to 1; and forced inputs of another sequence would show."""
    network = Network(LSTM(3, 4, seed=0), Affine(4, 3, seed=0))
    for array in (*network.layer.parameters.values(), *network.readout.parameters.values()):
        array *= 5
    sequences = [(0, *rest) for rest in product(range(3), repeat=4)]
    total = sum(np.exp(-forced_loss(network, sequence)) for sequence in sequences)
    assert total == pytest.approx(1, abs=1e-12) and "eq-forced-loss" in TEXT
    wrong = sum(np.exp(-forced_loss(network, (*sequence[1:], 0))) for sequence in sequences)
    assert abs(wrong - 1) > 0.01
