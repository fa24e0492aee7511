"""The wake word's longer run at a size of seconds: what it calls for, what it counts, what it keeps."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from utils.experiments import records  # noqa: E402
from utils.experiments import wake_word as experiment  # noqa: E402

SMALL = {"train": 40, "steps": 2, "rate": 0.01, "seed": 0, "part": "report", "kernel": "Haswell"}


@pytest.fixture
def short(monkeypatch, tmp_path):
    """Every kind of speech lasts 24 s, and nothing is kept outside of the test's folder."""
    pytest.importorskip("espeakng_loader")
    monkeypatch.setattr(experiment, "SECONDS", dict.fromkeys(experiment.SECONDS, 24))
    monkeypatch.setattr(experiment, "CHUNK", 12)
    monkeypatch.setattr(experiment.heard, "__defaults__", (experiment.data.KNOWN, None, 0, 12, 0, None))  # CHUNK, as defined
    monkeypatch.setattr(experiment.tempfile, "gettempdir", lambda: str(tmp_path))
    return tmp_path


def test_validation_is_longer_than_six_hours_and_shares_nothing_with_test():
    assert experiment.SECONDS["validation", "known", "plain"] > 6 * 3600
    assert not set(experiment.ACCENTS["known"]) & set(experiment.ACCENTS["unseen"])


def test_training_draws_families_evenly_and_a_made_voice_every_other_time():
    pytest.importorskip("espeakng_loader")
    names, home = experiment.teachers(), {name: k for k, family in enumerate(experiment.data.families()) for name in family}
    own = [name for name in names if name in home]
    of_family = np.bincount([home[name] for name in own])
    assert set(own) == set(experiment.data.voices()["train"]) and len(set(of_family[of_family > 0])) == 1
    assert set(names) - set(own) == set(experiment.made_voices.names(experiment.MADE))
    assert abs(len(own) / len(names) - 0.5) < 0.01


def test_test_is_drawn_anew_in_its_own_voices(short):
    """Two draws had been read; rooms, noises and what is said are others now, and validation's are as they were."""
    assert experiment.DRAWS == {"test": "third test"}
    first, words = experiment.heard("test", 12, {"wake": 1.0})
    again, others = experiment.heard("test", 12, {"wake": 1.0}, draw=experiment.DRAWS["test"])
    assert first.shape == again.shape and not np.array_equal(words[0], others[0])
    assert not np.array_equal(experiment.data.rooms("third test")[0][:100], experiment.data.rooms("test")[0][:100])


def test_the_rate_is_chosen_on_validation_by_full_trainings_before_anything_is_reported():
    search = experiment.trials(experiment.SETTINGS, [])
    assert {trial["part"] for trial in search} == {"search"}
    rates = {(trial["kind"], trial["train"]): [] for trial in search}
    for trial in search:
        rates[trial["kind"], trial["train"]].append(trial["rate"])
    assert all(found == experiment.SETTINGS["rates"][kind] for (kind, _), found in rates.items()) and len(rates) == 4
    # small, the higher the better; in full a rate in the middle
    losses = {trial["rate"]: abs(trial["rate"] - 0.01) for trial in search}
    rows = [{"trial": trial, "result": {"validation": -trial["rate"] if trial["steps"] == 150 else losses[trial["rate"]]}}
            for trial in search]
    without = experiment.trials(experiment.SETTINGS, rows[:-1])  # one training of the window is not done
    assert not [trial for trial in without if (trial["kind"], trial["part"]) == ("window", "report")]
    reported = [trial for trial in experiment.trials(experiment.SETTINGS, rows) if trial["part"] == "report"]
    assert [(trial["kind"], trial["rate"], trial["seed"]) for trial in reported] == [
        *(("GRU", 0.01, seed) for seed in range(3)), *(("window", 0.01, seed) for seed in range(3))]
    assert all(trial["steps"] == experiment.SETTINGS["full"][trial["kind"]]["steps"] for trial in reported)


def test_alarms_are_counted_over_streams_and_thresholds():
    rows = np.zeros((2, 200))
    rows[0, [5, 40, 100]], rows[1, 7] = 0.6, 0.9
    assert experiment.counted(rows, [0.5, 0.8, 0.95]) == [3, 1, 0]
    assert experiment.quiet(rows, hours=1, most=1) == pytest.approx(0.6, abs=0.02)


def test_a_word_counts_as_missed_where_no_alarm_answers():
    rows = np.zeros((2, 500))
    rows[0, 100] = 0.9  # heard at 2.035 s
    wakes = [np.array([[1.0, 2.0], [5.0, 6.0]]), np.zeros((0, 2))]
    assert experiment.misses(rows, wakes, 0.5) == 0.5


@pytest.mark.parametrize("kind", experiment.MODELS)
def test_a_report_holds_all_that_the_lab_reads(short, kind):
    result = experiment.run(SMALL | {"kind": kind})
    assert all(isinstance(value, float | int) and np.isfinite(value) for value in result.values())
    assert 0 < result["threshold"] < 1 and 0 <= result["wake_known"] <= 1 and result["plain_known"] >= 0
    if kind == "GRU":
        assert result["wake_known@0.1"] <= result["wake_known@0.9"]
        assert {f"{name}_{bits}" for name in ("wake_known", "plain_known") for bits in (8, 2)} <= result.keys()
        assert result["words_known"] > 0 and result["validation_hours"] == pytest.approx(24 / 3600)


def test_what_was_made_once_is_read_again(short, monkeypatch):
    frames, wakes = experiment.kept("train", 24, experiment.MIXED)
    monkeypatch.setattr(experiment, "heard", None)  # calling it would fail
    again, others = experiment.kept("train", 24, experiment.MIXED)
    np.testing.assert_array_equal(again, frames)
    assert all(np.array_equal(one, other) for one, other in zip(wakes, others, strict=True))
    with pytest.raises(TypeError):
        experiment.kept("train", 36, experiment.MIXED)


def test_the_loss_on_streams_is_that_of_their_steps(short):
    model = experiment.spotter.Spotter()
    frames, wakes = experiment.heard("validation", 12, experiment.MIXED, chunk=12)
    found = experiment.validation_loss(model, frames, wakes)
    p = experiment.spotter.probabilities(model, experiment.spotter.inputs(frames.swapaxes(0, 1).astype(np.float32)))[:, 0]
    y, weight = experiment.spotting.labels(np.arange(len(p)) * 0.02 + experiment.spotting.HEARD, wakes[0][:, 1])
    losses = -np.where(y > 0, np.log(p), np.log(1 - p))
    assert found == pytest.approx((losses * weight).sum() / weight.sum(), rel=1e-5)


def test_the_shipped_threshold_is_that_of_the_seed_that_validation_prefers():
    rows = [row["result"] for row in records.load("wake_word")["rows"]
            if row["trial"]["part"] == "report" and row["trial"]["kind"] == "GRU"]
    best = min(rows, key=lambda row: row["validation_misses"])
    assert float(experiment.spotter.load()[1]["threshold"]) == pytest.approx(best["threshold"], abs=1e-4)
