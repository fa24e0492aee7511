"""Answers to the exercises of lab 3b."""

import numpy as np

from tests.labs.answering import right, wrong


@right
def half_life(bias):
    return -1 / np.log2(sigmoid(bias))


@right
def half_life(bias):
    import math

    return math.log(2) / math.log(1 + math.exp(-bias))


@right
def half_life(bias):
    return np.float32(np.log(0.5) / np.log(sigmoid(np.float32(bias))))


@wrong("z is the share that is kept")
def half_life(bias):
    return np.log(0.5) / np.log(1 - sigmoid(bias))


@wrong("goes through the sigmoid first")
def half_life(bias):
    return np.log(0.5) / np.log(bias)


@wrong("upside down")
def half_life(bias):
    return np.log(sigmoid(bias)) / np.log(0.5)


@wrong("a half-life is above 0")
def half_life(bias):
    return np.log(2) / np.log(sigmoid(bias))


@wrong("not rounded up")
def half_life(bias):
    return int(np.ceil(np.log(0.5) / np.log(sigmoid(bias))))


@wrong("a share of what is left")
def half_life(bias):
    return 0.5 / (1 - sigmoid(bias))


@wrong("returns nothing")
def half_life(bias):
    np.log(0.5) / np.log(sigmoid(bias))


@wrong("not cut to whole steps")
def half_life(bias):
    return round(np.log(0.5) / np.log(sigmoid(bias)))


@right
def gru_step(x, h, p, variant):
    def into(g, state):
        return np.einsum("bm,nm->bn", state, p[f"W_h{g}"]), x @ p[f"W_x{g}"].T + p[f"b_{g}"]

    r, z = (1 / (1 + np.exp(-sum(into(g, h)))) for g in "rz")
    if variant == "reset_before":
        past, new = into("n", r * h)
    else:
        past, new = into("n", h)
        past = (past + p["b_hn"]) * r
    n = np.tanh(past + new)
    return n + z * (h - n)


@right
def gru_step(x, h, p, variant):
    rows = []
    for one, state in zip(x, h, strict=True):
        r, z = (sigmoid(p[f"W_h{g}"] @ state + p[f"W_x{g}"] @ one + p[f"b_{g}"]) for g in "rz")
        after = variant == "reset_after"
        past = r * (p["W_hn"] @ state + p["b_hn"]) if after else p["W_hn"] @ (r * state)
        rows.append((1 - z) * np.tanh(past + p["W_xn"] @ one + p["b_n"]) + z * state)
    return rows


@right
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    past = r * (h @ p["W_hn"].T + p["b_hn"]) if variant == "reset_after" else (r * h) @ p["W_hn"].T
    past += x @ p["W_xn"].T + p["b_n"]
    h *= z
    h += (1 - z) * np.tanh(past)
    return h.astype(np.float32)


@wrong("z is the share that is kept")
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    past = r * (h @ p["W_hn"].T + p["b_hn"]) if variant == "reset_after" else (r * h) @ p["W_hn"].T
    return z * np.tanh(past + x @ p["W_xn"].T + p["b_n"]) + (1 - z) * h


@wrong("other side of the matrix")
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    n = np.tanh((r * h) @ p["W_hn"].T + x @ p["W_xn"].T + p["b_n"])
    return (1 - z) * n + z * h


@wrong("KeyError: 'b_hn'")
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    n = np.tanh(r * (h @ p["W_hn"].T + p["b_hn"]) + x @ p["W_xn"].T + p["b_n"])
    return (1 - z) * n + z * h


@wrong("b_hn belongs inside the reset")
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    past = r * (h @ p["W_hn"].T) + p["b_hn"] if variant == "reset_after" else (r * h) @ p["W_hn"].T
    return (1 - z) * np.tanh(past + x @ p["W_xn"].T + p["b_n"]) + z * h


@wrong("b_hn is missing")
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    past = r * (h @ p["W_hn"].T) if variant == "reset_after" else (r * h) @ p["W_hn"].T
    return (1 - z) * np.tanh(past + x @ p["W_xn"].T + p["b_n"]) + z * h


@wrong("b_n is missing")
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    past = r * (h @ p["W_hn"].T + p["b_hn"]) if variant == "reset_after" else (r * h) @ p["W_hn"].T
    return (1 - z) * np.tanh(past + x @ p["W_xn"].T) + z * h


@wrong("biases of both gates are missing")
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T) for g in "rz")
    past = r * (h @ p["W_hn"].T + p["b_hn"]) if variant == "reset_after" else (r * h) @ p["W_hn"].T
    return (1 - z) * np.tanh(past + x @ p["W_xn"].T + p["b_n"]) + z * h


