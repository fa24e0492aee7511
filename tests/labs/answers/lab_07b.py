"""Answers to the exercises of lab 7b."""

import numpy as np
import torch

from tests.labs.answering import right, wrong


@right
def weights(chi, lengths):
    there = np.arange(chi.shape[1])[None] < lengths[:, None]
    e = np.where(there, np.exp(chi - chi.max()), 0)
    return e / e.sum(1)[:, None]


@right
def weights(chi, lengths):
    chi = torch.tensor(chi)
    behind = torch.arange(chi.shape[1])[None] >= torch.tensor(lengths)[:, None]
    return chi.masked_fill(behind, -torch.inf).softmax(-1)


@right
def weights(chi, lengths):
    found = np.zeros(chi.shape)
    for b, length in enumerate(lengths):
        e = np.exp(chi[b, :length])
        found[b, :length] = e / e.sum()
    return found


@wrong("the padding has weights")
def weights(chi, lengths):
    return np.exp(chi) / np.exp(chi).sum(1, keepdims=True)


@wrong("do not sum to 1")
def weights(chi, lengths):
    p = np.exp(chi) / np.exp(chi).sum(1, keepdims=True)
    return p * (np.arange(chi.shape[1]) < lengths[:, None])


@wrong("exp(0) is 1")
def weights(chi, lengths):
    e = np.exp(np.where(np.arange(chi.shape[1]) < lengths[:, None], chi, 0))
    return e / e.sum(1, keepdims=True)


@wrong("over the sentences")
def weights(chi, lengths):
    e = np.exp(chi) * (np.arange(chi.shape[1]) < lengths[:, None])
    return e / e.sum(0)


@wrong("over the whole batch")
def weights(chi, lengths):
    e = np.exp(chi) * (np.arange(chi.shape[1]) < lengths[:, None])
    return e / e.sum()


@wrong("one place too many")
def weights(chi, lengths):
    e = np.exp(chi) * (np.arange(chi.shape[1]) <= lengths[:, None])
    return e / e.sum(1, keepdims=True)


@wrong("in proportion to the scores")
def weights(chi, lengths):
    e = chi * (np.arange(chi.shape[1]) < lengths[:, None])
    return e / e.sum(1, keepdims=True)


@right
def attention(eta, h, W_q):
    e = np.exp(np.einsum("ij,j,ti->t", W_q, eta, h) / len(eta) ** 0.5)
    return e / e.sum(), (e / e.sum()) @ h


@right
def attention(eta, h, W_q):
    h, query = torch.tensor(h), torch.tensor(W_q) @ torch.tensor(eta)
    p = torch.softmax((h * query).sum(1) / len(eta) ** 0.5, 0)
    return p, (p[:, None] * h).sum(0)


@wrong("not divided by the root of m")
def attention(eta, h, W_q):
    e = np.exp(h @ (W_q @ eta))
    return e / e.sum(), e / e.sum() @ h


@wrong("divided by m, expected by its root")
def attention(eta, h, W_q):
    e = np.exp(h @ (W_q @ eta) / len(eta))
    return e / e.sum(), e / e.sum() @ h


@wrong("W_q is turned")
def attention(eta, h, W_q):
    e = np.exp(h @ (eta @ W_q) / len(eta) ** 0.5)
    return e / e.sum(), e / e.sum() @ h


@wrong("W_q does nothing")
def attention(eta, h, W_q):
    e = np.exp(h @ eta / len(eta) ** 0.5)
    return e / e.sum(), e / e.sum() @ h


@wrong("take the softmax")
def attention(eta, h, W_q):
    p = h @ (W_q @ eta) / len(eta) ** 0.5
    return p, p @ h


@wrong("the weights do not sum to 1")
def attention(eta, h, W_q):
    p = np.exp(h @ (W_q @ eta) / len(eta) ** 0.5)
    return p, p @ h


@wrong("over the units, expected over the places")
def attention(eta, h, W_q):
    e = np.exp(h @ (W_q @ eta) / len(eta) ** 0.5)
    return e / e.sum(), h @ (e / e.sum())


