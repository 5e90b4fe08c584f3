"""What a question is about: rules first, then nearness to the exemplars, over the whole chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from guidebot.corpus.exemplars import COVERED
from guidebot.domain import Question, Signal, SignalKind
from guidebot.followup import SUBJECTS, is_follow_up, is_short, join
from guidebot.language import fold
from guidebot.retrieval.retriever import Query, Retriever
from guidebot.safety.guidance import EMERGENCIES, SMALL_TALK, kinds_of
from guidebot.safety.rules import RuleBook
from guidebot.safety.triage import mark_names, marks, settled, triage
from guidebot.safety.words import WordWeights

#: The names under which recogniser and weighted words sign what they find.
EXEMPLARS, WEIGHED = "exemplars", "words"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Chances at which something is taken as so.

    Attributes:
        emergency: of any emergency: the emergency answer comes.
        possible: of an emergency, or of what may be one: the deciding question is asked.
        self_harm: the card of support comes; it harms nobody, so it comes sooner.
    """

    emergency: float
    possible: float
    self_harm: float


#: Chosen on the tune half of tests/data/questions, where an emergency from 0.35 to 0.65 changes
#: nothing; below it the deciding question is asked. Without the model nobody contradicts a false
#: alarm, and nobody else catches what is missed: the words alone alarm sooner.
RECOGNISED_AT = Thresholds(emergency=0.5, possible=0.25, self_harm=0.25)
WORDS_AT = Thresholds(emergency=0.25, possible=0.15, self_harm=0.2)
#: An emergency that a rule sees is doubted below this chance.
DOUBTED_BELOW = 0.2
#: Chance at which any other signal counts at all; it is as strong as it is likely.
SIGNAL_AT = 0.2
#: A turn that belongs to the field with less than this chance never leans on the turns before it.
LEANING_AT = 0.15
#: Small talk that also asks something of the field is a question.
SMALL_TALK_AT = 0.5
#: Earlier turns that are read together with the question, for an emergency that spans them.
TURNS = 3
DOUBTFUL = frozenset({SignalKind.EMERGENCY_STROKE, SignalKind.EMERGENCY_OTHER})
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


def weighed(question: Question, book: RuleBook, words: WordWeights) -> list[Signal]:
    """Return the emergency that weighted words see in a question or in its chat."""
    texts = [question.folded]
    if question.context and not settled(texts, book):
        texts.append(fold("。".join([*question.context[-TURNS:], question.text])))
    names = mark_names(book)
    found: list[Signal] = []
    for text in texts:
        marked = dict(zip(names, marks(text, book).values, strict=True))
        level = _level(words.probabilities(text, marked), WORDS_AT)
        found += [Signal(kind, WEIGHED, 0, len(text)) for kind in level]
    return found


def recognised(query: Query) -> list[Signal]:
    """Return the signals that the recogniser finds in a text, as strong as they are likely."""
    chances = query.probabilities
    whole = (0, len(query.folded))
    found = [Signal(kind, EXEMPLARS, *whole) for kind in _level(chances, RECOGNISED_AT)]
    for kind in SignalKind:
        chance = chances[kind.value]
        if kind in _LEVELS or chance < SIGNAL_AT:
            continue
        if kind in SMALL_TALK and not _only_small_talk(chances, kind):
            continue
        found.append(Signal(kind, EXEMPLARS, *whole, strength=chance))
    return found


def _only_small_talk(chances: dict[str, float], kind: SignalKind) -> bool:
    """Return whether a text is small talk of a kind and asks nothing of the field."""
    return chances[kind.value] >= SMALL_TALK_AT and chances[COVERED] < SMALL_TALK_AT


def _level(chances: Mapping[str, float], at: Thresholds) -> list[SignalKind]:
    """Return the emergency among the chances of a text, if any."""
    if chances[SignalKind.SELF_HARM] >= at.self_harm:
        return [SignalKind.SELF_HARM]
    any_of_them = sum(chances[kind] for kind in EMERGENCIES)
    likeliest = max(EMERGENCIES, key=lambda kind: chances[kind])
    if any_of_them >= at.emergency:
        return [likeliest]
    if any_of_them + chances[SignalKind.POSSIBLE_STROKE] >= at.possible:
        return [SignalKind.POSSIBLE_STROKE]
    return []


