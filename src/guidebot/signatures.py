"""A clinic's sign-off of passages: who read which words, and when.

A signature holds for the very text that was read, in all its languages. When the text changes it
lapses by itself. Signatures lie in the data folder, so that an update of guidebot keeps them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from guidebot.datafile import read_json, write_json
from guidebot.domain import Passage, Signature
from guidebot.errors import DataError


def signatures_path(data: Path) -> Path:
    """Return where signatures are kept."""
    return data / "signatures.json"


def passage_digest(passage: Passage) -> str:
    """Return the sha256 of what a reader sees of a passage, in all its languages."""
    digest = hashlib.sha256()
    for name, text in sorted(passage.texts.items()):
        digest.update("\0".join((name, text.title, text.text)).encode())
    for source in passage.sources:
        digest.update(source.id.encode())
    return digest.hexdigest()


def sign(
    data: Path, passages: Sequence[Passage], reviewer: str, role: str, today: date
) -> list[Signature]:
    """Store that somebody has read passages and stands for them.

    Args:
        data: folder of the signatures.
        passages: that were read.
        reviewer: name that will show.
        role: what entitles the person, for example 'neurologist, Example Hospital'.
        today: date that will show.

    Raises:
        DataError: if name or role is empty, or the file cannot be read or written.
    """
    for name, value in (("reviewer", reviewer), ("role", role)):
        if not value.strip():
            raise DataError(
                f"The {name} is empty.", f"Give --{name} so that readers see who signed."
            )
    entries = read_json(signatures_path(data))
    signed = []
    for passage in passages:
        signature = Signature(reviewer.strip(), role.strip(), today)
        entries[passage.id] = {
            "reviewer": signature.reviewer,
            "role": signature.role,
            "signed": today.isoformat(),
            "digest": passage_digest(passage),
        }
        signed.append(signature)
    write_json(signatures_path(data), entries)
    return signed


@dataclass(frozen=True, slots=True)
class Signed:
    """The signatures of a data folder.

    Attributes:
        valid: by passage id, for the text as it is now.
        lapsed: ids whose text has changed since, or that are no more.
    """

    valid: Mapping[str, Signature]
    lapsed: tuple[str, ...]


def read_signatures(data: Path, passages: Sequence[Passage]) -> Signed:
    """Return which signatures hold for passages as they are now.

    Raises:
        DataError: if the file cannot be read.
    """
    path = signatures_path(data)
    known = {passage.id: passage for passage in passages}
    valid: dict[str, Signature] = {}
    lapsed = []
    for name, entry in read_json(path).items():
        try:
            signature = Signature(
                entry["reviewer"], entry["role"], date.fromisoformat(entry["signed"])
            )
            digest = entry["digest"]
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(
                f"{path}: the entry of {name} cannot be read.", "Remove it and sign again."
            ) from error
        if name in known and digest == passage_digest(known[name]):
            valid[name] = signature
        else:
            lapsed.append(name)
    return Signed(valid, tuple(sorted(lapsed)))
