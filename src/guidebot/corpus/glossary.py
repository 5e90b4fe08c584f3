"""corpus/glossary.csv, makers.csv, traditional.csv: words for one concept, makers, local words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from guidebot.corpus.tables import read_csv, split
from guidebot.domain import GlossaryEntry, LocalPhrase
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
        for word in dict.fromkeys(fold(word) for word in entry.zh + entry.en + entry.hant):
            if owners.setdefault(word, entry.concept) != entry.concept:
                raise CorpusError(
                    path,
                    line,
                    f"{word!r} stands under {owners[word]!r} and {entry.concept!r}.",
                    "Keep it under one concept.",
                )
        entries.append(entry)
    return tuple(entries)


def read_makers(
    path: Path, glossary: Sequence[GlossaryEntry], products: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """Return the products of each maker, by the concept of its glossary entry.

    Args:
        path: of the file.
        glossary: has an entry of kind 'organisation' for each maker.
        products: names that the trials and the passages hold.

    Raises:
        CorpusError: if a maker or a product is unknown, or a maker stands twice.
    """
    known = {entry.concept for entry in glossary if entry.kind == "organisation"}
    named = set(products)
    makers: dict[str, tuple[str, ...]] = {}
    for line, row in read_csv(path, ("concept", "products")):
        maker, made = row["concept"], split(row["products"])
        if maker not in known or maker in makers:
            cure = "Name an organisation of glossary.csv, once."
            raise CorpusError(path, line, f"{maker!r} is unknown or stands twice.", cure)
        if unknown := sorted(set(made) - named) or [*([] if made else [""])]:
            cure = "Spell it as trials.csv or a passage does."
            raise CorpusError(path, line, f"no product {unknown[0]!r} is known.", cure)
        makers[maker] = made
    return makers


def read_local_phrases(path: Path) -> tuple[LocalPhrase, ...]:
    """Return the local words for Traditional readers.

    Raises:
        CorpusError: if a cell is empty or a phrase stands twice.
    """
    phrases: dict[str, LocalPhrase] = {}
    for line, row in read_csv(path, ("plain", "taiwan", "hong_kong")):
        if not all(row.values()):
            raise CorpusError(path, line, "a cell is empty.", "Fill in all three.")
        if row["plain"] in phrases:
            raise CorpusError(path, line, f"{row['plain']!r} stands twice.", "Remove one.")
        phrases[row["plain"]] = LocalPhrase(row["plain"], row["taiwan"], row["hong_kong"])
    return tuple(phrases.values())
