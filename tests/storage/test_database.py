"""Opening the database, and what its errors say."""

import stat

import pytest
from sqlalchemy import text

from guidebot.errors import DataError
from guidebot.settings import read_settings
from guidebot.storage.database import NAME, open_database, reading, wipe_log, writing

PRIVATE = "电话13800138000"


def test_sqlite_lies_in_the_data_folder_with_a_log_and_for_its_owner_alone(tmp_path):
    database = open_database(read_settings({"GUIDEBOT_DATA": str(tmp_path / "data")}))
    with writing(database) as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.scalar(text("PRAGMA secure_delete")) == 1
    path = tmp_path / "data" / NAME
    assert database.file == path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_error_shows_neither_password_nor_what_was_to_be_stored(database):
    with pytest.raises(DataError) as caught, writing(database) as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:private)"), {"private": PRIVATE})
    assert PRIVATE not in str(caught.value)
    assert "not-a-secret" not in str(caught.value)
    assert "GUIDEBOT_DATABASE_URL" in caught.value.cure


def test_nothing_is_kept_of_work_that_failed(database):
    def work():
        with writing(database) as connection:
            connection.execute(text("INSERT INTO taken_over VALUES ('x', '2026-11-24')"))
            connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    with pytest.raises(DataError):
        work()
    with reading(database) as connection:
        assert connection.scalar(text("SELECT count(*) FROM taken_over")) == 0


def test_it_names_a_server_that_is_not_there():
    address = "postgresql://guide:not-a-secret@127.0.0.1:1/guide"
    pytest.importorskip("psycopg")
    database = open_database(read_settings({"GUIDEBOT_DATABASE_URL": address}))
    with pytest.raises(DataError, match=r"guide:\*\*\*@127\.0\.0\.1:1"), reading(database):
        pass


def test_it_names_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "data").write_text("a file where a folder should be")
    database = open_database(read_settings({"GUIDEBOT_DATA": str(tmp_path / "data")}))
    with pytest.raises(DataError, match=r"guidebot\.sqlite3.*GUIDEBOT_DATA"), reading(database):
        pass


def test_what_was_removed_is_in_no_file_any_more(tmp_path):
    database = open_database(read_settings({"GUIDEBOT_DATA": str(tmp_path)}))
    with writing(database) as connection:
        connection.execute(text("CREATE TABLE words (word TEXT)"))
        connection.execute(text("INSERT INTO words VALUES ('unforgettable')"))
    files = list(tmp_path.iterdir())
    assert any(b"unforgettable" in path.read_bytes() for path in files)
    with writing(database) as connection:
        connection.execute(text("DELETE FROM words"))
    wipe_log(database)
    assert not any(b"unforgettable" in path.read_bytes() for path in tmp_path.iterdir())
