"""Codes and trial ids as they are spoken: 'IND three zero seven' and 'NCT零六二九' in digits.

Who dictates gets words where a code has digits, or the digits in groups. They are joined only
where that gives a code that is known, or an id of a register; other numbers stay as typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from guidebot.corpus.registries import REGISTRIES, canonical_id

_ENGLISH = dict(
    zip("zero oh one two three four five six seven eight nine".split(), "00123456789", strict=True)
)
_CHINESE = dict(zip("零〇一幺二两三四五六七八九", "0011223456789", strict=True))
_SPOKEN = {**_ENGLISH, **_CHINESE}
_WORD = "|".join(_ENGLISH)
#: One digit as written or spoken; English words stand apart from others.
_DIGIT = rf"(?:\d|[{''.join(_CHINESE)}]|(?<![a-z])(?:{_WORD})(?![a-z]))"
#: Letters of a code, written together or spelled ('n c t'), and the digits after them.
_CODE = re.compile(
    rf"(?<![a-z0-9])(?!{_WORD})(?P<letters>[a-z]{{2,7}}|[a-z](?:[ .][a-z]){{1,6}})[ :.,#_-]{{0,3}}"
    rf"(?P<digits>{_DIGIT}(?:[ ,.-]{{0,2}}{_DIGIT}){{1,16}})(?![a-z0-9])"
)
_ONE = re.compile(_DIGIT)
_REGISTERS = frozenset(canonical_id(registry.letters) for registry in REGISTRIES)
#: The shortest id of a register has so many digits.
_LEAST_DIGITS = 7


def in_digits(folded: str, known: Collection[str]) -> str:
    """Return a text with its spoken codes in digits.

    Args:
        folded: as `language.fold` gives it.
        known: codes and ids in capitals, without spaces and hyphens (registries.canonical_id).

    Returns:
        The same text where nothing is spoken.
    """

    def joined(match: re.Match[str]) -> str:
        """Return a code joined, or as it stands where it is none."""
        if match["digits"].isdecimal():
            return match[0]
        letters = canonical_id(match["letters"])
        digits = "".join(_SPOKEN.get(one, one) for one in _ONE.findall(match["digits"]))
        is_id = letters in _REGISTERS and len(digits) >= _LEAST_DIGITS
        return f"{letters.lower()}{digits}" if is_id or letters + digits in known else match[0]

    return _CODE.sub(joined, folded)
