"""JupyterHub's own file of settings, read as JupyterHub reads it, and where the hub's files are."""

import pytest
from traitlets.config import PyFileConfigLoader

from tests.paths import ROOT

HUB = ROOT / "teaching" / "hub"


@pytest.fixture
def settings(monkeypatch, tmp_path):
    """A function that reads the settings under an environment."""

    def read(**environment):
        for name in ("CLASS", "HUB_PORT", "HUB_TRIAL", "HUB_TOKEN"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"EDITIONS": "/editions", **environment}.items():
            monkeypatch.setenv(name, value)
        return PyFileConfigLoader("jupyterhub_config.py", path=str(HUB)).load_config()

    return read
