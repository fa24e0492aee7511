"""Hidden checks of lab 5b."""

INSIDE = ("checkpointed_gradient",)  # the layer that it is given counts what it reads


def least_memory(rng):
    """Other lengths and sizes."""
    return {"SIZES": [tuple(float(n) for n in rng.uniform((40, 1, 1, 3), (900, 9, 20, 30))) for _ in range(3)]}
