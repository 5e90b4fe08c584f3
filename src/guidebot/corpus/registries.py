"""Trial registries: how their ids look, and which address can be derived from one.

Patterns follow the registries' own formats (maia-sh/ctregistries, WHO ICTRP). Only links
that follow from the id alone are made; elsewhere the search of the WHO platform is offered.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: The WHO platform opens any primary-registry id.
_ICTRP = "https://trialsearch.who.int/Trial2.aspx?TrialID={id}"


@dataclass(frozen=True, slots=True)
class Registry:
    """A register of trials.

    Attributes:
        pattern: of an id, matched without regard to case, hyphens as written.
        url: address with {id}.
    """

    name: str
    pattern: re.Pattern[str]
    url: str


def _registry(name: str, pattern: str, url: str = _ICTRP) -> Registry:
    guarded = rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])"
    return Registry(name, re.compile(guarded, re.IGNORECASE), url)


REGISTRIES = (
    _registry("ClinicalTrials.gov", r"NCT\s?\d{8}", "https://clinicaltrials.gov/study/{id}"),
    _registry(
        "ChiCTR",
        r"ChiCTR-?(?:[A-Z]{2,4}-)?\d{8,10}",
        "https://www.chictr.org.cn/searchprojEN.html?regno={id}",
    ),
    _registry(
        "chinadrugtrials.org.cn",
        r"CTR\d{8}",
        "http://www.chinadrugtrials.org.cn/clinicaltrials.searchlist.dhtml?keywords={id}",
    ),
    _registry("jRCT", r"jRCT[0-9a-z]?\d{9,10}", "https://jrct.mhlw.go.jp/en-latest-detail/{id}"),
    _registry(
        "UMIN-CTR", r"UMIN\d{9}", "https://trialsearch.who.int/Trial2.aspx?TrialID=JPRN-{id}"
    ),
    _registry("ANZCTR", r"ACTRN126\d{11}", "https://anzctr.org.au/{id}.aspx"),
    _registry("IRCT", r"IRCT\d{8,16}N\d{1,3}"),
    _registry("ISRCTN", r"ISRCTN\d{8}", "https://www.isrctn.com/{id}"),
    _registry("DRKS", r"DRKS\d{8}", "https://drks.de/search/en/trial/{id}"),
    _registry("CTRI", r"CTRI/20\d{2}/\d{2,3}/\d{6}"),
    _registry("CRiS", r"KCT\d{7}"),
    _registry("TCTR", r"TCTR20\d{9}"),
    _registry("PACTR", r"PACTR20\d{13}"),
    _registry("ITMCTR", r"ITMCTR\d{10}"),
    _registry(
        "CTIS",
        r"20\d{2}-5\d{5}-\d{2}-\d{2}",
        "https://euclinicaltrials.eu/search-for-clinical-trials/?lang=en&EUCT={id}",
    ),
)


def canonical_id(text: str) -> str:
    """Return an id in one spelling for comparison: NFKC, capitals, no spaces or hyphens."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def find_ids(text: str) -> tuple[str, ...]:
    """Return the well-formed registry ids in a text, as typed, each once, in order."""
    wide = unicodedata.normalize("NFKC", text)
    found = [
        (match.start(), match.group())
        for registry in REGISTRIES
        for match in registry.pattern.finditer(wide)
    ]
    return tuple(dict.fromkeys(identifier for _, identifier in sorted(found)))


def registry_of(identifier: str) -> Registry | None:
    """Return the registry that an id belongs to, or None."""
    for registry in REGISTRIES:
        if registry.pattern.fullmatch(identifier):
            return registry
    return None


def registry_url(identifier: str) -> str:
    """Return the public address of an id, or '' where none follows from it."""
    registry = registry_of(identifier)
    return registry.url.format(id=identifier.replace(" ", "")) if registry else ""
