"""Answers to lab 8a: differences, eight drills, what passes which case.

Four drills are exercises of earlier labs again; so are their answers.
"""

from tests.labs.answering import COLLECTED, answers, right, wrong

AGAIN = {"03a": ("lstm_step", "lstm_step_back"), "03b": ("gru_step",), "05b": ("truncated_gradient",)}
COLLECTED[__name__] += [answer for lab, names in AGAIN.items() for answer in answers(lab) if answer.exercise in names]


@right
def differences(loss, w, nudge):
    def one(k):
        step = np.zeros(w.size)
        step[k] = nudge
        step = step.reshape(w.shape)
        return (loss(w + step) - loss(w - step)) / (2 * nudge)
    return np.array([one(k) for k in range(w.size)]).reshape(w.shape)


@right
def differences(loss, w, nudge):
    flat, found = w.reshape(-1), []
    for k in range(len(flat)):
        flat[k] += nudge
        up = loss(w)
        flat[k] -= 2 * nudge
        down = loss(w)
        flat[k] += nudge
        found.append((up - down) / nudge / 2)
    return np.reshape(found, w.shape)


@wrong("go up and down")
def differences(loss, w, nudge):
    found = np.zeros_like(w)
    for place in np.ndindex(w.shape):
        before = loss(w)
        w[place] += nudge
        found[place] = (loss(w) - before) / nudge
        w[place] -= nudge
    return found


@wrong("2 nudges apart")
def differences(loss, w, nudge):
    found = np.zeros_like(w)
    for place in np.ndindex(w.shape):
        w[place] += nudge
        up = loss(w)
        w[place] -= 2 * nudge
        found[place] = (up - loss(w)) / nudge
        w[place] += nudge
    return found


@wrong("a slope is a difference over a distance")
def differences(loss, w, nudge):
    found = np.zeros_like(w)
    for place in np.ndindex(w.shape):
        middle = w[place]
        w[place] = middle + nudge
        up = loss(w)
        w[place] = middle - nudge
        found[place] = up - loss(w)
        w[place] = middle
    return found


@wrong("up minus down")
def differences(loss, w, nudge):
    found = np.zeros_like(w)
    for place in np.ndindex(w.shape):
        middle = w[place]
        w[place] = middle + nudge
        up = loss(w)
        w[place] = middle - nudge
        found[place] = (loss(w) - up) / (2 * nudge)
        w[place] = middle
    return found


@wrong("an entry stays nudged")
def differences(loss, w, nudge):
    found = np.zeros_like(w)
    for place in np.ndindex(w.shape):
        w[place] += nudge
        up = loss(w)
        w[place] -= 2 * nudge
        found[place] = (up - loss(w)) / (2 * nudge)
    return found


@wrong("one at a time")
def differences(loss, w, nudge):
    return np.full(w.shape, (loss(w + nudge) - loss(w - nudge)) / (2 * nudge))


@wrong("got shape (), expected (2, 2), as w")
def differences(loss, w, nudge):
    return (loss(w + nudge) - loss(w - nudge)) / (2 * nudge)


@right
def rnn_bptt(x, h_0, d_h, W_hh, W_xh, b_h):
    states, h = [], h_0
    for x_t in x:
        h = np.tanh(h @ W_hh.T + x_t @ W_xh.T + b_h)
        states.append(h)
    found, carry = [0, 0, 0], 0
    for t in range(len(x) - 1, -1, -1):
        before = states[t - 1] if t else h_0
        d_a = (1 - states[t] ** 2) * (carry + d_h[t])
        for k, part in enumerate((d_a.T @ before, d_a.T @ x[t], d_a.sum(0))):
            found[k] = found[k] + part
        carry = d_a @ W_hh
    return np.stack(states), *found, carry


@right
def rnn_bptt(x, h_0, d_h, W_hh, W_xh, b_h):
    import torch

    leaves = [torch.tensor(value, requires_grad=True) for value in (W_hh, W_xh, b_h, h_0)]
    W, U, b, first = leaves
    h, outputs = first, []
    for x_t in torch.tensor(x):
        h = torch.tanh(h @ W.T + x_t @ U.T + b)
        outputs.append(h)
    outputs = torch.stack(outputs)
    return outputs, *torch.autograd.grad(outputs, leaves, torch.tensor(d_h))


