import pytest

from guidebot.domain import Language, LocalPhrase
from guidebot.language import clean, detect, fold, localiser, other_language, script_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("目前全球有干细胞疗法获批吗", Language.ZH_HANS),
        ("台灣有核准幹細胞治療中風嗎", Language.ZH_HANT),
        ("Is any stem cell therapy approved?", Language.EN),
        ("ganxibao zhiliao zhongfeng", Language.ZH_HANS),
        ("艾米迈托赛 approved 了吗", Language.ZH_HANS),
        ("脳卒中の幹細胞治療は承認されていますか", Language.EN),
    ],
)
def test_it_answers_in_the_language_of_the_question(text, expected):
    assert detect(text) is expected


@pytest.mark.parametrize("fallback", [Language.ZH_HANT, Language.ZH_HANS, Language.EN])
def test_it_takes_the_fallback_where_the_text_shows_no_language(fallback):
    assert detect("NCT06299033", [fallback]) is fallback


def test_it_takes_the_chats_script_for_words_that_are_the_same_in_both():
    assert script_of("副作用呢") is None
    assert script_of("我有在吃 Eliquis 欸") is None
    assert detect("副作用呢", [Language.ZH_HANT]) is Language.ZH_HANT


def test_it_folds_script_width_and_case_alike():
    assert fold("幹細胞 ＮＣＴ０１  Stroke") == fold("干细胞 nct01 stroke")


def test_it_removes_control_characters_and_joins_spaces():
    assert clean("a\x00b\u200b \t\n c\ud800") == "ab c"


@pytest.mark.parametrize(
    ("text", "tag"), [("안녕하세요", "ko"), ("สวัสดี", "th"), ("ありがとう", "ja"), ("hello", "")]
)
def test_it_names_a_language_that_is_not_offered(text, tag):
    assert other_language(text) == tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("¿Cuánto cuesta el tratamiento con células madre?", "es"),
        ("Mon mari a fait un AVC, les cellules souches sont-elles autorisées ?", "fr"),
        ("Gibt es eine zugelassene Stammzelltherapie?", "de"),
        ("meu pai teve um avc, as células ajudam?", "pt"),
        ("Bố tôi bị đột quỵ, tế bào gốc có giúp được không", "vi"),
        ("NR1 trial San Diego", ""),
        ("ganxibao duo shao qian", ""),
        ("bei pian le shi wan zhao shui", ""),
        ("MultiStem GDNF CXCR4", ""),
        ("中风 stem cell trial recruiting", ""),
    ],
)
def test_it_tells_languages_in_latin_letters_from_english_where_it_is_sure(text, tag):
    assert other_language(text) == tag


def test_it_derives_traditional_with_local_words_in_one_pass():
    phrases = (LocalPhrase("臺灣", "台灣", "台灣"), LocalPhrase("康復", "復健", "復康"))
    taiwan = localiser(Language.ZH_HANT, "TW", phrases)
    hong_kong = localiser(Language.ZH_HANT, "HK", phrases)
    assert taiwan("台湾的“康复”项目") == "台灣的「復健」項目"
    assert hong_kong("康复") == "復康"


def test_it_leaves_english_and_simplified_alone():
    assert localiser(Language.EN, "", ())("“stroke”") == "“stroke”"
    assert localiser(Language.ZH_HANS, "TW", ())("干细胞") == "干细胞"
