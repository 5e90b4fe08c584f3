"""Error pages, health and what is logged."""

import logging

import pytest
from bs4 import BeautifulSoup

SECRET = "我妈妈的秘密"


def page(reply):
    return BeautifulSoup(reply.data, "html.parser")


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_it_helps_on_an_unknown_page(client, lang):
    reply = client.get(f"/nothing?lang={lang}")
    soup = page(reply)
    assert reply.status_code == 404
    assert soup.html["lang"] == lang
    assert soup.select_one('main a[href^="tel:"]')
    assert soup.select_one(f'main a[href="/?lang={lang}"]')
    assert soup.select_one("form textarea")


def test_in_a_frame_it_offers_only_what_the_frame_can_show(client, guide):
    guide.fault = ValueError(SECRET)
    refused = client.get("/widget?region=Mars")
    for reply in (refused, client.post("/widget", data={"question": "x"})):
        soup = page(reply)
        assert soup.select_one("body.framed .banner--emergency a[href^='tel:']")
        assert not soup.select(".header, .footer, .aids")
        own = [link["href"] for link in soup.select("main a") if "tel:" not in link["href"]]
        assert own == ["/widget?lang=zh-Hans"]
        assert {form["action"] for form in soup.select("form")} <= {"/widget?lang=zh-Hans#answer"}


def test_it_helps_on_a_wrong_method(client):
    reply = client.delete("/sources")
    assert reply.status_code == 405
    assert "GET" in reply.headers["Allow"]
    assert page(reply).h1


def test_it_helps_when_too_much_is_sent(client):
    reply = client.post("/", data={"question": "x" * 200_000})
    assert reply.status_code == 413
    assert page(reply).h1


def test_it_helps_without_a_traceback_when_something_breaks(client, guide):
    guide.fault = ValueError(SECRET)
    reply = client.post("/", data={"question": "x"})
    assert reply.status_code == 500
    assert page(reply).select_one('main a[href="tel:120"]')
    assert b"Traceback" not in reply.data
    assert SECRET.encode() not in reply.data


def test_it_logs_a_fault_but_never_what_was_asked(client, guide, caplog):
    guide.fault = ValueError(SECRET)
    with caplog.at_level(logging.DEBUG):
        client.post("/", data={"question": SECRET})
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


def test_it_lives_even_when_it_cannot_answer(client, guide):
    guide.ready, guide.problem = False, "no index"
    assert client.get("/healthz").json == {"status": "ok"}
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert reply.json == {"status": "not_ready", "reason": "no index"}


def test_it_says_when_it_can_answer(client):
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json) == (200, {"status": "ready"})