@wrong("the state's matrices are not transposed")
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"] + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    past = r * (h @ p["W_hn"] + p["b_hn"]) if variant == "reset_after" else (r * h) @ p["W_hn"]
    return (1 - z) * np.tanh(past + x @ p["W_xn"].T + p["b_n"]) + z * h


@wrong("matmul")
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"] + x @ p[f"W_x{g}"] + p[f"b_{g}"]) for g in "rz")
    past = r * (h @ p["W_hn"] + p["b_hn"]) if variant == "reset_after" else (r * h) @ p["W_hn"]
    return (1 - z) * np.tanh(past + x @ p["W_xn"] + p["b_n"]) + z * h


@wrong("z has weights of its own")
def gru_step(x, h, p, variant):
    r = z = sigmoid(h @ p["W_hr"].T + x @ p["W_xr"].T + p["b_r"])
    past = r * (h @ p["W_hn"].T + p["b_hn"]) if variant == "reset_after" else (r * h) @ p["W_hn"].T
    return (1 - z) * np.tanh(past + x @ p["W_xn"].T + p["b_n"]) + z * h


@wrong("r and z have changed places")
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "zr")
    past = r * (h @ p["W_hn"].T + p["b_hn"]) if variant == "reset_after" else (r * h) @ p["W_hn"].T
    return (1 - z) * np.tanh(past + x @ p["W_xn"].T + p["b_n"]) + z * h


@wrong("goes through tanh; yours goes through the sigmoid")
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    past = r * (h @ p["W_hn"].T + p["b_hn"]) if variant == "reset_after" else (r * h) @ p["W_hn"].T
    return (1 - z) * sigmoid(past + x @ p["W_xn"].T + p["b_n"]) + z * h


@wrong("yours acts on x and b_n too")
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    if variant == "reset_after":
        n = np.tanh(r * (h @ p["W_hn"].T + p["b_hn"] + x @ p["W_xn"].T + p["b_n"]))
    else:
        n = np.tanh((r * h) @ p["W_hn"].T + x @ p["W_xn"].T + p["b_n"])
    return (1 - z) * n + z * h


@wrong("nothing is reset")
def gru_step(x, h, p, variant):
    z = sigmoid(h @ p["W_hz"].T + x @ p["W_xz"].T + p["b_z"])
    past = h @ p["W_hn"].T + p.get("b_hn", 0)
    return (1 - z) * np.tanh(past + x @ p["W_xn"].T + p["b_n"]) + z * h


@wrong("nothing is reset before the matrix")
def gru_step(x, h, p, variant):
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    past = r * (h @ p["W_hn"].T + p["b_hn"]) if variant == "reset_after" else h @ p["W_hn"].T
    return (1 - z) * np.tanh(past + x @ p["W_xn"].T + p["b_n"]) + z * h


@wrong("the candidate is not yet the next state")
def gru_step(x, h, p, variant):
    r = sigmoid(h @ p["W_hr"].T + x @ p["W_xr"].T + p["b_r"])
    past = r * (h @ p["W_hn"].T + p["b_hn"]) if variant == "reset_after" else (r * h) @ p["W_hn"].T
    return np.tanh(past + x @ p["W_xn"].T + p["b_n"])


@wrong("not those of the first")
def gru_step(x, h, p, variant):
    x, h = 0 * x + x[0], 0 * h + h[0]
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    past = r * (h @ p["W_hn"].T + p["b_hn"]) if variant == "reset_after" else (r * h) @ p["W_hn"].T
    return (1 - z) * np.tanh(past + x @ p["W_xn"].T + p["b_n"]) + z * h


