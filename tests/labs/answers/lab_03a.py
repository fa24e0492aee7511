"""Answers to lab 3a: a bias for a half-life, the LSTM's step, its step back, and how large a cell can get."""

from tests.labs.answering import right, wrong


@right
def bias_for(steps):
    f = 0.5 ** (1 / np.asarray(steps))
    return np.log(f / (1 - f))


@right
def bias_for(steps):
    f = np.exp(np.log(0.5) / steps)
    return -np.log(1 / f - 1)


@right
def bias_for(steps):
    if np.ndim(steps):
        return [float(bias_for(each)) for each in steps]
    return np.log(0.5 ** (1 / steps)) - np.log(1 - 0.5 ** (1 / steps))


@right
def bias_for(steps):
    return -np.log(np.expm1(np.log(2) / steps)).astype(np.float32)


@wrong("this is what the gate should be")
def bias_for(steps):
    return 0.5 ** (1 / np.asarray(steps))


@wrong("the sign is turned")
def bias_for(steps):
    f = 0.5 ** (1 / np.asarray(steps))
    return np.log((1 - f) / f)


@wrong("undo the whole sigmoid")
def bias_for(steps):
    return np.log(0.5 ** (1 / np.asarray(steps)))


@wrong("not 1/e")
def bias_for(steps):
    f = np.exp(-1 / np.asarray(steps))
    return np.log(f / (1 - f))


@wrong("here less is left after one")
def bias_for(steps):
    f = 0.5 ** np.asarray(steps)
    return np.log(f / (1 - f))


@wrong("what each step loses")
def bias_for(steps):
    return 1 - 0.5 ** (1 / steps)


@wrong("the question is the other way round")
def bias_for(steps):
    return np.log(0.5) / np.log(sigmoid(steps))


@wrong("an array of them does not")
def bias_for(steps):
    import math

    f = 0.5 ** (1 / steps)
    return math.log(f / (1 - f))


@wrong("got shape (), expected (3,), one bias per half-life")
def bias_for(steps):
    return 4.965 if np.ndim(steps) else np.log(1 / (2 ** (1 / steps) - 1))


@wrong("does it end with return?")
def bias_for(steps):
    f = 0.5 ** (1 / steps)
    np.log(f / (1 - f))


@right
def lstm_step(x, h, c, p):
    a = {k: np.einsum("bm,nm->bn", h, p[f"W_h{k}"]) + np.einsum("bd,nd->bn", x, p[f"W_x{k}"]) + p[f"b_{k}"] for k in "ifog"}
    c_new = sigmoid(a["f"]) * c + sigmoid(a["i"]) * np.tanh(a["g"])
    return [sigmoid(a["o"]) * np.tanh(c_new), c_new]


@right
def lstm_step(x, h, c, p):
    i, f, o = (1 / (1 + np.exp(-(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]))) for k in "ifo")
    g = np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    c *= f  # changes what was given
    c += i * g
    return o * np.tanh(c), c


@right
def lstm_step(x, h, c, p):
    W = np.vstack([np.hstack([p[f"W_h{k}"], p[f"W_x{k}"], p[f"b_{k}"][:, None]]) for k in "ifog"])
    a = np.hstack([h, x, np.ones((len(x), 1))]) @ W.T
    i, f, o, g = np.split(a, 4, axis=1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    return (sigmoid(o) * np.tanh(c)).astype(np.float32), c.astype(np.float32)


@right
def lstm_step(x, h, c, p):
    rows = []
    for x_b, h_b, c_b in zip(x, h, c, strict=True):
        i, f, o = (sigmoid(p[f"W_h{k}"] @ h_b + p[f"W_x{k}"] @ x_b + p[f"b_{k}"]) for k in "ifo")
        c_b = f * c_b + i * np.tanh(p["W_hg"] @ h_b + p["W_xg"] @ x_b + p["b_g"])
        rows.append((o * np.tanh(c_b), c_b))
    return tuple(np.array(part) for part in zip(*rows, strict=True))


@right
def lstm_step(x, h, c, p):
    i, f, o = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "ifo")
    c = f * c + i * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return np.stack([o * np.tanh(c), c])


@wrong("h and c have changed places")
def lstm_step(x, h, c, p):
    i, f, o = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "ifo")
    c = f * c + i * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return c, o * np.tanh(c)


@wrong("not through a sigmoid")
def lstm_step(x, h, c, p):
    i, f, o, g = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "ifog")
    c = f * c + i * g
    return o * np.tanh(c), c


@wrong("the candidate is not bent")
def lstm_step(x, h, c, p):
    i, f, o = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "ifo")
    c = f * c + i * (h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return o * np.tanh(c), c


@wrong("which of them keeps the old cell?")
def lstm_step(x, h, c, p):
    f, i, o = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "ifo")
    c = f * c + i * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return o * np.tanh(c), c


@wrong("c: a matrix stands the wrong way round")
def lstm_step(x, h, c, p):
    i, f, o = (sigmoid(h @ p[f"W_h{k}"] + x @ p[f"W_x{k}"] + p[f"b_{k}"]) for k in "ifo")
    c = f * c + i * np.tanh(h @ p["W_hg"] + x @ p["W_xg"] + p["b_g"])
    return o * np.tanh(c), c


