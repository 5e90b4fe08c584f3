import pytest

from guidebot.corpus.articles import plain_text, read_article, read_passages
from guidebot.corpus.sources import read_sources
from guidebot.errors import CorpusError

FRONT = "---\ntitle: T\nreviewer: editorial\nchecked: 2026-11-22\ndue: 2027-02-22\n---\n\n"
PASSAGE = """## Is it approved? {#approved}
? is it
@ sources: one | evidence: regulation

**No.** Not yet.
"""
SOURCES = '[one]\ntitle = "T"\npublisher = "P"\nkind = "journal"\nsays = "S"\n'


def corpus_with(tmp_path, zh=FRONT + PASSAGE, en=FRONT + PASSAGE):
    for name, text in (("zh", zh), ("en", en)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "topic.md").write_text(text, encoding="utf-8")
    (tmp_path / "sources.toml").write_text(SOURCES)
    return tmp_path, read_sources(tmp_path / "sources.toml")


def test_it_reads_a_passage_in_both_languages(tmp_path):
    (passage,) = read_passages(*corpus_with(tmp_path))
    assert passage.id == "topic#approved"
    assert passage.texts["en"].text == "No. Not yet."
    assert passage.texts["en"].bottom_line == "No."
    assert passage.texts["zh"].asked_as == ("is it",)
    assert passage.sources[0].id == "one"


def test_it_closes_bold_between_a_chinese_full_stop_and_a_character():
    text, bottom = plain_text("**没有。**目前\n没有。\n\n第二段。")
    assert bottom == "没有。"
    assert text == "没有。目前没有。\n第二段。"


@pytest.mark.parametrize(
    ("body", "text"),
    [("**没有。** 目前没有。", "没有。目前没有。"), ("**No.** Not yet.", "No. Not yet.")],
)
def test_it_leaves_a_space_after_the_bottom_line_only_where_the_language_has_one(body, text):
    assert plain_text(body)[0] == text


@pytest.mark.parametrize(
    ("broken", "says", "line"),
    [
        (FRONT + "## No slug\n? a\n", "has no slug", 8),
        (FRONT + PASSAGE.replace("@ ", ""), "not one", 8),
        (FRONT + PASSAGE.replace("**", ""), "bold bottom line", 8),
        (FRONT + PASSAGE.replace("evidence: regulation", "evidence: hearsay"), "hearsay", 8),
        (FRONT + PASSAGE.replace("sources: one", "sources: two"), "'two'", 8),
        (FRONT + PASSAGE.replace("sources: one | ", ""), "no source", 8),
        (FRONT + PASSAGE + PASSAGE, "stands twice", 13),
        ("no front matter", "front matter", 1),
        (FRONT.replace("2026-11-22", "soon") + PASSAGE, "not a date", 1),
    ],
)
def test_it_names_file_line_and_cure_of_a_broken_file(tmp_path, broken, says, line):
    with pytest.raises(CorpusError, match=says) as caught:
        read_passages(*corpus_with(tmp_path, broken, broken))
    assert caught.value.line == line
    assert caught.value.path.name == "topic.md"
    assert caught.value.cure


def test_it_refuses_a_passage_without_translation(tmp_path):
    other = PASSAGE.replace("{#approved}", "{#other}")
    with pytest.raises(CorpusError, match="no version in en"):
        read_passages(*corpus_with(tmp_path, en=FRONT + other))


def test_it_refuses_versions_whose_cards_differ(tmp_path):
    other = PASSAGE.replace("| evidence", "| cards: see_doctor | evidence")
    with pytest.raises(CorpusError, match="differs"):
        read_passages(*corpus_with(tmp_path, en=FRONT + other))


def test_it_names_the_line_of_bytes_that_are_not_utf8(tmp_path):
    path = tmp_path / "topic.md"
    path.write_bytes(FRONT.encode() + b"\xff")
    with pytest.raises(CorpusError, match="UTF-8") as caught:
        read_article(path)
    assert caught.value.line == 8


def test_it_reads_that_the_sources_of_a_passage_disagree(tmp_path):
    told = FRONT + PASSAGE.replace("evidence: regulation", "evidence: review | disputed: yes")
    (passage,) = read_passages(*corpus_with(tmp_path, told, told))
    assert passage.disputed


@pytest.mark.parametrize("field", ["disputed", "stage"])
def test_it_refuses_any_other_word_for_a_field_that_holds_one(tmp_path, field):
    told = FRONT + PASSAGE.replace("evidence: regulation", f"evidence: review | {field}: maybe")
    with pytest.raises(CorpusError, match=f"{field} is 'maybe'"):
        read_passages(*corpus_with(tmp_path, told, told))
