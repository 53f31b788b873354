"""A process that dies on purpose: it counts every write, commit and file operation of an act, and stops at the n-th.

::

    python -m tests.data.faults SCENARIO FOLDER    acts once to count the points, then once a point

The act is an import (of several tables, with joins, onto an older store), the undo of one, or making the first store.

Points are what SQLite is about to write or commit (each row of a bulk insert is one) and what happens to files of
the home folder. They are seen by the interpreter's audit events and SQLite's own trace, so nothing of the product is
replaced. Each run is a fork that kills itself (SIGKILL); a second fork then starts anew, looks and tells.

Between two points SQLite itself writes: there the run dies of a limit on the size of files, which cuts the write that
reaches it in the middle (SIGXFSZ).
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import resource
import shutil
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from click.testing import CliRunner
from sqlalchemy import event
from sqlalchemy.pool import Pool

from cli import cli
from data import demo, intake, taking_back
from data.home import store_path
from data.importers import child
from data.snapshot import Source
from data.store.store import Store, Told
from geo.errors import StoreProblem

Act = Callable[[], None]
FIRST = "PARE_TEST_FIRST_START"  # set where a new start makes what is not there
MOST = 14  # points that are tried; of more, every commit, begin and file operation, and every k-th of the others
WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "VACUUM", "BEGIN IMMEDIATE", "COMMIT")
ONE_OF_MANY = ("INSERT INTO f_", "INSERT INTO batch_frame", "UPDATE batch_frame", "INSERT INTO identity", "CREATE TABLE",
               "CREATE INDEX")  # fmt: skip
SEEN = ("sites", "assessments", "observations", "shelters", "facilities", "services", "displacement", "zones", "ways",
        "warehouses", "movements", "balances", "aliases", "origins", "confirmations", "distinctions", "withheld",
        "settings", "mappings")  # fmt: skip
HEADS = ["seq", "author", "source", "frames", "rows", "active"]
FILES = ("os.rename", "os.remove", "os.mkdir", "os.chmod", "os.link", "os.truncate")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
ROWS = 300
CUTS = 3  # sizes of a file at which a write is cut
SHARED_MEMORY = 32_768  # bytes of SQLite's index of the log, made first
SITES = "site_id;name;adm2_pcode;site_type;observed_on\n" + "".join(
    f"S{n};Sit {n};HT0{1 + n % 9}11;school;2023-03-0{1 + n % 9}\n" for n in range(1, ROWS + 1)
)
MOVES = "document;line;moved_on;kind;warehouse_id;item;quantity\n" + "".join(
    f"R7;{n};2023-04-0{1 + n % 9};receipt;W1;tarpaulin;{100 * n}\n" for n in range(1, ROWS + 1)
)
# Known places under other spellings (certain), and new ones; each line is a site and an assessment of it.
PLACES = ("Corail", "Boyer", "Delatour", "Acra", "Tabarre", "Fontamara", "Bizoton", "Marassa", "Kenscoff", "Gressier")
KNOWN = 6
KOBO = "site_id;name;adm2_pcode;longitude;latitude;observed_on;assessed_on;individuals\n" + "".join(
    f"K-{n};Kan {name};HT0111;{-72.30 - n / 50};18.5;2023-03-01;2023-03-01;{10 * n}\n" for n, name in enumerate(PLACES)
)
FILES_OF = {"movements": ("moves.csv", MOVES), "joined": ("kobo.csv", KOBO), "taken_back": ("kobo.csv", KOBO)}
KINDS = {"moves.csv": "movements", "kobo.csv": "auto", "sites.csv": "sites"}
IMPORTED = 2  # the batch that the undo takes back


class Points:
    """What was about to happen, in order; at the n-th the process kills itself."""

    def __init__(self, home: Path, at: int) -> None:
        self.home, self.at = str(home), at
        self.seen: list[str] = []

    def pass_by(self, what: str) -> None:
        self.seen.append(what)
        if len(self.seen) == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        sys.addaudithook(self._file)
        event.listen(Pool, "connect", self._connection)

    def _connection(self, connection: sqlite3.Connection, _record: object) -> None:
        """Every statement that writes; a COMMIT counts where something was to be written."""
        writing = False

        def trace(statement: str) -> None:
            nonlocal writing
            words = " ".join(statement.split())
            if words.startswith(WRITES) and (writing or not words.startswith("COMMIT")):
                self.pass_by(words[:60])
            writing = not words.startswith("COMMIT") and (writing or words.startswith("BEGIN IMMEDIATE"))

        connection.set_trace_callback(trace)

    def _file(self, name: str, told: tuple[Any, ...]) -> None:
        opens = name == "open" and isinstance(told[2], int) and told[2] & WRITING
        if (opens or name in FILES) and any(str(part).startswith(self.home) for part in told[:2]):
            self.pass_by(f"{name} {Path(str(told[0])).name}")


# -- what is done ------------------------------------------------------------------------------------------------


def prepare(scenario: str, home: Path) -> Path:
    """Lay the home folder and the file of a scenario; return the file."""
    home.mkdir(mode=0o700)
    name, content = FILES_OF.get(scenario, ("sites.csv", SITES))
    file = home.parent / name
    file.write_text(content, encoding="utf-8")
    if scenario not in ("new", "demo"):
        with Store(home / "pare.db").batch(Told("before", "before")) as batch:
            batch.patch("warehouses", pd.DataFrame([{"warehouse_id": "W1", "name": "Un", "adm2_pcode": "HT0111"}]))
            batch.patch("sites", _known_places() if name == "kobo.csv" else _old_place())
    if scenario == "taken_back":
        os.environ["PARE_HOME"] = str(home)
        bring_in(file)
    if scenario == "grown":
        with sqlite3.connect(home / "pare.db") as connection:
            connection.execute("ALTER TABLE f_sites DROP COLUMN ownership")
            connection.execute("ALTER TABLE f_assessments DROP COLUMN exit_plan")
            connection.execute("DROP TABLE f_withheld")
        connection.close()
    return file


def _old_place() -> pd.DataFrame:
    return pd.DataFrame([{"site_id": "S1", "name": "Ansyen", "adm2_pcode": "HT0111"}])


def _known_places() -> pd.DataFrame:
    """Some of the places of the file, under ids of ours."""
    told = {"adm2_pcode": "HT0111", "latitude": 18.5, "observed_on": "2023-01-01"}
    rows = [{"site_id": f"S{n}", "name": f"Camp {PLACES[n]}", "longitude": -72.30 - n / 50} for n in range(KNOWN)]
    return pd.DataFrame(rows).assign(**told)


def bring_in(file: Path) -> None:
    """The whole import, from opening the store on."""
    store = Store(store_path())
    looked = intake.look(Source(store), KINDS[file.name], file, sender="test")
    intake.keep(store, looked, author="tester", reason="test")


def take_back(_file: Path) -> None:
    """The whole undo of an import with its joins."""
    taking_back.take_back(Store(store_path()), IMPORTED, author="tester", reason="test")


def make_demonstration(_file: Path) -> None:
    """The first start of all."""
    demo.open_or_make(store_path())


ACTS = {"taken_back": take_back, "demo": make_demonstration}  # the others bring in


def seen_now(*, checked: bool = True) -> dict[str, Any]:
    """What a new start shows: the snapshot's contents, the batches, merged ids, and what `check` and SQLite say."""
    store = demo.open_or_make(store_path()) if os.environ.get(FIRST) else Store(store_path())
    snapshot = Source(store).take(audience="coordinator", as_of="9999-12-31")
    frames = {name: _digest(snapshot.frame(name)) for name in SEEN}
    with store.engine.connect() as connection:
        whole = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        whole += connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    batches = store.batches()[HEADS].astype("str").to_numpy().tolist()
    frames["merged ids"] = json.dumps(store.merged_ids(), sort_keys=True)
    store.engine.dispose()
    said = CliRunner().invoke(cli, ["check"]) if checked else None
    return {"frames": frames, "batches": batches, "sqlite": whole, "check": said and said.output}


