"""Where the sentences of a passage begin and end."""

from __future__ import annotations

import re

#: A sentence ends at a Chinese mark, or at a Latin one before a space; quotes close it.
_END = re.compile(r"[。！？；]+[”’」』）]*|[.!?]+[\"')\]]*(?=\s|$)|\n")
#: Shorter pieces than this are joined to the sentence before.
_LEAST = 4


def spans(text: str) -> list[tuple[int, int]]:
    """Return [start, end) of each sentence, without the spaces around it."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in [*_END.finditer(text), None]:
        end = match.end() if match else len(text)
        piece = text[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = left + len(piece.strip())
        if right - left >= _LEAST:
            found.append((left, right))
        elif found and right > left:
            found[-1] = (found[-1][0], right)
        start = end
    return found
