"""Encoder and decoder with attention: at each step the decoder weighs all states of the encoder, and reads their weighted sum.

Several networks run side by side, as in `writers`; encoder, decoder and output are those of `translators`. But the decoder
starts from zeros, and at each step is given a weighted sum of the encoder's states: nothing else passes between the two.
`Attenders` differ from each other only in how the weights come about.

Source: Dzmitry Bahdanau, Kyunghyun Cho and Yoshua Bengio, Neural Machine Translation by Jointly Learning to Align and
Translate, 2015 (additive); Minh-Thang Luong, Hieu Pham and Christopher D. Manning, Effective Approaches to Attention-based
Neural Machine Translation, 2015, and Ashish Vaswani et al., Attention Is All You Need, 2017 (dot product, and its scale); Jan
Chorowski et al., Attention-Based Models for Speech Recognition, 2015 (location).
"""

import math
from typing import NamedTuple

import torch
from torch.nn.functional import pad

from utils.checks import one_of, whole
from utils.models.translators import Translators, stopped
from utils.models.writers import gru_step

KINDS = ("additive", "dot", "location", "uniform")
REACH_OF_WEIGHTS = 3  # location features see the weights of so many places on each side


class Read(NamedTuple):
    """What the encoder leaves to the decoder, for a batch."""

    states: torch.Tensor  # (S, B, T, m): after each word of the source
    keys: torch.Tensor  # (S, B, T, m): the states as the weights see them
    there: torch.Tensor  # (S, B, T): truth values, which places may be weighed; set one to False and it is hidden
    first: torch.Tensor  # (S, B, m): the decoder's first state, zeros


