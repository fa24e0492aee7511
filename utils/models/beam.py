"""Beam search: the likeliest sequences that a model can write, a few kept at each step. Greedy writing is a beam of one."""

import torch

from utils.checks import whole


def beam_search(step, h, start, *, width, most, power=0.0):
    """Search for each sequence's best continuation.

    At each step every sequence kept is continued by every symbol, and of all these the `width` of highest score are kept. A
    sequence's score is its log-probability, divided by its length to the `power`: 0 takes it as it is, 1 the mean per
    symbol. Symbol 0 is the stop; it counts in the length, and a sequence that has it is carried on unchanged.

    Parameters
    ----------
    step : callable, (h (S, N, m), symbols (S, N)) -> (log-probabilities (S, N, k), new h)
        The model, one symbol further.
    h : tensor (S, B, m)
        First states: of S networks, B sequences each.
    start : int
        The symbol that the first step reads.
    width, most : int
        Sequences kept, and the most symbols of one.
    power : float
        See Wu et al., Google's Neural Machine Translation System, 2016, whose length penalty is near to it.

    Returns
    -------
    written : integers (most, S, B, width)
        The sequences kept, best first, 0 from the stop on.
    total : tensor (S, B, width)
        Their log-probabilities, not divided; -inf where there are fewer sequences than `width`.
    """
    width, most, (S, B, _) = whole("width", width, 1), whole("most", most, 1), h.shape
    h, given = h.repeat_interleave(width, 1), torch.full((S, B * width), start, device=h.device)
    total = h.new_full((S, B, width), -torch.inf)
    total[..., 0] = 0  # at first all are the same empty sequence: one of them counts
    written = torch.zeros((0, S, B, width), dtype=torch.long, device=h.device)
    length = torch.zeros((S, B, width), device=h.device)
    for _ in range(most):
        log_p, h = step(h, given)
        done = written[-1] == 0 if len(written) else torch.zeros_like(total, dtype=torch.bool)
        place, symbol, total, length = best(total, length, log_p.unflatten(1, (B, width)), done, power)
        written = torch.cat([written.gather(3, place.expand(len(written), -1, -1, -1)), symbol[None]])
        rows = (place + width * torch.arange(B, device=h.device)[:, None]).flatten(1)
        h = h.gather(1, rows[..., None].expand_as(h))
        given = symbol.flatten(1)
    return written, total


def best(total, length, log_p, done, power):
    """The best continuations of the sequences kept.

    Parameters
    ----------
    total, length, done : tensors (S, B, width)
        Log-probability and length of each sequence so far, and whether it has stopped.
    log_p : tensor (S, B, width, k)
        Log-probability of each next symbol.
    power : float

    Returns
    -------
    place, symbol, total, length : tensors (S, B, width)
        Which sequence is continued, with which symbol, and what its log-probability and length are then.
    """
    k = log_p.shape[-1]
    only_stop = log_p.new_full((k,), -torch.inf)
    only_stop[0] = 0
    sums = total[..., None] + torch.where(done[..., None], only_stop, log_p)
    longer = length + ~done
    score = sums / longer[..., None] ** power
    chosen = score.flatten(2).topk(total.shape[-1]).indices
    place = chosen // k
    return place, chosen % k, sums.flatten(2).gather(2, chosen), longer.gather(2, place)
