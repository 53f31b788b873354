"""Opening the database: SQLite in WAL mode today, PostgreSQL by URL with the same code later."""

from __future__ import annotations

import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from geo.errors import StoreProblem

BUSY_MILLISECONDS = 60_000
STEP_SECONDS = 0.005
KEPT_OPEN = 4  # connections: opening one costs more than most readings


def open_engine(path: Path, *, read_only: bool = False) -> Engine:
    """Open a SQLite file for this process; a few connections are kept open between uses.

    Raises
    ------
    StoreProblem
        ``store_open_to_others`` if users beside the owner may read the file.
    """
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise StoreProblem("store_open_to_others", file=path.name)
    if not read_only and not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
    uri = f"file:{quote(str(path))}?mode={'ro' if read_only else 'rw'}"  # a path may hold #, ? and %
    engine = create_engine(
        "sqlite://", poolclass=QueuePool, pool_size=KEPT_OPEN, max_overflow=-1,
        creator=lambda: sqlite3.connect(uri, uri=True, check_same_thread=False),
    )  # fmt: skip
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late for BEGIN IMMEDIATE
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        if pragma.startswith("journal") and connection.execute("PRAGMA query_only").fetchone()[0]:
            continue
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def _on_begin(connection: Connection) -> None:
    if connection.get_execution_options().get("writes"):
        _begin_writing(connection.connection.driver_connection)
    else:
        connection.exec_driver_sql("BEGIN DEFERRED")


def _begin_writing(driver: Any) -> None:
    """Wait for the one place of a writer as everybody else does, at short even steps.

    SQLite's own waiting grows longer with every try: among fifty writers some would never come in.
    """
    driver.execute("PRAGMA busy_timeout=0")
    last = time.monotonic() + BUSY_MILLISECONDS / 1000
    try:
        while not _begun(driver):
            if time.monotonic() > last:
                raise StoreProblem("store_busy", seconds=BUSY_MILLISECONDS // 1000)
            time.sleep(STEP_SECONDS)
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def _begun(driver: Any) -> bool:
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One write transaction: no other writer is inside at the same time; any error leaves nothing behind.

    Raises
    ------
    StoreProblem
        ``store_busy`` where others write all the while.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view for reading; never waits for a writer."""
    with engine.connect() as connection, connection.begin():
        yield connection


def copy_file(engine: Engine, target: Path) -> None:
    """Copy the whole database, consistent, to a file that only the owner may read."""
    target.unlink(missing_ok=True)
    raw = engine.raw_connection()  # VACUUM INTO stands outside any transaction
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        raw.close()
    target.chmod(0o600)
