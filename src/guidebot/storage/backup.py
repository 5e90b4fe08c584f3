"""A copy of the whole database in one file, which goes into SQLite or PostgreSQL again.

The file is gzip of JSON lines: a head, one line a row, an end with the number of rows. A file that
was cut or changed is refused before anything is touched.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, Table, delete, func, insert, select, text

from guidebot.errors import DataError
from guidebot.storage.database import Database, reading, writing
from guidebot.storage.migrate import HEAD
from guidebot.storage.tables import TABLES

_FORMAT = "guidebot-backup"
Row = dict[str, Any]


def _lines(connection: Connection) -> Iterator[dict[str, Any]]:
    """Give the objects of a backup."""
    yield {"format": _FORMAT, "revision": HEAD}
    number = 0
    for table in TABLES:
        for row in connection.execute(select(table).order_by(*table.primary_key)).mappings():
            number += 1
            yield {"table": table.name, "row": dict(row)}
    yield {"rows": number}


def _pack(connection: Connection, file: BinaryIO) -> int:
    """Write a backup into a file and return the number of its rows."""
    number = 0
    with gzip.open(file, "wt", encoding="utf-8") as packed:
        for line in _lines(connection):
            packed.write(json.dumps(line, ensure_ascii=False, default=date.isoformat) + "\n")
            number += "row" in line
    return number


def write_backup(database: Database, path: Path) -> int:
    """Write everything into a file, whole or not at all; the service may go on meanwhile.

    Returns:
        how many rows it holds.

    Raises:
        DataError: if the database cannot be read or the file cannot be written.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        # It holds what readers wrote: nobody else may read it.
        opened = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(opened, "wb") as file, reading(database) as connection:
            number = _pack(connection, file)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        raise DataError(f"{path} cannot be written: {error}.", "Name a file that can.") from error
    finally:
        aside.unlink(missing_ok=True)
    return number


def _read(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a backup."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as packed:
            return [json.loads(line) for line in packed]
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError(f"{path} is no whole backup: {error}.", "Use another one.") from error


def _rows(path: Path) -> dict[str, list[Row]]:
    """Return the rows of a backup by table."""
    head, *lines = _read(path) or [{}]
    if head.get("format") != _FORMAT or not lines or lines[-1] != {"rows": len(lines) - 1}:
        raise DataError(f"{path} is no whole backup.", "Use a file of `guidebot data backup`.")
    if head["revision"] != HEAD:
        raise DataError(
            f"{path} is of the tables' revision {head['revision']}, this guidebot of {HEAD}.",
            "Restore it with the version that wrote it, then update.",
        )
    rows: dict[str, list[Row]] = {table.name: [] for table in TABLES}
    try:
        for line in lines[:-1]:
            row = line["row"]
            if "day" in row:
                row["day"] = date.fromisoformat(row["day"])
            rows[line["table"]].append(row)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path} holds a line that is none.", "Use another one.") from error
    return rows


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after those that were put in."""
    if connection.dialect.name == "postgresql" and table.autoincrement_column is not None:
        name = table.autoincrement_column.name
        highest = connection.scalar(select(func.max(table.c[name])))
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :name), :highest)"),
            {"table": table.name, "name": name, "highest": highest or 1},
        )


def restore_backup(database: Database, path: Path, replace: bool = False) -> int:
    """Put a backup into an empty database, whole or not at all.

    Args:
        database: up to date.
        path: of a backup.
        replace: whether what is there may be thrown away.

    Returns:
        how many rows were put in.

    Raises:
        DataError: if the backup is damaged, or the database is not empty or cannot be used.
    """
    rows = _rows(path)
    with writing(database) as connection:
        if not replace and any(
            connection.scalar(select(func.count()).select_from(table)) for table in TABLES
        ):
            raise DataError(
                f"{database.shown} is not empty.", "Add --replace to throw away what is in it."
            )
        for table in reversed(TABLES):
            connection.execute(delete(table))
        for table in TABLES:
            if rows[table.name]:
                connection.execute(insert(table), rows[table.name])
            _count_on(connection, table)
    return sum(map(len, rows.values()))
