"""Checks of a function that draws a class per row: any right one passes each, and each slip has a sentence of its own."""

import numpy as np
import pytest

from utils.exercises import draws
from utils.layers import softmax

CHECKS = (draws.classes, draws.rows, draws.generator, draws.temperature, draws.large, draws.cold)


def by_sums(logits, temperature, rng, p=lambda logits, temperature: softmax(logits / temperature)):
    """The first class up to which the probabilities add to more than a uniform number."""
    return (rng.random((len(logits), 1)) > p(logits, temperature).cumsum(axis=1)[:, :-1]).sum(axis=1)


def by_noise(logits, temperature, rng):
    """The largest of logits with Gumbel noise."""
    return (logits / temperature + rng.gumbel(size=logits.shape)).argmax(axis=1)


def slip(p):
    """The first, with other probabilities."""
    return lambda *given: by_sums(*given, p)


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("answer", [by_sums, by_noise])
@pytest.mark.parametrize("seed", range(5))
def test_right_draws_pass(check, answer, seed):
    def reseeded(logits, temperature, rng):
        return answer(logits, temperature, np.random.default_rng([seed, rng.integers(99)]))

    assert check(reseeded) is None


@pytest.mark.parametrize(("check", "answer", "sentence"), [
    (draws.classes, lambda *_: None, "returns nothing"),
    (draws.classes, lambda logits, *_: logits, "got numbers, expected whole numbers"),
    (draws.classes, lambda logits, *_: [1] * (len(logits) - 1), "got shape (59,), expected (60,), one class per row"),
    (draws.classes, lambda *given: by_sums(*given) + 1, "from 1 to 3, expected 0 to 2"),
    (draws.classes, lambda *given: by_sums(*given) - 1, "from -1 to 1"),
    (draws.rows, lambda logits, *_: logits.argmax(axis=1), "nothing is drawn"),
    (draws.rows, lambda logits, t, rng: (rng.random() > softmax(logits).cumsum(axis=1)).sum(axis=1), "one random number"),
    (draws.rows, slip(lambda logits, _: softmax(logits[[0] * len(logits)])), "the first row's"),
    (draws.rows, slip(lambda logits, _: 0 * logits + softmax(logits).mean(axis=0)), "the mean of the batch"),
    (draws.rows, slip(lambda logits, _: softmax(0 * logits + logits.mean(axis=0))), "the mean logits"),
    (draws.rows, lambda logits, t, rng: rng.integers(3, size=len(logits)), "do the logits play a part"),
    (draws.rows, slip(lambda logits, _: softmax(-logits)), "a row whose shares should be"),
    (draws.generator, lambda logits, t, rng: np.random.default_rng().integers(3, size=len(logits)), "come from `rng`"),
    (draws.generator, lambda logits, t, rng: by_sums(logits, t, np.random.default_rng(0)), "is `rng` used"),
    (draws.temperature, slip(lambda logits, t: softmax(logits) / t), "no longer sum to 1"),
    (draws.temperature, lambda logits, t, rng: by_sums(logits, t, rng) + (rng.random(len(logits)) > 0.5), "no longer sum to 1"),
    (draws.temperature, slip(lambda logits, _: softmax(logits)), "changes nothing"),
    (draws.temperature, slip(lambda logits, t: softmax(logits * t)), "the other way round"),
    (draws.temperature, slip(lambda logits, t: softmax(logits / t**3)), "a row whose shares should be"),
    (draws.large, slip(lambda logits, t: np.nan_to_num(softmax(logits)) * (logits.max() < 100)), "does an exp overflow"),
    (draws.cold, lambda logits, t, rng: by_sums(logits, 1.0, rng), "only the likeliest class is left"),
])
def test_each_slip_has_its_sentence(check, answer, sentence):
    assert sentence in check(answer)


def test_the_shares_that_tell_slips_apart_lie_apart():
    right, *slips = softmax(np.log(draws.P) / draws.WARM), *(p for _, p in draws.OTHER_TEMPERATURES)
    for cases in ([draws.P, *(p for _, p in draws.OTHER_ROWS)], [right, *slips]):
        apart = [np.abs(a - b).max() for k, a in enumerate(cases) for b in cases[:k]]
        assert min(apart) > 1.5 * draws.NEAR
