"""The chat page without JavaScript, and the component that its script asks for."""

import pytest
from bs4 import BeautifulSoup

from tests.web.conftest import LIMIT

FRAGMENT = {"X-Requested-With": "fragment"}


def page(reply):
    return BeautifulSoup(reply.data, "html.parser")


def contexts(soup):
    return [field["value"] for field in soup.select('input[name="context"]')]


def test_it_shows_an_empty_chat_with_six_starter_questions(client):
    soup = page(client.get("/"))
    assert len(soup.select('button[name="chosen"]')) == 6
    assert len(soup.select("h1")) == 1
    assert soup.select_one("label[for=question]")
    assert not soup.select('[role="log"] > *')


def test_it_always_says_that_it_is_a_machine_and_whom_to_call(client):
    for reply in (client.get("/"), client.post("/", data={"question": "台湾可以吗"})):
        notice = page(reply).select_one(".composer .notice")
        assert "机器" in notice.text
        assert notice.select_one('a[href="tel:120"]')


def test_it_answers_and_remembers_the_question_in_the_form(client, guide):
    soup = page(client.post("/", data={"question": "台湾可以吗", "context": ["第一问"]}))
    assert soup.select_one("#answer .turn__text").text == "台湾可以吗"
    assert soup.select_one(".earlier li p").text == "第一问"
    assert contexts(soup) == ["第一问", "台湾可以吗"]
    assert soup.select_one("#question").text.strip() == ""
    assert guide.asked[0].context == ("第一问",)


def test_it_asks_the_question_of_a_button_and_keeps_the_draft(client, guide):
    soup = page(client.post("/", data={"question": "写到一半", "chosen": "费用多少？"}))
    assert guide.asked[0].text == "费用多少？"
    assert soup.select_one("#question").text.strip() == "写到一半"


def test_it_keeps_text_and_chat_when_a_question_is_refused(client):
    long = "很" * (LIMIT + 1)
    reply = client.post("/", data={"question": long, "context": ["第一问"]})
    soup = page(reply)
    assert reply.status_code == 413
    assert soup.select_one("#question").text.strip() == long
    assert soup.select_one("#question")["aria-invalid"] == "true"
    assert soup.select_one('.error-summary a[href="#question"]')
    assert contexts(soup) == ["第一问"]
    assert str(LIMIT) in soup.select_one(".error-summary").text


@pytest.mark.parametrize("question", ["", "   ", "\u200b\n"])
def test_it_refuses_an_empty_question_with_a_cure(client, question):
    reply = client.post("/", data={"question": question})
    assert reply.status_code == 400
    assert "还没有写问题" in page(reply).select_one(".error-summary").text


def test_it_keeps_only_the_last_twenty_questions(client):
    sent = [f"问题{number}" for number in range(30)]
    soup = page(client.post("/", data={"question": "台湾可以吗", "context": sent}))
    assert contexts(soup) == [*sent[-19:], "台湾可以吗"]


def test_it_gives_the_script_only_the_new_part(client):
    reply = client.post("/", data={"question": "台湾可以吗"}, headers=FRAGMENT)
    soup = page(reply)
    assert reply.headers["Cache-Control"] == "no-store"
    assert soup.select_one("[data-fragment].turn")
    assert not soup.select("html, #ask, h1")


def test_it_gives_the_script_the_reason_of_a_refusal(client):
    reply = client.post("/", data={"question": ""}, headers=FRAGMENT)
    assert reply.status_code == 400
    assert page(reply).select_one("[data-fragment].error-summary")
    assert not page(reply).select("html")


def test_it_gives_the_script_a_component_when_something_breaks(client, guide):
    guide.fault = RuntimeError()
    reply = client.post("/", data={"question": "x"}, headers=FRAGMENT)
    assert reply.status_code == 500
    assert page(reply).select_one("[data-fragment].error-summary")


def test_it_takes_the_chat_along_when_the_language_is_switched(client, guide):
    soup = page(client.post("/", data={"question": "台湾可以吗", "context": ["第一问"]}))
    button = soup.select_one('button[name="switch"][value="en"]')
    fields = {"question": "draft", "context": contexts(soup), "switch": "en"}
    soup = page(client.post(button["formaction"], data=fields))
    assert soup.html["lang"] == "en"
    assert contexts(soup) == ["第一问", "台湾可以吗"]
    assert guide.asked[-1].text == "台湾可以吗"
    assert soup.select_one("#question").text.strip() == "draft"


def test_it_switches_the_language_of_an_empty_chat(client):
    soup = page(client.post("/?lang=en", data={"question": "", "switch": "en"}))
    assert soup.html["lang"] == "en"
    assert not soup.select(".error-summary")


def test_it_never_puts_a_question_into_an_address(client):
    soup = page(client.post("/", data={"question": "台湾可以吗"}))
    assert soup.form["method"] == "post"
    addresses = [link.get("href", "") for link in soup.select("a")] + [soup.form["action"]]
    assert not any("台湾" in address or "%E5" in address for address in addresses)


def test_it_says_so_when_nothing_can_be_searched(client, guide):
    assert not page(client.get("/")).select(".banner")
    guide.ready = False
    assert "查不了" in page(client.get("/")).select_one(".banner").text


def test_it_escapes_what_people_write(client):
    reply = client.post(
        "/", data={"question": "<script>alert(1)</script> 你好", "context": ['"><b>']}
    )
    assert b"<script>alert" not in reply.data
    assert b"<b>" not in reply.data
