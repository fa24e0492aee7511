"""Answers to the exercises of lab 3c."""

from tests.labs.answering import right, wrong

# Exercise 1. The LSTM as a loop


@right
def lstm_loop(x, h, c, p):
    W_h, W_x, b = (torch.cat([p[kind + g] for g in "ifog"]) for kind in ("W_h", "W_x", "b_"))
    outputs = torch.zeros(len(x), *h.shape, dtype=x.dtype)
    for t in range(len(x)):
        i, f, o, g = (h @ W_h.T + x[t] @ W_x.T + b).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        outputs[t] = h
    return [outputs, [h, c]]


@right
def lstm_loop(x, h, c, p):
    def gate(g, x_t, h):
        a = torch.addmm(p["b_" + g], h, p["W_h" + g].t()) + torch.einsum("bd,md->bm", x_t, p["W_x" + g])
        return a.tanh() if g == "g" else a.sigmoid()

    outputs = ()
    for x_t in torch.unbind(x):
        i, f, o, g = (gate(name, x_t, h) for name in "ifog")
        c = torch.addcmul(f.mul(c), i, g)
        h = o.mul(c.tanh())
        outputs += (h[None],)
    return torch.cat(outputs), (h, c)


@right
def lstm_loop(x, h, c, p):
    p, outputs = {name: value.float() for name, value in p.items()}, []
    h, c = h.float(), c.float()
    for x_t in x.float():
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        c = c * torch.sigmoid(a["f"]) + torch.sigmoid(a["i"]) * torch.tanh(a["g"])
        h = torch.sigmoid(a["o"]) * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs), (h, c)


@right
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c *= f
        c += i * torch.tanh(a["g"])
        h = o * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs), (h, c)


@wrong("i and f have changed places")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = i * c + f * torch.tanh(a["g"])
        h = o * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs), (h, c)


@wrong("squashed like a gate")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        i, f, o, g = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "ifog")
        c = f * c + i * g
        h = o * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs), (h, c)


@wrong("the candidate g is not squashed at all")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = f * c + i * a["g"]
        h = o * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs), (h, c)


@wrong("the first h and c are not those given")
def lstm_loop(x, h, c, p):
    outputs = []
    h = c = torch.zeros_like(h)
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = f * c + i * torch.tanh(a["g"])
        h = o * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs), (h, c)


@wrong("a tanh belongs between c and h")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = f * c + i * torch.tanh(a["g"])
        h = o * c
        outputs.append(h)
    return torch.stack(outputs), (h, c)


@wrong("starts from the first h again")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = f * c + i * torch.tanh(a["g"])
        new_h = o * torch.tanh(c)
        outputs.append(new_h)
    return torch.stack(outputs), (new_h, c)


@wrong("starts from the first c again")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        new_c = f * c + i * torch.tanh(a["g"])
        h = o * torch.tanh(new_c)
        outputs.append(h)
    return torch.stack(outputs), (h, new_c)


@wrong("starts from the first h and c again")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        new_c = f * c + i * torch.tanh(a["g"])
        new_h = o * torch.tanh(new_c)
        outputs.append(new_h)
    return torch.stack(outputs), (new_h, new_c)


@wrong("the last pair comes in the order c, h")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = f * c + i * torch.tanh(a["g"])
        h = o * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs), (c, h)


@wrong("the outputs are the cells c")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = f * c + i * torch.tanh(a["g"])
        h = o * torch.tanh(c)
        outputs.append(c)
    return torch.stack(outputs), (h, c)


@wrong("the biases are missing")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = f * c + i * torch.tanh(a["g"])
        h = o * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs), (h, c)


@wrong("rows times a matrix need it transposed")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"] + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = f * c + i * torch.tanh(a["g"])
        h = o * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs), (h, c)


@wrong("outputs: got shape (4, 5, 3), expected (5, 4, 3), time first")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = f * c + i * torch.tanh(a["g"])
        h = o * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs, dim=1), (h, c)


@wrong("return two things: outputs, (h, c)")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = f * c + i * torch.tanh(a["g"])
        h = o * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs), h, c


@wrong("the graph is cut between two steps")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        h, c = h.detach(), c.detach()
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = f * c + i * torch.tanh(a["g"])
        h = o * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs), (h, c)


