"""/sources and the pages of passages."""

import pytest
from bs4 import BeautifulSoup

from tests import examples


def page(reply):
    return BeautifulSoup(reply.data, "html.parser")


def test_it_lists_every_source_under_its_kind(client):
    soup = page(client.get("/sources?lang=en"))
    for source in examples.CORPUS.sources.values():
        entry = soup.find(id=source.id)
        assert source.title in entry.text
        assert source.publisher in entry.text
        assert source.says in entry.text
        assert entry.find_parent("section").find(id=f"kind-{source.kind}")
    assert "undated" in soup.find(id="treasure-2024").text


def test_it_says_which_passages_and_trials_cite_a_source(client):
    entry = page(client.get("/sources?lang=zh-Hans")).find(id="treasure-2024")
    assert entry.select_one('a[href^="/faq/approval/any-approved"]')
    assert "1 条试验记录" in entry.text


def test_it_says_that_no_clinician_has_reviewed_the_text(client):
    assert "No licensed clinician" in page(client.get("/sources?lang=en")).text


def test_it_shows_a_passage_at_its_own_address(client):
    soup = page(client.get("/faq/approval/any-approved?lang=en"))
    assert soup.h1.text == "Is any stem-cell product approved for stroke anywhere?"
    assert "no cell product has marketing approval" in soup.select_one(".prose--passage").text
    assert [link["href"] for link in soup.select(".citation a")] == [
        examples.WEEKLY.url,
        examples.TREASURE.url,
    ]
    assert not soup.select(".overdue")


def test_it_puts_the_cards_of_a_passage_before_its_text(client):
    soup = page(client.get("/faq/stroke-products/nr-20201?lang=zh-Hans"))
    card = soup.select_one(".card")
    assert "不等于" in card.text
    assert card.find_next(class_="prose--passage")


def test_it_warns_on_the_page_of_an_overdue_passage(client):
    soup = page(client.get("/faq/stroke-products/nr-20201?lang=zh-Hant"))
    assert "2025年4月30日" in soup.select_one(".overdue").text
    assert soup.html["lang"] == "zh-Hant"
    assert "廠家" in soup.text or "廠商" in soup.text


@pytest.mark.parametrize("path", ["/faq/approval/nothing", "/faq/nothing/any-approved"])
def test_it_helps_where_there_is_no_such_passage(client, path):
    reply = client.get(path)
    assert reply.status_code == 404
    assert page(reply).select_one("textarea#question")


def test_it_shows_words_for_one_thing_in_three_scripts(client):
    soup = page(client.get("/glossary?lang=zh-Hant"))
    cells = {cell["lang"]: cell.text.split() for cell in soup.find(id="rehabilitation")("td")}
    assert cells == {
        "zh-Hans": ["康复", "复健"],
        "zh-Hant": ["復健", "復康"],
        "en": ["rehabilitation", "rehab"],
    }
    assert "麻木 手麻" in " ".join(soup.find(id="numbness").text.split())
    assert not soup.find(id="athersys"), "firms need no dictionary"
    assert soup.select_one('.footer a[href="/glossary?lang=zh-Hant"]')
