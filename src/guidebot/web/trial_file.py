"""Trial records as a CSV file for spreadsheet programs."""

from __future__ import annotations

from collections.abc import Sequence

from guidebot.domain import TrialRecord
from guidebot.spreadsheet import csv_text
from guidebot.trial_search import trial_rows
from guidebot.web.strings import Wording

#: Columns of the CSV and the texts that head them.
_CSV = {
    "id": "trial.id",
    "product": "trial.product",
    "cell_type": "trial.cells",
    "condition": "trial.condition",
    "phase": "trial.phase",
    "country": "trial.country",
    "start": "trial.start",
    "sponsor": "trial.sponsor",
    "status": "trials.csv_status",
    "status_as_of": "trial.as_of",
    "note": "trial.note",
    "disputed": "trial.disputed",
    "registry": "trial.registry",
    "registry_url": "trials.csv_address",
}


def write_csv(records: Sequence[TrialRecord], texts: Wording) -> str:
    """Return records as CSV in the reader's language."""
    rows = []
    for row in trial_rows(records, texts.language, texts.localise):
        words = row | {
            "phase": texts.phase(row["phase"]),
            "country": texts.country(row["country"]),
            "status": texts(f"trial_state.{row['status']}"),
        }
        rows.append([words[name] for name in _CSV])
    return csv_text([texts(key) for key in _CSV.values()], rows)
