"""JSON files of the data folder: written whole or not at all."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from guidebot.errors import DataError

logger = logging.getLogger(__name__)

T = TypeVar("T")


def spare(read: Callable[[], T], missing: T) -> T:
    """Return what a file of the data folder holds, or `missing` where it is damaged.

    For what an answer can do without: it must not fail for it. The damage is logged.
    """
    try:
        return read()
    except DataError as problem:
        logger.error("%s", problem)
        return missing


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in a file, {} where there is no file.

    Raises:
        DataError: if the file is there and cannot be read.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise DataError(
            f"{path} cannot be read: {error}.", "Mend it, or move it away and do the work again."
        ) from error
    if not isinstance(content, dict):
        raise DataError(f"{path} holds no JSON object.", "Move it away and do the work again.")
    return content


def flush(path: Path) -> None:
    """Force a file or folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Put an object in the place of a file; the old one stays until the new one is on disk.

    Raises:
        DataError: if it cannot be written.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        flush(path.parent)
    except OSError as error:
        with suppress(OSError):
            aside.unlink()
        raise DataError(
            f"{path} cannot be written: {error}.", "Set GUIDEBOT_DATA to a folder with room."
        ) from error
