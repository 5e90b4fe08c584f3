"""Is everything in place? One finding for each thing that serving needs, with the cure.

Nothing is changed, but for a file that is written into the data folder and removed at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from guidebot.doctor.content import (
    check_clock,
    check_corpus,
    check_index,
    check_model,
    check_review,
)
from guidebot.doctor.findings import Check, Finding, State
from guidebot.doctor.machine import (
    check_data,
    check_disk,
    check_limits,
    check_memory,
    check_server,
    check_settings,
)
from guidebot.errors import GuidebotError
from guidebot.settings import Settings

#: In the order in which they are needed.
CHECKS: Final[dict[str, Check]] = {
    "settings": check_settings,
    "corpus": check_corpus,
    "clock": check_clock,
    "review": check_review,
    "model": check_model,
    "index": check_index,
    "data": check_data,
    "disk": check_disk,
    "memory": check_memory,
    "limits": check_limits,
    "server": check_server,
}


def examine(settings: Settings, today: date, names: Sequence[str] = ()) -> list[Finding]:
    """Return what was found, in the order in which it is needed.

    Args:
        settings: of the process.
        today: by the clock of the machine.
        names: of CHECKS; none for all.
    """
    return [
        finding
        for name, check in CHECKS.items()
        if name in names or not names
        for finding in _guarded(name, check, settings, today)
    ]


def _guarded(name: str, check: Check, settings: Settings, today: date) -> list[Finding]:
    """Return the findings of a check; what it raises is one of them."""
    try:
        return list(check(settings, today))
    except GuidebotError as error:
        return [Finding(name, State.FAULT, error.message, error.cure)]
    except OSError as error:
        told = f"{error.filename or name}: {error.strerror or error}."
        return [Finding(name, State.FAULT, told, "Let guidebot read and write it.")]