@wrong("no gradient comes back from them")
def lstm_loop(x, h, c, p):
    outputs = []
    with torch.no_grad():
        for x_t in x:
            a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
            i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
            c = f * c + i * torch.tanh(a["g"])
            h = o * torch.tanh(c)
            outputs.append(h)
    return torch.stack(outputs), (h, c)


@wrong("no gradient comes back from them")
def lstm_loop(x, h, c, p):
    x, h, c = x.numpy(), h.numpy(), c.numpy()
    p, outputs = {name: value.numpy() for name, value in p.items()}, []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (1 / (1 + np.exp(-a[g])) for g in "ifo")
        c = f * c + i * np.tanh(a["g"])
        h = o * np.tanh(c)
        outputs.append(h)
    return np.array(outputs), (h, c)


@wrong("was changed in place")
def lstm_loop(x, h, c, p):
    states = torch.zeros(len(x) + 1, *h.shape, dtype=x.dtype)
    states[0] = h
    for t in range(len(x)):
        a = {g: states[t] @ p[f"W_h{g}"].T + x[t] @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = f * c + i * torch.tanh(a["g"])
        states[t + 1] = o * torch.tanh(c)
    return states[1:], (states[-1], c)


@wrong("every output is the last h")
def lstm_loop(x, h, c, p):
    outputs = []
    for x_t in x:
        a = {g: h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"] for g in "ifog"}
        i, f, o = (torch.sigmoid(a[g]) for g in "ifo")
        c = f * c + i * torch.tanh(a["g"])
        h[:] = o * torch.tanh(c)
        outputs.append(h)
    return torch.stack(outputs), (h, c)


@wrong("your function returns nothing")
def lstm_loop(x, h, c, p):
    for x_t in x:
        h = torch.tanh(h @ p["W_hg"].T + x_t @ p["W_xg"].T + p["b_g"])


# Exercise 2. By hand, into nn.LSTM


@right
def to_torch_by_hand(p):
    stacks = {kind: torch.cat([torch.tensor(p[kind + g]) for g in "ifgo"]) for kind in ("W_x", "W_h", "b_")}
    half = stacks["b_"] / 2
    return {"bias_hh_l0": half, "bias_ih_l0": half, "weight_hh_l0": stacks["W_h"], "weight_ih_l0": stacks["W_x"]}


@right
def to_torch_by_hand(p):
    bias = [value for g in "ifgo" for value in p[f"b_{g}"].tolist()]
    rows = {side: [row for g in "ifgo" for row in p[f"W_{side}{g}"].astype(np.float32).tolist()] for side in "xh"}
    return {"weight_ih_l0": rows["x"], "weight_hh_l0": rows["h"], "bias_ih_l0": len(bias) * [0], "bias_hh_l0": bias}


@right
def to_torch_by_hand(p):
    m, d = p["W_xi"].shape
    W_x, W_h, b = np.empty((4 * m, d)), np.empty((4 * m, m)), np.empty(4 * m)
    for k, g in enumerate("ifgo"):
        W_x[k * m:(k + 1) * m], W_h[k * m:(k + 1) * m], b[k * m:(k + 1) * m] = p["W_x" + g], p["W_h" + g], p["b_" + g]
    return {"weight_ih_l0": W_x, "weight_hh_l0": W_h, "bias_ih_l0": b, "bias_hh_l0": 0 * b}


@wrong("the blocks still stand in our order")
def to_torch_by_hand(p):
    W_x, W_h, b = (np.concatenate([p[kind + g] for g in "ifog"]) for kind in ("W_x", "W_h", "b_"))
    return {"weight_ih_l0": W_x, "weight_hh_l0": W_h, "bias_ih_l0": b, "bias_hh_l0": np.zeros_like(b)}


@wrong("the bias still in ours")
def to_torch_by_hand(p):
    W_x, W_h = (np.concatenate([p[kind + g] for g in "ifgo"]) for kind in ("W_x", "W_h"))
    b = np.concatenate([p["b_" + g] for g in "ifog"])
    return {"weight_ih_l0": W_x, "weight_hh_l0": W_h, "bias_ih_l0": b, "bias_hh_l0": np.zeros_like(b)}


@wrong("yours come to twice ours")
def to_torch_by_hand(p):
    W_x, W_h, b = (np.concatenate([p[kind + g] for g in "ifgo"]) for kind in ("W_x", "W_h", "b_"))
    return {"weight_ih_l0": W_x, "weight_hh_l0": W_h, "bias_ih_l0": b, "bias_hh_l0": b}


@wrong("the order is still ours, and the two biases come to twice ours")
def to_torch_by_hand(p):
    W_x, W_h, b = (np.concatenate([p[kind + g] for g in "ifog"]) for kind in ("W_x", "W_h", "b_"))
    return {"weight_ih_l0": W_x, "weight_hh_l0": W_h, "bias_ih_l0": b, "bias_hh_l0": b}


@wrong("the blocks of weight_hh_l0 are transposed")
def to_torch_by_hand(p):
    W_x, b = (np.concatenate([p[kind + g] for g in "ifgo"]) for kind in ("W_x", "b_"))
    W_h = np.concatenate([p["W_h" + g].T for g in "ifgo"])
    return {"weight_ih_l0": W_x, "weight_hh_l0": W_h, "bias_ih_l0": b, "bias_hh_l0": np.zeros_like(b)}


@wrong("weight_ih_l0 and weight_hh_l0 have changed places")
def to_torch_by_hand(p):
    W_x, W_h, b = (np.concatenate([p[kind + g] for g in "ifgo"]) for kind in ("W_x", "W_h", "b_"))
    return {"weight_ih_l0": W_h, "weight_hh_l0": W_x, "bias_ih_l0": b, "bias_hh_l0": np.zeros_like(b)}


@wrong("weight_ih_l0: got shape (3, 8), expected (12, 2), four blocks of three rows")
def to_torch_by_hand(p):
    W_x, W_h, b = (np.hstack([p[kind + g] for g in "ifgo"]) for kind in ("W_x", "W_h", "b_"))
    return {"weight_ih_l0": W_x, "weight_hh_l0": W_h, "bias_ih_l0": b, "bias_hh_l0": np.zeros_like(b)}


@wrong("bias_hh_l0: got shape (), expected (12,)")
def to_torch_by_hand(p):
    W_x, W_h, b = (np.concatenate([p[kind + g] for g in "ifgo"]) for kind in ("W_x", "W_h", "b_"))
    return {"weight_ih_l0": W_x, "weight_hh_l0": W_h, "bias_ih_l0": b, "bias_hh_l0": 0.0}


@wrong("got the names weight_ih_l0, weight_hh_l0, bias_ih_l0; expected")
def to_torch_by_hand(p):
    W_x, W_h, b = (np.concatenate([p[kind + g] for g in "ifgo"]) for kind in ("W_x", "W_h", "b_"))
    return {"weight_ih_l0": W_x, "weight_hh_l0": W_h, "bias_ih_l0": b}


@wrong("expected a dict from names to arrays")
def to_torch_by_hand(p):
    W_x, W_h, b = (np.concatenate([p[kind + g] for g in "ifgo"]) for kind in ("W_x", "W_h", "b_"))
    return W_x, W_h, b, np.zeros_like(b)


@wrong("both biases are zero")
def to_torch_by_hand(p):
    W_x, W_h, b = (np.concatenate([p[kind + g] for g in "ifgo"]) for kind in ("W_x", "W_h", "b_"))
    return {"weight_ih_l0": W_x, "weight_hh_l0": W_h, "bias_ih_l0": 0 * b, "bias_hh_l0": 0 * b}


# Exercise 3. The GRU as a loop


@right
def gru_loop(x, h, p):
    outputs = torch.empty(len(x), *h.shape, dtype=h.dtype)
    W_h, W_x, b = (torch.cat([p[kind + g] for g in "rz"]) for kind in ("W_h", "W_x", "b_"))
    for t, x_t in enumerate(x):
        r, z = torch.sigmoid(h @ W_h.T + x_t @ W_x.T + b).chunk(2, dim=-1)
        n = torch.tanh(x_t @ p["W_xn"].T + p["b_n"] + (h @ p["W_hn"].T + p["b_hn"]) * r)
        h = torch.lerp(n, h, z)
        outputs[t] = h
    return outputs, h


@right
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        r, z = (1 / (1 + torch.exp(-(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]))) for g in "rz")
        n = torch.tanh(r * (h @ p["W_hn"].T + p["b_hn"]) + x_t @ p["W_xn"].T + p["b_n"])
        h = n + z * (h - n)
        outputs += [h]
    return [torch.stack(outputs), outputs[-1]]


@wrong("z is the share of the old state that is kept")
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        r, z = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        n = torch.tanh(r * (h @ p["W_hn"].T + p["b_hn"]) + x_t @ p["W_xn"].T + p["b_n"])
        h = (1 - z) * h + z * n
        outputs.append(h)
    return torch.stack(outputs), h


@wrong("r and z have changed places")
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        z, r = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        n = torch.tanh(r * (h @ p["W_hn"].T + p["b_hn"]) + x_t @ p["W_xn"].T + p["b_n"])
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs), h


