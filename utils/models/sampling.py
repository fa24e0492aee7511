"""Let a network of characters write: temperature, nucleus, and one draw per step.

The nucleus: Ari Holtzman et al., The Curious Case of Neural Text Degeneration, 2020.
"""

import numpy as np
import torch

from utils.checks import real


def tempered(scores, temperature):
    """The softmax of scores / temperature along the last axis: below 1 it sharpens, above 1 it flattens."""
    scaled = np.asarray(scores, dtype=np.float64) / real("temperature", temperature, above=0)
    raised = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


def nucleus(p, share):
    """Probabilities of the fewest symbols that together have the share.

    They are raised to a sum of 1, all others are zero. Of equals the one
    with the lower index comes first (Holtzman et al. 2020).

    Parameters
    ----------
    p : array (..., k)
        Probabilities, along the last axis.
    share : float
        Above 0, at most 1. With 1 nothing changes.
    """
    if real("share", share, above=0) > 1:
        raise ValueError(f"share: got {share}, expected at most 1")
    p = np.asarray(p, dtype=np.float64)
    order = np.argsort(-p, axis=-1, kind="stable")
    ranked = np.take_along_axis(p, order, axis=-1)
    before = np.cumsum(ranked, axis=-1) - ranked  # what is ahead of each
    kept = np.zeros_like(p)
    chosen = np.where(before < share, ranked, 0)
    np.put_along_axis(kept, order, chosen, axis=-1)
    return kept / kept.sum(axis=-1, keepdims=True)


def write(model, alphabet, beginning, length, *, temperature=1.0, share=1.0, count=1, seed=0):
    """Texts that a network writes after a beginning, symbol by symbol.

    Parameters
    ----------
    model : CharacterModel
    alphabet : str
        In index order.
    beginning : str
        At least one character; the network reads it and goes on.
    length : int
        How many characters are written.
    temperature, share
        As for `tempered` and `nucleus`.
    count, seed : int
        How many texts, and what draws them.

    Returns
    -------
    list of str
        Without the beginning.
    """
    unknown = sorted(set(beginning) - set(alphabet))
    if not beginning or unknown:
        raise ValueError(f"beginning: got {beginning!r}, expected at least one character, all of the alphabet {alphabet!r}")
    rng, written, state = np.random.default_rng(seed), [], None
    device = next(model.parameters()).device
    given = torch.tensor([[alphabet.index(c)] * count for c in beginning])
    with torch.no_grad():
        for _ in range(length):
            scores, state = model(given.to(device), state)
            p = nucleus(tempered(scores[-1].cpu().numpy(), temperature), share)
            drawn = (rng.random((count, 1)) < np.cumsum(p, axis=-1)).argmax(axis=-1)
            written.append(drawn)
            given = torch.from_numpy(drawn[None])
    return ["".join(alphabet[i] for i in column) for column in np.transpose(written)]
