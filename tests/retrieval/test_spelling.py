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


def test_without_counts_nothing_is_read(tmp_path):
    NOTHING_SPELLED.save(tmp_path / "speller.npz")
    again = Speller.load(tmp_path / "speller.npz")
    assert again.spelled("gan xi bao neng zhi zhong feng ma") == "gan xi bao neng zhi zhong feng ma"
