"""What of a corpus is searched: units, the texts that get vectors, and documents of words.

A unit is a passage or a trial record. A passage is many vectors (its text and each question
that it answers, in every language) and one document a language for BM25.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from guidebot.corpus.exemplars import OFF_TOPIC
from guidebot.domain import Corpus, Passage, TrialRecord
from guidebot.language import fold, is_chinese
from guidebot.retrieval.encoder import Role
from guidebot.retrieval.lexical import Concepts, tokens

#: Sorts of texts: a question is nearer to questions, and to texts in its own language.
QUESTION, CHINESE = 2, 1
#: One of so many exemplars that are off topic stands among the everyday sentences.
EVERY_OFF_TOPIC = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that has a vector.

    Attributes:
        unit: position in Index.units.
        text: folded.
        role: how it is encoded.
    """

    unit: int
    text: str
    role: Role

    @property
    def sort(self) -> int:
        """Return QUESTION, CHINESE, both (their sum) or 0: what its nearness is compared with."""
        return QUESTION * (self.role is Role.QUERY) + CHINESE * is_chinese(self.text)


def trial_text(record: TrialRecord, written: str) -> str:
    """Return the words of a record in one language, for matching."""
    parts = [record.id, record.product, *record.aliases, record.condition[written]]
    parts += [record.cell_type[written], record.sponsor[written], record.note[written]]
    return "\n".join(parts)


def _passage_entries(unit: int, passage: Passage) -> list[Entry]:
    """Return what of a passage has a vector."""
    entries = []
    # A document of the site reads the same in every language: it is one text.
    for text in dict.fromkeys(passage.texts.values()):
        entries.append(Entry(unit, fold(f"{text.title}\n{text.text}"), Role.PASSAGE))
        asked = dict.fromkeys((text.title, *text.asked_as))
        entries += [Entry(unit, fold(line), Role.QUERY) for line in asked]
    entries += [Entry(unit, fold(line), Role.QUERY) for line in passage.asked_elsewhere]
    return entries


def entries_of(corpus: Corpus) -> tuple[tuple[str, ...], list[Entry]]:
    """Return the units of a corpus and everything that gets a vector."""
    units = [f"passage:{passage.id}" for passage in corpus.searchable]
    units += [f"trial:{row}" for row in range(len(corpus.trials))]
    entries = []
    for unit, passage in enumerate(corpus.searchable):
        entries += _passage_entries(unit, passage)
    for unit, record in enumerate(corpus.trials, start=len(corpus.searchable)):
        entries += [
            Entry(unit, fold(trial_text(record, written)), Role.PASSAGE) for written in ("zh", "en")
        ]
    return tuple(units), entries


def everyday_of(corpus: Corpus) -> list[str]:
    """Return folded texts that have nothing to do with the guide: how near they come is no merit.

    One in EVERY_OFF_TOPIC of the exemplars that are off topic; all of them would take
    14 MB.
    """
    apart = [one.text for one in corpus.exemplars if one.labels == {OFF_TOPIC}]
    return [fold(line) for line in (*corpus.background, *apart[::EVERY_OFF_TOPIC])]


def documents_of(corpus: Corpus, concepts: Concepts) -> tuple[tuple[int, ...], list[list[str]]]:
    """Return for each BM25 document its unit and its tokens."""
    owners, documents = [], []
    for unit, passage in enumerate(corpus.searchable):
        for text in dict.fromkeys(passage.texts.values()):
            owners.append(unit)
            words = "\n".join([text.title, text.text, *text.asked_as, *passage.products])
            documents.append(tokens(fold(words), concepts))
    for unit, record in enumerate(corpus.trials, start=len(corpus.searchable)):
        for written in ("zh", "en"):
            owners.append(unit)
            documents.append(tokens(fold(trial_text(record, written)), concepts))
    return tuple(owners), documents


def rarity_of(unit_tokens: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return ln(1 + (n - df + 0.5) / (df + 0.5)) by token, df counted over units."""
    frequency = Counter(token for words in unit_tokens for token in words)
    n = len(unit_tokens)
    return {
        token: math.log(1 + (n - count + 0.5) / (count + 0.5)) for token, count in frequency.items()
    }
