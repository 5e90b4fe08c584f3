"""Where the sentences of a passage begin and end."""

from __future__ import annotations

import re

#: A sentence ends at a Chinese mark, or at a Latin one before a space; quotes close it.
_END = re.compile(r"[。！？；]+[”’」』）]*|[.!?]+[\"')\]]*(?=\s|$)|\n")
#: What a semicolon parts belongs together after one of these: a list, or what stands in brackets.
_OPEN = re.compile(r"[：:][^：:]*$|（[^）]*$")
#: Shorter pieces than this, in characters, do not stand alone.
_LEAST = 4


def spans(text: str) -> list[tuple[int, int]]:
    """Return [start, end) of each sentence, without the spaces around it.

    A piece too short to stand alone ('没有。') belongs to the sentence after it; so does one
    of a list ('要问三件事：批准的是上市还是试验；是不是针对中风').
    """
    found: list[tuple[int, int]] = []
    start = 0
    for end in [*(match.end() for match in _END.finditer(text)), len(text)]:
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = left + len(piece.strip())
        listed = piece.endswith("；") and _OPEN.search(piece)
        if (right - left < _LEAST or listed) and end < len(text):
            continue
        if right > left:
            found.append((left, right))
        start = end
    return found
