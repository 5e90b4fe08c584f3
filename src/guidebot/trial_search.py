"""Look up records of the trial table by id, words and filters, without a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from guidebot.corpus.loading import read_corpus
from guidebot.corpus.registries import canonical_id
from guidebot.corpus.trials import (
    CELL_KINDS,
    CELL_ORIGINS,
    CONDITION_GROUPS,
    PHASES,
    STATUSES,
)
from guidebot.domain import GlossaryEntry, Language, TrialRecord
from guidebot.language import fold, localiser
from guidebot.settings import Settings

#: Stands for a value that a record does not have.
NONE = "none"
#: Columns by which records can be put in order.
SORTS = ("product", "condition", "phase", "country", "start", "status")
_PHASE_ORDER = ("I", "II", "III", "IIT", NONE)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which records are wanted, and in what order; '' is any.

    Attributes:
        q: an id, or words that all have to stand in a record.
        condition: one of CONDITION_GROUPS.
        cell: one of CELL_ORIGINS or CELL_KINDS.
        country: ISO code, or NONE.
        phase: 'I' also finds 'I/II'; NONE where none is stated.
        registry: as the table names it, or NONE.
        sort: one of SORTS, '-' before it for the other way round.
    """

    q: str = ""
    condition: str = ""
    cell: str = ""
    country: str = ""
    phase: str = ""
    registry: str = ""
    sort: str = ""


#: The filters with a closed set of values.
FILTERS = ("condition", "cell", "country", "phase", "registry")


def _haystack(record: TrialRecord) -> str:
    """Return the words of a record by which it may be found, folded, without spaces."""
    words = [record.product, *record.aliases, *record.sponsor.values()]
    words += [*record.condition.values(), *record.cell_type.values(), record.condition_group]
    return fold("\n".join(words)).replace(" ", "")


def _synonyms(glossary: Iterable[GlossaryEntry]) -> dict[str, set[str]]:
    """Return by each folded word of the glossary all that mean the same, without spaces."""
    entries = [{fold(word) for word in entry.zh + entry.en + entry.hant} for entry in glossary]
    return {
        word: {other.replace(" ", "") for other in words} for words in entries for word in words
    }


def match_text(
    records: Sequence[TrialRecord], text: str, glossary: Sequence[GlossaryEntry] = ()
) -> list[TrialRecord]:
    """Return the records that a text names, in their order; all for no text.

    An id finds its records alone; otherwise every word of the text, or a word that means the
    same, has to stand in a record.
    """
    wanted = canonical_id(text)
    exact = [record for record in records if canonical_id(record.id) == wanted]
    if exact:
        return exact
    words = fold(text).split()
    synonyms = _synonyms(glossary) if words else {}
    asked = [{word} | synonyms.get(word, set()) for word in words]
    hay = {id(record): _haystack(record) for record in records}
    return [
        record
        for record in records
        if all(any(word in hay[id(record)] for word in same) for same in asked)
    ]


def find_trials(settings: Settings, text: str) -> list[TrialRecord]:
    """Return the records of the table that a text names; none for no text."""
    corpus = read_corpus(settings.corpus)
    return match_text(corpus.trials, text, corpus.glossary) if text.strip() else []


def _phases(phase: str) -> set[str]:
    """Return the phases that a printed one stands for: 'I/IIa' is I/IIA, I, IIA and II."""
    whole = phase.upper()
    parts = {part.strip() for part in whole.split("/")}
    return {whole} | parts | {part.rstrip("ABC") for part in parts}


def values_of(record: TrialRecord, name: str) -> set[str]:
    """Return the values of a record under which the filter `name` finds it."""
    if name == "condition":
        return {record.condition_group}
    if name == "cell":
        return set(record.cell_groups)
    if name == "country":
        return set(record.country.split("|")) - {""} or {NONE}
    if name == "phase":
        return _phases(record.phase) - {""} or {NONE}
    return {record.registry or NONE}


