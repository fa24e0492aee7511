"""The experiments that repeat a paper's: starts, rules of stopping, and what is counted, on trials of a second."""

import numpy as np
import pytest

from utils.experiments import clipping_length, order_1997, search

ORDER = {"rate": 0.5, "gate_biases": [-2.0, -4.0], "kernel": "Haswell", "keep": 1.0, "most": 500, "seeds": [0, 1],
         "shortest": 20, "part": "report"}
CLIPPING = {"units": 20, "batch": 10, "incoming": 5, "radius": 0.95, "deviation": 0.1, "kernel": "Haswell", "way": "clipped",
            "clip": 1.0, "length": 10, "rate": 0.1, "seeds": [0, 1], "updates": 500, "part": "report"}


@pytest.fixture
def brief(monkeypatch):
    """Fewer sequences and looks."""
    monkeypatch.setattr(clipping_length, "SIZES", {"validation": 50, "test": 100})
    monkeypatch.setattr(clipping_length, "AT_ONCE", 50)
    monkeypatch.setattr(order_1997, "TEST", 512)


def test_the_watch_stops_after_2000_right_ones_in_a_row_with_a_small_mean_error():
    watch = order_1997.Watch(4)
    errors = np.array([0.05, 0.05, 0.2, 0.05])
    for n in range(1_999):
        watch.errors[:, n], watch.right, watch.seen = errors, np.full(4, n + 1), n + 1
    watch.right[1] = 0  # one wrong, just now
    assert watch.stops(np.array([0.05, 0.05, 0.2, 0.3])).tolist() == [True, False, False, False]
    assert watch.right.tolist() == [2_000, 1, 2_000, 0]
    assert watch.stops(errors).tolist() == [True, False, False, False]


def test_a_network_that_stopped_learns_no_more_and_says_when(monkeypatch):
    rates = []

    class Right:
        """Networks that are always right, the second from its 100th sequence on."""

        def learn(self, x, lengths, y, rate):
            rates.append(rate.copy())
            return np.array([0.01, 0.01 if len(rates) >= 100 else 0.9])

    taken, _ = order_1997.train(Right(), ORDER | {"most": 2_500})
    assert taken == [2_000, 2_099] and rates[1_999].tolist() == [0.5, 0.5]
    assert rates[2_000].tolist() == [0, 0.5] and rates[2_099].tolist() == [0, 0]
    rates.clear()
    assert order_1997.train(Right(), ORDER | {"most": 2_000})[0] == [2_000, None]


@pytest.mark.parametrize(("module", "trial"), [(order_1997, ORDER), (clipping_length, CLIPPING)])
def test_a_search_does_not_look_at_test_and_each_network_is_what_it_is_alone(module, trial, brief, monkeypatch):
    uses, generator = [], search.generator
    monkeypatch.setattr(search, "generator", lambda of, use: uses.append(use) or generator(of, use))
    searched = module.run(trial | {"part": "search"})
    assert "test" not in uses and "test" not in searched
    both, alone = module.run(trial), module.run(trial | {"seeds": [1]})
    assert "test" in uses and searched.items() <= both.items()
    assert all(len(values) == 2 for values in both.values())
    for name, (value,) in alone.items():
        assert both[name][1] == (value if value is None else pytest.approx(value, rel=1e-5)), name


def test_wrong_is_an_output_unit_off_by_three_tenths(brief, monkeypatch):
    errors = np.tile([0.29, 0.31], 128)

    class Off:
        """A network whose first output unit is off by as much on each second sequence."""

        def answers(self, x, lengths):
            assert x.shape[2:] == (8, 256) and lengths.shape == (1, 256)
            return truth + errors * np.eye(4)[0][:, None]

    def drawn(shortest, count, rngs):
        return np.zeros((22, 1, count, 8)), np.full((1, count), 20), truth.swapaxes(-1, -2)

    truth = np.zeros((1, 4, 256))
    monkeypatch.setattr(order_1997, "drawn", drawn)
    wrong, mean = order_1997.tested(Off(), ORDER | {"seeds": [0]})
    assert wrong == [256] and mean == pytest.approx([0.30])


def test_the_start_has_its_radius_its_zeros_and_no_biases():
    layer, readout = clipping_length.network(CLIPPING, 3)
    W = layer.parameters["W_hh"]
    assert ((W != 0).sum(axis=1) == 5).all() and np.abs(np.linalg.eigvals(W)).max() == pytest.approx(0.95, rel=1e-5)
    assert len({tuple(np.flatnonzero(row)) for row in W}) > 10
    assert not layer.parameters["b_h"].any() and not readout.parameters["b_y"].any()
    assert layer.parameters["W_xh"].std() == pytest.approx(0.1, rel=0.2) and readout.parameters["W_hy"].any()
    assert not np.array_equal(W, clipping_length.network(CLIPPING, 4)[0].parameters["W_hh"])


def test_a_network_that_makes_no_mistake_at_a_look_stops(brief, monkeypatch):
    shares = iter([[0.5, 0.0], [0.0]])
    monkeypatch.setattr(clipping_length, "wrong", lambda networks, x, y: np.array(next(shares)))
    pairs = [clipping_length.network(CLIPPING, seed) for seed in (0, 1)]
    assert clipping_length.train(pairs, CLIPPING) == ([500, 250], [0.0, 0.0], [False, False])


@pytest.mark.parametrize(("error", "solved"), [(0.0099, True), (0.01, False)])
def test_solved_is_under_one_per_cent_of_test(brief, monkeypatch, error, solved):
    monkeypatch.setattr(clipping_length, "tested", lambda pairs, trial: [error] * 2)
    assert clipping_length.run(CLIPPING | {"updates": 250})["solved"] == [solved] * 2


def test_plain_descent_is_not_clipped_and_clipped_is(brief):
    for clip, expected in ((None, np.inf), (1.0, 1.0)):
        networks = clipping_length.together([clipping_length.network(CLIPPING, 0)], CLIPPING | {"clip": clip})
        assert networks.clips.tolist() == [expected] and networks.rates.tolist() == [0.1]


def test_each_way_is_reported_at_the_rate_that_did_best_in_its_own_search():
    settings = clipping_length.SETTINGS
    small = clipping_length.trials(settings, [])
    assert {trial["part"] for trial in small} == {"search"} and len(small) == 10
    best = {"plain": 0.03, "clipped": 0.1}
    rows = [{"trial": trial, "result": {"validation": [0.0 if trial["rate"] in (best[trial["way"]], 0.01) else 0.5] * 2,
                                        "updates": [500 if trial["rate"] == 0.01 else 250] * 2}} for trial in small]
    reported = [trial for trial in clipping_length.trials(settings, rows) if trial["part"] == "report"]
    assert {(trial["way"], trial["rate"]) for trial in reported} == set(best.items())
    assert [trial["length"] for trial in reported if trial["way"] == "plain"] == settings["lengths"]
    assert all(trial["seeds"] == settings["seeds"] for trial in reported)
    half = [trial for trial in clipping_length.trials(settings, rows[:7]) if trial["part"] == "report"]
    assert {trial["way"] for trial in half} == {"plain"}
