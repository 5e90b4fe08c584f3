"""How the tables are made and changed, and what is taken over from an earlier release."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from guidebot.errors import DataError
from guidebot.storage import tables
from guidebot.storage.archive import read_report
from guidebot.storage.database import open_database, reading, writing
from guidebot.storage.migrate import (
    EARLIER,
    HEAD,
    MIGRATIONS,
    bring_up_to_date,
    revision_of,
    take_over_counts,
)
from guidebot.storage.reports import PassageVerdicts

TODAY = date(2026, 11, 24)


@pytest.fixture
def earlier_file(settings):
    """Write the file of a release that counted verdicts only."""
    path = settings.data / EARLIER
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(
            "CREATE TABLE verdicts (passage TEXT NOT NULL, verdict TEXT NOT NULL, "
            "number INTEGER NOT NULL, PRIMARY KEY (passage, verdict)) WITHOUT ROWID"
        )
        connection.executemany(
            "INSERT INTO verdicts VALUES (?, ?, ?)",
            [("a#x", "wrong", 12), ("a#x", "helpful", 7), ("", "out_of_date", 5)],
        )
    return path


def test_the_migrations_make_the_tables_of_the_program(database):
    with reading(database) as connection:
        assert revision_of(connection) == HEAD
        differences = compare_metadata(MigrationContext.configure(connection), tables.metadata)
    assert differences == []


def test_the_newest_revision_is_the_one_that_the_program_asks_for():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_it_refuses_tables_of_a_newer_release(database):
    with writing(database) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DataError, match="newer guidebot"):
        bring_up_to_date(database)


def test_nothing_of_an_earlier_release_is_lost(database, settings, earlier_file):
    before = earlier_file.read_bytes()
    for _ in range(2):
        take_over_counts(database, settings.data, TODAY)
    assert read_report(database).verdicts == (
        PassageVerdicts("", (None, None, 5, None)),
        PassageVerdicts("a#x", (7, 12, None, None)),
    )
    assert earlier_file.read_bytes() == before


def test_it_names_an_earlier_file_that_cannot_be_read(database, settings):
    path = settings.data / EARLIER
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"no database" * 100)
    with pytest.raises(DataError, match=EARLIER):
        take_over_counts(database, settings.data, TODAY)


def test_two_processes_can_start_at_once(settings):
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(bring_up_to_date, open_database(settings)) for _ in range(4)]:
            done.result()
    with reading(open_database(settings)) as connection:
        assert revision_of(connection) == HEAD


def test_several_databases_can_be_made_at_once(settings, tmp_path):
    chosen = [replace(settings, data=tmp_path / str(number)) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(bring_up_to_date, open_database(one)) for one in chosen]:
            done.result()
    for one in chosen:
        with reading(open_database(one)) as connection:
            assert revision_of(connection) == HEAD
