"""<guidebot-chat> in pages of another origin, in a real browser: allowed, refused and attacked."""

import gzip
import threading
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask, Response, request
from playwright.sync_api import expect
from werkzeug.serving import make_server

from guidebot.domain import Language
from guidebot.settings import STATIC
from guidebot.web.embed import LEAST_CONTRAST, contrast_with_white
from tests.web.browsing import WIDE, violations
from tests.web.conftest import QUESTIONS, StubGuide, make_app

MOST_BYTES = 5000
LEAST_TARGET = 44
DEFAULT = "rgb(11, 95, 102)"
PAGE = """<!doctype html><html lang="en"><title>A clinic</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<main><h1>A clinic</h1><p><a id="before" href="#one">Before</a></p>{filling}</main>
<script src="{bot}/widget.js" defer></script>
<guidebot-chat {attributes}><a href="{bot}/?lang=en">Ask here</a></guidebot-chat>
<footer><a id="after" href="#two">After</a></footer></html>"""


@dataclass
class Servers:
    """The chat on one origin, a clinic's page on two others that share a port.

    Attributes:
        bot: 127.0.0.1, a port of its own.
        allowed: localhost, named in GUIDEBOT_FRAME_ANCESTORS.
        refused: 127.0.0.1, not named.
    """

    bot: str
    allowed: str
    refused: str
    guide: StubGuide


def clinic(addresses: dict[str, str]) -> Flask:
    """Return a site whose policy lets in nothing but the chat's script and frame."""
    app = Flask("clinic")

    @app.get("/")
    def page() -> Response:
        bot = addresses["bot"]
        reply = Response(PAGE.format(bot=bot, **{"filling": "", **request.args.to_dict()}))
        reply.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src {bot}; frame-src {request.args.get('frames', bot)}"
        )
        return reply

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status=204)

    return app


@pytest.fixture(scope="module")
def servers():
    addresses: dict[str, str] = {}
    guide = StubGuide()
    host = make_server("127.0.0.1", 0, clinic(addresses), threaded=True)
    allowed = f"http://localhost:{host.server_port}"
    app = make_app(guide, GUIDEBOT_FRAME_ANCESTORS=f"https://other.example {allowed}")
    bot = make_server("127.0.0.1", 0, app, threaded=True)
    addresses["bot"] = f"http://127.0.0.1:{bot.server_port}"
    threads = [threading.Thread(target=each.serve_forever, daemon=True) for each in (host, bot)]
    for thread in threads:
        thread.start()
    yield Servers(addresses["bot"], allowed, f"http://127.0.0.1:{host.server_port}", guide)
    for server, thread in zip((host, bot), threads, strict=True):
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Visit:
    """A clinic's page with the element in it."""

    page: Any
    lines: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    @property
    def launcher(self):
        return self.page.locator("guidebot-chat .launcher")

    @property
    def panel(self):
        return self.page.locator("guidebot-chat dialog")

    @property
    def link(self):
        return self.page.locator("guidebot-chat .note a")

    @property
    def chat(self):
        return self.page.frame_locator("guidebot-chat iframe")

    @property
    def frame(self):
        return next(each for each in self.page.frames if "/widget" in each.url)

    def open(self):
        self.launcher.click()
        self.page.locator("guidebot-chat .body.ready").wait_for()
        return self

    def ask(self, question):
        self.chat.locator("#question").fill(question)
        self.chat.locator("#ask button[type=submit]").click()
        self.chat.locator(".turn").last.wait_for()

    def focused(self):
        """Return what has the focus: an id of the clinic's page, or a part of the element.

        A frame of another origin lives in another process: while it is asked to take the focus,
        nothing has it. That is waited for.
        """
        what = (
            "(() => { const it = document.activeElement, inner = it.shadowRoot?.activeElement;"
            "return inner ? inner.className || inner.localName : it.id || it.localName; })()"
        )
        for _ in range(40):
            if (found := self.page.evaluate(what)) != "body":
                break
            self.page.wait_for_timeout(50)
        return found


