"""Take out of a text what names or reaches a person, before anything is stored.

What a machine cannot be sure of is taken out too: a number of seven digits that nothing explains
says little about a treatment and may say much about a person. Ids of trials, dates and amounts
stay. Names are not recognised; the form asks to leave them out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from guidebot.corpus.registries import locate_ids, locate_malformed
from guidebot.language import clean
from guidebot.personal_numbers import Personal, Span, long_numbers

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


def _narrow(text: str) -> str:
    """Return a text of the same length in which full-width letters and digits are plain ones."""
    forms = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(
        form if len(form) == 1 else character for form, character in zip(forms, text, strict=True)
    )


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
    yield from long_numbers(narrow)
    for pattern in (_HOME, _SOMEWHERE, _STREET):
        for found in pattern.finditer(narrow):
            yield *found.span("place"), Personal.ADDRESS


def _lies_in(span: Span, places: Sequence[tuple[int, int, str]]) -> bool:
    """Return whether a span lies within one of some places."""
    return any(start <= span[0] and span[1] <= end for start, end, _ in places)


def redact(text: str) -> str:
    """Return a text on one line in which '[phone]' and the like stand for what was personal.

    Args:
        text: as typed, in any width of letters and digits; its spaces are joined.
    """
    kept = clean(text)
    narrow = _narrow(kept)
    # An id of a trial has many digits and is nobody's; what is hardly one may be a telephone.
    ids, meant = locate_ids(narrow), locate_malformed(narrow)
    spans = [
        span
        for span in _spans(narrow)
        if not _lies_in(span, ids) and (span[2] is Personal.PHONE or not _lies_in(span, meant))
    ]
    parts: list[str] = []
    done = 0
    for start, end, kind in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= done:
            parts += [kept[done:start], f"[{kind}]"]
        done = max(done, end)
    return "".join([*parts, kept[done:]])
