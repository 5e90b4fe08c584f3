"""corpus/sources.toml: who is cited."""

from __future__ import annotations

import re
from pathlib import Path

from guidebot.corpus.tables import line_of_table, read_toml
from guidebot.domain import Source, SourceKind
from guidebot.errors import CorpusError

_PUBLISHED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_KNOWN = {"title", "publisher", "url", "published", "kind", "says"}


def read_sources(path: Path) -> dict[str, Source]:
    """Return every source by id.

    Raises:
        CorpusError: naming file, line and cure.
    """
    sources = {}
    for name, table in read_toml(path).items():
        line = line_of_table(path, name)
        for needed in ("title", "publisher", "kind", "says"):
            if not str(table.get(needed, "")).strip():
                raise CorpusError(path, line, f"[{name}] has no {needed}.", f"Add {needed} = ...")
        if unknown := set(table) - _KNOWN:
            raise CorpusError(path, line, f"[{name}] has unknown keys {unknown}.", "Remove them.")
        published = str(table.get("published", ""))
        if published and not _PUBLISHED.fullmatch(published):
            raise CorpusError(
                path, line, f"published is {published!r}.", "Write YYYY, YYYY-MM or YYYY-MM-DD."
            )
        url = str(table.get("url", ""))
        if url and not url.startswith(("https://", "http://")):
            raise CorpusError(path, line, f"url is {url!r}.", "Begin it with https://.")
        try:
            kind = SourceKind(table["kind"])
        except ValueError as error:
            raise CorpusError(
                path, line, f"kind is {table['kind']!r}.", f"Use one of {', '.join(SourceKind)}."
            ) from error
        sources[name] = Source(
            name, table["title"], table["publisher"], url, published, kind, table["says"]
        )
    return sources


def cited(
    names: tuple[str, ...], sources: dict[str, Source], path: Path, line: int | None
) -> tuple[Source, ...]:
    """Return the named sources, or raise CorpusError for none or an unknown one."""
    if not names:
        raise CorpusError(path, line, "no source is cited.", "Add a source id of sources.toml.")
    for name in names:
        if name not in sources:
            raise CorpusError(
                path, line, f"source {name!r} is not in sources.toml.", "Add it there, or mend it."
            )
    return tuple(sources[name] for name in names)
