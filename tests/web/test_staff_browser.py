"""The staff page in a real browser."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from guidebot.domain import Language
from guidebot.storage.records import Feedback, Verdict
from tests import examples
from tests.web.browsing import WIDE, follow, violations
from tests.web.conftest import make_app

pytestmark = pytest.mark.browser

TOKEN = "t" * 43
PAGES = ("/staff", "/staff/feedback", "/staff/due")


@pytest.fixture
def app(guide, tmp_path):
    late = tuple(replace(each, review_due=examples.LONG_AGO) for each in guide.corpus.passages)
    guide.corpus = replace(guide.corpus, passages=late)
    made = make_app(guide, GUIDEBOT_DATA=str(tmp_path / "data"), GUIDEBOT_STAFF_TOKEN=TOKEN)
    store = made.extensions["guidebot"].store
    for number in range(7):
        store.count(examples.ANSWERED_ZH)
        store.keep(Feedback(f"v{number}", ("approval#any-approved",), verdict=Verdict.HELPFUL))
    store.count(examples.NOT_COVERED_EN)
    asked = "很长的问题" * 40
    store.keep(Feedback("w", ("approval#any-approved",), "not_covered", None, asked, "话" * 200))
    return made


@pytest.fixture
def log_in(open_page):
    """Open the staff page as somebody who is logged in."""

    def opened(width=390, **options):
        page = open_page("/staff?lang=en", width, **options)
        page.get_by_label("Password or token").fill(TOKEN)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", level=1, name="What is asked about").wait_for()
        return page

    return opened


def test_one_logs_in_looks_around_removes_and_logs_out_without_a_script(log_in):
    page = log_in(java_script_enabled=False)
    page.get_by_role("link", name="Feedback").click()
    follow(page, page.get_by_role("button", name="Remove number"))
    assert "No reader has agreed" in page.locator("main").inner_text()
    page.get_by_role("link", name="Due for review").click()
    follow(page, page.get_by_role("button", name="Log out"))
    expect(page.get_by_label("Password or token")).to_be_visible()


def test_a_wrong_password_is_told_where_it_is_typed(open_page):
    page = open_page("/staff/login?lang=en")
    page.get_by_label("Password or token").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("alert").wait_for()
    box = page.get_by_label("Password or token")
    assert box.get_attribute("aria-invalid") == "true"
    assert violations(page) == []
    open_page.faults[:] = [each for each in open_page.faults if "403" not in each]


def test_a_file_is_downloaded(log_in):
    page = log_in()
    with page.expect_download() as saved:
        page.get_by_role("link", name="What became of questions (CSV)").click()
    text = saved.value.path().read_text("utf-8-sig")
    assert text.splitlines()[1:] == ["answered,7", "not_covered,<5"]


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "light"), (320, "dark")])
def test_it_has_no_fault_that_a_machine_can_find(log_in, address, width, scheme):
    page = log_in(width, color_scheme=scheme)
    for language in Language if width == 390 else (Language.EN,):
        for path in PAGES:
            page.goto(f"{address}{path}?lang={language}")
            for summary in page.locator("main summary").all():
                summary.click()
            assert violations(page) == []
            assert page.evaluate(WIDE) is False
