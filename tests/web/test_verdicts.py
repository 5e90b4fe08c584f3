"""The feedback row under an answer, and POST /feedback."""

import logging

import pytest
from bs4 import BeautifulSoup

from guidebot.storage.records import Feedback, Verdict
from guidebot.storage.store import Store
from tests import examples

FRAGMENT = {"X-Requested-With": "fragment"}
SENT = {"answer": "abc123", "passage": ["approval#any-approved"], "verdict": "wrong"}


def page(reply):
    return BeautifulSoup(reply.data, "html.parser")


@pytest.fixture
def kept(app):
    """Return everything that is kept of feedback: (answer, passages, verdict, question, remark)."""

    def read():
        store: Store = app.extensions["guidebot"].store
        return [each.feedback for each in store.texts()], store.report().verdicts

    return read


def forms(client, question="台湾可以吗"):
    reply = client.post("/", data={"question": question})
    return page(reply).select("form[data-verdicts]")


def test_verdicts_send_ids_but_no_question(client):
    row, _ = forms(client)
    assert row["action"] == "/feedback?lang=zh-Hans"
    fields = [(field["name"], field["value"]) for field in row.select("input")]
    assert fields == [
        ("answer", "example-answered-zh"),
        ("status", "answered"),
        ("passage", "approval#any-approved"),
        ("passage", "stroke-products#nr-20201"),
    ]
    assert [button["value"] for button in row.select("button")] == list(Verdict)
    assert "台湾可以吗" not in str(row)


def test_words_are_sent_with_a_box_that_is_not_ticked_and_has_to_be(client):
    _, words = forms(client)
    (box,) = words.select("input[type=checkbox]")
    assert not box.has_attr("checked")
    assert box.has_attr("required")
    assert box["value"] == examples.ANSWERED_ZH.question
    assert str(words).count(examples.ANSWERED_ZH.question) == 1
    kept = words.select_one(f"#{box['aria-describedby']}").text
    assert "365" in kept
    assert not words.select("[name=verdict]")


@pytest.mark.parametrize("question", ["我爸嘴突然歪了", "你好"])
def test_it_does_not_ask_after_an_emergency_or_small_talk(client, question):
    assert not forms(client, question)


def test_it_keeps_the_verdict_alone_and_says_thank_you(client, app, kept):
    reply = client.post("/feedback?lang=en", data=SENT)
    assert reply.status_code == 200
    assert "Thank you" in page(reply).h1.text
    texts, ((passage, numbers),) = kept()[0], [(v.passage, v.numbers) for v in kept()[1]]
    assert (texts, passage, numbers) == ([], "approval#any-approved", (None,) * 4)


def test_it_keeps_words_redacted_where_the_box_is_ticked(client, kept):
    sent = {
        "answer": "abc123",
        "status": "not_covered",
        "passage": "approval#any-approved",
        "question": "我电话13800138000，能打吗",
        "remark": "加微信 zhang_san88",
    }
    assert client.post("/feedback", data=sent, headers=FRAGMENT).status_code == 204
    texts, _ = kept()
    assert texts == [
        Feedback(
            "abc123",
            ("approval#any-approved",),
            "not_covered",
            None,
            "我电话[phone]，能打吗",
            "加微信 [contact]",
        )
    ]


def test_it_keeps_no_word_where_the_box_is_not_ticked(client, kept):
    reply = client.post("/feedback?lang=en", data={"answer": "abc123", "remark": "secret"})
    assert reply.status_code == 400
    assert "The box is not ticked" in page(reply).h1.text
    client.post("/feedback", data={**SENT, "remark": "secret"})
    assert kept()[0] == []


def test_it_gives_the_script_no_page(client):
    sent = {"answer": "abc123", "verdict": "helpful"}
    reply = client.post("/feedback", data=sent, headers=FRAGMENT)
    assert (reply.status_code, reply.data) == (204, b"")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"verdict": "splendid"}, "splendid"),
        ({"passage": ["approval#nothing"]}, "approval#nothing"),
        ({"answer": "<b>"}, "<b>"),
        ({"answer": "x" * 65}, "x" * 40),
        ({"verdict": ""}, ""),
        ({"status": "splendid"}, "splendid"),
    ],
)
def test_it_refuses_what_it_does_not_know_by_name(client, kept, wrong, named):
    reply = client.post("/feedback?lang=en", data={**SENT, **wrong})
    assert reply.status_code == 400
    assert f"“{named}”" in page(reply).h1.text
    assert kept() == ([], ())


def test_it_refuses_words_that_are_too_long(client, kept):
    sent = {**SENT, "question": "问", "remark": "x" * 1001}
    reply = client.post("/feedback?lang=en", data=sent)
    assert reply.status_code == 413
    assert "too long" in page(reply).h1.text
    assert kept() == ([], ())


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_it_says_so_when_it_cannot_keep_and_logs_no_text(client, tmp_path, caplog, headers):
    (tmp_path / "data").write_text("a file where a folder should be")
    with caplog.at_level(logging.ERROR):
        sent = {**SENT, "question": "我爸能打吗"}
        reply = client.post("/feedback?lang=en", data=sent, headers=headers)
    assert reply.status_code == 503
    assert "feedback is not kept" in caplog.text
    assert "我爸能打吗" not in caplog.text
    if not headers:
        assert "Your chat is not affected" in page(reply).h1.text


def test_answers_come_when_nothing_can_be_kept(client, tmp_path):
    (tmp_path / "data").write_text("a file where a folder should be")
    assert forms(client)


def test_it_cannot_be_opened_as_a_page(client):
    assert client.get("/feedback").status_code == 405
