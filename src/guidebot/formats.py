"""Dates and numbers as a reader writes them, by the tables of the Unicode CLDR in Babel."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from guidebot.domain import Language

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@cache
def _locale(language: str) -> Locale:
    """Return the locale of a language tag; the English of the guide is British."""
    return Locale("en", "GB") if language == Language.EN else Locale.parse(language, sep="-")


def written_date(value: date | str, language: str) -> str:
    """Return a date in words.

    Args:
        value: a date, or YYYY, YYYY-MM, YYYY-MM-DD. Other text is left as it is.
        language: BCP 47 tag of the reader, such as a Language, or 'zh' or 'en'.
    """
    if isinstance(value, date):
        return format_date(value, "long", _locale(language))
    found = _DATE.fullmatch(value)
    if not found:
        return value
    year, month, day = found.groups()
    try:
        known = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return value
    if day:
        return format_date(known, "long", _locale(language))
    return format_skeleton("yMMMM" if month else "y", known, locale=_locale(language))


def written_number(value: float, language: str) -> str:
    """Return a number with the separators of a language.

    Args:
        value: whole, or with as many digits as are to be shown, at most three.
        language: BCP 47 tag of the reader.
    """
    return format_decimal(value, locale=_locale(language))
