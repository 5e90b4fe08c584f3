"""The staff page: who gets in, what is shown, and what is never shown."""

import csv
import io
import logging
import re
import stat
from dataclasses import replace
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from guidebot.corpus.articles import read_article
from guidebot.domain import Language
from guidebot.errors import SettingsError
from guidebot.storage.records import Feedback, Verdict
from guidebot.web.staff_access import IDLE_S, KEY_FILE, LONGEST_S, hash_password
from tests import examples
from tests.web.conftest import make_app

PASSWORD, TOKEN = "correct horse battery staple", "t" * 43
HASH = hash_password(PASSWORD)
SECURE = {"base_url": "https://guide.example"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}
PAGES = ("/staff", "/staff/feedback", "/staff/due")


@pytest.fixture
def app(guide, tmp_path):
    return make_app(
        guide,
        GUIDEBOT_DATA=str(tmp_path / "data"),
        GUIDEBOT_STAFF_PASSWORD_HASH=HASH,
        GUIDEBOT_STAFF_TOKEN=TOKEN,
    )


@pytest.fixture
def store(app):
    return app.extensions["guidebot"].store


def page(reply):
    return BeautifulSoup(reply.data, "html.parser")


def mark(client, path="/staff/login"):
    """Return what forms of a page have to carry."""
    return page(client.get(path, **SECURE)).select_one("[name=csrf_token]")["value"]


def log_in(client, password=PASSWORD):
    sent = {"password": password, "csrf_token": mark(client)}
    return client.post("/staff/login?lang=en", data=sent, **SECURE)


@pytest.fixture
def staff(client):
    """A browser that is logged in; by the token, which takes no time to check."""
    assert log_in(client, TOKEN).status_code == 303
    return client


def fill(store, questions=6):
    for _ in range(questions):
        store.count(examples.ANSWERED_ZH)
    store.count(examples.NOT_COVERED_EN)
    for number in range(5):
        verdict = Feedback(f"v{number}", ("approval#any-approved",), verdict=Verdict.WRONG)
        store.keep(verdict)
    store.keep(
        Feedback(
            "w1",
            ("approval#any-approved", "gone#passage"),
            "not_covered",
            Verdict.WRONG,
            "<script>香港打得吗</script> 电话13800138000",
            "=1+1",
        )
    )


# Absent unless configured


def test_there_is_no_staff_page_unless_it_is_configured(guide, tmp_path):
    client = make_app(guide, GUIDEBOT_DATA=str(tmp_path)).test_client()
    for path in (*PAGES, "/staff/login", "/staff/files/feedback.csv"):
        assert client.get(path, **SECURE).status_code == 404
    assert not (tmp_path / KEY_FILE).exists()


@pytest.mark.parametrize("name", ["GUIDEBOT_STAFF_PASSWORD_HASH", "GUIDEBOT_STAFF_TOKEN"])
def test_it_does_not_start_with_a_malformed_secret(guide, name):
    with pytest.raises(SettingsError, match=name):
        make_app(guide, **{name: "malformed"})


# Who gets in


@pytest.mark.parametrize("path", [*PAGES, "/staff/files/feedback.csv"])
def test_it_asks_for_the_password_first(client, path):
    reply = client.get(path + "?lang=zh-Hant", **SECURE)
    assert (reply.status_code, reply.location) == (303, "/staff/login?lang=zh-Hant")


@pytest.mark.parametrize("secret", [PASSWORD, TOKEN])
def test_the_password_and_the_token_open_it(client, secret):
    reply = log_in(client, secret)
    assert (reply.status_code, reply.location) == (303, "/staff?lang=en")
    assert client.get("/staff", **SECURE).status_code == 200


@pytest.mark.parametrize("secret", ["", "wrong", HASH, PASSWORD + " "])
def test_anything_else_does_not(client, secret, caplog):
    with caplog.at_level(logging.WARNING):
        reply = log_in(client, secret)
    assert reply.status_code == 403
    assert "wrong" in page(reply).select_one("[role=alert]").text
    assert client.get("/staff", **SECURE).status_code == 303
    assert "a login of staff failed" in caplog.text
    assert not secret or secret not in caplog.text