@wrong("c: a matrix stands the wrong way round")
def lstm_step(x, h, c, p):
    i, f, o = (sigmoid(h @ p[f"W_h{k}"] + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "ifo")
    c = f * c + i * np.tanh(h @ p["W_hg"] + x @ p["W_xg"].T + p["b_g"])
    return o * np.tanh(c), c


@wrong("h: at gate o, a matrix stands the wrong way round")
def lstm_step(x, h, c, p):
    i, f = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "if")
    o = sigmoid(h @ p["W_ho"] + x @ p["W_xo"].T + p["b_o"])
    c = f * c + i * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return o * np.tanh(c), c


@wrong("c: at gate f, a matrix stands the wrong way round")
def lstm_step(x, h, c, p):
    i, o = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "io")
    f = sigmoid(h @ p["W_hf"] + x @ p["W_xf"].T + p["b_f"])
    c = f * c + i * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return o * np.tanh(c), c


@wrong("the biases are missing")
def lstm_step(x, h, c, p):
    i, f, o = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T) for k in "ifo")
    c = f * c + i * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T)
    return o * np.tanh(c), c


@wrong("every gate reads the last state too")
def lstm_step(x, h, c, p):
    i, f, o = (sigmoid(x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "ifo")
    c = f * c + i * np.tanh(x @ p["W_xg"].T + p["b_g"])
    return o * np.tanh(c), c


@wrong("the matrices of state and input have changed places")
def lstm_step(x, h, c, p):
    i, f, o = (sigmoid(x @ p[f"W_h{k}"].T + h @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "ifo")
    c = f * c + i * np.tanh(x @ p["W_hg"].T + h @ p["W_xg"].T + p["b_g"])
    return o * np.tanh(c), c


@wrong("the old cell is lost")
def lstm_step(x, h, c, p):
    i, o = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "io")
    c = i * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return o * np.tanh(c), c


@wrong("the old cell is kept whole")
def lstm_step(x, h, c, p):
    i, o = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "io")
    c = c + i * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return o * np.tanh(c), c


@wrong("not what another one leaves")
def lstm_step(x, h, c, p):
    f, o = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in ("f", "o"))
    c = f * c + (1 - f) * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return o * np.tanh(c), c


@wrong("h: the state shows the cell through a tanh")
def lstm_step(x, h, c, p):
    i, f, o = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "ifo")
    c = f * c + i * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return o * c, c


@wrong("h: the state shows the new cell, not the old one")
def lstm_step(x, h, c, p):
    i, f, o = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "ifo")
    new = f * c + i * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return o * np.tanh(c), new


@wrong("h: the whole cell is shown")
def lstm_step(x, h, c, p):
    i, f = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "if")
    c = f * c + i * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return np.tanh(c), c


@wrong("got one array, expected 2: h, c")
def lstm_step(x, h, c, p):
    i, f, o = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "ifo")
    c = f * c + i * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return o * np.tanh(c)


@wrong("got shape (3,), expected (4, 3), one row per sequence")
def lstm_step(x, h, c, p):
    x, h, c = x[0], h[0], c[0]
    i, f, o = (sigmoid(h @ p[f"W_h{k}"].T + x @ p[f"W_x{k}"].T + p[f"b_{k}"]) for k in "ifo")
    c = f * c + i * np.tanh(h @ p["W_hg"].T + x @ p["W_xg"].T + p["b_g"])
    return o * np.tanh(c), c


@wrong("Python says: KeyError: 'W_h'")
def lstm_step(x, h, c, p):
    return sigmoid(h @ p["W_h"].T), c


@right
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c += d_h * o * (1 - np.tanh(c) ** 2)  # as in the text, and it changes what was given
    d_a_o = d_h * np.tanh(c) * o * (1 - o)
    d_a_i, d_a_f, d_a_g = d_c * g * i * (1 - i), d_c * c_before * f * (1 - f), d_c * i * (1 - g**2)
    d_h_before = d_a_i @ p["W_hi"] + d_a_f @ p["W_hf"] + d_a_o @ p["W_ho"] + d_a_g @ p["W_hg"]
    return np.hstack([d_a_i, d_a_f, d_a_o, d_a_g]), d_h_before, d_c * f


@right
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    t = np.tanh(c)
    whole = d_c + d_h * o / np.cosh(c) ** 2
    d_a = np.hstack([whole * g * (i - i**2), whole * c_before * (f - f**2), d_h * t * (o - o**2), whole * i * (1 - g * g)])
    W_T = np.vstack([p[f"W_h{k}"] for k in "ifog"])
    return [d_a, d_a @ W_T, whole * f]


@right
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    back = np.array([sum(p[f"W_h{k}"].T @ d_a[k][b] for k in "ifog") for b in range(len(c))])
    return np.concatenate([d_a[k] for k in "ifog"], axis=1).astype(np.float32), back.astype(np.float32), d_c * f




