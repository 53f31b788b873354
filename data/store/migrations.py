"""Versions of the store's file. A migration only adds tables and nullable columns; the file is copied first.

A rename keeps the old column: geo/frames.py names it in `was`, and reading takes the new value, else the old.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, Index, MetaData, Table, insert, inspect, select, text, update
from sqlalchemy.schema import CreateColumn

from data.store.engine import copy_file, writing
from data.store.schema import COUNTER, META, METADATA
from geo.errors import ReadOnly

Migration = Callable[[Connection], None]


def first(connection: Connection) -> None:
    """Version 1: every table of schema.py."""
    METADATA.create_all(connection)


def missing(connection: Connection, metadata: MetaData = METADATA) -> list[Table | Column[Any] | Index]:
    """Tables, columns and indexes that geo/frames.py and schema.py have and the file has not."""
    there = inspect(connection)
    known = set(there.get_table_names())
    lacking: list[Table | Column[Any] | Index] = [table for table in metadata.sorted_tables if table.name not in known]
    for table in metadata.sorted_tables:
        if table.name in known:
            names = {column["name"] for column in there.get_columns(table.name)}
            lacking += [column for column in table.columns if column.name not in names]
            found = {index["name"] for index in there.get_indexes(table.name)}
            lacking += [index for index in sorted(table.indexes, key=str) if index.name not in found]
    return lacking


def add_what_is_missing(connection: Connection) -> None:
    """Add what the vocabulary has gained since the file was written: tables, nullable columns, and indexes."""
    for one in missing(connection):
        if isinstance(one, Table | Index):
            one.create(connection)
        else:
            told = CreateColumn(one).compile(dialect=connection.dialect)
            connection.execute(text(f'ALTER TABLE "{one.table.name}" ADD COLUMN {told}'))


MIGRATIONS: tuple[Migration, ...] = (first,)


def version_of(connection: Connection) -> int:
    """Version of an open file; 0 for an empty one."""
    if not inspect(connection).has_table("meta"):
        return 0
    return int(connection.execute(select(META.c.value).where(META.c.name == "version")).scalar_one())


def migrate(engine: Engine, path: Path, migrations: tuple[Migration, ...] = MIGRATIONS) -> None:
    """Bring a file to the newest version, inside one transaction, after copying it beside itself.

    Raises
    ------
    ReadOnly
        ``store_newer`` if the file was written by a newer version of the product: it may only be read.
    """
    with engine.connect() as connection:
        version = version_of(connection)
        grown = version == len(migrations) and bool(missing(connection))
    if version > len(migrations):
        raise ReadOnly("store_newer", found=version, known=len(migrations))
    if version == len(migrations) and not grown:
        return
    if version:
        copy_file(engine, path.with_name(f"{path.stem}-before-v{len(migrations)}.db"))
    with writing(engine) as connection:
        if version_of(connection) != version:
            return  # another process was faster
        if grown:
            add_what_is_missing(connection)
        for step in migrations[version:]:
            step(connection)
        _record(connection, len(migrations))


def _record(connection: Connection, version: int) -> None:
    known = connection.execute(select(META.c.value).where(META.c.name == "version")).scalar_one_or_none()
    if known is None:
        connection.execute(insert(META).values(name="version", value=str(version)))
        connection.execute(insert(COUNTER).values(name="seq", value=0))
    else:
        connection.execute(update(META).where(META.c.name == "version").values(value=str(version)))
