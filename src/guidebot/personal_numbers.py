"""Long numbers in a text: what they are, and whether they say something about a person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum


class Personal(StrEnum):
    """What is taken out; the value stands in its place, in brackets."""

    PHONE = "phone"
    IDENTITY = "identity"
    PASSPORT = "passport"
    EMAIL = "email"
    CARD = "card"
    CONTACT = "contact"
    ADDRESS = "address"
    NUMBER = "number"


#: Where something personal stands in a text, end exclusive, and what it is.
Span = tuple[int, int, Personal]

#: Where readers are: a number that can be dialled in one of these places is a phone number.
_PLACES = ("CN", "TW", "HK", "MO", "SG", "MY", "US", "GB", "AU")
#: Digits of bank cards (ISO/IEC 7812: up to 19; nobody gives out fewer than 13).
_CARD_DIGITS = range(13, 20)
_CHINESE_DIGITS = str.maketrans(
    "〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "00" + "123456789" + "1" + "123456789"
)
_GAP = r"[ \-‐-―.·()_]{0,2}"
_NUMBER = re.compile(rf"(?<!\d)[+(]?\d(?:{_GAP}\d){{6,}}(?:{_GAP}[Xx](?![A-Za-z]))?")
_YEAR = r"(?:19|20)\d\d"
#: Dates, years, and several decimal fractions in a row.
_HARMLESS = re.compile(
    rf"{_YEAR}[-./ ]?(?:0?[1-9]|1[0-2])[-./ ]?(?:0?[1-9]|[12]\d|3[01])"
    rf"|{_YEAR}(?: *[-‐-―.·]? *{_YEAR})+"
    r"|\d{1,3}\.\d{1,2}(?: +\d{1,3}\.\d{1,2})+"
)
#: With a trunk prefix, a country, or as mobile numbers of the mainland begin.
_DIALLED = re.compile(r"[+(]?[+0]|1[3-9]\d")
#: Whether anybody has it or not, it is what a mobile number of the mainland looks like.
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_UNIT_AFTER = re.compile(
    r"\s*(?:[个個元块塊万萬亿億千百人次例名位天日年月份粒支针針步%‰]|[细細]胞|美[元金]|[台臺港]币|人民[币幣]"
    r"|(?:cells?|ml|mg|[µu]g|kg|g|dollars?|yuan|usd|rmb|ntd?|hkd|people|patients|years?)\b)",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:[¥$€£]|\b(?:usd|rmb|ntd?|hkd))\s*$", re.IGNORECASE)
#: A word such as CXSL2300053 is the number of a filing.
_CODE_BEFORE = re.compile(r"[A-Z]{3,}-?$")


def _is_phone(written: str) -> bool:
    """Return whether a number can be dialled in one of the places of the readers."""
    import phonenumbers

    for place in _PLACES:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(written, place)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False


def _kind_of_number(written: str, before: str, after: str) -> Personal | None:
    """Return what a long number is; None for one that says nothing about a person."""
    from stdnum import luhn
    from stdnum.cn import ric

    digits = re.sub(r"[^\dXx]", "", written).upper()
    if ric.is_valid(digits):
        return Personal.IDENTITY
    if len(digits) in _CARD_DIGITS and luhn.is_valid(digits):
        return Personal.CARD
    if _MOBILE.search(written):
        # Also behind another number: nothing before or after explains it away.
        return Personal.PHONE
    explained = _UNIT_AFTER.match(after) or _MONEY_BEFORE.search(before)
    if _HARMLESS.fullmatch(written) or (explained and not _DIALLED.match(written)):
        return None
    if _MOBILE.fullmatch(digits) or _is_phone(written):
        return Personal.PHONE
    is_code = _CODE_BEFORE.search(before) and not _DIALLED.match(written)
    return None if is_code else Personal.NUMBER


def long_numbers(narrow: str) -> Iterator[Span]:
    """Give the long numbers of a text, also those in Chinese digits.

    Args:
        narrow: its letters and digits have their plain width.
    """
    plain = narrow.translate(_CHINESE_DIGITS)
    for found in _NUMBER.finditer(plain):
        before, after = plain[: found.start()], plain[found.end() :]
        kind = _kind_of_number(found[0], before[-8:], after[:10])
        if kind:
            yield found.start(), found.end(), kind
