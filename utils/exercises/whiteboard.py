"""What lab 8a has its reader write that no lab before it asked for whole: BPTT, clipping, attention, beam search; with slips.

Each is plain NumPy, as one writes it on a whiteboard. The tests hold them against PyTorch and against `utils`.
"""

from functools import partial

import numpy as np

from utils.exercises import lab_05a, lab_07b
from utils.exercises.slips import slips

__all__ = ["ATTENTION_SLIPS", "BEAM_SLIPS", "BPTT_SLIPS", "CLIP_SLIPS", "attend", "beam_search", "bptt", "clip"]


def bptt(x, h_0, d_h, W_hh, W_xh, b_h):
    """Outputs (T, B, m), d_W_hh, d_W_xh, d_b_h and d_h_0 of the loss sum(d_h * outputs); x (T, B, d), d_h (T, B, m)."""
    h = [h_0]
    for x_t in x:
        h.append(np.tanh(h[-1] @ W_hh.T + x_t @ W_xh.T + b_h))
    d_W_hh, d_W_xh, d_b_h = np.zeros_like(W_hh), np.zeros_like(W_xh), np.zeros_like(b_h)
    carry = np.zeros_like(h_0)
    for t in reversed(range(len(x))):
        d_a = (d_h[t] + carry) * (1 - h[t + 1] ** 2)
        d_W_hh += d_a.T @ h[t]
        d_W_xh += d_a.T @ x[t]
        d_b_h += d_a.sum(axis=0)
        carry = d_a @ W_hh
    return np.array(h[1:]), d_W_hh, d_W_xh, d_b_h, carry


SLOPE, ALL = "(1 - h[t + 1] ** 2)", "return np.array(h[1:]), d_W_hh, d_W_xh, d_b_h, carry"
BPTT_SLIPS = slips(bptt, {
    "forward and back, W_hh is met from the wrong side": (
        "h[-1] @ W_hh.T", "h[-1] @ W_hh", "d_a.T @ h[t]", "h[t].T @ d_a", "carry = d_a @ W_hh", "carry = d_a @ W_hh.T"),
    "forward and back, the bias counts twice": ("+ b_h)", "+ 2 * b_h)", "d_b_h += d_a", "d_b_h += 2 * d_a"),
    "forward and back, the tanh is missing": ("np.tanh(h[-1] @ W_hh.T + x_t @ W_xh.T + b_h)",
        "h[-1] @ W_hh.T + x_t @ W_xh.T + b_h", f" * {SLOPE}", ""),
    "forward and back, every step starts from the first state": (
        "h[-1] @", "h[0] @", "d_a.T @ h[t]", "d_a.T @ h[0]", "(d_h[t] + carry)", "d_h[t]", "carry = d_a", "carry += d_a"),
    "forward, W_hh is met from the wrong side": ("h[-1] @ W_hh.T", "h[-1] @ W_hh"),
    "forward, W_xh is met from the wrong side": ("x_t @ W_xh.T", "x_t @ W_xh"),
    "the carry is missing: each step sees its own loss alone": ("(d_h[t] + carry)", "d_h[t]"),
    "a step's own loss is lost where a later one arrives": ("d_h[t] + carry", "d_h[t] * (t == len(x) - 1) + carry"),
    "the carry is met from the wrong side: rows go back by W_hh as it stands": ("carry = d_a @ W_hh", "carry = d_a @ W_hh.T"),
    "the carry leaves without the slope of the tanh": ("carry = d_a @ W_hh", "carry = (d_h[t] + carry) @ W_hh"),
    "the slope of the tanh is missing": (f" * {SLOPE}", ""),
    "the square is missing in the slope of the tanh": (" ** 2", ""),
    "the state has been through the tanh already, and here goes through it again": ("h[t + 1] ** 2", "np.tanh(h[t + 1]) ** 2"),
    "the slope belongs to the state after the step, and here is that of the state before": ("h[t + 1] ** 2", "h[t] ** 2"),
    "this is the slope of a sigmoid": (SLOPE, "h[t + 1] * (1 - h[t + 1])"),
    "W_hh has read the state before the step, not the one after": ("d_a.T @ h[t]", "d_a.T @ h[t + 1]"),
    "d_W_hh lies on its side: its first index is the unit that is driven": ("d_a.T @ h[t]", "h[t].T @ d_a"),
    "d_W_xh lies on its side: its first index is the unit that is driven": ("d_a.T @ x[t]", "x[t].T @ d_a"),
    "each step overwrites the gradients of the weights: they add up over time": (
        "d_W_hh +=", "d_W_hh =", "d_W_xh +=", "d_W_xh =", "d_b_h +=", "d_b_h ="),
    "the gradients of the weights are means over the steps, expected sums": (
        ALL, "return np.array(h[1:]), d_W_hh / len(x), d_W_xh / len(x), d_b_h / len(x), carry"),
    "the gradients of the weights are means over the batch, expected sums": (
        ALL, "return np.array(h[1:]), d_W_hh / len(h_0), d_W_xh / len(h_0), d_b_h / len(h_0), carry"),
    "the walk back goes forwards": ("reversed(range(len(x)))", "range(len(x))"),
    "the first state is not the one given, but zero": ("h = [h_0]", "h = [0 * h_0]"),
    "the last thing is the gradient at the first step, before W_hh": (ALL, ALL.replace("carry", "d_a"))})