def started_anew(act: Act) -> dict[str, Any]:
    """Look, act once more (``stored``, or the code by which it is refused), and look again."""
    told = {"first": seen_now()}
    try:
        act()
    except StoreProblem as error:
        told["again"] = error.code
    else:
        told["again"] = "stored"
    copies = {path.name: _sound(path) for path in store_path().parent.glob("*-before-*.db")}
    left = sorted(path.name.split("-making-")[0] for path in store_path().parent.glob("*-making-*"))
    return told | {"then": seen_now(checked=False), "copies": copies, "left": left}


def _sound(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        return [*found, *(row[0] for row in connection.execute("SELECT author FROM batch"))]


def _digest(rows: pd.DataFrame) -> str:
    texts = rows.assign(**{c: shapely.to_wkb(rows[c].to_numpy(), hex=True) for c in rows.columns if c == "geometry"})
    texts = texts.drop(columns=[c for c in ("batch", "row_id") if c in texts.columns]).astype("object")
    lines = texts.where(texts.notna(), "").astype("str").agg("|".join, axis=1) if len(texts) else []
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:16]


# -- processes ---------------------------------------------------------------------------------------------------


def forked(run: Callable[[], Any]) -> Any:
    """Run in a fork; its answer, or None where it was killed."""
    reader, writer = os.pipe()
    child_id = os.fork()
    if child_id == 0:
        code = 1
        try:
            os.close(reader)
            with os.fdopen(writer, "w") as out:
                json.dump(run(), out)
            code = 0
        finally:
            if code:
                traceback.print_exc()
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as answer:
        told = answer.read()
    _, status = os.waitpid(child_id, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGXFSZ):
        return None
    if status:
        raise RuntimeError(f"the run ended with {status}")
    return json.loads(told)


