"""corpus/trials.csv: one line per product and registered study or filing."""

from __future__ import annotations

import re
from pathlib import Path

from guidebot.corpus.registries import registry_of, registry_url
from guidebot.corpus.sources import cited
from guidebot.corpus.tables import read_csv, read_date, split
from guidebot.domain import Source, TrialRecord
from guidebot.errors import CorpusError

COLUMNS = (
    *("id", "id_kind", "registry", "product", "aliases", "cell_type_en", "cell_type_zh"),
    *("cell_group", "condition_en", "condition_zh", "condition_group", "phase", "country", "start"),
    *("sponsor_en", "sponsor_zh", "status", "note_en", "note_zh", "disputed_en", "disputed_zh"),
    *("sources", "as_of"),
)
#: What the sources say became of a study; shown in words by the templates.
STATUSES = (
    *("listed", "running", "completed", "terminated", "discontinued", "missed-endpoint"),
    *("halted", "permission-only", "conditional-approval-elsewhere"),
)

#: What a study is about; stroke leads, because the guide does.
CONDITION_GROUPS = (
    *("stroke", "brain-nerve", "heart", "diabetes", "eye", "liver", "lung", "joints", "immune"),
    *("blood-cancer", "reproductive", "wound", "other"),
)
#: `cell_group` names what cells are made from (both where the sources disagree), then what
#: they are: 'ipsc|nerve'. ipsc: reprogrammed cells; embryonic: stem cells of embryos, or of
#: unfertilised eggs; tissue: taken from a grown body or a birth.
CELL_ORIGINS = ("ipsc", "embryonic", "tissue")
CELL_KINDS = (
    *("nerve", "mesenchymal", "immune", "heart", "eye", "islet", "liver", "blood", "vessel"),
    "other",
)
PHASES = ("I", "I/II", "I/IIa", "II", "IIa", "II/III", "III", "IIT", "")
_START = re.compile(r"(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?")


def _check_groups(path: Path, line: int, row: dict[str, str]) -> None:
    """Raise CorpusError for a group, a phase or a start by which a row could not be found."""
    for name, known in (("condition_group", CONDITION_GROUPS), ("phase", PHASES)):
        if row[name] not in known:
            raise CorpusError(
                path, line, f"{name} is {row[name]!r}.", f"Use one of {', '.join(known)}."
            )
    *origins, kind = split(row["cell_group"]) or ("",)
    if not origins or not set(origins) <= set(CELL_ORIGINS) or kind not in CELL_KINDS:
        raise CorpusError(
            path,
            line,
            f"cell_group is {row['cell_group']!r}.",
            f"Name an origin ({', '.join(CELL_ORIGINS)}) and a kind ({', '.join(CELL_KINDS)}).",
        )
    if not _START.fullmatch(row["start"]):
        raise CorpusError(
            path, line, f"start is {row['start']!r}.", "Write it as YYYY, YYYY-MM or YYYY-MM-DD."
        )


def _check(path: Path, line: int, row: dict[str, str]) -> None:
    """Raise CorpusError for a row that cannot be shown."""
    for needed in ("id", "product", "condition_en", "condition_zh", "sources", "as_of"):
        if not row[needed]:
            raise CorpusError(path, line, f"{needed} is empty.", "Fill it in.")
    if row["status"] not in STATUSES:
        raise CorpusError(
            path, line, f"status is {row['status']!r}.", f"Use one of {', '.join(STATUSES)}."
        )
    _check_groups(path, line, row)
    # Acceptance and IND numbers are no registry ids.
    if row["id_kind"] == "registry" and not registry_of(row["id"]):
        raise CorpusError(
            path, line, f"{row['id']!r} is not a well-formed registry id.", "Compare the registry."
        )


def _record(path: Path, line: int, row: dict[str, str], sources: dict[str, Source]) -> TrialRecord:
    """Return the record of one row."""
    _check(path, line, row)

    def both(name: str) -> dict[str, str]:
        return {"zh": row[f"{name}_zh"], "en": row[f"{name}_en"]}

    return TrialRecord(
        id=row["id"],
        id_kind=row["id_kind"],
        registry=row["registry"],
        registry_url=registry_url(row["id"]) if row["id_kind"] == "registry" else "",
        product=row["product"],
        aliases=split(row["aliases"]),
        cell_type=both("cell_type"),
        condition=both("condition"),
        condition_group=row["condition_group"],
        phase=row["phase"],
        country=row["country"],
        start=row["start"],
        sponsor=both("sponsor"),
        status=row["status"],
        note=both("note"),
        disputed=both("disputed"),
        sources=cited(split(row["sources"]), sources, path, line),
        as_of=read_date(path, line, "as_of", row["as_of"]),
        cell_groups=split(row["cell_group"]),
    )


def read_trials(path: Path, sources: dict[str, Source]) -> tuple[TrialRecord, ...]:
    """Return every record of the table.

    Raises:
        CorpusError: naming file, line and cure.
    """
    return tuple(_record(path, line, row, sources) for line, row in read_csv(path, COLUMNS))