@wrong("d_c_before: what the next step carries back along the cell is lost")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("d_c_before: the cell is also seen through the state")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("d_c_before: the slope of the tanh is taken at another value")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - c**2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("d_c_before: on the way through the state the output gate is missing")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("the slope passes a gate, which is missing")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c


@wrong("d_a, gate i: the bend of the gate itself is missing")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g, "f": d_c * c_before, "o": d_h * np.tanh(c), "g": d_c * i}
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("d_a, gate f: the gate multiplied the cell before this step")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("d_a, gate i: only a part of what arrives at the cell is here")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)  # too late
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("d_a, gate o: the gate is a factor of h, so take what arrives at h")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_c * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("d_a, gate o: the gate multiplied the cell's tanh")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * c * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("d_a, gate g: the gate has the bend of another kind")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * g * (1 - g)
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("d_a, gate g: the other factor of the product is missing")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("d_h_before: the matrices stand the wrong way round")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"].T for k in "ifog"), d_c * f


@wrong("d_h_before: this is the way to the input")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_x{k}"] for k in "ifog"), d_c * f


@wrong("d_h_before: the state was read by four gates, and one is missing")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifg"), d_c * f


@wrong("the four slopes stand in another order than i, f, o, g")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifgo"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("the two carries have changed places")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.hstack([d_a[k] for k in "ifog"]), d_c * f, sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog")


@wrong("d_a: got shape (16, 3), expected (4, 12), one row per sequence")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return np.vstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("got 6 things, expected 3: d_a, d_h_before, d_c_before")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):
    d_c = d_c + d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c_before * f * (1 - f), "o": d_h * np.tanh(c) * o * (1 - o)}
    d_a["g"] = d_c * i * (1 - g**2)
    return *(d_a[k] for k in "ifog"), sum(d_a[k] @ p[f"W_h{k}"] for k in "ifog"), d_c * f


@wrong("d_c_before: what the next step carries back along the cell is lost")
def lstm_step_back(d_h, d_c, i, f, o, g, c, c_before, p):  # two slips: the first is named
    d_c = d_h * o * (1 - np.tanh(c) ** 2)
    d_a = {"i": d_c * g * i * (1 - i), "f": d_c * c * f * (1 - f), "o": d_c * np.tanh(c) * o * (1 - o), "g": d_c * i}
    return np.hstack([d_a[k] for k in "ifog"]), sum(d_a[k] @ p[f"W_h{k}"].T for k in "ifog"), d_c * f


@right
def ceilings(gates, steps):
    rows = []
    for f in gates:
        row = []
        for T in steps:
            c = 0.0
            for _ in range(T):
                c = f * c + 1
            row.append(c)
        rows.append(row)
    return rows


@right
def ceilings(gates, steps):
    f, T = np.asarray(gates)[:, None], np.asarray(steps)[None, :]
    with np.errstate(invalid="ignore"):
        return np.where(f == 1, T, (1 - f**T) / (1 - f))


@right
def ceilings(gates, steps):
    found = np.zeros((len(gates), len(steps)), dtype=np.float32)
    for k, f in enumerate(gates):
        for n, T in enumerate(steps):
            found[k, n] = sum(f**t for t in range(T))
    return found


@right
def ceilings(gates, steps):
    return np.vectorize(lambda f, T: np.polyval(np.ones(T), f))(*np.meshgrid(gates, steps, indexing="ij"))


@wrong("this is what is left of one write")
def ceilings(gates, steps):
    return [[f**T for T in steps] for f in gates]


@wrong("with f = 1 nothing is lost")
def ceilings(gates, steps):
    return [[(1 - float(f) ** int(T)) / (1 - float(f)) for T in steps] for f in gates]


@wrong("with f = 1 nothing is lost")
def ceilings(gates, steps):
    with np.errstate(invalid="ignore"):
        return (1 - gates[:, None] ** steps) / (1 - gates[:, None])


@wrong("steps without end")
def ceilings(gates, steps):
    return [[1 / (1 - f) for T in steps] for f in gates]


@wrong("nothing is forgotten here")
def ceilings(gates, steps):
    return [list(steps) for f in gates]


@wrong("the last step's write has passed no gate yet")
def ceilings(gates, steps):
    return [[sum(f**t for t in range(1, T + 1)) for T in steps] for f in gates]


@wrong("one step too many")
def ceilings(gates, steps):
    return [[sum(f**t for t in range(T + 1)) for T in steps] for f in gates]


@wrong("one step too few")
def ceilings(gates, steps):
    return [[sum(f**t for t in range(T - 1)) for T in steps] for f in gates]


@wrong("got shape (4, 3), expected (3, 4), one row per forget gate, one column per number of steps")
def ceilings(gates, steps):
    return [[sum(f**t for t in range(T)) for f in gates] for T in steps]


@wrong("only f of each step's write")
def ceilings(gates, steps):
    return [[1 - f**T for T in steps] for f in gates]


@wrong("add up what each step leaves")
def ceilings(gates, steps):
    return [[min(T, 1 / (1 - f)) if f < 1 else T for T in steps] for f in gates]


@wrong("expected numbers")
def ceilings(gates, steps):
    return {f: [sum(f**t for t in range(T)) for T in steps] for f in gates}
