"""What every request needs: settings, guide, texts and emergency numbers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import cast

from flask import current_app, g

from guidebot.domain import Language
from guidebot.language import fold, localiser
from guidebot.safety.regions import Region, choose_regions, read_regions
from guidebot.settings import STATIC, TEMPLATES, Settings
from guidebot.web.desk import Desk
from guidebot.web.strings import Table, Wording, read_strings

_EXTENSION = "guidebot"


@dataclass(frozen=True, slots=True)
class EmergencyNumber:
    """A number to call.

    Attributes:
        number: as people write it.
        href: a tel: link.
        place: where it works, or '' where only one number is shown.
    """

    number: str
    href: str
    place: str


@dataclass(frozen=True)
class Site:
    """The application's own things, made once.

    Attributes:
        guide: answers every question, by way of the desk.
        version: changes whenever a static file does; part of the files' addresses.
    """

    settings: Settings
    guide: Desk
    table: Table
    regions: dict[str, Region]
    wordings: dict[Language, Wording]
    version: str

    @cached_property
    def folded_texts(self) -> dict[str, tuple[str, str]]:
        """Return (titles, all texts) of each passage by its id, folded for a search by words."""
        found = {}
        for passage in self.guide.corpus.searchable:
            texts = passage.texts.values()
            title = " ".join(text.title for text in texts)
            whole = " ".join(" ".join((text.text, *text.asked_as)) for text in texts)
            found[passage.id] = (fold(title), fold(f"{title} {whole}"))
        return found

    def emergency_numbers(
        self, language: Language, chosen: str = ""
    ) -> tuple[EmergencyNumber, ...]:
        """Return the numbers to show to readers of a language, the leading one first.

        Args:
            language: of the reader.
            chosen: ISO code that the reader picked; then its number stands alone.
        """
        wording = self.wordings[language]
        standing = choose_regions("", self.settings.region, language, "", self.regions)
        codes = (chosen,) if chosen else standing
        named = len(codes) > 1
        return tuple(
            EmergencyNumber(
                self.regions[code].emergency,
                "tel:" + self.regions[code].emergency.replace(" ", ""),
                wording.place(code, self.regions[code].name) if named else "",
            )
            for code in codes
        )


@cache
def static_version(folder: Path) -> str:
    """Return ten hexadecimal digits that change with any file below `folder`."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def make_site(settings: Settings, guide: Desk) -> Site:
    """Read texts and numbers.

    Raises:
        CorpusError: if strings.toml or regions.toml is broken.
    """
    table = read_strings(TEMPLATES / "strings.toml")
    phrases = guide.corpus.local_phrases
    wordings = {
        language: Wording(language, table, localiser(language, settings.region, phrases))
        for language in Language
    }
    regions = read_regions(settings.corpus / "safety" / "regions.toml")
    return Site(settings, guide, table, regions, wordings, static_version(STATIC))


def current_site() -> Site:
    """Return the site of the running application: the same one as long as a request lasts.

    A new index brings a new site; what a request began with the old one it ends with it.
    """
    if "site" not in g:
        g.site = current_app.extensions[_EXTENSION]
    return cast(Site, g.site)
