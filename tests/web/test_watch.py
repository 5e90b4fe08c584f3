"""Figures for Prometheus: who sees them, what they count, and what they never hold."""

import logging

import pytest
from prometheus_client.parser import text_string_to_metric_families
from werkzeug.test import Client

from guidebot.web.metrics import MISSES
from guidebot.web.watch import metrics_by_port
from tests.conftest import ROOT
from tests.web.conftest import StubGuide, make_app

TOKEN = "sixteen-letters-or-more"
SECRET = "我妈妈的秘密"


@pytest.fixture
def app():
    return make_app(
        StubGuide(), GUIDEBOT_METRICS_TOKEN=TOKEN, GUIDEBOT_PROXIES="1", GUIDEBOT_CACHED_ANSWERS="9"
    )


@pytest.fixture
def figures(client):
    """Return a function that reads {(sample, labels): value}."""

    def read():
        reply = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert reply.status_code == 200
        families = text_string_to_metric_families(reply.get_data(as_text=True))
        samples = [sample for family in families for sample in family.samples]
        return {(each.name, *sorted(each.labels.items())): each.value for each in samples}

    return read


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer é"])
def test_it_shows_figures_to_nobody_without_the_token(client, given):
    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer "])
def test_it_shows_figures_to_nobody_where_there_is_no_token(given):
    client = make_app(StubGuide()).test_client()
    assert client.get("/metrics", headers={"Authorization": given}).status_code == 404


def test_it_serves_figures_and_nothing_else_on_their_own_port(app):
    client = Client(metrics_by_port(app, 9471))
    own = "http://127.0.0.1:9471"
    assert b"guidebot_ready" in client.get("/metrics", base_url=own).data
    assert client.get("/", base_url=own).status_code == 404
    public = "http://127.0.0.1:8000"
    assert client.get("/metrics", base_url=public).status_code == 404
    told = {"Host": "127.0.0.1:9471", "X-Forwarded-Port": "9471", "X-Forwarded-Host": "a:9471"}
    assert client.get("/metrics", base_url=public, headers=told).status_code == 404


def test_it_counts_answers_cards_and_what_was_remembered(client, figures):
    for question in ("Is it approved?", "Is it approved?", "football", "我爸嘴突然歪了"):
        client.post("/api/v1/ask", json={"question": question})
    found = figures()
    answered = [each for each in found if each[0] == "guidebot_answers_total"]
    assert sum(found[each] for each in answered) == 4
    assert found["guidebot_cache_total", ("found", "hit")] == 1
    assert found["guidebot_cache_total", ("found", "miss")] == 3
    assert found["guidebot_cards_total", ("tag", "emergency_stroke")] == 1
    assert found["guidebot_stage_seconds_count", ("stage", "total")] >= 3


def test_it_counts_requests_by_rule_and_never_by_address(client, figures):
    client.get(f"/faq/{SECRET}/x")
    client.get(f"/{SECRET}")
    client.open("/", method="SECRET")
    found = str(figures())
    assert "'/faq/<topic>/<slug>'" in found
    assert "('route', 'none')" in found
    assert "SECRET" not in found
    assert SECRET not in found


def test_it_names_only_misses_that_have_a_template():
    for kind in MISSES:
        assert (ROOT / "templates" / "statements" / "zh" / f"{kind}.j2").is_file(), kind


def test_it_logs_each_request_without_question_or_address(client, caplog):
    with caplog.at_level(logging.DEBUG):
        told = {"X-Forwarded-For": "203.0.113.9"}
        client.post(f"/?q={SECRET}", data={"question": SECRET}, headers=told)
        client.get(f"/trials/{SECRET}", headers=told)
    lines = [record for record in caplog.records if record.getMessage() == "request"]
    assert [(line.method, line.route, line.status) for line in lines] == [
        ("POST", "/", 200),
        ("GET", "/trials/<path:identifier>", 400),
    ]
    assert SECRET not in str([vars(record) for record in caplog.records])
    assert "203.0.113.9" not in str([vars(record) for record in caplog.records])