@wrong("the carry is missing")
def rnn_bptt(x, h_0, d_h, W_hh, W_xh, b_h):
    h = [h_0]
    for x_t in x:
        h.append(np.tanh(h[-1] @ W_hh.T + x_t @ W_xh.T + b_h))
    h = np.array(h)
    d_a = d_h * (1 - h[1:] ** 2)
    d_W_hh, d_W_xh = (sum(d.T @ b for d, b in zip(d_a, read, strict=True)) for read in (h[:-1], x))
    return h[1:], d_W_hh, d_W_xh, d_a.sum(axis=(0, 1)), d_a[0] @ W_hh


@wrong("rows go back by W_hh as it stands")
def rnn_bptt(x, h_0, d_h, W_hh, W_xh, b_h):
    h = [h_0]
    for x_t in x:
        h.append(np.tanh(h[-1] @ W_hh.T + x_t @ W_xh.T + b_h))
    h, d_a, carry = np.array(h), np.zeros_like(d_h), 0
    for t in reversed(range(len(x))):
        d_a[t] = (d_h[t] + carry) * (1 - h[t + 1] ** 2)
        carry = d_a[t] @ W_hh.T
    d_W_hh, d_W_xh = (np.einsum("tbi,tbj->ij", d_a, read) for read in (h[:-1], x))
    return h[1:], d_W_hh, d_W_xh, d_a.sum(axis=(0, 1)), carry


@wrong("through the tanh already")
def rnn_bptt(x, h_0, d_h, W_hh, W_xh, b_h):
    h = [h_0]
    for x_t in x:
        h.append(np.tanh(h[-1] @ W_hh.T + x_t @ W_xh.T + b_h))
    h, d_a, carry = np.array(h), np.zeros_like(d_h), 0
    for t in reversed(range(len(x))):
        d_a[t] = (d_h[t] + carry) * (1 - np.tanh(h[t + 1]) ** 2)
        carry = d_a[t] @ W_hh
    d_W_hh, d_W_xh = (np.einsum("tbi,tbj->ij", d_a, read) for read in (h[:-1], x))
    return h[1:], d_W_hh, d_W_xh, d_a.sum(axis=(0, 1)), carry


@wrong("not the one after")
def rnn_bptt(x, h_0, d_h, W_hh, W_xh, b_h):
    h = [h_0]
    for x_t in x:
        h.append(np.tanh(h[-1] @ W_hh.T + x_t @ W_xh.T + b_h))
    h, d_a, carry = np.array(h), np.zeros_like(d_h), 0
    for t in reversed(range(len(x))):
        d_a[t] = (d_h[t] + carry) * (1 - h[t + 1] ** 2)
        carry = d_a[t] @ W_hh
    d_W_hh, d_W_xh = (np.einsum("tbi,tbj->ij", d_a, read) for read in (h[1:], x))
    return h[1:], d_W_hh, d_W_xh, d_a.sum(axis=(0, 1)), carry


@wrong("means over the batch")
def rnn_bptt(x, h_0, d_h, W_hh, W_xh, b_h):
    h = [h_0]
    for x_t in x:
        h.append(np.tanh(h[-1] @ W_hh.T + x_t @ W_xh.T + b_h))
    h, d_a, carry = np.array(h), np.zeros_like(d_h), 0
    for t in reversed(range(len(x))):
        d_a[t] = (d_h[t] + carry) * (1 - h[t + 1] ** 2)
        carry = d_a[t] @ W_hh
    d_W_hh, d_W_xh = (np.einsum("tbi,tbj->ij", d_a, read) / x.shape[1] for read in (h[:-1], x))
    return h[1:], d_W_hh, d_W_xh, d_a.sum(axis=0).mean(axis=0), carry


@wrong("forward and back, W_hh is met from the wrong side")
def rnn_bptt(x, h_0, d_h, W_hh, W_xh, b_h):
    import torch

    leaves = [torch.tensor(value, requires_grad=True) for value in (W_hh, W_xh, b_h, h_0)]
    W, U, b, first = leaves
    h, outputs = first, []
    for x_t in torch.tensor(x):
        h = torch.tanh(h @ W + x_t @ U.T + b)
        outputs.append(h)
    outputs = torch.stack(outputs)
    return outputs, *torch.autograd.grad(outputs, leaves, torch.tensor(d_h))


