"""The machine that measured: its processor and the versions that matter."""

import platform
from pathlib import Path

import numpy as np
import torch


def processor(cpuinfo="/proc/cpuinfo"):
    """The processor's name, as the system gives it."""
    lines = Path(cpuinfo).read_text(encoding="utf-8").splitlines() if Path(cpuinfo).exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def versions():
    """The versions of Python, NumPy and PyTorch, by name."""
    return {"Python": platform.python_version(), "NumPy": np.__version__, "PyTorch": torch.__version__}
