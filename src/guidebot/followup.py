"""Resolve a follow-up against the chat: '那日本呢?' is asked of what was asked before."""

from __future__ import annotations

import re

from guidebot.domain import SignalKind
from guidebot.language import fold

#: A pronoun that begins a Chinese turn, or stands anywhere in an English one.
_PRONOUN_FIRST = re.compile(r"^[,\s]*(?:[它牠佢]|[这那][个種种款项]|呢[只隻种種])")
_PRONOUN = re.compile(r"\b(?:it|its|they|them|their|that one|this one|those|these)\b")
#: Words that point back at an earlier question.
_POINTS_BACK = re.compile(
    r"^(?:那|那么|还有|另外|和|跟|以及|它|他们|这个|这种|这些|那个|那种|刚才|上面|咁|而)|呢[?？!。]*$|"
    r"^(?:and|but|so|what about|how about|what if|then|also|or|same)\b|"
    + _PRONOUN.pattern
    # Who presses holds the guide against those who said otherwise.
    + r"|比[^,。]{0,4}(?:主任|医生|大夫|教授|专家)|"
    r"\bthan (?:\w+ ){0,2}(?:doctor|consultant|professor|expert|specialist|neurologist)s?\b"
)
#: Says that what follows has nothing to do with what was asked before.
_NEW_SUBJECT = re.compile(
    r"(?:换|转|改)(?:过|一|另)?(?:个|下)?(?:话题|题目|问题)|题外话"
    r"|[问说讲](?:个|点)?(?:别的|其他的|另一件事|另外一件事)|[不先别](?:再)?[问说讲管](?:它|这个|那个)了|"
    r"(?:^|[.,;!] ?)(?:forget|never ?mind) (?:about )?(?:it|that|this)\b|"
    r"\b(?:different|another|new|separate|unrelated|change of|changing|switching) (?:the )?"
    r"(?:subjects?|topics?|questions?)\b|\bon another (?:note|matter)\b"
)
#: Thanks with which a turn begins, and what may stand around them.
_THANKED = re.compile(
    r"^(?:(?:(?:[好嗯哦行咁]|好的|ok|明白了?|知道了?|懂了|收到|非常|太|真的?|十分)[ ,]?){0,3}"
    r"(?:谢谢|感谢|多谢|谢啦|谢了|唔该|感恩)[^。.!?,;\n]{0,4}"
    r"|(?:(?:k|ok|okay|great|right|fine|cool|noted|many)[ ,]{1,2}){0,2}"
    r"(?:thanks|thank you|thx|cheers)\b[a-z ]{0,20})[。.!,;~\n]+\s*"
    r"(?:(?:咁|那)?顺[便带](?:想)?问?(?:一下|埋|下|句)*[,: ]*|(?:by the way|btw)[, ]*)?"
    r"(?=\S{4}|\S+ \S)"
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
    folded = fold(text)
    if changes_subject(text) or not is_short(text, 2):
        return False
    subject = kinds & SUBJECTS
    if _PRONOUN_FIRST.search(folded) or (_PRONOUN.search(folded) and not subject):
        return True
    if not is_short(text):
        return False
    return bool(_POINTS_BACK.search(folded)) or (bool(kinds) and not subject)


def points_back(text: str) -> bool:
    """Return whether a text has a word that means something of the turns before it."""
    folded = fold(text)
    return bool(_PRONOUN_FIRST.search(folded) or _POINTS_BACK.search(folded))


def after_thanks(folded: str) -> str:
    """Return what a folded text goes on with after its thanks, or '' where it begins otherwise."""
    thanks = _THANKED.match(folded)
    return folded[thanks.end() :] if thanks else ""


def changes_subject(text: str) -> bool:
    """Return whether a text says that it asks about something else than the turns before it."""
    return bool(_NEW_SUBJECT.search(fold(text)))


def join(text: str, context: tuple[str, ...]) -> str:
    """Return a question with the turns that it leans on before it.

    Args:
        text: as typed.
        context: earlier questions, oldest first.
    """
    return "\n".join([*context[-_TURNS:], text])
