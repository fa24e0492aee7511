"""Proofs of gradients, how they travel through time, and what is done to them before a step."""

from utils.gradients.clipping import clip_by_norm, clip_by_value, clip_each_by_norm, global_norm
from utils.gradients.jacobians import lstm_steps, products, spectra, step_jacobians
from utils.gradients.proof import prove

__all__ = ["clip_by_norm", "clip_by_value", "clip_each_by_norm", "global_norm", "lstm_steps", "products", "prove", "spectra",
           "step_jacobians"]
