"""Warming up: what it imports must not declare a Streamlit component before the server runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from importlib import import_module
from components import warm
for module in warm.MODULES:
    import_module(module)
sys.exit("streamlit_folium" in sys.modules)
"""


def test_no_component_is_declared_before_the_server_runs():
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, check=False)
    assert done.returncode == 0
