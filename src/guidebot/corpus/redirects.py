"""corpus/redirects.csv: where a passage or topic lives that once had another address.

Clinics print addresses on paper. A row `old,new` keeps one working after a rename: both are
passage ids ('<topic>#<slug>'), or both are topics, which moves every passage of the topic.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from guidebot.corpus.tables import read_csv
from guidebot.errors import CorpusError

COLUMNS = ("old", "new")
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_ADDRESS = re.compile(rf"{_SLUG}(?:#{_SLUG})?")


def _row_fault(row: dict[str, str], before: Collection[str]) -> tuple[str, str] | None:
    """Return (what is wrong with a row, the cure), or None."""
    for name, value in row.items():
        if not _ADDRESS.fullmatch(value):
            return f"{name} is {value!r}, not an address.", "Write topic#slug, or a topic."
    if row["old"] in before:
        return f"{row['old']!r} stands twice.", "Keep one row."
    if ("#" in row["old"]) != ("#" in row["new"]):
        return (
            f"{row['old']!r} and {row['new']!r} are a topic and a passage.",
            "Send a topic to a topic and a passage to a passage.",
        )
    return None


def read_redirects(path: Path) -> dict[str, str]:
    """Return the new passage id or topic by the old one; nothing where there is no file.

    Raises:
        CorpusError: if a row is no pair of addresses, or an old address stands twice.
    """
    found: dict[str, str] = {}
    for line, row in read_csv(path, COLUMNS) if path.exists() else ():
        pair = {name: row[name] for name in COLUMNS}
        if fault := _row_fault(pair, found):
            raise CorpusError(path, line, *fault)
        found[pair["old"]] = pair["new"]
    return found


def _end(redirects: Mapping[str, str], old: str) -> str:
    """Return where a chain of redirects ends, or '' where it runs in a circle."""
    seen: set[str] = set()
    while old in redirects:
        if old in seen:
            return ""
        seen.add(old)
        old = redirects[old]
    return old


def moved_to(redirects: Mapping[str, str], address: str) -> str:
    """Return where a passage id or topic lives now, or '' where nothing moved it.

    A passage that has no row of its own moves with its topic.
    """
    if address in redirects:
        return _end(redirects, address)
    topic, hash_sign, slug = address.partition("#")
    if not hash_sign or topic not in redirects:
        return ""
    moved = f"{_end(redirects, topic)}#{slug}"
    return _end(redirects, moved)


def redirect_faults(
    path: Path, redirects: Mapping[str, str], existing: Collection[str]
) -> Iterator[CorpusError]:
    """Give the redirects that lead nowhere, in a circle, or away from what exists.

    Args:
        path: of the file, for the message.
        redirects: as read.
        existing: every passage id and topic.
    """
    lines = {row["old"]: line for line, row in read_csv(path, COLUMNS)} if path.exists() else {}
    for old in redirects:
        end = _end(redirects, old)
        if old in existing:
            fault = f"{old!r} exists and would be hidden.", "Remove the row, or rename the passage."
        elif not end:
            fault = f"{old!r} leads in a circle.", "End the chain at something that exists."
        elif end not in existing:
            fault = f"{old!r} leads to {end!r}, which does not exist.", "Mend the new address."
        else:
            continue
        yield CorpusError(path, lines[old], *fault)
