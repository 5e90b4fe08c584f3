"""The feedback row under an answer, and POST /feedback."""

import logging

import pytest
from bs4 import BeautifulSoup

from guidebot.feedback import NO_PASSAGE, Verdict, feedback_path, read_verdicts

FRAGMENT = {"X-Requested-With": "fragment"}
SENT = {"answer": "abc123", "passage": ["approval#any-approved"], "verdict": "wrong"}


def page(reply):
    return BeautifulSoup(reply.data, "html.parser")


@pytest.fixture
def counted(tmp_path):
    return lambda: read_verdicts(feedback_path(tmp_path / "data"))


def test_it_sends_ids_and_the_verdict_but_no_question(client):
    row = page(client.post("/", data={"question": "台湾可以吗"})).select_one("[data-verdicts]")
    assert row["action"] == "/feedback?lang=zh-Hans"
    fields = [(field["name"], field["value"]) for field in row.select("input")]
    assert fields == [
        ("answer", "example-answered-zh"),
        ("passage", "approval#any-approved"),
        ("passage", "stroke-products#nr-20201"),
    ]
    assert [button["value"] for button in row.select("button")] == list(Verdict)
    assert "台湾可以吗" not in str(row)


@pytest.mark.parametrize("question", ["我爸嘴突然歪了", "你好"])
def test_it_does_not_ask_after_an_emergency_or_small_talk(client, question):
    assert not page(client.post("/", data={"question": question})).select("[data-verdicts]")


def test_it_counts_what_was_sent_and_says_thank_you(client, counted):
    reply = client.post("/feedback?lang=en", data=SENT)
    assert reply.status_code == 200
    assert "Thank you" in page(reply).h1.text
    assert counted() == {("approval#any-approved", Verdict.WRONG): 1}


def test_it_gives_the_script_no_page(client, counted):
    sent = {"answer": "abc123", "verdict": "helpful"}
    reply = client.post("/feedback", data=sent, headers=FRAGMENT)
    assert (reply.status_code, reply.data) == (204, b"")
    assert counted() == {(NO_PASSAGE, Verdict.HELPFUL): 1}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"verdict": "splendid"}, "splendid"),
        ({"passage": ["approval#nothing"]}, "approval#nothing"),
        ({"answer": "<b>"}, "<b>"),
        ({"answer": "x" * 65}, "x" * 40),
        ({"verdict": ""}, ""),
    ],
)
def test_it_refuses_what_it_does_not_know_by_name(client, counted, wrong, named):
    reply = client.post("/feedback?lang=en", data={**SENT, **wrong})
    assert reply.status_code == 400
    assert f"“{named}”" in page(reply).h1.text
    assert counted() == {}


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_it_says_so_when_it_cannot_count_and_logs_no_text(client, tmp_path, caplog, headers):
    (tmp_path / "data").write_text("a file where a folder should be")
    with caplog.at_level(logging.ERROR):
        reply = client.post("/feedback?lang=en", data=SENT, headers=headers)
    assert reply.status_code == 503
    assert "feedback is not counted" in caplog.text
    if not headers:
        assert "Your chat is not affected" in page(reply).h1.text


def test_it_cannot_be_opened_as_a_page(client):
    assert client.get("/feedback").status_code == 405