def clip(gradients, tau):
    """The gradients, a list of arrays, all shortened by one factor, so that their common norm is at most tau."""
    norm = np.sqrt(sum(np.sum(g**2) for g in gradients))
    factor = tau / max(norm, tau)
    return tuple(g * factor for g in gradients)


def as_one(shorten):
    """A function of all gradients from one of a vector."""
    def of_all(gradients, tau):
        places = np.cumsum([g.size for g in gradients])[:-1]
        parts = np.split(shorten(np.concatenate([g.ravel() for g in gradients]), tau), places)
        return tuple(part.reshape(g.shape) for part, g in zip(parts, gradients, strict=True))
    return of_all


CLIP_SLIPS = slips(clip, {
    "each part is clipped by its own norm, so the step turns: one norm for all":
        lambda gradients, tau: tuple(lab_05a.shorten(g, tau) for g in gradients),
    "the norms of the parts are added up, expected the norm of all entries together": (
        "np.sqrt(sum(np.sum(g**2) for g in gradients))", "sum(np.linalg.norm(g) for g in gradients)"),
    "the norm is that of the first part alone": ("np.sum(g**2) for g in gradients", "np.sum(g**2) for g in gradients[:1]"),
    "the norm is that of the longest part, expected that of all together": (
        "np.sqrt(sum(np.sum(g**2) for g in gradients))", "max(np.linalg.norm(g) for g in gradients)")}) | {
    says: as_one(slip) for says, slip in lab_05a.clipped.slips.items()}


def weighed(chi, lengths):
    """Weights (B, T) of scores, which may be large: a softmax stays as it is where all of them move."""
    return lab_07b.masked(chi - chi.max(axis=1, keepdims=True), lengths)


def attend(eta, h, lengths, W_q, weigh=weighed):
    """Weights (B, T) and weighted sums (B, m), from eta (B, m), states h (B, T, m), lengths (B,) and W_q (m, m)."""
    chi = np.einsum("bm,btm->bt", eta @ W_q.T, h) / np.sqrt(eta.shape[1])
    p = weigh(chi, lengths)
    return p, np.einsum("bt,btm->bm", p, h)


def sentence_by_sentence(one):
    """The same for a batch from a function of one sentence, which sees no padding."""
    def of_batch(eta, h, lengths, W_q):
        pairs = [one(eta[b], h[b, :n], W_q) for b, n in enumerate(lengths)]
        return (np.array([np.pad(p, (0, h.shape[1] - len(p))) for p, _ in pairs]), np.array([zeta for _, zeta in pairs]))
    return of_batch


def unmasked(chi, lengths):
    """A slip: weights for padding too."""
    return weighed(chi, 0 * lengths + chi.shape[1])


