"""Proofs of gradients, and what is done to gradients before a step."""

from utils.gradients.clipping import clip_by_norm, global_norm
from utils.gradients.proof import prove

__all__ = ["clip_by_norm", "global_norm", "prove"]
