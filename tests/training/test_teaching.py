"""Teaching writers: the three ways, what is watched, and scores by hand."""

import math

import pytest
import torch

from utils.models.writers import Writers
from utils.training.teaching import WAYS, after_first_error, first_error, right, teach


def copying(count, source, k=3):
    x = torch.randint(k, (3, 2, count), generator=source)
    return None, x, x


def taught(share=WAYS["forced"], task=copying, steps=60, **changes):
    networks = Writers([0, 1], 3, 8)
    return networks, teach(networks, task, share, steps=steps, batch=16, **({"rate": 0.02, "seed": 0} | changes))


def test_the_three_ways_are_always_never_and_less_and_less():
    assert [[WAYS[way](done) for done in (0, 0.25, 1)] for way in ("forced", "free", "scheduled")] == [
        [1, 1, 1], [0, 0, 0], [1, 0.75, 0]]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_learns_to_copy(way):
    networks, looks = taught(WAYS[way])
    assert looks.shape == (4, 2) and (looks[0] < 0.8).all() and (looks[-1] > 0.95).all()
    assert right(networks, copying(200, torch.Generator().manual_seed(9)), forced=False).float().mean() > 0.95


def test_a_training_is_its_seeds():
    (first, looks), (again, same), (other, _) = taught(), taught(), taught(seed=1)
    assert torch.equal(first.W_hy, again.W_hy) and torch.equal(looks, same)
    assert not torch.equal(first.W_hy, other.W_hy)


def test_looks_come_before_training_every_so_often_and_at_the_end():
    _, looks = taught(steps=10, every=4)
    assert len(looks) == 3 + 1
    before, _ = taught(steps=1, rate=0.0)
    watched = copying(100, torch.Generator().manual_seed(1_000_000))
    torch.testing.assert_close(looks[0], right(before, watched, forced=False).float().mean((0, 2)))


def test_the_share_is_asked_with_the_part_that_is_done_and_the_rate_falls_on_a_cosine():
    asked = []
    taught(lambda done: asked.append(done) or 1.0, steps=4)
    assert asked == [0, 0.25, 0.5, 0.75]
    moved = {}
    for steps in (1, 2):
        networks, _ = taught(steps=steps)
        moved[steps] = networks.b_y.detach()
    start = Writers([0, 1], 3, 8).b_y.detach()
    assert (moved[1] - start).abs().max() == pytest.approx(0.02, rel=1e-3)  # Adam's first step is the rate
    assert (moved[2] - moved[1]).abs().max() <= 0.02 * (1 + math.cos(math.pi / 2)) / 2 * 1.5


def test_each_network_is_trained_as_if_alone():
    """Its own loss counts in full, so a second network beside it changes nothing."""
    def same(count, source):
        x = (torch.arange(3 * count) % 3).reshape(3, 1, count).expand(3, networks.count, count)
        return None, x, x

    found = []
    for seeds in ([0], [0, 1]):
        networks = Writers(seeds, 3, 8)
        teach(networks, same, WAYS["forced"], steps=5, batch=4, rate=0.02, seed=0)
        found.append(networks.W_hy[0])
    torch.testing.assert_close(*found, rtol=1e-9, atol=1e-9)


def test_a_loss_that_is_not_finite_stops_it():
    networks = Writers([0, 1], 3, 8)
    with torch.no_grad():
        networks.b_y[0] = math.nan
    with pytest.raises(FloatingPointError, match="loss"):
        teach(networks, copying, WAYS["free"], steps=2, batch=4, rate=0.1, seed=0)


CORRECT = torch.tensor([[1, 1, 0], [0, 1, 1], [1, 1, 1], [0, 1, 0]]).bool()[:, None]  # (T, 1, B): three sequences


def test_after_the_first_error_by_hand():
    assert after_first_error(CORRECT).tolist() == [pytest.approx(3 / 5)]  # 1 of 2 in the first, 2 of 3 in the third


def test_without_an_error_or_with_one_at_the_end_there_is_nothing_after_it():
    assert after_first_error(CORRECT[:, :, 1:2]).isnan().all()
    assert after_first_error(CORRECT[[1, 3]][:, :, 2:]).isnan().all()


def test_first_errors_by_hand():
    assert first_error(CORRECT).tolist() == [[1, 4, 0]]


def test_until_the_first_error_forced_and_free_are_the_same():
    networks, _ = taught(steps=1, rate=0.0)
    drawn = copying(200, torch.Generator().manual_seed(3))
    forced, free = (right(networks, drawn, forced=how) for how in (True, False))
    assert torch.equal(first_error(forced), first_error(free)) and not torch.equal(forced, free)
