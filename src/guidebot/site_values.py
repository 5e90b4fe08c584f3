"""Settings that name sites: checked at the start, for they go into headers and links."""

from __future__ import annotations

import re

from guidebot.errors import SettingsError

#: Scheme, host (name, IPv4, or IPv6 in brackets) and port. A whole level may be open:
#: https://*.clinic.example.
_ORIGIN = re.compile(
    r"https?://(?:(?P<open>\*\.(?=[^.]+\.))?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
    r"(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|(?P<bracketed>\[[0-9a-f:.]+\]))"
    r"(?::(?P<port>\d{1,5}))?/?"
)


def _origin(text: str) -> re.Match[str] | None:
    """Return the parts of scheme, host and port, or None where a text is no such thing."""
    found = _ORIGIN.fullmatch(text.lower())
    return found if found and 0 < int(found["port"] or 1) <= 65535 else None


def origins(name: str, text: str) -> tuple[str, ...]:
    """Return origins such as https://www.clinic.example, or raise SettingsError.

    They go into headers, where anything else would open the chat or the API to every site or to
    none. Policies know no IPv6 addresses.
    """
    for given in text.split():
        found = _origin(given)
        if not found or found["bracketed"]:
            raise SettingsError(
                f"{name} has {given!r}, which is not a site.",
                "Set it to scheme and host of each site, separated by spaces, such as "
                "https://www.clinic.example or https://*.clinic.example, without path or comma.",
            )
    return tuple(dict.fromkeys(each.lower().rstrip("/") for each in text.split()))


def site_address(name: str, text: str) -> str:
    """Return scheme, host and port of one site, '' for '', or raise SettingsError."""
    found = _origin(text)
    if text and (not found or found["open"]):
        raise SettingsError(
            f"{name} is {text!r}.",
            "Set it to scheme and host, such as https://guide.example, without a path; "
            "or leave it empty.",
        )
    return text.rstrip("/").lower()
