"""Parsing in a process of its own, with limits of memory and time.

A file comes from somebody else: what reads it may need all the memory, run for ever or crash. It does so in
a fresh interpreter (never a fork: the server has threads), which limits itself before it opens the file and
answers in JSON. JSON and not pickle: a parser taken over by a hostile file could otherwise
run code in the process that reads its answer.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from data.home import ROOT
from geo.errors import DashboardError, ImportRejected

# What the parsing process may be asked to run: name -> module whose `parse(path, **options)` returns plain JSON.
PARSERS = {"table": "data.importers.tables", "zones": "data.importers.zone_files"}

_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "PROJ_DATA", "PROJ_LIB", "GDAL_DATA")
_OUT_OF_TIME = getattr(signal, "SIGXCPU", 24)  # absent on Windows
_QUIET = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"}


def parse(parser: str, path: Path, *, limits: dict[str, float], **options: Any) -> dict[str, Any]:
    """Run one parser of `PARSERS` on a file, in a process of its own.

    Parameters
    ----------
    parser
        A key of `PARSERS`.
    path
        The file.
    limits
        `parse_seconds`, `parse_memory_bytes`; handed on to the parser too.
    options
        Further arguments of the parser, plain JSON.

    Returns
    -------
    answer
        What the parser returned.

    Raises
    ------
    ImportRejected
        What the parser raised; ``parse_timeout``, ``parse_memory`` or ``file_corrupt`` where it did not come back.
    """
    task = {"parser": parser, "path": str(path.resolve()), "limits": limits, "options": options}
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _QUIET
    try:
        # What it unpacks lies in a folder of ours, which is gone even where the process was killed.
        with tempfile.TemporaryDirectory(prefix="pare-") as folder:
            done = subprocess.run(
                [sys.executable, "-m", "data.importers.child"],
                input=json.dumps(task).encode(), capture_output=True, timeout=limits["parse_seconds"],
                cwd=ROOT, env={**environment, "TMPDIR": folder}, check=False,
            )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ImportRejected("parse_timeout", seconds=round(limits["parse_seconds"])) from error
    if done.returncode == -_OUT_OF_TIME:
        raise ImportRejected("parse_timeout", seconds=round(limits["parse_seconds"]))
    if done.returncode != 0:  # an abort for want of memory kills the process: below zero is the signal
        raise ImportRejected("parse_memory" if done.returncode < 0 else "file_corrupt")
    answer = json.loads(done.stdout)
    if "code" in answer:
        raise ImportRejected(answer["code"], **answer["params"])
    return cast("dict[str, Any]", answer["table"])


def _limit(bounds: dict[str, float]) -> None:
    """Limit this process: address space, processor time, no file written, no core left behind."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  # absent on Windows, where only the time is limited

    memory, seconds = int(bounds["parse_memory_bytes"]), int(bounds["parse_seconds"])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(task: dict[str, Any]) -> dict[str, Any]:
    run = cast("Callable[..., dict[str, Any]]", importlib.import_module(PARSERS[task["parser"]]).parse)
    try:
        return {"table": run(Path(task["path"]), limits=task["limits"], **task["options"])}
    except DashboardError as error:
        return {"code": error.code, "params": error.params}
    except MemoryError:
        return {"code": "parse_memory", "params": {}}
    except (Exception, KeyboardInterrupt):  # noqa: BLE001  # whatever a parser throws at a hostile file
        return {"code": "file_corrupt", "params": {}}


def main() -> None:
    """Read one task from standard input and answer on standard output."""
    task = json.load(sys.stdin)
    _limit(task["limits"])
    told = json.dumps(_answer(task))
    sys.stdout.write(told)


if __name__ == "__main__":
    main()
