"""guidebot data and guidebot staff."""

import gzip
import os
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from guidebot.cli import main
from guidebot.settings import read_settings
from guidebot.storage.records import Feedback, Verdict
from guidebot.storage.store import Store
from tests import examples

LONG_AGO = date.today() - timedelta(days=100)


@pytest.fixture
def environ(tmp_path):
    return {"GUIDEBOT_DATA": str(tmp_path / "data"), "GUIDEBOT_RETENTION_DAYS": "200"}


@pytest.fixture
def run(environ):
    return lambda *words: CliRunner().invoke(main, list(words), env=environ)


@pytest.fixture
def store(environ, monkeypatch):
    """A store with words of today and of a hundred days ago."""
    monkeypatch.setattr("guidebot.storage.store.start_writer", lambda writer, close: None)
    settings = read_settings(environ)
    Store(settings, lambda: LONG_AGO).keep(Feedback("old", question="从前的问题"))
    filled = Store(settings)
    filled.keep(Feedback("new", ("a#x",), "not_covered", Verdict.WRONG, "今天的问题"))
    for _ in range(6):
        filled.count(examples.ANSWERED_ZH)
    filled.flush()
    return filled


def answers(store):
    return [kept.feedback.answer for kept in store.texts()]


def test_it_removes_what_is_older_than_the_setting_says(run, store, environ):
    assert "0 rows" in run("data", "purge").output
    environ["GUIDEBOT_RETENTION_DAYS"] = "100"
    assert "1 rows" in run("data", "purge").output
    assert answers(store) == ["new"]


def test_it_removes_all_and_leaves_no_trace_in_the_files(run, store, tmp_path):
    assert run("data", "purge", "--days", "0").exit_code == 0
    assert answers(store) == []
    for path in (tmp_path / "data").glob("guidebot.sqlite3*"):
        assert "问题".encode() not in path.read_bytes()


def test_it_removes_what_one_reader_sent(run, store):
    number = store.texts()[0].number
    assert run("data", "purge", "--feedback", str(number)).exit_code == 0
    assert answers(store) == ["old"]
    done = run("data", "purge", "--feedback", str(number))
    assert done.exit_code == 1
    assert f"no feedback {number}" in done.output


def test_it_writes_files_with_small_counts_hidden(run, store, tmp_path):
    done = run("data", "export", str(tmp_path / "out"))
    assert done.exit_code == 0, done.output
    written = {
        path.relative_to(tmp_path / "out").as_posix()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert written == set(re.findall(r"out/(\S+)", done.output))
    assert "outcomes.csv" in written
    outcomes = (tmp_path / "out" / "outcomes.csv").read_text("utf-8-sig")
    assert outcomes.splitlines() == ["outcome,number", "answered,6"]
    verdicts = (tmp_path / "out" / "verdicts.csv").read_text("utf-8-sig")
    assert verdicts.splitlines()[1] == "a#x,<5,<5,<5,<5"
    assert "今天的问题" in (tmp_path / "out" / "zh" / "asked.md").read_text("utf-8")


def test_it_names_a_folder_that_cannot_be_written(run, store, tmp_path):
    (tmp_path / "out").write_text("a file")
    assert run("data", "export", str(tmp_path / "out" / "deep")).exit_code == 1


def test_a_backup_brings_everything_back(run, store, tmp_path):
    file = str(tmp_path / "backup.gz")
    assert run("data", "backup", file).exit_code == 0
    before = store.report(), store.texts()
    assert run("data", "restore", file).exit_code == 1
    run("data", "purge", "--days", "0")
    assert run("data", "restore", file).exit_code == 0
    assert (store.report(), store.texts()) == before


def test_a_damaged_backup_touches_nothing(run, store, tmp_path):
    file = tmp_path / "backup.gz"
    file.write_bytes(gzip.compress(b"{}")[:-4])
    done = run("data", "restore", "--replace", str(file))
    assert done.exit_code == 1
    assert "no whole backup" in done.output
    assert answers(store) == ["new", "old"]


def test_it_says_what_to_do_when_the_database_is_not_there(environ):
    environ["GUIDEBOT_DATABASE_URL"] = "postgresql://guide:topsecret@127.0.0.1:1/guide"
    done = CliRunner().invoke(main, ["data", "purge"], env=environ)
    assert done.exit_code == 1
    assert "topsecret" not in done.output
    assert "GUIDEBOT_DATABASE_URL" in done.output


def test_the_password_makes_a_setting_that_is_taken():
    done = CliRunner().invoke(main, ["staff", "password", "--password", "four words in a row"])
    name, _, value = done.output.strip().partition("=")
    assert read_settings({name: value.strip("'")}).has_staff
    assert "four words" not in done.output


def test_a_short_password_is_refused():
    done = CliRunner().invoke(main, ["staff", "password", "--password", "fourteen chars"])
    assert done.exit_code == 1
    assert "15" in done.output


def test_the_token_makes_a_setting_that_is_taken():
    name, _, value = CliRunner().invoke(main, ["staff", "token"]).output.strip().partition("=")
    assert read_settings({name: value}).staff_token == value


def test_counts_are_written_when_the_process_ends(environ, tmp_path):
    script = (
        "from guidebot.settings import read_settings\n"
        "from guidebot.storage.store import Store\n"
        "from tests import examples\n"
        "Store(read_settings()).count(examples.ANSWERED_ZH)\n"
    )
    subprocess.run([sys.executable, "-c", script], env={**os.environ, **environ}, check=True)
    CliRunner().invoke(main, ["data", "backup", str(tmp_path / "b.gz")], env=environ)
    assert gzip.decompress((tmp_path / "b.gz").read_bytes()).count(b'"answered"') == 3
