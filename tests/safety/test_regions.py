import pytest

from guidebot.domain import Language
from guidebot.language import fold
from guidebot.safety.regions import choose_regions, read_regions
from guidebot.settings import read_settings

REGIONS = read_regions(read_settings().corpus / "safety" / "regions.toml")


def chosen(chat="", requested="", setting="", language=Language.ZH_HANS):
    return choose_regions(requested, setting, language, fold(chat), REGIONS)


@pytest.mark.parametrize(
    ("language", "numbers"),
    [
        (Language.ZH_HANS, ["120"]),
        (Language.ZH_HANT, ["119", "999"]),
        (Language.EN, ["911", "999", "112"]),
    ],
)
def test_it_takes_the_languages_numbers_where_nothing_tells_the_place(language, numbers):
    assert [REGIONS[code].emergency for code in chosen(language=language)] == numbers


@pytest.mark.parametrize("chat", ["幹細胞醫中風幾錢㗎", "阿爸中咗風點算好", "佢話有得醫"])
def test_hong_kong_goes_first_where_cantonese_is_written(chat):
    assert chosen(chat, language=Language.ZH_HANT) == ("HK", "TW")
    assert chosen(chat, language=Language.ZH_HANT, setting="TW") == ("TW",)
    assert chosen(chat) == ("CN",)


def test_it_puts_the_requested_region_first_and_the_setting_behind():
    assert chosen(requested="HK", setting="TW") == ("HK", "TW")


def test_a_request_stands_in_the_place_of_the_languages_numbers():
    assert chosen(requested="GB", language=Language.EN) == ("GB",)
    assert chosen("我在东京", requested="GB") == ("GB", "JP")


def test_it_adds_a_named_place_and_never_drops_the_settings_number():
    assert chosen("我在东京", setting="TW") == ("JP", "TW")


def test_it_keeps_the_languages_number_behind_a_named_place():
    assert chosen("人在香港") == ("HK", "CN")


@pytest.mark.parametrize(
    ("chat", "named"),
    [
        ("I live in the US", True),
        ("a US clinic called", True),
        ("they want us to pay now", False),
        ("can you tell us more", False),
    ],
)
def test_us_is_the_country_only_where_it_is_meant(chat, named):
    assert (chosen(chat, language=Language.ZH_HANT)[0] == "US") is named


@pytest.mark.parametrize(
    ("chat", "code"),
    [
        ("他們說有衛福部核准字號", "TW"),
        ("特管辦法有開放慢性腦中風", "TW"),
        ("部立醫院的神經內科可以做嗎", "TW"),
        ("有交厚生省審查過的計畫", "JP"),
        ("再生醫療法上路了", "TW"),
        ("醫管局嘅醫生介紹", "HK"),
        ("旺角有間中心", "HK"),
        ("药监局批了没有", "CN"),
    ],
)
def test_an_authority_a_law_or_a_large_hospital_names_its_place(chat, code):
    assert chosen(chat, language=Language.EN)[0] == code
