"""Do the PyTorch labs run on a GPU? Each from top to bottom, in a kernel of its own, as it does here on a processor.

The labs are found, not named: every notebook of the folder whose code imports PyTorch. Their files stay as they are.
"""

import os
import re
import time

from utils.experiments.fingerprint import ROOT
from utils.optional import need

KIND = "gpu"
SETTINGS = {"folder": "labs", "most_seconds": 1800}
PYTORCH = re.compile(r"^\s*(import|from) torch\b", re.MULTILINE)
CLOSE = "import torch\nprint(torch.cuda.max_memory_allocated() if torch.cuda.is_available() else 0)"  # bytes


def code(lab):
    """The code cells of a notebook."""
    return [cell for cell in lab.cells if cell.cell_type == "code"]


def read(path):
    """A notebook, its file given relative to the book's folder."""
    return need("nbformat").read(ROOT / path, as_version=4)


def trials(settings, rows):
    """Every PyTorch lab of the folder, in order."""
    paths = [f"{settings['folder']}/{path.name}" for path in sorted((ROOT / settings["folder"]).glob("*.ipynb"))]
    return [{"lab": path, "most_seconds": settings["most_seconds"]} for path in paths
            if any(PYTORCH.search(cell.source) for cell in code(read(path)))]


def outputs(cell, kind):
    """The outputs of a cell that are of a kind: "error", "measurement" or "stdout"."""
    return [output for output in cell.outputs
            if kind in (output.output_type, output.get("name")) or kind in output.get("metadata", {})]


def run(trial):
    """All cells, also those after one that fails.

    Returns a dict: "cells" of code, "failed" of them, "first_failed", the number of the first of these from 1, or None;
    "claims", the measurements that lay within their bounds; "gpu_mb", the most that PyTorch held of the card's memory at once,
    0 where the lab does not use it; "minutes" by the clock.
    """
    lab, begin = read(trial["lab"]), time.perf_counter()
    cells = code(lab)
    lab.cells.append(need("nbformat").v4.new_code_cell(CLOSE))
    here = {"metadata": {"path": str((ROOT / trial["lab"]).parent)}}
    client = need("nbclient").NotebookClient(lab, timeout=trial["most_seconds"], kernel_name="python3", allow_errors=True,
                                             resources=here)
    client.execute(env=os.environ | {"TQDM_DISABLE": "1"})
    failed = [number for number, cell in enumerate(cells, 1) if outputs(cell, "error")]
    return {"cells": len(cells), "failed": len(failed), "first_failed": failed[0] if failed else None,
            "claims": sum(len(outputs(cell, "measurement")) for cell in cells),
            "gpu_mb": int(outputs(lab.cells[-1], "stdout")[0].text) / 1e6, "minutes": (time.perf_counter() - begin) / 60}
