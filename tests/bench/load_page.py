"""Run ../shared/yardsticks/load.py as it is, with choices in every message: `python -m tests.bench.load_page`.

load.py sends no state of widgets, so a page would show its first layers only. The message that it makes is
filled in before it gets it; everything else, its loop and its clock, is its own.

Usage: load_page LOAD_PY STATES [option of load.py]..., STATES being the choices (`WidgetStates`) in hex.
"""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

from streamlit.proto import BackMsg_pb2
from streamlit.proto.WidgetStates_pb2 import WidgetStates

from tests.bench.report import CannotMeasure
from tests.bench.servers import ROOT, Server

LONGEST_SECONDS = 150.0


def load(script: Path, server: Server, states: WidgetStates, *, sessions: int, reruns: int) -> dict[str, Any]:
    """Drive a server with many sessions; gives what load.py prints."""
    command = [
        sys.executable, "-m", "tests.bench.load_page", str(script), states.SerializeToString().hex() or "-",
        "--url", f"{server.address}/", "--sessions", str(sessions), "--reruns", str(reruns), "--think", "0.5",
        "--pid", str(server.process.pid),
    ]  # fmt: skip
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NO_PROXY": "*"}
    try:
        told = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise CannotMeasure(f"load.py with {sessions} sessions: {error}\n{str(error.stderr)[-1500:]}") from error
    report: dict[str, Any] = json.loads(told.stdout.strip().splitlines()[-1])
    return report


def filled(states: str) -> Any:
    """Return what load.py shall call to make a message: one with these choices (hex, "-" for none) in it."""
    choices = WidgetStates()
    choices.ParseFromString(bytes.fromhex(states) if states != "-" else b"")
    plain = BackMsg_pb2.BackMsg

    def message() -> Any:
        made = plain()
        made.rerun_script.widget_states.CopyFrom(choices)
        return made

    return message


if __name__ == "__main__":
    script, states, *options = sys.argv[1:]
    BackMsg_pb2.BackMsg = filled(states)  # type: ignore[misc]
    sys.argv = [script, *options]
    runpy.run_path(script, run_name="__main__")
