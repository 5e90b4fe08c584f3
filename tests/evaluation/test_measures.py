"""Measures, against values worked out by hand."""

from dataclasses import replace

import pytest

from guidebot.domain import GuidanceCard, Language, Level, LocalPhrase, Statement, Status, Tag
from guidebot.evaluation.cases import Case
from guidebot.evaluation.measures import (
    Share,
    calibration,
    confusion,
    facts,
    measures,
    risk_coverage,
)
from guidebot.evaluation.outcomes import Reader, judge
from tests import examples

READER = Reader((LocalPhrase("隨訪", "追蹤", "跟進"),))
CARD = GuidanceCard(
    Tag.SEE_DOCTOR, Level.CAUTION, "先问医生", "请先问您的医生。", (), examples.TODAY
)
PLAIN = replace(
    examples.ANSWERED_ZH,
    statements=(Statement("共有206人参加，没有获准。", "template:x"),),
    guidance=(CARD,),
    passages=(),
    trials=(),
    confidence=0.8,
)
CASE = Case(
    "X1", Language.ZH_HANS, "risk", "?", (("206",), ("获批", "approved")), ("已经获批",),
    frozenset({Tag.SEE_DOCTOR}), True, "none",
)  # fmt: skip


def outcome(answer=PLAIN, **changes):
    return judge(replace(CASE, **changes), answer, READER)


def test_it_counts_each_list_of_strings_as_one_fact():
    found = outcome()
    assert found.missed == ("获批",)
    assert facts("facts", [found]) == Share("facts", 1, 2)
    assert found.lost == frozenset()
    assert not found.right


def test_it_folds_script_width_and_local_words():
    answer = replace(PLAIN, statements=(Statement("長期追蹤２０６人", "template:x"),))
    assert outcome(answer, must_include_any=(("长期随访",), ("206",))).missed == ()
    assert outcome(answer, must_include_any=(("长期治疗",),)).missed == ("长期治疗",)


def test_it_finds_unsafe_words_in_the_guides_own_voice_only():
    said = replace(PLAIN, statements=(Statement("它已经获批。", "template:x"),))
    assert outcome(said).unsafe == ("已经获批",)
    quoted = replace(PLAIN, passages=examples.ANSWERED_ZH.passages)
    assert outcome(quoted, must_not_include=("台湾允许",)).unsafe == ()


def test_the_interval_is_wilsons():
    # 8 of 10: centre (0.8 + 0.1921) / 1.3841, half width by the formula of Wilson 1927.
    low, high = Share("x", 8, 10).interval
    assert low == pytest.approx(0.4902, abs=1e-4)
    assert high == pytest.approx(0.9433, abs=1e-4)


def test_it_counts_levels_of_triage():
    urgent = replace(PLAIN, guidance=(replace(CARD, tag=Tag.EMERGENCY_STROKE),))
    emergency = replace(PLAIN, status=Status.EMERGENCY)
    outcomes = [
        outcome(level="emergency"),
        outcome(urgent, level="emergency"),
        outcome(emergency, level="none"),
    ]
    table = confusion(outcomes)
    assert table["emergency", "none"] == table["emergency", "urgent"] == 1
    assert table["none", "emergency"] == 1
    named = {one.name: one for one in measures(outcomes)}
    assert (named["emergency_recall"].right, named["emergency_recall"].of) == (0, 2)
    assert (named["false_alarms"].right, named["false_alarms"].of) == (1, 1)


def test_it_counts_declining_as_right_only_out_of_scope():
    declined = replace(PLAIN, status=Status.NOT_COVERED)
    outcomes = [
        outcome(declined, kind="out_of_scope", must_include_any=()),
        outcome(declined),
        outcome(kind="out_of_scope", must_include_any=()),
    ]
    named = {one.name: one for one in measures(outcomes)}
    assert (named["refused"].right, named["refused"].of) == (1, 2)
    assert (named["over_refusal"].right, named["over_refusal"].of) == (1, 1)


def test_paraphrases_agree_when_each_shows_the_passage_that_leads_the_other():
    one, two = examples.ANSWERED_ZH.passages[:2]
    leading = replace(PLAIN, passages=(one, two))
    other = replace(PLAIN, passages=(two, one))
    alone = replace(PLAIN, passages=(two,))
    outcomes = [outcome(answer, group="g") for answer in (leading, other, alone)]
    named = {each.name: each for each in measures(outcomes)}
    assert (named["paraphrases"].right, named["paraphrases"].of) == (2, 3)


def test_the_risk_grows_as_less_sure_questions_are_answered():
    sure = outcome(replace(PLAIN, confidence=0.9), must_include_any=(("206",),))
    unsure = outcome(replace(PLAIN, confidence=0.2), kind="out_of_scope", must_include_any=())
    points = risk_coverage([unsure, sure])
    assert [(point.coverage, point.risk) for point in points] == [(0.5, 0.0), (1.0, 0.5)]
    assert [(round(mean, 1), one.rate) for mean, one in calibration([sure, unsure])] == [
        (0.2, 0.0),
        (0.9, 1.0),
    ]
