"""What earlier turns of a chat add to what a question is about, and what they take from it."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate

from guidebot.domain import Question, Signal, SignalKind
from guidebot.followup import changes_subject
from guidebot.language import fold
from guidebot.leaning import TURNS
from guidebot.recognising import DOUBTFUL, STILL_SO, bodily, in_chat
from guidebot.retrieval.retriever import Query, Retriever
from guidebot.safety.guidance import CLEAR
from guidebot.safety.rules import RuleBook
from guidebot.safety.triage import LONG_AGO, NEW_EVENT, marks, settled, signals_in, unsettled

#: What an earlier turn told of the reader's own case still holds, so strongly: it adds weight to
#: its cards, and decides nothing else.
CIRCUMSTANCES = (
    SignalKind.CLINIC_OFFER,
    SignalKind.HARMED,
    SignalKind.MEDICINE,
    SignalKind.CHILD_OR_PREGNANCY,
)
CARRIED = 0.35
DISEASES = frozenset({SignalKind.STROKE, SignalKind.OTHER_DISEASE})
STROKES = frozenset({SignalKind.STROKE, SignalKind.EMERGENCY_STROKE})
#: Characters of earlier turns that are read alone, the latest first: they cost as much time as a
#: question each. The rules read them all.
MOST_ALONE = 1_000


def read_chat(question: Question, book: RuleBook, kind: SignalKind | None = None) -> list[str]:
    """Return earlier turns, each alone, and at last the latest of them with the question.

    What one turn says is lost among three others, and what several say is in none alone. Turns
    that were settled, and what settled them, are left out. Nothing remains where no turn does, or
    where the question itself settles them.

    Args:
        question: with its context.
        book: the rules.
        kind: of the emergency that they are read for, where it is known.
    """
    earlier = unsettled(question.context, book, kind)
    if not earlier or settled([question.folded], book, kind):
        return []
    read = accumulate(map(len, reversed(earlier)))
    alone = sum(characters <= MOST_ALONE for characters in read)
    return [*earlier[len(earlier) - alone :], "。".join([*earlier[-TURNS:], question.text])]


def taken_back(question: Question, book: RuleBook) -> list[str]:
    """Return what `read_chat` gives for a wish to die, where that is more than for others.

    'I was only asking' settles a sign of the body that was supposed; it settles no wish to die.
    """
    texts = read_chat(question, book, SignalKind.SELF_HARM)
    return [] if texts == read_chat(question, book) else texts


def unless_residual(
    signals: tuple[Signal, ...], question: Question, chat: Query, book: RuleBook
) -> tuple[Signal, ...]:
    """Return signals; signs that an earlier turn explains bring the deciding question only.

    'She has been paralysed for three years' and then 'her left hand does not move': alone the
    second is an emergency, after the first it hardly is. Rules and recogniser, reading both
    together, have to see none, and nothing may be said to be new. What comes after the signs
    explains nothing.

    Args:
        signals: of rules and recogniser.
        question: with its context, in characters.
        chat: the question with the turns before it.
        book: the rules.
    """
    if not question.context:
        return signals
    turns = [*map(fold, question.context), question.folded]
    alarming = [at for at, turn in enumerate(turns) if _alarms(turn, book)]
    first = min(alarming, default=len(question.context))
    explained = any(book.contexts[LONG_AGO].pattern.search(turn) for turn in turns[:first])
    new = any(book.contexts[NEW_EVENT].pattern.search(turn) for turn in turns)
    # What stands further back is not in the reading of the chat.
    if not explained or new or first < len(question.context) - TURNS:
        return signals
    together = {signal.kind for signal in signals_in(chat.folded, book)}
    if together & set(DOUBTFUL) or bodily(chat.probabilities) >= STILL_SO.emergency:
        return signals
    return tuple(
        replace(one, kind=SignalKind.POSSIBLE_STROKE)
        if one.kind is SignalKind.EMERGENCY_STROKE
        else one
        for one in signals
    )


def _alarms(turn: str, book: RuleBook) -> bool:
    """Return whether rules see a stroke in a folded turn."""
    return any(one.kind is SignalKind.EMERGENCY_STROKE for one in signals_in(turn, book))


def carried(question: Question, asked: frozenset[SignalKind], book: RuleBook) -> list[Signal]:
    """Return what rules see of the reader's case in the last turns, unless the subject changes.

    Cells without a disease are asked about for the stroke that was told of.

    Args:
        question: with its context, in characters.
        asked: kinds that are clear in the question.
        book: the rules.
    """
    if changes_subject(question.text):
        return []
    told = [one for turn in question.context[-TURNS:] for one in signals_in(fold(turn), book)]
    told_of = [replace(one, strength=CARRIED) for one in told if one.kind in CIRCUMSTANCES]
    if SignalKind.CELL_THERAPY in asked and not asked & DISEASES:
        strokes = [one for one in told if one.kind in STROKES]
        told_of += [replace(one, kind=SignalKind.STROKE, strength=CLEAR) for one in strokes]
    return told_of


def despair(question: Question, book: RuleBook, retriever: Retriever) -> list[Signal]:
    """Return the wish to die that the recogniser sees in turns that were taken back lightly."""
    texts = taken_back(question, book)
    if not texts:
        return []
    read = retriever.read(texts, [marks(fold(text), book) for text in texts])
    return [one for one in in_chat(read[:-1], read[-1]) if one.kind is SignalKind.SELF_HARM]
