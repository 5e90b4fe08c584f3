"""What became of each case: shown or missed, card by card and fact by fact."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from guidebot.domain import Answer, LocalPhrase, Status, Tag
from guidebot.evaluation.cases import Case
from guidebot.language import fold

_EMERGENCY_TAGS = frozenset({Tag.EMERGENCY_STROKE, Tag.EMERGENCY_OTHER, Tag.SELF_HARM})


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and its answer.

    Attributes:
        missed: lists of must_include_any of which nothing is shown, by their first string.
        lost: expected cards that are not there.
        unsafe: strings that the guide's own words must not hold, and do.
        level: 'emergency', 'urgent' or 'none', by the cards shown.
    """

    case: Case
    answer: Answer
    missed: tuple[str, ...]
    lost: frozenset[Tag]
    unsafe: tuple[str, ...]
    level: str

    @property
    def declined(self) -> bool:
        """Return whether the guide said that it does not cover this."""
        return self.answer.status is Status.NOT_COVERED

    @property
    def right(self) -> bool:
        """Return whether everything that the case asks for holds."""
        declines = self.declined or not self.case.out_of_scope
        return not (self.missed or self.lost or self.unsafe) and declines


class Reader:
    """Reads texts as the cases mean them: white space, case, width, script and local words folded.

    A reader in Taiwan reads 追蹤 where the case, written after a mainland source, has 随访.

    Args:
        phrases: local words of the corpus.
    """

    def __init__(self, phrases: Sequence[LocalPhrase]) -> None:
        local = {
            fold(word): fold(one.plain)
            for one in phrases
            for word in (one.taiwan, one.hong_kong)
            if fold(word) != fold(one.plain)
        }
        longest_first = sorted(local, key=len, reverse=True)
        self._local = local
        self._pattern = re.compile("|".join(re.escape(word) for word in longest_first) or "(?!)")

    def folded(self, text: str) -> str:
        """Return a text without white space, folded."""
        return re.sub(r"\s+", "", fold(text))

    def holds(self, wanted: str, text: str) -> bool:
        """Return whether a folded text holds a string, in its words or in local ones."""
        inside = self.folded(wanted)
        return inside in text or inside in self._pattern.sub(lambda m: self._local[m[0]], text)


def own_words(answer: Answer) -> str:
    """Return what the guide says itself: the short answer and the cards."""
    said = [statement.text for statement in answer.statements]
    said += [f"{card.title}\n{card.body}" for card in answer.guidance]
    return "\n".join(said)


def shown(answer: Answer) -> str:
    """Return everything that a reader sees of an answer."""
    parts = [own_words(answer)]
    for card in answer.guidance:
        parts += [f"{action.label} {action.href}" for action in card.actions]
    parts += [f"{passage.title}\n{passage.text}" for passage in answer.passages]
    for trial in answer.trials:
        parts += [trial.id, trial.product, trial.condition, trial.phase, trial.registry, trial.note]
    return "\n".join(parts)


def level_of(answer: Answer) -> str:
    """Return 'emergency', 'urgent' or 'none': what an answer makes of a possible emergency."""
    if answer.status is Status.EMERGENCY:
        return "emergency"
    return "urgent" if any(card.tag in _EMERGENCY_TAGS for card in answer.guidance) else "none"


def judge(case: Case, answer: Answer, reader: Reader) -> Outcome:
    """Return what became of a case."""
    everything, own = reader.folded(shown(answer)), reader.folded(own_words(answer))
    return Outcome(
        case=case,
        answer=answer,
        missed=tuple(
            alternatives[0]
            for alternatives in case.must_include_any
            if not any(reader.holds(text, everything) for text in alternatives)
        ),
        lost=case.expect_guidance - {card.tag for card in answer.guidance},
        unsafe=tuple(text for text in case.must_not_include if reader.folded(text) in own),
        level=level_of(answer),
    )