def test_the_cookie_is_tied_to_the_host_and_to_https_and_to_no_script(client):
    reply = log_in(client)
    (cookie,) = reply.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-guidebot-staff=")
    parts = cookie.split("; ")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(parts)
    assert "Domain" not in cookie
    assert PASSWORD not in cookie


def test_on_this_machine_it_works_without_https(client):
    for base in ("http://127.0.0.1:8000", "http://[::1]:8000", "http://localhost"):
        reply = client.get("/staff/login", base_url=base)
        assert reply.status_code == 200
        (cookie,) = reply.headers.getlist("Set-Cookie")
        assert cookie.startswith("guidebot-staff=")
        assert "Secure" in cookie


@pytest.mark.parametrize("path", [*PAGES, "/staff/login"])
def test_elsewhere_it_needs_https(client, path):
    reply = client.get(path + "?lang=en", base_url="http://guide.example", headers=BEARER)
    assert reply.status_code == 403
    assert "https" in page(reply).select_one("[role=alert]").text


def test_the_public_address_says_that_there_is_https(guide, tmp_path):
    app = make_app(
        guide,
        GUIDEBOT_DATA=str(tmp_path),
        GUIDEBOT_STAFF_TOKEN=TOKEN,
        GUIDEBOT_BASE_URL="https://guide.example",
    )
    reply = app.test_client().get("/staff/login", base_url="http://10.0.0.7")
    assert reply.status_code == 200
    assert reply.headers["Set-Cookie"].startswith("__Host-")


def test_too_many_wrong_passwords_are_refused_and_the_right_one_too(client):
    for _ in range(5):
        assert log_in(client, "wrong").status_code == 403
    for secret in ("wrong", PASSWORD):
        reply = log_in(client, secret)
        assert reply.status_code == 429
        assert 0 < int(reply.headers["Retry-After"]) <= 60
        assert "wait" in page(reply).select_one("[role=alert]").text
    assert client.get("/staff", **SECURE).status_code == 303


def test_right_passwords_are_not_counted(client):
    for _ in range(8):
        assert log_in(client, TOKEN).status_code == 303


def test_readers_are_never_throttled_by_it(client):
    for _ in range(30):
        assert client.post("/", data={"question": "台湾可以吗"}).status_code == 200


@pytest.mark.parametrize("path", ["/staff/login", "/staff/logout", "/staff/feedback/1/remove"])
def test_no_form_works_without_its_mark(staff, store, path):
    fill(store)
    (kept,) = store.texts()
    reply = staff.post(path.replace("1", str(kept.number)), data={"password": PASSWORD}, **SECURE)
    assert reply.status_code == 400
    assert len(store.texts()) == 1
    assert staff.get("/staff", **SECURE).status_code == 200


def test_logging_out_ends_the_session(staff):
    sent = {"csrf_token": mark(staff, "/staff")}
    assert staff.post("/staff/logout", data=sent, **SECURE).status_code == 303
    assert staff.get("/staff", **SECURE).status_code == 303


def later(monkeypatch, seconds):
    import time

    now = time.time() + seconds
    monkeypatch.setattr("time.time", lambda: now)


@pytest.mark.parametrize(("seconds", "status"), [(IDLE_S - 60, 200), (IDLE_S + 60, 303)])
def test_a_session_ends_when_it_is_not_used(staff, monkeypatch, seconds, status):
    later(monkeypatch, seconds)
    # The browser forgets the cookie by itself; one that does not is refused.
    for cookie in staff._cookies.values():
        cookie.expires = None
        cookie.max_age = None
    assert staff.get("/staff", **SECURE).status_code == status