@pytest.fixture
def visit(browser, servers):
    """Open the clinic's page at an origin."""
    contexts = []
    servers.guide.asked.clear()

    def open_one(attributes="lang=zh-Hans", site="", width=1280, filling="", frames="", **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        found = Visit(context.new_page())
        found.page.on("console", lambda line: found.lines.append(line.text))
        found.page.on("pageerror", lambda error: found.lines.append(str(error)))
        found.page.on("request", lambda sent: found.addresses.append(sent.url))
        query = f"attributes={quote(attributes)}&filling={quote(filling)}"
        query += f"&frames={quote(frames)}" if frames else ""
        found.page.goto(f"{site or servers.allowed}/?{query}")
        return found

    yield open_one
    for context in contexts:
        context.close()


def test_it_weighs_no_more_than_five_kilobytes():
    size = len(gzip.compress((STATIC / "js" / "widget.js").read_bytes(), 9, mtime=0))
    assert size <= MOST_BYTES, f"widget.js: {size} bytes gzipped"


def test_it_is_served_at_an_address_that_never_changes(client):
    with client.get("/widget.js") as reply:
        assert reply.data == (STATIC / "js" / "widget.js").read_bytes()
    headers = reply.headers
    assert headers["Content-Type"].startswith("text/javascript")
    assert headers["Cache-Control"] == "public, max-age=3600, stale-while-revalidate=86400"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Vary"] == "Accept-Encoding", "one file for every reader and language"
    assert not {"Set-Cookie", "Access-Control-Allow-Origin"} & set(headers.keys())
    with client.get("/widget.js", headers={"If-None-Match": headers["ETag"]}) as again:
        assert again.status_code == 304
        assert again.headers["Cache-Control"] == headers["Cache-Control"]


@pytest.mark.browser
class TestOnAnAllowedSite:
    def test_it_loads_the_chat_only_when_it_is_opened(self, visit, servers):
        found = visit()
        assert {urlsplit(each).path for each in found.addresses} == {"/", "/widget.js"}
        found.open()
        assert found.frame.url == f"{servers.bot}/widget?lang=zh-Hans"
        hosts = {urlsplit(each).netloc for each in found.addresses}
        assert hosts == {urlsplit(servers.bot).netloc, urlsplit(servers.allowed).netloc}
        assert found.lines == []

    def test_it_answers_in_a_frame_without_the_site_around_it(self, visit):
        found = visit().open()
        expect(found.chat.locator(".header, .footer, .how")).to_have_count(0)
        assert "不是医生" in found.chat.locator(".composer").inner_text()
        expect(found.chat.get_by_role("link", name="拨打 120")).to_be_visible()
        found.ask("台湾可以吗")
        expect(found.chat.locator(".turn")).to_have_count(1)
        found.ask("我爸嘴突然歪了")
        found.chat.locator(".card--emergency").wait_for()

    def test_it_stores_nothing_and_sends_no_question_in_an_address(self, visit):
        found = visit('lang="zh-Hans" question="打干细胞有用吗？"').open()
        found.ask("台湾可以吗")
        assert found.page.context.storage_state() == {"cookies": [], "origins": []}
        # The clinic's own page has the attribute in its address, as this test made it.
        sent = [each for each in found.addresses if "attributes=" not in each]
        assert not [each for each in sent if quote("干") in each or quote("台湾") in each]

    def test_it_stores_nothing_where_the_browser_would_let_it(self, browser, servers):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{servers.bot}/widget?lang=zh-Hans")
        page.fill("#question", "台湾可以吗")
        page.keyboard.press("Enter")
        page.locator(".turn").wait_for()
        assert page.evaluate("sessionStorage.length") == 0
        assert context.storage_state() == {"cookies": [], "origins": []}
        context.close()

    def test_it_tells_through_whose_page_a_question_comes(self, visit, servers):
        found = visit().open()
        for _ in range(2):
            found.ask("台湾可以吗")
            assert found.chat.locator("[name=site]").input_value() == servers.allowed
        assert found.lines == []

    def test_it_fills_in_the_first_question_without_sending_it(self, visit, servers):
        found = visit('lang="zh-Hans" question="打干细胞有用吗？"').open()
        assert found.chat.locator("#question").input_value() == "打干细胞有用吗？"
        assert servers.guide.asked == []
        found.chat.locator("#ask button[type=submit]").click()
        found.chat.locator(".turn").wait_for()
        assert [each.text for each in servers.guide.asked] == ["打干细胞有用吗？"]
        found.chat.get_by_role("link", name="English").click()
        found.chat.locator("html[lang=en] .turn").wait_for()
        found.page.wait_for_timeout(300)
        assert found.chat.locator("#question").input_value() == ""

    def test_it_shows_the_number_of_the_region_in_every_language(self, visit):
        found = visit('lang="zh-Hant" region="hk"').open()
        assert found.chat.locator(".notice .call").all_inner_texts() == ["撥打 999"]
        found.chat.get_by_role("link", name="English").click()
        found.chat.locator("html[lang=en]").wait_for()
        assert found.chat.locator(".notice .call").all_inner_texts() == ["Call 999"]
        assert "/widget?lang=en" in found.frame.url
        found.page.locator("guidebot-chat .body.ready").wait_for()

    def test_it_hides_the_chat_from_the_page_around_it(self, visit):
        found = visit().open()
        frame = "document.querySelector('guidebot-chat').shadowRoot.querySelector('iframe')"
        assert found.page.evaluate(f"{frame}.contentDocument") is None
        reads = f"(() => {{ try {{ return {frame}.contentWindow.document.title }} catch (error)"
        assert found.page.evaluate(reads + "{ return error.name } })()") == "SecurityError"

    def test_it_opens_other_pages_beside_the_frame(self, visit, servers):
        found = visit().open()
        found.ask("台湾可以吗")
        found.chat.locator(".answer__jump a").click()
        assert urlsplit(found.frame.url).path == "/widget"
        with found.page.context.expect_page() as opened:
            found.chat.get_by_role("link", name="看全部资料来源").click()
        assert opened.value.url == f"{servers.bot}/sources?lang=zh-Hans"
        assert urlsplit(found.frame.url).path == "/widget"

    def test_it_keeps_the_chat_while_it_is_closed(self, visit):
        found = visit().open()
        found.ask("台湾可以吗")
        found.page.get_by_role("button", name="关闭").click()
        expect(found.panel).to_be_hidden()
        assert found.focused() == "launcher"
        found.launcher.click()
        expect(found.chat.locator(".turn")).to_be_visible()

    def test_it_takes_the_height_that_the_frame_asks_for(self, visit):
        found = visit().open()
        body = found.page.locator("guidebot-chat .body")
        wanted = found.frame.evaluate("Math.ceil(document.body.getBoundingClientRect().height)")
        assert body.evaluate("it => it.style.getPropertyValue('--height')") == f"{wanted}px"
        found.frame.evaluate("document.querySelector('main').remove()")
        found.page.wait_for_timeout(300)
        assert body.bounding_box()["height"] < 300
        found.frame.evaluate(
            f"parent.postMessage({{guidebot: 1, type: 'resize', height: 1e9}}, '{found.page.url}')"
        )
        found.page.wait_for_timeout(300)
        box = found.panel.bounding_box()
        assert 0 < box["y"] < box["y"] + box["height"] < 800

    def test_it_names_what_the_webmaster_chose(self, visit):
        found = visit('lang="en" title="Ask our guide" position="left" color="#8A0715"')
        assert found.launcher.inner_text() == "Ask our guide"
        assert found.launcher.bounding_box()["x"] == 16
        assert background(found) == "rgb(138, 7, 21)"
        found.open()
        assert found.panel.get_attribute("aria-label") == "Ask our guide"
        assert found.panel.bounding_box()["x"] == 16
        assert found.lines == []

    @pytest.mark.parametrize("language", Language)
    def test_it_speaks_the_language_of_the_attribute_else_of_the_page(self, visit, language):
        assert visit(f'lang="{language}"').open().chat.locator(f"html[lang={language}]").count()
        assert visit("").launcher.inner_text() == "Ask about stem cells"

    def test_it_shows_its_own_children_without_javascript(self, visit):
        found = visit(java_script_enabled=False)
        expect(found.page.get_by_role("link", name="Ask here")).to_be_visible()

    def test_it_shows_its_own_children_in_a_browser_that_is_too_old(self, visit):
        found = visit()
        found.page.add_init_script("delete CSSStyleSheet.prototype.replaceSync")
        found.page.reload()
        expect(found.page.get_by_role("link", name="Ask here")).to_be_visible()
        expect(found.launcher).to_have_count(0)


def background(found):
    return found.launcher.evaluate("it => getComputedStyle(it).backgroundColor")


@pytest.mark.browser
@pytest.mark.parametrize(
    "color", ["#ffff00", "#777777", "#767676", "#0b5f66", "#ffffff", "#000000", "red", "#12"]
)
def test_it_refuses_a_colour_on_which_white_words_cannot_be_read(visit, color):
    found = visit(f'lang="en" color="{color}"')
    is_color = len(color) == 7
    if is_color and contrast_with_white(color) >= LEAST_CONTRAST:
        assert background(found) != DEFAULT or color == "#0b5f66"
        assert found.lines == []
    else:
        assert background(found) == DEFAULT
        assert len(found.lines) == 1
        assert color in found.lines[0]


def test_it_computes_the_contrast_of_the_standard():
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.005)
    assert contrast_with_white("#777777") == pytest.approx(4.48, abs=0.005)


