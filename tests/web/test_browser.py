"""The chat in a real browser."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from guidebot.domain import Language
from tests.web.browsing import WIDE, ask, violations
from tests.web.conftest import QUESTIONS

pytestmark = pytest.mark.browser

LANGUAGES = list(Language)


def test_it_works_without_javascript(open_page):
    page = open_page(java_script_enabled=False)
    ask(page, "台湾可以吗")
    ask(page, "我爸嘴突然歪了")
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".card--emergency")).to_be_visible()
    assert page.locator(".earlier").inner_text().count("台湾可以吗") >= 1
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator(".card--emergency")).to_be_visible()


def test_it_appends_answers_with_javascript(open_page):
    page = open_page()
    ask(page, "台湾可以吗")
    page.locator(".turn").wait_for()
    page.locator(".followups button").first.click()
    page.locator(".turn").nth(1).wait_for()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator('input[name="context"]')).to_have_count(2)
    assert page.locator("#question").input_value() == ""
    assert page.locator('[role="status"]').inner_text() != ""
    expect(page.locator(".starters")).to_have_count(0)
    assert urlsplit(page.url).query == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_whom_to_call_and_the_box_are_in_the_first_view_of_a_phone(open_page, language):
    page = open_page(f"/?lang={language}", 390, 844)
    for width, height in ((390, 844), (360, 640), (320, 568)):
        page.set_viewport_size({"width": width, "height": height})
        places = (".notice__stroke", ".notice .call >> nth=-1", "#question", "#ask [type=submit]")
        boxes = [page.locator(each).bounding_box() for each in places]
        assert boxes == sorted(boxes, key=lambda box: box["y"])
        assert boxes[-1]["y"] + boxes[-1]["height"] <= height, (width, height)


def test_it_keeps_the_focus_and_shows_the_answer(open_page):
    page = open_page()
    page.fill("#question", "台湾可以吗")
    page.keyboard.press("Enter")
    page.locator(".turn").wait_for()
    assert page.evaluate("document.activeElement.id") == "question"
    # The policy forbids scripts made of text, so the place is asked for, not waited for.
    for _ in range(50):
        if (top := page.locator(".turn").bounding_box()["y"]) < 200:
            break
        page.wait_for_timeout(50)
    assert top < 200


def test_it_can_be_used_with_the_keyboard_alone(open_page):
    page = open_page()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "question"
    page.keyboard.type("first line")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second line")
    assert page.locator("#question").input_value() == "first line\nsecond line"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".turn").wait_for()
    page.locator("[data-slot=go]").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#answer")


def test_it_does_not_send_while_characters_are_being_composed(open_page):
    page = open_page()
    page.fill("#question", "gan xi bao")
    page.evaluate(
        "document.querySelector('#question').dispatchEvent(new KeyboardEvent('keydown',"
        "{key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    page.wait_for_timeout(200)
    expect(page.locator(".turn")).to_have_count(0)


def test_it_keeps_the_text_when_the_network_fails(open_page):
    page = open_page()
    page.fill("#question", "台湾可以吗")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    page.locator(".error-summary").wait_for()
    assert page.locator("#question").input_value() == "台湾可以吗"
    page.context.set_offline(False)
    page.locator(".error-summary button").click()
    page.locator(".turn").wait_for()
    expect(page.locator(".error-summary")).to_have_count(0)
    open_page.faults[:] = [each for each in open_page.faults if "ERR_INTERNET" not in each]


def test_it_shows_why_a_question_is_refused_and_keeps_the_chat(open_page):
    page = open_page()
    ask(page, "台湾可以吗")
    page.locator(".turn").wait_for()
    ask(page, "很" * 300)
    page.locator(".error-summary").wait_for()
    expect(page.locator(".turn")).to_have_count(1)
    assert len(page.locator("#question").input_value()) == 300
    assert "100" in page.locator('[data-slot="count"]').inner_text()
    open_page.faults[:] = [each for each in open_page.faults if "413" not in each]


def test_it_drops_a_reply_that_was_overtaken(open_page):
    page = open_page()
    held: list[Any] = []
    page.route("**/?lang=*", lambda route: held.append(route) if not held else route.continue_())
    ask(page, "台湾可以吗")
    page.wait_for_timeout(100)
    ask(page, "你好")
    page.locator(".turn").wait_for()
    page.wait_for_timeout(300)
    expect(page.locator(".turn")).to_have_count(1)
    assert "您好" in page.locator(".turn").inner_text()


def test_it_takes_the_chat_along_when_the_language_is_switched(open_page):
    page = open_page()
    ask(page, "台湾可以吗")
    page.locator(".turn").wait_for()
    page.get_by_role("link", name="English").click()
    page.locator("html[lang=en]").wait_for()
    expect(page.locator(".turn")).to_have_count(1)
    assert "台湾可以吗" in page.locator(".turn__question").inner_text()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_no_accessibility_fault_that_a_machine_can_find(open_page, language, width):
    page = open_page(f"/?lang={language}", width)
    assert violations(page) == []
    for number, question in enumerate(QUESTIONS[language]):
        ask(page, question)
        page.locator(".turn").nth(number).wait_for()
    expect(page.locator(".card--emergency")).to_have_count(1)
    assert violations(page) == []


@pytest.mark.parametrize("path", ["/sources", "/faq/stroke-products/nr-20201"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_accessibility_fault_on_other_pages(open_page, path, scheme):
    assert violations(open_page(path, color_scheme=scheme)) == []


def test_it_has_no_accessibility_fault_in_the_dark(open_page):
    page = open_page(color_scheme="dark")
    for number, question in enumerate(QUESTIONS[Language.ZH_HANS]):
        ask(page, question)
        page.locator(".turn").nth(number).wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_never_scrolls_sideways_on_a_narrow_screen(open_page, address, language):
    page = open_page(f"/?lang={language}", 320)
    for number, question in enumerate(QUESTIONS[language]):
        ask(page, question)
        page.locator(".turn").nth(number).wait_for()
    assert page.evaluate(WIDE) is False
    for path in ("/sources", "/faq/approval/any-approved"):
        page.goto(f"{address}{path}?lang={language}")
        assert page.evaluate(WIDE) is False


def test_it_prints_one_answer_without_the_chat_around_it(open_page):
    page = open_page()
    for number, question in enumerate(("台湾可以吗", "你好")):
        ask(page, question)
        page.locator(".turn").nth(number).wait_for()
    page.evaluate("window.print = () => { window.printed = true; }")
    page.emulate_media(media="print")
    page.locator("[data-module=print]").first.evaluate("button => button.click()")
    assert page.evaluate("window.printed")
    expect(page.locator(".turn").nth(0)).to_be_visible()
    expect(page.locator(".turn").nth(1)).to_be_hidden()
    expect(page.locator(".composer")).to_be_hidden()
    expect(page.locator(".print-head").first).to_be_visible()