@wrong("expected (2, 4), one row per sequence")
def gru_step(x, h, p, variant):
    x, h = x.mean(axis=0), h.mean(axis=0)
    r, z = (sigmoid(h @ p[f"W_h{g}"].T + x @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
    past = r * (h @ p["W_hn"].T + p["b_hn"]) if variant == "reset_after" else (r * h) @ p["W_hn"].T
    return (1 - z) * np.tanh(past + x @ p["W_xn"].T + p["b_n"]) + z * h


@right
def gru_step_back(d_h, r, z, n, h_before, past, p):
    new, kept = d_h * (1 - z), d_h * z
    d_n = new - new * n * n
    d_a = np.hstack([d_n * past * (r - r**2), (d_h * h_before - d_h * n) * (z - z**2), d_n])
    to_matrices = np.hstack([d_a[:, : 2 * n.shape[1]], d_n * r])
    return [d_a, d_n * r, kept + to_matrices @ np.vstack([p["W_hr"], p["W_hz"], p["W_hn"]])]


@right
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    h_before -= n
    d_z = d_h * h_before * z * (1 - z)
    past *= d_n
    d_r = past * r * (1 - r)
    d_h *= z
    for d, name in ((d_r, "W_hr"), (d_z, "W_hz"), (d_n * r, "W_hn")):
        d_h += (p[name].T @ d.T).T
    return np.concatenate([d_r, d_z, d_n], 1).astype(np.float32), d_n * r, d_h


@wrong("yours starts with z")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z, d_r, d_past = d_h * (h_before - n) * z * (1 - z), d_n * past * r * (1 - r), d_n * r
    d_h_before = d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]
    return np.hstack([d_z, d_r, d_n]), d_past, d_h_before


@wrong("yours is d_past")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z, d_r, d_past = d_h * (h_before - n) * z * (1 - z), d_n * past * r * (1 - r), d_n * r
    d_h_before = d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]
    return np.hstack([d_r, d_z, d_past]), d_past, d_h_before


@wrong("sign turned")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z, d_r, d_past = d_h * (n - h_before) * z * (1 - z), d_n * past * r * (1 - r), d_n * r
    d_h_before = d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]
    return np.hstack([d_r, d_z, d_n]), d_past, d_h_before


@wrong("z also takes from the candidate")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z, d_r, d_past = d_h * h_before * z * (1 - z), d_n * past * r * (1 - r), d_n * r
    d_h_before = d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]
    return np.hstack([d_r, d_z, d_n]), d_past, d_h_before


@wrong("the slopes of both sigmoids are missing")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z, d_r, d_past = d_h * (h_before - n), d_n * past, d_n * r
    d_h_before = d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]
    return np.hstack([d_r, d_z, d_n]), d_past, d_h_before


@wrong("d_z lacks the slope of its sigmoid")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z, d_r, d_past = d_h * (h_before - n), d_n * past * r * (1 - r), d_n * r
    d_h_before = d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]
    return np.hstack([d_r, d_z, d_n]), d_past, d_h_before


@wrong("entered the state times 1 - z")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - n**2)
    d_z, d_r, d_past = d_h * (h_before - n) * z * (1 - z), d_n * past * r * (1 - r), d_n * r
    d_h_before = d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]
    return np.hstack([d_r, d_z, d_n]), d_past, d_h_before


@wrong("lacks the slope of tanh")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z)
    d_z, d_r, d_past = d_h * (h_before - n) * z * (1 - z), d_n * past * r * (1 - r), d_n * r
    d_h_before = d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]
    return np.hstack([d_r, d_z, d_n]), d_past, d_h_before


@wrong("r multiplied `past`, not the state")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z, d_r, d_past = d_h * (h_before - n) * z * (1 - z), d_n * h_before * r * (1 - r), d_n * r
    d_h_before = d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]
    return np.hstack([d_r, d_z, d_n]), d_past, d_h_before


@wrong("multiplied by r on its way")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z, d_r, d_past = d_h * (h_before - n) * z * (1 - z), d_n * past * r * (1 - r), d_n
    d_h_before = d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]
    return np.hstack([d_r, d_z, d_n]), d_past, d_h_before


@wrong("the direct way is missing")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z, d_r, d_past = d_h * (h_before - n) * z * (1 - z), d_n * past * r * (1 - r), d_n * r
    return np.hstack([d_r, d_z, d_n]), d_past, d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]


@wrong("so what reaches it is d_past")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z, d_r = d_h * (h_before - n) * z * (1 - z), d_n * past * r * (1 - r)
    d_h_before = d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_n @ p["W_hn"]
    return np.hstack([d_r, d_z, d_n]), d_n * r, d_h_before


@wrong("no matrix is transposed")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z, d_r, d_past = d_h * (h_before - n) * z * (1 - z), d_n * past * r * (1 - r), d_n * r
    d_h_before = d_h * z + d_r @ p["W_hr"].T + d_z @ p["W_hz"].T + d_past @ p["W_hn"].T
    return np.hstack([d_r, d_z, d_n]), d_past, d_h_before


@wrong("in d_a the gates side by side")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z, d_r, d_past = d_h * (h_before - n) * z * (1 - z), d_n * past * r * (1 - r), d_n * r
    d_h_before = d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]
    return np.stack([d_r, d_z, d_n]), d_past, d_h_before


@wrong("got 2 things, expected 3: d_a, d_past, d_h_before")
def gru_step_back(d_h, r, z, n, h_before, past, p):
    d_n = d_h * (1 - z) * (1 - n**2)
    d_z, d_r, d_past = d_h * (h_before - n) * z * (1 - z), d_n * past * r * (1 - r), d_n * r
    return np.hstack([d_r, d_z, d_n]), d_h * z + d_r @ p["W_hr"] + d_z @ p["W_hz"] + d_past @ p["W_hn"]


