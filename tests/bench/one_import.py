"""One import of a workbook of assessments, timed; nothing else is in this process.

::

    python -m tests.bench.one_import FILE STORE    looks at the file, stores it, and tells the seconds
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from data import intake
from data.snapshot import Source
from data.store.store import Store


def main(book: Path, path: Path) -> dict[str, float]:
    """Look at a workbook and store it; seconds."""
    store = Store(path)
    told: dict[str, float] = {}
    used, started = time.process_time(), time.perf_counter()
    looked = intake.look(Source(store), "assessments", book)
    told |= {"look_s": time.perf_counter() - started, "look_cpu_s": time.process_time() - used}
    used, started = time.process_time(), time.perf_counter()
    intake.keep(store, looked, author="bench", reason="bench")
    told |= {"keep_s": time.perf_counter() - started, "keep_cpu_s": time.process_time() - used}
    return told | {"rows": looked.previews[0].rows_read, "stored": looked.rows_accepted}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