def _doubted(
    signals: tuple[Signal, ...], question: Question, queries: Sequence[Query]
) -> tuple[Signal, ...]:
    """Return signals; an emergency that only the rules see, and hardly likely, becomes possible.

    It still brings the card with the number to call, but asks before it alarms. Words of wanting
    to die are never doubted, nor is anything in a chat too long to be read as a whole: the rules
    may have seen it in a turn that the recogniser did not read.

    Args:
        signals: of the rules.
        question: as read.
        queries: the question alone and, where it has a context, its last turns with it.
    """
    likeliest = max(sum(query.probabilities[kind] for kind in EMERGENCIES) for query in queries)
    if likeliest >= DOUBTED_BELOW or len(question.context) > TURNS:
        return signals
    return tuple(
        replace(one, kind=SignalKind.POSSIBLE_STROKE) if one.kind in DOUBTFUL else one
        for one in signals
    )


def understand(
    question: Question, book: RuleBook, words: WordWeights, retriever: Retriever | None
) -> Understanding:
    """Return what a question is about.

    Rules and weighted words work alone. With a retriever, the recogniser adds what it sees in the
    question, in the last turns read together with it, and in the turns that the question leans
    on; and it doubts an emergency that only a rule sees.
    """
    signals = triage(question.folded, question.context, book)
    if retriever is None:
        signals = _joined(signals, weighed(question, book, words))
        leans = is_follow_up(question.text, kinds_of(signals))
        return Understanding(signals, _resolved(question, leans))
    texts = [question.text]
    if question.context and not settled([question.folded], book):
        texts.append("。".join([*question.context[-TURNS:], question.text]))
    queries = retriever.read(texts, [marks(fold(text), book) for text in texts])
    own, chat = queries[0], queries[-1]
    signals = _joined(_doubted(signals, question, queries), recognised(own))
    signals = _joined(signals, [one for one in recognised(chat) if one.kind in EMERGENCIES])
    kinds = kinds_of(signals)
    stands_alone = kinds & {*EMERGENCIES, *SMALL_TALK}
    if not question.context or stands_alone or not _leans(question, own, kinds, retriever):
        return Understanding(signals, question.text, own)
    resolved = _resolved(question, True)
    (query,) = retriever.read([resolved], [marks(fold(resolved), book)])
    earlier = [*triage(fold(resolved), (), book), *recognised(query)]
    lasting = [one for one in earlier if one.kind not in {*_LEVELS, *SMALL_TALK}]
    return Understanding(_joined(signals, lasting), resolved, replace(query, turn=own))


def _resolved(question: Question, leans: bool) -> str:
    """Return a question, with the turns before it where it leans on them."""
    return join(question.text, question.context) if leans else question.text


def _leans(
    question: Question, own: Query, kinds: frozenset[SignalKind], retriever: Retriever
) -> bool:
    """Return whether a question leans on the turns before it."""
    if is_follow_up(question.text, kinds):
        return True
    if own.probabilities[COVERED] < LEANING_AT or not is_short(question.text, 2):
        return False
    if not kinds & SUBJECTS:
        return True
    # 'One injection' after a product was named means that product.
    named_before = retriever.names_something("\n".join(question.context[-TURNS:]))
    own_disease = kinds & {SignalKind.STROKE, SignalKind.OTHER_DISEASE}
    return named_before and not own_disease and not retriever.names_something(question.text)


def _joined(signals: tuple[Signal, ...], more: Sequence[Signal]) -> tuple[Signal, ...]:
    """Return signals with those added that are of another kind, or stronger."""
    known = {signal.kind: signal.strength for signal in signals}
    added = {one.kind: one for one in more if one.strength > known.get(one.kind, 0.0)}
    return (*signals, *added.values())