@wrong("each step overwrites")
def rnn_bptt(x, h_0, d_h, W_hh, W_xh, b_h):
    h = [h_0]
    for x_t in x:
        h.append(np.tanh(h[-1] @ W_hh.T + x_t @ W_xh.T + b_h))
    carry = 0
    for t in reversed(range(len(x))):
        d_a = (d_h[t] + carry) * (1 - h[t + 1] ** 2)
        d_W_hh, d_W_xh, d_b_h = d_a.T @ h[t], d_a.T @ x[t], d_a.sum(axis=0)
        carry = d_a @ W_hh
    return np.array(h[1:]), d_W_hh, d_W_xh, d_b_h, carry


@wrong("got 4 things, expected 5: outputs, d_W_hh, d_W_xh, d_b_h, d_h_0")
def rnn_bptt(x, h_0, d_h, W_hh, W_xh, b_h):
    return x, W_hh, W_xh, b_h


@right
def clip_all(gradients, tau):
    flat = np.concatenate([np.ravel(g) for g in gradients])
    factor = min(1, tau / (np.linalg.norm(flat) or tau))
    return [factor * g for g in gradients]


@right
def clip_all(gradients, tau):
    size = sum(np.linalg.norm(g) ** 2 for g in gradients) ** 0.5
    if size > tau:
        for g in gradients:
            g *= tau / size
    return gradients


@wrong("each part is clipped by its own norm")
def clip_all(gradients, tau):
    return [g * tau / max(np.linalg.norm(g), tau) for g in gradients]


@wrong("the norms of the parts are added up")
def clip_all(gradients, tau):
    size = sum(np.linalg.norm(g) for g in gradients)
    return [g * tau / max(size, tau) for g in gradients]


@wrong("that is clipping by value")
def clip_all(gradients, tau):
    return [np.clip(g, -tau, tau) for g in gradients]


@wrong("a root is missing")
def clip_all(gradients, tau):
    size = sum(np.sum(g**2) for g in gradients)
    return [g * tau / max(size, tau) for g in gradients]


@wrong("a short gradient is made longer")
def clip_all(gradients, tau):
    size = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g * tau / size for g in gradients]


@wrong("nothing is shortened")
def clip_all(gradients, tau):
    return gradients


@wrong("by which nothing can be divided")
def clip_all(gradients, tau):
    size = np.sqrt(sum(np.sum(g**2) for g in gradients))
    return [g / size * min(size, tau) for g in gradients]


@wrong("the norm is that of the first part alone")
def clip_all(gradients, tau):
    size = np.linalg.norm(gradients[0])
    return [g * tau / max(size, tau) for g in gradients]


@right
def attend(eta, h, lengths, W_q):
    p, zeta = np.zeros(h.shape[:2]), []
    for b, n in enumerate(lengths):
        chi = h[b, :n] @ (W_q @ eta[b]) / len(W_q) ** 0.5
        e = np.exp(chi - max(chi))
        p[b, :n] = e / sum(e)
        zeta.append(p[b] @ h[b])
    return p, np.array(zeta)


@right
def attend(eta, h, lengths, W_q):
    import torch

    query = torch.tensor(eta) @ torch.tensor(W_q).T
    chi = (torch.tensor(h) @ query[:, :, None])[..., 0] / W_q.shape[0] ** 0.5
    hidden = torch.arange(h.shape[1])[None] >= torch.tensor(lengths)[:, None]
    p = torch.softmax(chi.masked_fill(hidden, -torch.inf), dim=1)
    return p, (p[:, None] @ torch.tensor(h))[:, 0]


