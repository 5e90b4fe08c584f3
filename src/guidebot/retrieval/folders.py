"""Folders on disk that are whole or absent: written aside, checked, renamed.

A folder carries manifest.json with the sha256 of every other file. It is written under
another name, flushed to disk and renamed; the old one stays until then.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"


def sha256(path: Path) -> str:
    """Return the sha256 of a file as hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Force a file or folder to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _files(folder: Path) -> list[Path]:
    """Return every file below `folder` but the manifest, sorted."""
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST
    )


@contextmanager
def replacing(folder: Path, manifest: dict[str, Any]) -> Iterator[Path]:
    """Give an empty folder to fill, then put it in the place of `folder`.

    `manifest` is written as it is when the block ends, with the key 'checksums' added.
    If the block fails, nothing in the place of `folder` changes.
    """
    aside = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        yield aside
        names = {path.relative_to(aside).as_posix(): sha256(path) for path in _files(aside)}
        text = json.dumps({**manifest, "checksums": names}, ensure_ascii=False, indent=1)
        (aside / MANIFEST).write_text(text, encoding="utf-8")
        for path in [*_files(aside), aside / MANIFEST, aside]:
            _flush(path)
        if folder.exists():
            folder.rename(old)
        aside.rename(folder)
        _flush(folder.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder, or None where there is none to be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) else None


def damaged_files(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Return the names of files that are missing or differ from their checksum."""
    checksums: dict[str, str] = manifest.get("checksums", {})
    return [
        name
        for name, expected in checksums.items()
        if not (folder / name).is_file() or sha256(folder / name) != expected
    ]