@right
def half_lives(biases, seeds):
    def count(bias, **weights):
        h, steps = np.ones(16), 0
        while steps < 200:
            r, z = (sigmoid(weights["r"] @ h), sigmoid(weights["z"] @ h + bias))
            h = (1 - z) * np.tanh(r * (weights["n"] @ h)) + z * h
            steps += 1
            if h.mean() <= 0.5:
                break
        return np.int64(steps)

    def drawn(seed):
        return {g: GRU(1, 16, seed=seed).parameters[f"W_h{g}"] for g in "rzn"}

    nothing = dict.fromkeys("rzn", np.zeros((16, 16)))
    fresh = np.array([[count(bias, **drawn(seed)) for seed in seeds] for bias in biases])
    return np.log(2) / np.log1p(np.exp(-np.array(biases))), [count(bias, **nothing) for bias in biases], fresh


@right
def half_lives(biases, seeds):
    rows = []
    for bias in biases:
        row = [np.log(0.5) / np.log(sigmoid(bias))]
        for seed in [None, *seeds]:
            layer = GRU(1, 16, seed=seed or 0)
            if seed is None:
                layer.parameters = {name: 0 * p for name, p in layer.parameters.items()}
            layer.parameters["b_z"][:] = bias
            means = layer.forward(np.zeros((200, 1, 1)), np.ones((1, 16)))[0].mean(axis=(1, 2))
            row.append(next((t for t, mean in enumerate(means, 1) if mean <= 0.5), 200))
        rows.append(row)
    return [row[0] for row in rows], [row[1] for row in rows], [row[2:] for row in rows]


@wrong("yours counts from 0")
def half_lives(biases, seeds):
    def count(bias, seed, share=1):
        layer = GRU(1, 16, seed=seed)
        layer.parameters = {name: share * p for name, p in layer.parameters.items()}
        layer.parameters["b_z"][:] = bias
        below = layer.forward(np.zeros((200, 1, 1)), np.ones((1, 16)))[0].mean(axis=-1)[:, 0] <= 0.5
        return int(np.argmax(below)) if below.any() else 200

    zero, fresh = [count(bias, 0, 0) for bias in biases], [[count(bias, seed) for seed in seeds] for bias in biases]
    return [np.log(0.5) / np.log(sigmoid(bias)) for bias in biases], zero, fresh


@wrong("the input is zero at every step; yours is 1")
def half_lives(biases, seeds):
    def count(bias, seed, share=1):
        layer = GRU(1, 16, seed=seed)
        layer.parameters = {name: share * p for name, p in layer.parameters.items()}
        layer.parameters["b_z"][:] = bias
        below = layer.forward(np.ones((200, 1, 1)), np.ones((1, 16)))[0].mean(axis=-1)[:, 0] <= 0.5
        return int(np.argmax(below)) + 1 if below.any() else 200

    zero, fresh = [count(bias, 0, 0) for bias in biases], [[count(bias, seed) for seed in seeds] for bias in biases]
    return [np.log(0.5) / np.log(sigmoid(bias)) for bias in biases], zero, fresh


@wrong("the first state is 1 for every unit")
def half_lives(biases, seeds):
    def count(bias, seed, share=1):
        layer = GRU(1, 16, seed=seed)
        layer.parameters = {name: share * p for name, p in layer.parameters.items()}
        layer.parameters["b_z"][:] = bias
        below = layer.forward(np.zeros((200, 1, 1)))[0].mean(axis=-1)[:, 0] <= 0.5
        return int(np.argmax(below)) + 1 if below.any() else 200

    zero, fresh = [count(bias, 0, 0) for bias in biases], [[count(bias, seed) for seed in seeds] for bias in biases]
    return [np.log(0.5) / np.log(sigmoid(bias)) for bias in biases], zero, fresh


@wrong("the reset gate is to stay as it is drawn")
def half_lives(biases, seeds):
    def count(bias, seed, share=1):
        layer = GRU(1, 16, seed=seed)
        layer.parameters = {name: share * p for name, p in layer.parameters.items()}
        layer.parameters["W_hr"][:], layer.parameters["b_r"][:] = 0, 40
        layer.parameters["b_z"][:] = bias
        below = layer.forward(np.zeros((200, 1, 1)), np.ones((1, 16)))[0].mean(axis=-1)[:, 0] <= 0.5
        return int(np.argmax(below)) + 1 if below.any() else 200

    zero, fresh = [count(bias, 0, 0) for bias in biases], [[count(bias, seed) for seed in seeds] for bias in biases]
    return [np.log(0.5) / np.log(sigmoid(bias)) for bias in biases], zero, fresh


