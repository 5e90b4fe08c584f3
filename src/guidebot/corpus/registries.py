"""Trial registries: how their ids look, and which address can be derived from one.

Patterns follow the registries' own formats (maia-sh/ctregistries, WHO ICTRP). An id is found in
any case and width, with or without a space or hyphen after its letters. A link is made only where
it follows from the id; elsewhere it leads to a search page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

#: The WHO platform opens an id of a primary registry; its front page searches.
_ICTRP = "https://trialsearch.who.int/Trial2.aspx?TrialID={id}"
_ICTRP_SEARCH = "https://trialsearch.who.int/"
#: What people put between the letters and the digits of an id.
_GAP = r"[\s:.#_-]{0,3}"


@dataclass(frozen=True, slots=True)
class Registry:
    """A register of trials.

    Attributes:
        name: as it calls itself.
        letters: with which its ids begin, in its own spelling; '' for ids of digits only.
        pattern: finds an id in NFKC text; group 1 holds what follows the letters.
        url: address with {id}, or of a search page.
        near: words one of which has to stand in the text, for ids that look like other numbers.
    """

    name: str
    letters: str
    pattern: re.Pattern[str]
    url: str
    near: re.Pattern[str] | None = None

    def spell(self, match: re.Match[str]) -> str:
        """Return a found id as the registry writes it."""
        rest = re.sub(r"\s", "", match[1])
        if self.letters == "ChiCTR":
            # The old ids have a group of letters between hyphens: ChiCTR-TRC-12002324.
            old = re.fullmatch(r"-?([A-Za-z]{2,4})-?(\d+)", rest)
            return f"ChiCTR-{old[1].upper()}-{old[2]}" if old else f"ChiCTR{rest.lstrip('-')}"
        if self.letters == "jRCT":
            return "jRCT" + rest.lower()
        return self.letters + rest.upper()


def _registry(
    name: str, letters: str, rest: str, url: str = _ICTRP, near: str | None = None
) -> Registry:
    prefix = r"ChiC[\s-]?TR" if letters == "ChiCTR" else re.escape(letters)
    gap = _GAP if letters else ""
    return Registry(
        name,
        letters,
        re.compile(rf"(?<![A-Za-z0-9]){prefix}{gap}({rest})(?![A-Za-z0-9])", re.IGNORECASE),
        url,
        re.compile(near, re.IGNORECASE) if near else None,
    )


REGISTRIES = (
    _registry("ClinicalTrials.gov", "NCT", r"\d{8}", "https://clinicaltrials.gov/study/{id}"),
    _registry(
        "ChiCTR",
        "ChiCTR",
        r"(?:[A-Z]{2,4}[\s-]?)?\d{8,10}",
        "https://www.chictr.org.cn/searchprojEN.html?regno={id}",
    ),
    _registry(
        "chinadrugtrials.org.cn",
        "CTR",
        r"\d{8}",
        "http://www.chinadrugtrials.org.cn/clinicaltrials.searchlist.dhtml?keywords={id}",
    ),
    _registry("jRCT", "jRCT", r"[a-z]?\d{9,10}", "https://jrct.mhlw.go.jp/en-latest-detail/{id}"),
    # The registry's own pages use another number, which does not follow from the id.
    _registry("UMIN-CTR", "UMIN", r"\d{9}", _ICTRP_SEARCH),
    _registry("JMACCT", "JMA-IIA", r"\d{5}", _ICTRP_SEARCH),
    _registry("ANZCTR", "ACTRN", r"126\d{11}", "https://anzctr.org.au/{id}.aspx"),
    _registry("IRCT", "IRCT", r"\d{8,16}N\d{1,3}"),
    _registry("ISRCTN", "ISRCTN", r"\d{8}", "https://www.isrctn.com/{id}"),
    _registry("DRKS", "DRKS", r"\d{8}", "https://drks.de/search/en/trial/{id}"),
    _registry("CTRI", "CTRI/", r"20\d{2}/\d{2,3}/\d{6}"),
    _registry("CRiS", "KCT", r"\d{7}"),
    _registry("TCTR", "TCTR", r"20\d{9}"),
    _registry("PACTR", "PACTR", r"20\d{13}"),
    _registry("ITMCTR", "ITMCTR", r"\d{10}", "http://itmctr.ccebtcm.org.cn/"),
    _registry(
        "CTIS",
        "",
        r"20\d{2}-5\d{5}-\d{2}-\d{2}",
        "https://euclinicaltrials.eu/search-for-clinical-trials/?lang=en&EUCT={id}",
    ),
    _registry(
        "EudraCT",
        "",
        r"20\d{2}-\d{6}-\d{2}",
        "https://www.clinicaltrialsregister.eu/ctr-search/search?query={id}",
        near=r"eudra\s?ct|eu[\s-]?ctr|european?\s(?:union\s)?(?:clinical\strials?\s)?regist|欧盟|歐盟|欧洲|歐洲",
    ),
)
#: Letters of a registry and digits: meant as an id, well formed or not.
_MEANT = re.compile(
    rf"(?<![A-Za-z0-9])(?:NCT|ChiC[\s-]?TR|CTR|jRCT|UMIN|ACTRN|IRCT|ISRCTN|DRKS|KCT|TCTR|PACTR|ITMCTR)"
    rf"{_GAP}(?:[A-Z]{{2,4}}-?)?[A-Z]?\d[\dOoIl]{{2,}}(?:[\s-]?\d+){{0,3}}[A-Z]?\d*(?![A-Za-z0-9])"
    # Letters that stand for nothing else need no more than one digit.
    rf"|(?<![A-Za-z0-9])(?:NCT|ChiC[\s-]?TR|jRCT|ISRCTN){_GAP}\d{{1,2}}(?![A-Za-z0-9])",
    re.IGNORECASE,
)


def canonical_id(text: str) -> str:
    """Return an id in one spelling for comparison: NFKC, capitals, letters and digits only."""
    return re.sub(r"[\s:.#_-]", "", unicodedata.normalize("NFKC", text)).upper()


def _matches(wide: str) -> Iterator[tuple[int, int, str]]:
    """Give (start, end, official spelling) of each well-formed id of an NFKC text."""
    for registry in REGISTRIES:
        if registry.near and not registry.near.search(wide):
            continue
        for match in registry.pattern.finditer(wide):
            yield match.start(), match.end(), registry.spell(match)


def locate_ids(wide: str) -> tuple[tuple[int, int, str], ...]:
    """Return (start, end, official spelling) of each well-formed id of an NFKC text, in order."""
    return tuple(sorted(_matches(wide)))


def locate_malformed(wide: str) -> tuple[tuple[int, int, str], ...]:
    """Return (start, end, as written) of what is meant as an id of an NFKC text but is none."""
    whole = locate_ids(wide)
    return tuple(
        (match.start(), match.end(), match[0].strip())
        for match in _MEANT.finditer(wide)
        if not any(start <= match.start() < end for start, end, _ in whole)
    )


def find_ids(text: str) -> tuple[str, ...]:
    """Return the well-formed registry ids in a text, as the registries write them, in order."""
    found = locate_ids(unicodedata.normalize("NFKC", text))
    return tuple(dict.fromkeys(identifier for _, _, identifier in found))


def find_malformed(text: str) -> tuple[str, ...]:
    """Return what is meant as a registry id but has too few, too many or wrong characters."""
    found = locate_malformed(unicodedata.normalize("NFKC", text))
    return tuple(dict.fromkeys(written for _, _, written in found))


def registry_of(identifier: str) -> Registry | None:
    """Return the registry that an id belongs to, or None."""
    for registry in REGISTRIES:
        if registry.pattern.fullmatch(identifier):
            return registry
    return None


def official_id(text: str) -> str:
    """Return a text that is one id as its registry writes it, or '' where it is none."""
    wide = unicodedata.normalize("NFKC", text).strip()
    for spelled in (wide, canonical_id(wide)):
        for registry in REGISTRIES:
            if match := registry.pattern.fullmatch(spelled):
                return registry.spell(match)
    return ""


def registry_url(identifier: str) -> str:
    """Return the address of an id, else of the search page of its registry; '' for no id."""
    registry = registry_of(identifier)
    return registry.url.format(id=identifier) if registry else ""
