"""The fold in which a lab says what a prediction was worth: its title, and what finds it. Standard library only."""

import re

OUTCOME = "You predicted, measured, why"
DECIDED = re.compile(rf"<details>\s*<summary>{OUTCOME}</summary>\s*(.*?)\s*</details>", re.DOTALL)