@wrong("the reset comes before the product here")
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        r, z = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        n = torch.tanh((r * h) @ p["W_hn"].T + p["b_hn"] + x_t @ p["W_xn"].T + p["b_n"])
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs), h


@wrong("the reset comes before the product, and b_hn is missing")
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        r, z = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        n = torch.tanh((r * h) @ p["W_hn"].T + x_t @ p["W_xn"].T + p["b_n"])
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs), h


@wrong("b_hn stands outside the reset")
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        r, z = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        n = torch.tanh(r * (h @ p["W_hn"].T) + p["b_hn"] + x_t @ p["W_xn"].T + p["b_n"])
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs), h


@wrong("b_hn is missing")
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        r, z = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        n = torch.tanh(r * (h @ p["W_hn"].T) + x_t @ p["W_xn"].T + p["b_n"])
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs), h


@wrong("the reset is missing")
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        z = torch.sigmoid(h @ p["W_hz"].T + x_t @ p["W_xz"].T + p["b_z"])
        n = torch.tanh(h @ p["W_hn"].T + p["b_hn"] + x_t @ p["W_xn"].T + p["b_n"])
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs), h


@wrong("the reset also covers what comes from x")
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        r, z = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        n = torch.tanh(r * (h @ p["W_hn"].T + p["b_hn"] + x_t @ p["W_xn"].T + p["b_n"]))
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs), h


