"""Folders on disk that are whole or absent: written aside, checked, renamed.

A folder carries manifest.json with the sha256 of every other file, and of what itself says. It is
written under another name, flushed to disk and renamed; the old one stays until then. Whoever
writes or recovers holds the lock of `preparation`: two writers of one folder would meet.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from guidebot.datafile import flush

MANIFEST = "manifest.json"
#: Key of the manifest that holds the sha256 of all its other keys.
SEAL = "seal"
#: Endings of a folder that is being written, and of one that is being replaced.
_NEW, _OLD = ".new", ".old"


def sha256(path: Path) -> str:
    """Return the sha256 of a file as hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def seal_of(manifest: dict[str, Any]) -> str:
    """Return the sha256 of what a manifest says, its seal left out, as hexadecimal."""
    said = {name: value for name, value in manifest.items() if name != SEAL}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _aside(folder: Path, ending: str) -> Path:
    """Return the name of a folder while it is being written or replaced."""
    return folder.with_name(f".{folder.name}{ending}")


def recover(below: Path) -> None:
    """Clear away what killed writers left below a folder; give back what they had moved aside.

    Between two renames a folder is nowhere but under its old name: then that one is put back.
    """
    for ending in (_OLD, _NEW):
        for left in [*below.rglob(f".*{ending}")]:
            _recover_one(left.with_name(left.name.removeprefix(".").removesuffix(ending)))


def _recover_one(folder: Path) -> None:
    """Recover one folder."""
    if _aside(folder, _OLD).exists() and not folder.exists():
        _aside(folder, _OLD).rename(folder)
        flush(folder.parent)
    for ending in (_OLD, _NEW):
        shutil.rmtree(_aside(folder, ending), ignore_errors=True)


def _files(folder: Path) -> list[Path]:
    """Return every file below `folder` but the manifest, sorted."""
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST
    )


@contextmanager
def replacing(folder: Path, manifest: dict[str, Any]) -> Iterator[Path]:
    """Give an empty folder to fill, then put it in the place of `folder`.

    `manifest` is written as it is when the block ends, with the keys 'checksums' and 'seal' added.
    If the block fails, nothing in the place of `folder` changes.
    """
    aside, old = _aside(folder, _NEW), _aside(folder, _OLD)
    _recover_one(folder)
    aside.mkdir(parents=True)
    try:
        yield aside
        names = {path.relative_to(aside).as_posix(): sha256(path) for path in _files(aside)}
        whole = {**manifest, "checksums": names}
        text = json.dumps(whole | {SEAL: seal_of(whole)}, ensure_ascii=False, indent=1)
        (aside / MANIFEST).write_text(text, encoding="utf-8")
        for path in [*aside.rglob("*"), aside]:
            flush(path)
        if folder.exists():
            folder.rename(old)
        aside.rename(folder)
        flush(folder.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder, or None where there is none that is whole."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(manifest, dict) or manifest.get(SEAL) != seal_of(manifest):
        return None
    return manifest


def damaged_files(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Return the names of files that are missing, unreadable or differ from their checksum."""
    checksums: dict[str, str] = manifest.get("checksums", {})
    return [name for name, expected in checksums.items() if _differs(folder / name, expected)]


def _differs(path: Path, expected: str) -> bool:
    """Return whether a file is not what its checksum says."""
    try:
        return sha256(path) != expected
    except OSError:
        return True


def mapped(path: Path) -> NDArray[Any]:
    """Return an array of a .npy file whose parts stay on disk until they are looked at."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
