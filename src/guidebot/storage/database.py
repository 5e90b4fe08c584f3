"""Where the counts and the feedback lie: SQLite in the data folder, or PostgreSQL.

Connections are opened for each piece of work: there are few, and none is stale after the database
was restarted, moved or restored.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from guidebot.errors import DataError
from guidebot.settings import Settings

#: Seconds that a writer waits for another one, and that a server may take to take a call.
PATIENCE_S = 2
#: Of the file in the data folder.
NAME = "guidebot.sqlite3"
#: How a transaction begins in SQLite: a writer takes its place at once, or gets it never.
_WRITE, _READ = "BEGIN IMMEDIATE", "BEGIN DEFERRED"
_CURE = "Set GUIDEBOT_DATA to a folder with room, or mend what GUIDEBOT_DATABASE_URL names."


@dataclass(frozen=True, slots=True)
class Database:
    """A database that can be opened.

    Attributes:
        shown: its address without a password.
        file: of SQLite, None for a server.
    """

    engine: Engine
    shown: str
    file: Path | None


def _address(settings: Settings) -> URL:
    """Return the address of the database."""
    if not settings.database_url:
        return URL.create("sqlite", database=str(settings.data / NAME))
    try:
        url = make_url(settings.database_url)
    except ArgumentError as error:
        raise DataError(
            "GUIDEBOT_DATABASE_URL cannot be read.",
            "Write it like postgresql://user:password@host/database.",
        ) from error
    server = url.drivername.startswith("postgresql")
    return url.set(drivername="postgresql+psycopg") if server else url


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401
    """Let several threads and processes write, and keep what is deleted from being read again."""
    # SQLAlchemy begins and ends transactions; the driver must not do so too.
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Begin a transaction in SQLite."""
    connection.exec_driver_sql(connection.get_execution_options().get("begins", _WRITE))


def open_database(settings: Settings) -> Database:
    """Return the database of the settings; nothing is opened yet.

    Raises:
        DataError: if its address cannot be read or its driver is not installed.
    """
    url = _address(settings)
    sqlite = url.drivername.startswith("sqlite")
    waits: dict[str, object] = {"timeout": PATIENCE_S}
    if not sqlite:
        limits = f"-c lock_timeout={PATIENCE_S}s -c statement_timeout={5 * PATIENCE_S}s"
        waits = {"connect_timeout": PATIENCE_S, "options": limits}
    try:
        # Parameters may be what a person wrote: no error message shows them.
        engine = create_engine(url, poolclass=NullPool, connect_args=waits, hide_parameters=True)
    except (ImportError, SQLAlchemyError) as error:
        raise DataError(
            f"{url.drivername} cannot be used: {error}.",
            "Install its driver: pip install 'guidebot[postgresql]'.",
        ) from error
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    file = Path(url.database) if sqlite and url.database else None
    return Database(engine, url.render_as_string(hide_password=True), file)


def _make_private(file: Path) -> None:
    """Make an empty file that only its owner can read; SQLite gives its log the same mode."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))


def _reason(error: SQLAlchemyError | OSError) -> str:
    """Return what went wrong in one line, without a value that was to be stored."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    # What servers say of constraints and encodings quotes the row; what they say of connections
    # and locks does not.
    name = type(cause).__name__
    if name in {"OperationalError", "LockNotAvailable"} or isinstance(cause, OSError):
        return f"{name}: {str(cause).strip().splitlines()[0]}"
    return name


@contextmanager
def _translated(database: Database) -> Iterator[None]:
    """Turn what goes wrong with a database into one clear error."""
    try:
        if database.file:
            _make_private(database.file)
        yield
    except (OSError, SQLAlchemyError) as error:
        raise DataError(f"{database.shown} cannot be used: {_reason(error)}.", _CURE) from error


@contextmanager
def _opened(database: Database, begins: str) -> Iterator[Connection]:
    """Open a transaction; commit it at the end, or roll it back."""
    with _translated(database), database.engine.connect() as plain:
        connection = plain.execution_options(begins=begins)
        with connection.begin():
            yield connection


@contextmanager
def writing(database: Database) -> Iterator[Connection]:
    """Give a transaction that writes.

    Raises:
        DataError: if it cannot be begun or committed; nothing is written then.
    """
    with _opened(database, _WRITE) as connection:
        yield connection


@contextmanager
def reading(database: Database) -> Iterator[Connection]:
    """Give a transaction that only reads, which no writer keeps waiting.

    Raises:
        DataError: if the database cannot be read.
    """
    with _opened(database, _READ) as connection:
        yield connection


def wipe_log(database: Database) -> None:
    """Write the log of SQLite into its file and empty it: it still holds what was removed.

    Raises:
        DataError: if the database cannot be used.
    """
    if database.file:
        with _translated(database), database.engine.connect() as connection:
            driver = connection.connection.driver_connection
            if driver:
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
