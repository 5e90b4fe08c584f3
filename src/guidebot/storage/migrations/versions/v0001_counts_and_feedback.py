"""Counts of what is asked about, and feedback. Written out: tables.py goes on changing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    _make_counts()
    _make_feedback()


def _make_counts() -> None:
    """Make the tables of numbers, and of what was taken over into them."""
    op.create_table(
        "asked",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("status", sa.Text, primary_key=True),
        sa.Column("miss", sa.Text, primary_key=True),
        sa.Column("language", sa.Text, primary_key=True),
        sa.Column("passage", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_table(
        "earlier_verdicts",
        sa.Column("passage", sa.Text, primary_key=True),
        sa.Column("verdict", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_table(
        "taken_over",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("day", sa.Date, nullable=False),
    )


def _make_feedback() -> None:
    """Make the tables of what readers send."""
    op.create_table(
        "feedback",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("answer", sa.Text, nullable=False, unique=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("remark", sa.Text, nullable=False),
    )
    op.create_index("ix_feedback_day", "feedback", ["day"])
    op.create_table(
        "feedback_passages",
        sa.Column(
            "feedback",
            sa.Integer,
            sa.ForeignKey("feedback.number", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("passage", sa.Text, primary_key=True),
    )