def choices(records: Sequence[TrialRecord], name: str) -> dict[str, int]:
    """Return the values that a filter offers, with how many records each finds.

    Closed sets keep their order, the commonest countries and registries lead.
    """
    counts = Counter(value for record in records for value in values_of(record, name))
    known = {
        "condition": CONDITION_GROUPS,
        "cell": (*CELL_ORIGINS, *CELL_KINDS),
        "phase": _PHASE_ORDER,
    }.get(name)
    order = known or sorted(counts, key=lambda value: (-counts[value], value))
    return {value: counts[value] for value in order if counts[value]}


def select(
    records: Sequence[TrialRecord], selection: Selection, glossary: Sequence[GlossaryEntry] = ()
) -> list[TrialRecord]:
    """Return the records of a selection, in its order.

    Raises:
        KeyError: if it wants to be sorted by something that is not in SORTS.
    """
    wanted = {name: value for name in FILTERS if (value := getattr(selection, name))}
    found = [
        record
        for record in match_text(records, selection.q, glossary)
        if all(value in values_of(record, name) for name, value in wanted.items())
    ]
    return _sorted(found, selection.sort or "condition")


def _sort_key(record: TrialRecord, name: str) -> tuple[int, str]:
    """Return by what a record is put in order; its text is '' where it has no such value."""
    text = {
        "product": fold(record.product),
        "condition": record.condition_group,
        "phase": record.phase,
        "country": record.country,
        "start": record.start,
        "status": record.status,
    }[name]
    order = {"condition": CONDITION_GROUPS, "status": STATUSES, "phase": PHASES}.get(name)
    return (order.index(text) if order else 0, text)


def _sorted(records: Sequence[TrialRecord], sort: str) -> list[TrialRecord]:
    """Return records in order; those without the value come last either way."""
    name = sort.removeprefix("-")
    stated = [record for record in records if _sort_key(record, name)[1]]
    lacking = [record for record in records if not _sort_key(record, name)[1]]
    stated.sort(key=lambda record: _sort_key(record, name), reverse=sort.startswith("-"))
    return stated + lacking


def list_trials(
    settings: Settings, condition: str = "", country: str = "", phase: str = ""
) -> list[TrialRecord]:
    """Return the records that fit every given filter, in the order of the table.

    Args:
        settings: where the corpus lies.
        condition: a group ('stroke', 'heart', ...) or words of the condition; '' for any.
        country: ISO code; '' for any.
        phase: 'I', 'II', 'III' or a phase as printed ('I/II'); 'I' also finds 'I/II'; '' for any.
    """
    wanted, code = fold(condition).replace(" ", ""), country.upper()
    return [
        record
        for record in read_corpus(settings.corpus).trials
        if (not wanted or wanted == record.condition_group or wanted in _conditions(record))
        and (not code or code in values_of(record, "country"))
        and (not phase or phase.upper() in values_of(record, "phase"))
    ]


def _conditions(record: TrialRecord) -> str:
    """Return the words of a record's condition, folded, without spaces."""
    return fold("\n".join(record.condition.values())).replace(" ", "")


def trial_rows(
    records: Sequence[TrialRecord],
    language: Language,
    localise: Callable[[str], str] | None = None,
) -> list[dict[str, str]]:
    """Return records as plain rows in one language; `localise` derives the reader's variety."""
    written, localise = language.written, localise or localiser(language, "", ())
    return [
        {
            "id": record.id,
            "product": record.product,
            "condition": localise(record.condition[written]),
            "cell_type": localise(record.cell_type[written]),
            "phase": record.phase,
            "start": record.start,
            "country": record.country,
            "sponsor": localise(record.sponsor[written]),
            "registry": record.registry,
            "registry_url": record.registry_url,
            "status": record.status,
            "status_as_of": record.as_of.isoformat(),
            "note": localise(record.note[written]),
            "disputed": localise(record.disputed[written]),
        }
        for record in records
    ]
