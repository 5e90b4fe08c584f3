"""Figures of the trial table that the pictures show: counted, never written by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from guidebot.corpus.trials import CONDITION_GROUPS
from guidebot.domain import TrialRecord

#: Steps on the way of a product; the last is there to show that nobody has come so far.
STEPS = ("permission", "I", "I/II", "II", "III", "approved")
#: Phases that are counted together.
BANDS = {
    "I": ("I",),
    "I/II": ("I/II", "I/IIa"),
    "II": ("II", "IIa", "II/III"),
    "III": ("III",),
    "other": ("IIT", ""),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a product has come by the records of the table.

    Attributes:
        product: as the table names it.
        step: of STEPS.
        record: from which it is read.
    """

    product: str
    step: str
    record: TrialRecord


def band_of(record: TrialRecord) -> str:
    """Return the band under which a record is counted."""
    return next(band for band, phases in BANDS.items() if record.phase in phases)


def _step(record: TrialRecord) -> str:
    """Return the step that a record shows: no phase means that a trial was only permitted."""
    band = band_of(record)
    return band if band in STEPS else "permission"


def stages(records: Sequence[TrialRecord], condition: str = "stroke") -> list[Stage]:
    """Return each product for a condition with its furthest step, the furthest first."""
    best: dict[str, Stage] = {}
    for record in records:
        if record.condition_group != condition:
            continue
        stage = Stage(record.product, _step(record), record)
        held = best.get(record.product)
        if held is None or STEPS.index(stage.step) > STEPS.index(held.step):
            best[record.product] = stage
    return sorted(best.values(), key=lambda stage: -STEPS.index(stage.step))


def by_field(records: Sequence[TrialRecord]) -> dict[str, dict[str, int]]:
    """Return the number of records by condition group and band; groups without any are left out."""
    counts = Counter((record.condition_group, band_of(record)) for record in records)
    table = {group: {band: counts[group, band] for band in BANDS} for group in CONDITION_GROUPS}
    return {group: row for group, row in table.items() if any(row.values())}


def by_year(records: Sequence[TrialRecord]) -> dict[str, int]:
    """Return the number of records by year of start, without gaps; '' for no year, if any."""
    counts = Counter(record.start[:4] for record in records)
    years = [int(year) for year in counts if year]
    if not years:
        return dict(counts)
    table = {str(year): counts[str(year)] for year in range(min(years), max(years) + 1)}
    return table | ({"": counts[""]} if counts[""] else {})