@pytest.mark.browser
def test_it_says_what_is_wrong_with_a_position(visit):
    found = visit('lang="en" position="top"')
    assert found.launcher.bounding_box()["x"] > 640
    assert len(found.lines) == 1
    assert "top" in found.lines[0]


@pytest.mark.browser
class TestKeyboardAndScreen:
    def test_it_does_not_trap_the_focus_while_it_is_closed(self, visit):
        found = visit()
        seen = []
        for _ in range(3):
            found.page.keyboard.press("Tab")
            seen.append(found.focused())
        assert seen == ["before", "launcher", "after"]
        found.page.keyboard.press("Shift+Tab")
        found.page.keyboard.press("Shift+Tab")
        assert found.focused() == "before"

    def test_it_opens_and_closes_with_the_keyboard_alone(self, visit):
        found = visit()
        found.launcher.focus()
        found.page.keyboard.press("Enter")
        found.page.locator("guidebot-chat .body.ready").wait_for()
        assert found.panel.evaluate("it => it.contains(it.getRootNode().activeElement)")
        found.page.keyboard.press("Tab")
        assert found.focused() == "button"
        found.page.keyboard.press("Tab")
        assert found.focused() == "iframe"
        found.page.keyboard.press("Escape")
        found.launcher.wait_for()
        expect(found.panel).to_be_hidden()
        assert found.focused() == "launcher"

    @pytest.mark.parametrize("width", [390, 1280])
    def test_it_closes_with_escape_from_inside_the_frame(self, visit, width):
        found = visit(width=width).open()
        found.chat.locator("#question").focus()
        found.page.keyboard.press("Escape")
        found.launcher.wait_for()
        expect(found.panel).to_be_hidden()
        assert found.focused() == "launcher"

    @pytest.mark.parametrize("width", [390, 1280])
    def test_it_closes_with_escape_from_the_panel(self, visit, width):
        found = visit(width=width).open()
        found.page.keyboard.press("Escape")
        found.launcher.wait_for()
        assert found.focused() == "launcher"

    def test_it_closes_with_escape_from_the_page_and_leaves_the_focus_there(self, visit):
        found = visit().open()
        found.page.locator("#before").focus()
        found.page.keyboard.press("Escape")
        expect(found.panel).to_be_hidden()
        assert found.focused() == "before"

    def test_it_leaves_escape_to_an_input_method(self, visit):
        found = visit().open()
        found.frame.evaluate(
            "document.querySelector('#question').dispatchEvent(new KeyboardEvent('keydown',"
            "{key: 'Escape', isComposing: true, bubbles: true}))"
        )
        found.page.wait_for_timeout(200)
        expect(found.panel).to_be_visible()

    @pytest.mark.parametrize("width", [320, 390, 1280])
    @pytest.mark.parametrize("language", Language)
    def test_its_targets_are_large_and_it_never_scrolls_sideways(self, visit, language, width):
        found = visit(f'lang="{language}"', width=width)
        assert min(size_of(found.launcher)) >= LEAST_TARGET
        assert found.page.evaluate(WIDE) is False
        found.open()
        assert min(size_of(found.panel.locator(".bar button"))) >= LEAST_TARGET
        assert found.page.evaluate(WIDE) is False
        assert found.frame.evaluate(WIDE) is False

    def test_it_fills_a_small_screen_and_keeps_the_focus_off_the_page_behind(self, visit):
        found = visit(width=390).open()
        assert found.panel.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 800}
        assert found.panel.evaluate("it => it.matches(':modal')")
        found.page.set_viewport_size({"width": 1280, "height": 800})
        found.page.wait_for_timeout(200)
        assert found.panel.evaluate("it => it.open && !it.matches(':modal')")

    def test_it_moves_out_of_the_way_of_what_has_the_focus(self, visit):
        filling = "<p>text</p>" * 30 + '<p align="right"><a id="covered" href="#c">Covered</a></p>'
        found = visit(filling=filling, reduced_motion="reduce")
        found.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        covered, launcher = found.page.locator("#covered"), found.launcher
        top = launcher.bounding_box()["y"]
        overlap = covered.bounding_box()["y"] - top
        found.page.evaluate(f"scrollBy(0, {overlap - 10})")
        assert meets(covered.bounding_box(), launcher.bounding_box())
        covered.focus()
        found.page.wait_for_timeout(200)
        assert not meets(covered.bounding_box(), launcher.bounding_box())
        found.page.keyboard.press("Tab")
        found.page.wait_for_timeout(200)
        assert found.focused() == "launcher"
        assert launcher.bounding_box()["y"] == top

    @pytest.mark.parametrize(("wish", "moves"), [("reduce", False), ("no-preference", True)])
    def test_it_moves_only_for_those_who_do_not_mind(self, visit, wish, moves):
        found = visit(reduced_motion=wish)
        lasts = found.launcher.evaluate("it => getComputedStyle(it).transitionDuration")
        assert (lasts != "0s") is moves


