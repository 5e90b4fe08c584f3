"""The store of a running site: answers never wait for it, and it mends itself."""

import logging
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from guidebot.domain import Language, Statement
from guidebot.errors import DataError
from guidebot.settings import TEMPLATES, read_settings
from guidebot.storage.database import NAME
from guidebot.storage.migrate import EARLIER
from guidebot.storage.records import Feedback, Miss, Verdict, asked_of, miss_of
from guidebot.storage.reports import Tallied
from guidebot.storage.store import Store
from tests import examples

DAY = date(2026, 11, 24)
SENT = Feedback("abc", ("a#x",), verdict=Verdict.WRONG, question="我爸能打吗")


@pytest.fixture
def store(settings):
    return Store(settings, lambda: DAY)


@pytest.fixture
def lite(tmp_path):
    """A store in SQLite, and the path of its file."""
    settings = read_settings({"GUIDEBOT_DATA": str(tmp_path / "data")})
    return Store(settings, lambda: DAY), tmp_path / "data" / NAME


def ask(store, times, answer=examples.ANSWERED_ZH):
    for _ in range(times):
        store.count(answer)


def test_it_counts_a_question_once_and_each_passage_that_it_showed():
    kinds = [
        (each.status, each.miss, each.language, each.passage)
        for each in asked_of(examples.ANSWERED_ZH)
    ]
    assert kinds == [
        ("answered", "", Language.ZH_HANS, ""),
        ("answered", "", Language.ZH_HANS, "approval#any-approved"),
        ("answered", "", Language.ZH_HANS, "stroke-products#nr-20201"),
    ]


def test_it_knows_why_a_question_was_missed():
    says_so = (
        Statement("Not here.", "template:other_language"),
        Statement("x", "template:no_evidence"),
    )
    assert miss_of(replace(examples.ANSWERED_EN, statements=says_so)) is Miss.NO_EVIDENCE
    assert miss_of(examples.ANSWERED_EN) is None


def test_every_kind_of_miss_is_a_template_that_says_so():
    said = {path.stem for path in (TEMPLATES / "statements" / "zh").glob("*.j2")}
    assert set(Miss) <= said


def test_it_counts_what_came_nearest_where_nothing_was_shown():
    answer = replace(examples.NOT_COVERED_EN, nearest=("a#x", "b#y", "a#x"))
    assert [each.passage for each in asked_of(answer)] == ["", "a#x", "b#y"]


def test_what_is_counted_shows_in_the_report(store):
    ask(store, 6)
    report = store.report()
    assert report.outcomes == (Tallied("answered", 6),)
    assert {each.name for each in report.shown} == {
        "approval#any-approved",
        "stroke-products#nr-20201",
    }


def test_counting_opens_no_database(lite):
    store, path = lite
    ask(store, 3)
    assert not path.exists()


def test_counts_wait_while_the_database_is_locked(lite, monkeypatch):
    monkeypatch.setattr("guidebot.storage.database.PATIENCE_S", 0)
    store, path = lite
    store.prepare()
    ask(store, 5)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DataError, match="locked"):
            store.flush()
        with pytest.raises(DataError, match="locked"):
            store.keep(SENT)
        ask(store, 1)
        other.execute("ROLLBACK")
    assert store.report().outcomes == (Tallied("answered", 6),)


def test_it_recovers_when_the_file_was_taken_away(lite):
    store, path = lite
    store.keep(SENT)
    for file in path.parent.iterdir():
        file.unlink()
    store.keep(SENT)
    assert [kept.feedback for kept in store.texts()] == [SENT]


def test_it_says_once_that_it_cannot_count_and_shows_no_text(lite, caplog):
    store, path = lite
    path.parent.write_text("a file where a folder should be")
    ask(store, 1)
    with caplog.at_level(logging.ERROR):
        store.close()
        store.close()
    assert caplog.text.count("cannot be counted") == 1
    assert examples.ANSWERED_ZH.question not in caplog.text


def test_it_removes_what_is_too_old_once_a_day(environ):
    days = [date(2026, 1, 1)]
    store = Store(read_settings({**environ, "GUIDEBOT_RETENTION_DAYS": "30"}), lambda: days[-1])
    store.keep(SENT)
    ask(store, 9)
    assert store.report().outcomes
    days.append(date(2026, 1, 30))
    assert store.texts()
    days.append(date(2026, 1, 31))
    assert not store.texts()
    assert store.report().outcomes == ()


def test_a_damaged_file_of_an_earlier_release_does_not_stop_it(store, settings, caplog):
    settings.data.mkdir(parents=True, exist_ok=True)
    (settings.data / EARLIER).write_bytes(b"no database" * 100)
    store.keep(SENT)
    assert "earlier counts are not taken over" in caplog.text
    assert store.texts()
