"""The same tests on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from guidebot.settings import read_settings
from guidebot.storage.database import open_database, writing
from guidebot.storage.migrate import bring_up_to_date
from tests import postgres


@pytest.fixture(scope="session")
def postgres_address():
    """Start PostgreSQL once for all tests."""
    folder = postgres.programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    pytest.importorskip("psycopg", reason="the extra 'postgresql' is not installed")
    with postgres.running(folder) as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def environ(request, tmp_path):
    """Settings that name an empty database."""
    given = {"GUIDEBOT_DATA": str(tmp_path / "data")}
    if request.param == "postgresql":
        given["GUIDEBOT_DATABASE_URL"] = request.getfixturevalue("postgres_address")
        with writing(open_database(read_settings(given))) as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    return given


@pytest.fixture
def settings(environ):
    return read_settings(environ)


@pytest.fixture
def database(settings):
    opened = open_database(settings)
    bring_up_to_date(opened)
    return opened