def size_of(locator):
    box = locator.bounding_box()
    return box["width"], box["height"]


def meets(one, other):
    across = one["x"] < other["x"] + other["width"] and one["x"] + one["width"] > other["x"]
    down = one["y"] < other["y"] + other["height"] and one["y"] + one["height"] > other["y"]
    return across and down


@pytest.mark.browser
class TestWhereTheChatCannotBeShown:
    def test_it_shows_a_link_on_a_site_that_is_not_allowed(self, visit, servers):
        found = visit('lang="en" region="US"', site=servers.refused)
        found.launcher.click()
        expect(found.link).to_be_visible()
        found.page.get_by_text("The chat cannot be shown inside this page.").wait_for(timeout=5000)
        expect(found.page.locator("guidebot-chat iframe")).to_be_hidden()
        assert any("GUIDEBOT_FRAME_ANCESTORS" in each for each in found.lines)
        assert any(servers.refused in each for each in found.lines)
        with found.page.context.expect_page() as opened:
            found.link.click()
        opened.value.locator("#question").wait_for()
        assert opened.value.url == f"{servers.bot}/?lang=en&region=US"
        found.page.bring_to_front()
        found.page.keyboard.press("Escape")
        assert found.focused() == "launcher"

    def test_it_shows_a_link_where_the_site_cannot_be_reached(self, visit):
        found = visit()
        found.page.context.set_offline(True)
        found.launcher.click()
        found.page.get_by_text("这个网页里显示不了对话。").wait_for(timeout=12000)
        expect(found.link).to_be_visible()
        found.page.context.set_offline(False)
        found.page.get_by_role("button", name="关闭").click()
        found.open()
        expect(found.link).to_be_hidden()

    def test_it_shows_a_link_while_the_chat_is_slow_and_then_the_chat(self, visit):
        found = visit()
        held: list[Any] = []
        found.page.route("**/widget?*", lambda route: held.append(route))
        found.launcher.click()
        found.page.get_by_text("正在打开对话…").wait_for()
        expect(found.link).to_be_visible()
        held[0].continue_()
        found.page.locator("guidebot-chat .body.ready").wait_for()
        expect(found.link).to_be_hidden()


