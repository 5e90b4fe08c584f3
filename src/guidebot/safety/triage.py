"""Find signals in a question by rules: no model, no index, no network.

Emergencies are looked for in the whole chat: a sign of an earlier turn still counts until
a later turn says that the person is in hospital care or that it was long ago.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from guidebot.domain import Marks, Signal, SignalKind
from guidebot.language import fold
from guidebot.safety.rules import Rule, RuleBook

#: Signals for which earlier turns of the chat are read as well.
LASTING = frozenset({SignalKind.EMERGENCY_STROKE, SignalKind.EMERGENCY_OTHER, SignalKind.SELF_HARM})
#: What settles an emergency of an earlier turn, and what settles it unless it is self-harm:
#: 'I was only asking' is what is said to be left alone with it.
SETTLING_CONTEXTS = ("in_hospital", "settled")
LIGHTLY = ("only_asking",)
#: The circumstance that explains signs which another turn tells of, and the one that does not let
#: it: 'just now', 'since this morning'.
LONG_AGO, NEW_EVENT = "long_ago", "new_event"
#: A sudden moment that lies in the past; and who asks for the signs of a stroke looks ahead,
#: whatever is told.
_TOLD_AS_PAST, _ASKS_SIGNS = "told_as_past", "asks_about_signs"
_ABOUT_CELLS = frozenset({SignalKind.CELL_THERAPY, SignalKind.ASKS_TRIALS})
#: Words that, right before a sign, say that it is absent.
_NEGATION = re.compile(
    r"(?:没有|并没|没出现|没发现|未出现|未见|不是|并非|无|冇|否认)$|\b(?:no|not|without|denies|never)\s(?:any\s)?$"
)


def _found(rule: Rule, text: str) -> list[re.Match[str]]:
    """Return the first match of every pattern of the rule that is not negated."""
    found = []
    for pattern in rule.patterns:
        matches = [pattern.fullmatch(text)] if rule.whole else list(pattern.finditer(text))
        for match in matches:
            if match and not (rule.negatable and _NEGATION.search(text[: match.start()])):
                found.append(match)
                break
    return found


def apply_rule(rule: Rule, book: RuleBook, text: str) -> Signal | None:
    """Return the signal of a rule in a folded text, or None."""
    found = _found(rule, text)
    if len(found) < rule.least:
        return None
    if any(not book.contexts[name].pattern.search(text) for name in rule.needs):
        return None
    if any(book.contexts[name].pattern.search(text) for name in rule.unless):
        return None
    return Signal(SignalKind(rule.signal), rule.id, found[0].start(), found[0].end())


def signals_in(text: str, book: RuleBook) -> list[Signal]:
    """Return the signals of one folded text, at most one for each rule."""
    return [signal for rule in book.rules if (signal := apply_rule(rule, book, text))]


def mark_names(book: RuleBook) -> tuple[str, ...]:
    """Return the names of the values of `marks`, in their order."""
    return (
        *(f"signal:{kind.value}" for kind in SignalKind),
        *(f"context:{name}" for name in sorted(book.contexts)),
    )


def marks(folded: str, book: RuleBook, signals: Sequence[Signal] | None = None) -> Marks:
    """Return what the rules leave on a folded text: signals found, circumstances that hold.

    Args:
        folded: the text.
        book: the rules.
        signals: of `signals_in` for the same text, where they are known already.
    """
    found_already = signals_in(folded, book) if signals is None else signals
    kinds = frozenset(signal.kind for signal in found_already)
    found = [float(kind in kinds) for kind in SignalKind]
    holds = [
        float(bool(book.contexts[name].pattern.search(folded))) for name in sorted(book.contexts)
    ]
    return Marks(kinds, (*found, *holds))


def long_past(folded: str, kinds: Set[SignalKind], book: RuleBook) -> bool:
    """Return whether a text tells of a stroke that is over, and asks of cells or trials.

    Args:
        folded: the text.
        kinds: of the signals that are clear in it, of rules and recogniser.
        book: the rules.
    """
    if kinds & {*LASTING, SignalKind.POSSIBLE_STROKE} or not kinds & _ABOUT_CELLS:
        return False

    def holds(name: str) -> bool:
        return bool(book.contexts[name].pattern.search(folded))

    # 'One morning three years ago' tells of a sudden moment, and of no new one.
    over = (holds(LONG_AGO) and not holds(NEW_EVENT)) or holds(_TOLD_AS_PAST)
    return over and not holds(_ASKS_SIGNS)


def settled(later: list[str], book: RuleBook, kind: SignalKind | None = None) -> bool:
    """Return whether a later turn settles an emergency.

    Args:
        later: folded turns after the one that told of it.
        book: the rules.
        kind: of the emergency, where it is known.
    """
    lightly = () if kind is SignalKind.SELF_HARM else LIGHTLY
    names = (*SETTLING_CONTEXTS, *lightly)
    patterns = [book.contexts[name].pattern for name in names if name in book.contexts]
    return any(pattern.search(turn) for turn in later for pattern in patterns)


def unsettled(
    context: tuple[str, ...], book: RuleBook, kind: SignalKind | None = None
) -> tuple[str, ...]:
    """Return the turns after the last one that settles an emergency.

    Args:
        context: earlier questions of the chat, oldest first, as typed.
        book: the rules.
        kind: of the emergency, where it is known.
    """
    after = [at + 1 for at, turn in enumerate(context) if settled([fold(turn)], book, kind)]
    return context[max(after, default=0) :]


def triage(
    folded: str,
    context: tuple[str, ...],
    book: RuleBook,
    signals: Sequence[Signal] | None = None,
) -> tuple[Signal, ...]:
    """Return what the rules find.

    Args:
        folded: the question, as `language.fold` gives it.
        context: earlier questions of the chat, oldest first, as typed.
        book: the rules.
        signals: of `signals_in` for the question, where they are known already.

    Returns:
        Signals of the question, and emergencies that the chat reveals (alone in an earlier
        turn, or only when the turns are read together) and no later turn settles.
    """
    signals = signals_in(folded, book) if signals is None else signals
    turns = [fold(turn) for turn in context]
    lasting: list[Signal] = []
    for position, turn in enumerate(turns):
        later = [*turns[position + 1 :], folded]
        lasting += [
            signal
            for signal in signals_in(turn, book)
            if signal.kind in LASTING and not settled(later, book, signal.kind)
        ]
    recent = [fold(turn) for turn in unsettled(context, book)]
    if recent and not settled([folded], book):
        together = signals_in("。".join([*recent, folded]), book)
        lasting += [signal for signal in together if signal.kind in LASTING]
    known = {signal.kind for signal in signals}
    added = {signal.kind: signal for signal in lasting if signal.kind not in known}
    return (*signals, *added.values())
