"""GPU code without a GPU: the book's trainings and scores run on PyTorch's device of mere shapes, each once.

Not here are `sampling.write`, which reads numbers at each step, `spotting.fit`, which makes its model on the processor, and
`parallel.train`, which needs several processes; their models and losses are.
"""

from functools import partial

import numpy as np
import pytest
import torch

from tests.models.test_meta import OneDevice, meta, symbols
from utils.models import beam, characters, trackers, translators, units, wake_word, writers
from utils.training import spotting, stacked, streams, teaching, translating

T, S, B, M, K = 4, 2, 3, 5, 4
TEXT = np.zeros(200, int)
ENDS = symbols(S, B) + 2  # lengths


def model(kind):
    """A model of characters."""
    return characters.CharacterModel(kind, K, M).to("meta")


def side_by_side():
    """Networks that write, and that translate."""
    return writers.Writers((0, 1), K, M, device="meta"), translators.Translators((0, 1), K, K, M, device="meta")


def drawn(count, source):
    """A task for writers: digits drawn on the processor, as the labs draw them."""
    x = torch.randint(K, (T, S, count), generator=source)
    return x, x.flip(0), x


def sentences():
    """A batch for translators."""
    return symbols(T, S, B), ENDS, symbols(T, S, B), ENDS


def of_writers(way):
    """A training with coins between true and own symbols, watched before and after."""
    teaching.teach(side_by_side()[0], drawn, teaching.WAYS[way], steps=2, batch=B, rate=0.1, seed=0, every=1)


def of_translators(masked):
    """A training with true words."""
    translating.teach_translators(side_by_side()[1], sentences, steps=2, rate=0.1, masked=masked)


def of_trackers():
    """Several networks stacked."""
    models = [trackers.Tracker("GRU", 2, M, 2).to("meta") for _ in range(S)]
    stacked.fit_stacked(models, lambda: (symbols(S, T, B), symbols(S, T, B)), steps=2, rates=[0.1] * S)


def of_detectors():
    """The loss of the wake word's two detectors."""
    for kind in (wake_word.Spotter, wake_word.Window):
        spotting.loss_of(kind().to("meta"), meta(T, B, 40), meta(T, B), meta(T, B)).backward()


def of_shares():
    """The loss of one process among two."""
    from utils.training import parallel

    parallel.share_loss(model("GRU"), symbols(T + 1, B), 0, 2).backward()


def search():
    """A beam of two."""
    step = side_by_side()[1].step
    return beam.beam_search(step, meta(S, B, M).double(), K, width=2, most=3, power=1.0)


HERE = torch.zeros(T, S, B, dtype=torch.int64)  # on the processor
CONTEXTS = meta(S, B, M).double()
STEPS = {
    "a model of characters": lambda: streams.fit(model("LSTM"), TEXT, steps=2, rate=0.1, batch=4, window=8),
    "its losses": lambda: streams.losses(model("GRU"), TEXT),
    "its units held": lambda: units.losses_held(model("GRU"), symbols(T, B), symbols(T, B), meta(M)),
    **{f"writers, {way}": partial(of_writers, way) for way in teaching.WAYS},
    "their errors": lambda: [score(symbols(T, S, B) > 0) for score in (teaching.first_error, teaching.after_first_error)],
    "translators": partial(of_translators, True),
    "translators that read padding": partial(of_translators, False),
    "their words": lambda: side_by_side()[1].greedy(CONTEXTS, 4),
    "their beam": search,
    "their words given true ones": lambda: translating.forced_right(side_by_side()[1], CONTEXTS, symbols(T, S, B), ENDS),
    "their scores": lambda: [translating.exact(symbols(T + 2, S, B), symbols(T, S, B)),
                             translating.words_right(symbols(T + 2, S, B), symbols(T, S, B), ENDS)],
    "detectors": of_detectors,
    "trackers": of_trackers,
    "a share of a batch": of_shares,
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_it_stays_on_the_device(monkeypatch, step):
    monkeypatch.setattr(torch.Tensor, "item", lambda self: 1.0)  # what a step reads is a number, and `meta` has none
    monkeypatch.setattr(torch.Tensor, "__bool__", lambda self: True)
    with OneDevice():
        step()


@pytest.mark.parametrize("fault", [
    lambda: teaching.right(side_by_side()[0], (HERE, symbols(T, S, B), None), forced=False),
    lambda: translating.words_right(HERE, symbols(T, S, B), ENDS),
])
def test_what_is_left_on_the_processor_fails(monkeypatch, fault):
    monkeypatch.setattr(teaching, "brought", lambda drawn, device: drawn)
    with OneDevice(), pytest.raises(RuntimeError, match="got tensors on cpu and meta"):
        fault()
