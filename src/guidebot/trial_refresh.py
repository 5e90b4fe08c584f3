"""Ask ClinicalTrials.gov (API v2) what became of the trials of the table.

At most one request a second, as its terms ask; each answer is stored before the next question,
so that a run that is cut off goes on where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx2 as httpx

from guidebot.errors import RegistryError
from guidebot.trial_checks import (
    NOT_FOUND,
    REGISTER_STATUSES,
    TrialCheck,
    read_checks,
    write_checks,
)

#: Seconds between the beginnings of two requests.
PACE_S = 1.0
#: Seconds to wait before each further try; the last one is final.
BACKOFF_S = (1.0, 2.0, 4.0, 8.0)
#: A register that asks for more patience than this is asked again another day.
MOST_PATIENCE_S = 60.0
TIMEOUT_S = 20.0
_FIELDS = "NCTId,OverallStatus,StartDate,CompletionDate,LastUpdatePostDate,HasResults"
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a run did.

    Attributes:
        checked: ids whose answer was stored.
        changed: (id, status before, status now), where a status differs from the last one.
        unusable: (id, why), where the register's answer could not be used; old answers stay.
    """

    checked: tuple[str, ...]
    changed: tuple[tuple[str, str, str], ...]
    unusable: tuple[tuple[str, str], ...]


def _patience(reply: httpx.Response | None, planned: float) -> float:
    """Return how long to wait: as the register asks, else as planned."""
    asked = reply.headers.get("Retry-After", "") if reply is not None else ""
    return min(float(asked), MOST_PATIENCE_S) if asked.isdigit() else planned


def _ask(client: httpx.Client, identifier: str, sleep: Callable[[float], None]) -> httpx.Response:
    """Return the register's reply, after as many tries as BACKOFF_S allows.

    Raises:
        RegistryError: if it cannot be reached, or goes on refusing.
    """
    for planned in (*BACKOFF_S, None):
        reply, why = None, ""
        try:
            reply = client.get(f"/studies/{identifier}", params={"fields": _FIELDS})
        except httpx.TransportError as error:
            why = type(error).__name__
        if reply is not None and reply.status_code not in _PASSING:
            return reply
        if planned is None:
            break
        sleep(_patience(reply, planned))
    why = why or f"status {reply.status_code if reply is not None else '?'}"
    raise RegistryError(
        f"{client.base_url} does not answer ({why}).",
        "What was checked before is kept. Look at the network, then run the command again.",
    )


def _day(module: dict[str, Any], name: str) -> str:
    """Return a date of the status module as the register gives it, or ''."""
    found = module.get(name)
    return str(found.get("date", "")) if isinstance(found, dict) else ""


def read_reply(identifier: str, reply: httpx.Response, today: date) -> TrialCheck:
    """Return what a reply says of a trial.

    Raises:
        ValueError: if it is not in the shape of API v2; the message says what is.
    """
    if reply.status_code == 404:
        return TrialCheck(identifier, NOT_FOUND, "", "", "", False, today)
    if reply.status_code != 200:
        raise ValueError(f"status {reply.status_code}")
    body = reply.json()
    protocol = body.get("protocolSection") if isinstance(body, dict) else None
    if not isinstance(protocol, dict):
        raise ValueError("no protocolSection")
    named = protocol.get("identificationModule", {}).get("nctId")
    if named != identifier:
        raise ValueError(f"it speaks of {named!r}")
    module = protocol.get("statusModule", {})
    status = module.get("overallStatus")
    if status not in REGISTER_STATUSES:
        raise ValueError(f"overallStatus is {status!r}")
    return TrialCheck(
        id=identifier,
        status=status,
        started=_day(module, "startDateStruct"),
        completed=_day(module, "completionDateStruct"),
        updated=_day(module, "lastUpdatePostDateStruct"),
        has_results=bool(body.get("hasResults", False)),
        checked=today,
    )


def refresh(
    api: str,
    data: Path,
    identifiers: Iterable[str],
    *,
    today: date,
    again: bool = False,
    report: Callable[[str], None] = lambda line: None,
    sleep: Callable[[float], None] = time.sleep,
) -> Refreshed:
    """Ask the register about trials and store each answer at once.

    Args:
        api: address of API v2, without a slash at its end.
        data: folder of the stored answers.
        identifiers: ids of ClinicalTrials.gov.
        today: the date that is stored.
        again: also ask about trials that were checked today already.
        report: told a line for each trial.
        sleep: waits, in seconds.

    Raises:
        RegistryError: if the register cannot be reached; what was checked before it is kept.
        DataError: if the stored answers can neither be read nor written.
    """
    checks = read_checks(data)
    wanted = [name for name in identifiers if again or not _fresh(checks.get(name), today)]
    checked, changed, unusable = [], [], []
    with httpx.Client(base_url=api, timeout=TIMEOUT_S, follow_redirects=True) as client:
        for position, name in enumerate(wanted):
            if position:
                sleep(PACE_S)
            reply = _ask(client, name, sleep)
            try:
                check = read_reply(name, reply, today)
            except (ValueError, AttributeError) as error:
                unusable.append((name, str(error)))
                report(f"{name}: the register's answer cannot be used ({error}).")
                continue
            before = checks.get(name)
            if before and before.status != check.status:
                changed.append((name, before.status, check.status))
            checks[name] = check
            write_checks(data, checks)
            checked.append(name)
            report(f"{name}: {check.status}, last updated {check.updated or 'unknown'}.")
    return Refreshed(tuple(checked), tuple(changed), tuple(unusable))


def _fresh(check: TrialCheck | None, today: date) -> bool:
    """Return whether a trial was checked today already."""
    return check is not None and check.checked == today
