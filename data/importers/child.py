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
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, cast

from data.home import ROOT
from data.importers import archives, packing
from geo.errors import DashboardError, ImportRejected

# What the parsing process may be asked to run: name -> module whose `parse(path, **options)` returns plain JSON.
PARSERS = {
    "table": "data.importers.tables", "json": "data.importers.json_tables", "features": "data.importers.features",
    "message": "data.importers.messages", "storm": "data.importers.storms", "land": "data.importers.land_files",
    "lines": "data.importers.lines", "persons": "data.importers.held_persons", "shaking": "data.importers.shakemaps",
    "raster": "data.importers.geotiffs", "scenario": "data.importers.scenario_documents",
    "areas": "data.importers.made_areas", "surge": "data.importers.made_surge",
}  # fmt: skip

_PASSED_ON = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "PROJ_DATA", "PROJ_LIB", "GDAL_DATA")
_OUT_OF_TIME = getattr(signal, "SIGXCPU", 24)  # absent on Windows
_QUIET = {
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8", "GDAL_SKIP": archives.SKIPPED,
}  # fmt: skip

_LOOKED_AFTER_S = 0.1
_WATCH: ContextVar[Callable[[], None] | None] = ContextVar("watch", default=None)


@contextmanager
def watched(watch: Callable[[], None] | None) -> Iterator[None]:
    """Call `watch` again and again while a parsing process of this context runs; raising from it ends the process."""
    token = _WATCH.set(watch)
    try:
        yield
    finally:
        _WATCH.reset(token)


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
    # What it unpacks lies in a folder of ours, which is gone even where the process was killed.
    with tempfile.TemporaryDirectory(prefix="pare-") as folder:
        code, told = _run(json.dumps(task).encode(), {**environment, "TMPDIR": folder}, limits["parse_seconds"])
    if code == -_OUT_OF_TIME:
        raise ImportRejected("parse_timeout", seconds=round(limits["parse_seconds"]))
    if code != 0:  # an abort for want of memory kills the process: below zero is the signal
        raise ImportRejected("parse_memory" if code < 0 else "file_corrupt")
    answer = json.loads(told)
    del told
    if "code" in answer:
        raise ImportRejected(answer["code"], **answer["params"])
    table = cast("dict[str, Any]", answer["table"])
    if "columns" in table:
        table["columns"] = packing.unpacked(table["columns"])
    return table


def _run(task: bytes, environment: dict[str, str], seconds: float) -> tuple[int, bytes]:
    """Return exit code and output of a parsing process; whatever happens here, it does not outlive this call."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-m", "data.importers.child"],
        stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT, env=environment,
    ) as process:  # fmt: skip
        try:
            told = _answered(process, task, seconds)
        except BaseException:
            process.kill()
            raise
    return process.returncode, told


def _answered(process: subprocess.Popen[bytes], task: bytes, seconds: float) -> bytes:
    watch, until = _WATCH.get(), time.monotonic() + seconds
    given: bytes | None = task
    while True:
        left = until - time.monotonic()
        try:
            return process.communicate(given, timeout=min(left, _LOOKED_AFTER_S) if watch else left)[0]
        except subprocess.TimeoutExpired as error:
            if time.monotonic() >= until:
                raise ImportRejected("parse_timeout", seconds=round(seconds)) from error
        given = None  # it has it, or is taking it in
        if watch:
            watch()


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
    told = json.dumps(_answer(task), default=packing.plain)
    sys.stdout.write(told)


if __name__ == "__main__":
    main()