ATTENTION_SLIPS = {says: partial(attend, weigh=slip) for says, slip in lab_07b.weights.slips.items()} | {
    says: sentence_by_sentence(slip) for says, slip in lab_07b.attention.slips.items()} | {
    "the weights do not sum to 1: divide by their sum": partial(
        attend, weigh=lambda chi, lengths: weighed(chi, lengths) * np.exp(chi - chi.max(axis=1, keepdims=True)).sum(
            axis=1, keepdims=True)),
    "the sum runs over the units, expected over the places": lambda *given: (
        attend(*given)[0], np.einsum("bj,btj->bt", attend(*given)[0], given[1])),
    "every sentence gets the question of the first one": lambda eta, *rest: attend(0 * eta + eta[:1], *rest),
    "the padding is in the weighted sum: its weights were set to 0 only after the sum": lambda *given: (
        attend(*given)[0], attend(*given, weigh=unmasked)[1])}


MODELS = (54, 0, 4)  # seeds of models on which every slip of the search below comes out


def spoken(seed, written):
    """Log-probabilities of the next of four symbols, from how many there are and what the last two were."""
    scores = 1.5 * np.random.default_rng([seed, len(written), *written[-2:]]).standard_normal(4) - (np.arange(4) == 0)
    return scores - np.log(np.exp(scores).sum())


def beam_search(log_p, width, most):
    """The best sequence kept, a tuple of symbols, 0 the stop, and its log-probability; log_p(written) gives each symbol's."""
    kept = [((), 0.0)]
    for _ in range(most):
        longer = []
        for written, total in kept:
            if written[-1:] == (0,):
                longer.append((written, total))
                continue
            longer += [((*written, symbol), total + value) for symbol, value in enumerate(log_p(written))]
        kept = sorted(longer, key=lambda one: -one[1])[:width]
    return kept[0]


def at_first_stop(log_p, width, most):
    """A slip: the search ends as soon as one of the sequences kept has ended."""
    for steps in range(1, most + 1):
        ended = [one for one in all_kept(log_p, width, steps) if one[0][-1] == 0]
        if ended:
            return ended[0]
    return beam_search(log_p, width, most)


def each_once(log_p, width, most):
    """A slip: the first step keeps `width` symbols, after which each sequence goes on greedily by itself."""
    ends = []
    for written, total in all_kept(log_p, width, 1):
        rest, more = ((), 0) if written[-1] == 0 else beam_search(lambda tail, w=written: log_p(w + tail), 1, most - 1)
        ends.append((written + rest, total + more))
    return max(ends, key=lambda one: one[1])


RETURN = "return kept[0]"
all_kept = slips(beam_search, {"all": (RETURN, "return kept")})["all"]
BEAM_SLIPS = slips(beam_search, {
    "that is greedy writing: one sequence is kept, expected width": ("[:width]", "[:1]"),
    "probabilities are added to a log-probability: add their logarithms": ("total + value", "total + np.exp(value)"),
    "log-probabilities are multiplied: they add up": ("total + value", "total * value", "0.0", "1.0"),
    "the total is a probability, expected its logarithm": ("total + value", "total * np.exp(value)", "0.0", "1.0"),
    "what a sequence has so far is forgotten": ("total + value", "value"),
    "a sequence that has its stop is written on": ("if written[-1:] == (0,):", "if False:"),
    "a sequence that has its stop is lost: it stays among those kept": ("longer.append((written, total))", "pass"),
    "a sequence that has its stop is kept whatever its rank":
        ("[:width]", "[:width] + [one for one in longer if one[0][-1] == 0]", RETURN, "return kept[-1]"),
    "the worst are kept, expected the best": ("-one[1]", "one[1]"),
    "the sequences are ranked by their mean per symbol, expected by their total": ("-one[1]", "-one[1] / len(one[0])"),
    "the total is divided by the length, which was not asked": (RETURN, "return kept[0][0], kept[0][1] / len(kept[0][0])"),
    "the last of the sequences kept, expected the best": (RETURN, "return kept[-1]"),
    "one symbol too few": ("range(most)", "range(most - 1)"),
    "the stop is a symbol of the sequence, and is missing": (RETURN, "return kept[0][0][:-1], kept[0][1]"),
    "each sequence goes on by itself: two continuations of one may both be among the best": each_once,
    "the search ends with the first sequence that ends: a longer one may be likelier": at_first_stop})
