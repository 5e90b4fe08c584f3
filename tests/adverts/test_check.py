"""What a check of an advert finds."""

import random
from time import perf_counter

import pytest

from guidebot.adverts.check import check_to_dict, open_checker
from guidebot.adverts.findings import Flag, Verdict
from guidebot.domain import Language
from guidebot.errors import QuestionError
from guidebot.settings import read_settings
from tests.adverts_set import MORE, PATH, measure, read_lines, read_texts

CHECKER = open_checker(read_settings())


def flags(text):
    return {one.flag for one in CHECKER.check(text).flags}


def test_the_set_is_large_enough_and_in_three_scripts():
    texts = read_texts()
    kinds = [line["kind"] for line in texts]
    assert len(texts) >= 160
    assert kinds.count("bad") >= 90
    assert kinds.count("notice") >= 40
    assert kinds.count("news") >= 30
    assert {line["lang"] for line in texts} == {language.value for language in Language}
    assert {flag for line in texts for flag in line["flags"]} == set(Flag)
    assert PATH.read_text("utf-8").count("\n") == len({line["id"] for line in texts})


@pytest.mark.parametrize("half", ["tune", "check"])
def test_it_catches_the_bad_and_leaves_the_honest_alone(half):
    figures = measure(CHECKER, read_texts(half))
    assert figures.recall >= 0.97, figures.missed
    assert figures.caught / figures.bad >= 0.97
    assert len(figures.wrong) / figures.honest <= 0.03, figures.wrong


def test_it_knows_the_later_wording_too():
    figures = measure(CHECKER, read_lines(MORE))
    assert figures.recall >= 0.95, figures.missed
    assert figures.wrong == {}


def test_it_leaves_the_guide_s_own_words_nearly_alone(corpus):
    texts = [text.text for passage in corpus.passages for text in passage.texts.values()]
    texts += [note for record in corpus.trials for note in record.note.values()]
    assert sum(bool(flags(text)) for text in texts) / len(texts) <= 0.03


@pytest.mark.parametrize(
    "text",
    [
        "本研究不收费，不保证有效，欢迎您咨询。登记号NCT06299033，首都医科大学宣武医院。",
        "We do not guarantee any benefit. NCT04631406, Stanford Health Care. Call our nurse.",
        "谨防“包治百病”的广告，付款前请先咨询自己的医生。",
        "No cell product is approved for stroke. Be careful if you are offered one.",
        "Our hospital never asks for a deposit to join a trial (NCT04631406). Dr. Lee.",
    ],
)
def test_it_does_not_flag_denials_and_warnings(text):
    assert flags(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "幹細胞療程，保證有效，歡迎預約🙏🙏",
        "ＧＵＡＲＡＮＴＥＥＤ results 👨‍👩‍👧 with our stem cells",
        "我们的干细胞包\u200b治\u200b好㈱，ﬁrst",
    ],
)
def test_a_quote_is_exactly_what_stands_in_the_text(text):
    found = CHECKER.check(text).flags
    assert Flag.GUARANTEES_OR_CURE in {one.flag for one in found}
    assert all(one.quote == text[one.start : one.end] and one.quote for one in found)


@pytest.mark.parametrize("line", read_texts(), ids=lambda line: line["id"])
def test_every_quote_of_the_set_stands_in_its_text(line):
    for one in CHECKER.check(line["text"]).flags:
        assert one.quote == line["text"][one.start : one.end] != ""


