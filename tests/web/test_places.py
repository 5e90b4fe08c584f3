"""Where the reader is: numbers to call and rules follow the list of places."""

import pytest
from bs4 import BeautifulSoup

from tests.web.conftest import StubGuide, make_app


def page(reply):
    return BeautifulSoup(reply.data, "html.parser")


def numbers(soup):
    return [link["href"] for link in soup.select(".notice .call")]


def test_it_offers_every_region_of_the_table_in_the_readers_language(client, app):
    soup = page(client.get("/?lang=en"))
    options = soup.select("select[name=region] option")
    codes = [option["value"] for option in options]
    assert codes == ["", *app.extensions["guidebot"].regions]
    assert soup.select_one("label[for=region]")
    shown = {option["value"]: option.text for option in options}
    assert (shown["TW"], shown["GB"]) == ("Taiwan", "United Kingdom")


def test_it_passes_the_place_on_and_shows_its_number_alone(client, guide):
    soup = page(client.post("/?lang=zh-Hant", data={"question": "台灣可以嗎", "region": "HK"}))
    assert guide.asked[0].regions == ("HK",)
    assert numbers(soup) == ["tel:999"]
    assert soup.select_one("option[selected]")["value"] == "HK"
    assert not soup.select('option[value=""]')


def test_it_answers_once_more_when_the_place_is_changed_without_a_script(client, guide):
    soup = page(client.post("/", data={"question": "台湾可以吗"}))
    assert soup.select_one('.place button[name="switch"][form="ask"]')
    fields = {"context": ["台湾可以吗"], "region": "JP", "switch": "place"}
    soup = page(client.post("/", data=fields))
    assert soup.select_one("#answer .turn__text").text == "台湾可以吗"
    assert guide.asked[-1].regions == ("JP",)
    assert numbers(soup) == ["tel:119"]


def test_it_takes_the_place_from_the_address_too(client):
    assert numbers(page(client.get("/?lang=en&region=au"))) == ["tel:000"]


def test_the_place_that_was_picked_counts_more_than_the_address(client, guide):
    soup = page(client.post("/?region=HK", data={"question": "台湾可以吗", "region": "TW"}))
    assert guide.asked[-1].regions == ("TW",)
    assert soup.select_one("option[selected]")["value"] == "TW"


def test_it_shows_the_place_of_the_setting_as_chosen():
    client = make_app(StubGuide(), GUIDEBOT_REGION="SG").test_client()
    soup = page(client.get("/?lang=en"))
    assert numbers(soup) == ["tel:995"]
    assert soup.select_one("option[selected]")["value"] == "SG"


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_names_a_region_that_is_not_in_the_list(client, method):
    data = {"data": {"question": "台湾可以吗"}} if method == "post" else {}
    reply = getattr(client, method)("/?lang=en&region=Mars", **data)
    soup = page(reply)
    assert reply.status_code == 400
    assert "“Mars”" in soup.text
    assert "list" in soup.text


def test_it_keeps_the_place_out_of_cookies(client):
    reply = client.post("/", data={"question": "台湾可以吗", "region": "TW"})
    assert "Set-Cookie" not in reply.headers


def test_it_says_from_which_documents_and_when_they_were_checked(client):
    for reply in (client.get("/?lang=en"), client.post("/?lang=en", data={"question": "x"})):
        line = " ".join(page(reply).select_one(".basis").text.split())
        assert "2 written passages" in line
        assert "3 documents" in line
        assert "between 31 January 2025 and 22 November 2026" in line
        assert page(reply).select_one('.basis a[href="/sources?lang=en"]')
