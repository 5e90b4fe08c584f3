"""Bring the tables up to date, and take over the counts of an earlier release."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select, text

from guidebot.errors import DataError
from guidebot.storage.database import PATIENCE_S, Database, reading, writing
from guidebot.storage.tables import earlier_verdicts, taken_over

MIGRATIONS = Path(__file__).parent / "migrations"
#: The newest revision of `migrations/versions`.
HEAD = "0001"
#: The file of counts of releases before there was a database.
EARLIER = "feedback.sqlite3"
#: Any number that nothing else on the server locks: 'guidebot' in letters of a telephone.
_LOCK = 48433268
#: Alembic hands the connection to its scripts through one place for the whole process: two threads
#: that migrate at once get each other's connection, which SQLite answers with a crash.
_ONE_THREAD = threading.Lock()


def revision_of(connection: Connection) -> str:
    """Return the revision of the tables, '' where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _alone(connection: Connection) -> None:
    """Keep other processes from doing the same; a writer of SQLite is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _upgrade(connection: Connection, shown: str) -> None:
    """Run the migrations that are missing."""
    # Needed once in the life of a database: a server that finds it up to date does without.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise DataError(
            f"{shown} was written by a newer guidebot.",
            "Install that version again, or restore a backup of this one.",
        ) from error


def bring_up_to_date(database: Database) -> None:
    """Make the tables, or change them to what this release needs.

    Raises:
        DataError: if the database cannot be used, or a newer release has changed it.
    """
    with reading(database) as connection:
        if revision_of(connection) == HEAD:
            return
    with _ONE_THREAD, writing(database) as connection:
        _alone(connection)
        _upgrade(connection, database.shown)


def _earlier_counts(path: Path) -> list[tuple[str, str, int]]:
    """Return (passage, verdict, number) of each line of the earlier file."""
    try:
        with closing(
            sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=PATIENCE_S)
        ) as opened:
            return opened.execute("SELECT passage, verdict, number FROM verdicts").fetchall()
    except sqlite3.Error as error:
        raise DataError(
            f"{path} cannot be read: {error}.", "Mend it, or move it away to do without its counts."
        ) from error


def take_over_counts(database: Database, data: Path, today: date) -> None:
    """Add the counts of the earlier file once; the file stays as it is.

    Args:
        database: up to date.
        data: folder of the file.
        today: from when on the counts are kept.

    Raises:
        DataError: if the file or the database cannot be used.
    """
    path = (data / EARLIER).absolute()
    if not path.exists():
        return
    done = select(taken_over.c.name).where(taken_over.c.name == EARLIER)
    with reading(database) as connection:
        if connection.scalar(done):
            return
    rows = [
        {"passage": passage, "verdict": verdict, "day": today, "number": number}
        for passage, verdict, number in _earlier_counts(path)
    ]
    with writing(database) as connection:
        _alone(connection)
        if connection.scalar(done):
            return
        connection.execute(insert(taken_over), [{"name": EARLIER, "day": today}])
        if rows:
            connection.execute(insert(earlier_verdicts), rows)