@wrong("the padding has weights")
def attend(eta, h, lengths, W_q):
    chi = np.einsum("bm,btm->bt", eta @ W_q.T, h) / np.sqrt(h.shape[2])
    e = np.exp(chi - chi.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return p, np.einsum("bt,btm->bm", p, h)


@wrong("set the padding to 0 before you divide")
def attend(eta, h, lengths, W_q):
    chi = np.einsum("bm,btm->bt", eta @ W_q.T, h) / np.sqrt(h.shape[2])
    e = np.exp(chi - chi.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True) * (np.arange(h.shape[1]) < lengths[:, None])
    return p, np.einsum("bt,btm->bm", p, h)


@wrong("exp(0) is 1")
def attend(eta, h, lengths, W_q):
    chi = np.einsum("bm,btm->bt", eta @ W_q.T, h) / np.sqrt(h.shape[2])
    e = np.exp(np.where(np.arange(h.shape[1]) < lengths[:, None], chi, 0))
    p = e / e.sum(axis=1, keepdims=True)
    return p, np.einsum("bt,btm->bm", p, h)


@wrong("not divided by the root of m")
def attend(eta, h, lengths, W_q):
    chi = np.where(np.arange(h.shape[1]) < lengths[:, None], np.einsum("bm,btm->bt", eta @ W_q.T, h), -np.inf)
    e = np.exp(chi - chi.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return p, np.einsum("bt,btm->bm", p, h)


@wrong("W_q is turned")
def attend(eta, h, lengths, W_q):
    chi = np.einsum("bm,btm->bt", eta @ W_q, h) / np.sqrt(h.shape[2])
    chi = np.where(np.arange(h.shape[1]) < lengths[:, None], chi, -np.inf)
    e = np.exp(chi - chi.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return p, np.einsum("bt,btm->bm", p, h)


@wrong("the weights do not sum to 1")
def attend(eta, h, lengths, W_q):
    chi = np.einsum("bm,btm->bt", eta @ W_q.T, h) / np.sqrt(h.shape[2])
    p = np.exp(np.where(np.arange(h.shape[1]) < lengths[:, None], chi, -np.inf))
    return p, np.einsum("bt,btm->bm", p, h)


@wrong("large scores overflow")
def attend(eta, h, lengths, W_q):
    chi = np.einsum("bm,btm->bt", eta @ W_q.T, h) / np.sqrt(h.shape[2])
    e = np.exp(chi) * (np.arange(h.shape[1]) < lengths[:, None])
    p = e / e.sum(axis=1, keepdims=True)
    return p, np.einsum("bt,btm->bm", p, h)


@wrong("the padding is in the weighted sum")
def attend(eta, h, lengths, W_q):
    chi = np.einsum("bm,btm->bt", eta @ W_q.T, h) / np.sqrt(h.shape[2])
    e = np.exp(chi - chi.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    zeta = np.einsum("bt,btm->bm", p, h)
    p = p * (np.arange(h.shape[1]) < lengths[:, None])
    return p / p.sum(axis=1, keepdims=True), zeta


@right
def beam_search(log_p, width, most):
    totals = {(): 0.0}
    for _ in range(most):
        longer = {written: total for written, total in totals.items() if 0 in written}
        for written, total in totals.items():
            if 0 not in written:
                longer.update({(*written, k): total + more for k, more in enumerate(log_p(written))})
        totals = dict(sorted(longer.items(), key=lambda one: one[1], reverse=True)[:width])
    return max(totals.items(), key=lambda one: one[1])


@right
def beam_search(log_p, width, most):
    kept, ended = [((), 0.0)], []
    for _ in range(most):
        longer = [((*written, k), total + more) for written, total in kept for k, more in enumerate(log_p(written))]
        best = sorted(longer + ended, key=lambda one: one[1])[-width:]
        ended = [one for one in best if one[0][-1] == 0]
        kept = [one for one in best if one[0][-1] != 0]
    written, total = sorted(kept + ended, key=lambda one: one[1])[-1]
    return list(written), total


@wrong("that is greedy writing")
def beam_search(log_p, width, most):
    written, total = (), 0.0
    while len(written) < most and written[-1:] != (0,):
        scores = log_p(written)
        written, total = (*written, int(np.argmax(scores))), total + max(scores)
    return written, total


@wrong("probabilities are added to a log-probability")
def beam_search(log_p, width, most):
    kept = [((), 0.0)]
    for _ in range(most):
        longer = [one for one in kept if one[0][-1:] == (0,)]
        for written, total in kept:
            if written[-1:] != (0,):
                longer += [((*written, k), total + more) for k, more in enumerate(np.exp(log_p(written)))]
        kept = sorted(longer, key=lambda one: -one[1])[:width]
    return kept[0]


@wrong("the total is a probability")
def beam_search(log_p, width, most):
    kept = [((), 1.0)]
    for _ in range(most):
        longer = [one for one in kept if one[0][-1:] == (0,)]
        for written, total in kept:
            if written[-1:] != (0,):
                longer += [((*written, k), total * more) for k, more in enumerate(np.exp(log_p(written)))]
        kept = sorted(longer, key=lambda one: -one[1])[:width]
    return kept[0]


@wrong("what a sequence has so far is forgotten")
def beam_search(log_p, width, most):
    kept = [((), 0.0)]
    for _ in range(most):
        longer = [one for one in kept if one[0][-1:] == (0,)]
        for written, _ in kept:
            if written[-1:] != (0,):
                longer += [((*written, k), more) for k, more in enumerate(log_p(written))]
        kept = sorted(longer, key=lambda one: -one[1])[:width]
    return kept[0]


@wrong("a sequence that has its stop is lost")
def beam_search(log_p, width, most):
    kept = [((), 0.0)]
    for _ in range(most):
        longer = []
        for written, total in kept:
            if written[-1:] != (0,):
                longer += [((*written, k), total + more) for k, more in enumerate(log_p(written))]
        kept = sorted(longer, key=lambda one: -one[1])[:width]
    return kept[0]


@wrong("a sequence that has its stop is written on")
def beam_search(log_p, width, most):
    kept = [((), 0.0)]
    for _ in range(most):
        longer = [((*written, k), total + more) for written, total in kept for k, more in enumerate(log_p(written))]
        kept = sorted(longer, key=lambda one: -one[1])[:width]
    return kept[0]


@wrong("ranked by their mean per symbol")
def beam_search(log_p, width, most):
    kept = [((), 0.0)]
    for _ in range(most):
        longer = [one for one in kept if one[0][-1:] == (0,)]
        for written, total in kept:
            if written[-1:] != (0,):
                longer += [((*written, k), total + more) for k, more in enumerate(log_p(written))]
        kept = sorted(longer, key=lambda one: -one[1] / len(one[0]))[:width]
    return kept[0]


@wrong("the worst are kept")
def beam_search(log_p, width, most):
    kept = [((), 0.0)]
    for _ in range(most):
        longer = [one for one in kept if one[0][-1:] == (0,)]
        for written, total in kept:
            if written[-1:] != (0,):
                longer += [((*written, k), total + more) for k, more in enumerate(log_p(written))]
        kept = sorted(longer, key=lambda one: one[1])[:width]
    return kept[0]


@wrong("expected 2: the sequence, its log-probability")
def beam_search(log_p, width, most):
    return (0,)


@right
def survivors(right, wrong, cases):
    table = np.zeros((len(wrong), len(cases)), bool)
    for row, function in enumerate(wrong):
        for column, case in enumerate(cases):
            true = right(*case)
            try:
                found = function(*case)
            except ValueError:
                continue
            table[row, column] = found.shape == true.shape and np.allclose(found, true)
    return table


@right
def survivors(right, wrong, cases):
    def attempt(function, case):
        try:
            return function(*case)
        except ValueError:
            return np.empty(0)
    truths = [right(*case) for case in cases]
    return [[attempt(f, case).shape == true.shape and bool(np.allclose(attempt(f, case), true))
             for case, true in zip(cases, truths, strict=True)] for f in wrong]


@wrong("rows and columns are exchanged")
def survivors(right, wrong, cases):
    table = []
    for case in cases:
        table.append([])
        for function in wrong:
            try:
                found, true = function(*case), right(*case)
                table[-1].append(found.shape == true.shape and np.allclose(found, true))
            except ValueError:
                table[-1].append(False)
    return np.array(table)


@wrong("which are found, expected which pass")
def survivors(right, wrong, cases):
    table = np.ones((len(wrong), len(cases)), bool)
    for row, function in enumerate(wrong):
        for column, case in enumerate(cases):
            true = right(*case)
            try:
                found = function(*case)
                table[row, column] = found.shape != true.shape or not np.allclose(found, true)
            except ValueError:
                pass
    return table


@wrong("only the shapes are compared")
def survivors(right, wrong, cases):
    def passes(function, case):
        try:
            return function(*case).shape == right(*case).shape
        except ValueError:
            return False
    return np.array([[passes(function, case) for case in cases] for function in wrong])


@wrong("stops with an error has not passed")
def survivors(right, wrong, cases):
    def passes(function, case):
        try:
            found, true = function(*case), right(*case)
            return found.shape == true.shape and np.allclose(found, true)
        except ValueError:
            return True
    return np.array([[passes(function, case) for case in cases] for function in wrong])


@wrong("Python says: ValueError")
def survivors(right, wrong, cases):
    return np.array([[np.allclose(function(*case), right(*case)) for case in cases] for function in wrong])


@wrong("only the last entry is compared")
def survivors(right, wrong, cases):
    def passes(function, case):
        try:
            return bool(np.isclose(function(*case)[-1], right(*case)[-1]))
        except ValueError:
            return False
    return np.array([[passes(function, case) for case in cases] for function in wrong])


@wrong("each function is held against itself")
def survivors(right, wrong, cases):
    def passes(function, case):
        try:
            return np.allclose(function(*case), function(*case))
        except ValueError:
            return False
    return np.array([[passes(function, case) for case in cases] for function in wrong])
