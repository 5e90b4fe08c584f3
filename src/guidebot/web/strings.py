"""The texts of the interface in the reader's language; templates call them by name.

A text that is missing is an error, never an empty place on the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel.support import NullTranslations
from jinja2 import UndefinedError

from guidebot.domain import Language
from guidebot.formats import written_date, written_number
from guidebot.texts.catalogues import Catalogues, SourceText, read_catalogues
from guidebot.texts.checks import COUNT, catalogue_faults

_ROMAN_PHASE = re.compile(r"[IV]+[ab]?(/[IV]+[ab]?)?")


def _field_text(value: object, language: Language) -> object:
    """Return what stands for a value in a text: numbers as the reader writes them."""
    if isinstance(value, int | float):
        return written_number(value, language)
    return value


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of the interface in one language; templates call it `t`.

    Attributes:
        language: in which it speaks.
        source: the Simplified texts by name.
        translations: looks them up in the reader's language.
        localise: turns written Chinese or English into the reader's variety.
    """

    language: Language
    source: Mapping[str, SourceText]
    translations: NullTranslations
    localise: Callable[[str], str]

    @property
    def lang(self) -> str:
        """Return the BCP 47 tag for `lang` attributes."""
        return self.language.value

    def __contains__(self, name: str) -> bool:
        """Return whether there is a text of that name."""
        return name in self.source

    def raw(self, name: str, number: int = 1) -> str:
        """Return a text with its {fields} left open.

        Args:
            name: such as 'ask.submit'.
            number: what it counts, which chooses the plural form.

        Raises:
            UndefinedError: if there is no such text.
        """
        if name not in self.source:
            raise UndefinedError(f"the catalogues have no text {name!r}")
        text = self.source[name]
        if len(text) == 1:
            return str(self.translations.pgettext(name, text[0]))
        return self.translations.npgettext(name, text[0], text[-1], number)

    def __call__(self, name: str, /, **fields: object) -> str:
        """Return a text with its fields filled in, numbers as the reader writes them.

        Raises:
            UndefinedError: if there is no such text, or a field is not given.
        """
        number = fields.get(COUNT)
        text = self.raw(name, number if isinstance(number, int) else 1)
        shown = {field: _field_text(value, self.language) for field, value in fields.items()}
        try:
            return text.format(**shown)
        except KeyError as error:
            raise UndefinedError(f"text {name!r} needs the field {error}") from error

    def written(self, texts: Mapping[str, str]) -> str:
        """Return the version of a text of the corpus that this reader reads."""
        return self.localise(texts[self.language.written])

    def place(self, code: str, names: Mapping[str, str]) -> str:
        """Return a short name of a region for a button, else its name."""
        name = f"place.{code}"
        return self(name) if name in self else self.written(names)

    def day(self, value: date | str) -> str:
        """Return a date in words; 'undated' for ''."""
        return written_date(value, self.language) or self("passage.undated")

    def country(self, codes: str) -> str:
        """Return the names of countries given as codes separated by '|'.

        What is no known code is shown as it is.
        """
        names = [
            self(f"country.{code}") if f"country.{code}" in self else code
            for code in codes.split("|")
            if code
        ]
        return self("site.list_comma").join(names) or self("trial.unknown")

    def phase(self, value: str) -> str:
        """Return the phase of a trial in words."""
        if value == "IIT":
            return self("trial.phase_iit")
        if _ROMAN_PHASE.fullmatch(value):
            return self("trial.phase_value", phase=value)
        return value or self("trial.unknown")


def make_wording(
    catalogues: Catalogues,
    language: Language,
    region: str = "",
    localise: Callable[[str], str] = lambda text: text,
) -> Wording:
    """Return the texts of a language.

    Args:
        catalogues: all texts.
        language: of the reader.
        region: ISO code of where the readers are; '' where it is not known.
        localise: turns written Chinese or English into the reader's variety.
    """
    translations = catalogues.translations(language, region, localise)
    return Wording(language, catalogues.source_texts(), translations, localise)


@cache
def sound_catalogues(folder: Path) -> Catalogues:
    """Return the catalogues of a folder, read once.

    Raises:
        CorpusError: the first fault, if there is one.
    """
    catalogues = read_catalogues(folder)
    for fault in catalogue_faults(catalogues):
        raise fault
    return catalogues
