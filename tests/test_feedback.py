"""Counts of what readers thought of answers."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from guidebot.errors import DataError
from guidebot.feedback import NO_PASSAGE, Verdict, count_verdict, feedback_path, read_verdicts


@pytest.fixture
def path(tmp_path):
    return feedback_path(tmp_path / "data")


def test_it_counts_each_passage_and_verdict(path):
    count_verdict(path, ["a#x", "a#y", "a#x"], Verdict.WRONG)
    count_verdict(path, ["a#x"], Verdict.WRONG)
    count_verdict(path, ["a#x"], Verdict.HELPFUL)
    assert read_verdicts(path) == {
        ("a#x", Verdict.WRONG): 2,
        ("a#y", Verdict.WRONG): 1,
        ("a#x", Verdict.HELPFUL): 1,
    }


def test_it_counts_an_answer_without_passages(path):
    count_verdict(path, [], Verdict.OUT_OF_DATE)
    assert read_verdicts(path) == {(NO_PASSAGE, Verdict.OUT_OF_DATE): 1}


def test_it_stores_nothing_but_passage_verdict_and_number(path):
    count_verdict(path, ["a#x"], Verdict.WRONG)
    connection = sqlite3.connect(path)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(verdicts)")]
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    connection.close()
    assert (columns, tables, mode) == (["passage", "verdict", "number"], ["verdicts"], "wal")


def test_it_loses_no_count_when_many_write_at_once(path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: count_verdict(path, ["a#x"], Verdict.HELPFUL), range(80)))
    assert read_verdicts(path) == {("a#x", Verdict.HELPFUL): 80}


def test_it_names_the_file_and_the_cure_when_it_cannot_write(tmp_path):
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(DataError, match=r"feedback\.sqlite3.*GUIDEBOT_DATA"):
        count_verdict(feedback_path(tmp_path / "data"), [], Verdict.HELPFUL)


def test_it_names_a_damaged_file(path):
    path.parent.mkdir()
    path.write_bytes(b"no database" * 100)
    with pytest.raises(DataError, match=r"feedback\.sqlite3"):
        read_verdicts(path)
