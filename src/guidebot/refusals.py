"""Questions that are refused, with what to send instead."""

from __future__ import annotations

from collections.abc import Collection

from guidebot.domain import Language
from guidebot.errors import QuestionError
from guidebot.language import clean


def checked_text(text: str, most: int) -> str:
    """Return a question cleaned.

    Args:
        text: as sent.
        most: characters that are read.

    Raises:
        QuestionError: if it is empty or too long.
    """
    cleaned = clean(text)
    if not cleaned:
        raise QuestionError(
            "There is no question.", "Type what you want to know.", "empty_question"
        )
    if len(cleaned) > most:
        raise QuestionError(
            f"The question has {len(cleaned)} characters; at most {most} can be read.",
            "Shorten it to the part that matters.",
            "question_too_long",
            413,
        )
    return cleaned


def refuse_unknown(lang: str, region: str, regions: Collection[str]) -> None:
    """Raise QuestionError for a language or a region that is not known; '' is none.

    Args:
        lang: tag of the language.
        region: ISO code, in any case.
        regions: codes that are known.
    """
    if lang and lang not in list(Language):
        raise QuestionError(
            f"The language {lang[:20]!r} is not offered.",
            f"Use one of {', '.join(Language)}.",
            code="bad_lang",
            value=lang,
            field="lang",
        )
    if region and region.upper() not in regions:
        raise QuestionError(
            f"The region {region[:20]!r} is not known.",
            f"Use one of {', '.join(regions)}, or leave it out.",
            code="bad_region",
            value=region,
            field="region",
        )
