"""corpus/safety/regions.toml: emergency numbers, helplines and names of places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from guidebot.corpus.tables import read_toml
from guidebot.domain import Language


@dataclass(frozen=True, slots=True)
class Region:
    """A country or territory.

    Attributes:
        code: ISO 3166 alpha-2.
        name: by written language.
        emergency: number of the ambulance.
        helpline: number for people who think of suicide, or ''.
        named: pattern of the names by which a chat may mention it, on folded text.
    """

    code: str
    name: dict[str, str]
    emergency: str
    helpline: str
    named: re.Pattern[str]


#: Whose numbers are shown where nothing tells the region.
BY_LANGUAGE = {
    Language.ZH_HANS: ("CN",),
    Language.ZH_HANT: ("TW", "HK"),
    Language.EN: ("US", "GB", "EU"),
}


#: Characters of written Cantonese, on folded text; in Traditional script it is from Hong Kong or
#: Macau, whose words and whose ambulance (999) are the same.
_CANTONESE = re.compile("[嘅咗㗎啲喺嗰嚟佢冇]")


@lru_cache(maxsize=4)
def read_regions(path: Path) -> dict[str, Region]:
    """Return every region by code."""
    return {
        code: Region(
            code,
            {"zh": table["zh"], "en": table["en"]},
            str(table["emergency"]),
            str(table.get("helpline", "")),
            re.compile(table["named"]),
        )
        for code, table in read_toml(path).items()
    }


def choose_regions(
    requested: str,
    setting: str,
    language: Language,
    chat: str,
    regions: dict[str, Region],
) -> tuple[str, ...]:
    """Return the regions whose numbers and rules apply, the leading one first.

    The request leads, else places named in the chat, else the setting, else the language: Hong Kong
    goes first where Cantonese is written. A named place removes neither the setting's region nor,
    without one, the language's; a request, which the reader makes, stands in the place of the
    language's.

    Args:
        requested: ISO code sent with the question, or ''.
        setting: GUIDEBOT_REGION, or ''.
        language: of the answer.
        chat: folded text of the question and the earlier turns.
        regions: by code.
    """
    named = [code for code, region in regions.items() if region.named.search(chat)]
    by_language = () if requested else BY_LANGUAGE[language]
    if language is Language.ZH_HANT and _CANTONESE.search(chat):
        by_language = tuple(sorted(by_language, key=lambda code: code != "HK"))
    standing = (setting,) if setting else by_language
    order = [requested, *named, *standing]
    return tuple(dict.fromkeys(code for code in order if code in regions))
