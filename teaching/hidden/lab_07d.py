"""Hidden checks of lab 7d."""

INSIDE = ("hoisted_loop",)  # its products are counted where they are made
