"""The filter is Bayes' rule: it agrees with the sum over all hidden paths, and what it says happens as often."""

import numpy as np
import pytest

from utils.data.order_book import Market, next_move
from utils.models import pressure

MARKETS = [Market(), Market(0.7, 0.8, 1.2, 0.3, 0.05), Market(0.5, 0.6, 0.2, 0.2, 0.1), Market(0.2, 0.4, 0.0, 0.1, 0.3)]


@pytest.mark.parametrize("market", MARKETS)
@pytest.mark.parametrize("ticks", [1, 2, 9])
def test_the_filter_is_the_sum_over_all_hidden_paths(market, ticks):
    seen = market.simulate(ticks, seed=ticks).inputs
    p = 1 / (1 + np.exp(-pressure.log_odds(market, seen)[-1]))
    assert p == pytest.approx(pressure.by_enumeration(market, seen), abs=1e-12)


def test_the_densities_of_all_that_one_tick_can_show_add_up_to_one():
    market, total = Market(), 0.0
    grid = np.linspace(-9, 9, 1801)
    for sign in (-1, 1):
        for move in (-1, 0, 1):
            each = [sum(pressure.joint(market, (side,), [(sign, q, move)]) for side in (1, -1)) for q in grid]
            total += np.sum(each) * (grid[1] - grid[0]) / np.sqrt(2 * np.pi)
    assert total == pytest.approx(1, abs=1e-6)


def test_where_pressure_is_drawn_anew_at_each_tick_the_past_says_nothing():
    market = MARKETS[2]
    seen = market.simulate(40, seed=0).inputs
    assert pressure.log_odds(market, seen) == pytest.approx(seen @ pressure.weights(market))


def test_the_odds_go_on_from_a_start():
    market, seen = Market(), Market().simulate(60, seed=4).inputs
    whole = pressure.log_odds(market, seen)
    assert pressure.log_odds(market, seen[20:], start=whole[19]) == pytest.approx(whole[20:], abs=1e-12)


def test_windows_are_filtered_as_streams_that_begin_with_them():
    market, seen = Market(), Market().simulate(48, seed=5).inputs
    found = pressure.odds_of_windows(market, seen.reshape(4, 12, 3))
    assert found == pytest.approx([pressure.log_odds(market, part)[-1] for part in seen.reshape(4, 12, 3)], abs=1e-12)


def test_without_squashing_small_evidence_gives_the_same_and_large_does_not():
    market, seen = Market(), Market().simulate(50, seed=6).inputs
    small, large = 1e-4 * seen, seen
    assert pressure.linear_odds(market, small) == pytest.approx(pressure.log_odds(market, small), rel=1e-5)
    assert np.abs(pressure.linear_odds(market, large) - pressure.log_odds(market, large)).max() > 0.5


def test_the_forecast_happens_as_often_as_it_says():
    book = Market().simulate(300_000, seed=7)
    up = pressure.next_up(Market(), pressure.log_odds(Market(), book.inputs))
    followed = next_move(book.moves) > 0
    for group in np.array_split(np.argsort(up), 5):
        assert followed[group].mean() == pytest.approx(up[group].mean(), abs=0.01)


@pytest.mark.parametrize("market", MARKETS[:2])
def test_known_pressure_leads_to_moves_as_stated(market):
    book = market.simulate(300_000, seed=8)
    followed = next_move(book.moves)[:-100] * book.pressure[:-100]
    assert np.mean(followed > 0) - 0.5 == pytest.approx(pressure.lead(market), abs=0.01)
    h = 7
    moved = (book.mid[h:] - book.mid[:-h]) * book.pressure[:-h]
    assert moved.mean() == pytest.approx(pressure.expected_move(market, 60.0, h), abs=0.02)


def test_without_odds_either_way_nothing_is_expected():
    assert pressure.next_up(Market(), 0.0) == 0.5 and pressure.expected_move(Market(), 0.0, 5) == 0


def test_long_streams_are_not_enumerated():
    with pytest.raises(ValueError, match="inputs: got 17 ticks, expected at most 16"):
        pressure.by_enumeration(Market(), np.ones((17, 3)))


def test_sixteen_ticks_are():
    assert pressure.LONGEST == 16
