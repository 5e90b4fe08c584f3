"""/check and /api/v1/check."""

import logging

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from guidebot.domain import Language
from tests.web.browsing import follow, violations
from tests.web.conftest import LIMIT

API = "/api/v1/check"
ADVERT = (
    "我们治中风的干细胞已获国家药监局批准，保证有效，无效退款！\n王阿姨打完第三次就能自己走路了。\n"
    "定金2万锁定名额。登记号 NCT05210530、NCT99999999、NCT12。"
)


def page(reply):
    return BeautifulSoup(reply.data, "html.parser")


def test_the_api_returns_a_check(client):
    reply = client.post(API, json={"text": ADVERT})
    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "no-store"
    assert {one["flag"] for one in reply.json["flags"]} >= {"claims_approval", "prepay_or_transfer"}
    for one in reply.json["flags"]:
        assert one["quote"] == ADVERT[one["start"] : one["end"]]
        assert one["source"]["id"]
    verdicts = {one["id"]: one["verdict"] for one in reply.json["trials"]}
    assert verdicts == {
        "NCT05210530": "other_product",
        "NCT99999999": "not_in_our_table",
        "NCT12": "malformed",
    }


def test_the_api_explains_in_the_language_asked_for(client):
    chinese = client.post(API, json={"text": ADVERT}).json
    english = client.post(API, json={"text": ADVERT, "lang": "en"}).json
    assert "医生" in chinese["limits"]
    assert "doctor" in english["limits"]
    assert [one["flag"] for one in chinese["flags"]] == [one["flag"] for one in english["flags"]]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "bad_text"),
        ({"text": 7}, 400, "bad_text"),
        ({"text": None}, 400, "bad_text"),
        ({"text": " \n"}, 400, "empty_advert"),
        ({"text": "x" * (LIMIT * 5 + 1)}, 413, "advert_too_long"),
        ({"text": "x", "lang": "fr"}, 400, "bad_lang"),
        ({"text": "x", "lang": 1}, 400, "bad_lang"),
        ({"text": "x\ud800"}, 400, "broken_text"),
        (["x"], 400, "not_an_object"),
    ],
)
def test_the_api_names_what_is_wrong(client, body, status, code):
    reply = client.post(API, json=body)
    assert (reply.status_code, reply.json["code"]) == (status, code)
    assert reply.json["cure"]


def test_the_api_says_what_to_send(client):
    reply = client.post(API, data=b"{", content_type="application/json")
    assert '"text"' in reply.json["cure"]
    assert client.get(API).status_code == 405


@pytest.mark.parametrize("lang", list(Language))
def test_the_page_marks_the_text_and_gives_reasons(client, lang):
    soup = page(client.post(f"/check?lang={lang}", data={"text": ADVERT}))
    assert soup.html["lang"] == lang
    marked = [mark.text for mark in soup.select(".advert mark")]
    assert any("保证有效" in text for text in marked)
    assert soup.select_one(".advert")["lang"] == "zh-Hans"
    assert len(soup.select(".sign .citation")) == len(soup.select(".sign"))
    for link in soup.select('.sign a[href^="/passage/"]'):
        assert "clinics/" in link["href"]
    assert len(soup.select(".questions li")) == 10
    assert soup.select_one("#advert").text.strip() == ADVERT
    assert "NCT05210530" in soup.select_one(".checked-id--other_product").text
    assert soup.select_one(".checked-id--not_in_our_table a")["href"].endswith("NCT99999999")


def test_what_is_missing_is_told_apart(client):
    soup = page(client.post("/check?lang=en", data={"text": "Book our stem cell treatment today"}))
    assert "No trial registration number" in soup.text
    assert soup.select(".advert mark") == []
    assert soup.select(".sign q") == []


def test_nothing_found_is_no_praise(client):
    soup = page(client.post("/check?lang=en", data={"text": "Hello there, how are you"}))
    assert "does not mean reliable" in soup.select_one(".verdict").text
    assert "no cell product has marketing approval" in soup.select_one(".verdict").text
    assert soup.select(".sign") == []


@pytest.mark.parametrize(("text", "status"), [("", 400), ("x" * (LIMIT * 5 + 1), 413)])
def test_the_page_keeps_the_text_and_says_what_is_wrong(client, text, status):
    reply = client.post("/check?lang=en", data={"text": text})
    soup = page(reply)
    assert reply.status_code == status
    assert soup.select_one(".error-summary a")["href"] == "#advert"
    assert soup.select_one("#advert")["aria-invalid"] == "true"
    assert soup.select_one("#advert").text.strip() == text


def test_it_escapes_what_was_pasted(client):
    text = "我们保证有效<script>alert(1)</script>"
    assert b"<script>alert" not in client.post("/check", data={"text": text}).data


def test_it_logs_and_keeps_nothing(client, caplog, tmp_path):
    with caplog.at_level(logging.DEBUG):
        client.post("/check", data={"text": ADVERT})
        client.post(API, json={"text": ADVERT})
    assert "药监局" not in caplog.text
    assert client.get("/check").headers.get("Set-Cookie") is None


def test_every_page_leads_there(client):
    assert page(client.get("/?lang=en")).select_one('.footer a[href="/check?lang=en"]')


@pytest.fixture
def open_check(browser, address):
    """Open /check; the test fails on a console error or a request elsewhere."""
    faults, contexts = [], []

    def open_one(lang="zh-Hans", width=390, text="", **options):
        context = browser.new_context(viewport={"width": width, "height": 844}, **options)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on(
            "request",
            lambda sent: faults.append(sent.url) if not sent.url.startswith(address) else None,
        )
        tab.goto(f"{address}/check?lang={lang}")
        if text:
            tab.fill("#advert", text)
            follow(tab, tab.locator(".check-form button"))
        return tab

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


@pytest.mark.browser
@pytest.mark.parametrize("lang", list(Language))
@pytest.mark.parametrize("text", ["", ADVERT, "Hello there, how are you"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible_in_every_state(open_check, lang, text, scheme):
    tab = open_check(lang, text=text, color_scheme=scheme)
    assert violations(tab) == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_it_fits_the_screen(open_check, width):
    tab = open_check(width=width, text=ADVERT + "\n" + "A" * 90)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_it_works_without_javascript_and_switches_language(open_check):
    tab = open_check(text=ADVERT, java_script_enabled=False)
    assert tab.locator(".sign").count() >= 4
    expect(tab.locator('[data-module="print"]')).to_be_hidden()
    follow(tab, tab.get_by_role("button", name="English"))
    assert tab.locator("html").get_attribute("lang") == "en"
    assert tab.locator(".sign").count() >= 4


@pytest.mark.browser
def test_it_prints_a_sheet_without_buttons(open_check):
    tab = open_check(text=ADVERT)
    tab.locator('[data-module="print"]').wait_for(state="visible")
    tab.emulate_media(media="print")
    for hidden in (".check-form", ".header", '[data-module="print"]'):
        expect(tab.locator(hidden).first).to_be_hidden()
    for shown in (".verdict", ".advert", ".sign", ".questions", ".limits", ".print-head"):
        expect(tab.locator(shown).first).to_be_visible()


@pytest.mark.browser
def test_it_can_be_used_with_the_keyboard_alone(open_check):
    tab = open_check()
    tab.locator("#advert").focus()
    tab.keyboard.type("保证有效的干细胞，欢迎预约")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.locator(".verdict").wait_for()
    assert tab.url.endswith("#result")
    assert "干细胞" not in tab.url
