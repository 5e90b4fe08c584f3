"""What the first view weighs on the wire."""

import pytest

from bench.sizes import LIMIT, application, first_view
from guidebot.settings import read_settings


@pytest.fixture(scope="module")
def client():
    return application(read_settings({})).test_client()


@pytest.mark.parametrize("lang", ["zh-Hans", "zh-Hant", "en"])
def test_the_first_view_is_light(client, lang):
    files = first_view(client, f"/?lang={lang}")
    paths = " ".join(file.path for file in files)
    assert all(f"{name}." in paths for name in ("tokens", "chat", "main", "aloud", "icon"))
    assert sum(file.size for file in files) <= LIMIT


def test_every_script_that_is_imported_is_named_in_the_page(client):
    text = client.get("/").get_data(as_text=True)
    for file in first_view(client, "/"):
        assert file.path == "/" or file.path in text.replace("&amp;", "&")


@pytest.mark.parametrize("packed", ["gzip", "br"])
@pytest.mark.parametrize("path", ["/", "/static/css/base.css", "/static/js/chat.js"])
def test_it_packs_what_the_browser_can_unpack(client, path, packed):
    with client.get(path, headers={"Accept-Encoding": packed}) as reply:
        assert reply.headers["Content-Encoding"] == packed
        assert "Accept-Encoding" in reply.headers["Vary"]
    with client.get(path, headers={"Accept-Encoding": "identity"}) as reply:
        assert "Content-Encoding" not in reply.headers


def test_it_sends_a_file_that_the_browser_has_only_once(client):
    headers = {"Accept-Encoding": "gzip"}
    with client.get("/static/js/chat.js", headers=headers) as reply:
        headers["If-None-Match"] = reply.headers["ETag"]
    with client.get("/static/js/chat.js", headers=headers) as reply:
        assert (reply.status_code, reply.data) == (304, b"")
