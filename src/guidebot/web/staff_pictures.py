"""Pictures of the counts, drawn by templates/components/picture.html."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from unicodedata import east_asian_width

from guidebot.storage.reports import Report, Tallied, number_text
from guidebot.web.drawing import WIDTH, Box, Label, Picture
from guidebot.web.languages import OWN_NAMES
from guidebot.web.strings import Wording

#: Bars of a picture; the table behind it has all.
MOST_BARS = 12
_ROW, _BAR, _NUMBER = 50, 22, 60
#: A hidden number has a bar of one length, whatever it is.
_HIDDEN = 16.0
#: Widths of characters of class 'small', in units of the picture.
_WIDE, _NARROW = 14.0, 8.0


def shortened(text: str, most: float = WIDTH - 2) -> str:
    """Return as much of a text as fits into a width."""
    used = 0.0
    for place, character in enumerate(text):
        used += _WIDE if east_asian_width(character) in "WF" else _NARROW
        if used > most:
            return text[: max(place - 2, 0)].rstrip() + "…"
    return text


def _bars(
    name: str, rows: Sequence[tuple[Tallied, str]], head: tuple[str, ...], t: Wording
) -> Picture:
    """Return counts as bars below their names, with a table that also has what is cut off.

    Args:
        name: of the picture's texts in strings.toml.
        rows: (count, its name in words), in the order in which they are shown.
        head: of the table.
        t: texts of the page.
    """
    top = max((each.number or 0 for each, _ in rows), default=0)
    unit = (WIDTH - _NUMBER) / max(top, 1)
    boxes, labels = [], []
    for place, (each, words) in enumerate(rows[:MOST_BARS]):
        at = place * _ROW
        wide = _HIDDEN if each.number is None else max(round(each.number * unit, 1), 1)
        bar = "band-other" if each.number is None else "band-2"
        boxes.append(Box(0, at + 22, wide, _BAR, bar))
        labels.append(Label(1, at + 16, shortened(words), "small"))
        labels.append(Label(wide + 6, at + 38, number_text(each.number), "small"))
    table = tuple(
        (words, *((each.name,) if len(head) > 2 else ()), number_text(each.number))
        for each, words in rows
    )
    return Picture(
        name=name,
        lead=t(f"charts.{name}_lead"),
        says=t("charts.stop").join(t("charts.pair", a=row[0], b=row[-1]) for row in table),
        height=min(len(rows), MOST_BARS) * _ROW,
        boxes=tuple(boxes),
        labels=tuple(labels),
        legend=(),
        head=head,
        rows=table,
    )


def pictures(report: Report, titles: Mapping[str, str], t: Wording) -> list[Picture]:
    """Return the pictures of a report; what was never counted has none.

    Args:
        report: counts, small ones hidden.
        titles: of passages, by id; one that is no more is named by its id.
        t: texts of the page.
    """

    def passages(rows: Sequence[Tallied]) -> list[tuple[Tallied, str]]:
        return [(each, titles.get(each.name, each.name)) for each in rows]

    own_names = {language.value: name for language, name in OWN_NAMES}
    number = t("charts.number")
    passage_head = (t("links.question"), t("charts.passage_id"), number)
    heads = {"shown": passage_head, "nearest": passage_head}
    drawn = [
        ("outcomes", [(each, t(f"outcome.{each.name}")) for each in report.outcomes]),
        ("shown", passages(report.shown)),
        ("nearest", passages(report.nearest)),
        ("languages", [(each, own_names.get(each.name, each.name)) for each in report.languages]),
    ]
    return [
        _bars(name, rows, heads.get(name) or (t(f"charts.{name}_row"), number), t)
        for name, rows in drawn
        if rows
    ]
