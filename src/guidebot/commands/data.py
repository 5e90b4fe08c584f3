"""guidebot data: counts and feedback, outside the running service."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guidebot.commands.support import clear_errors
from guidebot.errors import DataError
from guidebot.settings import Settings, read_settings

if TYPE_CHECKING:
    from guidebot.storage.database import Database


def _opened(settings: Settings) -> Database:
    """Return the database, up to date."""
    from guidebot.storage.database import open_database
    from guidebot.storage.migrate import bring_up_to_date

    database = open_database(settings)
    bring_up_to_date(database)
    return database


@click.group()
def data() -> None:
    """Counts of what is asked about, and feedback: remove, export, back up, restore.

    They lie in SQLite in the data folder, or in what GUIDEBOT_DATABASE_URL names.
    """


@data.command("purge")
@click.option(
    "--days",
    type=click.IntRange(0, 3650),
    help="Keep so many days, today among them; 0 keeps nothing (default: GUIDEBOT_RETENTION_DAYS).",
)
@click.option("--feedback", "number", type=int, help="Remove only the feedback of this number.")
@clear_errors
def data_purge(days: int | None, number: int | None) -> None:
    """Remove what is older than it may be.

    A running service does so by itself, once a day.
    """
    from guidebot.storage.archive import purge, remove_feedback
    from guidebot.storage.database import wipe_log
    from guidebot.storage.reports import first_day

    settings = read_settings()
    database = _opened(settings)
    if number is not None:
        if not remove_feedback(database, number):
            raise click.ClickException(f"There is no feedback {number}. `data export` lists them.")
        wipe_log(database)
        click.echo(f"Feedback {number} is removed.")
        return
    kept = settings.retention_days if days is None else days
    before = first_day(date.today(), kept)
    removed = purge(database, before)
    wipe_log(database)
    click.echo(f"{removed} rows from before {before} are removed. Backups keep them.")


@data.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@clear_errors
def data_export(folder: Path) -> None:
    """Write tables (CSV) and passages to be written (Markdown) into FOLDER.

    Numbers below 5 are written as '<5', as on the staff page. `data backup` holds everything.
    """
    from guidebot.storage.archive import read_report, read_texts
    from guidebot.storage.exports import export_files

    database = _opened(read_settings())
    files = export_files(read_report(database), read_texts(database), date.today())
    for name, text in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise DataError(
                f"{path} cannot be written: {error}.", "Name another folder."
            ) from error
        click.echo(path)


@data.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@clear_errors
def data_backup(file: Path) -> None:
    """Copy the whole database into FILE while the service runs.

    It goes into SQLite or PostgreSQL again, so it also moves a site from one to the other. The
    other files of the data folder can be copied as they are.
    """
    from guidebot.storage.backup import write_backup

    number = write_backup(_opened(read_settings()), file)
    click.echo(f"{number} rows are in {file}.")


@data.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Throw away what the database holds.")
@clear_errors
def data_restore(file: Path, replace: bool) -> None:
    """Put FILE, made by `data backup`, into an empty database."""
    from guidebot.storage.backup import restore_backup

    database = _opened(read_settings())
    number = restore_backup(database, file, replace)
    click.echo(f"{number} rows are in {database.shown}.")
