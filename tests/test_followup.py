"""Which turns of a chat lean on the turns before them, by their words alone."""

import pytest

from guidebot.domain import SignalKind
from guidebot.followup import after_thanks, changes_subject, is_follow_up, join, points_back
from guidebot.language import fold

NOTHING = frozenset[SignalKind]()
CELLS = frozenset({SignalKind.CELL_THERAPY})


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("那日本呢?", NOTHING),
        ("一台电脑，懂得比主任还多？", NOTHING),
        ("you know better than my consultant?", NOTHING),
        ("它安全吗", NOTHING),
        ("and the price?", NOTHING),
        ("要多少钱", frozenset({SignalKind.ASKS_COST})),
        ("它要不要一直吃抗排斥药，前后给多少病人打过", NOTHING),
        ("佢啲細胞係自己嘅定係人哋捐嘅，要唔要開刀", CELLS),
        ("do people on it have to take immune drugs for the rest of their lives", NOTHING),
    ],
)
def test_it_leans_on_the_turns_before(text, kinds):
    assert is_follow_up(text, kinds)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("干细胞能治糖尿病吗", CELLS),
        ("Is it true that stem cells were approved for stroke in Japan last year?", CELLS),
        ("换个话题，黄斑病变有人在试吗", NOTHING),
        ("另外問個別的，糖尿病呢", NOTHING),
        ("Different question: what about the eye?", NOTHING),
    ],
)
def test_it_stands_alone(text, kinds):
    assert not is_follow_up(text, kinds)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("換個話題,我想問眼睛", True),
        ("说点别的，糖尿病能打吗", True),
        ("Changing the subject, how about ALS?", True),
        ("不问它了，双轨制是什么意思", True),
        ("Forget it. What does phase II mean?", True),
        ("我换个问法：安全吗", False),
        ("我问过他们了，说可以", False),
        ("should we leave this clinic for the other one?", False),
        ("she can't forget it", False),
        ("is it a new treatment?", False),
    ],
)
def test_it_knows_a_change_of_subject_that_is_announced(text, changed):
    assert changes_subject(text) is changed


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("那日本呢?", True),
        ("它安全吗", True),
        ("and the price?", True),
        ("多少钱", False),
        ("how do I fry rice", False),
    ],
)
def test_it_knows_words_that_point_back(text, points):
    assert points_back(text) is points


def test_it_joins_the_last_two_turns():
    assert join("c", ("x", "a", "b")) == "a\nb\nc"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("唔該晒。咁順便問埋,聽日使唔使帶遮出街?", "听日使唔使带遮出街?"),
        ("thank you so much! and will it rain tomorrow?", "and will it rain tomorrow?"),
        ("好的谢谢您！我妈突然嘴歪了", "我妈突然嘴歪了"),
        ("thanks. by the way, who won the match", "who won the match"),
        ("谢谢你的耐心解答", ""),
        ("thanks, bye", ""),
        ("我想谢谢医生，送什么好", ""),
        ("thanks but what about Japan", ""),
    ],
)
def test_what_follows_thanks_is_read_without_them(text, rest):
    assert after_thanks(fold(text)) == rest
