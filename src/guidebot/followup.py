"""Resolve a follow-up against the chat: '那日本呢?' is asked of what was asked before."""

from __future__ import annotations

import re

from guidebot.domain import SignalKind
from guidebot.language import fold

#: Words that point back at an earlier question.
_POINTS_BACK = re.compile(
    r"^(?:那|那么|还有|另外|和|跟|以及|它|他们|这个|这种|这些|那个|那种|刚才|上面|咁|而)|呢[?？!。]*$|"
    r"^(?:and|but|so|what about|how about|what if|then|also|or|same)\b|"
    r"\b(?:it|its|they|them|that one|this one|those|these)\b"
)
#: Signals that name a subject of their own.
SUBJECTS = frozenset({SignalKind.STROKE, SignalKind.CELL_THERAPY, SignalKind.OTHER_DISEASE})
#: Longer texts say what they are about.
_SHORT_CHINESE, _SHORT_WORDS = 14, 8
#: Only the last turns matter, and they must not drown the question.
_TURNS = 2


def is_short(text: str, times: int = 1) -> bool:
    """Return whether a text is too short to say what it is about, or `times` as long."""
    folded = fold(text)
    chinese = len(re.findall(r"[\u3400-\u9fff]", folded))
    words = len(re.findall(r"[a-z0-9-]+", folded))
    return chinese <= times * _SHORT_CHINESE and words <= times * _SHORT_WORDS


def is_follow_up(text: str, kinds: frozenset[SignalKind]) -> bool:
    """Return whether a question leans on what was asked before it.

    Args:
        text: as typed.
        kinds: its signals.
    """
    if not is_short(text):
        return False
    if _POINTS_BACK.search(fold(text)):
        return True
    return bool(kinds) and not kinds & SUBJECTS


def join(text: str, context: tuple[str, ...]) -> str:
    """Return a question with the turns that it leans on before it.

    Args:
        text: as typed.
        context: earlier questions, oldest first.
    """
    return "\n".join([*context[-_TURNS:], text])
