"""The table of trials as asked for: read from the address and put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from guidebot.corpus.trials import CELL_KINDS, CELL_ORIGINS
from guidebot.domain import GlossaryEntry, TrialRecord
from guidebot.language import clean
from guidebot.trial_search import (
    FILTERS,
    NONE,
    SORTS,
    Selection,
    choices,
    select,
    values_of,
)
from guidebot.web.strings import Wording

#: Everything that the address may say, in the order in which it is written.
PARAMETERS = ("q", *FILTERS, "sort")
MOST_CHARACTERS = 100
#: As much of a wrong value is shown.
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Refusal:
    """A part of the address that cannot be used: what is wrong, the cure, and where it is."""

    name: str
    message: str
    cure: str
    href: str


@dataclass(frozen=True, slots=True)
class Option:
    """A value that a filter offers, in words."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead; `state` is the aria-sort of a column head, or ''."""

    label: str
    href: str
    state: str = ""


def label_of(name: str, value: str, texts: Wording) -> str:
    """Return a value of a filter in words."""
    if name == "condition":
        return texts(f"field.{value}")
    if name == "cell":
        return texts(f"cell.{value}")
    if name == "registry":
        return texts("trial.no_registry") if value == NONE else value
    if value == NONE:
        return texts("trial.unknown")
    if name == "country":
        return texts.country(value)
    return texts.phase(value) if name == "phase" else value


def address(selection: Selection, texts: Wording, path: str = "/trials", **changes: str) -> str:
    """Return the address of a selection, without what is not chosen."""
    chosen = replace(selection, **changes)
    given = [(name, value) for name in PARAMETERS if (value := getattr(chosen, name))]
    return f"{path}?{urlencode([('lang', texts.lang), *given])}"


def _refusal(name: str, value: str, texts: Wording) -> Refusal:
    """Return why a value cannot be used."""
    if name == "q":
        cure = texts("trials.too_long_cure", limit=MOST_CHARACTERS)
        return Refusal(name, texts("trials.too_long"), cure, "#filter-q")
    shown = value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
    message = texts("trials.unknown_value", name=texts(f"trials.{name}"), value=shown)
    if name == "sort":
        # The form has no field for the order.
        return Refusal(name, message, texts("trials.sort_cure"), address(Selection(), texts))
    return Refusal(name, message, texts("trials.unknown_value_cure"), f"#filter-{name}")


def read_selection(
    args: Mapping[str, str], records: Sequence[TrialRecord], texts: Wording
) -> tuple[Selection, list[Refusal]]:
    """Return what an address asks for, and the parts of it that cannot be used.

    Letters may be large or small; what is not a parameter of the table is ignored.
    """
    given = {name: clean(args.get(name, "")) for name in PARAMETERS}
    known = {
        name: {value.casefold(): value for record in records for value in values_of(record, name)}
        for name in FILTERS
    }
    known["sort"] = {sort: sort for name in SORTS for sort in (name, f"-{name}")}
    refused = [
        _refusal(name, given[name], texts)
        for name in known
        if given[name] and given[name].casefold() not in known[name]
    ]
    if len(given["q"]) > MOST_CHARACTERS:
        refused.insert(0, _refusal("q", given["q"], texts))
    found = {name: known[name].get(given[name].casefold(), "") for name in known}
    return Selection(q=given["q"][:MOST_CHARACTERS], **found), refused


@dataclass(frozen=True)
class TableView:
    """What the page of the table shows.

    Attributes:
        records: of the whole table.
        found: of the selection, in its order.
        refused: parts of the address that cannot be used; then nothing is selected.
    """

    t: Wording
    records: Sequence[TrialRecord]
    selection: Selection
    found: Sequence[TrialRecord]
    refused: Sequence[Refusal]

    def options(self, name: str) -> dict[str, list[Option]]:
        """Return what a filter offers by the heading of the group, '' for no groups."""
        offered = [
            Option(value, label_of(name, value, self.t), count)
            for value, count in choices(self.records, name).items()
        ]
        if name != "cell":
            return {"": offered}
        groups = {"trials.cell_origin": CELL_ORIGINS, "trials.cell_kind": CELL_KINDS}
        return {
            self.t(heading): [option for option in offered if option.value in group]
            for heading, group in groups.items()
        }

    @property
    def chosen(self) -> list[Link]:
        """Return each condition in words, with the address of the table without it."""
        words = {"q": self.selection.q} | {
            name: label_of(name, value, self.t)
            for name in FILTERS
            if (value := getattr(self.selection, name))
        }
        return [
            Link(
                self.t("trials.chosen", name=self.t(f"trials.{name}"), value=value),
                address(self.selection, self.t, **{name: ""}),
            )
            for name, value in words.items()
            if value
        ]

    @property
    def columns(self) -> list[Link]:
        """Return the heads of the columns: each link sorts by it, or turns the order round."""
        sort = self.selection.sort or "condition"
        states = {sort.removeprefix("-"): "descending" if sort[0] == "-" else "ascending"}
        return [
            Link(
                self.t("trials.column_cell" if name == "cell" else f"trial.{name}"),
                ""
                if name == "cell"
                else address(
                    self.selection,
                    self.t,
                    sort=f"-{name}" if states.get(name) == "ascending" else name,
                ),
                states.get(name, ""),
            )
            for name in ("product", "condition", "cell", "phase", "country", "start", "status")
        ]

    @property
    def csv_address(self) -> str:
        """Return the address of the same records as a CSV file."""
        return address(self.selection, self.t, "/trials.csv")


def make_table(
    args: Mapping[str, str],
    records: Sequence[TrialRecord],
    glossary: Sequence[GlossaryEntry],
    texts: Wording,
) -> TableView:
    """Return the table that an address asks for."""
    selection, refused = read_selection(args, records, texts)
    found = [] if refused else select(records, selection, glossary)
    return TableView(texts, records, selection, found, refused)
