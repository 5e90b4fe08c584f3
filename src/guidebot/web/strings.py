"""templates/strings.toml: every text of the interface, in three languages.

A text that is missing is an error, never an empty place on the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import UndefinedError

from guidebot.corpus.tables import read_toml
from guidebot.dates import written_date
from guidebot.domain import Language
from guidebot.errors import CorpusError

#: 'section.name' -> {'zh': ..., 'en': ..., 'zh_hant': ...}, the last one optional.
Table = Mapping[str, Mapping[str, str]]

_FIELD = re.compile(r"\{(\w+)\}")
_ROMAN_PHASE = re.compile(r"[IV]+[ab]?(/[IV]+[ab]?)?")


def _check(path: Path, key: str, texts: Mapping[str, str]) -> None:
    """Raise CorpusError unless a text is in both languages with the same fields."""
    if set(texts) - {"zh_hant"} != {"zh", "en"}:
        raise CorpusError(path, None, f"{key!r} has {sorted(texts)}.", "Give it zh and en.")
    if len({frozenset(_FIELD.findall(text)) for text in texts.values()}) != 1:
        raise CorpusError(
            path,
            None,
            f"the languages of {key!r} differ in their fields.",
            "Use the same {fields}.",
        )


def read_strings(path: Path) -> Table:
    """Return every text by 'section.name'.

    Raises:
        CorpusError: if a text lacks a language, or the languages differ in their fields.
    """
    table = {
        f"{section}.{name}": texts
        for section, named in read_toml(path).items()
        for name, texts in named.items()
    }
    for key, texts in table.items():
        _check(path, key, texts)
    return table


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of the interface in one language; templates call it `t`.

    Attributes:
        language: in which it speaks.
        table: all texts.
        localise: turns written Chinese or English into the reader's variety.
    """

    language: Language
    table: Table
    localise: Callable[[str], str]

    @property
    def lang(self) -> str:
        """Return the BCP 47 tag for `lang` attributes."""
        return self.language.value

    def raw(self, key: str) -> str:
        """Return a text with its {fields} left open.

        Raises:
            UndefinedError: if there is no such text.
        """
        if key not in self.table:
            raise UndefinedError(f"strings.toml has no text {key!r}")
        texts = self.table[key]
        if self.language is Language.ZH_HANT:
            return texts["zh_hant"] if "zh_hant" in texts else self.localise(texts["zh"])
        return texts[self.language.written]

    def __call__(self, key: str, **fields: object) -> str:
        """Return a text with its fields filled in.

        Raises:
            UndefinedError: if there is no such text, or a field is not given.
        """
        try:
            return self.raw(key).format(**fields)
        except KeyError as error:
            raise UndefinedError(f"text {key!r} needs the field {error}") from error

    def written(self, texts: Mapping[str, str]) -> str:
        """Return the version of a text of the corpus that this reader reads."""
        return self.localise(texts[self.language.written])

    def place(self, code: str, names: Mapping[str, str]) -> str:
        """Return a short name of a region for a button, else its name."""
        key = f"place.{code}"
        return self(key) if key in self.table else self.written(names)

    def day(self, value: date | str) -> str:
        """Return a date in words; 'undated' for ''."""
        return written_date(value, self.language) or self("passage.undated")

    def country(self, codes: str) -> str:
        """Return the names of countries given as codes separated by '|'.

        What is no known code is shown as it is.
        """
        names = [
            self(f"country.{code}") if f"country.{code}" in self.table else code
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
