"""Chapter 4 by hand: the matrices, rows and gradients that the page prints are those of the network that it states."""

import re

import numpy as np
import pytest

from tests.paths import ROOT

TEXT = (ROOT / "book" / "04_backpropagation_through_time.md").read_text(encoding="utf-8")
W, W_XH, W_HY = np.array([[0.5, 1], [-1, 0.5]]), np.array([1.0, 0]), np.array([0.0, 1])
X, TARGETS, START = [1.0, 0, 0], [0.0, 0, 1], np.array([0.5, 0.5])
NUMBER = r"-?\d+(?:\.\d+)?"


def printed(start, end):
    """The numbers of the page between two pieces of its text, as they stand there."""
    piece = TEXT[TEXT.index(start):]
    return re.findall(rf"(?<![\w^]){NUMBER}(?!\w)", re.sub(r"_\{?\w+\}?", "", piece[:piece.index(end)]))


def network():
    """States h[0] to h[3], Jacobians J[1] to J[3], and for each loss its row at the state of its own step."""
    h, J, rows = [START], [None], [None]
    for x, target in zip(X, TARGETS, strict=True):
        h.append(np.tanh(W @ h[-1] + W_XH * x))
        J.append((1 - h[-1] ** 2)[:, None] * W)
        rows.append((W_HY @ h[-1] - target) * W_HY)
    return h, J, rows


def flat(*parts):
    return np.concatenate([np.ravel(part) for part in parts])


H, J, ROWS = network()
AT_2 = ROWS[3] @ J[3]
AT_1 = AT_2 @ J[2]
SLOPES = 1 - H[1] ** 2
TERM = np.outer(SLOPES * AT_1, H[0])
D_2 = ROWS[2] + AT_2
D_1 = ROWS[1] + D_2 @ J[2]
CASES = {
    "the weights": (":label: eq-bptt-example", "b_h", flat(W, W_XH, W_HY)),
    "the lit path": (":label: eq-term-example\n", "\n```", flat(
        ROWS[3], J[3], AT_2, AT_2, J[2], AT_1, SLOPES[0], AT_1[0], SLOPES[1], AT_1[1], H[0], TERM)),
    "the walk back": (r"$\mathrm d h_3 = (0", "   ```", flat(
        ROWS[3], AT_2, ROWS[2], D_2, D_2 @ J[2], ROWS[1], D_1))}


@pytest.mark.parametrize("case", CASES)
def test_what_is_printed_is_what_the_network_gives(case):
    start, end, true = CASES[case]
    found = printed(start, end)
    assert len(found) == len(true)
    for number, value in zip(found, true, strict=True):
        assert abs(float(number) - value) <= 0.51 * 10.0 ** -len(number.partition(".")[2]), (number, value)
