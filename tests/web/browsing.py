"""What the tests in a real browser share."""

from axe_playwright_python.sync_playwright import Axe

#: Every tag: target-size runs only where wcag22aa is named.
TAGS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def ask(page, question):
    page.fill("#question", question)
    page.get_by_role("button", name="提问").or_(page.get_by_role("button", name="提問")).or_(
        page.get_by_role("button", name="Ask", exact=True)
    ).click()


def follow(page, locator):
    """Click what leads to another page, and wait until that page is there."""
    with page.expect_navigation():
        locator.click()


def violations(page):
    page.wait_for_load_state()
    found = Axe().run(page, options=TAGS).response["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def ask_all(page, questions):
    """Ask questions one after another and wait for each answer."""
    for number, question in enumerate(questions):
        ask(page, question)
        page.locator(".turn").nth(number).wait_for()
