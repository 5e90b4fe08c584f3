"""From how many documents the answers come, and when these were last read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guidebot.domain import Corpus, Passage


@dataclass(frozen=True, slots=True)
class Basis:
    """What every answer rests on.

    Attributes:
        passages, sources: how many there are.
        first, last: oldest and latest day on which a passage was checked; None without passages.
    """

    passages: int
    sources: int
    first: date | None
    last: date | None


def check_span(passages: tuple[Passage, ...]) -> tuple[date, date] | None:
    """Return the oldest and the latest day on which a passage was checked."""
    days = [passage.checked for passage in passages]
    return (min(days), max(days)) if days else None


def basis_of(corpus: Corpus) -> Basis:
    """Return the basis of a corpus."""
    first, last = check_span(corpus.passages) or (None, None)
    return Basis(len(corpus.passages), len(corpus.sources), first, last)
