"""POST /api/v1/ask and /api/v1/feedback; what is wrong has one shape."""

import json
from collections import Counter

import pytest
from sqlalchemy import select

from guidebot.domain import Language
from guidebot.storage.database import open_database, reading
from guidebot.storage.records import Verdict
from guidebot.storage.tables import feedback, feedback_passages
from guidebot.web.problem_json import TITLES
from tests import examples
from tests.web.conftest import LIMIT

ASK = "/api/v1/ask"
FEEDBACK = "/api/v1/feedback"
SENT = {"answer": "abc123", "passages": ["approval#any-approved"], "verdict": "wrong"}
PROBLEM = ["type", "title", "status", "detail", "instance", "code", "cure"]
JSON = {"content_type": "application/json"}


def test_it_returns_one_answer_as_json(client):
    reply = client.post(ASK, json={"question": "Is it approved?", "context": ["hello there"]})
    assert reply.status_code == 200
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.json["id"] == examples.ANSWERED_EN.id
    assert reply.json["guidance"][0]["tag"] == "not_approved_for_stroke"


def test_it_passes_language_region_and_context_on(client, guide):
    body = {"question": "NCT1", "lang": "zh-Hant", "region": None, "context": ["a", "b"]}
    assert client.post(ASK, json=body).status_code == 200
    assert guide.asked[0].language is Language.ZH_HANT
    assert guide.asked[0].context == ("a", "b")


def test_it_keeps_chinese_readable_in_the_json(client):
    reply = client.post(ASK, json={"question": "你好"})
    assert "您好".encode() in reply.data


@pytest.mark.parametrize("question", ["🙏🙏", "¿Está aprobado?", "脳梗塞に効きますか"])
def test_it_takes_emoji_and_other_languages_as_normal_questions(client, question):
    assert client.post(ASK, json={"question": question}).status_code == 200


@pytest.mark.parametrize(
    ("body", "options", "status", "code"),
    [
        (b'{"question": "x"}', {"content_type": "text/plain"}, 415, "wrong_content_type"),
        (b'{"question": "x"}', {}, 415, "wrong_content_type"),
        (b"{", JSON, 400, "invalid_json"),
        (b"", JSON, 400, "invalid_json"),
        (b"[" * 50_000, JSON, 400, "invalid_json"),
        (b'{"question": "\xff"}', JSON, 400, "invalid_utf8"),
        (b'["x"]', JSON, 400, "not_an_object"),
        (b"null", JSON, 400, "not_an_object"),
        (b"{}", JSON, 400, "bad_question"),
        (b'{"question": 7}', JSON, 400, "bad_question"),
        (b'{"question": ""}', JSON, 400, "empty_question"),
        (b'{"question": " \\n\\u0000 "}', JSON, 400, "empty_question"),
        (json.dumps({"question": "x" * (LIMIT + 1)}).encode(), JSON, 413, "question_too_long"),
        (b'{"question": "x", "context": "y"}', JSON, 400, "bad_context"),
        (b'{"question": "x", "context": [1]}', JSON, 400, "bad_context"),
        (b'{"question": NaN}', JSON, 400, "bad_question"),
        (b'{"question": ' + b"9" * 5000 + b"}", JSON, 400, "invalid_json"),
        (b'{"question": "x", "context": {"a": "b"}}', JSON, 400, "bad_context"),
        (b'{"question": "x", "lang": 1}', JSON, 400, "bad_lang"),
        (b'{"question": "x", "lang": "fr"}', JSON, 400, "bad_lang"),
        (b'{"question": "x", "region": []}', JSON, 400, "bad_region"),
    ],
)
def test_it_refuses_what_it_cannot_read_in_one_shape(client, body, options, status, code):
    reply = client.post(ASK, data=body, **options)
    assert reply.status_code == status
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.headers["Cache-Control"] == "no-store"
    assert list(reply.json) == PROBLEM
    assert all(reply.json.values())
    assert (reply.json["status"], reply.json["code"]) == (status, code)
    assert (reply.json["title"], reply.json["instance"]) == (TITLES[code], ASK)
    assert reply.json["type"] == f"http://localhost/api#{code}"


