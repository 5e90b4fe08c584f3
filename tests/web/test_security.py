"""Headers, caches, cookies and own files only."""

import re

import pytest
from bs4 import BeautifulSoup

from tests.web.conftest import StubGuide, make_app

PAGES = (
    "/",
    "/sources",
    "/faq/approval/any-approved",
    "/nothing",
    "/widget",
    "/embed",
    "/healthz",
    "/api/v1/ask",
)


@pytest.mark.parametrize("path", PAGES)
def test_it_sends_the_security_headers_with_everything(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "microphone=(self)" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers


def routes():
    """Return (method, address) of every rule of the application, parts of addresses filled in."""
    values = {"filename": "css/base.css", "topic": "approval", "slug": "any-approved"}
    app = make_app(StubGuide())
    bound = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        given = {name: values.get(name, "NCT03545607") for name in rule.arguments}
        address = bound.build(rule.endpoint, given) if rule.endpoint != "static" else None
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, address or "/static/css/base.css"


@pytest.mark.parametrize(("method", "path"), sorted(set(routes())))
def test_every_route_has_the_security_headers(client, method, path):
    with client.open(path, method=method, data={"question": "x"} if method == "POST" else {}) as it:
        headers = it.headers
        assert it.status_code != 500
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "payment=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers
    assert "Set-Cookie" not in headers
    kept = headers["Cache-Control"]
    assert (
        kept == "no-store"
        if method == "POST"
        else kept in {"no-cache", "no-store"} or (path in {"/widget.js"})
    )


@pytest.mark.parametrize(
    ("proxies", "scheme", "sent"),
    [("1", "https", True), ("1", "http", False), ("0", "https", False), ("2", "https", True)],
)
def test_it_asks_for_https_only_where_the_reader_came_by_it(proxies, scheme, sent):
    client = make_app(StubGuide(), GUIDEBOT_PROXIES=proxies).test_client()
    headers = client.get("/", headers={"X-Forwarded-Proto": scheme}).headers
    assert headers.get("Strict-Transport-Security") == ("max-age=31536000" if sent else None)


def test_it_asks_for_https_where_it_is_spoken_to_by_https(client):
    reply = client.get("/", base_url="https://guide.example")
    assert "max-age" in reply.headers["Strict-Transport-Security"]


def test_it_takes_no_host_from_a_header_that_readers_can_send():
    client = make_app(StubGuide(), GUIDEBOT_PROXIES="1").test_client()
    page = client.get("/faq/approval/any-approved", headers={"X-Forwarded-Host": "evil.example"})
    assert b"evil.example" not in page.data


def test_it_lets_the_named_sites_frame_the_widget_and_nothing_else():
    app = make_app(StubGuide(), GUIDEBOT_FRAME_ANCESTORS="https://a.example https://b.example")
    client = app.test_client()
    for reply in (client.get("/widget"), client.post("/widget", data={"question": "你好"})):
        policy = reply.headers["Content-Security-Policy"]
        assert policy.endswith("frame-ancestors https://a.example https://b.example")
        assert "X-Frame-Options" not in reply.headers
    for path in {*PAGES, "/embed/demo", "/widget/"} - {"/widget"}:
        headers = client.get(path).headers
        assert headers["Content-Security-Policy"].endswith("frame-ancestors 'none'"), path
        assert headers["X-Frame-Options"] == "DENY"


def test_it_lets_no_site_frame_the_widget_where_none_is_named(client):
    headers = client.get("/widget").headers
    assert headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    assert headers["X-Frame-Options"] == "DENY"


def test_it_never_lets_an_answer_be_kept(client):
    for reply in (client.post("/", data={"question": "你好"}), client.post("/", data={})):
        assert reply.headers["Cache-Control"] == "no-store"


def test_it_lets_the_browser_go_back_to_a_chat(client):
    assert client.get("/").headers["Cache-Control"] == "no-cache"


def test_it_lets_versioned_files_be_kept(client):
    soup = BeautifulSoup(client.get("/").data, "html.parser")
    addresses = [str(link["href"]) for link in soup.select("link[rel=stylesheet], link[rel=icon]")]
    addresses += [str(script["src"]) for script in soup.select("script")]
    for address in addresses:
        with client.get(address) as reply:
            assert reply.status_code == 200
            assert "immutable" in reply.headers["Cache-Control"]
        with client.get(address.split("?")[0]) as reply:
            assert reply.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", PAGES[:6])
def test_it_has_nothing_inline_and_nothing_from_elsewhere(client, path):
    soup = BeautifulSoup(client.get(path).data, "html.parser")
    for element in soup.find_all(True):
        assert "style" not in element.attrs
        assert not [name for name in element.attrs if name.startswith("on")]
    assert all(script.get("src") and not script.text for script in soup.select("script"))
    loaded = soup.select("script[src], link[rel=stylesheet], link[rel=icon], img[src]")
    assert all(re.match("/(static|faq)/", str(each.get("src") or each["href"])) for each in loaded)
