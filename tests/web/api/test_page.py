"""/api: the page for people who write programs."""

import json

import pytest
from bs4 import BeautifulSoup

from guidebot.domain import Language
from guidebot.web.problem_json import TITLES
from tests import examples
from tests.web.browsing import WIDE, violations


def page(reply):
    return BeautifulSoup(reply.data, "html.parser")


@pytest.mark.parametrize("lang", list(Language))
def test_it_lists_every_address_and_problem(client, lang):
    soup = page(client.get(f"/api?lang={lang}"))
    assert soup.html["lang"] == lang
    shown = {heading.text for heading in soup.select(".api-address h3")}
    paths = client.get("/api/v1/openapi.json").json["paths"]
    assert shown == {
        f"{method.upper()} {path}" for path, operations in paths.items() for method in operations
    }
    assert all(soup.find(id=code) for code in TITLES)


def test_its_links_open(client):
    links = [link["href"] for link in page(client.get("/api")).select(".api-address a")]
    assert "/api/v1/passages/approval/any-approved" in links
    for link in links:
        assert client.get(link).status_code in {200, 404}, link


def test_the_problem_of_a_reply_leads_to_its_line(client):
    address = client.get("/api/v1/nothing").json["type"]
    path, _, name = address.removeprefix("http://localhost").partition("#")
    assert page(client.get(path)).find(id=name)


@pytest.mark.parametrize("lang", list(Language))
def test_the_form_shows_what_a_program_sends_and_gets(client, guide, lang):
    form = {"question": "Is it approved?", "lang_sent": "", "region_sent": "TW"}
    reply = client.post(f"/api?lang={lang}", data=form)
    soup = page(reply)
    assert reply.headers["Cache-Control"] == "no-store"
    assert soup.html["lang"] == lang
    sent, got = (soup.select_one(f'[aria-labelledby="{name}"]').text for name in ("sent", "got"))
    assert json.loads(sent.partition("\n\n")[2]) == {"question": "Is it approved?", "region": "TW"}
    assert json.loads(got)["id"] == examples.ANSWERED_EN.id
    assert guide.asked[0].regions == ("TW",)


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"question": ""}, 400, "empty_question"),
        ({}, 400, "empty_question"),
        ({"question": "x" * 201}, 413, "question_too_long"),
        ({"question": "x", "lang_sent": "fr"}, 400, "bad_lang"),
    ],
)
def test_the_form_shows_the_problem_that_a_program_gets(client, form, status, code):
    soup = page(client.post("/api?lang=en", data=form))
    assert str(status) in soup.find(id="got").text
    problem = json.loads(soup.select_one('[aria-labelledby="got"]').text)
    assert (problem["status"], problem["code"]) == (status, code)


def test_the_form_shows_markup_as_text(client):
    reply = client.post("/api?lang=en", data={"question": '"><script>alert(1)</script>'})
    assert b"<script>alert" not in reply.data


@pytest.mark.browser
@pytest.mark.parametrize("lang", list(Language))
def test_it_works_in_a_browser_without_a_script_and_for_everybody(open_page, lang):
    page = open_page(f"/api?lang={lang}", width=320, java_script_enabled=False)
    page.fill("#try-question", "Is it approved?")
    page.locator(".builder button").click()
    assert examples.ANSWERED_EN.id in page.locator('[aria-labelledby="got"]').inner_text()
    assert not page.evaluate(WIDE)
    tried = open_page(f"/api?lang={lang}")
    assert violations(tried) == []
