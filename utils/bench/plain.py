"""The cells once more, gate by gate as the equations read: in NumPy with the backward pass by hand, and in PyTorch.

They are what a reader writes first, and what the layers are measured against. States are rows here; no lengths, and a
state that starts at zero. Parameters are those of a layer of `utils.layers`.
"""

import numpy as np


def sigmoid(a):
    """1 / (1 + exp(-a))."""
    return 1 / (1 + np.exp(-a))


def rnn(p, x, d_outputs):
    """Forward and backward of the vanilla cell: (outputs, d_x, gradients)."""
    (T, B, _), m = x.shape, len(p["b_h"])
    h = np.zeros((T + 1, B, m), x.dtype)
    for t in range(T):
        h[t + 1] = np.tanh(h[t] @ p["W_hh"].T + x[t] @ p["W_xh"].T + p["b_h"])
    grads, d_x, d_h = zeros(p), np.empty_like(x), np.zeros_like(h[0])
    for t in reversed(range(T)):
        d_a = {"h": (d_h + d_outputs[t]) * (1 - h[t + 1] ** 2)}
        d_h, d_x[t] = back(p, grads, d_a, h[t], x[t])
    return h[1:], d_x, grads


def lstm(p, x, d_outputs):
    """Forward and backward of the LSTM: (outputs, d_x, gradients)."""
    (T, B, _), m = x.shape, len(p["b_i"])
    h, c, steps = np.zeros((T + 1, B, m), x.dtype), np.zeros((T + 1, B, m), x.dtype), []
    for t in range(T):
        i, f, o = (sigmoid(h[t] @ p[f"W_h{g}"].T + x[t] @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "ifo")
        g = np.tanh(h[t] @ p["W_hg"].T + x[t] @ p["W_xg"].T + p["b_g"])
        c[t + 1] = f * c[t] + i * g
        tanh_c = np.tanh(c[t + 1])
        h[t + 1] = o * tanh_c
        steps.append((i, f, o, g, tanh_c))
    grads, d_x, d_h, d_c = zeros(p), np.empty_like(x), np.zeros_like(h[0]), np.zeros_like(h[0])
    for t in reversed(range(T)):
        i, f, o, g, tanh_c = steps[t]
        d_h = d_h + d_outputs[t]
        d_c = d_c + d_h * o * (1 - tanh_c**2)
        d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c[t] * f * (1 - f)}
        d_a |= {"o": d_h * tanh_c * o * (1 - o), "g": d_c * i * (1 - g**2)}
        d_c = d_c * f
        d_h, d_x[t] = back(p, grads, d_a, h[t], x[t])
    return h[1:], d_x, grads


def gru(p, x, d_outputs):
    """Forward and backward of the GRU, reset after: (outputs, d_x, gradients)."""
    (T, B, _), m = x.shape, len(p["b_r"])
    h, steps = np.zeros((T + 1, B, m), x.dtype), []
    for t in range(T):
        r, z = (sigmoid(h[t] @ p[f"W_h{g}"].T + x[t] @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        inner = h[t] @ p["W_hn"].T + p["b_hn"]
        n = np.tanh(r * inner + x[t] @ p["W_xn"].T + p["b_n"])
        h[t + 1] = (1 - z) * n + z * h[t]
        steps.append((r, z, n, inner))
    grads, d_x, d_h = zeros(p), np.empty_like(x), np.zeros_like(h[0])
    for t in reversed(range(T)):
        r, z, n, inner = steps[t]
        d_h = d_h + d_outputs[t]
        d_n = d_h * (1 - z) * (1 - n**2)
        d_a = {"r": d_n * inner * r * (1 - r), "z": d_h * (h[t] - n) * z * (1 - z)}
        d_before, d_x[t] = back(p, grads, d_a, h[t], x[t])
        grads["W_hn"] += (d_n * r).T @ h[t]
        grads["W_xn"] += d_n.T @ x[t]
        grads["b_hn"] += (d_n * r).sum(axis=0)
        grads["b_n"] += d_n.sum(axis=0)
        d_x[t] += d_n @ p["W_xn"]
        d_h = d_h * z + d_before + (d_n * r) @ p["W_hn"]
    return h[1:], d_x, grads


def zeros(p):
    """Gradients to add to."""
    return {name: np.zeros_like(value) for name, value in p.items()}


def back(p, grads, d_a, h, x):
    """Add a step's part to the gradients; return what goes on to h_{t-1} and x_t."""
    for g, d in d_a.items():
        grads[f"W_h{g}"] += d.T @ h
        grads[f"W_x{g}"] += d.T @ x
        grads[f"b_{g}"] += d.sum(axis=0)
    return sum(d @ p[f"W_h{g}"] for g, d in d_a.items()), sum(d @ p[f"W_x{g}"] for g, d in d_a.items())


NUMPY = {"RNN": rnn, "LSTM": lstm, "GRU": gru}
