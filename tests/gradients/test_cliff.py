"""The network of one unit: its states by hand, its gradient by two other routes, its steps clipped and not."""

import numpy as np
import pytest
import torch

from utils.gradients import cliff, clip_by_norm


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def test_two_steps_by_hand():
    first = sigmoid(2 * sigmoid(0.5) - 1)
    np.testing.assert_allclose(cliff.states(2.0, -1.0, 2), [sigmoid(0.5), first, sigmoid(2 * first - 1)], rtol=1e-15)
    assert cliff.loss(2.0, -1.0, 1) == pytest.approx((first - 0.7) ** 2, rel=1e-14)


def test_it_is_the_network_of_the_paper():
    w, b, x = 4.9, -2.6, 0.5
    for _ in range(50):
        x = w * sigmoid(x) + b
    assert cliff.loss(w, b) == pytest.approx((sigmoid(x) - 0.7) ** 2, rel=1e-9)


@pytest.mark.parametrize("point", [(5.5, -2.6), (4.0, -2.0), (4.98, -2.6), (-1.0, 2.0)])
def test_the_gradient_is_that_of_autograd(point):
    w, b = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in point)
    h = torch.sigmoid(torch.tensor(0.5, dtype=torch.float64))
    for _ in range(50):
        h = torch.sigmoid(w * h + b)
    expected = torch.stack(torch.autograd.grad((h - 0.7) ** 2, (w, b)))
    np.testing.assert_allclose(cliff.gradient(*point), expected, rtol=1e-9)


@pytest.mark.parametrize("steps", [1, 3, 7])
def test_the_gradient_is_that_of_as_many_steps(steps):
    w, b, nudge = 4.0, -2.0, 1e-6
    nudged = [(cliff.loss(w + x, b + y, steps) - cliff.loss(w - x, b - y, steps)) / (2 * nudge) for x, y in nudge * np.eye(2)]
    np.testing.assert_allclose(cliff.gradient(w, b, steps), nudged, rtol=1e-6)


def test_whole_numbers_are_a_point_like_any_other():
    np.testing.assert_array_equal(cliff.path((5, -2), 0.5, 3)[0], cliff.path((5.0, -2.0), 0.5, 3)[0])


def test_a_surface_is_its_points():
    w, b = np.meshgrid([4.0, 5.0, 6.0], [-3.0, -2.0])
    surface, slopes = cliff.loss(w, b), cliff.gradient(w, b)
    assert surface.shape == (2, 3) and slopes.shape == (2, 2, 3)
    assert surface[1, 2] == pytest.approx(cliff.loss(6.0, -2.0), rel=1e-14)
    np.testing.assert_allclose(slopes[:, 1, 2], cliff.gradient(6.0, -2.0), rtol=1e-14)


def test_a_step_goes_against_the_gradient_as_far_as_the_threshold_lets_it():
    point = np.array([4.98, -2.6])
    g = cliff.gradient(*point)
    after, norm = cliff.step(point, 0.5)
    assert norm == pytest.approx(np.linalg.norm(g)) and norm > 100
    np.testing.assert_allclose(after, point - 0.5 * g)
    clipped = {"g": g.copy()}
    clip_by_norm(clipped, 0.2)
    after, norm = cliff.step(point, 0.5, 0.2)
    assert norm == pytest.approx(np.linalg.norm(g))
    np.testing.assert_allclose(after, point - 0.5 * clipped["g"])
    np.testing.assert_array_equal(point, [4.98, -2.6])


def test_a_short_gradient_and_none_are_left_alone():
    after, norm = cliff.step((5.5, -2.6), 0.5, 0.2)
    assert norm < 0.2
    np.testing.assert_allclose(after, (5.5, -2.6) - 0.5 * cliff.gradient(5.5, -2.6))
    np.testing.assert_array_equal(cliff.step((2000.0, 3000.0), 0.5, 0.2)[0], (2000, 3000))


def test_a_path_is_its_steps():
    points, norms = cliff.path((5.5, -2.6), 0.5, 3, 0.05)
    assert points.shape == (4, 2) and norms.shape == (3,)
    for k in range(3):
        after, norm = cliff.step(points[k], 0.5, 0.05)
        np.testing.assert_array_equal(points[k + 1], after)
        assert norms[k] == norm


def test_the_cliff_throws_a_plain_step_and_not_a_clipped_one():
    plain, norms = cliff.path((5.5, -2.6), 0.5, 200)
    assert norms.max() > 1000 and np.abs(plain[-1]).max() > 100 and cliff.loss(*plain[-1]) > 0.08
    clipped, norms = cliff.path((5.5, -2.6), 0.5, 200, 0.2)
    assert norms.max() > 1 and cliff.loss(*clipped[-1]) < 0.01
