"""Whoever names a product or a place reads about it."""

from dataclasses import replace

import pytest

from guidebot.domain import ACUTE, Hit, Tag
from guidebot.retrieval.names import NameBook
from guidebot.retrieval.retriever import Scope


@pytest.mark.parametrize(
    "wording",
    [
        "{} 登记号多少 我去药物临床试验平台上查",
        "想查{}個登記編號,同埋邊間公司做㗎",
        "{}: registration no. and sponsor please",
        "is {} approved anywhere",
    ],
)
def test_a_named_product_brings_a_passage_on_nothing_else(ask, corpus, wording):
    products = {one.id: one.products for one in corpus.passages}
    names = NameBook(corpus.trials, corpus.passages, corpus.glossary, corpus.makers)
    described = {one.products[0] for one in corpus.passages if len(one.products) == 1}
    # Some are everyday words (Cartilage) and name nothing in a question.
    named = [one for one in described if names.find(wording.format(one)).products == (one,)]
    assert len(named) > len(described) * 0.9
    missing = []
    for product in sorted(named):
        shown = ask(wording.format(product)).passages
        about = [products[passage.id] for passage in shown]
        if (product,) not in about:
            missing.append(product)
    assert not missing


@pytest.mark.parametrize(
    ("text", "earlier", "place"),
    [
        ("and the US?", "Has China licensed any stem cell drug for stroke?", "US"),
        ("那台湾呢", "香港批准干细胞治中风了吗", "TW"),
        ("咁香港呢?", "台灣有冇批准幹細胞醫中風", "HK"),
    ],
)
def test_passages_on_another_place_give_way_to_the_named_one(ask, corpus, text, earlier, place):
    places = {one.id: one.place for one in corpus.passages}
    shown = [places[passage.id] for passage in ask(text, context=[earlier]).passages]
    assert place in shown
    elsewhere = [at for at, one in enumerate(shown) if one not in {"", "world", place}]
    assert all(at > shown.index(place) for at in elsewhere)


def test_what_holds_for_one_place_gives_way_to_its_near_equal_where_none_is_named(corpus):
    china, world = (
        Hit(next(one for one in corpus.passages if one.id == name), 1.0, False)
        for name in ("approval#china-nmpa", "approval#any-approved")
    )
    assert Scope().factor(china) < Scope().factor(world)
    assert Scope(places=("CN",)).factor(china) == Scope(places=("CN",)).factor(world)
    # Whoever names a product does not wait for a place.
    assert Scope().factor(replace(china, exact=True)) == Scope().factor(world)


def test_a_passage_is_on_the_products_that_its_title_names(corpus):
    names = NameBook(corpus.trials, corpus.passages, corpus.glossary, corpus.makers)
    named = {
        (one.id, product)
        for one in corpus.passages
        for text in one.texts.values()
        for product in names.find(text.title).products
    }
    assert len(named) > 100
    assert not named - {(one.id, product) for one in corpus.passages for product in one.products}


@pytest.mark.parametrize(
    "text", ["Ryoncil批准了能给我爸中风用吗", "Temcell 可以醫中風嗎", "is remestemcel-L for stroke"]
)
def test_a_product_approved_elsewhere_brings_the_card_that_says_so(ask, text):
    answer = ask(text)
    assert answer.passages[0].id.startswith("approved-elsewhere#")
    assert Tag.APPROVED_ELSEWHERE_NOT_FOR_STROKE in {card.tag for card in answer.guidance}
    assert not answer.trials


@pytest.mark.parametrize(
    "text",
    [
        "我爸四年前突然嘴歪半边不能动，送医院溶栓了，现在走路还行，干细胞有用吗",
        "阿媽三年前中風嗰陣即刻入咗院，而家淨係隻手唔靈活，有冇細胞試驗",
        "Dad's face dropped in 2021 and he was treated. His hand is clumsy: do stem cells help?",
    ],
)
def test_who_tells_of_an_old_stroke_reads_of_that_first(ask, corpus, text):
    stages = {one.id: one.stage for one in corpus.passages}
    assert stages[ask(text).passages[0].id] != ACUTE


def test_a_stroke_in_its_first_hours_keeps_its_passages(ask, corpus):
    stages = {one.id: one.stage for one in corpus.passages}
    shown = ask("中风头几个小时可以打干细胞吗").passages
    assert ACUTE in {stages[passage.id] for passage in shown}
