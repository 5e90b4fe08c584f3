"""What the recogniser learns from: labelled texts of the corpus."""

from __future__ import annotations

from dataclasses import dataclass

from guidebot.corpus.exemplars import COVERED, LEVELS
from guidebot.domain import Corpus, SignalKind
from guidebot.language import fold

LABELS: tuple[str, ...] = (COVERED, *(kind.value for kind in SignalKind))
#: Questions of a passage and language that are learned from; more of them say nothing new.
MOST_ASKED = 2
#: Topic whose questions speak of emergencies without being one; left out as examples of none.
ACUTE_TOPIC = "acute-stroke"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text to learn from.

    Attributes:
        text: folded.
        labels: that hold.
        known: labels of which is known whether they hold.
    """

    text: str
    labels: frozenset[str]
    known: frozenset[str]


def lessons(corpus: Corpus) -> list[Lesson]:
    """Return everything to learn from: exemplars, the corpus's own questions, everyday sentences.

    Of the corpus's own questions is known that they are covered and no emergency; of the
    everyday sentences, that nothing holds.
    """
    everything = frozenset(LABELS)
    calm = frozenset({COVERED, *LEVELS})
    found = [Lesson(fold(one.text), one.labels, everything) for one in corpus.exemplars]
    for passage in corpus.passages:
        known = frozenset({COVERED}) if passage.topic == ACUTE_TOPIC else calm
        found += [
            Lesson(fold(line), frozenset({COVERED}), known)
            for text in passage.texts.values()
            for line in text.asked_as[:MOST_ASKED]
        ]
        elsewhere = passage.asked_elsewhere
        found += [Lesson(fold(line), frozenset({COVERED}), known) for line in elsewhere]
    return found + [Lesson(fold(line), frozenset(), everything) for line in corpus.background]
