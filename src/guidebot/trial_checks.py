"""What ClinicalTrials.gov said of a trial and when: kept beside the table, never over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from guidebot.datafile import read_json, write_json
from guidebot.errors import DataError

#: The register's own words for a status (API v2); anything else is a change of its format.
REGISTER_STATUSES = frozenset(
    """
    ACTIVE_NOT_RECRUITING COMPLETED ENROLLING_BY_INVITATION NOT_YET_RECRUITING RECRUITING
    SUSPENDED TERMINATED WITHDRAWN AVAILABLE NO_LONGER_AVAILABLE TEMPORARILY_NOT_AVAILABLE
    APPROVED_FOR_MARKETING WITHHELD UNKNOWN
    """.split()
)
#: Said where the register does not know the id.
NOT_FOUND = "NOT_FOUND"


@dataclass(frozen=True, slots=True)
class TrialCheck:
    """One answer of the register.

    Attributes:
        id: of the trial.
        status: one of REGISTER_STATUSES, or NOT_FOUND.
        started, completed, updated: YYYY, YYYY-MM or YYYY-MM-DD as the register gives them, or ''.
        has_results: whether results are posted there.
        checked: when it was asked.
    """

    id: str
    status: str
    started: str
    completed: str
    updated: str
    has_results: bool
    checked: date


def checks_path(data: Path) -> Path:
    """Return where the answers are kept."""
    return data / "trial-checks.json"


def _check(path: Path, name: str, entry: Mapping[str, Any]) -> TrialCheck:
    """Return one stored answer, or raise DataError."""
    try:
        return TrialCheck(**{**entry, "id": name, "checked": date.fromisoformat(entry["checked"])})
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(
            f"{path}: the entry of {name} cannot be read.", "Move the file away and refresh again."
        ) from error


def read_checks(data: Path) -> dict[str, TrialCheck]:
    """Return every stored answer by trial id.

    Raises:
        DataError: if the file is damaged.
    """
    path = checks_path(data)
    return {name: _check(path, name, entry) for name, entry in read_json(path).items()}


def write_checks(data: Path, checks: Mapping[str, TrialCheck]) -> None:
    """Store answers, all at once."""
    entries = {
        name: asdict(check) | {"checked": check.checked.isoformat()}
        for name, check in checks.items()
    }
    write_json(checks_path(data), entries)
