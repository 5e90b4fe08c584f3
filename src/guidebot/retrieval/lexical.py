"""Words of a text, and BM25 over them.

A text becomes Chinese bigrams, Latin words with their digits, and the glossary's concepts
('#stroke' for 中风, 脑卒中 and stroke alike), so that the same question in either language
or script shares words with the same passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from guidebot.domain import GlossaryEntry
from guidebot.language import fold
from guidebot.retrieval.folders import mapped

Floats = NDArray[np.float32]

_RUN = re.compile(r"[a-z0-9][a-z0-9+./'-]*[a-z0-9+]|[a-z0-9]|[\u3400-\u9fff]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_TERMS = "terms.marisa"
#: Words that say nothing about the topic, left out of both sides.
STOP_WORDS = frozenset(
    """
    a an the is are was were be been am do does did of to in on at for and or not no it its this
    that these those with from by as if so can could will would shall should may might i me my
    we our you your he him his she her they them their what which who whom when where why how
    there here have has had any some just only also about into out up get got
    """.split()
)
#: Chinese function characters: bigrams made of two of them are left out.
_STOP_CHARACTERS = frozenset(
    "的了吗呢吧啊是不有我你他她它们在这那和与及就都也很还要会能可以么什怎个人说到去来上下"
)


class Concepts:
    """Finds the glossary's concepts in a text.

    Args:
        glossary: entries; their words are folded here.
    """

    def __init__(self, glossary: Iterable[GlossaryEntry]) -> None:
        self._owner: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        for entry in glossary:
            self.kinds[entry.concept] = entry.kind
            for word in entry.zh + entry.en + entry.hant:
                self._owner[fold(word)] = entry.concept
        self._longest_chinese = max((len(word) for word in self._owner), default=0)
        self._longest_words = max((word.count(" ") + 1 for word in self._owner), default=0)

    def _in_chinese(self, run: str) -> list[str]:
        """Return the concepts of a run of Chinese characters, longest words first."""
        found, at = [], 0
        while at < len(run):
            for length in range(min(self._longest_chinese, len(run) - at), 1, -1):
                if concept := self._owner.get(run[at : at + length]):
                    found.append(concept)
                    at += length - 1
                    break
            at += 1
        return found

    def _in_words(self, words: Sequence[str]) -> list[str]:
        """Return the concepts of a series of Latin words, longest first."""
        found, at = [], 0
        while at < len(words):
            for length in range(min(self._longest_words, len(words) - at), 0, -1):
                phrase = " ".join(words[at : at + length])
                concept = self._owner.get(phrase) or self._owner.get(phrase.rstrip("s"))
                if concept:
                    found.append(concept)
                    at += length - 1
                    break
            at += 1
        return found

    def find(self, folded: str) -> list[str]:
        """Return the concepts of a folded text, in order, with repetitions."""
        runs = _RUN.findall(folded)
        found = [
            concept for run in runs if _CHINESE.match(run) for concept in self._in_chinese(run)
        ]
        return found + self._in_words([run for run in runs if not _CHINESE.match(run)])


def _bigrams(run: str) -> list[str]:
    """Return the bigrams of a run of Chinese characters, or the lone character."""
    if len(run) == 1:
        return [] if run in _STOP_CHARACTERS else [run]
    return [
        run[at : at + 2]
        for at in range(len(run) - 1)
        if not set(run[at : at + 2]) <= _STOP_CHARACTERS
    ]


def _stem(word: str) -> str:
    """Return an English word without its plural ending; codes with digits stay."""
    if len(word) > 3 and word.isalpha() and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def tokens(folded: str, concepts: Concepts) -> list[str]:
    """Return the tokens of a folded text for BM25.

    Args:
        folded: as `language.fold` gives it.
        concepts: of the glossary; each found one adds the token '#<concept>'.
    """
    found: list[str] = []
    for run in _RUN.findall(folded):
        if _CHINESE.match(run):
            found += _bigrams(run)
        elif run not in STOP_WORDS:
            found.append(_stem(run))
    return found + [f"#{concept}" for concept in concepts.find(folded)]


class TermWeights(Mapping[str, float]):
    """A weight for every term of an index; as a dict it would take twenty times the memory.

    Args:
        terms: numbers the terms.
        values: float32, shape (len(terms),), by that number.
    """

    def __init__(self, terms: marisa_trie.Trie, values: Floats) -> None:
        self._terms = terms
        self.values_by_number = values

    @classmethod
    def of(cls, terms: marisa_trie.Trie, weights: Mapping[str, float]) -> TermWeights:
        """Return the weights of all terms, 0 for those without one."""
        values = np.zeros(len(terms), dtype=np.float32)
        for term, weight in weights.items():
            values[terms[term]] = weight
        return cls(terms, values)

    def __getitem__(self, term: str) -> float:
        """Return the weight of a term.

        Raises:
            KeyError: if there is no such term.
        """
        return float(self.values_by_number[self._terms[term]])

    def __contains__(self, term: object) -> bool:
        """Return whether there is such a term."""
        return term in self._terms

    def __iter__(self) -> Iterator[str]:
        """Give the terms."""
        return iter(self._terms)

    def __len__(self) -> int:
        """Return how many terms there are."""
        return len(self._terms)


@dataclass(frozen=True)
class Lexical:
    """BM25 (Lucene's variant, k1 = 1.5, b = 0.75) over tokenised documents.

    bm25s works out what a term adds to the score of each document; only these sums are kept.

    Attributes:
        terms: numbers the terms.
        starts: int64, shape (len(terms) + 1,): the postings of term t are [starts[t], starts[t+1]).
        documents: int32, shape (postings,), each a document.
        impacts: float32, same shape, what the term adds to its score.
        size: number of documents.
    """

    terms: marisa_trie.Trie
    starts: NDArray[np.int64]
    documents: NDArray[np.int32]
    impacts: Floats
    size: int

    @classmethod
    def build(cls, documents: Sequence[list[str]]) -> Lexical:
        """Return the index of tokenised documents."""
        import bm25s

        model = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        model.index(list(documents), show_progress=False)
        columns: dict[str, int] = model.vocab_dict
        terms = marisa_trie.Trie(term for term in columns if term)
        ordered = np.zeros(len(terms), dtype=np.int64)
        for term in filter(None, columns):
            ordered[terms[term]] = columns[term]
        first, last = model.scores["indptr"][ordered], model.scores["indptr"][ordered + 1]
        starts = np.concatenate([[0], np.cumsum(last - first)]).astype(np.int64)
        # Posting p of a term lies as far behind the start of its column as behind its new start.
        places = np.arange(starts[-1]) + np.repeat(first - starts[:-1], last - first)
        return cls(
            terms,
            starts,
            model.scores["indices"][places].astype(np.int32),
            model.scores["data"][places].astype(np.float32),
            len(documents),
        )

    def scores(self, query: Sequence[str]) -> Floats:
        """Return the BM25 score of every document.

        Args:
            query: tokens; unknown ones count for nothing, repeated ones several times.

        Returns:
            float32, shape (documents,), >= 0.
        """
        scores = np.zeros(self.size, dtype=np.float32)
        for token in query:
            if token in self.terms:
                number = self.terms[token]
                held = slice(self.starts[number], self.starts[number + 1])
                scores[self.documents[held]] += self.impacts[held]
        return scores

    def save(self, folder: Path) -> None:
        """Write the index to a folder."""
        folder.mkdir()
        self.terms.save(str(folder / _TERMS))
        np.save(folder / "starts.npy", self.starts)
        np.save(folder / "documents.npy", self.documents)
        np.save(folder / "impacts.npy", self.impacts)
        np.save(folder / "size.npy", np.int64(self.size))

    @classmethod
    def load(cls, folder: Path) -> Lexical:
        """Read an index that `save` wrote; its files stay on disk until they are needed."""
        terms = marisa_trie.Trie()
        terms.mmap(str(folder / _TERMS))
        return cls(
            terms,
            mapped(folder / "starts.npy"),
            mapped(folder / "documents.npy"),
            mapped(folder / "impacts.npy"),
            int(np.load(folder / "size.npy")),
        )