def chosen(points: list[str]) -> list[int]:
    """Numbers of the points to be tried, from 1."""
    single = [n for n, what in enumerate(points, start=1) if what.startswith(ONE_OF_MANY)]
    others = [n for n in range(1, len(points) + 1) if n not in set(single)]
    step = max(1, -(-len(single) // max(MOST - len(others), 1)))
    return sorted({*others, *single[::step], *single[-1:]})


def counted(act: Act, at: int = 0) -> dict[str, Any]:
    """Act, and die at a point; the points that were passed, and how long SQLite's log became."""
    log = store_path().with_name("pare.db-wal")
    points = Points(log.parent, at)
    points.install()
    act()
    points.pass_by("stored")
    longest = (
        store_path() if os.environ[FIRST] else log
    )  # a store that is made is closed once: its log is written into it
    return {"points": points.seen, "log": longest.stat().st_size}


def cut(act: Act, size: int) -> bool:
    """Act, and die at the write that would make a file longer than this."""
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # the interpreter ignores it
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    act()
    return True


def parsed_once() -> None:
    """Let the parsing process, which writes nothing of ours, run once for all forks."""
    known: dict[Path, Any] = {}
    parse = child.parse

    def once(parser: str, path: Path, **options: Any) -> Any:
        if path not in known:
            known[path] = parse(parser, path, **options)
        return dict(known[path])

    child.parse = once


def main(scenario: str, folder: Path) -> dict[str, Any]:
    """Count, then kill at each point and start anew."""
    parsed_once()
    laid = folder / "laid" / "home"
    laid.parent.mkdir()
    os.environ[FIRST] = "yes" if scenario == "demo" else ""
    file = Path(forked(lambda: str(prepare(scenario, laid))))
    act = partial(ACTS.get(scenario, bring_in), file)
    warm = Store(folder / "warm.db")
    intake.look(Source(warm), KINDS[file.name], file, sender="test")
    warm.engine.dispose()
    gc.freeze()

    def in_a_copy(name: str, run: Callable[[], Any]) -> Any:
        home = folder / name
        if not home.exists():
            shutil.copytree(laid, home)
        os.environ["PARE_HOME"] = str(home)
        return forked(run)

    before = None if scenario in ("new", "demo") else in_a_copy("before", seen_now)
    told = in_a_copy("whole", lambda: counted(act))
    points, log = told["points"], told["log"]
    after = in_a_copy("whole", seen_now)
    tried: dict[str, Callable[[], Any]] = {f"{at} {points[at - 1]}": partial(counted, act, at) for at in chosen(points)}
    sizes = range(SHARED_MEMORY + 1, log, max((log - SHARED_MEMORY) // CUTS, 1))
    tried |= {f"cut at {size} of {log} bytes": partial(cut, act, size) for size in sizes}
    runs = []
    for name, run in tried.items():
        killed = in_a_copy("home", run) is None
        runs.append({"what": name, "killed": killed, **in_a_copy("home", lambda: started_anew(act))})
        shutil.rmtree(folder / "home")
    return {"points": points, "before": before, "after": after, "runs": runs}


if __name__ == "__main__":
    told = main(sys.argv[1], Path(sys.argv[2]))
    sys.stdout.write(json.dumps(told))
