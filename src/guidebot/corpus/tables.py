"""Read TOML and CSV files of the corpus with errors that name file, line and cure."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from guidebot.errors import CorpusError


def read_text(path: Path) -> str:
    """Return a file's text, or raise CorpusError naming what is wrong with its bytes."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise CorpusError(path, None, "the file is missing.", "Put it back.") from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise CorpusError(
            path, line, "the text is not UTF-8.", "Save the file as UTF-8."
        ) from error


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file."""
    text = read_text(path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else None
        raise CorpusError(path, line, f"not valid TOML: {error}.", "Mend the line.") from error


def line_of(path: Path, beginning: str) -> int | None:
    """Return the 1-based number of the first line that begins so, or None."""
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if line.strip().startswith(beginning):
            return number
    return None


def line_of_table(path: Path, name: str) -> int | None:
    """Return the 1-based line on which a TOML table begins, or None."""
    return line_of(path, f"[{name}]")


def read_csv(path: Path, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Return (line, row) for each row of a CSV file.

    Args:
        path: a file whose first line names its columns.
        columns: the columns that must be there.

    Raises:
        CorpusError: if a column is missing or a row has too many or too few cells.
    """
    reader = csv.DictReader(io.StringIO(read_text(path)), strict=True)
    missing = [name for name in columns if name not in (reader.fieldnames or [])]
    if missing:
        raise CorpusError(
            path, 1, f"columns are missing: {', '.join(missing)}.", "Add them to the first line."
        )
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        for row in reader:
            if None in row or any(value is None for value in row.values()):
                raise CorpusError(
                    path,
                    reader.line_num,
                    "the row has not as many cells as the first line.",
                    "Put cells that contain a comma into double quotes.",
                )
            rows.append((reader.line_num, {name: value.strip() for name, value in row.items()}))
    except csv.Error as error:
        raise CorpusError(
            path, reader.line_num, f"not valid CSV: {error}.", "Mend the quotes."
        ) from error
    return rows


def read_date(path: Path, line: int | None, name: str, value: object) -> date:
    """Return a date given as TOML date or as YYYY-MM-DD."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise CorpusError(
            path, line, f"{name} is {value!r}, not a date.", "Write it as YYYY-MM-DD."
        ) from error


def split(text: str, separator: str = "|") -> tuple[str, ...]:
    """Return the parts of a cell, stripped, without empty ones."""
    return tuple(part.strip() for part in text.split(separator) if part.strip())
