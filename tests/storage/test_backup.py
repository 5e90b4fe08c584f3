"""Backup and restore: everything or nothing, between both databases."""

import gzip
import stat
from datetime import date

import pytest

from guidebot.errors import DataError
from guidebot.settings import read_settings
from guidebot.storage.archive import add_counts, keep_feedback, read_report, read_texts
from guidebot.storage.backup import restore_backup, write_backup
from guidebot.storage.database import open_database
from guidebot.storage.migrate import bring_up_to_date
from guidebot.storage.records import Feedback, Verdict, asked_of
from tests import examples

DAY = date(2026, 11, 24)


def fill(database):
    add_counts(database, {(DAY, asked): 7 for asked in asked_of(examples.ANSWERED_ZH)})
    for name in ("x", "y"):
        sent = Feedback(name, ("a#x", "a#y"), "answered", Verdict.WRONG, f"问{name}", "“话”\n")
        keep_feedback(database, sent, DAY)


def state(database):
    return read_report(database), read_texts(database)


@pytest.fixture
def other(tmp_path):
    """An empty database in SQLite."""
    opened = open_database(read_settings({"GUIDEBOT_DATA": str(tmp_path / "other")}))
    bring_up_to_date(opened)
    return opened


@pytest.fixture
def path(database, tmp_path):
    """The backup of a filled database."""
    fill(database)
    assert write_backup(database, tmp_path / "backup.gz") == 3 + 2 + 4
    return tmp_path / "backup.gz"


def test_it_goes_from_each_database_into_another_and_back(database, other, path):
    assert restore_backup(other, path) == 9
    assert state(other) == state(database)
    again = path.with_name("again.gz")
    write_backup(other, again)
    assert restore_backup(database, again, replace=True) == 9
    assert state(database) == state(other)
    # Numbers go on after those that were put in.
    keep_feedback(database, Feedback("z", question="问"), DAY)
    assert [kept.number for kept in read_texts(database)] == [3, 2, 1]


def test_only_its_owner_can_read_it(path):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_does_not_write_over_what_is_there_unless_told(database, path):
    before = state(database)
    with pytest.raises(DataError, match="--replace"):
        restore_backup(database, path)
    assert state(database) == before


def test_it_refuses_a_backup_that_was_cut_or_changed(database, path):
    whole, before = path.read_bytes(), state(database)
    for length in range(0, len(whole), max(len(whole) // 20, 1)):
        path.write_bytes(whole[:length])
        with pytest.raises(DataError, match=r"backup\.gz"):
            restore_backup(database, path, replace=True)
    for place in range(10, len(whole), max(len(whole) // 20, 1)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(DataError, match=r"backup\.gz"):
            restore_backup(database, path, replace=True)
    assert state(database) == before


HEAD = '{"format": "guidebot-backup", "revision": "0001"}\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no whole backup"),
        ('{"format": "other"}\n{"rows": 0}\n', "no whole backup"),
        (HEAD.replace("0001", "0000") + '{"rows": 0}\n', "revision 0000"),
        (HEAD + '{"rows": 3}\n', "no whole backup"),
        (HEAD + '{"table": "x", "row": {}}\n{"rows": 1}\n', "a line that is none"),
    ],
)
def test_it_refuses_what_is_no_backup(other, tmp_path, text, says):
    path = tmp_path / "no.gz"
    path.write_bytes(gzip.compress(text.encode()))
    with pytest.raises(DataError, match=says):
        restore_backup(other, path)


def test_it_names_a_file_that_cannot_be_written(other, tmp_path):
    with pytest.raises(DataError, match="nowhere"):
        write_backup(other, tmp_path / "nowhere" / "backup.gz")
