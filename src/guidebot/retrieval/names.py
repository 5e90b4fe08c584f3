"""Exact matches: trial ids and product names, whose digits must agree.

Nothing here is fuzzy: FT516 never finds FT576. What merely resembles a name is offered as
'did you mean', and not answered for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from guidebot.corpus.registries import canonical_id, find_ids, find_malformed
from guidebot.domain import GlossaryEntry, Passage, TrialRecord
from guidebot.language import clean, fold
from guidebot.retrieval.dictation import in_digits

_CODE = re.compile(r"(?<![a-z0-9])[a-z]{1,6}[- ]?[a-z]{0,4}\d{2,5}[a-z]{0,2}(?![a-z0-9])")
#: A number, or letters, that may be a part of a code: '576' and 'NR' after 'FT596' and 'NT-20201'.
_BARE = re.compile(
    r"(?<![a-z0-9.-])(?:\d{2,5}(?! ?(?:[年月天日岁人例万元块个次分周号]|[cm]m|[mk]g|m?l\b|days?|"
    r"weeks?|months?|years?|people|patients?|points?))|[a-z]{2,6})(?![a-z0-9.%-])"
)
#: What looks like the name of a product: a code, or a word in which every cell product that has a
#: generic name ends (WHO's rules: -cel). Years and sums of money are none.
_FOREIGN = re.compile(
    r"(?<![a-z0-9-])(?!(?:rmb|cny|hkd?|twd|ntd?|usd?)\d)(?:(?-i:[A-Z]{2,6}-?)(?!(?:19|20)\d\d(?!\d))\d{2,6}(?-i:[A-Z]?)"
    r"|[a-z]{2,4}-(?!(?:19|20)\d\d(?!\d))\d{3,6}"
    r"|[a-z]{2,15}(?:-cel|leucel|strocel|stemcel|mecel|bicel)(?:-[a-z])?"
    r"|(?-i:[A-Z][a-z]{4,12}-[A-Z]))(?![a-z0-9-])",
    re.IGNORECASE | re.ASCII,
)
_PARTS = re.compile(r"[a-z]+|\d+|[^a-z0-9\s-]+")
_HALVES = re.compile(r"([a-z]+)(\d+)")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
#: Names shorter than this and without a digit also are everyday words (ESCORT).
_SHORT = 7


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names.

    Attributes:
        products: as spelled in the table, in the order of the question.
        records: ids that the table holds.
        unknown_ids: well-formed ids that it does not hold.
        malformed_ids: what is meant as a registry id but is none, as typed.
        near_names: names that resemble a code of the question but differ from it.
        made_by: products of a maker that is named, where no product is.
        foreign: what looks like the name of a product and is none of the table, as typed.
    """

    products: tuple[str, ...]
    records: tuple[TrialRecord, ...]
    unknown_ids: tuple[str, ...]
    malformed_ids: tuple[str, ...]
    near_names: tuple[str, ...]
    made_by: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Return whether a question names nothing at all."""
        ids = self.records or self.unknown_ids or self.malformed_ids
        return not (ids or self.products or self.near_names)


def squash(name: str) -> str:
    """Return a name folded, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", fold(name))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Return a pattern that finds a name on folded text, with or without hyphens."""
    body = r"[\s-]?".join(re.escape(part) for part in _PARTS.findall(fold(name)))
    return re.compile(rf"(?<![a-z0-9]){body}(?![a-z0-9])")


