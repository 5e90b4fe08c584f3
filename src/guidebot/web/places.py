"""Where the reader is: chosen in the form or the address, kept nowhere else."""

from __future__ import annotations

from dataclasses import dataclass

from guidebot.errors import QuestionError
from guidebot.web.languages import sent, wording
from guidebot.web.site import current_site


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the list of places: its code, name and ambulance number."""

    code: str
    name: str
    emergency: str


def chosen_region() -> str:
    """Return the ISO code that the form or the address names, '' for none or an unknown one."""
    code = sent("region").upper()
    return code if code in current_site().regions else ""


def checked_region() -> str:
    """Return the ISO code that the form or the address names, '' for none.

    Raises:
        QuestionError: if it is not in the list.
    """
    named = sent("region")
    if named and not chosen_region():
        codes = ", ".join(current_site().regions)
        raise QuestionError(
            f"The region {named[:20]!r} is not in the list.",
            f"Use one of {codes}.",
            code="bad_region",
            value=named,
        )
    return chosen_region()


def places() -> tuple[Place, ...]:
    """Return every place that can be chosen, in the order of regions.toml."""
    texts = wording()
    return tuple(
        Place(code, texts.country(code), region.emergency)
        for code, region in current_site().regions.items()
    )