@wrong("the first h is not the one given")
def gru_loop(x, h, p):
    h, outputs = torch.zeros_like(h), []
    for x_t in x:
        r, z = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        n = torch.tanh(r * (h @ p["W_hn"].T + p["b_hn"]) + x_t @ p["W_xn"].T + p["b_n"])
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs), h


@wrong("the candidate n is squashed like a gate")
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        r, z = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        n = torch.sigmoid(r * (h @ p["W_hn"].T + p["b_hn"]) + x_t @ p["W_xn"].T + p["b_n"])
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs), h


@wrong("starts from the first h again")
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        r, z = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        n = torch.tanh(r * (h @ p["W_hn"].T + p["b_hn"]) + x_t @ p["W_xn"].T + p["b_n"])
        outputs.append((1 - z) * n + z * h)
    return torch.stack(outputs), outputs[-1]


@wrong("expected 2: outputs, the last state")
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        r, z = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        n = torch.tanh(r * (h @ p["W_hn"].T + p["b_hn"]) + x_t @ p["W_xn"].T + p["b_n"])
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs)


@wrong("no gradient comes back from them")
def gru_loop(x, h, p):
    p, outputs = {name: value.detach() for name, value in p.items()}, []
    for x_t in x:
        r, z = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        n = torch.tanh(r * (h @ p["W_hn"].T + p["b_hn"]) + x_t @ p["W_xn"].T + p["b_n"])
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs), h


@wrong("the graph is cut between two steps")
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        r, z = (torch.sigmoid(h @ p[f"W_h{g}"].T + x_t @ p[f"W_x{g}"].T + p[f"b_{g}"]) for g in "rz")
        n = torch.tanh(r * (h @ p["W_hn"].T + p["b_hn"]) + x_t @ p["W_xn"].T + p["b_n"])
        outputs.append((1 - z) * n + z * h)
        h = outputs[-1].data
    return torch.stack(outputs), outputs[-1]


