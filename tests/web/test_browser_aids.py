"""Reading aids, voices, copying, places and verdicts in a real browser."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from guidebot.domain import Language, Statement
from guidebot.storage.database import NAME
from guidebot.storage.records import Verdict
from tests import examples
from tests.web.browsing import WIDE, ask, ask_all, violations
from tests.web.conftest import QUESTIONS

pytestmark = pytest.mark.browser

LANGUAGES = list(Language)
#: A device with voices, one of which would send the text elsewhere.
VOICES = """
window.spoken = [];
window.hushed = 0;
const tags = ["zh-CN", "zh-TW", "zh-HK", "en-US", "en-GB"];
const voices = tags.map((lang) => ({ lang, localService: true }));
voices.unshift({ lang: "zh-CN", localService: false, remote: true });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: Object.assign(new EventTarget(), {
  getVoices: () => voices,
  speak: (utterance) => window.spoken.push(utterance),
  cancel: () => (window.hushed += 1),
}) });
"""
ONLY_REMOTE = VOICES.replace("localService: true", "localService: false")
#: A browser that listens; the test says what it hears.
LISTENING = """
window.SpeechRecognition = window.webkitSpeechRecognition = class {
  start() { window.listener = this; }
  stop() { this.onend(); }
};
"""
STATUS = '[role="status"][data-slot]'


def status(page):
    return page.locator(STATUS).inner_text()


def test_it_enlarges_the_text_and_remembers_it_only_after_use(open_page):
    page = open_page()
    assert page.evaluate("localStorage.length") == 0
    before = page.evaluate("getComputedStyle(document.querySelector('.ask__label')).fontSize")
    button = page.locator("[data-aid=text]")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    after = page.evaluate("getComputedStyle(document.querySelector('.ask__label')).fontSize")
    assert float(after[:-2]) > 1.2 * float(before[:-2])
    page.reload()
    assert page.locator("html").get_attribute("data-text") == "large"
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []


def test_it_tells_a_second_tab_of_a_reading_aid(open_page):
    page = open_page()
    other = page.context.new_page()
    other.goto(page.url)
    page.locator("[data-aid=contrast]").click()
    other.locator("html[data-contrast=high]").wait_for(state="attached")
    assert other.locator("[data-aid=contrast]").get_attribute("aria-pressed") == "true"


def test_it_reads_without_storage_where_the_browser_forbids_it(open_page):
    forbidden = (
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException(); }})"
    )
    page = open_page(script=forbidden)
    page.locator("[data-aid=text]").click()
    assert page.locator("html").get_attribute("data-text") == "large"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_no_fault_in_large_text_and_high_contrast(open_page, language, scheme):
    page = open_page(f"/?lang={language}", 320, script=VOICES + LISTENING, color_scheme=scheme)
    page.locator("[data-aid=text]").click()
    page.locator("[data-aid=contrast]").click()
    ask_all(page, QUESTIONS[language])
    expect(page.locator("[data-read]").first).to_be_visible()
    expect(page.locator("[data-dictation]")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate(WIDE) is False


@pytest.mark.parametrize(
    ("scheme", "ink", "ground"),
    [
        ("light", "rgb(0, 0, 0)", "rgb(255, 255, 255)"),
        ("dark", "rgb(255, 255, 255)", "rgb(18, 18, 18)"),
    ],
)
def test_it_gives_more_contrast_in_both_schemes(open_page, scheme, ink, ground):
    page = open_page(color_scheme=scheme)
    page.locator("[data-aid=contrast]").click()
    looks = (
        "(() => { const s = getComputedStyle(document.body); return [s.color, s.backgroundColor]"
    )
    assert page.evaluate(looks + "; })()") == [ink, ground]


def test_it_moves_nothing_where_the_reader_wants_no_motion(open_page):
    page = open_page(reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0


def test_it_reads_an_answer_aloud_with_a_voice_of_the_device(open_page):
    page = open_page(script=VOICES)
    ask_all(page, ["台湾可以吗"])
    page.get_by_role("button", name="读给我听").click()
    spoken = page.evaluate(
        "spoken.map((each) => [each.text, each.lang, Boolean(each.voice.remote)])"
    )
    texts = [text for text, _, _ in spoken]
    assert {(lang, remote) for _, lang, remote in spoken} == {("zh-CN", False)}
    assert texts[0] == "有人催您付钱？先停一停"
    assert examples.ANSWERED_ZH.statements[0].text in texts
    assert page.evaluate("document.activeElement.textContent") == "停下来"
    before = page.evaluate("hushed")
    page.keyboard.press("Enter")
    assert page.evaluate("hushed") > before
    assert page.evaluate("document.activeElement.textContent") == "读给我听"


def test_it_offers_reading_again_when_the_last_line_is_read(open_page):
    page = open_page(script=VOICES)
    ask_all(page, ["台湾可以吗"])
    page.locator("[data-read]").click()
    page.evaluate("spoken.at(-1).onend()")
    expect(page.locator("[data-read]")).to_be_visible()
    expect(page.locator("[data-hush]")).to_be_hidden()


@pytest.mark.parametrize(
    ("language", "region", "voice"),
    [
        ("zh-Hant", "", "zh-TW"),
        ("zh-Hant", "HK", "zh-HK"),
        ("en", "GB", "en-GB"),
        ("en", "", "en-US"),
    ],
)
def test_it_reads_in_the_variety_of_the_place(open_page, language, region, voice):
    page = open_page(f"/?lang={language}", script=VOICES)
    page.select_option("#region", region)
    ask_all(page, QUESTIONS[Language(language)][:1])
    page.locator("[data-read]").click()
    assert page.evaluate("spoken[0].lang") == voice


@pytest.mark.parametrize("script", ["", ONLY_REMOTE], ids=["no voices", "only voices elsewhere"])
def test_it_hides_reading_aloud_where_there_is_no_voice(open_page, script):
    page = open_page(script=script)
    ask_all(page, ["台湾可以吗"])
    expect(page.locator("[data-read]")).to_be_hidden()


def test_it_leaves_an_emergency_without_tools(open_page):
    page = open_page(script=VOICES)
    ask_all(page, ["我爸嘴突然歪了"])
    expect(page.locator(".turn .tool")).to_have_count(0)


def test_it_writes_what_it_hears_and_sends_nothing(open_page):
    page = open_page(script=LISTENING)
    page.fill("#question", "你好")
    button = page.get_by_role("button", name="用说的")
    note = page.locator(f"#{button.get_attribute('aria-describedby')}")
    assert "浏览器厂商" in note.inner_text()
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert "请说话" in status(page)
    assert page.evaluate("listener.lang") == "zh-CN"
    page.evaluate("listener.onresult({ results: [[{ transcript: '台湾可以吗' }]] })")
    page.evaluate("listener.onend()")
    assert page.locator("#question").input_value() == "你好 台湾可以吗"
    assert "写进框里了" in status(page)
    assert button.get_attribute("aria-pressed") == "false"
    expect(page.locator(".turn")).to_have_count(0)


@pytest.mark.parametrize(
    ("error", "said"), [("not-allowed", "不能用麦克风"), ("no-speech", "没有听清")]
)
def test_it_says_why_it_heard_nothing(open_page, error, said):
    page = open_page(script=LISTENING)
    page.get_by_role("button", name="用说的").click()
    page.evaluate(f"listener.onerror({{ error: '{error}' }}); listener.onend()")
    assert said in status(page)


def test_it_hides_voice_input_where_the_browser_has_none(open_page):
    page = open_page(
        script="window.SpeechRecognition = window.webkitSpeechRecognition = undefined;"
    )
    expect(page.locator("[data-dictation]")).to_be_hidden()


def test_it_copies_an_answer_with_its_sources_but_no_question(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask_all(page, ["台湾可以吗"])
    page.get_by_role("button", name="复制答案").click()
    page.locator("[data-ticked]").wait_for()
    text = page.evaluate("navigator.clipboard.readText()")
    for part in (
        examples.ANSWERED_ZH.guidance[0].title,
        examples.ANSWERED_ZH.statements[0].text,
        examples.WEEKLY.title,
        "NCT03545607",
        "/faq/approval/any-approved?lang=zh-Hans",
        "这不是医疗建议",
    ):
        assert part in text
    assert "台湾可以吗" not in text
    assert "已复制" in status(page)


def test_it_shares_the_page_of_the_leading_passage(open_page):
    shared = "navigator.share = async (what) => { window.shared = what; };"
    page = open_page(script=shared)
    ask_all(page, ["台湾可以吗"])
    page.get_by_role("button", name="分享链接").click()
    found = page.evaluate("shared.url")
    assert found.endswith("/faq/approval/any-approved?lang=zh-Hans")
    assert "%" not in found


def test_it_copies_the_link_where_nothing_can_be_shared(open_page):
    page = open_page(
        script="navigator.share = undefined;", permissions=["clipboard-read", "clipboard-write"]
    )
    ask_all(page, ["台湾可以吗"])
    page.get_by_role("button", name="分享链接").click()
    page.locator("[data-ticked]").wait_for()
    assert "没有您的问题" in status(page)
    assert page.evaluate("navigator.clipboard.readText()").startswith("http")


def test_it_says_so_when_it_cannot_copy(open_page):
    page = open_page(script="navigator.clipboard.writeText = async () => { throw new Error(); };")
    ask_all(page, ["台湾可以吗"])
    page.get_by_role("button", name="复制答案").click()
    page.locator(STATUS, has_text="没有复制成").wait_for()


def test_it_changes_the_number_to_call_at_once(open_page):
    page = open_page("/?lang=en")
    expect(page.locator(".notice .call")).to_have_count(3)
    expect(page.locator('[data-slot="place"]')).to_be_hidden()
    page.context.set_offline(True)
    page.select_option("#region", "HK")
    call = page.locator(".notice .call")
    assert (call.get_attribute("href"), call.inner_text().strip()) == ("tel:999", "Call 999")
    assert status(page).startswith("The number to call is now 999 (Hong Kong)")
    page.select_option("#region", "")
    expect(page.locator(".notice .call")).to_have_count(3)


def test_it_sends_the_place_with_the_question(open_page, guide):
    page = open_page()
    page.select_option("#region", "TW")
    ask_all(page, ["台湾可以吗"])
    assert guide.asked[0].regions == ("TW",)


def test_it_takes_place_and_draft_along_when_the_language_is_switched(open_page):
    page = open_page()
    page.select_option("#region", "TW")
    page.fill("#question", "写到一半")
    page.get_by_role("link", name="English").click()
    page.locator("html[lang=en]").wait_for()
    assert page.locator("#region").input_value() == "TW"
    assert page.locator("#question").input_value() == "写到一半"
    expect(page.locator(".error-summary")).to_have_count(0)


@pytest.fixture
def kept(tmp_path):
    """Return (verdict, question, remark) of all feedback, read without the code under test."""

    def read():
        with closing(sqlite3.connect(tmp_path / "data" / NAME)) as connection:
            return connection.execute("SELECT verdict, question, remark FROM feedback").fetchall()

    return read


def test_it_counts_a_verdict_and_says_thank_you_in_place(open_page, kept):
    page = open_page()
    ask_all(page, ["台湾可以吗"])
    button = page.get_by_role("button", name="过时了")
    button.click()
    page.locator(STATUS, has_text="谢谢").wait_for()
    assert button.get_attribute("aria-pressed") == "true"
    expect(page.locator(".turn")).to_have_count(1)
    button.click()
    page.wait_for_timeout(200)
    assert kept() == [(Verdict.OUT_OF_DATE, "", "")]


def test_it_counts_a_verdict_without_a_script_and_leaves_the_answer(open_page, kept):
    page = open_page(java_script_enabled=False)
    ask(page, "台湾可以吗")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="有错").click()
    opened.value.wait_for_load_state()
    assert "谢谢" in opened.value.locator("h1").inner_text()
    expect(page.locator(".turn")).to_have_count(1)
    assert kept() == [(Verdict.WRONG, "", "")]


def write_words(page):
    """Open the form for words and fill it in, but do not agree."""
    page.locator(".verdicts__more > summary").click()
    page.get_by_label("您想说的话").fill("写错了，电话13800138000")
    assert not page.get_by_label("我同意").is_checked()


@pytest.mark.parametrize("scripts", [True, False])
def test_it_sends_words_only_with_consent(open_page, kept, scripts):
    page = open_page(java_script_enabled=scripts)
    ask(page, "台湾可以吗")
    page.locator(".turn").wait_for()
    write_words(page)
    page.get_by_role("button", name="发送").click()
    page.wait_for_timeout(200)
    assert len(page.context.pages) == 1
    page.get_by_label("我同意").check()
    if scripts:
        page.get_by_role("button", name="发送").click()
        page.locator(STATUS, has_text="谢谢").wait_for()
        expect(page.get_by_label("您想说的话")).to_be_hidden()
        assert page.locator("[name=remark]").input_value() == ""
    else:
        with page.context.expect_page() as opened:
            page.get_by_role("button", name="发送").click()
        opened.value.wait_for_load_state()
    assert kept() == [("", examples.ANSWERED_ZH.question, "写错了，电话[phone]")]


def test_words_stay_in_the_form_when_they_cannot_be_kept(open_page, tmp_path):
    (tmp_path / "data").write_text("a file where a folder should be")
    page = open_page()
    ask_all(page, ["台湾可以吗"])
    write_words(page)
    page.get_by_label("我同意").check()
    page.get_by_role("button", name="发送").click()
    page.locator(STATUS, has_text="没有记下来").wait_for()
    assert page.get_by_label("您想说的话").input_value().startswith("写错了")
    open_page.faults[:] = [each for each in open_page.faults if "503" not in each]


@pytest.mark.parametrize("language", list(Language))
def test_the_form_for_words_has_no_accessibility_fault(open_page, language):
    page = open_page(f"/?lang={language}")
    ask(page, QUESTIONS[language][0])
    page.locator(".turn").wait_for()
    page.locator(".verdicts__more > summary").click()
    assert violations(page) == []
    assert page.evaluate(WIDE) is False


def test_it_keeps_the_chat_when_a_verdict_cannot_be_counted(open_page, tmp_path):
    (tmp_path / "data").write_text("a file where a folder should be")
    page = open_page()
    ask_all(page, ["台湾可以吗"])
    page.get_by_role("button", name="有错").click()
    page.locator(STATUS, has_text="没有记下来").wait_for()
    expect(page.locator(".turn")).to_have_count(1)
    open_page.faults[:] = [each for each in open_page.faults if "503" not in each]


def test_it_opens_a_source_in_place_with_the_sentence_marked(open_page):
    page = open_page()
    ask_all(page, ["台湾可以吗"])
    page.get_by_role("link", name="出自：").first.click()
    quoted = page.locator(".passage").first.locator("mark")
    expect(quoted.first).to_be_visible()
    assert page.locator(":target mark").count() >= 1
    assert page.locator(".passage__link a").first.get_attribute("href").startswith("/faq/")


@pytest.mark.parametrize("scripts", [True, False], ids=["with a script", "without"])
def test_it_unfolds_a_source_that_a_link_leads_to(open_page, monkeypatch, scripts):
    statement = Statement("NR-20201 is made from fat cells.", "passage:stroke-products#nr-20201")
    answer = replace(examples.ANSWERED_EN, statements=(statement,))
    monkeypatch.setattr(examples, "ANSWERED_EN", answer)
    page = open_page("/?lang=en", java_script_enabled=scripts)
    ask(page, QUESTIONS[Language.EN][0])
    page.get_by_role("link", name="From: What is NR-20201?").click()
    expect(page.locator(".passage").nth(1).locator("blockquote")).to_be_visible()
