"""The chat in a real browser: slow lines, going back, tabs, zoom, paper, and what is told."""

import pytest
from playwright.sync_api import expect

from guidebot.domain import Language
from tests.web.browsing import WIDE, ask, ask_all, violations
from tests.web.conftest import QUESTIONS

pytestmark = pytest.mark.browser

LANGUAGES = list(Language)
STATUS = '[role="status"][data-slot]'
#: Notes everything that enters or leaves a live region.
WATCH = """
window.told = { log: [], status: [], removed: 0 };
const watch = (name, selector) => {
  const region = document.querySelector(selector);
  new MutationObserver((records) => records.forEach((record) => {
    const texts = [...record.addedNodes].map((node) => node.textContent);
    told[name].push(...texts.filter((text) => text.trim()));
    if (name === "log") told.removed += record.removedNodes.length;
  })).observe(region, { childList: true, subtree: true, characterData: true });
};
watch("log", "[role=log]");
watch("status", "[role=status][data-slot]");
"""
#: Notes how loud the log is whenever something enters it.
LIVE = """
window.live = [];
const log = document.querySelector("[role=log]");
const note = () => live.push(log.getAttribute("aria-live"));
new MutationObserver(note).observe(log, { childList: true });
"""


def status(page):
    return page.locator(STATUS).inner_text()