@wrong("no gradient comes back to W_hr")
def gru_loop(x, h, p):
    outputs = []
    for x_t in x:
        r = torch.sigmoid(h @ p["W_hr"].T + x_t @ p["W_xr"].T + p["b_r"]).detach()
        z = torch.sigmoid(h @ p["W_hz"].T + x_t @ p["W_xz"].T + p["b_z"])
        n = torch.tanh(r * (h @ p["W_hn"].T + p["b_hn"]) + x_t @ p["W_xn"].T + p["b_n"])
        h = (1 - z) * n + z * h
        outputs.append(h)
    return torch.stack(outputs), h


# Exercise 4. PyTorch's factor


@right
def clip_factor(norm, most):
    return np.minimum(np.float64(1), most / np.add(norm, 1e-6))


@right
def clip_factor(norm, most):
    factor = most / (norm + 1e-6)
    return factor if factor < 1 else 1


@right
def clip_factor(norm, most):
    return torch.clamp(torch.tensor(most / (norm + 1e-6)), max=1)


@wrong("PyTorch's divisor is a little larger")
def clip_factor(norm, most):
    return min(1, most / norm)


@wrong("gradients shorter than the limit would be stretched")
def clip_factor(norm, most):
    return most / (norm + 1e-6)


@wrong("shorter gradients would be stretched, and the divisor is not PyTorch's")
def clip_factor(norm, most):
    return most / norm


@wrong("norm 2e-06 and limit 1e-06: got 0.49751, expected 0.33333")
def clip_factor(norm, most):
    return min(1, most / (norm + 1e-8))


@wrong("taken away, not added")
def clip_factor(norm, most):
    return min(1, most / (norm - 1e-6))


@wrong("not the larger")
def clip_factor(norm, most):
    return max(1, most / (norm + 1e-6))


@wrong("added to the limit")
def clip_factor(norm, most):
    return min(1, (most + 1e-6) / norm)


@wrong("added to the fraction")
def clip_factor(norm, most):
    return min(1, most / norm + 1e-6)


@wrong("upside down")
def clip_factor(norm, most):
    return min(1, (norm + 1e-6) / most)


@wrong("that is the norm after clipping")
def clip_factor(norm, most):
    return min(norm, most)


@wrong("at the limit itself PyTorch shortens already")
def clip_factor(norm, most):
    return most / (norm + 1e-6) if norm > most else 1


@wrong("your function returns nothing")
def clip_factor(norm, most):
    min(1, most / (norm + 1e-6))


# Exercise 5. Which shapes favour the loop


@right
def ratios(shapes, make):
    found = []
    for T, B, d, m in shapes:
        loop, layer, x = make(T, B, d, m)
        times = {"loop": [], "layer": []}
        for _ in range(5):
            for name, module in (("loop", loop), ("layer", layer)):
                begin = time.perf_counter()
                outputs, _ = module(x)
                outputs.backward(torch.ones_like(outputs))
                times[name].append(time.perf_counter() - begin)
        found.append(np.median(times["loop"]) / np.median(times["layer"]))
    return np.array(found, dtype=np.float32)


@right
def ratios(shapes, make):
    def once(module, x):
        begin = time.process_time_ns()
        module.zero_grad()
        module(x)[0].square().mean().backward()
        return time.process_time_ns() - begin

    def one(loop, layer, x):
        quotients = sorted(once(loop, x) / once(layer, x) for _ in range(5))
        return torch.tensor(quotients[2])

    return tuple(one(*make(*shape)) for shape in shapes)


@wrong("only the forward pass is timed")
def ratios(shapes, make):
    found = []
    for shape in shapes:
        loop, layer, x = make(*shape)
        times = np.median([[seconds(loop, x), seconds(layer, x)] for _ in range(5)], axis=0)
        found.append(times[0] / times[1])
    return found


@wrong("only the forward pass is timed")
def ratios(shapes, make):
    found = []
    for shape in shapes:
        loop, layer, x = make(*shape)
        times = {loop: [], layer: []}
        for _ in range(5):
            for module in (loop, layer):
                begin = time.perf_counter()
                loss = module(x)[0].sum()
                times[module].append(time.perf_counter() - begin)
                loss.backward()
        found.append(np.median(times[loop]) / np.median(times[layer]))
    return found


