"""Whoever names a product or a place reads about it."""

import pytest

from guidebot.retrieval.names import NameBook


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
