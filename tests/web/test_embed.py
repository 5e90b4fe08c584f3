"""/embed, the builder of the lines to paste, and /embed/demo, a page that has them."""

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from guidebot.domain import Language
from tests.web.browsing import WIDE, violations
from tests.web.conftest import LIMIT, StubGuide, make_app

CHOICE = {
    "language": "zh-Hant",
    "region": "TW",
    "title": '問 <我們> & "他們"',
    "color": "#8a0715",
    "position": "left",
    "question": "打幹細胞有用嗎？",
}


def snippet_of(reply):
    """Return the lines to paste as a browser would read them."""
    box = BeautifulSoup(reply.data, "html.parser").select_one("#snippet")
    return BeautifulSoup(box.text, "html.parser") if box else None


def test_it_shows_the_plainest_lines_at_once(client):
    lines = snippet_of(client.get("/embed?lang=en"))
    assert lines.script.attrs == {"src": "http://localhost/widget.js", "defer": ""}
    element = lines.find("guidebot-chat")
    assert element.attrs == {"lang": "en"}
    assert element.a["href"] == "http://localhost/?lang=en"
    assert element.a.text == "Questions about stem-cell therapy? Ask here"


def test_it_writes_every_choice_into_the_lines(client):
    element = snippet_of(client.post("/embed?lang=en", data=CHOICE)).find("guidebot-chat")
    names = {"language": "lang"}
    assert element.attrs == {names.get(name, name): value for name, value in CHOICE.items()}
    assert element.a["href"] == "http://localhost/?lang=zh-Hant&region=TW"
    assert element.a.text == CHOICE["title"]


def test_it_writes_the_fallback_in_the_language_of_the_widget(client):
    element = snippet_of(client.post("/embed?lang=en", data={"language": "zh-Hant"}))
    assert element.a.text == "有幹細胞治療的問題？到這裡問"


def test_it_keeps_what_was_chosen_in_the_form(client):
    soup = BeautifulSoup(client.post("/embed?lang=en", data=CHOICE).data, "html.parser")
    kept = {each["name"]: each["value"] for each in soup.select(".builder input:not([type=radio])")}
    for name in ("language", "region"):
        kept[name] = soup.select(f"select[name={name}] option[selected]")[0]["value"]
    kept |= {each["name"]: each["value"] for each in soup.select("input[checked]")}
    assert kept == CHOICE


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("language", "fr", "fr"),
        ("region", "zz", "ZZ"),
        ("title", "x" * 41, "41"),
        ("color", "red", "red"),
        ("color", "#0b5f6", "#0b5f6"),
        ("color", "#777777", "4.5:1"),
        ("color", "#ffff00", "1.07:1"),
        ("position", "top", "top"),
        ("question", "x" * (LIMIT + 1), str(LIMIT)),
    ],
)
@pytest.mark.parametrize("language", Language)
def test_it_says_what_is_wrong_with_a_choice(client, language, field, value, told):
    reply = client.post(f"/embed?lang={language}", data={**CHOICE, field: value})
    assert reply.status_code == 400
    soup = BeautifulSoup(reply.data, "html.parser")
    summary = soup.select(".error-summary li a")
    assert [each["href"] for each in summary] == [f"#{field}"]
    assert told in summary[0].text
    assert soup.select_one(f"#{field}") is not None
    assert soup.select(f"#{field}-fault")[0].text == summary[0].text
    assert soup.select_one("#snippet") is None


def test_it_reports_every_fault_at_once(client):
    reply = client.post("/embed?lang=en", data={"language": "x", "color": "y", "position": "z"})
    faults = BeautifulSoup(reply.data, "html.parser").select(".error-summary li")
    assert len(faults) == 3


def test_it_never_keeps_a_choice(client):
    assert client.post("/embed", data=CHOICE).headers["Cache-Control"] == "no-store"
    assert 'method="post"' in client.get("/embed").text