@wrong("only the backward pass is timed")
def ratios(shapes, make):
    found = []
    for shape in shapes:
        loop, layer, x = make(*shape)
        times = {loop: [], layer: []}
        for _ in range(5):
            for module in (loop, layer):
                loss = module(x)[0].sum()
                times[module].append(seconds(loss.backward))
        found.append(np.median(times[loop]) / np.median(times[layer]))
    return found


@wrong("call time.perf_counter() under its full name")
def ratios(shapes, make):
    from timeit import timeit

    found = []
    for shape in shapes:
        loop, layer, x = make(*shape)
        times = [timeit(lambda module=module, x=x: module(x)[0].sum().backward(), number=5) for module in (loop, layer)]
        found.append(times[0] / times[1])
    return found


@wrong("divide them by the layer's")
def ratios(shapes, make):
    found = []
    for shape in shapes:
        loop, _, x = make(*shape)
        found.append(np.median([seconds(lambda loop=loop, x=x: loop(x)[0].sum().backward()) for _ in range(5)]))
    return found


@wrong("upside down")
def ratios(shapes, make):
    def whole_pass(module, x):
        module(x)[0].sum().backward()

    found = []
    for shape in shapes:
        loop, layer, x = make(*shape)
        times = [[seconds(whole_pass, module, x) for module in (loop, layer)] for _ in range(5)]
        ours, theirs = np.median(times, axis=0)
        found.append(theirs / ours)
    return found


@wrong("the mean counts a slow first pass")
def ratios(shapes, make):
    def whole_pass(module, x):
        module(x)[0].sum().backward()

    found = []
    for shape in shapes:
        loop, layer, x = make(*shape)
        times = [[seconds(whole_pass, module, x) for module in (loop, layer)] for _ in range(5)]
        ours, theirs = np.mean(times, axis=0)
        found.append(ours / theirs)
    return found


@wrong("only first passes are timed")
def ratios(shapes, make):
    def whole_pass(module, x):
        module(x)[0].sum().backward()

    found = []
    for shape in shapes:
        loop, layer, x = make(*shape)
        ours, theirs = (seconds(whole_pass, module, x) for module in (loop, layer))
        found.append(ours / theirs)
    return found


@wrong("only first passes are timed")
def ratios(shapes, make):
    def new_pass(shape, which):
        contenders = make(*shape)
        begin = time.monotonic()
        contenders[which](contenders[2])[0].sum().backward()
        return time.monotonic() - begin

    return [np.median([new_pass(shape, 0) for _ in range(5)]) / np.median([new_pass(shape, 1) for _ in range(5)])
            for shape in shapes]


@wrong("the making of the contenders is timed as well")
def ratios(shapes, make):
    def new_pass(shape, which):
        contenders = make(*shape)
        contenders[which](contenders[2])[0].sum().backward()

    return [seconds(new_pass, shape, 0) / seconds(new_pass, shape, 1) for shape in shapes]


@wrong("the same ratio for every shape")
def ratios(shapes, make):
    def whole_pass(module, x):
        module(x)[0].sum().backward()

    made = [make(*shape) for shape in shapes]
    loop, layer, x = made[0]
    times = [[seconds(whole_pass, module, x) for module in (loop, layer)] for _ in range(5)]
    ours, theirs = np.median(times, axis=0)
    return [ours / theirs for _ in shapes]


@wrong("not every shape's contenders were made")
def ratios(shapes, make):
    return [2.5 for _ in shapes]


@wrong("expected T, B, d, m: for instance (2, 3, 4, 5)")
def ratios(shapes, make):
    found = []
    for T, B, d, m in shapes:
        loop, layer, x = make(B, T, d, m)
        found.append(seconds(loop, x) / seconds(layer, x))
    return found


@wrong("one ratio per shape")
def ratios(shapes, make):
    def whole_pass(module, x):
        module(x)[0].sum().backward()

    for shape in shapes:
        loop, layer, x = make(*shape)
        times = [[seconds(whole_pass, module, x) for module in (loop, layer)] for _ in range(5)]
        ours, theirs = np.median(times, axis=0)
        return ours / theirs
