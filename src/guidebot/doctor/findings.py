"""What the doctor finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guidebot.settings import Settings


class State(StrEnum):
    """How something stands."""

    OK = "ok"
    ADVICE = "advice"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing stands.

    Attributes:
        name: of the thing.
        state: whether it works.
        told: what was found.
        cure: what to do, or ''.
    """

    name: str
    state: State
    told: str
    cure: str = ""


#: Gives what it finds, by the settings and the day that the clock shows.
Check = Callable[[Settings, date], Iterator[Finding]]
