"""Catalogues of the texts of the interface, as translators edit them.

templates/locale/guidebot.pot                      each text: name as msgctxt, Simplified as msgid
templates/locale/en/LC_MESSAGES/guidebot.po        English, complete
templates/locale/zh_Hant/LC_MESSAGES/guidebot.po   what a translator wrote for Traditional readers
templates/locale/zh_Hant_HK/LC_MESSAGES/...        the same for Hong Kong and Macau alone

What a Traditional catalogue leaves empty is derived from the Simplified text. The files are
compiled in memory when the server starts, so that no compiled copy can be out of date.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.support import NullTranslations, Translations

from guidebot.domain import Language
from guidebot.errors import CorpusError

DOMAIN = "guidebot"
#: A text in Simplified Chinese, twice where it counts something: gettext wants a plural too.
SourceText = tuple[str, ...]

#: Catalogues of Traditional readers, and where their wording is at home.
TRADITIONAL = {"zh_Hant": "TW", "zh_Hant_HK": "HK"}
#: Catalogues of each language, the most general one first.
_LAYERS = {Language.EN: ("en",), Language.ZH_HANS: (), Language.ZH_HANT: tuple(TRADITIONAL)}
_HONG_KONG_WORDS = frozenset({"HK", "MO"})


def source_path(folder: Path) -> Path:
    """Return the file of all texts in Simplified Chinese."""
    return folder / f"{DOMAIN}.pot"


def translated_path(folder: Path, locale: str) -> Path:
    """Return the file of a language, where gettext's tools look for it."""
    return folder / locale / "LC_MESSAGES" / f"{DOMAIN}.po"


def messages(catalog: Catalog) -> Iterator[Message]:
    """Give the texts of a catalogue, without its header."""
    return (message for message in catalog if message.id)


def name_of(message: Message) -> str:
    """Return the name by which templates call a text, '' if it has none."""
    return message.context or ""


def source_text(message: Message) -> SourceText:
    """Return the Simplified text of a message."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def forms(message: Message) -> tuple[str, ...]:
    """Return a translation, one text for each plural form; '' where it is not written."""
    written = message.string
    return tuple(written) if isinstance(written, (tuple, list)) else (written or "",)


def read_catalogue(path: Path, locale: str | None = None) -> Catalog:
    """Read one file.

    Args:
        path: a .po or .pot file.
        locale: of its texts; None for the Simplified source.

    Raises:
        CorpusError: if the file is missing or is no catalogue.
    """
    try:
        text = path.read_text("utf-8")
        return read_po(io.StringIO(text), locale, DOMAIN, abort_invalid=True)
    except OSError as error:
        raise CorpusError(path, None, "it cannot be read.", "Put it back.") from error
    except UnicodeDecodeError as error:
        raise CorpusError(path, None, "it is not UTF-8.", "Save it as UTF-8.") from error
    except PoFileError as error:
        raise CorpusError(
            path, error.lineno + 1, f"{error}.", "Mend the line or take an editor for .po files."
        ) from error


@dataclass(frozen=True, slots=True)
class Catalogues:
    """Every text of the interface.

    Attributes:
        folder: where the files are.
        source: names and Simplified texts.
        translated: catalogues by locale ('en', 'zh_Hant', ...).
    """

    folder: Path
    source: Catalog
    translated: Mapping[str, Catalog]

    def source_texts(self) -> dict[str, SourceText]:
        """Return the Simplified texts by name."""
        return {name_of(message): source_text(message) for message in messages(self.source)}

    def translations(
        self, language: Language, region: str, localise: Callable[[str], str]
    ) -> NullTranslations:
        """Return what looks a text up for a reader.

        Args:
            language: of the reader.
            region: ISO code of where the readers are; '' where it is not known.
            localise: derives a text that no translator wrote from the Simplified one.
        """
        found: NullTranslations = _Derived(localise)
        readers = layers(language, region)
        for locale in readers:
            if locale in self.translated:
                # What Hong Kong shares with Taiwan is written there with other characters (裏).
                own = locale == readers[-1]
                upper = _compiled(self.translated[locale], str if own else localise)
                upper.add_fallback(found)
                found = upper
        return found


class _Derived(NullTranslations):
    """Texts that no catalogue holds, derived once each from the Simplified ones."""

    def __init__(self, localise: Callable[[str], str]) -> None:
        super().__init__()
        self._localise = cache(localise)

    def pgettext(self, context: str, message: str) -> str:
        """Return a text as derived."""
        return self._localise(message)

    def npgettext(self, context: str, singular: str, plural: str, num: int) -> str:
        """Return a text that counts as derived; Chinese has one form for every number."""
        return self._localise(singular)


def layers(language: Language, region: str) -> tuple[str, ...]:
    """Return the locales that a reader's texts come from, the most general one first."""
    return tuple(
        locale
        for locale in _LAYERS[language]
        if not locale.endswith("_HK") or region in _HONG_KONG_WORDS
    )


def _compiled(catalog: Catalog, localise: Callable[[str], str]) -> Translations:
    """Return a catalogue as gettext looks texts up, without those left empty."""
    written = Catalog(catalog.locale, DOMAIN, fuzzy=False)
    for message in messages(catalog):
        texts = tuple(map(localise, forms(message)))
        if any(texts):
            string = texts if message.pluralizable else texts[0]
            written.add(message.id, string, context=message.context)
    compiled = io.BytesIO()
    write_mo(compiled, written)
    compiled.seek(0)
    return Translations(compiled, DOMAIN)


def read_catalogues(folder: Path) -> Catalogues:
    """Read the source and every translation.

    Raises:
        CorpusError: if a file is no catalogue, or there is no source.
    """
    locales = (locale for of_language in _LAYERS.values() for locale in of_language)
    paths = {locale: translated_path(folder, locale) for locale in locales}
    return Catalogues(
        folder,
        read_catalogue(source_path(folder)),
        {locale: read_catalogue(path, locale) for locale, path in paths.items() if path.exists()},
    )
