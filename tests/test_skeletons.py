"""Files that an editor fills in."""

from datetime import date

import pytest

from guidebot.corpus.articles import read_article
from guidebot.skeletons import WRITTEN, stubs

TODAY = date(2026, 11, 24)
ASKED = ["台湾能打吗？", "Does it help [phone]?", "台湾能打吗？", "## {#x} * |\n? 怎么办", " #{}"]


@pytest.fixture
def articles(tmp_path):
    """The stubs as the corpus reads them."""
    found = {}
    for name, text in stubs(ASKED, TODAY).items():
        path = tmp_path / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        found[name] = read_article(path)
    return found


def test_what_was_asked_heads_a_passage_in_its_language_and_leaves_a_gap_in_the_other(articles):
    titles = {
        name: [section.text.title for section in articles[name].sections.values()]
        for name in WRITTEN
    }
    gap = {"zh": "（一个问题，用读者的话）", "en": "(one question, in the reader's words)"}
    assert titles["zh"] == ["台湾能打吗？", gap["zh"], "x ? 怎么办"]
    assert titles["en"] == [gap["en"], "Does it help [phone]?", gap["en"]]
    assert articles["zh"].sections["asked-1"].text.asked_as == ("台湾能打吗？",)


def test_both_languages_have_the_same_passages(articles):
    assert list(articles["zh"].sections) == list(articles["en"].sections)


def test_without_questions_there_is_one_passage_to_begin_with():
    assert all("{#first-question}" in text for text in stubs([], TODAY).values())