def accessible(page, role):
    """Return the nodes of a role in the browser's accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [node for node in nodes if node.get("role", {}).get("value") == role]


def test_a_screen_reader_is_told_each_answer_once_and_nothing_is_read_again(open_page):
    page = open_page()
    page.evaluate(WATCH)
    ask_all(page, ["台湾可以吗", "你好"])
    told = page.evaluate("told")
    assert told["removed"] == 0
    assert len(told["log"]) == 2
    assert "台湾可以吗" in told["log"][0]
    assert "没有任何细胞产品获准上市用于治疗中风" in told["log"][0]
    assert "台湾可以吗" not in told["log"][1]
    assert told["status"] == ["正在查找…", "答案来了。"] * 2


def test_the_log_and_the_status_line_are_what_a_screen_reader_expects(open_page):
    page = open_page()
    ask_all(page, ["台湾可以吗"])
    (log,) = accessible(page, "log")
    properties = {each["name"]: each["value"].get("value") for each in log["properties"]}
    assert log["name"]["value"] == "对话"
    assert properties["live"] == "polite"
    assert not properties.get("atomic")
    (line,) = accessible(page, "status")
    assert {each["name"]: each["value"].get("value") for each in line["properties"]}["live"]
    assert page.locator("[role=log] [aria-live=off] .tool").count() >= 4


def test_using_the_tools_of_an_answer_adds_nothing_to_the_log(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask_all(page, ["台湾可以吗"])
    page.evaluate(WATCH)
    page.get_by_role("button", name="复制答案").click()
    page.get_by_role("button", name="有帮助").click()
    page.locator(STATUS, has_text="谢谢").wait_for()
    told = page.evaluate("told")
    assert told["log"] == []
    assert len(told["status"]) == 2


def test_it_says_that_it_takes_longer_and_then_gives_up_with_the_question_kept(open_page):
    page = open_page()
    page.clock.install()
    page.reload()
    held = []
    page.route("**/?lang=*", lambda route: held.append(route))
    ask(page, "台湾可以吗")
    page.clock.run_for(5_100)
    assert "请再等一下" in status(page)
    page.clock.run_for(45_000)
    page.locator("[data-slot=problem] button").wait_for()
    assert page.locator("#question").input_value() == "台湾可以吗"
    page.unroute("**/?lang=*")
    page.locator("[data-slot=problem] button").click()
    page.locator(".turn").wait_for()


@pytest.mark.parametrize("fault", ["gateway", "server"])
def test_it_keeps_the_question_when_the_server_fails(open_page, guide, fault):
    page = open_page()
    ask_all(page, ["你好"])
    if fault == "gateway":
        page.route(
            "**/?lang=*", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>")
        )
    else:
        guide.fault = RuntimeError()
    ask(page, "台湾可以吗")
    page.locator(".error-summary").wait_for()
    assert page.locator("#question").input_value() == "台湾可以吗"
    expect(page.locator(".turn")).to_have_count(1)
    assert violations(page) == []
    guide.fault = None
    page.unroute("**/?lang=*")
    page.keyboard.press("Enter")
    page.locator(".turn").nth(1).wait_for()
    open_page.faults[:] = [each for each in open_page.faults if "50" not in each]


def test_it_finds_the_chat_again_after_going_back_and_reloading(open_page):
    page = open_page()
    page.select_option("#region", "TW")
    ask_all(page, ["台湾可以吗", "你好"])
    page.locator(".passage__link a").first.click()
    page.wait_for_url("**/faq/**")
    page.go_back()
    page.locator(".turn").nth(1).wait_for()
    page.locator("[role=log]:not([aria-live])").wait_for()
    assert [text.split("\n")[-1] for text in page.locator(".turn__question").all_inner_texts()] == [
        "台湾可以吗",
        "你好",
    ]
    page.locator(".short .origin a").first.click()
    assert "#" in page.url
    page.reload()
    page.locator(".turn").nth(1).wait_for()
    assert (
        page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    )


@pytest.mark.parametrize("scripts", [True, False], ids=["with a script", "without"])
def test_it_begins_a_new_chat_and_leaves_nothing_of_the_old_one(open_page, scripts):
    page = open_page("/?lang=zh-Hans", java_script_enabled=scripts)
    ask(page, "台湾可以吗")
    page.locator(".turn").wait_for()
    page.get_by_role("link", name="重新开始").click()
    page.locator(".starters").wait_for()
    page.reload()
    page.wait_for_timeout(300)
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator('input[name="context"]')).to_have_count(0)


def test_it_tells_nothing_again_when_a_chat_is_found_again(open_page):
    page = open_page()
    ask_all(page, ["台湾可以吗", "你好"])
    page.context.add_init_script(f"addEventListener('DOMContentLoaded', () => {{{WATCH}{LIVE}}});")
    page.reload()
    page.locator(".turn").nth(1).wait_for()
    assert set(page.evaluate("live")) == {"off"}
    assert "答案来了。" not in page.evaluate("told.status")


def test_two_tabs_hold_two_chats(open_page, guide):
    page = open_page()
    other = page.context.new_page()
    other.goto(page.url)
    ask_all(page, ["台湾可以吗"])
    ask_all(other, ["你好", "台湾可以吗"])
    ask(page, "你好")
    page.locator(".turn").nth(1).wait_for()
    assert guide.asked[-1].context == ("台湾可以吗",)
    expect(other.locator(".turn")).to_have_count(2)


def test_it_sends_only_when_an_input_method_has_finished(open_page):
    page = open_page()
    page.locator("#question").focus()
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition", {"text": "gan xi bao", "selectionStart": 10, "selectionEnd": 10}
    )
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    page.wait_for_timeout(200)
    expect(page.locator(".turn")).to_have_count(0)
    session.send("Input.insertText", {"text": "干细胞"})
    assert page.locator("#question").input_value() == "干细胞"
    page.keyboard.press("Enter")
    page.locator(".turn").wait_for()
    assert "干细胞" in page.locator(".turn__question").inner_text()


@pytest.mark.parametrize(("width", "height", "zoom"), [(640, 512, 2), (320, 256, 4)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_read_and_used_at_every_zoom(open_page, language, width, height, zoom):
    page = open_page(
        f"/?lang={language}", width, height, device_scale_factor=zoom, reduced_motion="reduce"
    )
    ask_all(page, QUESTIONS[language])
    assert page.evaluate(WIDE) is False
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        place = page.evaluate(
            "(() => { const r = document.activeElement.getBoundingClientRect();"
            "return [r.top, r.bottom, r.left, r.right, innerHeight, innerWidth]; })()"
        )
        top, bottom, left, right, tall, wide = place
        assert bottom > 0, place
        assert top < tall, place
        assert 0 <= left < right <= wide + 1, place


def test_the_keyboard_alone_reaches_everything(open_page):
    page = open_page()
    ask_all(page, ["台湾可以吗"])
    able = (
        "[...document.querySelectorAll('a[href], button, select, textarea, summary')]"
        ".filter((each) => each.checkVisibility())"
    )
    wanted = page.evaluate(f"{able}.length")
    page.evaluate("document.activeElement.blur(); window.reached = new Set()")
    page.evaluate("window.scrollTo(0, 0)")
    for _ in range(wanted * 2):
        page.keyboard.press("Tab")
        page.evaluate("reached.add(document.activeElement)")
    missed = page.evaluate(
        f"{able}.filter((each) => !reached.has(each)).map((each) => each.outerHTML)"
    )
    assert missed == []


def open_sheet(page, questions):
    ask_all(page, questions)
    page.locator("[data-slot=sheet] button").click()
    page.locator(".sheet").wait_for()


@pytest.mark.parametrize("scripts", [True, False], ids=["with a script", "without"])
def test_it_makes_a_page_for_the_doctor_and_comes_back(open_page, scripts):
    page = open_page(java_script_enabled=scripts)
    ask(page, "台湾可以吗")
    page.locator(".turn").wait_for()
    ask(page, "我爸嘴突然歪了")
    page.locator(".card--emergency").wait_for()
    page.locator("[data-slot=sheet] button").click()
    page.locator(".sheet").wait_for()
    expect(page.locator(".sheet__turn")).to_have_count(2)
    page.locator("[data-module=print]").wait_for(state="visible" if scripts else "hidden")
    page.get_by_role("button", name="回到对话").click()
    # Going back is a page of its own where there is no script: it has to be waited for.
    page.locator(".card--emergency").wait_for()
    assert "台湾可以吗" in page.locator(".earlier").inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_for_the_doctor_has_no_fault_and_prints_plainly(open_page, language):
    page = open_page(f"/?lang={language}", 320)
    open_sheet(page, QUESTIONS[language])
    assert violations(page) == []
    assert page.evaluate(WIDE) is False
    page.emulate_media(media="print")
    expect(page.locator(".print-notes").first).to_be_visible()
    for hidden in (".header", ".sheet .button", ".footer nav"):
        expect(page.locator(hidden).first).to_be_hidden()
    assert len(page.pdf(format="A4")) > 5_000


def test_it_prints_black_on_white_also_in_the_dark_and_in_large_text(open_page):
    page = open_page(color_scheme="dark")
    page.locator("[data-aid=text]").click()
    page.locator("[data-aid=contrast]").click()
    open_sheet(page, ["台湾可以吗"])
    page.emulate_media(media="print")
    looks = page.evaluate(
        "(() => { const body = getComputedStyle(document.body);"
        "const root = getComputedStyle(document.documentElement);"
        "return [body.color, body.backgroundColor, root.fontSize]; })()"
    )
    assert looks == ["rgb(0, 0, 0)", "rgb(255, 255, 255)", "16px"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["offline", "refused", "thanks", "region"])
def test_it_has_no_fault_when_something_is_unusual(open_page, address, language, state):
    page = open_page(f"/?lang={language}", 320)
    if state == "offline":
        page.context.set_offline(True)
        ask(page, QUESTIONS[language][0])
        page.locator("[data-slot=problem] button").wait_for()
    elif state == "refused":
        ask(page, "x" * 300)
        page.locator(".error-summary").wait_for()
    elif state == "thanks":
        page.set_content(
            f'<form method="post" action="{address}/feedback?lang={language}"><input name="answer"'
            ' value="a"><input name="verdict" value="wrong"><button>go</button></form>'
        )
    else:
        page.goto(f"{address}/?region=Mars&lang={language}")
    if state == "thanks":
        page.locator("button").click()
        page.wait_for_url("**/feedback*")
    assert violations(page) == []
    assert page.evaluate(WIDE) is False
    known = ("ERR_INTERNET", "413", "400")
    open_page.faults[:] = [
        fault for fault in open_page.faults if not any(each in fault for each in known)
    ]
