"""Cards: every tag renders in both languages, and is chosen for what it is made for."""

from datetime import date

import pytest

from guidebot.domain import Language, Level, Signal, SignalKind, Tag
from guidebot.language import localiser
from guidebot.safety.guidance import (
    LEVELS,
    MOST_CARDS,
    Wording,
    choose_tags,
    tags_when_not_covered,
)
from guidebot.safety.regions import read_regions
from guidebot.safety.templates import template_environment
from guidebot.settings import TEMPLATES

#: More of them on a card are not read.
MOST_BULLETS = 5


def wording(corpus, settings, language=Language.ZH_HANS, today=date(2026, 12, 1), codes=("CN",)):
    regions = read_regions(settings.corpus / "safety" / "regions.toml")
    return Wording(
        environment=template_environment(TEMPLATES),
        written=language.written,
        claims=corpus.claims,
        regions=tuple(regions[code] for code in codes),
        localise=localiser(language, codes[0], corpus.local_phrases),
        today=today,
    )


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("tag", list(Tag))
def test_it_renders_every_card_in_every_language(corpus, settings, tag, language):
    card = wording(corpus, settings, language).card(tag)
    assert card.title
    assert card.body
    assert card.level is LEVELS[tag]
    assert "{{" not in card.body + card.title
    assert sum(line.startswith("- ") for line in card.body.splitlines()) <= MOST_BULLETS
    assert sum(not action.href.startswith("tel:") for action in card.actions) <= 1


@pytest.mark.parametrize("tag", [Tag.EMERGENCY_STROKE, Tag.EMERGENCY_OTHER, Tag.SELF_HARM])
def test_it_offers_every_number_of_the_regions_to_call(corpus, settings, tag):
    card = wording(corpus, settings, codes=("HK", "TW")).card(tag)
    numbers = {action.href for action in card.actions}
    assert {"tel:999", "tel:119"} <= numbers


def test_it_offers_the_leading_regions_number_first_where_two_share_one(corpus, settings):
    card = wording(corpus, settings, codes=("GB", "TW", "HK")).card(Tag.EMERGENCY_STROKE)
    assert [action.href for action in card.actions] == ["tel:999", "tel:119"]
    assert "999" in card.title
    assert all(line.endswith("。") for line in card.body.splitlines())


def test_it_asks_the_deciding_question_for_a_possible_stroke(corpus, settings):
    card = wording(corpus, settings, Language.EN, codes=("US",)).card(
        Tag.EMERGENCY_STROKE, Level.URGENT
    )
    assert card.level is Level.URGENT
    assert "left over from an earlier stroke?" in card.body
    assert "911" in card.title


def test_it_says_when_a_claim_is_past_its_review_date(corpus, settings):
    fresh = wording(corpus, settings).card(Tag.NOT_APPROVED_FOR_STROKE).body
    stale = wording(corpus, settings, today=date(2030, 1, 1)).card(Tag.NOT_APPROVED_FOR_STROKE).body
    assert "最后核对日期" not in fresh
    assert "最后核对日期：2026年11月22日" in stale


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
