"""The experiment on the plays' characters, on texts of a few lines: what a search sees, what a report says, the best n-gram."""

import numpy as np
import pytest

pytest.importorskip("torch")
from utils.data.vocabulary import Vocabulary
from utils.experiments import language, search
from utils.training import streams

TRIAL = {"kind": "LSTM", "units": 8, "steps": 24, "batch": 4, "window": 8, "rate": 0.03, "seed": 0, "kernel": "Haswell"}
PARTS = {"train": "to be or not to be " * 40, "validation": "be to or not " * 20, "test": "not to be or " * 20}


@pytest.fixture
def small(monkeypatch):
    """Texts of a few words; the parts that were read are noted."""
    V, read = Vocabulary(PARTS["train"]), []

    class Noted(dict):
        def __getitem__(self, part):
            read.append(part)
            return super().__getitem__(part)

    monkeypatch.setattr(language, "texts", lambda: (V, Noted({part: V.encode(text) for part, text in PARTS.items()})))
    language.ngram.cache_clear()
    yield read
    language.ngram.cache_clear()


def test_a_search_does_not_look_at_test_and_a_report_does(small):
    found = language.run(TRIAL | {"part": "search"})
    assert "test" not in small and found.keys() == {"validation", "parameters"}
    found = language.run(TRIAL | {"part": "report"})
    assert "test" in small and [key for key in found if key.startswith("at_")] == [f"at_{n}" for n in range(0, 25, 2)]


def test_a_training_learns_and_its_course_ends_where_its_result_is(small, monkeypatch):
    monkeypatch.setattr(language, "LOOKED_AT", 10**6)
    monkeypatch.setattr(streams, "bits", lambda model, text, batch=20, bits=streams.bits: bits(model, text, 20))
    found = language.run(TRIAL | {"steps": 240, "part": "report"})
    assert found["at_0"] > 2.5 > 1.5 > found["at_240"] == found["validation"]


def test_a_training_that_fails_is_told_as_nan(small, monkeypatch):
    def fails(*_, **__):
        raise FloatingPointError("loss is nan")

    monkeypatch.setattr(streams, "fit", fails)
    found = language.run(TRIAL | {"part": "report"})
    assert np.isnan([found["validation"], found["test"]]).all()


def test_the_plays_are_nine_two_and_three_and_need_no_other_characters():
    V, parts = language.texts()
    assert len(V) == 64 and {part: len(text) for part, text in parts.items()} == {
        "train": 1_207_575, "validation": 227_263, "test": 298_974}


def test_the_best_ngram_is_the_one_with_the_fewest_bits_on_validation(small):
    order, smoothing = language.best_ngram(range(1, 4))
    assert order > 1 and all(language.ngram_bits(order, smoothing, "validation") <= language.ngram_bits(n, how, "validation")
                             for n in range(1, 4) for how in language.SMOOTHINGS)
    losses = language.ngram(order, smoothing).losses(language.texts()[1]["test"])
    assert language.ngram_bits(order, smoothing, "test") == pytest.approx(losses[1:].mean() / np.log(2))


def test_a_long_budgets_rate_is_searched_on_short_trainings_and_reported_on_long_ones():
    settings = language.SETTINGS | {"budgets": [{"kind": "LSTM", "units": 8, "steps": 90, "search_steps": 30}]}
    first = language.trials(settings, [])
    assert {(trial["steps"], trial["part"]) for trial in first} == {(30, "search")}
    rows = [{"trial": trial, "result": {"validation": abs(trial["rate"] - 0.01)}} for trial in first]
    reports = [trial for trial in language.trials(settings, rows) if trial["part"] == "report"]
    assert [trial["seed"] for trial in reports] == settings["seeds"]
    assert {(trial["steps"], trial["rate"]) for trial in reports} == {(90, 0.01)}
    assert search.contender_of(reports[0]) == {"kind": "LSTM", "units": 8, "steps": 90, "batch": 16, "window": 64}
