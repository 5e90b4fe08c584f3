"""Reading pinyin with counts of a few lines, and with those of the whole corpus."""

import pytest

from guidebot.retrieval.spelling import NOTHING_SPELLED, Speller, fit_speller

LINES = ["干细胞能治中风吗", "中风了怎么办", "干细胞多少钱", "今天天气怎么样", "我妈突然嘴歪了"] * 2


@pytest.fixture(scope="module")
def speller():
    return fit_speller(LINES)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("gan xi bao neng zhi zhong feng ma", "干细胞能治中风吗"),
        ("ganxibao nengzhi zhongfeng ma", "干细胞能治中风吗"),
        ("zhongfeng le, zenmeban?", "中风了, 怎么办?"),
        ("NR1 ganxibao duoshao qian", "NR1 干细胞多少钱"),
    ],
)
def test_it_puts_pinyin_into_characters(speller, typed, read):
    assert speller.spelled(typed) == read


@pytest.mark.parametrize(
    "text",
    ["干细胞能治中风吗", "Can you see me?", "my face is numb", "TIA meaning", "我用gan xi bao", ""],
)
def test_it_leaves_any_other_text_as_it_is(speller, text):
    assert speller.spelled(text) == text


def test_it_leaves_syllables_that_it_never_saw(speller):
    assert speller.spelled("nve ganxibao zhuang") == "nve ganxibao zhuang"


def test_it_reads_the_same_from_a_file(speller, tmp_path):
    speller.save(tmp_path / "speller.npz")
    again = Speller.load(tmp_path / "speller.npz")
    assert again.spelled("jintian tianqi zenmeyang") == "今天天气怎么样"
    assert again.mended("干戏胞") == speller.mended("干戏胞")


#: Said often enough that what only sounds like it stands out.
OFTEN = [*LINES, *["干细胞治中风", "肝细胞癌", "我爸脑梗后遗症"] * 100]


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("干戏胞能治中风吗", "干细胞能治中风吗"),
        ("中凤", "中风"),
        ("打干系包,治脑埂后遗正", "打干细胞,治脑梗后遗症"),
        ("肝细胞癌", "肝细胞癌"),
        ("天气很好,我去公园", "天气很好,我去公园"),
        ("can 干戏胞 work? nr1", "can 干细胞 work? nr1"),
        ("", ""),
    ],
)
def test_it_replaces_characters_that_only_sound_right(heard, meant):
    assert fit_speller(OFTEN).mended(heard) == meant


def test_without_counts_nothing_is_read(tmp_path):
    NOTHING_SPELLED.save(tmp_path / "speller.npz")
    again = Speller.load(tmp_path / "speller.npz")
    assert again.spelled("gan xi bao neng zhi zhong feng ma") == "gan xi bao neng zhi zhong feng ma"
    assert again.mended("干戏胞") == "干戏胞"
