"""What a question is about: rules first, then nearness to the exemplars, over the whole chat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guidebot.corpus.exemplars import COVERED
from guidebot.domain import Question, Signal, SignalKind
from guidebot.followup import is_elliptical, is_follow_up, join
from guidebot.language import fold
from guidebot.retrieval.retriever import Query, Retriever
from guidebot.safety.guidance import EMERGENCIES, kinds_of
from guidebot.safety.rules import RuleBook
from guidebot.safety.triage import marks, settled, triage

#: The name under which the recogniser signs what it finds.
EXEMPLARS = "exemplars"
#: Chance of an emergency at which the emergency answer comes, and at which the deciding question
#: is asked; chosen on the tune half of tests/data/questions.
EMERGENCY_AT, POSSIBLE_AT = 0.25, 0.12
#: Words of despair get the card of support sooner: it harms nobody.
SELF_HARM_AT = 0.15
#: Chance at which any other signal counts.
SIGNAL_AT = 0.4
#: A turn that belongs to the field with less than this chance never leans on the turns before it.
LEANING_AT = 0.15
#: Small talk that also asks something of the field is a question.
SMALL_TALK_AT = 0.5
SMALL_TALK = (SignalKind.GREETING, SignalKind.THANKS, SignalKind.IDENTITY)
#: Earlier turns that are looked at again for an emergency.
TURNS = 3
_LEVELS = frozenset({*EMERGENCIES, SignalKind.POSSIBLE_STROKE})


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question is about.

    Attributes:
        signals: of rules and recogniser.
        resolved: the question with the turns that it leans on.
        query: the resolved question, read; None without a retriever or where nothing is searched.
    """

    signals: tuple[Signal, ...]
    resolved: str
    query: Query | None = None


def recognised(query: Query) -> list[Signal]:
    """Return the signals that the recogniser finds in a text."""
    chances = query.probabilities
    found = _level(query)
    for kind in SignalKind:
        if kind in _LEVELS or chances[kind.value] < SIGNAL_AT:
            continue
        if kind in SMALL_TALK and not _only_small_talk(chances, kind):
            continue
        found.append(kind)
    return [Signal(kind, EXEMPLARS, 0, len(query.folded)) for kind in found]


def _only_small_talk(chances: dict[str, float], kind: SignalKind) -> bool:
    """Return whether a text is small talk of a kind and asks nothing of the field."""
    return chances[kind.value] >= SMALL_TALK_AT and chances[COVERED] < SMALL_TALK_AT


def _level(query: Query) -> list[SignalKind]:
    """Return the emergency that the recogniser sees in a text, if any."""
    chances = query.probabilities
    if chances[SignalKind.SELF_HARM] >= SELF_HARM_AT:
        return [SignalKind.SELF_HARM]
    any_of_them = sum(chances[kind] for kind in EMERGENCIES)
    likeliest = max(EMERGENCIES, key=lambda kind: chances[kind])
    if any_of_them >= EMERGENCY_AT:
        return [likeliest]
    if any_of_them + chances[SignalKind.POSSIBLE_STROKE] >= POSSIBLE_AT:
        return [SignalKind.POSSIBLE_STROKE]
    return []


def _chat_level(question: Question, queries: Sequence[Query], book: RuleBook) -> list[Signal]:
    """Return emergencies that the recogniser sees in earlier turns and no later turn settles.

    Args:
        question: as read.
        queries: its last turns, oldest first, then all of them joined with the question.
        book: whose circumstances settle an emergency.
    """
    found: list[Signal] = []
    turns = [query.folded for query in queries[:-1]]
    for position, query in enumerate(queries):
        later = [*turns[position + 1 :], question.folded]
        if not settled(later, book):
            found += [one for one in recognised(query) if one.kind in EMERGENCIES]
    return found


def understand(question: Question, book: RuleBook, retriever: Retriever | None) -> Understanding:
    """Return what a question is about.

    Emergencies that rules find need nothing else. Otherwise the recogniser adds what it sees in
    the question, in the last turns of the chat, and in the turns that the question leans on.
    """
    signals = triage(question.folded, question.context, book)
    if retriever is None or kinds_of(signals) & set(EMERGENCIES):
        return Understanding(signals, _by_rules(question, kinds_of(signals)))
    return _with_retriever(question, signals, book, retriever)


def _by_rules(question: Question, kinds: frozenset[SignalKind]) -> str:
    """Return the resolved question where there is no recogniser."""
    leans = is_follow_up(question.text, kinds)
    return join(question.text, question.context) if leans else question.text


def _with_retriever(
    question: Question, signals: tuple[Signal, ...], book: RuleBook, retriever: Retriever
) -> Understanding:
    """Return what rules and recogniser make of a question."""
    turns = list(question.context[-TURNS:])
    texts = [question.text, *([*turns, "。".join([*turns, question.text])] if turns else [])]
    queries = retriever.read(texts, [marks(fold(text), book) for text in texts])
    own = queries[0]
    signals = _joined(signals, recognised(own))
    if turns:
        signals = _joined(signals, _chat_level(question, queries[1:], book))
    kinds = kinds_of(signals)
    if not turns or kinds & {*EMERGENCIES, *SMALL_TALK} or not _leans(question, own, kinds):
        return Understanding(signals, question.text, own)
    resolved = join(question.text, question.context)
    (query,) = retriever.read([resolved], [marks(fold(resolved), book)])
    earlier = [*triage(fold(resolved), (), book), *recognised(query)]
    lasting = [one for one in earlier if one.kind not in {*_LEVELS, *SMALL_TALK}]
    return Understanding(_joined(signals, lasting), resolved, query)


def _leans(question: Question, own: Query, kinds: frozenset[SignalKind]) -> bool:
    """Return whether a question leans on the turns before it."""
    if is_follow_up(question.text, kinds):
        return True
    return own.probabilities[COVERED] >= LEANING_AT and is_elliptical(question.text, kinds)


def _joined(signals: tuple[Signal, ...], more: Sequence[Signal]) -> tuple[Signal, ...]:
    """Return signals with those of more kinds added, one for each kind."""
    known = kinds_of(signals)
    added = {signal.kind: signal for signal in more if signal.kind not in known}
    return (*signals, *added.values())