def test_it_refuses_too_much_context(client):
    for context in (["x"] * 21, ["x" * (LIMIT + 1)]):
        reply = client.post(ASK, json={"question": "x", "context": context})
        assert reply.status_code == 400
        assert reply.json["code"] == "bad_context"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", ASK, 405, "method_not_allowed"),
        ("POST", "/api/v1/nothing", 404, "not_found"),
        ("GET", "/api/", 404, "not_found"),
    ],
)
def test_it_has_the_same_shape_for_wrong_addresses(client, method, path, status, code):
    reply = client.open(path, method=method)
    assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")
    assert list(reply.json) == PROBLEM
    assert reply.json["code"] == code


def test_it_names_the_allowed_method(client):
    assert "POST" in client.get(ASK).headers["Allow"]


def test_it_refuses_a_huge_body(client):
    reply = client.post(ASK, data=b" " * 200_000, content_type="application/json")
    assert reply.status_code == 413
    assert reply.json["code"] == "too_large"


def test_it_hides_a_fault_behind_the_same_shape(client, guide):
    guide.fault = ValueError("secret question")
    reply = client.post(ASK, json={"question": "x"})
    assert reply.status_code == 500
    assert reply.json["code"] == "server_error"
    assert b"secret" not in reply.data


def test_it_names_a_wrong_language_and_the_right_ones(client):
    told = client.post(ASK, json={"question": "x", "lang": "fr"}).json["detail"]
    assert "'fr'" in told
    assert "'zh-Hant'" in told


def test_it_never_says_again_what_was_asked(client):
    for body in ({"question": ["秘密"]}, {"question": "x" * LIMIT + "秘密"}, {"context": ["秘密"]}):
        assert "秘密" not in client.post(ASK, json=body).text


def test_it_takes_an_empty_choice_as_none(client):
    body = {"question": "x", "lang": "", "region": "", "context": None}
    assert client.post(ASK, json=body).status_code == 200


def test_half_an_emoji_costs_no_answer(client, guide):
    body = {"question": "嘴歪了\ud83d", "context": ["\udc00"]}
    assert client.post(ASK, json=body).status_code == 200
    assert "嘴歪了" in guide.asked[0].text


@pytest.fixture
def counted(app):
    """Return a function that reads {(passage, verdict): number} of everything that is kept."""

    def read():
        database = open_database(app.extensions["guidebot"].settings)
        joined = feedback.outerjoin(feedback_passages)
        with reading(database) as connection:
            columns = (feedback_passages.c.passage, feedback.c.verdict)
            rows = connection.execute(select(*columns).select_from(joined))
            return Counter((passage or "", Verdict(verdict)) for passage, verdict in rows)

    app.extensions["guidebot"].store.prepare()
    return read


def test_it_counts_a_verdict(client, counted):
    reply = client.post(FEEDBACK, json=SENT)
    assert (reply.status_code, reply.data) == (204, b"")
    assert client.post(FEEDBACK, json={"answer": "x", "verdict": "helpful"}).status_code == 204
    assert counted() == {
        ("approval#any-approved", Verdict.WRONG): 1,
        ("", Verdict.HELPFUL): 1,
    }


@pytest.mark.parametrize(
    ("wrong", "code", "named"),
    [
        ({"verdict": "splendid"}, "bad_verdict", "splendid"),
        ({"verdict": None}, "bad_verdict", "'helpful'"),
        ({"passages": ["approval#nothing"]}, "bad_feedback", "approval#nothing"),
        ({"passages": "approval"}, "bad_passages", "list"),
        ({"passages": ["approval#any-approved"] * 21}, "bad_passages", "20"),
        ({"answer": "<b>"}, "bad_answer", "pattern"),
        ({"answer": "abc\n"}, "bad_answer", "pattern"),
        ({"answer": 7}, "bad_answer", "'answer'"),
    ],
)
def test_it_refuses_a_verdict_that_it_cannot_count(client, counted, wrong, code, named):
    reply = client.post(FEEDBACK, json=SENT | wrong)
    assert (reply.status_code, reply.json["code"]) == (400, code)
    assert named in reply.json["detail"]
    assert reply.json["cure"]
    assert counted() == {}


def test_it_says_when_a_verdict_cannot_be_counted_now(client, tmp_path):
    (tmp_path / "data").write_text("a file where a folder should be")
    reply = client.post(FEEDBACK, json=SENT)
    assert (reply.status_code, reply.json["code"]) == (503, "unavailable")
    assert str(tmp_path) not in reply.text
