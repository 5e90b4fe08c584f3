"""Words of a text, and BM25 over them.

A text becomes Chinese bigrams, Latin words with their digits, and the glossary's concepts
('#stroke' for 中风, 脑卒中 and stroke alike), so that the same question in either language
or script shares words with the same passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from guidebot.domain import GlossaryEntry
from guidebot.language import fold

Floats = NDArray[np.float32]

_RUN = re.compile(r"[a-z0-9][a-z0-9+./'-]*[a-z0-9+]|[a-z0-9]|[\u3400-\u9fff]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
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


class Lexical:
    """BM25 (Lucene's variant, k1 = 1.5, b = 0.75) over tokenised documents."""

    def __init__(self, model: bm25s.BM25) -> None:
        self._model = model

    @classmethod
    def build(cls, documents: Sequence[list[str]]) -> Lexical:
        """Return the index of tokenised documents."""
        model = bm25s.BM25(method="lucene", k1=1.5, b=0.75)
        model.index(list(documents), show_progress=False)
        return cls(model)

    def scores(self, query: Sequence[str]) -> Floats:
        """Return the BM25 score of every document.

        Args:
            query: tokens; unknown ones count for nothing.

        Returns:
            float32, shape (documents,), >= 0.
        """
        known = [token for token in query if token in self._model.vocab_dict]
        if not known:
            return np.zeros(self._model.scores["num_docs"], dtype=np.float32)
        scores: Floats = self._model.get_scores(known)
        return scores.astype(np.float32, copy=False)

    def save(self, folder: Path) -> None:
        """Write the index to a folder."""
        self._model.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> Lexical:
        """Read an index that `save` wrote."""
        return cls(bm25s.BM25.load(str(folder), load_corpus=False))
