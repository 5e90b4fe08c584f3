"""The trial finder in a real browser, over the real table."""

from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from guidebot.domain import Language
from tests.web.browsing import WIDE, follow, violations
from tests.web.conftest import StubGuide, make_app

pytestmark = pytest.mark.browser

PATHS = {
    "table": "/trials?condition=stroke",
    "nothing": "/trials?condition=stroke&country=BR",
    "refused": "/trials?country=XX&sort=size",
    "record": "/trials/NCT06299033",
    "two records": "/trials/NCT04982081",
    "missing": "/trials/NCT00000001",
    "malformed": "/trials/NCT1",
    "charts": "/trials/charts",
}


@pytest.fixture
def app(corpus, tmp_path):
    return make_app(StubGuide(corpus=corpus), GUIDEBOT_DATA=str(tmp_path))


@pytest.fixture
def visit(open_page):
    """Open a page of the finder; that some answer with 400 or 404 is no fault here."""

    def visit_one(name, language="en", width=390, **options):
        path = PATHS[name]
        page = open_page(f"{path}{'&' if '?' in path else '?'}lang={language}", width, **options)
        expected = [each for each in open_page.faults if "status of 40" in each]
        open_page.faults[:] = [each for each in open_page.faults if each not in expected]
        return page

    return visit_one


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("language", list(Language))
def test_it_has_no_fault_that_a_machine_can_find_and_never_scrolls_sideways(visit, name, language):
    page = visit(name, language)
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 900})
    assert page.evaluate(WIDE) is False


@pytest.mark.parametrize("name", ["table", "refused", "two records", "charts"])
def test_it_has_no_accessibility_fault_in_the_dark(visit, name):
    assert violations(visit(name, color_scheme="dark")) == []


def test_the_whole_table_fits_on_every_width(open_page):
    page = open_page("/trials?lang=en", 320)
    for width in (320, 390, 768, 870, 890, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WIDE) is False, width


def test_rows_are_cards_on_a_phone_and_a_table_on_a_wide_screen(visit):
    page = visit("table")
    row = page.locator(".records tbody tr").first
    cells = [box for box in map(lambda cell: cell.bounding_box(), row.locator("td").all()) if box]
    assert len({round(box["x"]) for box in cells}) == 1
    expect(row.locator(".records__label").first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    cells = [box for box in map(lambda cell: cell.bounding_box(), row.locator("td").all()) if box]
    assert len({round(box["y"]) for box in cells}) == 1
    expect(row.locator(".records__label").first).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_screen_reader_is_told_of_a_table_either_way(visit, width):
    page = visit("table", width=width)
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    roles = Counter(node["role"]["value"] for node in tree["nodes"] if not node["ignored"])
    assert roles["table"] == 1
    assert (roles["columnheader"], roles["rowheader"]) == (7, 7)
    assert roles["cell"] + roles["gridcell"] == 7 * 6


def test_it_can_be_used_with_the_keyboard_alone(open_page):
    page = open_page("/trials?lang=en")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "filter-q":
            break
    assert page.evaluate("document.activeElement.id") == "filter-q"
    page.keyboard.type("NR-20201")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=NR-20201**")
    expect(page.locator(".records tbody tr")).to_have_count(2)
    page.locator(".records__name").first.focus()
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/trials/CXSL2400882**")


def test_it_works_without_javascript_and_its_address_can_be_shared(open_page):
    page = open_page("/trials?lang=zh-Hant", java_script_enabled=False)
    page.select_option("#filter-condition", "stroke")
    page.select_option("#filter-country", "CN")
    follow(page, page.locator(".filters button"))
    assert page.url.endswith("/trials?lang=zh-Hant&condition=stroke&country=CN#found")
    ids = page.locator(".records__id").all_inner_texts()
    assert page.locator("#filter-condition").input_value() == "stroke"
    other = open_page("/trials?" + urlsplit(page.url).query)
    assert other.locator(".records__id").all_inner_texts() == ids
    follow(page, page.locator(".records__sort").first)
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    follow(page, page.get_by_role("link", name="English"))
    assert "condition=stroke&country=CN&sort=product" in page.url


def test_the_file_can_be_downloaded(visit):
    page = visit("table")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download these records").click()
    assert download.value.suggested_filename == "guidebot-trials.csv"
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_wrong_value_takes_the_reader_to_its_field(visit):
    page = visit("refused")
    assert page.evaluate("document.activeElement.matches('.error-summary')")
    page.locator(".error-summary li a").first.click()
    assert page.evaluate("document.activeElement.id") == "filter-country"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_of_a_picture_differ_and_its_words_can_be_read(visit, scheme):
    page = visit("charts", color_scheme=scheme)
    fill = "each => getComputedStyle(each).fill"
    bands = [
        page.locator(f".figure--field .legend .band-{name}").evaluate(fill)
        for name in ("1", "1-2", "2", "3", "other")
    ]
    assert len(set(bands)) == 5
    for place, name in enumerate(("1", "1-2", "2")):
        number = page.locator(f".figure--field .on-{name}").first
        if number.count():
            assert contrast(number.evaluate(fill), bands[place]) >= 4.5
    ground = page.locator(".figure--field").evaluate(
        "each => getComputedStyle(each).backgroundColor"
    )
    assert contrast(page.locator("text.start").first.evaluate(fill), ground) >= 4.5
    edge = page.locator(".figure--field rect").first.evaluate(
        "each => getComputedStyle(each).stroke"
    )
    assert contrast(edge, ground) >= 3


def contrast(one, other):
    """Return the contrast of two rgb() colours (WCAG 2.2, 1.4.3)."""

    def luminance(colour):
        parts = [float(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_words_of_a_picture_stay_inside_it(visit):
    for language in Language:
        page = visit("charts", language, 320)
        outside = page.evaluate(
            """() => [...document.querySelectorAll('svg[role=img]')].flatMap(svg => {
                const frame = svg.getBoundingClientRect();
                return [...svg.querySelectorAll('text')].filter(text => {
                    const box = text.getBoundingClientRect();
                    return box.left < frame.left - 1 || box.right > frame.right + 1;
                }).map(text => text.textContent);
            })"""
        )
        assert outside == []
        small = page.evaluate(
            "Math.min(...[...document.querySelectorAll('svg[role=img] text')]"
            ".map(text => text.getBoundingClientRect().height))"
        )
        assert small >= 12


def test_it_prints_records_without_the_form_and_pictures_with_their_tables(visit):
    page = visit("table")
    page.emulate_media(media="print")
    expect(page.locator(".records")).to_be_visible()
    expect(page.locator(".banner--caution")).to_be_visible()
    expect(page.locator(".filters")).to_be_hidden()
    expect(page.locator(".records__label").first).to_be_hidden()
    page = visit("charts", color_scheme="dark")
    page.emulate_media(media="print", color_scheme="light")
    expect(page.locator("svg[role=img]").first).to_be_visible()
    expect(page.locator(".figures").first).to_be_visible()
    fill = page.locator(".legend .band-3").evaluate("each => getComputedStyle(each).fill")
    assert fill == "rgb(0, 0, 0)"
