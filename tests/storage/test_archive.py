"""Counts and feedback in the tables, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import inspect, select

from guidebot.domain import Language, Status
from guidebot.storage import tables
from guidebot.storage.archive import (
    add_counts,
    keep_feedback,
    purge,
    read_report,
    read_texts,
    remove_feedback,
)
from guidebot.storage.database import reading
from guidebot.storage.records import NONE, Asked, Feedback, Miss, Verdict
from guidebot.storage.reports import PassageVerdicts, Tallied

DAY, EARLIER = date(2026, 11, 24), date(2026, 1, 2)


def asked(passage=NONE, status=Status.ANSWERED, miss=NONE, language=Language.ZH_HANS):
    return Asked(status, miss, language, passage)


def rows_of(database, table):
    with reading(database) as connection:
        return [tuple(row) for row in connection.execute(select(table))]


def test_it_adds_to_the_count_of_the_day(database):
    add_counts(database, {(DAY, asked()): 3, (DAY, asked("a#x")): 3})
    add_counts(database, {(DAY, asked()): 4, (EARLIER, asked()): 1})
    assert sorted(rows_of(database, tables.asked)) == [
        (EARLIER, "answered", "", "zh-Hans", "", 1),
        (DAY, "answered", "", "zh-Hans", "", 7),
        (DAY, "answered", "", "zh-Hans", "a#x", 3),
    ]


def test_it_loses_no_count_when_many_write_at_once(database):
    counts = {(DAY, asked(name)): 1 for name in ("", "a#x", "a#y", "b#z")}
    backwards = dict(reversed(counts.items()))
    with ThreadPoolExecutor(4) as pool:
        for done in [
            pool.submit(add_counts, database, counts if turn % 2 else backwards)
            for turn in range(16)
        ]:
            done.result()
    assert {row[-1] for row in rows_of(database, tables.asked)} == {16}


def test_it_has_no_column_for_a_time_an_address_or_a_text_without_consent(database):
    with reading(database) as connection:
        columns = {
            (table, column["name"])
            for table in inspect(connection).get_table_names()
            for column in inspect(connection).get_columns(table)
        }
    words = {column for table, column in columns if table in {"asked", "feedback"}}
    assert words == {
        *("day", "status", "miss", "language", "passage", "number"),
        *("answer", "verdict", "question", "remark"),
    }


def test_it_keeps_words_redacted(database):
    sent = Feedback(
        "abc",
        ("a#x",),
        Status.NOT_COVERED,
        Verdict.WRONG,
        question="我电话13800138000，能打干细胞吗",
        remark="住北京市海淀区1号\u0000，加微信 zhang_san88",
    )
    keep_feedback(database, sent, DAY)
    (kept,) = read_texts(database)
    assert kept.day == DAY
    assert kept.feedback == Feedback(
        "abc",
        ("a#x",),
        Status.NOT_COVERED,
        Verdict.WRONG,
        question="我电话[phone]，能打干细胞吗",
        remark="住[address]，加微信 [contact]",
    )
    assert "13800138000" not in str(rows_of(database, tables.feedback))


def test_a_second_word_on_an_answer_joins_the_first(database):
    keep_feedback(database, Feedback("abc", ("a#x",), verdict=Verdict.HELPFUL), EARLIER)
    keep_feedback(database, Feedback("abc", ("a#x",), question="问题", remark="话"), DAY)
    keep_feedback(database, Feedback("abc", ("a#x",), verdict=Verdict.WRONG), DAY)
    (kept,) = read_texts(database)
    assert kept.day == EARLIER
    assert kept.feedback.verdict is Verdict.WRONG
    assert (kept.feedback.question, kept.feedback.remark) == ("问题", "话")


def test_it_lists_the_newest_words_first_and_no_bare_verdicts(database):
    for name in ("a", "b", "c"):
        question = "" if name == "b" else "问"
        keep_feedback(database, Feedback(name, verdict=Verdict.WRONG, question=question), DAY)
    assert [kept.feedback.answer for kept in read_texts(database)] == ["c", "a"]


def test_it_removes_what_one_reader_sent(database):
    keep_feedback(database, Feedback("abc", ("a#x",), question="问"), DAY)
    (kept,) = read_texts(database)
    assert remove_feedback(database, kept.number)
    assert not remove_feedback(database, kept.number)
    assert rows_of(database, tables.feedback) == []
    assert rows_of(database, tables.feedback_passages) == []


def test_it_reports_counts_and_hides_small_ones(database):
    add_counts(
        database,
        {
            (DAY, asked()): 6,
            (EARLIER, asked()): 2,
            (DAY, asked("a#x")): 5,
            (DAY, asked("a#y")): 4,
            (DAY, asked(NONE, Status.NOT_COVERED, Miss.NOT_COVERED, Language.EN)): 9,
            (DAY, asked("a#y", Status.NOT_COVERED, Miss.NOT_COVERED, Language.EN)): 7,
        },
    )
    for number in range(6):
        keep_feedback(database, Feedback(str(number), ("a#x",), verdict=Verdict.WRONG), DAY)
    keep_feedback(database, Feedback("none", verdict=Verdict.HELPFUL), DAY)
    report = read_report(database)
    assert report.outcomes == (Tallied("not_covered", 9), Tallied("answered", 8))
    assert report.languages == (Tallied("en", 9), Tallied("zh-Hans", 8))
    assert report.shown == (Tallied("a#x", 5), Tallied("a#y", None))
    assert report.nearest == (Tallied("a#y", 7),)
    assert report.verdicts == (
        PassageVerdicts("", (None, None, None, None)),
        PassageVerdicts("a#x", (None, 6, None, None)),
    )


@pytest.mark.parametrize(("before", "left"), [(EARLIER, 2), (DAY, 1), (date.max, 0)])
def test_it_removes_what_is_older_than_a_day(database, before, left):
    for name, day in (("old", EARLIER), ("new", DAY)):
        keep_feedback(database, Feedback(name, ("a#x",), question="问"), day)
        add_counts(database, {(day, asked()): 1})
    assert purge(database, before) == 2 * (2 - left)
    for table in (tables.feedback, tables.feedback_passages, tables.asked):
        assert len(rows_of(database, table)) == left
