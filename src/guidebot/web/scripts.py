"""Titles in two languages, such as '藥物週報 (weekly paper)', cut where the language changes.

A screen reader changes its voice at a `lang` attribute, so each part needs its own.
"""

from __future__ import annotations

import re

from guidebot.domain import Language
from guidebot.language import detect

_WIDE = r"\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_CHINESE = re.compile(f"[{_WIDE}]")
#: Several words in Latin letters; a single code such as NR-20201 is read in any language.
_LATIN = re.compile(rf"[(\[\"]*[A-Za-z][^{_WIDE}]*[ ,;][^{_WIDE}]*")
_WORD = re.compile(r"[A-Za-z]{2,}")


def by_language(text: str) -> list[tuple[str, str]]:
    """Return (part, language tag) of a text, which the parts make up again.

    Args:
        text: one line, as printed in a source.
    """
    if not _CHINESE.search(text):
        return [(text, Language.EN.value)] if text else []
    chinese = detect("".join(_CHINESE.findall(text)), (Language.ZH_HANS,)).value
    parts: list[tuple[str, str]] = []
    end = 0
    for found in _LATIN.finditer(text):
        if len(_WORD.findall(found[0])) < 2:
            continue
        if found.start() > end:
            parts.append((text[end : found.start()], chinese))
        parts.append((found[0], Language.EN.value))
        end = found.end()
    return [*parts, (text[end:], chinese)] if end < len(text) else parts
