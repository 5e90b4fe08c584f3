"""Chinese that was typed in pinyin, or with characters that only sound like the right ones.

Some readers have no Chinese keyboard: 'gan xi bao neng zhi zhongfeng ma'. Others speak to their
telephone, or take the first character that is offered: 干戏胞. The likeliest line of characters
that reads so is found by Viterbi's algorithm over a language model of pairs of characters
(interpolated with single ones, Jelinek and Mercer 1980), counted in the corpus's own lines.
Counting needs pypinyin, when an index is built; reading needs only the counts.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guidebot.language import is_pinyin

Codes = NDArray[np.int64]

#: Share of the pair in the interpolated chance of a character; the rest is its own frequency.
PAIR_SHARE = 0.9
#: Characters of a syllable that are weighed, the commonest first; and lines kept at each letter.
CANDIDATES, KEPT = 24, 48
#: Letters of the longest syllable (zhuang).
LONGEST = 6
#: Pairs seen less often say little and take most of the room.
LEAST_PAIRS = 2
#: Stands before the first character of a line.
START = 0
#: A pair that was seen no more often may hold a wrong character. It is taken for wrong where one
#: that sounds the same makes a pair seen at least so often, and so many times as often. On 1,585
#: tune questions thirteen of sixteen such changes are right; they are read, never shown.
RARE, COMMON, TIMES = 5, 60, 50
#: Log of how seldom another character is written for one that sounds the same.
MISWRITTEN = -9.0
#: Code points of which it is known how they read.
FIRST, LAST = 0x4E00, 0x9FFF
#: Added to the count of what was never seen.
UNSEEN = 0.1
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
#: Words without digits; NR1 is a name in any script.
_WORDS = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]+(?![A-Za-z0-9])")
_LETTERS = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]+(?:[ ']+[A-Za-z]+)*(?![A-Za-z0-9])")


def _pair(first: Codes | int, second: Codes | int) -> Codes:
    """Return one number for each pair of code points; they have at most 21 bits."""
    keys: Codes = np.left_shift(first, 21) | np.asarray(second)
    return keys


@dataclass(frozen=True)
class Speller:
    """Counts of a language model, by which pinyin is read.

    Attributes:
        syllables: code points of the characters that a syllable writes, the commonest first.
        characters: int64, sorted code points.
        counts: int64, how often each of them was seen.
        pairs: int64, sorted keys of `_pair`.
        pair_counts: int64, how often each of them was seen.
        readings: int16, shape (LAST - FIRST + 1,): position among `syllables` of how a character
            reads most often, or -1.
    """

    syllables: dict[str, Codes]
    characters: Codes
    counts: Codes
    pairs: Codes
    pair_counts: Codes
    readings: NDArray[np.int16]

    @cached_property
    def _by_place(self) -> tuple[Codes, ...]:
        """Return the characters of each syllable."""
        return tuple(self.syllables.values())

    def spelled(self, text: str) -> str:
        """Return a text that is wholly in pinyin in characters; any other text as it is.

        Args:
            text: as typed.
        """
        if not self.syllables or _CHINESE.search(text) or not is_pinyin(_WORDS.findall(text)):
            return text
        return _LETTERS.sub(lambda found: self._read(found.group()), text)

    def mended(self, folded: str) -> str:
        """Return a text with characters that only sound right replaced, as long as it was.

        Args:
            folded: the text.
        """
        if not self.syllables:
            return folded
        return _CHINESE.sub(lambda found: self._mend(found.group()), folded)

    def _mend(self, run: str) -> str:
        """Return a run of characters with those replaced that only sound right."""
        seen = self._seen(run)
        rare = np.append(seen <= RARE, False)
        doubtful = rare[:-1] | rare[1:]
        for at in np.flatnonzero(doubtful).tolist():
            doubtful[at] = self._could_be_wrong(run, at)
        if not doubtful.any():
            return run
        # A change next to a doubtful character may be what makes it right.
        is_open = doubtful.copy()
        is_open[1:] |= doubtful[:-1]
        is_open[:-1] |= doubtful[1:]
        ends = [0, *(np.flatnonzero(np.diff(is_open)) + 1).tolist(), len(run)]
        line = "".join(
            self._likeliest(run, start, end) if is_open[start] else run[start:end]
            for start, end in pairwise(ends)
        )
        surer = self._seen(line) >= np.maximum(COMMON, TIMES * seen)
        sure = surer | np.append(surer[1:], False)
        return "".join(new if yes else old for old, new, yes in zip(run, line, sure, strict=True))

    def _could_be_wrong(self, run: str, at: int) -> bool:
        """Return whether what sounds like run[at] often stands beside one of its neighbours."""
        able = self._sounding(run[at])[1:]
        keys = [_pair(ord(run[at - 1]), able)] if at else []
        keys += [_pair(able, ord(run[at + 1]))] if at + 1 < len(run) else []
        return bool(
            keys and (_count(self.pairs, self.pair_counts, np.concatenate(keys)) >= COMMON).any()
        )

    def _likeliest(self, run: str, start: int, end: int) -> str:
        """Return the likeliest characters that sound like run[start:end] where they stand."""
        last = np.array([ord(run[start - 1]) if start else START], dtype=np.int64)
        best = np.zeros(1)
        steps: list[tuple[NDArray[np.intp], Codes]] = []
        for at, character in enumerate(run[start : end + 1], start=start):
            able = self._sounding(character)[: None if at < end else 1]
            scores = self._chance(last, able) + best[None, :]
            best = scores.max(axis=1)
            best[1:] += MISWRITTEN
            steps.append((scores.argmax(axis=1), able))
            last = able
        row, line = int(best.argmax()), ""
        for before, able in reversed(steps):
            line, row = chr(int(able[row])) + line, int(before[row])
        return line[: end - start]

    def _seen(self, run: str) -> NDArray[np.float64]:
        """Return how often each character was seen after the one before it, shape (len(run),)."""
        codes = np.array([START, *map(ord, run)], dtype=np.int64)
        return _count(self.pairs, self.pair_counts, _pair(codes[:-1], codes[1:]))

    def _sounding(self, character: str) -> Codes:
        """Return a character and those that sound like it, code points, itself first."""
        own = np.array([ord(character)], dtype=np.int64)
        at = int(self.readings[own[0] - FIRST])
        if at < 0:
            return own
        able = self._by_place[at]
        return np.concatenate([own, able[able != own[0]]])

    def _chance(self, before: Codes, after: Codes) -> NDArray[np.float64]:
        """Return log chances, shape (len(after), len(before)), of characters after others."""
        seen = _count(self.characters, self.counts, before) + UNSEEN
        keys = _pair(before[None, :], after[:, None])
        pair = _count(self.pairs, self.pair_counts, keys) / np.maximum(seen, 1.0)[None, :]
        alone = (_count(self.characters, self.counts, after) + UNSEEN) / self.counts.sum()
        chances: NDArray[np.float64] = np.log(
            PAIR_SHARE * np.minimum(pair, 1.0) + (1 - PAIR_SHARE) * alone[:, None]
        )
        return chances

    def _read(self, run: str) -> str:
        """Return the likeliest characters of letters and spaces; the letters if there are none."""
        if run.isupper():
            return run
        words = re.split(r"[ ']+", run.lower())
        letters = "".join(words)
        starts = set(np.cumsum([0, *map(len, words)]).tolist())
        lines: list[list[tuple[float, str]]] = [[(0.0, "")], *([] for _ in letters)]
        for end in range(1, len(letters) + 1):
            found: list[tuple[float, str]] = []
            for start in range(max(0, end - LONGEST), end):
                able = self.syllables.get(letters[start:end])
                if able is None or not lines[start] or starts & set(range(start + 1, end)):
                    continue
                found += self._longer(lines[start], able)
            found.sort(key=lambda line: -line[0])
            lines[end] = found[:KEPT]
        return lines[-1][0][1] if lines[-1] else run

    def _longer(self, lines: list[tuple[float, str]], able: Codes) -> list[tuple[float, str]]:
        """Return the best line before each character, with it."""
        last = np.array([ord(line[-1]) if line else START for _, line in lines], dtype=np.int64)
        scores = self._chance(last, able) + np.array([score for score, _ in lines])[None, :]
        best = scores.argmax(axis=1)
        return [
            (float(scores[row, at]), lines[at][1] + chr(int(able[row])))
            for row, at in enumerate(best)
        ]

    def save(self, path: Path) -> None:
        """Write the counts to a file."""
        names = list(self.syllables)
        np.savez(
            path,
            names=np.array(names),
            sizes=np.array([len(self.syllables[name]) for name in names]),
            able=np.concatenate([*self.syllables.values(), np.zeros(0, dtype=np.int64)]),
            characters=self.characters,
            counts=self.counts,
            pairs=self.pairs,
            pair_counts=self.pair_counts,
            readings=self.readings,
        )

    @classmethod
    def load(cls, path: Path) -> Speller:
        """Read what `save` wrote."""
        with np.load(path) as stored:
            parts = np.split(stored["able"], np.cumsum(stored["sizes"])[:-1])
            syllables = dict(zip(stored["names"].tolist(), parts, strict=False))
            rest = ("characters", "counts", "pairs", "pair_counts", "readings")
            return cls(syllables, *(stored[name] for name in rest))


def _count(known: Codes, counts: Codes, wanted: Codes) -> NDArray[np.float64]:
    """Return how often each wanted number was seen, 0 for one that never was."""
    at = np.minimum(np.searchsorted(known, wanted), max(len(known) - 1, 0))
    held: NDArray[np.float64] = np.where(known[at] == wanted, counts[at], 0).astype(np.float64)
    return held


#: Stands in an index until it is fitted.
_NONE = np.zeros(0, dtype=np.int64)
NOTHING_SPELLED = Speller({}, _NONE, _NONE, _NONE, _NONE, _NONE.astype(np.int16))


def fit_speller(texts: Iterable[str]) -> Speller:
    """Return the counts of texts.

    Args:
        texts: folded; only their Chinese is counted.
    """
    from pypinyin import lazy_pinyin

    writes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    single, pairs = Counter[int](), Counter[int]()
    for run in (run for text in texts for run in _CHINESE.findall(text)):
        for character, syllable in zip(run, lazy_pinyin(run, v_to_u=False), strict=True):
            writes[syllable][character] += 1
        codes = np.array([START, *map(ord, run)], dtype=np.int64)
        single.update(codes.tolist())
        pairs.update(_pair(codes[:-1], codes[1:]).tolist())
    common = {key: count for key, count in pairs.items() if count >= LEAST_PAIRS}
    syllables = {
        syllable: np.array([ord(one) for one, _ in able.most_common(CANDIDATES)], dtype=np.int64)
        for syllable, able in sorted(writes.items())
        if syllable.isascii() and syllable.isalpha()
    }
    places = {syllable: at for at, syllable in enumerate(syllables)}
    read = [lazy_pinyin(chr(code), v_to_u=False)[0] for code in range(FIRST, LAST + 1)]
    readings = np.array([places.get(syllable, -1) for syllable in read], dtype=np.int16)
    characters, counts = _sorted(single)
    return Speller(syllables, characters, counts, *_sorted(common), readings)


def _sorted(counted: dict[int, int]) -> tuple[Codes, Codes]:
    """Return keys in rising order, and their counts."""
    keys = sorted(counted)
    values = [counted[key] for key in keys]
    return np.array(keys, dtype=np.int64), np.array(values, dtype=np.int64)
