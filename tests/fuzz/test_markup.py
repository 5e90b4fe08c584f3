"""Markup and template code in questions, corpus and documents come out as text."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from guidebot.corpus.ingest import read_documents, take_in
from guidebot.domain import Language
from guidebot.language import clean
from guidebot.web.app import create_app
from tests import examples
from tests.fuzz.material import INJECTIONS, MARK
from tests.web.conftest import StubGuide, make_app, small_corpus

TODAY = date(2026, 11, 26)
ASKED = [clean(text) for text in INJECTIONS]
#: Names of fields that hold words; the others are ids, addresses and dates.
WORDS = frozenset(
    "title text body label product condition note publisher says bottom_line asked_as followups "
    "cell_type sponsor disputed aliases sources".split()
)


def _check(reply, shown: str = "") -> None:
    """Fail where a page holds anything that could run, or lacks the text that it should show."""
    assert reply.status_code < 500
    soup = BeautifulSoup(reply.get_data(as_text=True), "html.parser")
    for element in soup.find_all(True):
        assert element.name != "iframe"
        assert MARK not in str(element.get("id", ""))
        for name, value in element.attrs.items():
            assert not name.startswith("on"), element
            if name in {"href", "src", "action", "formaction"}:
                assert not str(value).strip().lower().startswith(("javascript:", "data:text")), (
                    value
                )
        if element.name in {"script", "style"}:
            assert MARK not in element.text
    if shown:
        assert shown in soup.get_text() or any(
            shown == str(field.get("value")) for field in soup.find_all("input")
        )


def _hostile(value, payload: str):
    """Return a value whose words all end with a payload."""
    if is_dataclass(value) and not isinstance(value, type):
        changes = {
            field.name: _with_payload(getattr(value, field.name), payload)
            if field.name in WORDS
            else _hostile(getattr(value, field.name), payload)
            for field in fields(value)
        }
        return replace(value, **changes)
    if isinstance(value, tuple):
        return tuple(_hostile(one, payload) for one in value)
    if isinstance(value, dict):
        return {name: _hostile(one, payload) for name, one in value.items()}
    return value


def _with_payload(value, payload: str):
    """Return words with a payload behind them, in whatever they are held."""
    if isinstance(value, str) and not isinstance(value, StrEnum):
        return f"{value} {payload}"
    if isinstance(value, tuple):
        return tuple(_with_payload(one, payload) for one in value)
    if isinstance(value, dict):
        return {name: _with_payload(one, payload) for name, one in value.items()}
    return _hostile(value, payload)


@pytest.mark.parametrize("text", ASKED)
def test_a_question_comes_back_as_text(client, text):
    reply = client.post("/", data={"question": text, "context": [text]})
    _check(reply, text)
    _check(client.post("/sheet", data={"question": text, "context": [text]}))
    _check(client.post("/check", data={"text": text}), text)
    for address in ("/faq", "/trials", "/sources", "/glossary", "/", "/faq/no", "/trials/no"):
        _check(client.get(address, query_string={"q": text, "lang": text, "region": text}))
    _check(client.post("/faq", data={"q": text, "question": text}))
    _check(client.get(f"/trials/{text}"))
    header = client.get("/", headers={"Accept-Language": text.replace("\x00", "")})
    assert "Set-Cookie" not in header.headers


@pytest.mark.model
def test_a_question_comes_back_as_text_from_the_real_guide(settings, guide):
    client = create_app(settings, guide).test_client()
    for text in ASKED:
        _check(client.post("/", data={"question": f"{text} 干细胞 NCT9999"}), text)


class HostileGuide(StubGuide):
    """Answers with texts that hold a payload."""

    payload = ""

    def _example(self, question):
        answer = super()._example(question)
        return _hostile(answer, self.payload)


@pytest.mark.parametrize("payload", ASKED)
def test_what_the_corpus_says_is_shown_as_text(tmp_path, payload):
    corpus = replace(
        small_corpus(),
        passages=_hostile(examples.CORPUS.passages, payload),
        trials=_hostile(examples.CORPUS.trials, payload),
        sources=_hostile(examples.CORPUS.sources, payload),
    )
    guide = HostileGuide(corpus=corpus)
    guide.payload = payload
    client = make_app(guide, GUIDEBOT_DATA=str(tmp_path)).test_client()
    _check(client.post("/", data={"question": "台湾可以吗"}), payload)
    _check(client.post("/", data={"question": "Is any stem-cell treatment approved?"}), payload)
    _check(client.post("/sheet", data={"context": ["台湾可以吗"]}))
    for lang in Language:
        for address in ("/faq", "/sources", "/trials", "/glossary", "/faq/links", "/trials/charts"):
            _check(client.get(f"{address}?lang={lang}"))
        for passage in examples.CORPUS.passages:
            address = passage.id.replace("#", "/")
            _check(client.get(f"/faq/{address}?lang={lang}"), "" if lang == "zh-Hant" else payload)
        for record in examples.CORPUS.trials:
            _check(client.get(f"/trials/{record.id}?lang={lang}"))


@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv", ".html"])
def test_what_a_document_says_is_kept_and_shown_as_text(tmp_path, suffix):
    lines = "\n\n".join(f"探视时间是下午三点，{payload}。" for payload in ASKED)
    body = f"<html><body><p>{lines}</p></body></html>" if suffix == ".html" else f"名称\n{lines}"
    path = Path(tmp_path) / f"leaflet{suffix}"
    path.write_text(body, "utf-8")
    (taken,) = take_in(tmp_path, [path], TODAY)
    assert not taken.problem
    passages = read_documents(tmp_path)
    assert passages
    guide = StubGuide(corpus=replace(small_corpus(), site_passages=passages))
    client = make_app(guide, GUIDEBOT_DATA=str(tmp_path)).test_client()
    for passage in passages:
        reply = client.get("/faq/" + passage.id.replace("#", "/"))
        _check(reply)
        _check(client.get("/passage/" + passage.id.replace("#", "/")))


@pytest.fixture
def client(tmp_path):
    return make_app(StubGuide(), GUIDEBOT_DATA=str(tmp_path)).test_client()
