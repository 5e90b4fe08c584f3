"""Trial records as a CSV file for spreadsheet programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from guidebot.domain import TrialRecord
from guidebot.trial_search import trial_rows
from guidebot.web.strings import Wording

#: Characters with which a spreadsheet program begins a formula, narrow and wide.
_FORMULA = tuple("=+-@\t\r＝＋－＠")
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


def safe_cell(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.lstrip(" \n").startswith(_FORMULA) else cell


def write_csv(records: Sequence[TrialRecord], texts: Wording) -> str:
    """Return records as CSV (RFC 4180) in the reader's language.

    It begins with the byte order mark by which spreadsheet programs know UTF-8.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([texts(key) for key in _CSV.values()])
    for row in trial_rows(records, texts.language, texts.localise):
        words = row | {
            "phase": texts.phase(row["phase"]),
            "country": texts.country(row["country"]),
            "status": texts(f"trial_state.{row['status']}"),
        }
        writer.writerow([safe_cell(words[name]) for name in _CSV])
    return "\ufeff" + text.getvalue()
