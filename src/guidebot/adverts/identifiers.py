"""The trial ids of an advert, compared with the table of trials."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from guidebot.adverts.findings import Verdict
from guidebot.adverts.offsets import fold_placed
from guidebot.adverts.rules import DISEASES, Sentences, pattern_spans
from guidebot.corpus.registries import canonical_id, locate_ids, locate_malformed
from guidebot.domain import TrialRecord
from guidebot.safety.rules import Rule, RuleBook

#: Names that are no ordinary words: with a digit, or a capital within (XS-411, MultiStem).
_PROPER = re.compile(r"(?=[\x20-\x7e]+$)(?:.*\d|.*[a-z][A-Z])")

#: A product named so many characters from an id is meant to be the one of the id.
_NEAR = 80


@dataclass(frozen=True, slots=True)
class LocatedId:
    """An id where it stands in the folded text; `record` only where the table has the id."""

    id: str
    verdict: Verdict
    start: int
    end: int
    record: TrialRecord | None = None


def _names(record: TrialRecord) -> set[str]:
    """Return the names of a record's product, folded."""
    return {fold_placed(name).text for name in (record.product, *record.aliases)}


def _proper_names(record: TrialRecord) -> set[str]:
    """Return the names of a record's product that are no ordinary words, folded."""
    names = (record.product, *record.aliases)
    return {fold_placed(name).text for name in names if _PROPER.match(name)}


def _mentions(text: str, name: str) -> bool:
    """Return whether a folded text holds a name that is not part of a longer one."""
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", text))


class TrialTable:
    """The table of trials, with what is needed to tell whether an advert's id fits.

    Args:
        records: of the table.
        book: the rules, among them the diseases.
    """

    def __init__(self, records: Sequence[TrialRecord], book: RuleBook) -> None:
        self._book = book
        self._diseases: Rule = next(rule for rule in book.rules if rule.id == DISEASES)
        self._by_id: dict[str, list[TrialRecord]] = {}
        for record in records:
            self._by_id.setdefault(canonical_id(record.id), []).append(record)
        self._products = {name for record in records for name in _proper_names(record)}

    def _records(self, identifier: str) -> list[TrialRecord]:
        """Return the records with an id."""
        return self._by_id.get(canonical_id(identifier), [])

    def _strangers(self, sentences: Sentences, place: int) -> set[str]:
        """Return the products named near a place whose ids the text does not give."""
        ids = [identifier for _, _, identifier in locate_ids(sentences.text)]
        own = {name for one in ids for record in self._records(one) for name in _names(record)}
        near = sentences.text[max(0, place - _NEAR) : place + _NEAR]
        return {name for name in self._products - own if _mentions(near, name)}

    def _fits(self, record: TrialRecord, sentences: Sentences, place: int) -> bool:
        """Return whether a record is of a product and a disease that the text names, if any."""
        if any(_mentions(sentences.text, name) for name in _names(record)):
            return True
        if _proper_names(record) and self._strangers(sentences, place):
            return False
        named = set(pattern_spans(self._diseases, self._book, sentences))
        condition = fold_placed("\n".join(record.condition.values())).text
        patterns = self._diseases.patterns
        about = {place for place, one in enumerate(patterns) if one.search(condition)}
        return not named or not about or bool(named & about)

    def _judge(
        self, identifier: str, sentences: Sentences, place: int
    ) -> tuple[Verdict, TrialRecord | None]:
        """Return what the table says of a well-formed id, and the record that fits best."""
        records = self._records(identifier)
        if not records:
            return Verdict.NOT_IN_OUR_TABLE, None
        for record in records:
            if self._fits(record, sentences, place):
                return Verdict.MATCHES, record
        return Verdict.OTHER_PRODUCT, records[0]

    def look_up(self, sentences: Sentences) -> Iterator[LocatedId]:
        """Give every id of a folded text, also those that are not well formed."""
        text = sentences.text
        for start, end, identifier in locate_ids(text):
            verdict, record = self._judge(identifier, sentences, start)
            yield LocatedId(identifier, verdict, start, end, record)
        for start, end, written in locate_malformed(text):
            yield LocatedId(written.upper(), Verdict.MALFORMED, start, end)