def test_no_session_outlasts_a_day_of_work(staff, monkeypatch):
    for _ in range(LONGEST_S // (IDLE_S - 60)):
        later(monkeypatch, IDLE_S - 60)
        assert staff.get("/staff", **SECURE).status_code == 200
    later(monkeypatch, IDLE_S - 60)
    assert staff.get("/staff", **SECURE).status_code == 303


def test_a_new_password_ends_all_sessions(staff, guide, tmp_path):
    environ = {
        "GUIDEBOT_DATA": str(tmp_path / "data"),
        "GUIDEBOT_STAFF_PASSWORD_HASH": hash_password("another horse battery staple"),
    }
    other = make_app(guide, **environ).test_client()
    other._cookies = staff._cookies
    assert other.get("/staff", **SECURE).status_code == 303


def test_the_key_of_sessions_is_kept_for_its_owner_alone(app, guide, tmp_path):
    path = tmp_path / "data" / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    environ = {"GUIDEBOT_DATA": str(tmp_path / "data"), "GUIDEBOT_STAFF_TOKEN": TOKEN}
    assert make_app(guide, **environ).secret_key == app.secret_key
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="can be read by others"):
        make_app(guide, **environ)
    assert make_app(guide, **environ, GUIDEBOT_SECRET_KEY="k" * 40).secret_key == "k" * 40


def test_it_does_not_start_where_no_key_can_be_kept(guide, tmp_path):
    with pytest.raises(SettingsError, match="GUIDEBOT_SECRET_KEY"):
        make_app(guide, GUIDEBOT_DATA="/proc/nowhere", GUIDEBOT_STAFF_TOKEN=TOKEN)
    (tmp_path / KEY_FILE).mkdir(mode=0o700)
    with pytest.raises(SettingsError, match=KEY_FILE):
        make_app(guide, GUIDEBOT_DATA=str(tmp_path), GUIDEBOT_STAFF_TOKEN=TOKEN)


# Programs


def test_a_program_reads_with_the_token_and_changes_nothing(client, store):
    fill(store)
    reply = client.get("/staff/files/outcomes.csv", headers=BEARER, **SECURE)
    assert (reply.status_code, reply.mimetype) == (200, "text/csv")
    number = store.texts()[0].number
    for path in ("/staff/logout", f"/staff/feedback/{number}/remove"):
        assert client.post(path, headers=BEARER, **SECURE).status_code == 400
    assert store.texts()


@pytest.mark.parametrize("given", ["Bearer wrong", "Bearer ", f"Bearer {TOKEN}x"])
def test_a_program_with_another_token_is_refused(client, given):
    reply = client.get("/staff", headers={"Authorization": given}, **SECURE)
    assert reply.status_code == 401
    assert reply.headers["WWW-Authenticate"] == "Bearer"


# Headers


def test_nothing_of_it_is_kept_or_found(staff):
    for path in (*PAGES, "/staff/login", "/staff/files/passages.csv"):
        headers = staff.get(path, **SECURE).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex"
        assert "unsafe" not in headers["Content-Security-Policy"]
    for path in ("/sitemap.xml", "/robots.txt", "/"):
        assert "staff" not in staff.get(path, **SECURE).get_data(as_text=True)


def test_readers_get_no_cookie(staff, client):
    for reply in (client.get("/"), client.post("/", data={"question": "你好"}), staff.get("/")):
        assert "Set-Cookie" not in reply.headers


# What is shown


def test_it_shows_what_is_asked_about_and_hides_small_numbers(staff, store):
    fill(store)
    text = page(staff.get("/staff?lang=en", **SECURE))
    shown = {
        row.th.text.strip(): [cell.text for cell in row.select("td")]
        for row in text.select("tbody tr")
    }
    titles = {passage.id: passage.texts["en"].title for passage in examples.CORPUS.passages}
    title = titles["approval#any-approved"]
    assert shown["Answered"] == ["6"]
    assert shown["Not covered"] == ["<5"]
    assert shown["English"] == ["<5"]
    assert [cells for name, cells in shown.items() if name == title] == [["<5", "6", "<5", "<5"]]
    picture = text.select_one(".figure--outcomes desc").text
    assert "Answered: 6" in picture
    assert "Not covered: <5" in picture


def test_a_hidden_number_has_a_bar_that_says_nothing(staff, store):
    widths = []
    for _ in range(2):
        store.count(examples.NOT_COVERED_EN)
        soup = page(staff.get("/staff", **SECURE))
        widths.append([bar["width"] for bar in soup.select(".figure--outcomes rect")])
    assert widths[0] == widths[1]


def test_it_says_so_when_nothing_is_counted(staff):
    told = {"/staff": "Nothing has been counted", "/staff/feedback": "No reader has agreed"}
    for path, words in told.items():
        assert words in page(staff.get(f"{path}?lang=en", **SECURE)).text


