"""The FAQ in a real browser: accessibility, narrow screens, paper, keyboard, copying, QR code."""

import base64

import numpy as np
import pytest
import zxingcpp
from playwright.sync_api import expect

from guidebot.domain import Language
from tests.web.browsing import WIDE, follow, violations

pytestmark = pytest.mark.browser

LANGUAGES = list(Language)
ANSWER = "/faq/approval/any-approved"
PATHS = ("/faq", "/faq/approval", ANSWER, "/faq/stroke-products/nr-20201", "/faq/links")
#: What is put into the search box, and the words for an empty result, found ones and an emergency.
SEARCHES = ("", "NR-20201", "我爸嘴突然歪了")


def open_details(page):
    for summary in page.locator("main summary").all():
        summary.click()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_it_has_no_accessibility_fault_and_fits_a_narrow_screen(open_page, path, language):
    page = open_page(f"{path}?lang={language}", 320)
    open_details(page)
    assert violations(page) == []
    assert page.evaluate(WIDE) is False


@pytest.mark.parametrize("path", PATHS)
def test_it_has_no_accessibility_fault_in_the_dark_and_when_wide(open_page, path):
    page = open_page(f"{path}?lang=zh-Hans", 1280, color_scheme="dark")
    assert violations(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", SEARCHES)
def test_it_has_no_accessibility_fault_after_a_search(open_page, text, language):
    page = open_page(f"/faq?lang={language}")
    page.fill("#search", text)
    follow(page, page.locator(".search button"))
    page.locator("#results").wait_for()
    assert violations(page) == []
    assert "search=" not in page.url
    open_page.faults[:] = [each for each in open_page.faults if "400" not in each]


def test_it_searches_without_javascript(open_page):
    page = open_page("/faq?lang=en", java_script_enabled=False)
    page.fill("#search", "NR-20201")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    follow(page, page.locator("#results a").last)
    assert page.url.endswith("/faq/stroke-products/nr-20201?lang=en")
    expect(page.locator("[data-module=copy-text]")).to_be_hidden()
    expect(page.locator("[data-module=print]")).to_be_hidden()
    expect(page.locator(".share__picture")).to_be_visible()


def test_it_can_be_used_with_the_keyboard_alone(open_page):
    page = open_page("/faq?lang=en")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "search"
    for _ in range(3):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/faq/approval/any-approved?lang=en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_copies_the_address_and_says_so(open_page, address, language):
    page = open_page(f"{ANSWER}?lang={language}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    status = page.locator("#address-status")
    assert status.get_attribute("role") == "status"
    assert status.inner_text() == ""
    button = page.locator("[data-module=copy-text]")
    # It is hidden until its script is there, and nothing that is hidden takes the focus.
    button.wait_for()
    button.focus()
    page.keyboard.press("Enter")
    page.locator("#address-status:not(:empty)").wait_for()
    assert status.inner_text() == button.get_attribute("data-copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{address}{ANSWER}?lang={language}"
    assert page.evaluate("document.activeElement.dataset.module") == "copy-text"


def test_it_says_when_it_cannot_copy_and_selects_the_text(open_page):
    page = open_page("/faq/links?lang=en&topic=approval")
    page.evaluate(
        "() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }"
    )
    page.evaluate("() => { document.execCommand = () => false; }")
    button = page.locator("[data-module=copy-text]")
    button.click()
    page.locator("#code-status:not(:empty)").wait_for()
    assert page.locator("#code-status").inner_text() == button.get_attribute("data-failed")
    box = "document.querySelector('#code')"
    assert page.evaluate(f"{box}.selectionEnd - {box}.selectionStart > 100")


def test_it_copies_the_html_for_another_site(open_page, address):
    page = open_page("/faq/links?lang=en&topic=approval")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    page.locator("[data-module=copy-text]").click()
    page.locator("#code-status:not(:empty)").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f'<a href="{address}{ANSWER}?lang=en" lang="en">' in copied


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_qr_code_can_be_scanned_also_in_the_dark(open_page, address, scheme):
    page = open_page(f"{ANSWER}?lang=zh-Hant", color_scheme=scheme)
    picture = page.locator(".share__picture")
    assert f"{address}{ANSWER}?lang=zh-Hant" in picture.get_attribute("alt")
    picture.scroll_into_view_if_needed()
    shot = base64.b64encode(picture.screenshot()).decode()
    # The browser decodes its own picture into grey values: as a camera would see the screen.
    grey = page.evaluate(
        """async shot => {
            const bytes = Uint8Array.from(atob(shot), each => each.charCodeAt(0));
            const image = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
            const canvas = new OffscreenCanvas(image.width, image.height);
            const pen = canvas.getContext("2d");
            pen.drawImage(image, 0, 0);
            const data = pen.getImageData(0, 0, image.width, image.height).data;
            const values = Array.from(data).filter((_, place) => place % 4 === 1);
            return [image.height, image.width, values];
        }""",
        shot,
    )
    pixels = np.array(grey[2], np.uint8).reshape(grey[0], grey[1])
    assert [each.text for each in zxingcpp.read_barcodes(pixels)] == [
        f"{address}{ANSWER}?lang=zh-Hant"
    ]


def test_it_prints_the_answer_with_its_address_and_without_what_paper_cannot_do(open_page):
    page = open_page(f"{ANSWER}?lang=zh-Hans")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.locator("[data-module=print]").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    for shown in (
        "h1",
        ".card >> nth=0",
        ".prose--passage",
        ".facts",
        "#address",
        ".share__picture",
    ):
        expect(page.locator(shown)).to_be_visible()
    for hidden in (
        ".trail",
        ".share__buttons",
        ".neighbours",
        ".composer",
        ".header",
        ".footer nav",
    ):
        expect(page.locator(hidden)).to_be_hidden()