@pytest.mark.browser
class TestMessages:
    CLOSE = "parent.postMessage({guidebot: 1, type: 'close'}, '*')"

    def test_it_obeys_its_own_frame(self, visit):
        found = visit().open()
        found.frame.evaluate(self.CLOSE)
        found.launcher.wait_for()

    @pytest.mark.parametrize(
        "message",
        [
            "{guidebot: 2, type: 'close'}",
            "{guidebot: '1', type: 'close'}",
            "{type: 'close'}",
            "{guidebot: 1, type: 'open'}",
            "'close'",
            "null",
            "{guidebot: 1, type: 'resize', height: 'url(x)'}",
        ],
    )
    def test_it_ignores_what_is_not_in_the_envelope(self, visit, message):
        found = visit().open()
        height = "it => it.style.getPropertyValue('--height')"
        before = found.page.locator("guidebot-chat .body").evaluate(height)
        found.frame.evaluate(f"parent.postMessage({message}, '*')")
        found.page.wait_for_timeout(200)
        expect(found.panel).to_be_visible()
        assert found.page.locator("guidebot-chat .body").evaluate(height) == before
        assert found.lines == []

    def test_it_ignores_another_frame_of_the_same_origin(self, visit, servers):
        found = visit(filling=f'<iframe src="{servers.bot}/widget?lang=en"></iframe>').open()
        other = next(each for each in found.page.frames if each.url.endswith("/widget?lang=en"))
        other.evaluate(self.CLOSE)
        found.page.wait_for_timeout(300)
        expect(found.panel).to_be_visible()

    def test_it_ignores_its_own_frame_once_another_site_is_in_it(self, visit, servers):
        found = visit(frames="*").open()
        frame = "document.querySelector('guidebot-chat').shadowRoot.querySelector('iframe')"
        found.page.evaluate(f"{frame}.src = '{servers.refused}/?attributes=id%3Dother'")
        found.chat.locator("#other").wait_for(state="attached")
        other = next(each for each in found.page.frames if each.url.endswith("other"))
        other.evaluate(self.CLOSE)
        found.page.wait_for_timeout(300)
        expect(found.panel).to_be_visible()
        found.page.locator("guidebot-chat .refused").wait_for(timeout=5000)

    def test_it_ignores_the_page_around_it(self, visit):
        found = visit().open()
        found.page.evaluate("postMessage({guidebot: 1, type: 'close'}, '*')")
        found.page.wait_for_timeout(300)
        expect(found.panel).to_be_visible()

    def test_the_chat_listens_to_the_page_around_it_alone(self, visit):
        """Not to a frame beside it, though that is of a site that may show the chat."""
        filling = '<iframe src="/?attributes=id%3Dsibling"></iframe>'
        found = visit(filling=filling, frames="*").open()
        frame = "document.querySelector('guidebot-chat').shadowRoot.querySelector('iframe')"
        found.page.evaluate(f"() => {{ window.chat = {frame}.contentWindow }}")
        sibling = next(each for each in found.page.frames if each.url.endswith("id%3Dsibling"))
        forged = "postMessage({guidebot: 1, type: 'ready', question: 'forged'}, '*')"
        sibling.evaluate(f"parent.chat.{forged}")
        found.frame.evaluate(f"window.{forged}")
        found.page.wait_for_timeout(300)
        assert found.chat.locator("#question").input_value() == ""
        found.page.evaluate(f"window.chat.{forged}")
        found.page.wait_for_timeout(300)
        assert found.chat.locator("#question").input_value() == "forged"

    def test_the_chat_answers_no_site_that_is_not_named(self, visit, servers):
        """The headers keep such a site out; here they are taken away, so that the check is seen."""
        found = visit(site=servers.refused)

        def strip(route):
            reply = route.fetch()
            kept = {
                name: value
                for name, value in reply.headers.items()
                if name not in {"content-security-policy", "x-frame-options"}
            }
            route.fulfill(response=reply, headers=kept)

        found.page.route("**/widget?*", strip)
        found.launcher.click()
        found.page.get_by_text("这个网页里显示不了对话。").wait_for(timeout=6000)
        assert "question" in found.frame.evaluate("document.body.innerHTML")