def test_it_shows_words_as_text_and_removes_them(staff, store):
    fill(store)
    reply = staff.get("/staff/feedback?lang=en", **SECURE)
    text = reply.get_data(as_text=True)
    assert "<script>香港" not in text
    assert "&lt;script&gt;香港打得吗" in text
    assert "[phone]" in text
    assert "gone#passage" in text
    number = store.texts()[0].number
    sent = {"csrf_token": page(reply).select_one(f"form[action*='/{number}/'] input")["value"]}
    path = f"/staff/feedback/{number}/remove?lang=en"
    reply = staff.post(path, data=sent, **SECURE)
    assert (reply.status_code, reply.location) == (303, "/staff/feedback?lang=en")
    assert store.texts() == []


def test_it_lists_what_is_due_past_or_soon(staff, guide):
    today = date.today()
    first, second = guide.corpus.passages[:2]
    guide.corpus = replace(
        guide.corpus,
        passages=(
            replace(first, review_due=today - timedelta(days=1)),
            replace(second, review_due=today + timedelta(days=30)),
        ),
        claims={},
        trials=(replace(guide.corpus.trials[0], as_of=examples.LONG_AGO),),
    )
    panels = page(staff.get("/staff/due?lang=en", **SECURE)).select("section.panel")
    told = [(panel.h2.text, panel.select("dd")[1].text, panel.li.text) for panel in panels]
    assert told == [
        ("Trial records", "past", guide.corpus.trials[0].id),
        ("Passages: " + guide.corpus.topics[first.topic]["en"], "past", first.texts["en"].title),
        ("Passages: " + guide.corpus.topics[second.topic]["en"], "soon", second.texts["en"].title),
    ]


def rows(reply):
    return list(csv.DictReader(io.StringIO(reply.get_data().decode("utf-8-sig"))))


def test_files_hide_small_numbers_and_hold_no_formula(staff, store):
    fill(store)

    def read(name):
        return rows(staff.get(f"/staff/files/{name}.csv", **SECURE))

    assert read("outcomes") == [
        {"outcome": "answered", "number": "6"},
        {"outcome": "not_covered", "number": "<5"},
    ]
    assert read("verdicts")[0] == {
        "passage": "approval#any-approved",
        "helpful": "<5",
        "wrong": "6",
        "out_of_date": "<5",
        "not_my_place": "<5",
    }
    assert {row["shown"] for row in read("passages")} == {"6"}
    (words,) = read("feedback")
    assert words["remark"] == "'=1+1"
    assert words["question"].endswith("电话[phone]")


def test_unanswered_questions_come_as_passages_to_be_written(staff, store, tmp_path):
    fill(store)
    for name in ("zh", "en"):
        reply = staff.get(f"/staff/files/{name}/asked.md", **SECURE)
        assert reply.headers["Content-Disposition"].endswith(f'"guidebot-{name}-asked.md"')
        path = tmp_path / f"{name}.md"
        path.write_bytes(reply.data)
        assert list(read_article(path).sections) == ["asked-1"]


def test_a_file_that_there_is_not_is_not_found(staff):
    for name in ("nothing.csv", "../settings.py", "zh"):
        assert staff.get(f"/staff/files/{name}", **SECURE).status_code == 404


@pytest.mark.parametrize("path", ["/staff", "/staff/feedback", "/staff/files/outcomes.csv"])
def test_it_says_so_when_the_database_is_gone(client, tmp_path, caplog, path):
    log_in(client)
    for file in (tmp_path / "data").iterdir():
        file.unlink()
    (tmp_path / "data").rmdir()
    (tmp_path / "data").write_text("a file where a folder should be")
    reply = client.get(f"{path}?lang=en", **SECURE)
    assert reply.status_code == 503
    assert "Readers are answered as usual" in page(reply).text
    assert "guidebot.sqlite3" in caplog.text


@pytest.mark.parametrize("language", list(Language))
def test_it_speaks_three_languages(staff, store, language):
    fill(store)
    for path in PAGES:
        soup = page(staff.get(f"{path}?lang={language}", **SECURE))
        assert soup.html["lang"] == language
        assert not re.search(r"\b(staff|charts|outcome)\.[a-z_]+", soup.text)
