"""What a question is about: rules first, then nearness to the exemplars, over the whole chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from guidebot.chats import (
    MOST_ALONE,
    carried,
    despair,
    read_chat,
    taken_back,
    unless_residual,
)
from guidebot.corpus.exemplars import COVERED
from guidebot.domain import Question, Signal, SignalKind
from guidebot.followup import after_thanks, is_follow_up, join
from guidebot.language import fold
from guidebot.leaning import EXEMPLARS, TURNS, leans
from guidebot.recognising import (
    BESIDE,
    DOUBTFUL,
    LEVELS,
    RECOGNISED_AT,
    RECOGNISED_IN_CHAT,
    WORDS_AT,
    bodily,
    in_chat,
    in_parts,
    level,
    recognised,
    small_talk,
)
from guidebot.retrieval.retriever import Query, Retriever
from guidebot.retrieval.sentences import spans
from guidebot.safety.guidance import CLEAR, EMERGENCIES, SMALL_TALK, kinds_of
from guidebot.safety.rules import RuleBook
from guidebot.safety.triage import NEW_EVENT, mark_names, marks, signals_in, triage
from guidebot.safety.words import WordWeights

#: The name under which weighted words sign what they find.
WEIGHED = "words"
#: An emergency that a rule sees is doubted below this chance; sooner where the text is told of
#: the past, of others or of a story, which speaks against it a second time. Of what rules see on
#: the tune half, emergencies have 0.45 or more, and all but one of the others 0.02 or less.
DOUBTED_BELOW, TOLD_BELOW = 0.05, 0.4
TOLD = frozenset(
    f"context:{name}"
    for name in """
    long_ago past_unless_new told_as_past told_outcome other_condition
    asks_about_signs news_or_fiction general_patients hypothetical
    """.split()
)
#: Of these, what only says that there was an earlier stroke: a clause that says of a sign that it
#: is new is then read alone ('three years ago, and last night again').
PAST = frozenset({"context:long_ago", "context:past_unless_new"})
#: Where a clause begins and ends; Chinese is also typed with spaces for commas.
_CLAUSE_END = re.compile(r"[。.!?,;\n]|(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
#: And words of wanting to die below this one: whoever tells of it as long past gets the card of
#: support beside the answer, not instead of it.
PAST_BELOW = 0.15
#: What is asked after thanks goes on with the chat where it belongs to the field at this chance.
ASKS_ON = 0.3
#: Longer questions, in characters, are stories: what is asked in them is also looked for in each
#: few sentences alone, at most so many.
STORY, STRETCH, MOST_STRETCHES = 120, 2, 8


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


def weighed(
    question: Question, book: RuleBook, words: WordWeights, by_rules: Sequence[Signal]
) -> list[Signal]:
    """Return the emergency that weighted words see in a question or in its chat.

    Args:
        question: as read.
        book: the rules.
        words: fitted on the same rules.
        by_rules: of triage.signals_in, for the question alone.
    """
    names = mark_names(book)
    found: list[Signal] = []

    def look(text: str, kinds: frozenset[SignalKind]) -> None:
        """Add what of some kinds is seen in a folded text."""
        known = by_rules if text == question.folded else None
        marked = dict(zip(names, marks(text, book, known).values, strict=True))
        seen = level(words.probabilities(text, marked), WORDS_AT)
        found.extend(Signal(kind, WEIGHED, 0, len(text)) for kind in seen if kind in kinds)

    for text in (question.folded, *map(fold, read_chat(question, book))):
        look(text, LEVELS)
    for text in taken_back(question, book):
        look(fold(text), frozenset({SignalKind.SELF_HARM}))
    return found


def _doubted(
    signals: tuple[Signal, ...],
    question: Question,
    by_rules: Sequence[Signal],
    own: Query,
    chat: Query,
    others: Sequence[Query],
    book: RuleBook,
    retriever: Retriever,
) -> tuple[Signal, ...]:
    """Return signals; an emergency that only the rules see, and hardly likely, becomes possible.

    It still brings the card with the number to call, but asks before it alarms. Nothing is
    doubted in a chat too long to be read whole: the rules may have seen it in what was not read.
    Nor is a wish to die of an earlier turn where nothing but the question was read.

    Args:
        signals: of the rules, over the whole chat.
        question: as read.
        by_rules: those of the question alone.
        own: the question alone.
        chat: the question with the turns before it; `own` where none was read.
        others: earlier turns and parts of the question that were read.
        book: the rules.
        retriever: reads a clause.
    """
    if len(question.context) > TURNS and sum(map(len, question.context)) > MOST_ALONE:
        return signals
    queries = (own, chat, *others)
    likeliest = max(sum(query.probabilities[kind] for kind in EMERGENCIES) for query in queries)
    despair = max(query.probabilities[SignalKind.SELF_HARM] for query in queries)
    held = zip(mark_names(book), own.marks.values, strict=True)
    told = frozenset(name for name, value in held if value and name in TOLD)
    doubted = likeliest < (TOLD_BELOW if told else DOUBTED_BELOW)

    def read_again(one: Signal) -> Signal:
        """Return a signal as it stands after the recogniser has read the text."""
        was_read = one in by_rules or chat is not own
        if one.kind is SignalKind.SELF_HARM and was_read and despair < PAST_BELOW:
            return replace(one, strength=BESIDE)
        if one.kind in DOUBTFUL and doubted:
            anew = one in by_rules and told <= PAST and _said_anew(one, question, book, retriever)
            return one if anew else replace(one, kind=SignalKind.POSSIBLE_STROKE)
        return one

    return tuple(map(read_again, signals))


def _said_anew(one: Signal, question: Question, book: RuleBook, retriever: Retriever) -> bool:
    """Return whether the clause in which a rule found a sign says that it is new, read alone."""
    folded = question.folded
    ends = [0, *(end.end() for end in _CLAUSE_END.finditer(folded)), len(folded)]
    start = max(end for end in ends if end <= one.start)
    clause = folded[start : min(end for end in ends if end >= one.end)]
    if not book.contexts[NEW_EVENT].pattern.search(clause):
        return False
    (query,) = retriever.read([clause], [marks(clause, book)])
    return bodily(query.probabilities) >= RECOGNISED_AT.emergency


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
        signals = _joined(signals, weighed(question, book, words, by_rules))
        follows = is_follow_up(question.text, kinds_of(signals))
        return Understanding(signals, _resolved(question, follows))
    typed, question = question, _in_characters(question, retriever)
    if rest := after_thanks(question.folded):
        question = replace(question, text=rest, folded=rest)
    if question is not typed:
        by_rules = signals_in(question.folded, book)
        signals = _joined(signals, triage(question.folded, question.context, book, by_rules))
    own, earlier, chat, parts = _read(question, by_rules, book, retriever)
    at = RECOGNISED_AT if chat is own else RECOGNISED_IN_CHAT
    signals = _doubted(signals, question, by_rules, own, chat, [*earlier, *parts], book, retriever)
    signals = _joined(signals, recognised(own, at))
    signals = _joined(signals, in_chat(earlier, chat))
    signals = unless_residual(signals, question, chat, book)
    signals = _joined(signals, despair(question, book, retriever))
    signals = _joined(_without_demands(signals, chat), in_parts(parts))
    signals = _joined(signals, carried(question, kinds_of(signals), book))
    kinds = kinds_of(signals)
    stands_alone = kinds & {*EMERGENCIES, *SMALL_TALK}
    # Thanks end what was talked about, unless what is asked after them belongs to the field.
    thanked = bool(rest) and own.probabilities[COVERED] < ASKS_ON
    ended = stands_alone or small_talk(own.probabilities) or thanked
    if not question.context or ended or not leans(question, own, signals, retriever):
        return Understanding(signals, question.text, own)
    resolved = _resolved(question, True)
    (query,) = retriever.read([resolved], [marks(fold(resolved), book)])
    joined = [*triage(fold(resolved), (), book), *recognised(query)]
    lasting = [one for one in joined if one.kind not in {*LEVELS, *SMALL_TALK}]
    return Understanding(_joined(signals, lasting), resolved, replace(query, turn=own))


def _in_characters(question: Question, retriever: Retriever) -> Question:
    """Return a question in the characters that are meant, its codes whole, or the same one."""
    text = retriever.in_digits(retriever.spelled(question.text, question.folded))
    if question.context:
        text = retriever.completed(text, question.context[-TURNS:])
    context = tuple(retriever.spelled(turn, fold(turn)) for turn in question.context)
    if text == question.text and context == question.context:
        return question
    return replace(question, text=text, folded=fold(text), context=context)


def _read(
    question: Question, by_rules: Sequence[Signal], book: RuleBook, retriever: Retriever
) -> tuple[Query, list[Query], Query, list[Query]]:
    """Return a question read alone, earlier turns, the chat, and parts of a story.

    Without earlier turns the chat is the question alone.

    Args:
        question: in characters.
        by_rules: of triage.signals_in, for the question alone.
        book: the rules.
        retriever: reads.
    """
    stretches = _stretches(question.text)
    texts = [question.text, *stretches, *read_chat(question, book)]
    own = marks(question.folded, book, by_rules)
    read = retriever.read(texts, [own, *(marks(fold(text), book) for text in texts[1:])])
    after = 1 + len(stretches)
    return read[0], read[after:-1], read[-1] if read[after:] else read[0], read[1:after]


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