class Attenders(Translators):
    """S encoder-decoder networks with attention.

    Parameters
    ----------
    kind : str
        Of the weights: ``"additive"``, W_s · tanh(W_q η + W_k h); ``"dot"``, (W_q η) · h / √m; ``"location"``, additive, with
        the last weights and the sum of all weights so far added inside the tanh, seen through a convolution;
        ``"uniform"``, the same weight for each word, which leaves a mean.
    seeds, reads, symbols, hidden_size, dtype, device
        As for `Translators`.
    """

    def __init__(self, kind, seeds, reads, symbols, hidden_size, dtype=torch.float64, device=None):
        self.kind = one_of("kind", kind, KINDS)
        super().__init__(seeds, reads, symbols, hidden_size, dtype, device)

    def shapes(self):
        """Shape of each parameter, without the axis of the networks."""
        m, found = self.m, super().shapes()
        found["A_write"] = (m, 3 * m)  # what the weighted sum adds to gates and candidate of the decoder
        if self.kind != "uniform":
            found["W_q"] = (m, m)
        if self.kind in ("additive", "location"):
            found |= {"W_k": (m, m), "W_s": (m, 1)}
        if self.kind == "location":
            found["W_f"] = (2 * (2 * REACH_OF_WEIGHTS + 1), m)
        return found

    def encode(self, x, lengths=None):
        """All states after reading x (T, S, B), as a `Read`; `lengths` (S, B) as for `Translators`."""
        h, states = x.new_zeros((*x.shape[1:], self.m), dtype=self.b_y.dtype), []
        if lengths is None:
            lengths = torch.full_like(x[0], len(x))
        for t, seen in enumerate(self.look_up(self.E_read, x)):
            h = torch.where((t < lengths)[..., None], gru_step(seen, h, self.U_read, self.c_read), h)
            states.append(h)
        there = torch.arange(len(x), device=x.device) < lengths[..., None]
        states = torch.stack(states, dim=2)
        return Read(states, self.keys_of(states), there, torch.zeros_like(h))

    def keys_of(self, states):
        """The states (S, B, T, m) as the weights see them."""
        if self.kind not in ("additive", "location"):
            return states
        return torch.bmm(states.flatten(1, 2), self.W_k).view(states.shape)

    def weights(self, eta, read, before=None):
        """The weights (S, B, T) of a step; each row is positive and sums to 1, and hidden places have 0.

        Parameters
        ----------
        eta : tensor (S, B, m)
            The decoder's state before the step.
        read : Read
        before : pair of tensors (S, B, T), optional
            The last step's weights, and the sum of all steps' so far. Without: zeros, as before the first step.
        """
        return torch.softmax(self.scores(eta, read, before).masked_fill(~read.there, -torch.inf), dim=-1)

    def scores(self, eta, read, before=None):
        """The scores (S, B, T) of a step, one per word of the source, before the softmax; arguments as for `weights`."""
        if self.kind == "uniform":
            return torch.zeros_like(read.keys[..., 0])
        query = torch.bmm(eta, self.W_q)[:, :, None]  # (S, B, 1, m)
        if self.kind == "dot":
            return (query * read.keys).sum(-1) / math.sqrt(self.m)
        inside = query + read.keys
        if self.kind == "location" and before is not None:
            inside = inside + torch.bmm(nearby(before).flatten(1, 2), self.W_f).view(inside.shape)
        return torch.bmm(torch.tanh(inside).flatten(1, 2), self.W_s).view(read.there.shape)

    def attend(self, eta, given, read, before):
        """A step: from states (S, B, m) and the words before (S, B) to new states, weights (S, B, T), and a new `before`."""
        p = self.weights(eta, read, before)
        zeta = (p[..., None, :] @ read.states).squeeze(-2)  # (S, B, m), the weighted sum
        seen = self.look_up(self.E_write, given) + torch.bmm(zeta, self.A_write)
        return gru_step(seen, eta, self.U_write, self.c_write), p, (p, before[1] + p)

    def forward(self, x, y, forced):
        """The scores (U, S, B, k) of a sequence y that is written after reading x (T, S, B), all of whose places are words."""
        return self.run(self.encode(x), y, forced)[0]

    def run(self, read, y, forced):
        """Write a sequence; as `Writers.run`, with a `Read` in the place of the state: scores, and symbols written."""
        return self.watch(read, y, forced)[:2]

    def watch(self, read, y, forced=None):
        """The same, with the weights: scores (U, S, B, k), symbols (U, S, B), weights (U, S, B, T).

        Without `forced` each step is given the true word before.
        """
        eta, zeros = read.first, torch.zeros_like(read.states[..., 0])
        before, given, steps = (zeros, zeros), torch.full_like(y[0], self.symbols), []
        for t in range(len(y)):
            if t:
                given = y[t - 1] if forced is None else torch.where(forced[t], y[t - 1], steps[-1][1])
            eta, p, before = self.attend(eta, given, read, before)
            scores = torch.baddbmm(self.b_y, eta, self.W_hy)
            steps.append((scores, scores.detach().argmax(-1), p))
        return tuple(torch.stack(part) for part in zip(*steps, strict=True))

    def greedy(self, read, most):
        """The likeliest word at each step, from a `Read`: symbols (most, S, B), 0 from the stop on."""
        y = torch.zeros(most, *read.first.shape[:2], dtype=torch.long, device=read.first.device)
        with torch.no_grad():
            return stopped(self.run(read, y, y > 0)[1])

    def step(self, h, given):
        """Not for these: a step needs more than a state. Use `attend`."""
        raise NotImplementedError("step: a network with attention needs a Read as well; use attend")


def nearby(before):
    """Location features (S, B, T, 2 (2 r + 1)): both kinds of weights at places j - r ... j + r, zeros outside, r = 3."""
    r = REACH_OF_WEIGHTS
    return torch.cat([pad(weights, (r, r)).unfold(-1, 2 * r + 1, 1) for weights in before], dim=-1)


def hide(read, place):
    """The same `Read` with one place (from 0) that no weight can fall on. Later states still saw the word."""
    whole("place", place, 0)
    there = read.there.clone()
    there[..., place] = False
    return read._replace(there=there)


def made(kind, seeds, reads, symbols, hidden_size, **where):
    """Networks of a kind: `Translators` for ``"none"``, else `Attenders`."""
    if kind == "none":
        return Translators(seeds, reads, symbols, hidden_size, **where)
    return Attenders(kind, seeds, reads, symbols, hidden_size, **where)


def units_for(budget, kind, reads, symbols):
    """The largest hidden size with which a network of a kind learns at most `budget` numbers."""
    size = 1
    while made(kind, [0], reads, symbols, size + 1).per_network() <= budget:
        size += 1
    return size
