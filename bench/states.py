"""The states that screenshots.py takes: where each is and what brings it about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from guidebot.domain import Language

#: What is typed: fields of TYPED in order.
FIELDS = ("question", "followup", "emergency", "greeting", "offtopic", "search", "advert")
TYPED = {
    Language.ZH_HANS: (
        *("干细胞治中风，国家批准了吗？", "那日本呢？", "我爸嘴突然歪了，说不出话", "你好"),
        *("明天会下雨吗？", "费用"),
        "干细胞治中风，保证有效！名额有限，先交定金两万。试验号 NCT06299033",
    ),
    Language.ZH_HANT: (
        *("幹細胞治中風，政府核准了嗎？", "那日本呢？", "我爸嘴突然歪了，說不出話", "你好"),
        *("明天會下雨嗎？", "費用"),
        "幹細胞治中風，保證有效！名額有限，先付訂金十萬。試驗編號 NCT06299033",
    ),
    Language.EN: (
        *("Is any stem-cell treatment for stroke approved?", "And in Japan?"),
        *("My father's face suddenly drooped and he cannot speak", "Hello"),
        *("Will it rain tomorrow?", "cost"),
        "Approved stem cells for stroke, results guaranteed! Leave a deposit today. NCT06299033",
    ),
}

Typed = dict[str, str]
Act = Callable[[Page, Typed], None]


def _ask(*names: str) -> Act:
    """Return what asks questions one after another."""

    def act(page: Page, typed: Typed) -> None:
        for number, name in enumerate(names):
            page.fill("#question", typed[name])
            page.click("#ask button[type=submit]")
            page.locator(".turn").nth(number).wait_for()
        page.wait_for_timeout(700)

    return act


def _send(box: str, name: str, button: str) -> Act:
    """Return what fills in a form and sends it."""

    def act(page: Page, typed: Typed) -> None:
        page.fill(box, typed.get(name, ""))
        page.click(button)
        page.wait_for_load_state()

    return act


def _sheet(page: Page, typed: Typed) -> None:
    _ask("question", "followup")(page, typed)
    page.click("[name=sheet]")
    page.locator(".sheet").wait_for()


def _open_widget(page: Page, typed: Typed) -> None:
    page.locator("guidebot-chat .launcher").click()
    page.frame_locator("guidebot-chat iframe").locator("#question").wait_for()
    page.wait_for_timeout(500)


def _nothing(page: Page, typed: Typed) -> None:
    """Show the page as it opens."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A state: where it is, what brings it about, whether the whole page is taken, and print."""

    path: str
    act: Act = _nothing
    whole: bool = True
    media: str = "screen"


SHOTS = {
    "chat": Shot("/"),
    "first-view": Shot("/", whole=False),
    "answer": Shot("/", _ask("question")),
    "followup": Shot("/", _ask("question", "followup")),
    "emergency": Shot("/", _ask("emergency")),
    "small-talk": Shot("/", _ask("greeting")),
    "not-covered": Shot("/", _ask("offtopic")),
    "refused": Shot("/", _send("#question", "", "#ask button[type=submit]")),
    "not-found": Shot("/nothing"),
    "faq": Shot("/faq"),
    "faq-found": Shot("/faq", _send("#search", "search", "form[role=search] button")),
    "topic": Shot("/faq/approval"),
    "passage": Shot("/faq/approval/any-approved"),
    "passage-print": Shot("/faq/approval/any-approved", media="print"),
    "links": Shot("/faq/links?topic=approval"),
    "trials": Shot("/trials", whole=False),
    "trials-found": Shot("/trials?condition=stroke&country=CN"),
    "trials-none": Shot("/trials?q=xyz"),
    "trial": Shot("/trials/NCT06299033"),
    "trial-missing": Shot("/trials/NCT00000001"),
    "charts": Shot("/trials/charts"),
    "check": Shot("/check"),
    "check-result": Shot("/check", _send("#advert", "advert", "#check button[type=submit]")),
    "glossary": Shot("/glossary", whole=False),
    "sources": Shot("/sources", whole=False),
    "embed": Shot("/embed"),
    "demo": Shot("/embed/demo", whole=False),
    "widget": Shot("/embed/demo", _open_widget, whole=False),
    "sheet": Shot("/", _sheet),
    "sheet-print": Shot("/", _sheet, media="print"),
}


def typed_in(language: Language) -> Typed:
    """Return what is typed in a language, by name."""
    return dict(zip(FIELDS, TYPED[language], strict=True))
