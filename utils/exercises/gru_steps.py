"""A step of the GRU and its way back in NumPy, as the equations read, a row per sequence: what lab 3b has its reader write."""

import numpy as np


def sigmoid(a):
    """1 / (1 + e^-a)."""
    return 1 / (1 + np.exp(-a))


def step(x, h, p, variant):
    """The next state (B, m), from the input (B, d), the last state (B, m) and the parameters; reset_after or reset_before."""
    r = sigmoid(h @ p["W_hr"].T + x @ p["W_xr"].T + p["b_r"])
    z = sigmoid(h @ p["W_hz"].T + x @ p["W_xz"].T + p["b_z"])
    past = r * (h @ p["W_hn"].T + p["b_hn"]) if variant == "reset_after" else (r * h) @ p["W_hn"].T
    n = np.tanh(past + x @ p["W_xn"].T + p["b_n"])
    return (1 - z) * n + z * h


def step_back(d_h, r, z, n, h_before, past, p):
    """(d_a (B, 3m), d_past (B, m), d_h_before (B, m)) from d_h (B, m), reset after; `past` is W_hn h_before + b_hn."""
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z = d_h * (h_before - n) * z * (1 - z)
    d_r = d_n * past * r * (1 - r)
    d_past = d_n * r
    d_h_before = d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]
    return np.concatenate([d_r, d_z, d_n], axis=1), d_past, d_h_before
