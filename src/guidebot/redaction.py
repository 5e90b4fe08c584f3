"""Take out of a text what names or reaches a person, before anything is stored.

What a machine cannot be sure of is taken out too: a number of seven digits that nothing explains
says little about a treatment and may say much about a person. Ids of trials, dates and amounts
stay. Names are not recognised; the form asks to leave them out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

from guidebot.corpus.registries import locate_ids, locate_malformed
from guidebot.language import clean


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
_UNIT_AFTER = re.compile(
    r"\s*(?:[个個元块塊万萬亿億千百人次例名位天日年月份粒支针針步%‰]|[细細]胞|美[元金]|[台臺港]币|人民[币幣]"
    r"|(?:cells?|ml|mg|[µu]g|kg|g|dollars?|yuan|usd|rmb|ntd?|hkd|people|patients|years?)\b)",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"(?:[¥$€£]|\b(?:usd|rmb|ntd?|hkd))\s*$", re.IGNORECASE)
#: A word such as CXSL2300053 is the number of a filing.
_CODE_BEFORE = re.compile(r"[A-Za-z]{3,}[- ]?$")

_EMAIL = re.compile(
    r"[A-Za-z0-9._%+-]+ ?(?:@|[(\[]at[)\]]) ?[A-Za-z0-9-]+(?:[.。][A-Za-z0-9-]+)+", re.IGNORECASE
)
#: Hong Kong: A123456(7). Taiwan: A123456789, residents A(A-D)12345678.
_IDENTITY = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z]{1,2}\d{6} ?\([0-9Aa]\)|[A-Za-z]\d{6}[0-9Aa]"
    r"|[A-Za-z][A-Da-d1289][ -]?\d{2}[ -]?\d{3}[ -]?\d{3})(?![A-Za-z0-9])"
)
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])(?P<number>[A-Za-z]{1,2}\d{7,10})(?![A-Za-z0-9])")
#: Some have digits only, and are known by the word before them.
_NAMED_PASSPORT = re.compile(
    r"(?:[护護]照|passport|通行[证證]|回[乡鄉][证證]|[台臺]胞[证證])"
    r"(?:[号號碼码是为為:#\s]|number|no\.?|is)*(?P<number>[A-Za-z]{0,2}\d{6,10})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
#: The name of a messenger, words between, and what is meant to be the account.
_CONTACT = re.compile(
    r"(?:微信|威信|薇信|扣扣"
    r"|(?<![A-Za-z])(?:we ?chat|weixin|[vw]x|v信|qq|line ?id|whatsapp|telegram))"
    r"(?P<between>(?:[号號][码碼]?|[账帳][号號户戶]|同[号號]|[是为為叫加搜找]|我的?"
    r"|\b(?:id|is|no|number|account)\b|[:=,，.\s]){0,6})"
    r"(?P<account>[A-Za-z](?:\.?[A-Za-z0-9_-]){4,19}|\d{5,12})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_SAID = re.compile(r"[号號户戶是为為叫加搜找:=]|\b(?:id|is|no|number|account)\b", re.IGNORECASE)
_ACCOUNT_WITHOUT_NAME = re.compile(r"(?<![A-Za-z0-9])wxid_\w+", re.ASCII)

_PART = (
    r"(?:省|市|[区區]|[县縣]|州|[镇鎮]|[乡鄉]|村|[庄莊]|路|街|大道|巷|弄|胡同|段|[号號]|[栋棟]|幢|[楼樓]|[层層]|室|座"
    r"|[单單]元|苑|[园園]|邨|[厦廈])"
)
_CLAUSE = r"[^，,。；;！!？?\n]"
#: After 住: as far as the last word for a part of an address, and what is numbered after it.
_HOME = re.compile(
    r"(?:(?<![记記止保站控制忍不挡擋停愣憋稳穩扣抓困拦攔留咬抱撑])住(?![院了过過进進不满滿宅持嘴手口得])"
    r"|[地住]址|(?:户籍|戶籍))"
    r"(?P<verb>[在于於址处處]?)(?:[是为為在:]|\s)*"
    rf"(?P<place>{_CLAUSE}{{0,60}}{_PART}[\dA-Za-z-]*(?:[,，、\s]*{_CLAUSE}{{0,24}}?\d+ ?{_PART}"
    rf"|[,，、]{_CLAUSE}{{1,7}}?{_PART}(?=[,，、]))*)"
)
#: 住在 without such a word: a place all the same, unless it is one where people are cared for.
_SOMEWHERE = re.compile(
    r"住[在于於](?!.{0,6}(?:院|ICU|病房|病床|监护|監護|[一哪]|家里|家裡|乡下|鄉下|国外|國外|外地))"
    rf"(?P<place>{_CLAUSE}{{2,20}}?)(?=[，,。；;！!？?\n想请請问問要能可有去做打治]|$)"
)
_STREET = re.compile(
    r"\b(?:live|lives|living|reside|resides|address)\b(?:\s+(?:is|at|in|on)|\s*:)+\s+"
    r"(?P<place>[^.;!?\n]{0,60}?\d[^.;!?\n]{0,40}?\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct"
    r"|block|floor|flat|room|building|district)\b(?:,? [A-Z][\w ]*)*)",
    re.IGNORECASE,
)

Span = tuple[int, int, Personal]


def _narrow(text: str) -> str:
    """Return a text of the same length in which full-width letters and digits are plain ones."""
    forms = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(
        form if len(form) == 1 else character for form, character in zip(forms, text, strict=True)
    )


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
    explained = _UNIT_AFTER.match(after) or _MONEY_BEFORE.search(before)
    if _HARMLESS.fullmatch(written) or (explained and not _DIALLED.match(written)):
        return None
    if _is_phone(written):
        return Personal.PHONE
    return None if _CODE_BEFORE.search(before) else Personal.NUMBER


def _numbers(narrow: str) -> Iterator[Span]:
    """Give the long numbers, also those in Chinese digits."""
    plain = narrow.translate(_CHINESE_DIGITS)
    for found in _NUMBER.finditer(plain):
        before, after = plain[: found.start()], plain[found.end() :]
        kind = _kind_of_number(found[0], before[-8:], after[:10])
        if kind:
            yield found.start(), found.end(), kind


def _contacts(narrow: str) -> Iterator[Span]:
    """Give accounts of messengers; 'WeChat helped' names none."""
    for found in _CONTACT.finditer(narrow):
        if _SAID.search(found["between"]) or not found["account"].isalpha():
            yield *found.span("account"), Personal.CONTACT
    for found in _ACCOUNT_WITHOUT_NAME.finditer(narrow):
        yield *found.span(), Personal.CONTACT


def _spans(narrow: str) -> Iterator[Span]:
    """Give everything to take out."""
    for found in _EMAIL.finditer(narrow):
        yield *found.span(), Personal.EMAIL
    for found in _IDENTITY.finditer(narrow):
        yield *found.span(), Personal.IDENTITY
    for pattern in (_PASSPORT, _NAMED_PASSPORT):
        for found in pattern.finditer(narrow):
            yield *found.span("number"), Personal.PASSPORT
    yield from _contacts(narrow)
    yield from _numbers(narrow)
    for pattern in (_HOME, _SOMEWHERE, _STREET):
        for found in pattern.finditer(narrow):
            yield *found.span("place"), Personal.ADDRESS


def redact(text: str) -> str:
    """Return a text on one line in which '[phone]' and the like stand for what was personal.

    Args:
        text: as typed, in any width of letters and digits; its spaces are joined.
    """
    kept = clean(text)
    narrow = _narrow(kept)
    # An id of a trial has many digits and is nobody's.
    public = [(start, end) for start, end, _ in (*locate_ids(narrow), *locate_malformed(narrow))]
    spans = [
        span
        for span in _spans(narrow)
        if not any(start <= span[0] and span[1] <= end for start, end in public)
    ]
    parts: list[str] = []
    done = 0
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= done:
            parts += [kept[done:start], f"[{kind}]"]
        done = max(done, end)
    return "".join([*parts, kept[done:]])