@pytest.mark.parametrize(
    ("text", "verdict", "flagged"),
    [
        ("hNPC01治疗中风，登记号NCT06299033", Verdict.MATCHES, False),
        ("登记号ＮＣＴ 06299033", Verdict.MATCHES, False),
        ("NR1神经干细胞治疗中风，登记号NCT06299033", Verdict.OTHER_PRODUCT, True),
        ("我们的干细胞治疗糖尿病，登记号NCT06299033", Verdict.OTHER_PRODUCT, True),
        ("干细胞治疗中风，登记号NCT01234567", Verdict.NOT_IN_OUR_TABLE, False),
        ("干细胞治疗中风，登记号NCT0123", Verdict.MALFORMED, True),
        ("registered trial NCT12", Verdict.MALFORMED, True),
    ],
)
def test_it_judges_trial_ids(text, verdict, flagged):
    found = CHECKER.check(text)
    (one,) = found.trials
    assert one.verdict is verdict
    assert (one.record is not None) is (verdict in {Verdict.MATCHES, Verdict.OTHER_PRODUCT})
    assert (Flag.FAKE_OR_WRONG_TRIAL_ID in {sign.flag for sign in found.flags}) is flagged


def test_a_correct_id_with_a_fee_is_still_a_sign():
    text = "脑卒中临床研究NCT06299033（hNPC01），参加者自费12万元，欢迎报名。"
    found = CHECKER.check(text)
    assert [one.verdict for one in found.trials] == [Verdict.MATCHES]
    assert Flag.PAY_TO_JOIN_TRIAL in {one.flag for one in found.flags}


def test_it_marks_no_sign_more_than_three_times():
    found = CHECKER.check("我们保证有效。" * 9).flags
    assert [one.flag for one in found].count(Flag.GUARANTEES_OR_CURE) == 3


@pytest.mark.parametrize(
    ("lang", "begins"), [("zh-Hans", "还在"), ("zh-Hant", "還在"), ("en", "Nobody")]
)
def test_it_explains_in_the_language_asked_for(lang, begins):
    found = CHECKER.check("我们的干细胞保证有效", lang)
    sign = next(one for one in found.flags if one.flag is Flag.GUARANTEES_OR_CURE)
    assert sign.why.startswith(begins)
    assert found.lang.value == lang
    assert len(found.questions) == 10


def test_it_never_calls_anyone_good_or_bad():
    for language in Language:
        found = CHECKER.check("Our stem cells cure stroke, guaranteed. NCT123", language.value)
        words = " ".join([*(one.why for one in found.flags), *found.questions, found.limits])
        assert "?" in words or "？" in words
        for judgement in ("scam clinic", "bad clinic", "黑诊所", "黑診所", "骗子", "騙子"):
            assert judgement not in words


def test_the_json_has_exactly_the_names_of_the_contract():
    out = check_to_dict(CHECKER.check("我们的干细胞包好，NCT06299033"))
    assert set(out) == {"flags", "trials", "questions", "limits"}
    assert {tuple(one) for one in out["flags"]} == {
        ("flag", "quote", "start", "end", "why", "source")
    }
    assert {tuple(one) for one in out["trials"]} == {("id", "verdict", "record")}
    assert isinstance(out["limits"], str)


@pytest.mark.parametrize(
    ("text", "lang", "code"),
    [
        ("", "", "empty_advert"),
        (" \n\u200b", "", "empty_advert"),
        ("x" * 20001, "", "advert_too_long"),
        ("包好\ud83d", "", "broken_text"),
        ("包好", "fr", "bad_lang"),
    ],
)
def test_it_refuses_what_it_cannot_check(text, lang, code):
    with pytest.raises(QuestionError) as raised:
        CHECKER.check(text, lang)
    assert raised.value.code == code


@pytest.mark.parametrize(
    "piece", ["自己的细胞", "no risk own cells ", "NCT1 ", "保证", "中风、", "。"]
)
def test_it_takes_no_long_time_over_a_long_text(piece):
    started = perf_counter()
    CHECKER.check((piece * 20000)[:20000])
    assert perf_counter() - started < 8


def test_it_takes_any_text():
    chance = random.Random(7)
    letters = "干细胞保证有效NCT0 ,。!\n𠮷👨‍👩‍👧é\u0301ﬃ㈱½\t\x00"
    for _ in range(200):
        text = "".join(chance.choice(letters) for _ in range(40)) + "x"
        for one in CHECKER.check(text).flags:
            assert one.quote == text[one.start : one.end]