@pytest.mark.browser
class TestAccessibility:
    @pytest.mark.parametrize("language", Language)
    @pytest.mark.parametrize("width", [390, 1280])
    def test_the_page_with_the_widget_has_no_fault(self, visit, servers, language, width):
        found = visit(f'lang="{language}"', width=width)
        assert violations(found.page) == []
        found.open()
        assert violations(found.page) == []
        refused = visit(f'lang="{language}"', width=width, site=servers.refused)
        refused.launcher.click()
        refused.page.locator("guidebot-chat .refused").wait_for()
        assert violations(refused.page) == []

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("language", Language)
    def test_the_chat_in_the_frame_has_no_fault(self, browser, servers, language, scheme):
        context = browser.new_context(viewport={"width": 440, "height": 640}, color_scheme=scheme)
        page = context.new_page()
        page.goto(f"{servers.bot}/widget?lang={language}")
        assert violations(page) == []
        for number, question in enumerate(QUESTIONS[language]):
            page.fill("#question", question)
            page.keyboard.press("Enter")
            page.locator(".turn").nth(number).wait_for()
        assert violations(page) == []
        context.close()

    def test_a_screen_reader_is_told_what_the_launcher_and_the_panel_are(self, visit):
        found = visit('lang="en"')
        button = found.page.get_by_role("button", name="Ask about stem cells", exact=True)
        assert button.get_attribute("aria-haspopup") == "dialog"
        found.open()
        expect(found.page.get_by_role("dialog", name="Ask about stem cells")).to_have_count(1)
        assert found.page.locator("guidebot-chat iframe").get_attribute("title")


def test_the_frame_names_a_region_that_it_does_not_know(client):
    reply = client.get("/widget?lang=en&region=ZZ")
    assert reply.status_code == 400
    assert "ZZ" in reply.text
    assert client.post("/widget?lang=en", data={"question": "x", "region": "Q"}).status_code == 400


def test_the_frame_works_without_javascript(client):
    first = client.post("/widget?lang=zh-Hans", data={"question": "台湾可以吗", "region": "TW"})
    assert 'action="/widget?lang=zh-Hans#answer"' in first.text
    shown = BeautifulSoup(first.data, "html.parser")
    assert shown.select_one('#region [value="TW"][selected]')
    assert 'formaction="/widget?lang=en#answer"' in first.text
    assert 'class="turn"' in first.text
    assert 'action="/?lang=zh-Hans#answer"' in client.get("/?lang=zh-Hans").text