class NameBook:
    """Knows every product name, alias and trial id.

    Args:
        trials: the table.
        passages: whose `products` may hold names that the table lacks.
        glossary: synonyms; entries of kind 'product' add names, others exclude words.
        makers: products by the concept of the glossary entry that names their maker.
    """

    def __init__(
        self,
        trials: Sequence[TrialRecord],
        passages: Sequence[Passage],
        glossary: Iterable[GlossaryEntry],
        makers: Mapping[str, tuple[str, ...]],
    ) -> None:
        entries = list(glossary)
        everyday = {
            fold(word)
            for entry in entries
            if entry.kind != "product"
            for word in entry.zh + entry.en
        }
        names: dict[str, str] = {}
        for product, aliases in self._spellings(trials, passages, entries):
            for name in (product, *aliases):
                if fold(name) not in everyday and len(fold(name)) > 2:
                    names.setdefault(fold(name), product)
        self._products_by_key = [
            (squash(name), product, name) for name, product in names.items() if _PARTS.findall(name)
        ]
        self._makers = [
            (squash(word), word, makers[entry.concept])
            for entry in entries
            if entry.concept in makers
            for word in entry.zh + entry.en
        ]
        self._codes = {squash(name): product for name, product in names.items()}
        self._by_id: dict[str, list[TrialRecord]] = {}
        for record in trials:
            self._by_id.setdefault(canonical_id(record.id), []).append(record)
        self._written = frozenset([*map(canonical_id, names), *self._by_id])

    @staticmethod
    def _spellings(
        trials: Sequence[TrialRecord], passages: Sequence[Passage], glossary: list[GlossaryEntry]
    ) -> list[tuple[str, tuple[str, ...]]]:
        """Return (product, other spellings) from the table, the passages and the glossary."""
        spellings = [(record.product, record.aliases) for record in trials]
        spellings += [(product, ()) for passage in passages for product in passage.products]
        canonical = {
            fold(name): product for product, aliases in spellings for name in (product, *aliases)
        }
        for entry in glossary:
            if entry.kind == "product":
                words = entry.zh + entry.en
                known = [canonical[fold(word)] for word in words if fold(word) in canonical]
                spellings.append((known[0] if known else words[0], words))
        return spellings

    def _products(self, text: str, folded: str) -> list[str]:
        """Return the products that a text names, in its order, longest names first."""
        found: list[tuple[int, int, str]] = []
        joined = squash(folded)
        # Most names stand in no part of a text: to see that costs a tenth of a search.
        for key, product, name in self._products_by_key:
            if key not in joined:
                continue
            everyday = len(name) < _SHORT and not re.search(r"\d", name) and name.isascii()
            match = _pattern(name).search(folded)
            if match and not (everyday and name.upper() not in text and name.title() not in text):
                found.append((match.start(), match.end(), product))
        inside = [
            (start, end, product)
            for start, end, product in found
            if not any(
                other_start <= start and end <= other_end and other_end - other_start > end - start
                for other_start, other_end, _ in found
            )
        ]
        return list(dict.fromkeys(product for _, _, product in sorted(inside)))

    def find(self, text: str) -> Named:
        """Return what a question names.

        Args:
            text: as typed.
        """
        folded = fold(text)
        ids = find_ids(text)
        squashed = canonical_id(text)
        # Acceptance and IND numbers are in no registry's format: look for them as they are.
        others = [
            key
            for key, records in self._by_id.items()
            if records[0].id_kind != "registry" and key in squashed
        ]
        wanted = dict.fromkeys([*(canonical_id(identifier) for identifier in ids), *others])
        records = [record for key in wanted for record in self._by_id.get(key, [])]
        unknown = tuple(name for name in ids if canonical_id(name) not in self._by_id)
        products = tuple(self._products(text, folded))
        near = self._near(folded, ids)
        return Named(
            products=products,
            records=tuple(records),
            unknown_ids=unknown,
            malformed_ids=find_malformed(text),
            near_names=near,
            made_by=() if products or records else self._made_by(folded),
            foreign=() if near else self._foreign(text),
        )

    def in_digits(self, text: str) -> str:
        """Return a text with its spoken codes in digits, folded; as typed where there are none."""
        folded = fold(text)
        written = in_digits(folded, self._written)
        return text if written == folded else written

    def completed(self, text: str, context: str) -> str:
        """Return a text in which the part of a code stands whole: '576' after 'FT596' is FT576.

        Args:
            text: as typed.
            context: earlier turns, whose codes give the other part.

        Returns:
            The text folded, with one code made whole; as typed where nothing is to be completed.
        """
        folded = fold(text)
        codes = [squash(code) for code in _CODE.findall(fold(context))]
        halves = [match.groups() for code in codes if (match := _HALVES.fullmatch(code))]
        for found in _BARE.finditer(folded):
            part = found.group()
            for letters, digits in halves:
                whole = letters + part if part.isdigit() else part + digits
                if whole in self._codes and whole not in codes:
                    return folded[: found.start()] + whole + folded[found.end() :]
        return text

    def _made_by(self, folded: str) -> tuple[str, ...]:
        """Return the products of the makers that a text names."""
        joined = squash(folded)
        made = [
            product
            for key, word, made in self._makers
            if key in joined and _pattern(word).search(folded)
            for product in made
        ]
        return tuple(dict.fromkeys(made))

    def _foreign(self, text: str) -> tuple[str, ...]:
        """Return what of a text looks like a name and stands in none that is known."""
        found = dict.fromkeys(one.group() for one in _FOREIGN.finditer(clean(text)))
        keys = {name: canonical_id(name) for name in found}
        return tuple(
            name for name in found if not any(keys[name] in known for known in self._written)
        )

    def _near(self, folded: str, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Return names that differ from a code of the text by one letter or digit."""
        for identifier in ids:
            folded = folded.replace(fold(identifier), " ")
        near: list[str] = []
        for found in _CODE.findall(folded):
            code = squash(found)
            # In "the maker's SB623" the letter before the name belongs to no name.
            if not {code, squash(found.rpartition(" ")[2])} & self._codes.keys():
                near += [product for name, product in self._codes.items() if _one_apart(code, name)]
        return tuple(dict.fromkeys(near))[:4]


def _one_apart(one: str, other: str) -> bool:
    """Return whether two codes differ by one changed, added or missing character."""
    if abs(len(one) - len(other)) > 1 or not other.isascii() or not re.search(r"\d", other):
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
