"""What is marked stands in the text as it was sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidebot.adverts.offsets import fold_placed
from guidebot.language import fold


@pytest.mark.parametrize(
    ("text", "folded", "part", "original"),
    [
        ("保證有效", "保证有效", "保证", "保證"),
        ("ＮＣＴ０６２９９０３３！", "nct06299033!", "nct06299033", "ＮＣＴ０６２９９０３３"),
        ("👨‍👩‍👧🙏包好", "👨👩👧🙏包好", "包好", "包好"),
        ("㈱ ㎏ ﬁne 包好", "(株) kg fine 包好", "fine", "ﬁne"),
        ("½ 价", "1⁄2 价", "1⁄2", "½"),
        ("cafe\u0301 cure", "café cure", "café", "cafe\u0301"),
        ("ｶﾞ包好", "ガ包好", "ガ", "ｶﾞ"),
        ("包\u200b治\u2060百病", "包治百病", "包治", "包\u200b治"),
        ("干 细  胞", "干细胞", "干细胞", "干 细  胞"),
        ("guaran\u00adteed", "guaranteed", "guaranteed", "guaran\u00adteed"),
        (
            "we guarantee\nresults",
            "we guarantee results",
            "guarantee results",
            "guarantee\nresults",
        ),
        ("İstanbul", "i̇stanbul", "i̇", "İ"),
        ("各种한글", "各种한글", "한글", "한글"),
    ],
)
def test_it_leads_back_to_the_original(text, folded, part, original):
    found = fold_placed(text)
    assert found.text == folded
    start = found.text.index(part)
    first, last = found.original(start, start + len(part))
    assert text[first:last] == original


def test_it_keeps_lines_apart_where_a_sentence_ends():
    assert fold_placed("包好\r\n加微信\n\n\nCall us\nNow").text == "包好\n加微信\ncall us now"


@given(st.text(max_size=60))
def test_it_gives_every_folded_character_a_place_in_order(text):
    found = fold_placed(text)
    assert len(found.text) == len(found.starts) == len(found.ends)
    assert all(
        0 <= first < last <= len(text) for first, last in zip(found.starts, found.ends, strict=True)
    )
    assert list(found.starts) == sorted(found.starts)


@pytest.mark.parametrize("text", ["幹細胞ＡＢＣ治療，", "The Cure! 50％", "中風 stroke 中風"])
def test_it_folds_like_the_questions_do(text):
    assert fold_placed(text).text == fold(text)
