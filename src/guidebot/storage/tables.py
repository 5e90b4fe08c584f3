"""The tables. `migrations/versions` makes them; a test holds that both say the same."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, MetaData, Table, Text

metadata = MetaData()

#: How often something was asked about, by day. What Asked says of its fields holds here.
asked = Table(
    "asked",
    metadata,
    Column("day", Date, primary_key=True),
    Column("status", Text, primary_key=True),
    Column("miss", Text, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("passage", Text, primary_key=True),
    Column("number", Integer, nullable=False),
)

#: One row for each answer that somebody sent feedback on.
feedback = Table(
    "feedback",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("answer", Text, nullable=False, unique=True),
    Column("day", Date, nullable=False, index=True),
    Column("status", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("remark", Text, nullable=False),
)

feedback_passages = Table(
    "feedback_passages",
    metadata,
    Column("feedback", ForeignKey("feedback.number", ondelete="CASCADE"), primary_key=True),
    Column("passage", Text, primary_key=True),
)

#: Counts of a release that kept nothing else; the day is the one on which they were taken over.
earlier_verdicts = Table(
    "earlier_verdicts",
    metadata,
    Column("passage", Text, primary_key=True),
    Column("verdict", Text, primary_key=True),
    Column("day", Date, nullable=False),
    Column("number", Integer, nullable=False),
)

#: Files that were taken over, so that none is counted twice.
taken_over = Table(
    "taken_over",
    metadata,
    Column("name", Text, primary_key=True),
    Column("day", Date, nullable=False),
)

#: In the order in which rows can be put in.
TABLES = (asked, feedback, feedback_passages, earlier_verdicts, taken_over)
