"""Emergencies across the turns of a chat."""

import pytest

from guidebot.domain import SignalKind
from guidebot.language import fold
from guidebot.safety.guidance import kinds_of
from guidebot.safety.rules import read_rules
from guidebot.safety.triage import LASTING, long_past, triage
from guidebot.settings import read_settings

BOOK = read_rules(read_settings().corpus / "safety")


def kinds(text, *context):
    return kinds_of(triage(fold(text), context, BOOK))


@pytest.mark.parametrize(
    "text",
    [
        "我媽突然嘴歪講話不清楚，左手舉不起來",
        "阿爸頭先半邊身冇力，講唔到嘢",
        "wife woke up with face drooping and can't speak",
    ],
)
def test_it_catches_a_stroke_in_every_script(text):
    assert SignalKind.EMERGENCY_STROKE in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "我爸三年前中风,嘴有点歪,能做干细胞吗",
        "中风有哪些征兆",
        "what are the signs of a stroke?",
        "left arm still weak two years after my stroke, can stem cells help",
    ],
)
def test_it_takes_no_past_or_general_question_for_an_emergency(text):
    assert not kinds(text) & {SignalKind.EMERGENCY_STROKE, SignalKind.EMERGENCY_OTHER}


def test_it_keeps_an_emergency_that_an_earlier_turn_told():
    assert SignalKind.EMERGENCY_STROKE in kinds("那多少钱", "我妈突然嘴歪说不清话")


def test_it_ends_an_emergency_when_the_person_is_in_hospital():
    assert SignalKind.EMERGENCY_STROKE not in kinds(
        "已经送医院了,能用干细胞吗", "我妈突然嘴歪说不清话"
    )


@pytest.mark.parametrize(
    ("sign", "held"),
    [("我不想活了", True), ("I want to end my life", True), ("左手突然没力,说话含糊", False)],
)
def test_only_asking_settles_signs_of_the_body_and_no_wish_to_die(sign, held):
    assert (kinds("我只是问问,细胞多少钱", sign) & set(LASTING) != set()) is held


def test_it_sees_an_emergency_that_only_the_turns_together_reveal():
    assert SignalKind.EMERGENCY_STROKE in kinds("刚才又那样了", "我爸去年中风，嘴歪过一次")


def test_it_reads_a_very_long_text_quickly_enough_to_finish():
    assert kinds("干细胞" * 1300) & {SignalKind.CELL_THERAPY}


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("我爸三年前中风，干细胞有用吗", True),
        ("my stroke was two years ago, is there a cell trial", True),
        ("我爸三年前中风，今天又说不清话，打干细胞行吗", False),
        ("三年前中过风，再中风有哪些征兆，干细胞能预防吗", False),
        ("干细胞治中风有用吗", False),
        ("我爸三年前中风", False),
    ],
)
def test_a_stroke_long_past_is_known_by_what_is_told_and_asked(text, past):
    folded = fold(text)
    assert long_past(folded, kinds(text), BOOK) is past


@pytest.mark.parametrize(
    ("told", "held"),
    [
        ("急诊照过脑，医生说是面瘫不是中风", False),
        ("the doctor said it was not a stroke", False),
        ("医生说要看是不是中风", True),
    ],
)
def test_a_doctor_who_rules_a_stroke_out_settles_it(told, held):
    found = kinds("那激素吃到什么时候", "我妈昨晚突然嘴歪", told)
    assert (SignalKind.EMERGENCY_STROKE in found) is held


def test_a_sign_told_after_a_doctor_ruled_a_stroke_out_alarms_again():
    told = ("我妈昨晚突然嘴歪", "急诊照过脑，医生说是面瘫不是中风")
    assert SignalKind.EMERGENCY_STROKE in kinds("现在她突然说不出话，右手抬不起来", *told)
