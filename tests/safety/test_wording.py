"""Words: every card renders in every language, with the numbers of its place, as of a day."""

from datetime import date

import pytest

from guidebot.domain import Language, Level, Tag
from guidebot.language import localiser
from guidebot.safety.guidance import LEVELS
from guidebot.safety.regions import read_regions
from guidebot.safety.templates import template_environment
from guidebot.safety.wording import Wording
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
