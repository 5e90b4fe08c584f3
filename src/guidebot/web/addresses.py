"""Public addresses: of this site, of a page, and of the page in every language."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import request

from guidebot.domain import Language
from guidebot.web.site import current_site

#: Names the address that chooses the language by the browser.
ANY_LANGUAGE = "x-default"


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page as others know it.

    Attributes:
        canonical: its address in the reader's language.
        alternates: (language tag, address) of every version, ANY_LANGUAGE last.
    """

    canonical: str
    alternates: tuple[tuple[str, str], ...]


def base_address() -> str:
    """Return scheme, host and port of this site as the public knows it.

    Returns:
        '' where none is set and the request names no host that can be used.
    """
    asked = request.host_url.rstrip("/") if request.host else ""
    return current_site().settings.base_url or asked


def public_address(path: str, language: Language | None) -> str:
    """Return the full address of a path in a language; None leaves that to the browser."""
    query = f"?lang={language}" if language else ""
    return base_address() + quote(path) + query


def alternates(path: str) -> tuple[tuple[str, str], ...]:
    """Return (language tag, address) of every version of a page, ANY_LANGUAGE last."""
    versions = [(language.value, public_address(path, language)) for language in Language]
    return (*versions, (ANY_LANGUAGE, public_address(path, None)))


def public_page(language: Language) -> PublicPage | None:
    """Return the page of this request, or None where it is none that can be linked to."""
    if request.method not in {"GET", "HEAD"} or request.url_rule is None:
        return None
    return PublicPage(public_address(request.path, language), alternates(request.path))
