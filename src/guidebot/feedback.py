"""What readers thought of answers: a count for each passage and verdict, and nothing else.

No question, no answer, no time and no address is stored. The file is SQLite in the data folder;
its write-ahead log lets several threads and processes count at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from enum import StrEnum
from pathlib import Path

from guidebot.errors import DataError

#: Seconds that a writer waits for another one.
_PATIENCE_S = 2.0
#: Stands for the passages of an answer that showed none.
NO_PASSAGE = ""

_TABLE = """
CREATE TABLE IF NOT EXISTS verdicts (
    passage TEXT NOT NULL, verdict TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (passage, verdict)
) WITHOUT ROWID
"""
_COUNT = """
INSERT INTO verdicts VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET number = number + 1
"""


class Verdict(StrEnum):
    """What a reader can say of an answer."""

    HELPFUL = "helpful"
    WRONG = "wrong"
    OUT_OF_DATE = "out_of_date"
    NOT_MY_PLACE = "not_my_place"


def feedback_path(data: Path) -> Path:
    """Return where the counts are kept."""
    return data / "feedback.sqlite3"


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the file, making it where it is missing; commit at the end, close always."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_PATIENCE_S)) as connection, connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_TABLE)
            yield connection
    except (OSError, sqlite3.Error) as error:
        raise DataError(
            f"{path} cannot be used: {error}.", "Set GUIDEBOT_DATA to a folder with room."
        ) from error


def count_verdict(path: Path, passages: Sequence[str], verdict: Verdict) -> None:
    """Count a verdict once for each passage of an answer.

    Args:
        path: of the file.
        passages: ids; none for an answer without passages.
        verdict: of the reader.

    Raises:
        DataError: if the file cannot be written.
    """
    rows = [(passage, verdict.value) for passage in dict.fromkeys(passages)]
    with _opened(path) as connection:
        connection.executemany(_COUNT, rows or [(NO_PASSAGE, verdict.value)])


def read_verdicts(path: Path) -> dict[tuple[str, Verdict], int]:
    """Return how often each passage got each verdict.

    Raises:
        DataError: if the file cannot be read.
    """
    with _opened(path) as connection:
        rows = connection.execute("SELECT passage, verdict, number FROM verdicts").fetchall()
    return {(passage, Verdict(verdict)): number for passage, verdict, number in rows}