@wrong("one state alone")
def attention(eta, h, W_q):
    e = np.exp(h @ (W_q @ eta) / len(eta) ** 0.5)
    return e / e.sum(), h[np.argmax(e)]


@right
def location_features(last, total, r):
    windows = [np.lib.stride_tricks.sliding_window_view(np.pad(w, r), 2 * r + 1) for w in (last, total)]
    return np.concatenate(windows, axis=1)


@right
def location_features(last, total, r):
    n = len(last)
    found = np.zeros((n, 2, 2 * r + 1))
    for offset in range(-r, r + 1):
        for j in range(n):
            if 0 <= j + offset < n:
                found[j, :, offset + r] = last[j + offset], total[j + offset]
    return found.reshape(n, -1)


@wrong("the window goes round")
def location_features(last, total, r):
    return np.stack([np.roll(w, -i) for w in (last, total) for i in range(-r, r + 1)], axis=1)


@wrong("the window is turned")
def location_features(last, total, r):
    n = len(last)
    padded = [np.pad(w, r) for w in (last, total)]
    return np.stack([w[2 * r - i : 2 * r - i + n] for w in padded for i in range(2 * r + 1)], axis=1)


@wrong("the outermost weight is repeated")
def location_features(last, total, r):
    n = len(last)
    padded = [np.pad(w, r, mode="edge") for w in (last, total)]
    return np.stack([w[i : i + n] for w in padded for i in range(2 * r + 1)], axis=1)


@wrong("the sums come first")
def location_features(last, total, r):
    n = len(last)
    padded = [np.pad(w, r) for w in (total, last)]
    return np.stack([w[i : i + n] for w in padded for i in range(2 * r + 1)], axis=1)


@wrong("both halves hold the last weights")
def location_features(last, total, r):
    n = len(last)
    return np.stack([np.pad(last, r)[i : i + n] for _ in range(2) for i in range(2 * r + 1)], axis=1)


@wrong("got shape (7, 5), expected (7, 10)")
def location_features(last, total, r):
    n = len(last)
    return np.stack([np.pad(last, r)[i : i + n] for i in range(2 * r + 1)], axis=1)


@wrong("added up, expected side by side")
def location_features(last, total, r):
    n = len(last)
    return np.stack([np.pad(last + total, r)[i : i + n] for i in range(2 * r + 1)], axis=1)


@wrong("a column per place")
def location_features(last, total, r):
    n = len(last)
    padded = [np.pad(w, r) for w in (last, total)]
    return np.stack([w[i : i + n] for w in padded for i in range(2 * r + 1)])


@right
def thinned(margins, lengths):
    return [[np.exp(c) / (np.exp(c) + T - 1) for T in lengths] for c in margins]


@right
def thinned(margins, lengths):
    found = np.zeros((len(margins), len(lengths)))
    for i, c in enumerate(margins):
        for j, T in enumerate(lengths):
            found[i, j] = np.exp([c] + [0] * (T - 1))[0] / np.exp([c] + [0] * (T - 1)).sum()
    return found


@wrong("rows and columns are exchanged")
def thinned(margins, lengths):
    return [[np.exp(c) / (np.exp(c) + T - 1) for c in margins] for T in lengths]


@wrong("one fewer than the words")
def thinned(margins, lengths):
    return [[np.exp(c) / (np.exp(c) + T) for T in lengths] for c in margins]


@wrong("what the others get together")
def thinned(margins, lengths):
    return [[(T - 1) / (np.exp(c) + T - 1) for T in lengths] for c in margins]


@wrong("each other word's weight")
def thinned(margins, lengths):
    return [[1 / (np.exp(c) + T - 1) for T in lengths] for c in margins]


@wrong("taken as it is, expected its exponential")
def thinned(margins, lengths):
    return [[c / (c + T - 1) for T in lengths] for c in margins]


@wrong("exponentials are missing below")
def thinned(margins, lengths):
    return [[1 / T for T in lengths] for _ in margins]


@wrong("does it end with return")
def thinned(margins, lengths):
    [[np.exp(c) / (np.exp(c) + T - 1) for T in lengths] for c in margins]
