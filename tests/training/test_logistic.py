"""Logistic regression: at its weights the loss has no slope, and the odds are those of the data."""

import numpy as np
import pytest

from utils.training.logistic import logistic_fit, logistic_odds

rng = np.random.default_rng(0)
X = rng.standard_normal((4000, 3))
TRUE = np.array([0.8, -0.5, 0.0])
POSITIVE = rng.random(4000) < 1 / (1 + np.exp(-(X @ TRUE + 0.3)))


def test_it_finds_the_odds_that_made_the_data():
    assert logistic_fit(X, POSITIVE) == pytest.approx([*TRUE, 0.3], abs=0.12)


@pytest.mark.parametrize("ridge", [0.0, 1.0, 50.0])
def test_the_loss_has_no_slope_at_the_weights(ridge):
    w = logistic_fit(X, POSITIVE, ridge)
    left = POSITIVE - 1 / (1 + np.exp(-logistic_odds(w, X)))
    assert X.T @ left - ridge * w[:-1] == pytest.approx(np.zeros(3), abs=1e-6)
    assert left.sum() == pytest.approx(0, abs=1e-6)
