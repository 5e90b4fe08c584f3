"""Answers that are remembered: the same as new ones, and none that must not be."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from guidebot.domain import Language, Question, Statement
from guidebot.language import fold
from guidebot.serialise import answer_to_dict
from guidebot.web.answer_cache import AnswerCache
from tests import examples
from tests.web.conftest import StubGuide, make_app

TODAY = date(2026, 11, 26)


def question(text="台湾可以用干细胞治中风吗?", **changes):
    return replace(Question(text, fold(text), Language.ZH_HANS, regions=("CN",)), **changes)


def test_it_gives_an_answer_again_under_an_id_of_its_own():
    cache = AnswerCache(5)
    asked = question()
    key = cache.key(asked, TODAY)
    assert cache.get(key, asked) is None
    cache.put(key, examples.ANSWERED_EN)
    again = cache.get(key, asked)
    assert again is not None
    assert again.id not in {"", examples.ANSWERED_EN.id}
    assert again.question == asked.text
    same, first = answer_to_dict(again), answer_to_dict(examples.ANSWERED_EN)
    for name in ("id", "question", "timings_ms"):
        assert same.pop(name) != first.pop(name)
    assert same == first


def test_it_knows_a_question_in_another_spelling():
    cache = AnswerCache(5)
    spelled = "台湾可以用干细胞治中风吗？"
    assert cache.key(question(), TODAY) == cache.key(question(spelled), TODAY)


@pytest.mark.parametrize(
    "other",
    [
        question("日本可以用干细胞治中风吗?"),
        question(language=Language.ZH_HANT),
        question(regions=("TW", "CN")),
        question(context=("我妈有糖尿病",)),
        question(notice="ja"),
    ],
)
def test_it_tells_apart_whatever_changes_the_answer(other):
    cache = AnswerCache(5)
    assert cache.key(question(), TODAY) != cache.key(other, TODAY)


def test_it_begins_anew_each_day():
    cache = AnswerCache(5)
    assert cache.key(question(), TODAY) != cache.key(question(), TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    "answer",
    [
        examples.EMERGENCY_ZH,
        examples.ANSWERED_ZH,
        replace(examples.ANSWERED_EN, statements=(Statement("x", "template:cannot_search"),)),
        replace(examples.ANSWERED_EN, statements=(Statement("x", "template:malformed_id"),)),
    ],
)
def test_it_never_keeps_an_alarm_a_failure_or_letters_of_a_question(answer):
    cache = AnswerCache(5)
    cache.put(b"key", answer)
    assert len(cache) == 0


def test_it_keeps_no_question():
    cache = AnswerCache(5)
    asked = question("我妈妈的秘密")
    cache.put(cache.key(asked, TODAY), replace(examples.ANSWERED_EN, question=asked.text))
    assert "秘密" not in repr(vars(cache))


def test_it_forgets_the_one_that_is_longest_unused():
    cache = AnswerCache(2)
    for key in (b"a", b"b"):
        cache.put(key, examples.ANSWERED_EN)
    cache.get(b"a", question())
    cache.put(b"c", examples.ANSWERED_EN)
    assert [cache.get(key, question()) is None for key in (b"a", b"b", b"c")] == [
        False,
        True,
        False,
    ]


def test_it_keeps_nothing_where_the_setting_is_nought():
    cache = AnswerCache(0)
    cache.put(b"a", examples.ANSWERED_EN)
    assert len(cache) == 0


def test_a_repeated_question_is_not_searched_for_again():
    guide = StubGuide()
    client = make_app(guide, GUIDEBOT_CACHED_ANSWERS="5").test_client()
    first, second = (
        client.post("/api/v1/ask", json={"question": "Is it approved?"}).json for _ in range(2)
    )
    assert len(guide.asked) == 1
    assert second.pop("question") == "Is it approved?"
    assert first.pop("question")
    assert first.pop("id") != second.pop("id")
    assert second.pop("timings_ms").keys() == first.pop("timings_ms").keys()
    assert first == second


def test_an_emergency_is_found_anew_each_time():
    guide = StubGuide()
    client = make_app(guide, GUIDEBOT_CACHED_ANSWERS="5").test_client()
    for _ in range(3):
        client.post("/api/v1/ask", json={"question": "我爸嘴突然歪了"})
    assert len(guide.asked) == 3
