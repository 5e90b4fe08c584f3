"""What readers of each language get out of the catalogues."""

import pytest

from guidebot.domain import Language
from guidebot.errors import CorpusError
from guidebot.language import localiser
from guidebot.texts.catalogues import read_catalogue, read_catalogues
from tests.texts.conftest import SOURCE

PAGES = ("ask.left", "打印 {number} 页", "打印 {number} 页")
HONG_KONG = """
msgctxt "ask.submit"
msgid "提问"
msgstr "提問"
"""


def derive(region):
    return localiser(Language.ZH_HANT, region, ())


def test_english_chooses_the_form_by_the_number(make):
    english = make().translations(Language.EN, "", str)
    assert english.pgettext("ask.submit", "提问") == "Ask"
    assert english.npgettext(*PAGES, 1) == "Print one page"
    assert english.npgettext(*PAGES, 2) == "Print {number} pages"


def test_simplified_is_the_source_itself(make):
    simplified = make().translations(Language.ZH_HANS, "", str)
    assert simplified.pgettext("ask.submit", "提问") == "提问"
    assert simplified.npgettext(*PAGES, 2) == "打印 {number} 页"


def test_traditional_is_derived_where_nobody_wrote_it(make):
    traditional = make().translations(Language.ZH_HANT, "TW", derive("TW"))
    assert traditional.pgettext("ask.submit", "提问") == "發問"
    assert traditional.npgettext(*PAGES, 2) == "打印 {number} 頁"


def test_an_empty_text_is_derived_too(make):
    empty = SOURCE.replace('msgstr[1] ""\n', "")
    catalogues = make(zh_Hant=empty)
    traditional = catalogues.translations(Language.ZH_HANT, "TW", derive("TW"))
    assert traditional.pgettext("ask.submit", "提问") == "提問"
    assert traditional.npgettext(*PAGES, 1) == "打印 {number} 頁"


@pytest.mark.parametrize(
    ("region", "text"), [("HK", "提問"), ("MO", "提問"), ("TW", "發問"), ("", "發問")]
)
def test_hong_kong_has_a_catalogue_above_the_common_one(make, region, text):
    readers = make(zh_Hant_HK=HONG_KONG).translations(Language.ZH_HANT, region, derive(region))
    assert readers.pgettext("ask.submit", "提问") == text


def test_a_broken_file_is_named_with_its_line_and_the_cure(tmp_path):
    path = tmp_path / "broken.po"
    path.write_text('msgid "a"\nmsgstr "b"\nnonsense\n')
    with pytest.raises(CorpusError, match=r"broken\.po:3.*\.po files"):
        read_catalogue(path, "en")
    path.write_bytes(b'msgid "\xff"\n')
    with pytest.raises(CorpusError, match="UTF-8"):
        read_catalogue(path, "en")


def test_a_missing_source_is_named(tmp_path):
    with pytest.raises(CorpusError, match=r"guidebot\.pot.*Put it back"):
        read_catalogues(tmp_path)
