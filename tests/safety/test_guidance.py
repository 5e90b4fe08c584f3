"""Cards: each is chosen for what it is made for."""

import pytest

from guidebot.domain import Signal, SignalKind, Tag
from guidebot.safety.guidance import MOST_CARDS, choose_tags, tags_when_not_covered

CASES = [
    ("干细胞治疗中风获批了吗", {Tag.NOT_APPROVED_FOR_STROKE}),
    ("台灣有核准幹細胞治療中風嗎", {Tag.NOT_APPROVED_FOR_STROKE, Tag.PERMITTED_TECHNIQUE}),
    ("诊所催我交定金,说名额有限", {Tag.BEWARE_CLINIC, Tag.COST_CAUTION}),
    ("我已经付了钱,打完更严重了,去哪里投诉", {Tag.REPORT_HARM}),
    ("NR-20201拿到了临床试验默示许可,可以用了吧", {Tag.TRIAL_PERMISSION_IS_NOT_APPROVAL}),
    ("does the stem cell infusion have side effects", {Tag.SEE_DOCTOR}),
    ("能一边吃华法林一边打干细胞吗", {Tag.MEDICINE_INTERACTION, Tag.SEE_DOCTOR}),
    ("怀孕了能打干细胞吗", {Tag.CHILD_OR_PREGNANCY}),
    ("how do I find a registered stem cell trial for stroke", {Tag.REGISTERED_TRIALS}),
    ("日本批准的AKUUGO能治中风吗", {Tag.APPROVED_ELSEWHERE_NOT_FOR_STROKE}),
    ("帕金森病的干细胞试验结果怎么样", {Tag.EARLY_EVIDENCE}),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "tags"), CASES, ids=[text for text, _ in CASES])
def test_it_shows_the_card_that_a_question_needs(ask, text, tags):
    shown = [card.tag for card in ask(text).guidance]
    assert tags <= set(shown)
    assert len(shown) <= MOST_CARDS


@pytest.mark.model
def test_it_shows_cards_most_severe_first(ask):
    levels = [card.level.rank for card in ask("打完干细胞更严重了,退款找谁,多少钱都行").guidance]
    assert levels == sorted(levels)


@pytest.mark.model
def test_it_keeps_the_stroke_card_from_a_question_about_another_disease(ask):
    tags = {card.tag for card in ask("膝关节骨关节炎打干细胞要多少钱").guidance}
    assert Tag.NOT_APPROVED_FOR_STROKE not in tags


def test_where_to_find_trials_gives_way_to_a_caution():
    # Beside the three heaviest cards trials weigh 1.2, seeing a doctor 2.5 * 0.4 = 1.0.
    kinds = (SignalKind.CLINIC_OFFER, SignalKind.ASKS_COST)
    signals = [Signal(kind, "test", 0, 1) for kind in kinds]
    beside = [*signals, Signal(SignalKind.SIDE_EFFECT, "test", 0, 1, strength=0.4)]
    assert Tag.REGISTERED_TRIALS in choose_tags(signals, [], [], [], [])
    tags = choose_tags(beside, [], [], [], [])
    assert Tag.SEE_DOCTOR in tags
    assert Tag.REGISTERED_TRIALS not in tags
    assert len(tags) == MOST_CARDS


def test_an_offer_told_of_earlier_brings_its_caution_where_nothing_is_covered():
    signals = [
        Signal(SignalKind.CELL_THERAPY, "test", 0, 1),
        Signal(SignalKind.CLINIC_OFFER, "test", 0, 1, strength=0.35),
    ]
    assert Tag.BEWARE_CLINIC in tags_when_not_covered(signals)
