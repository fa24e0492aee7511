"""Whether tomorrow is wet: origins and windows that see nothing later, LSTMs side by side as each would be alone."""

import numpy as np
import pytest

from utils.data.weather import Weather
from utils.layers import LSTM, Affine, Network, softmax_cross_entropy
from utils.training import rain
from utils.training.loops import forward_backward, numpy_step
from utils.training.optimisers import Adam

DAYS = np.arange("2012-12-01", "2015-02-01", dtype="datetime64[D]")
NUMBERS = np.arange(len(DAYS), dtype=float)
WEATHER = Weather(DAYS, np.maximum(0, np.sin(NUMBERS)), NUMBERS, NUMBERS - 5, NUMBERS**0)


def test_the_season_closes_its_circle_at_new_year():
    found = rain.season(np.array(["2012-12-31", "2013-01-01", "2013-07-02"], dtype="datetime64[D]"))
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(3))
    assert np.abs(found[0] - found[1]).max() < 0.02 and found[1] == pytest.approx([0, 1])
    assert found[2] == pytest.approx([0, -1], abs=0.02)


def test_what_a_day_shows():
    found = rain.seen(WEATHER)
    assert found.shape == (len(DAYS), 7)
    np.testing.assert_array_equal(found[:, 0], WEATHER.rain > 0)
    np.testing.assert_allclose(np.expm1(found[:, 1]), WEATHER.rain)
    np.testing.assert_array_equal(found[:, 2] - found[:, 3], np.full(len(DAYS), 5))


@pytest.mark.parametrize(("years", "first", "last", "count"), [
    ((2013,), "2012-12-31", "2013-12-30", 365), ((2012,), "2012-12-10", "2012-12-30", 21),
    ((2013, 2014), "2012-12-31", "2014-12-30", 730), ((2015,), "2014-12-31", "2015-01-30", 31)])
def test_origins_are_the_days_before_those_to_foretell(years, first, last, count):
    found = rain.origins(WEATHER, years, 10)
    assert len(found) == count and [str(DAYS[k]) for k in (found[0], found[-1])] == [first, last]


def test_windows_end_with_their_origin():
    found = rain.last_days(np.stack([NUMBERS, -NUMBERS], axis=1), [4, 30], 3)
    np.testing.assert_array_equal(found[:, :, 0], [[2, 28], [3, 29], [4, 30]])
    np.testing.assert_array_equal(found[:, :, 1], -found[:, :, 0])


def test_the_score_of_known_forecasts():
    assert rain.brier(np.array([0.7, 0.4]), np.array([True, False])) == pytest.approx([0.09, 0.16])
    assert rain.brier(np.full((2, 3), 0.5), np.array([True, False, True])) == pytest.approx(np.full((2, 3), 0.25))


def made():
    """Windows (w, N, d), whether the day after each of their days is wet, and how to train on them."""
    rng = np.random.default_rng(0)
    return rng.standard_normal((6, 40, 3)), rng.random((6, 40)) < 0.5, {"updates": 6, "every": 3, "batch": 5}


def test_side_by_side_is_what_each_would_be_alone():
    x, wet, how = made()
    kept = rain.fit(x, wet, 4, 0.05, seeds=[0, 2], **how)
    assert list(kept) == [3, 6]
    alone = Network(LSTM(3, 4, seed=2, forget_bias=1.0), Affine(4, 2, seed=2))
    draw = np.random.default_rng(2)

    def loss(_):
        rows = draw.integers(40, size=5)
        return forward_backward(alone, softmax_cross_entropy, x[:, rows], wet[:, rows].astype(int))[0]

    step = numpy_step(loss, alone, Adam(0.05), clip=1.0)
    for done in range(1, 7):
        step(None)
        if done in kept:
            for name, parameter in alone.parameters.items():
                np.testing.assert_allclose(kept[done][1].parameters[name], parameter, atol=1e-12, err_msg=f"{done}, {name}")


def test_what_was_kept_stays_as_it_was():
    x, wet, how = made()
    early = rain.fit(x, wet, 4, 0.05, seeds=[0], **(how | {"updates": 3}))[3][0]
    kept = rain.fit(x, wet, 4, 0.05, seeds=[0], **how)
    assert rain.probability(kept[3][0], x) == pytest.approx(rain.probability(early, x))
    assert np.abs(rain.probability(kept[6][0], x) - rain.probability(early, x)).max() > 1e-3


def test_probabilities_are_those_of_softmax_after_the_last_day():
    x, wet, how = made()
    network = rain.fit(x, wet, 4, 0.05, seeds=[0], **how)[6][0]
    logits = network.forward(x)[0][-1]
    share = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert rain.probability(network, x) == pytest.approx(share[:, 1])


@pytest.mark.parametrize(("call", "said"), [
    (lambda: rain.origins(WEATHER, (2013,), 0), "w: got 0"),
    (lambda: rain.fit(*made()[:2], 4, 0.05, seeds=[0], updates=6, every=0), "every: got 0")])
def test_what_cannot_be_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
