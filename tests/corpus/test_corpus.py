"""What the corpus promises as a whole."""

import csv
import re

import pytest

from guidebot.corpus.registries import canonical_id
from guidebot.domain import ClaimKind, Tag
from tests.conftest import SHARED

#: Approval of cells for stroke, said as a fact: never, in any passage, claim or record.
FORBIDDEN = [
    r"首款|首个获批|全球首|世界首创",
    r"\b(?:breakthrough|world.first|miracle)\b(?! )",
    r"医学审核|临床医生审核过|reviewed by (?:a )?(?:doctor|clinician|physician)s?\b",
]


def test_it_has_eighty_passages_and_more(corpus):
    assert len(corpus.passages) >= 80


def test_it_says_how_people_ask_in_both_languages(corpus):
    for passage in corpus.passages:
        for text in passage.texts.values():
            assert len(text.asked_as) >= 3, passage.id


def test_it_covers_every_stroke_product(corpus):
    about = {product for passage in corpus.passages for product in passage.products}
    for product in ("hNPC01", "MultiStem", "SB623", "NR1", "NR-20201", "ALF201"):
        assert product in about
    assert any("3D" in product and "MSC" in product for product in about)


def test_it_begins_every_passage_with_its_bottom_line(corpus):
    for passage in corpus.passages:
        for text in passage.texts.values():
            assert text.text.startswith(text.bottom_line), passage.id


def test_it_keeps_the_card_beside_everything_about_permission(corpus):
    for passage in corpus.passages:
        if re.search(r"默示许可|快速通道", passage.texts["zh"].text):
            cards = {Tag.TRIAL_PERMISSION_IS_NOT_APPROVAL, Tag.NOT_APPROVED_FOR_STROKE}
            cards |= {Tag.EARLY_EVIDENCE, Tag.BEWARE_CLINIC, Tag.REGISTERED_TRIALS}
            assert cards & set(passage.cards), passage.id


def test_it_dates_every_claim_and_names_its_place(corpus):
    kinds = {claim.kind for claim in corpus.claims.values()}
    assert kinds == set(ClaimKind)
    places = {claim.place for claim in corpus.claims.values()}
    assert {"world", "US", "EU", "CN", "JP", "KR", "TW", "HK"} <= places
    for claim in corpus.claims.values():
        assert claim.as_of < claim.review_due


def test_it_says_both_of_taiwan(corpus):
    technique = corpus.claims["stroke-tw-technique"].text
    assert "不是产品上市" in technique["zh"]
    assert "no product has been approved for sale" in technique["en"]


def test_it_claims_no_medical_review(corpus):
    for passage in corpus.passages:
        for text in passage.texts.values():
            assert not re.search(FORBIDDEN[2], text.text, re.IGNORECASE), passage.id


@pytest.mark.skipif(not SHARED.is_dir(), reason="the source tables lie outside the checkout")
def test_it_has_every_line_of_the_source_table(corpus):
    with (SHARED / "facts" / "product_trials.csv").open(encoding="utf-8") as file:
        wanted = {(canonical_id(row["trial_id"]), row["product"]) for row in csv.DictReader(file)}
    held = {canonical_id(record.id) for record in corpus.trials}
    assert {identifier for identifier, _ in wanted} <= held
    assert len(corpus.trials) >= len(wanted)
