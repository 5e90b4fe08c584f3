"""POST /api/v1/ask."""

import json

import pytest

from guidebot.domain import Language
from tests import examples
from tests.web.conftest import LIMIT

ASK = "/api/v1/ask"
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
        (b'{"question": "x", "lang": 1}', JSON, 400, "bad_lang"),
        (b'{"question": "x", "region": []}', JSON, 400, "bad_region"),
    ],
)
def test_it_refuses_what_it_cannot_read_in_one_shape(client, body, options, status, code):
    reply = client.post(ASK, data=body, **options)
    assert reply.status_code == status
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert reply.json.keys() == {"error"}
    assert reply.json["error"].keys() == {"code", "message", "cure"}
    assert reply.json["error"]["code"] == code
    assert all(reply.json["error"].values())


def test_it_refuses_too_much_context(client):
    for context in (["x"] * 21, ["x" * (LIMIT + 1)]):
        reply = client.post(ASK, json={"question": "x", "context": context})
        assert reply.status_code == 400
        assert reply.json["error"]["code"] == "bad_context"


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
    assert reply.status_code == status
    assert reply.json["error"]["code"] == code


def test_it_names_the_allowed_method(client):
    assert "POST" in client.get(ASK).headers["Allow"]


def test_it_refuses_a_huge_body(client):
    reply = client.post(ASK, data=b" " * 200_000, content_type="application/json")
    assert reply.status_code == 413
    assert reply.json["error"]["code"] == "too_large"


def test_it_hides_a_fault_behind_the_same_shape(client, guide):
    guide.fault = ValueError("secret question")
    reply = client.post(ASK, json={"question": "x"})
    assert reply.status_code == 500
    assert reply.json["error"]["code"] == "server_error"
    assert b"secret" not in reply.data
