"""The answer component, rendered from the named examples."""

from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup

from guidebot.domain import Level, Statement
from guidebot.web.views import blocks, make_view, marked
from tests import examples


@pytest.fixture
def render(app):
    def render_answer(answer):
        with app.test_request_context():
            site = app.extensions["guidebot"]
            view = make_view(answer, site.wordings[answer.lang], examples.TODAY)
            macro = app.jinja_env.get_template("components/answer.html").module.answer_body
            return BeautifulSoup(str(macro(view)), "html.parser")

    return render_answer


@pytest.mark.parametrize("name", examples.ANSWERS)
def test_it_renders_every_example_with_unique_ids(render, name):
    soup = render(examples.ANSWERS[name])
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    assert soup.select_one(".answer")["lang"] == examples.ANSWERS[name].lang
    assert not soup.select("[style], script")


def test_it_says_the_level_of_every_card_in_words(render):
    headings = [heading.text for heading in render(examples.ANSWERED_ZH).select(".card__heading")]
    assert "需要尽快处理" in headings[0]
    assert "需要小心" in headings[1]


def test_it_shows_the_most_severe_card_first_and_at_most_four(render):
    urgent, caution = examples.ANSWERED_ZH.guidance
    answer = replace(examples.ANSWERED_ZH, guidance=(caution, caution, caution, caution, urgent))
    cards = render(answer).select(".card")
    assert len(cards) == 4
    assert "card--urgent" in cards[0]["class"]


def test_it_leaves_an_emergency_alone_with_numbers_to_call(render):
    soup = render(examples.EMERGENCY_ZH)
    assert [link["href"] for link in soup.select(".card a")] == ["tel:120", "tel:119"]
    assert not soup.select(".short, .passage, .trial, .choice, .answer__foot")


def test_it_shows_the_level_only_where_no_card_says_it(render):
    assert not render(examples.ANSWERED_ZH).select(".level")
    assert render(replace(examples.ANSWERED_ZH, level=Level.CAUTION)).select(".level--caution")
    assert not render(examples.SMALL_TALK_ZH).select(".level")


def test_it_shows_where_every_statement_comes_from(render):
    soup = render(examples.ANSWERED_ZH)
    origins = [origin.text.strip() for origin in soup.select(".origin")]
    assert origins == [
        "查证过的结论",
        "出自：全世界有没有获准治疗中风的干细胞产品？",
        "试验记录 NCT03545607",
        "本站固定说法",
    ]
    for link in soup.select(".origin a"):
        assert soup.select_one(link["href"])


def test_it_links_to_the_page_of_a_passage_that_is_not_shown(render):
    link = render(examples.ANSWERED_EN).select(".origin a")[-1]
    assert link["href"] == "/faq/concepts/elsewhere?lang=en"


def test_it_marks_the_sentences_that_retrieval_names(render):
    passage = render(examples.ANSWERED_ZH).select_one(".passage")
    assert (
        passage.select_one("blockquote mark").text
        == "这是给医院的许可，不是上市批准，也不能证明有效。"
    )


def test_it_says_what_kind_of_evidence_and_source_a_passage_has(render):
    first, second = render(examples.ANSWERED_ZH).select(".passage")
    assert "主管部门的规定或决定" in first.text
    assert "厂家说自己的产品" in second.text
    assert first.select_one(".citation a")["rel"] == ["noreferrer"]
    assert not second.select(".citation a")
    assert "2025年3月" in second.text


def test_it_opens_the_first_passage_and_folds_the_others_with_their_sources(render):
    first, second = render(examples.ANSWERED_ZH).select(".passage")
    assert not first.select("details")
    assert second.select_one("details blockquote")
    assert second.select_one("details .facts")


def test_it_says_nothing_twice_that_a_card_says(render):
    repeated = replace(
        examples.NOT_COVERED_EN, statements=(Statement("Not covered.", "template:not_covered"),)
    )
    assert not render(repeated).select(".short, .answer__jump")


def test_it_leaves_out_a_claim_that_the_passage_says_with_its_date(render):
    passage = examples.ANSWERED_EN.passages[0]
    claim = Statement("No cell product has marketing approval for stroke.", "claim:x")
    line = Statement(passage.text.split("\n")[0][:76], f"passage:{passage.id}")
    shown = render(replace(examples.ANSWERED_EN, statements=(claim, line)))
    assert [text.text for text in shown.select(".short__text")] == [line.text]
    shown = render(replace(examples.ANSWERED_EN, statements=(claim, claim)))
    assert len(shown.select(".short__text")) == 2


def test_it_asks_nothing_of_a_greeting(render):
    assert not render(examples.SMALL_TALK_ZH).select(".answer__foot, .tools button[data-copy]")


def test_it_warns_where_a_review_is_overdue(render):
    first, second = render(examples.ANSWERED_ZH).select(".passage")
    assert not first.select(".overdue")
    assert "2025年4月30日" in second.select_one(".overdue").text


def test_it_shows_trials_with_link_or_how_to_search(render):
    first, second = render(examples.ANSWERED_ZH).select(".trial")
    own, registry = first.select("a")
    assert own["href"] == "/trials/NCT03545607?lang=zh-Hans"
    assert registry["href"] == "https://clinicaltrials.gov/study/NCT03545607"
    assert "III 期" in first.text
    assert "2018年9月" in first.text
    assert "美国、英国" in first.text
    assert len(second.select("a")) == 1
    assert "开始时间" not in second.text
    assert "没有直接的网址" in second.text


def test_it_folds_away_trials_after_the_third(render):
    answer = replace(examples.ANSWERED_ZH, trials=examples.ANSWERED_ZH.trials * 3)
    soup = render(answer)
    assert len(soup.select(".trial")) == 6
    assert len(soup.select("details .trial")) == 3
    assert "再看 3 项" in soup.select_one(".trials + details summary").text


def test_it_offers_followups_as_buttons_of_the_question_form(render):
    for button in render(examples.ANSWERED_ZH).select(".followups button"):
        assert (button["form"], button["name"], button["value"]) == ("ask", "chosen", button.text)


def test_it_never_shows_the_confidence(render):
    assert "0.82" not in render(examples.ANSWERED_ZH).text


def test_it_cuts_text_into_paragraphs_and_lists():
    found = blocks("one\n\n- a\n- b\ntwo")
    assert [(block.lines, block.is_list) for block in found] == [
        (("one",), False),
        (("a", "b"), True),
        (("two",), False),
    ]


@pytest.mark.parametrize(
    ("text", "highlights", "expected"),
    [
        ("ab", [], [[("ab", False)]]),
        ("abcd", [(1, 3)], [[("a", False), ("bc", True), ("d", False)]]),
        ("ab\ncd", [(1, 4)], [[("a", False), ("b", True)], [("c", True), ("d", False)]]),
        ("abc", [(0, 2), (1, 99)], [[("abc", True)]]),
        ("abc", [(-5, 1)], [[("a", True), ("bc", False)]]),
    ],
)
def test_it_marks_character_ranges(text, highlights, expected):
    assert marked(text, highlights) == expected


def test_it_gives_two_views_of_one_answer_different_ids(app):
    wording = app.extensions["guidebot"].wordings[examples.ANSWERED_ZH.lang]
    views = [make_view(examples.ANSWERED_ZH, wording, date.today()) for _ in range(2)]
    assert views[0].prefix != views[1].prefix
