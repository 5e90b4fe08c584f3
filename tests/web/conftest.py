"""The application with a stub guide that knows the example answers, and a real browser."""

from __future__ import annotations

import shutil
import tempfile
import threading
from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from werkzeug.serving import make_server

from guidebot.corpus.claims import read_claims
from guidebot.corpus.sources import read_sources
from guidebot.domain import Answer, Corpus, IndexFacts, Language, Question, Signature, Status
from guidebot.errors import QuestionError
from guidebot.language import clean, detect, fold, localiser
from guidebot.settings import read_settings
from guidebot.web.app import create_app
from tests import examples

LIMIT = 200
QUESTIONS = {
    Language.ZH_HANS: ("台湾可以用干细胞治中风吗？", "我爸嘴突然歪了，说不出话"),
    Language.ZH_HANT: ("台灣可以用幹細胞治中風嗎？", "我爸嘴突然歪了，說不出話"),
    Language.EN: ("Is any stem-cell treatment for stroke approved?", "emergency: face droop"),
}


def traditional(answer: Answer) -> Answer:
    """Return an example in Traditional Chinese."""
    convert = localiser(Language.ZH_HANT, "TW", ())
    return replace(
        answer,
        lang=Language.ZH_HANT,
        statements=tuple(replace(each, text=convert(each.text)) for each in answer.statements),
        guidance=tuple(
            replace(
                card,
                title=convert(card.title),
                body=convert(card.body),
                actions=tuple(replace(act, label=convert(act.label)) for act in card.actions),
            )
            for card in answer.guidance
        ),
        passages=tuple(
            replace(each, title=convert(each.title), text=convert(each.text), highlights=())
            for each in answer.passages
        ),
        followups=tuple(convert(each) for each in answer.followups),
    )


def small_corpus() -> Corpus:
    """Return the example corpus with the real claims, which the cards state."""
    corpus = read_settings({}).corpus
    claims = read_claims(corpus / "claims.toml", read_sources(corpus / "sources.toml"))
    return replace(examples.CORPUS, claims=claims)


@dataclass
class StubGuide:
    """Stands for the guide where only the rendering is tested: a word chooses the example.

    Attributes:
        asked: every question that was answered.
        fault: raised instead of an answer.
    """

    corpus: Corpus = field(default_factory=small_corpus)
    ready: bool = True
    problem: str = ""
    asked: list[Question] = field(default_factory=list)
    fault: Exception | None = None
    signatures: dict[str, Signature] = field(default_factory=dict)
    index_facts: IndexFacts | None = None

    def read(
        self,
        text: str,
        *,
        lang: str = "",
        region: str = "",
        context: tuple[str, ...] = (),
        fallbacks: tuple[Language, ...] = (),
    ) -> Question:
        kept = clean(text)
        if not kept:
            raise QuestionError("The question is empty.", "Write one.", "empty_question")
        if len(kept) > LIMIT:
            raise QuestionError(
                "The question is too long.", "Shorten it.", "question_too_long", 413
            )
        language = Language(lang) if lang else detect(kept, fallbacks)
        regions = (region,) if region else ()
        return Question(kept, fold(kept), language, regions=regions, context=tuple(context))

    def answer(self, question: Question) -> Answer:
        if self.fault:
            raise self.fault
        self.asked.append(question)
        answer = self._example(question)
        return traditional(answer) if question.language is Language.ZH_HANT else answer

    def answer_by_rules(self, question: Question) -> Answer | None:
        answer = self.answer(question)
        return answer if answer.status is Status.EMERGENCY else None

    def _example(self, question: Question) -> Answer:
        if "嘴" in question.folded or "emergency" in question.folded:
            return examples.EMERGENCY_ZH
        if "football" in question.folded:
            return examples.NOT_COVERED_EN
        if "你好" in question.folded:
            return examples.SMALL_TALK_ZH
        english = question.language is Language.EN
        return examples.ANSWERED_EN if english else examples.ANSWERED_ZH


#: Of applications whose test does not look at what is kept.
_DATA = tempfile.TemporaryDirectory(prefix="guidebot-tests-")


def make_app(guide: StubGuide, **environ: str) -> Any:
    """Return the application around a stub guide."""
    given = {
        "GUIDEBOT_MAX_CHARACTERS": str(LIMIT),
        "GUIDEBOT_DATA": _DATA.name,
        # Nothing is remembered, so that the guide sees each question of a test.
        "GUIDEBOT_CACHED_ANSWERS": "0",
    }
    settings = read_settings(given | environ)
    return create_app(settings, cast(Any, guide))


@pytest.fixture(autouse=True)
def no_writer(monkeypatch):
    """Leave counts in memory: a report writes them, and hundreds of tests need no database."""
    monkeypatch.setattr("guidebot.storage.store.start_writer", lambda writer, close: None)


@pytest.fixture
def guide():
    return StubGuide()


@pytest.fixture
def app(guide, tmp_path):
    return make_app(guide, GUIDEBOT_DATA=str(tmp_path / "data"))


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture(scope="session")
def real_client(real_guide, tmp_path_factory):
    """Give a client of the application around the real guide, whose verdicts go aside."""
    data = str(tmp_path_factory.mktemp("data"))
    return create_app(read_settings({"GUIDEBOT_DATA": data}), real_guide).test_client()


@pytest.fixture
def address(app):
    """Serve the application on a free port and return its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(browser, address):
    """Open a page that fails the test on any console error or request elsewhere."""
    faults: list[str] = []
    contexts = []

    def open_one(path="/", width=390, height=844, script="", **options):
        # A click waits until smooth scrolling has ended, a second each time.
        options = {"reduced_motion": "reduce", **options}
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", **options
        )
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        host = urlsplit(address).netloc
        page.on(
            "request",
            lambda sent: faults.append(sent.url) if urlsplit(sent.url).netloc != host else None,
        )
        page.goto(address + path)
        return page

    open_one.faults = faults  # type: ignore[attr-defined]
    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="session")
def browser():
    """Start Chromium: the system's, else the one that playwright brought."""
    playwright = pytest.importorskip("playwright.sync_api")
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield found
        found.close()
