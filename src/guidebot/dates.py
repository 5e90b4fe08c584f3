"""Dates as a reader writes them."""

from __future__ import annotations

from datetime import date

from guidebot.domain import Language

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def written_date(value: date | str, language: Language) -> str:
    """Return a date in words.

    Args:
        value: a date, or YYYY, YYYY-MM, YYYY-MM-DD; '' gives ''. Other text is left as it is.
        language: of the reader.
    """
    text = value.isoformat() if isinstance(value, date) else value
    parts = text.split("-")
    if not text or len(parts) > 3 or not all(part.isdigit() for part in parts):
        return text
    numbers = [int(part) for part in parts]
    if language.written == "zh":
        return "".join(f"{number}{unit}" for number, unit in zip(numbers, "年月日", strict=False))
    if len(numbers) == 1:
        return text
    words = [str(numbers[0]), _MONTHS[numbers[1] - 1], *map(str, numbers[2:])]
    return " ".join(reversed(words))
