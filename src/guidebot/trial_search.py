"""Look up records of the trial table by id, product, sponsor or disease, without a model."""

from __future__ import annotations

from collections.abc import Sequence

from guidebot.corpus.loading import read_corpus
from guidebot.corpus.registries import canonical_id
from guidebot.domain import Language, TrialRecord
from guidebot.language import fold, localiser
from guidebot.settings import Settings


def _haystack(record: TrialRecord) -> str:
    """Return the words of a record by which it may be found, folded, without spaces."""
    words = [record.product, *record.aliases, *record.sponsor.values()]
    words += [*record.condition.values(), *record.cell_type.values(), record.condition_group]
    return fold("\n".join(words)).replace(" ", "")


def find_trials(settings: Settings, text: str) -> list[TrialRecord]:
    """Return the records that a text names, in the order of the table.

    An id finds its records alone; otherwise every word of the text has to stand in a record.
    """
    trials = read_corpus(settings.corpus).trials
    wanted = canonical_id(text)
    exact = [record for record in trials if canonical_id(record.id) == wanted]
    words = fold(text).split()
    if exact or not words:
        return exact
    return [record for record in trials if all(word in _haystack(record) for word in words)]


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
        and (not code or code in record.country.split("|"))
        and (not phase or phase.upper() in _phases(record.phase))
    ]


def _conditions(record: TrialRecord) -> str:
    """Return the words of a record's condition, folded, without spaces."""
    return fold("\n".join(record.condition.values())).replace(" ", "")


def _phases(phase: str) -> set[str]:
    """Return the phases that a printed one stands for: 'I/IIa' is I/IIA, I, IIA and II."""
    whole = phase.upper()
    parts = {part.strip() for part in whole.split("/")}
    return {whole} | parts | {part.rstrip("ABC") for part in parts}


def trial_rows(records: Sequence[TrialRecord], language: Language) -> list[dict[str, str]]:
    """Return records as plain rows in one language."""
    written, localise = language.written, localiser(language, "", ())
    return [
        {
            "id": record.id,
            "product": record.product,
            "condition": localise(record.condition[written]),
            "phase": record.phase,
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
