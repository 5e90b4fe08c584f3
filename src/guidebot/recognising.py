"""Chances to signals: what the recogniser makes of a text, of parts of a story and of a chat."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from guidebot.corpus.exemplars import COVERED
from guidebot.domain import Signal, SignalKind
from guidebot.leaning import EXEMPLARS, TURNS
from guidebot.retrieval.retriever import Query
from guidebot.safety.guidance import EMERGENCIES, SMALL_TALK


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Chances at which something is taken as so.

    Attributes:
        emergency: of any emergency: the emergency answer comes.
        possible: of an emergency, or of what may be one: the deciding question is asked.
        self_harm: the card of support comes alone.
    """

    emergency: float
    possible: float
    self_harm: float


#: Chosen on the tune half of tests/data/questions, in the middle of what lies between: emergencies
#: that no rule sees have 0.56 or more, what is none 0.25 or less. Without the model nobody
#: contradicts a false alarm, and nobody else catches what is missed: words alone alarm sooner.
RECOGNISED_AT = Thresholds(emergency=0.4, possible=0.15, self_harm=0.5)
WORDS_AT = Thresholds(emergency=0.25, possible=0.15, self_harm=0.2)
#: Chance at which any other signal counts at all; it is as strong as it is likely.
SIGNAL_AT = 0.2
#: A chat is read twice, the last turn alone and with the turns before it, and may be mistaken
#: twice. On the tune half the likelier reading has 0.68 or more of an emergency, 0.4 or less of
#: none.
RECOGNISED_IN_CHAT = replace(RECOGNISED_AT, emergency=0.5)
#: But what an earlier turn says clearly when it is read alone still holds among calm ones, unless
#: they make it as good as impossible. On the tune half such turns have 0.88 or more.
SAID_CLEARLY = Thresholds(emergency=0.8, possible=math.inf, self_harm=0.8)
STILL_SO = Thresholds(emergency=0.2, possible=0.15, self_harm=0.2)
#: Small talk is so much likelier than a question of the field: 'are you, a machine, wiser than an
#: expert?' asks nothing about the machine. What it is needs more: 'can you play mahjong?' does not
#: ask that.
SMALL_TALK_LEAD, IDENTITY_LEAD = 0.4, 0.6
#: Chance of self-harm in a part of a story from which the card of support comes alone.
CLEAR_IN_PART = 0.75
#: Chance of self-harm from which the card of support stands beside the answer: grief and fear
#: sound alike, and it harms nobody.
SUPPORT_AT = 0.25
#: Strength of a signal that brings its card beside the answer and decides nothing else.
BESIDE = 0.3
#: Emergencies of the body, which can be doubted.
DOUBTFUL = (SignalKind.EMERGENCY_STROKE, SignalKind.EMERGENCY_OTHER)
LEVELS = frozenset({*EMERGENCIES, SignalKind.POSSIBLE_STROKE})
#: What a part of a story says nothing of.
_ONLY_WHOLE = frozenset({*SMALL_TALK, SignalKind.RULE_CHANGE, SignalKind.POSSIBLE_STROKE})


def recognised(query: Query, at: Thresholds = RECOGNISED_AT) -> list[Signal]:
    """Return the signals that the recogniser finds in a text, as strong as they are likely."""
    chances = query.probabilities
    whole = (0, len(query.folded))
    found = [Signal(kind, EXEMPLARS, *whole) for kind in level(chances, at)]
    if SUPPORT_AT <= chances[SignalKind.SELF_HARM] < RECOGNISED_AT.self_harm:
        found.append(Signal(SignalKind.SELF_HARM, EXEMPLARS, *whole, strength=BESIDE))
    for kind in SignalKind:
        chance = chances[kind.value]
        if kind not in {*LEVELS, *SMALL_TALK} and chance >= SIGNAL_AT:
            found.append(Signal(kind, EXEMPLARS, *whole, strength=chance))
    talk = small_talk(chances)
    # 'Thanks. And do I need an umbrella?' asks something, if nothing of the field.
    if talk and not (talk is SignalKind.THANKS and "?" in query.folded):
        found.append(Signal(talk, EXEMPLARS, *whole))
    return found


def small_talk(chances: Mapping[str, float]) -> SignalKind | None:
    """Return the kind of small talk that a text is, if it asks nothing of the field."""
    lead = sum(chances[kind] for kind in SMALL_TALK) - chances[COVERED]
    kind = max(SMALL_TALK, key=lambda kind: chances[kind])
    least = IDENTITY_LEAD if kind is SignalKind.IDENTITY else SMALL_TALK_LEAD
    return kind if lead >= least else None


def in_parts(parts: Sequence[Query]) -> list[Signal]:
    """Return what the recogniser finds in parts of a story.

    A part lacks what stands before it, so an emergency in it only brings the question whether it
    is one, and of wanting to die only the card beside the answer, unless it speaks of it clearly.
    """
    found: list[Signal] = []
    for part, signal in ((each, one) for each in parts for one in recognised(each)):
        if signal.kind in _ONLY_WHOLE:
            continue
        if signal.kind is SignalKind.SELF_HARM:
            clear = part.probabilities[SignalKind.SELF_HARM] >= CLEAR_IN_PART
            signal = signal if clear else replace(signal, strength=BESIDE)
        elif signal.kind in EMERGENCIES:
            signal = replace(signal, kind=SignalKind.POSSIBLE_STROKE)
        found.append(signal)
    return found


def in_chat(earlier: Sequence[Query], chat: Query) -> list[Signal]:
    """Return the emergencies that the recogniser finds in a chat.

    Turns that the chat is no longer read with count where they say it clearly.

    Args:
        earlier: turns that nothing has settled, each read alone, oldest first.
        chat: the last TURNS of them together with the question.
    """
    clear = [bool(level(turn.probabilities, SAID_CLEARLY)) for turn in earlier]
    at = STILL_SO if any(clear[-TURNS:]) else RECOGNISED_IN_CHAT
    long_ago = [turn for turn, is_clear in zip(earlier[:-TURNS], clear, strict=False) if is_clear]
    found = [*recognised(chat, at), *chain.from_iterable(map(recognised, long_ago))]
    return [one for one in found if one.kind in EMERGENCIES]


def bodily(chances: Mapping[str, float]) -> float:
    """Return the chance of an emergency of the body among the chances of a text."""
    return sum(chances[kind] for kind in DOUBTFUL)


def level(chances: Mapping[str, float], at: Thresholds) -> list[SignalKind]:
    """Return the emergency among the chances of a text, if any."""
    if chances[SignalKind.SELF_HARM] >= at.self_harm:
        return [SignalKind.SELF_HARM]
    if bodily(chances) >= at.emergency:
        return [max(DOUBTFUL, key=lambda kind: chances[kind])]
    if bodily(chances) + chances[SignalKind.POSSIBLE_STROKE] >= at.possible:
        return [SignalKind.POSSIBLE_STROKE]
    return []