@wrong("where the mean never falls to 1/2, say 200")
def half_lives(biases, seeds):
    def count(bias, seed, share=1):
        layer = GRU(1, 16, seed=seed)
        layer.parameters = {name: share * p for name, p in layer.parameters.items()}
        layer.parameters["b_z"][:] = bias
        return np.argmax(layer.forward(np.zeros((200, 1, 1)), np.ones((1, 16)))[0].mean(axis=-1)[:, 0] <= 0.5) + 1

    zero, fresh = [count(bias, 0, 0) for bias in biases], [[count(bias, seed) for seed in seeds] for bias in biases]
    return [np.log(0.5) / np.log(sigmoid(bias)) for bias in biases], zero, fresh


@wrong("every seed draws weights of its own")
def half_lives(biases, seeds):
    def count(bias, share=1):
        layer = GRU(1, 16)
        layer.parameters = {name: share * p for name, p in layer.parameters.items()}
        layer.parameters["b_z"][:] = bias
        below = layer.forward(np.zeros((200, 1, 1)), np.ones((1, 16)))[0].mean(axis=-1)[:, 0] <= 0.5
        return int(np.argmax(below)) + 1 if below.any() else 200

    zero, fresh = [count(bias, 0) for bias in biases], [[count(bias) for _ in seeds] for bias in biases]
    return [np.log(0.5) / np.log(sigmoid(bias)) for bias in biases], zero, fresh


@wrong("the bias is to be set last")
def half_lives(biases, seeds):
    def count(bias, seed, share=1):
        layer = GRU(1, 16, seed=seed)
        layer.parameters["b_z"][:] = bias
        layer.parameters = {name: share * p for name, p in layer.parameters.items()}
        below = layer.forward(np.zeros((200, 1, 1)), np.ones((1, 16)))[0].mean(axis=-1)[:, 0] <= 0.5
        return int(np.argmax(below)) + 1 if below.any() else 200

    zero, fresh = [count(bias, 0, 0) for bias in biases], [[count(bias, seed) for seed in seeds] for bias in biases]
    return [np.log(0.5) / np.log(sigmoid(bias)) for bias in biases], zero, fresh


@wrong("the mean over all units, not the first of them")
def half_lives(biases, seeds):
    def count(bias, seed, share=1):
        layer = GRU(1, 16, seed=seed)
        layer.parameters = {name: share * p for name, p in layer.parameters.items()}
        layer.parameters["b_z"][:] = bias
        below = layer.forward(np.zeros((200, 1, 1)), np.ones((1, 16)))[0][:, 0, 0] <= 0.5
        return int(np.argmax(below)) + 1 if below.any() else 200

    zero, fresh = [count(bias, 0, 0) for bias in biases], [[count(bias, seed) for seed in seeds] for bias in biases]
    return [np.log(0.5) / np.log(sigmoid(bias)) for bias in biases], zero, fresh


@wrong("the formula: ")
def half_lives(biases, seeds):
    def count(bias, seed, share=1):
        layer = GRU(1, 16, seed=seed)
        layer.parameters = {name: share * p for name, p in layer.parameters.items()}
        layer.parameters["b_z"][:] = bias
        below = layer.forward(np.zeros((200, 1, 1)), np.ones((1, 16)))[0].mean(axis=-1)[:, 0] <= 0.5
        return int(np.argmax(below)) + 1 if below.any() else 200

    zero, fresh = [count(bias, 0, 0) for bias in biases], [[count(bias, seed) for seed in seeds] for bias in biases]
    return [np.log(0.5) / np.log(1 - sigmoid(bias)) for bias in biases], zero, fresh


@wrong("one row per bias, one column per seed")
def half_lives(biases, seeds):
    def count(bias, seed, share=1):
        layer = GRU(1, 16, seed=seed)
        layer.parameters = {name: share * p for name, p in layer.parameters.items()}
        layer.parameters["b_z"][:] = bias
        below = layer.forward(np.zeros((200, 1, 1)), np.ones((1, 16)))[0].mean(axis=-1)[:, 0] <= 0.5
        return int(np.argmax(below)) + 1 if below.any() else 200

    zero, fresh = [count(bias, 0, 0) for bias in biases], [[count(bias, seed) for bias in biases] for seed in seeds]
    return [np.log(0.5) / np.log(sigmoid(bias)) for bias in biases], zero, fresh
