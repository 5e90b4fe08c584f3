"""Where the reader is: chosen in the form or the address, kept nowhere else."""

from __future__ import annotations

from guidebot.errors import QuestionError
from guidebot.web.languages import sent
from guidebot.web.site import current_site


def chosen_region() -> str:
    """Return the ISO code that the address or the form names, '' for none or an unknown one."""
    code = sent("region").upper()
    return code if code in current_site().regions else ""


def checked_region() -> str:
    """Return the ISO code that the address or the form names, '' for none.

    Raises:
        QuestionError: if it is not in the list.
    """
    named = sent("region")
    if named and not chosen_region():
        codes = ", ".join(current_site().regions)
        raise QuestionError(
            f"The region {named[:20]!r} is not in the list.", f"Use one of {codes}.", "bad_region"
        )
    return chosen_region()
