"""The page on engine failure: what it works out beside the labs' records is what the code gives."""

import numpy as np
import pytest

from tests.paths import ROOT
from utils.data import telemetry
from utils.training.engines import asymmetric_score, cost, windows

TEXT = " ".join((ROOT / "book" / "06c_engine_failure.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize(("missed", "said"), [(10, r"$\exp(1) - 1 = 1.72$"), (-13, r"$\exp(1) - 1 = 1.72$"),
                                              (40, r"$\exp(4) - 1 = 53.6$"), (20, r"$\exp(2) - 1 = 6.39$"),
                                              (-26, r"$\exp(2) - 1 = 6.39$")])
def test_scores_are_as_said(missed, said):
    number = float(said.split("= ")[1].strip("$"))
    assert said in TEXT and float(asymmetric_score(missed, 0)) == pytest.approx(number, rel=1e-3)


def test_alarms_cost_what_is_said():
    assert "With 27 left it costs 7, with 19 it costs 200" in TEXT
    assert cost([27], 200, notice=20) == 7 and cost([19], 200, notice=20) == 200


def test_neighbouring_windows_share_as_many_readings_as_said():
    first, second = windows(np.arange(60.0)[:, None], 30)[::2][:2]
    assert "up to 28 of its 30 readings" in TEXT and len(set(first) & set(second)) == 28


def test_lives_differ_as_said_and_every_third_sensor_shows_nothing():
    fleet = telemetry.fleet(100, 21, conditions=6, noise=0.3, longest=500, seed=0)
    lives = [engine.failure_time for engine in fleet]
    assert "lives differ up to threefold" in TEXT and max(lives) / min(lives) == pytest.approx(3, abs=0.3)
    assert "Every third sensor shows nothing" in TEXT
