"""Every fault of a catalogue is found, and the project's own have none."""

import pytest

from guidebot.domain import Language
from guidebot.language import localiser
from guidebot.settings import LOCALE
from guidebot.texts.catalogues import read_catalogues
from guidebot.texts.checks import catalogue_faults, traditional_faults
from tests.texts.conftest import ENGLISH, SOURCE, TRADITIONAL


def derivers(phrases):
    return {region: localiser(Language.ZH_HANT, region, phrases) for region in ("TW", "HK")}


def lines(faults):
    return [str(fault) for fault in faults]


def test_the_catalogues_of_the_project_have_no_faults(corpus):
    catalogues = read_catalogues(LOCALE)
    assert lines(catalogue_faults(catalogues)) == []
    assert lines(traditional_faults(catalogues, derivers(corpus.local_phrases))) == []


def test_small_sound_catalogues_have_no_faults(make):
    assert lines(catalogue_faults(make())) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"Ask"', '""', "no text for 'ask.submit'"),
        ('msgctxt "ask.submit"', '#, fuzzy\nmsgctxt "ask.submit"', "'ask.submit' is marked fuzzy"),
        ('"提问"', '"发问"', "Simplified text of 'ask.submit' has changed"),
        ("ask.submit", "ask.other", "no text 'ask.other'"),
        ("{number} pages", "{count} pages", "other fields"),
        ("{number} pages", "{number pages", "other fields"),
        ("{number} pages", "all pages", "other fields"),
        ('"Print one page"', '""', "lacks a plural form"),
        ('"Ask"', '"Ask {name}"', "other fields"),
    ],
)
def test_a_translation_that_is_not_in_step_is_named(make, old, new, words):
    assert any(
        words in line for line in lines(catalogue_faults(make(en=ENGLISH.replace(old, new))))
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('msgctxt "ask.submit"\n', "", "has no name"),
        ("ask.submit", "ask.left", "two texts 'ask.left'"),
        ("提问", "提问 {", "ask.submit"),
        ("提问", "提问 {}", "no plain name"),
        ("{number}", "{pages}", "counts nothing"),
        ('msgid_plural "打印 {number} 页"', 'msgid_plural "打印"', "two forms"),
    ],
)
def test_a_fault_of_the_source_is_named_once(make, old, new, words):
    faults = lines(catalogue_faults(make(SOURCE.replace(old, new))))
    assert len(faults) == 1
    assert words in faults[0]
    assert "guidebot.pot:" in faults[0]


def test_a_language_that_is_not_there_is_named(make, tmp_path):
    make()
    (tmp_path / "en" / "LC_MESSAGES" / "guidebot.po").unlink()
    assert "Put it back" in lines(catalogue_faults(read_catalogues(tmp_path)))[0]


@pytest.mark.parametrize(
    ("written", "words"), [("提問", "get anyway"), ("请提问", "Simplified characters")]
)
def test_a_traditional_text_must_say_what_is_not_derived(make, written, words):
    catalogues = make(zh_Hant=TRADITIONAL.replace("發問", written))
    assert words in lines(traditional_faults(catalogues, derivers(())))[0]


def test_a_text_for_hong_kong_must_differ_from_the_common_one(make):
    catalogues = make(zh_Hant_HK=TRADITIONAL)
    faults = lines(traditional_faults(catalogues, derivers(())))
    assert len(faults) == 1
    assert "zh_Hant_HK" in faults[0]
