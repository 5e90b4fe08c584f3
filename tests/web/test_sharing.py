"""Which scripts of other sites may call the API."""

import pytest

from tests.web.conftest import StubGuide, make_app

ASK = "/api/v1/ask"
SITES = "https://www.clinic.example https://*.hospital.example http://localhost:3000"


@pytest.fixture(scope="module")
def shared():
    return make_app(StubGuide(), GUIDEBOT_CORS_ORIGINS=SITES).test_client()


def allowed(reply):
    return reply.headers.get("Access-Control-Allow-Origin")


@pytest.mark.parametrize(
    "origin",
    [
        "https://www.clinic.example",
        "https://a.hospital.example",
        "https://a.b.hospital.example",
        "http://localhost:3000",
    ],
)
def test_a_named_site_may_call_it(shared, origin):
    reply = shared.post(ASK, json={"question": "你好"}, headers={"Origin": origin})
    assert allowed(reply) == origin
    assert "Origin" in reply.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in reply.headers
    assert allowed(shared.get("/v1/models", headers={"Origin": origin})) == origin
    assert allowed(shared.get("/api/v1/nothing", headers={"Origin": origin})) == origin


def test_a_named_site_may_send_json(shared):
    asked = {
        "Origin": "https://www.clinic.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    reply = shared.options(ASK, headers=asked)
    assert reply.status_code == 200
    assert "POST" in reply.headers["Access-Control-Allow-Methods"]
    assert reply.headers["Access-Control-Allow-Headers"] == "content-type"


@pytest.mark.parametrize(
    "origin",
    [
        "https://clinic.example",
        "http://www.clinic.example",
        "https://www.clinic.example:444",
        "https://www.clinic.example.evil.example",
        "https://evilwww.clinic.example",
        "https://wwwxclinic.example",
        "https://hospital.example",
        "https://evilhospital.example",
        "https://evil.example/.hospital.example",
        "http://localhost:30000",
        "null",
    ],
)
def test_no_other_site_may_call_it(shared, origin):
    assert allowed(shared.get("/api/v1/faq", headers={"Origin": origin})) is None


def test_pages_are_never_shared(shared):
    for path in ("/", "/faq", "/api", "/trials.csv"):
        assert allowed(shared.get(path, headers={"Origin": "https://www.clinic.example"})) is None


def test_nobody_may_call_it_by_default(client):
    reply = client.get("/api/v1/faq", headers={"Origin": "https://www.clinic.example"})
    assert not [name for name in dict(reply.headers) if name.startswith("Access-Control")]
    assert "Origin" not in reply.headers["Vary"].split(", ")