def test_it_explains_the_setting_and_says_who_is_allowed(client):
    text = client.get("/embed?lang=en").text
    assert "GUIDEBOT_FRAME_ANCESTORS" in text
    assert "No site is allowed now." in text
    app = make_app(StubGuide(), GUIDEBOT_FRAME_ANCESTORS="https://a.example https://b.example")
    assert "https://a.example https://b.example" in app.test_client().get("/embed?lang=en").text


def test_the_example_says_how_to_allow_itself(client):
    shown = 'GUIDEBOT_FRAME_ANCESTORS="http://localhost"'
    assert shown in BeautifulSoup(client.get("/embed/demo").data, "html.parser").text
    app = make_app(StubGuide(), GUIDEBOT_FRAME_ANCESTORS="http://localhost")
    assert "GUIDEBOT_FRAME_ANCESTORS" not in app.test_client().get("/embed/demo").text


def test_only_the_example_may_show_a_frame(client):
    for path, frames in (("/embed/demo", "'self'"), ("/embed", "'none'"), ("/", "'none'")):
        assert f"frame-src {frames};" in client.get(path).headers["Content-Security-Policy"]


@pytest.fixture
def open_page(browser, address):
    """Open a page; a console error fails the test, save where a fault is sent on purpose."""
    contexts, faults = [], []

    def open_one(path, width=390, **options):
        context = browser.new_context(viewport={"width": width, "height": 844}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.goto(address + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    sent = ("400", "frame-ancestors 'none'")
    assert [each for each in faults if not any(part in each for part in sent)] == []


@pytest.mark.browser
class TestInABrowser:
    def test_it_works_without_javascript(self, open_page):
        page = open_page("/embed?lang=en", java_script_enabled=False)
        page.get_by_label("Words on the button").fill("Ask our guide")
        page.get_by_label("Bottom left").check()
        page.get_by_role("button", name="Make the lines").click()
        assert 'title="Ask our guide" position="left"' in page.locator("#snippet").input_value()
        expect(page.get_by_role("button", name="Copy the lines")).to_be_hidden()

    def test_it_copies_the_lines(self, open_page, address):
        allowed = ["clipboard-read", "clipboard-write"]
        page = open_page("/embed?lang=en", permissions=allowed)
        page.get_by_role("button", name="Copy the lines").click()
        page.get_by_text("Copied.").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("#snippet").input_value()
        assert f'src="{address}/widget.js"' in copied

    def test_it_selects_the_lines_where_it_may_not_copy(self, open_page):
        page = open_page("/embed?lang=en")
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()) }")
        page.evaluate("() => { document.execCommand = () => false }")
        page.get_by_role("button", name="Copy the lines").click()
        page.get_by_text("press Ctrl + C").wait_for()
        assert page.evaluate("getSelection().toString()").startswith("<script")

    @pytest.mark.parametrize("language", Language)
    def test_it_has_no_accessibility_fault(self, open_page, language):
        for scheme in ("light", "dark"):
            page = open_page(f"/embed?lang={language}", color_scheme=scheme)
            assert violations(page) == []
            page.locator("#title").evaluate("it => it.removeAttribute('maxlength')")
            page.locator("#title").fill("x" * 41)
            page.locator("#color").fill("#ffff00")
            page.locator(".builder button").click()
            page.locator(".error-summary").wait_for()
            assert violations(page) == []

    @pytest.mark.parametrize("language", Language)
    def test_it_never_scrolls_sideways(self, open_page, language):
        for path in ("/embed", "/embed/demo"):
            assert open_page(f"{path}?lang={language}", 320).evaluate(WIDE) is False

    @pytest.mark.parametrize("language", Language)
    def test_the_example_opens_the_panel(self, open_page, language):
        page = open_page(f"/embed/demo?lang={language}", 1280)
        assert violations(page) == []
        page.locator("guidebot-chat .launcher").click()
        expect(page.locator("guidebot-chat .note a")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("guidebot-chat .launcher")).to_be_visible()
