"""Teach `Translators`, and score what they write: exact match, word by word, and BLEU."""

import math

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from utils.data.numbers_in_words import draw, pairs, reverse
from utils.models.translators import stopped
from utils.optional import need
from utils.training.loops import torch_step, train

BLEU = "sacrebleu==2.6.0"


def side_by_side(count, batch, part, lengths, rng, backwards=False):
    """A batch for each of `count` networks: x (T, S, B), its lengths (S, B), y (U, S, B), its lengths; as tensors.

    `backwards` reverses each source within its length. The other arguments are those of `numbers_in_words.draw`.
    """
    x, x_lengths, y, y_lengths = pairs(draw(count * batch, part, lengths, rng))
    x = reverse(x, x_lengths) if backwards else x
    return tuple(torch.from_numpy(np.ascontiguousarray(a).reshape(*a.shape[:-1], count, batch))
                 for a in (x, x_lengths, y, y_lengths))


def teach_translators(networks, batches, *, steps, rate, masked=True, clip=None, label="training"):
    """Train with Adam and true words as the decoder's inputs, the rate falling to zero on a half cosine.

    Parameters
    ----------
    networks : Translators or Attenders
    batches : callable, () -> (x, lengths of x, y, lengths of y)
        As `side_by_side` gives.
    steps : int
    rate : float
        The first learning rate.
    masked : bool
        Whether the encoder is told the lengths of its sources. Without, it reads the padding too: a fault, to be shown.
    clip : float, optional
        The largest common norm of the gradients of all networks. Without, they are not clipped.
    label : str
        The progress bar's.

    Returns
    -------
    list of float
        The loss of each step, in nats per word, mean over networks.

    Raises
    ------
    FloatingPointError
        As soon as a loss or a gradient is NaN or infinite.
    """
    optimiser = torch.optim.Adam(networks.parameters(), lr=rate)

    def loss_of(done):
        for group in optimiser.param_groups:
            group["lr"] = rate * (1 + math.cos(math.pi * done)) / 2
        x, x_lengths, y, y_lengths = batches()
        scores, _ = networks.run(networks.encode(x, x_lengths if masked else None), y, torch.ones_like(y, dtype=torch.bool))
        return word_loss(scores, y, y_lengths).sum()

    step = torch_step(loss_of, optimiser, clip=clip)
    losses = train(lambda k: step(k / steps), range(steps), label=label)
    return [loss / networks.count for loss in losses]


def word_loss(scores, y, lengths):
    """Each network's mean cross-entropy (S,) over the words of y (U, S, B) and their stops; padding does not count."""
    real = there(y, lengths)
    losses = cross_entropy(scores.flatten(0, 2), y.flatten(), reduction="none").view(y.shape)
    return (losses * real).sum((0, 2)) / real.sum((0, 2))


def there(y, lengths):
    """Which symbols of y (U, S, B) stand within their sequence's length (S, B), the stop included."""
    return torch.arange(len(y), device=y.device)[:, None, None] < lengths


def exact(written, y):
    """Which sequences (S, B) were written without a mistake: all words right, and the stop in its place."""
    steps = max(len(written), len(y))
    return (padded(written, steps) == padded(y, steps)).all(0)


def words_right(written, y, lengths):
    """The share (S,) of words and stops of y (U, S, B) that stand in the same place in what was written (T, S, B)."""
    real = there(y, lengths)
    correct = padded(written, len(y))[: len(y)] == y
    return (correct & real).sum((0, 2)) / real.sum((0, 2))


def padded(symbols, steps):
    """Symbols (T, S, B) brought to at least so many steps by stops, with stops from the first stop on."""
    more = symbols.new_zeros(max(0, steps - len(symbols)), *symbols.shape[1:])
    return stopped(torch.cat([symbols, more]))


def forced_right(networks, h, y, lengths):
    """The share (S,) of words that networks write right from contexts h (S, B, m), given the true words before."""
    with torch.no_grad():
        written = networks.run(h, y, torch.ones_like(y, dtype=torch.bool))[1]
    real = there(y, lengths)
    return ((written == y) & real).sum((0, 2)) / real.sum((0, 2))


def bleu(written, meant):
    """Corpus BLEU, 0 to 100, of sentences (strings of words) against one reference each, by sacreBLEU.

    Source: Papineni et al., BLEU: a Method for Automatic Evaluation of Machine Translation, 2002; Post, A Call for Clarity in
    Reporting BLEU Scores, 2018. ImportError with the pip command if `sacrebleu` is missing.
    """
    return need("sacrebleu", BLEU).corpus_bleu(list(written), [list(meant)], tokenize="none", force=True).score
