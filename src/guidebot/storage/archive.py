"""Everything that is done with the tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, case, delete, func, select

from guidebot.domain import Language, Status
from guidebot.redaction import redact
from guidebot.storage import tables
from guidebot.storage.database import Database, reading, writing
from guidebot.storage.records import NONE, Asked, Feedback, KeptFeedback, Verdict
from guidebot.storage.reports import Report, make_report


def _insert(connection: Connection, table: Table) -> Any:  # noqa: ANN401
    """Return an INSERT that may go on where a row is there already, as each server writes it."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_there

        return insert_there(table)
    from sqlalchemy.dialects.sqlite import insert

    return insert(table)


def add_counts(database: Database, counts: Mapping[tuple[date, Asked], int]) -> None:
    """Add to the counts of each day.

    Raises:
        DataError: if the database cannot be used; nothing is added then.
    """
    rows = [
        {
            "day": day,
            "status": asked.status.value,
            "miss": asked.miss,
            "language": asked.language.value,
            "passage": asked.passage,
            "number": number,
        }
        for (day, asked), number in counts.items()
    ]
    # Always in the same order: two writers then never wait for each other.
    rows.sort(key=lambda row: tuple(map(str, row.values())))
    columns = tables.asked.c
    with writing(database) as connection:
        statement = _insert(connection, tables.asked)
        statement = statement.on_conflict_do_update(
            index_elements=list(tables.asked.primary_key),
            set_={"number": columns.number + statement.excluded.number},
        )
        connection.execute(statement, rows)


def keep_feedback(database: Database, feedback: Feedback, day: date) -> None:
    """Keep what a reader sent, redacted; a second word on the same answer joins the first.

    Raises:
        DataError: if the database cannot be used; nothing is kept then.
    """
    row = {
        "answer": feedback.answer,
        "day": day,
        "status": feedback.status,
        "verdict": feedback.verdict or NONE,
        "question": redact(feedback.question),
        "remark": redact(feedback.remark),
    }
    with writing(database) as connection:
        statement = _insert(connection, tables.feedback).values(row)
        newer = {
            name: case((statement.excluded[name] != NONE, statement.excluded[name]), else_=column)
            for name, column in tables.feedback.c.items()
            if name in {"status", "verdict", "question", "remark"}
        }
        number = connection.scalar(
            statement.on_conflict_do_update(index_elements=["answer"], set_=newer).returning(
                tables.feedback.c.number
            )
        )
        if feedback.passages:
            connection.execute(
                _insert(connection, tables.feedback_passages).on_conflict_do_nothing(),
                [{"feedback": number, "passage": name} for name in sorted(set(feedback.passages))],
            )


def _asked(connection: Connection) -> dict[Asked, int]:
    """Return the counts over all days."""
    columns = tables.asked.c
    keys = (columns.status, columns.miss, columns.language, columns.passage)
    rows = connection.execute(select(*keys, func.sum(columns.number)).group_by(*keys))
    return {
        Asked(Status(status), miss, Language(language), passage): int(number)
        for status, miss, language, passage, number in rows
    }


def _verdicts(connection: Connection) -> dict[tuple[str, Verdict], int]:
    """Return how often each passage got each verdict, those of an earlier release included."""
    passage = func.coalesce(tables.feedback_passages.c.passage, NONE)
    joined = tables.feedback.outerjoin(tables.feedback_passages)
    verdict = tables.feedback.c.verdict
    now = (
        select(passage, verdict, func.count())
        .select_from(joined)
        .where(verdict != NONE)
        .group_by(passage, verdict)
    )
    earlier = tables.earlier_verdicts.c
    sums: dict[tuple[str, Verdict], int] = {}
    for statement in (now, select(earlier.passage, earlier.verdict, earlier.number)):
        for name, given, number in connection.execute(statement):
            key = (name, Verdict(given))
            sums[key] = sums.get(key, 0) + number
    return sums


def read_report(database: Database) -> Report:
    """Return the counts that may be shown.

    Raises:
        DataError: if the database cannot be read.
    """
    with reading(database) as connection:
        return make_report(_asked(connection), _verdicts(connection))


def read_texts(database: Database) -> list[KeptFeedback]:
    """Return the feedback that has words in it, the newest first.

    Raises:
        DataError: if the database cannot be read.
    """
    columns = tables.feedback.c
    worded = select(tables.feedback).where((columns.question != NONE) | (columns.remark != NONE))
    found = []
    with reading(database) as connection:
        passages: dict[int, list[str]] = {}
        for number, name in connection.execute(
            select(tables.feedback_passages).order_by(*tables.feedback_passages.primary_key)
        ):
            passages.setdefault(number, []).append(name)
        for row in connection.execute(worded.order_by(columns.number.desc())):
            kept = Feedback(
                row.answer,
                tuple(passages.get(row.number, ())),
                row.status,
                Verdict(row.verdict) if row.verdict else None,
                row.question,
                row.remark,
            )
            found.append(KeptFeedback(row.number, row.day, kept))
    return found


def remove_feedback(database: Database, number: int) -> bool:
    """Remove one reader's feedback; return whether there was any of this number.

    Raises:
        DataError: if the database cannot be used.
    """
    with writing(database) as connection:
        done = connection.execute(delete(tables.feedback).where(tables.feedback.c.number == number))
        return done.rowcount > 0


def purge(database: Database, before: date) -> int:
    """Remove everything of the days before one.

    Returns:
        how many rows were removed, those of passages under feedback not counted.

    Raises:
        DataError: if the database cannot be used; nothing is removed then.
    """
    dated = (tables.asked, tables.feedback, tables.earlier_verdicts)
    with writing(database) as connection:
        return sum(
            connection.execute(delete(table).where(table.c.day < before)).rowcount
            for table in dated
        )
