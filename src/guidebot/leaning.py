"""Whether a turn of a chat leans on the turns before it, where the recogniser has read it too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from guidebot.corpus.exemplars import COVERED
from guidebot.domain import Question, Signal, SignalKind
from guidebot.followup import (
    SUBJECTS,
    changes_subject,
    is_follow_up,
    is_short,
    points_back,
)
from guidebot.retrieval.retriever import Query, Retriever
from guidebot.safety.guidance import kinds_of

#: A turn that belongs to the field with less than this chance leans on the turns before it only
#: where a word points back at them.
#: Chosen on the chats of the tune half, where 0.03 and 0.06 differ by one.
LEANING_AT = 0.03
#: Names a kind of cells: 'where do the cells come from' may mean a product, 'iPSC' does not.
_KIND_OF_CELLS = re.compile(
    r"外泌体|脐带血|间充质|胚胎干|\b(?:ipscs?|mscs?|car-?t|nk|exosomes?|cord blood|mesenchymal)\b"
)
#: The name under which the recogniser signs what it finds.
EXEMPLARS = "exemplars"
#: Earlier turns that are read together with the last one; rules read them all.
TURNS = 3


def leans(question: Question, own: Query, signals: Sequence[Signal], retriever: Retriever) -> bool:
    """Return whether a question leans on the turns before it.

    A subject counts where it is named: what the recogniser merely supposes says that the subject
    stands elsewhere.

    Args:
        question: with its context, in characters.
        own: the question alone, read.
        signals: of rules and recogniser, for the question and its chat.
        retriever: knows names of products.
    """
    named = frozenset(one.kind for one in signals if one.rule != EXEMPLARS)
    supposed = kinds_of(signals) - SUBJECTS
    follows = is_follow_up(question.text, named | supposed)
    if follows and points_back(question.text):
        return True
    # What earlier turns said makes no follow-up of a question on chess.
    if own.probabilities[COVERED] < LEANING_AT:
        return False
    if follows:
        return True
    if changes_subject(question.text) or not is_short(question.text, 2):
        return False
    # A disease alone is asked about for the therapy that was asked about before.
    if SignalKind.CELL_THERAPY not in named:
        return True
    # 'One injection' after a product was named means that product.
    named_before = retriever.names_something("\n".join(question.context[-TURNS:]))
    own_subject = named & {SignalKind.STROKE, SignalKind.OTHER_DISEASE} or _KIND_OF_CELLS.search(
        question.folded
    )
    return named_before and not own_subject and not retriever.names_something(question.text)
