"""What a question is about: rules first, then nearness to the exemplars, over the whole chat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from guidebot.corpus.exemplars import COVERED
from guidebot.domain import Question, Signal, SignalKind
from guidebot.followup import is_follow_up, join
from guidebot.language import fold
from guidebot.leaning import EXEMPLARS, TURNS, leans
from guidebot.retrieval.retriever import Query, Retriever
from guidebot.retrieval.sentences import spans
from guidebot.safety.guidance import CLEAR, EMERGENCIES, SMALL_TALK, kinds_of
from guidebot.safety.rules import RuleBook
from guidebot.safety.triage import (
    mark_names,
    marks,
    settled,
    signals_in,
    triage,
    unsettled,
)
from guidebot.safety.words import WordWeights

#: The name under which weighted words sign what they find.
WEIGHED = "words"


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


#: Chosen on the tune half of tests/data/questions: of 1,252 questions that are none, 4 are
#: answered as an emergency and 42 with the deciding question. Without the model nobody contradicts
#: a false alarm, and nobody else catches what is missed: the words alone
#: alarm sooner.
RECOGNISED_AT = Thresholds(emergency=0.3, possible=0.15, self_harm=0.5)
WORDS_AT = Thresholds(emergency=0.25, possible=0.15, self_harm=0.2)
#: An emergency that a rule sees is doubted below this chance; sooner where the text is told of
#: the past, of others or of a story, which speaks against it a second time.
DOUBTED_BELOW, TOLD_BELOW = 0.1, 0.4
TOLD = frozenset(
    f"context:{name}"
    for name in """
    long_ago past_unless_new told_as_past told_outcome other_condition
    asks_about_signs news_or_fiction general_patients hypothetical
    """.split()
)
#: And words of wanting to die below this one: whoever tells of it as long past gets the card of
#: support beside the answer, not instead of it.
PAST_BELOW = 0.1
#: Chance at which any other signal counts at all; it is as strong as it is likely.
SIGNAL_AT = 0.2
#: A chat is read twice, the last turn alone and with the turns before it, and may be mistaken
#: twice. On the tune half the likelier reading has 0.68 or more of an emergency, 0.4 or less of
#: none.
RECOGNISED_IN_CHAT = replace(RECOGNISED_AT, emergency=0.5)
#: Small talk is so much likelier than a question of the field: 'are you, a machine, wiser than an
#: expert?' asks nothing about the machine.
SMALL_TALK_LEAD = 0.4
#: Chance of self-harm in a part of a story from which the card of support comes alone.
CLEAR_IN_PART = 0.75
#: Chance of self-harm from which the card of support stands beside the answer: grief and fear
#: sound alike, and it harms nobody.
SUPPORT_AT = 0.25
#: Strength of a signal that brings its card beside the answer and decides nothing else.
BESIDE = 0.3
#: Longer questions, in characters, are stories: what is asked in them is also looked for in each
#: few sentences alone, at most so many.
STORY, STRETCH, MOST_STRETCHES = 120, 2, 8
#: Emergencies of the body, which can be doubted.
DOUBTFUL = (SignalKind.EMERGENCY_STROKE, SignalKind.EMERGENCY_OTHER)
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
    earlier = unsettled(question.context, book)[-TURNS:]
    if earlier and not settled(texts, book):
        texts.append(fold("。".join([*earlier, question.text])))
    names = mark_names(book)
    found: list[Signal] = []
    for text in texts:
        marked = dict(zip(names, marks(text, book).values, strict=True))
        level = _level(words.probabilities(text, marked), WORDS_AT)
        found += [Signal(kind, WEIGHED, 0, len(text)) for kind in level]
    return found


def recognised(query: Query, at: Thresholds = RECOGNISED_AT) -> list[Signal]:
    """Return the signals that the recogniser finds in a text, as strong as they are likely."""
    chances = query.probabilities
    whole = (0, len(query.folded))
    found = [Signal(kind, EXEMPLARS, *whole) for kind in _level(chances, at)]
    if SUPPORT_AT <= chances[SignalKind.SELF_HARM] < RECOGNISED_AT.self_harm:
        found.append(Signal(SignalKind.SELF_HARM, EXEMPLARS, *whole, strength=BESIDE))
    for kind in SignalKind:
        chance = chances[kind.value]
        if kind not in {*_LEVELS, *SMALL_TALK} and chance >= SIGNAL_AT:
            found.append(Signal(kind, EXEMPLARS, *whole, strength=chance))
    if kind := _small_talk(chances):
        found.append(Signal(kind, EXEMPLARS, *whole))
    return found


#: What a part of a story says nothing of.
_ONLY_WHOLE = frozenset({*SMALL_TALK, SignalKind.RULE_CHANGE, SignalKind.POSSIBLE_STROKE})


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


def _small_talk(chances: dict[str, float]) -> SignalKind | None:
    """Return the kind of small talk that a text is, if it asks nothing of the field."""
    lead = sum(chances[kind] for kind in SMALL_TALK) - chances[COVERED]
    return max(SMALL_TALK, key=lambda kind: chances[kind]) if lead >= SMALL_TALK_LEAD else None


def _level(chances: Mapping[str, float], at: Thresholds) -> list[SignalKind]:
    """Return the emergency among the chances of a text, if any."""
    if chances[SignalKind.SELF_HARM] >= at.self_harm:
        return [SignalKind.SELF_HARM]
    bodily = sum(chances[kind] for kind in DOUBTFUL)
    if bodily >= at.emergency:
        return [max(DOUBTFUL, key=lambda kind: chances[kind])]
    if bodily + chances[SignalKind.POSSIBLE_STROKE] >= at.possible:
        return [SignalKind.POSSIBLE_STROKE]
    return []


def _doubted(
    signals: tuple[Signal, ...], question: Question, queries: Sequence[Query], book: RuleBook
) -> tuple[Signal, ...]:
    """Return signals; an emergency that only the rules see, and hardly likely, becomes possible.

    It still brings the card with the number to call, but asks before it alarms. Nothing is
    doubted in a chat too long to be read as a whole: the rules may have seen it in a turn that
    the recogniser did not read.

    Args:
        signals: of the rules.
        question: as read.
        queries: the question alone and, where it has a context, its last turns with it.
        book: the rules.
    """
    if len(question.context) > TURNS:
        return signals
    likeliest = max(sum(query.probabilities[kind] for kind in EMERGENCIES) for query in queries)
    despair = max(query.probabilities[SignalKind.SELF_HARM] for query in queries)
    held = zip(mark_names(book), queries[0].marks.values, strict=True)
    told = any(value for name, value in held if name in TOLD)
    doubted = likeliest < (TOLD_BELOW if told else DOUBTED_BELOW)

    def read_again(one: Signal) -> Signal:
        """Return a signal as it stands after the recogniser has read the text."""
        if one.kind is SignalKind.SELF_HARM and despair < PAST_BELOW:
            return replace(one, strength=BESIDE)
        if one.kind in DOUBTFUL and doubted:
            return replace(one, kind=SignalKind.POSSIBLE_STROKE)
        return one

    return tuple(map(read_again, signals))


def understand(
    question: Question, book: RuleBook, words: WordWeights, retriever: Retriever | None
) -> Understanding:
    """Return what a question is about.

    Rules and weighted words work alone. With a retriever, the recogniser adds what it sees in the
    question, in the last turns read together with it, and in the turns that the question leans
    on; and it doubts an emergency that only a rule sees.
    """
    by_rules = signals_in(question.folded, book)
    signals = triage(question.folded, question.context, book, by_rules)
    if retriever is None:
        signals = _joined(signals, weighed(question, book, words))
        follows = is_follow_up(question.text, kinds_of(signals))
        return Understanding(signals, _resolved(question, follows))
    typed, question = question, _in_characters(question, retriever)
    if question is not typed:
        by_rules = signals_in(question.folded, book)
        signals = _joined(signals, triage(question.folded, question.context, book, by_rules))
    own, chat, parts = _read(question, by_rules, book, retriever)
    at = RECOGNISED_AT if chat is own else RECOGNISED_IN_CHAT
    signals = _joined(_doubted(signals, question, (own, chat, *parts), book), recognised(own, at))
    signals = _joined(signals, [one for one in recognised(chat, at) if one.kind in EMERGENCIES])
    signals = _joined(_without_demands(signals, chat), in_parts(parts))
    kinds = kinds_of(signals)
    stands_alone = kinds & {*EMERGENCIES, *SMALL_TALK}
    if not question.context or stands_alone or not leans(question, own, signals, retriever):
        return Understanding(signals, question.text, own)
    resolved = _resolved(question, True)
    (query,) = retriever.read([resolved], [marks(fold(resolved), book)])
    earlier = [*triage(fold(resolved), (), book), *recognised(query)]
    lasting = [one for one in earlier if one.kind not in {*_LEVELS, *SMALL_TALK}]
    return Understanding(_joined(signals, lasting), resolved, replace(query, turn=own))


def _in_characters(question: Question, retriever: Retriever) -> Question:
    """Return a question with what is in pinyin in characters, or the same one."""
    text = retriever.spelled(question.text)
    context = tuple(map(retriever.spelled, question.context))
    if text == question.text and context == question.context:
        return question
    return replace(question, text=text, folded=fold(text), context=context)


def _read(
    question: Question, by_rules: Sequence[Signal], book: RuleBook, retriever: Retriever
) -> tuple[Query, Query, list[Query]]:
    """Return a question read alone, with its last turns, and in parts if it is a story.

    Turns that were settled, and what settled them, are no longer read with it. Without any the
    second is the first.

    Args:
        question: in characters.
        by_rules: of triage.signals_in, for the question alone.
        book: the rules.
        retriever: reads.
    """
    stretches = _stretches(question.text)
    texts = [question.text, *stretches]
    earlier = unsettled(question.context, book)[-TURNS:]
    if earlier and not settled([question.folded], book):
        texts.append("。".join([*earlier, question.text]))
    own = marks(question.folded, book, by_rules)
    read = retriever.read(texts, [own, *(marks(fold(text), book) for text in texts[1:])])
    parts = len(stretches)
    return read[0], read[-1] if len(read) > 1 + parts else read[0], read[1 : 1 + parts]


def _stretches(text: str) -> list[str]:
    """Return each few sentences of a story; nothing for a shorter text."""
    if len(text) <= STORY:
        return []
    sentences = [text[start:end] for start, end in spans(text)]
    joined = [" ".join(sentences[at : at + STRETCH]) for at in range(0, len(sentences), STRETCH)]
    return joined[-MOST_STRETCHES:] if len(joined) > 1 else []


def _without_demands(signals: tuple[Signal, ...], chat: Query) -> tuple[Signal, ...]:
    """Return signals; what reads as an attempt on the rules only without its chat is none."""
    if chat.probabilities[SignalKind.RULE_CHANGE] >= CLEAR:
        return signals
    return tuple(
        one for one in signals if one.kind is not SignalKind.RULE_CHANGE or one.rule != EXEMPLARS
    )


def _resolved(question: Question, follows: bool) -> str:
    """Return a question, with the turns before it where it leans on them."""
    return join(question.text, question.context) if follows else question.text


def _joined(signals: tuple[Signal, ...], more: Sequence[Signal]) -> tuple[Signal, ...]:
    """Return signals with those added that are of another kind, or stronger."""
    known = {signal.kind: signal.strength for signal in signals}
    added = {one.kind: one for one in more if one.strength > known.get(one.kind, 0.0)}
    return (*signals, *added.values())
