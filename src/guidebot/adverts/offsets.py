"""Fold a text for matching and keep, for every folded character, where it came from.

Matching is done on folded text, but what is marked has to stand in the text as it was sent.
Characters that are normalised together (a letter and its accents) are kept together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from guidebot.language import simplified

_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
#: A line that is only wrapped goes on with a small letter or a digit.
_GOES_ON = re.compile(r"[a-z0-9(]")
_UNFINISHED = re.compile(r"[a-z0-9,\-]")

#: A folded character and the [start, end) of what it was made of.
Placed = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with its way back.

    Attributes:
        text: NFKC, lower case, Simplified; single spaces, a line feed where a line ends.
        starts, ends: for each character of `text`, the [start, end) in the original.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the [start, end) of the original that a folded, not empty, part came from."""
        return self.starts[start], self.ends[end - 1]


def _joins(character: str) -> bool:
    """Return whether a character is normalised together with the one before it."""
    first = unicodedata.normalize("NFKD", character)[0]
    # Hangul vowels and finals compose with what stands before them and have no class.
    return unicodedata.combining(first) != 0 or "\u1160" <= character <= "\u11ff"


def _clusters(text: str) -> Iterator[Placed]:
    """Give the parts of a text that can be normalised one by one."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not _joins(text[place]):
            yield text[start:place], start, place
            start = place


def _characters(text: str) -> Iterator[Placed]:
    """Give normalised characters; each white space is ' ' or a line feed."""
    for cluster, start, end in _clusters(text):
        for character in unicodedata.normalize("NFKC", cluster).lower():
            if character in "\n\r\u2028\u2029\x0b\x0c":
                yield "\n", start, end
            elif character.isspace():
                yield " ", start, end
            elif unicodedata.category(character) not in {"Cc", "Cf"}:
                # Invisible characters are put between letters to escape filters.
                yield character, start, end


def _gap(before: str, spaces: str, after: str) -> str:
    """Return what stays of white space between two characters."""
    if "\n" in spaces:
        wrapped = spaces.count("\n") == 1 and _UNFINISHED.match(before) and _GOES_ON.match(after)
        return " " if wrapped else "\n"
    # '干 细 胞' is one word.
    return "" if _CJK.match(before) and _CJK.match(after) else " "


def _spaced(characters: Iterator[Placed]) -> Iterator[Placed]:
    """Give the characters with white space made single, and none at the ends."""
    before, spaces = "", list[Placed]()
    for placed in characters:
        if placed[0] in " \n":
            spaces.append(placed)
            continue
        if spaces and before:
            gap = _gap(before, "".join(space[0] for space in spaces), placed[0])
            if gap:
                yield gap, spaces[0][1], spaces[-1][2]
        before, spaces = placed[0], []
        yield placed


def fold_placed(text: str) -> Folded:
    """Return a text for matching, with the way back to the original."""
    placed = list(_spaced(_characters(text)))
    plain = "".join(character for character, _, _ in placed)
    return Folded(
        simplified(plain),
        tuple(start for _, start, _ in placed),
        tuple(end for _, _, end in placed),
    )
