"""Hidden checks of lab 1b."""


def overlap_alone(rng):
    """Other steps, of which a frame and ten milliseconds hold whole numbers."""
    return {"STEPS": list(rng.permutation([0.010, 0.005, 0.0025, 0.00125]))[:3]}
