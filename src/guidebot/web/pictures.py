"""Pictures of the trial table, laid out here and drawn by templates/components/picture.html.

Lengths are units of the viewBox, which is as wide as a small phone; classes carry the colours,
because the policy of the pages forbids styles in the markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from guidebot.domain import TrialRecord
from guidebot.trial_figures import BANDS, STEPS, Stage, by_field, by_year, stages
from guidebot.web.drawing import WIDTH, Box, Label, Picture
from guidebot.web.strings import Wording

_ROW, _BAR, _YEAR_ROW = 50, 22, 26
#: Left of the bars of years, for the year; right of them, for the number.
_YEAR, _NUMBER = 76, 30
#: Width of a digit, and of the space that a number needs inside its bar.
_DIGIT, _AIR = 9, 8


def _track(stage: Stage, top: float) -> list[Box]:
    """Return the steps of one product: those that it reached are filled."""
    wide = WIDTH / len(STEPS)
    reached = STEPS.index(stage.step)
    return [
        Box(
            round(place * wide + 1, 1),
            top,
            round(wide - 2, 1),
            _BAR,
            "approved" if step == "approved" else "reached" if place <= reached else "open",
        )
        for place, step in enumerate(STEPS)
    ]


def _step_labels(t: Wording) -> list[Label]:
    """Return the heads of the steps; the outer ones keep to the edges."""
    wide = WIDTH / len(STEPS)
    middle = [
        Label(round((place + 0.5) * wide, 1), 16, step, "step middle")
        for place, step in enumerate(STEPS)
        if step in BANDS
    ]
    return [
        Label(1, 16, t("charts.step_permission"), "step"),
        *middle,
        Label(WIDTH - 1, 16, t("charts.step_approved"), "step end"),
    ]


def stage_picture(records: Sequence[TrialRecord], t: Wording) -> Picture:
    """Show how far the products for stroke have come, and that none is approved."""
    found = stages(records)
    states = [t(f"trial_state.{stage.record.status}") for stage in found]
    steps = [
        t.phase(stage.record.phase) if stage.step in BANDS else t("charts.permission")
        for stage in found
    ]
    tops = [24 + place * _ROW for place in range(len(found))]
    rows = tuple(
        (stage.product, step, state, stage.record.id)
        for stage, step, state in zip(found, steps, states, strict=True)
    )
    return Picture(
        name="stage",
        lead=t("charts.stage_lead", number=len(found)),
        says=t("charts.stop").join(t("charts.stage_row", a=a, b=b, c=c) for a, b, c, _ in rows),
        height=24 + len(found) * _ROW,
        boxes=tuple(
            box for stage, top in zip(found, tops, strict=True) for box in _track(stage, top + 22)
        ),
        labels=(
            *_step_labels(t),
            *(
                Label(1, top + 16, t("charts.pair", a=row[0], b=row[2]))
                for row, top in zip(rows, tops, strict=True)
            ),
        ),
        legend=tuple(
            (name, t(f"charts.legend_{name}")) for name in ("reached", "open", "approved")
        ),
        head=(t("trial.product"), t("trial.phase"), t("trial.status"), t("trial.id")),
        rows=rows,
    )


def _segments(counts: dict[str, int], unit: float, top: float) -> tuple[list[Box], list[Label]]:
    """Return the parts of one bar and the numbers that fit into them."""
    boxes, labels, at = [], [], 0.0
    for band, count in counts.items():
        wide = count * unit
        if count:
            boxes.append(
                Box(round(at, 1), top, round(wide - 1, 1), _BAR, f"band-{band_class(band)}")
            )
        if count and wide >= len(str(count)) * _DIGIT + _AIR:
            name = f"small middle on-{band_class(band)}"
            labels.append(Label(round(at + (wide - 1) / 2, 1), top + 16, str(count), name))
        at += wide
    return boxes, labels


def band_class(band: str) -> str:
    """Return a band as part of a class name: 'I/II' is 1-2."""
    return {"I": "1", "I/II": "1-2", "II": "2", "III": "3"}.get(band, "other")


def field_picture(records: Sequence[TrialRecord], t: Wording) -> Picture:
    """Show the records by field and phase."""
    table = by_field(records)
    unit = WIDTH / max((sum(row.values()) for row in table.values()), default=1)
    boxes: list[Box] = []
    labels: list[Label] = []
    for place, (group, counts) in enumerate(table.items()):
        top = place * _ROW
        text = t("charts.pair", a=t(f"field.{group}"), b=sum(counts.values()))
        bars, numbers = _segments(counts, unit, top + 22)
        boxes += bars
        labels += [Label(1, top + 16, text), *numbers]
    names = {band: t.phase(band) for band in BANDS} | {"other": t("charts.band_other")}
    words = [
        (group, t("site.list_comma").join(
            t("charts.pair", a=names[band], b=count) for band, count in counts.items() if count
        ))
        for group, counts in table.items()
    ]  # fmt: skip
    return Picture(
        name="field",
        lead=t("charts.field_lead", number=len(records)),
        says=t("charts.stop").join(
            t("charts.pair", a=t(f"field.{group}"), b=text) for group, text in words
        ),
        height=len(table) * _ROW,
        boxes=tuple(boxes),
        labels=tuple(labels),
        legend=tuple((f"band-{band_class(band)}", name) for band, name in names.items()),
        head=(t("trials.condition"), *names.values(), t("charts.total")),
        rows=tuple(
            (t(f"field.{group}"), *map(str, counts.values()), str(sum(counts.values())))
            for group, counts in table.items()
        ),
    )


def year_picture(records: Sequence[TrialRecord], t: Wording) -> Picture:
    """Show in which years the studies started."""
    table = by_year(records)
    unit = (WIDTH - _YEAR - _NUMBER) / max(table.values(), default=1)
    names = {year: t.day(year) if year else t("charts.no_year") for year in table}
    boxes, labels = [], []
    for place, (year, count) in enumerate(table.items()):
        top = place * _YEAR_ROW
        name = "band-1" if year else "band-other"
        boxes.append(Box(_YEAR, top + 2, round(count * unit, 1), _BAR, name))
        labels.append(Label(_YEAR - 6, top + 18, year or names[year], "end"))
        labels.append(Label(round(_YEAR + count * unit + 6, 1), top + 18, str(count)))
    return Picture(
        name="year",
        lead=t("charts.year_lead"),
        says=t("site.list_comma").join(
            t("charts.pair", a=names[year], b=count) for year, count in table.items()
        ),
        height=len(table) * _YEAR_ROW,
        boxes=tuple(boxes),
        labels=tuple(labels),
        legend=(),
        head=(t("charts.year"), t("charts.total")),
        rows=tuple((names[year], str(count)) for year, count in table.items()),
    )
