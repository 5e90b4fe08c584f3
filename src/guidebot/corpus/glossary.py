"""corpus/glossary.csv: words for one concept across languages and registers."""

from __future__ import annotations

from pathlib import Path

from guidebot.corpus.tables import read_csv, split
from guidebot.domain import GlossaryEntry
from guidebot.errors import CorpusError
from guidebot.language import fold

COLUMNS = ("concept", "kind", "zh", "en", "hant")


def read_glossary(path: Path) -> tuple[GlossaryEntry, ...]:
    """Return every entry.

    Raises:
        CorpusError: if a concept or a word stands twice.
    """
    entries, owners = [], dict[str, str]()
    for line, row in read_csv(path, COLUMNS):
        entry = GlossaryEntry(
            row["concept"], row["kind"], split(row["zh"]), split(row["en"]), split(row["hant"])
        )
        for word in dict.fromkeys(fold(word) for word in entry.zh + entry.en):
            if owners.setdefault(word, entry.concept) != entry.concept:
                raise CorpusError(
                    path,
                    line,
                    f"{word!r} stands under {owners[word]!r} and {entry.concept!r}.",
                    "Keep it under one concept.",
                )
        entries.append(entry)
    return tuple(entries)
