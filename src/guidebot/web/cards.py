"""The guidance cards that have to stand before a passage or a record on its own page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from guidebot.domain import GuidanceCard, Passage, Tag
from guidebot.safety.regions import choose_regions
from guidebot.safety.templates import template_environment
from guidebot.safety.wording import Wording as CardWording
from guidebot.settings import TEMPLATES
from guidebot.web.site import Site
from guidebot.web.strings import Wording
from guidebot.web.views import MOST_CARDS


def card_wording(texts: Wording, site: Site) -> CardWording:
    """Return what renders the reviewed templates in the reader's language."""
    codes = choose_regions("", site.settings.region, texts.language, "", site.regions)
    return CardWording(
        environment=template_environment(TEMPLATES),
        written=texts.language.written,
        claims=site.guide.corpus.claims,
        regions=tuple(site.regions[code] for code in codes),
        localise=texts.localise,
        today=date.today(),
    )


def cards_of(tags: Iterable[Tag], texts: Wording, site: Site) -> list[GuidanceCard]:
    """Return cards in the reader's language, most severe first."""
    wording = card_wording(texts, site)
    cards = [wording.card(tag) for tag in tags]
    return sorted(cards, key=lambda card: card.level.rank)[:MOST_CARDS]


def passage_cards(passage: Passage, texts: Wording, site: Site) -> list[GuidanceCard]:
    """Return a passage's cards in the reader's language, most severe first."""
    return cards_of(passage.cards, texts, site)
