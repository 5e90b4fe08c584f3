"""An answer as one text."""

import re
from dataclasses import replace
from datetime import date

import pytest

from guidebot.domain import Language
from guidebot.web.openai.citations import link
from guidebot.web.openai.writing import write_answer
from tests import examples

TODAY = examples.TODAY


@pytest.fixture
def write(app, guide):
    def written(answer, today=TODAY):
        with app.test_request_context():
            site = app.extensions["guidebot"]
            return write_answer(answer, guide.corpus, site.wordings[answer.lang], today)

    return written


def test_cards_come_before_what_they_warn_of(write):
    text = write(examples.ANSWERED_ZH).text
    card = text.index("没有获准治疗中风的干细胞产品")
    assert text.startswith("**需要尽快处理：有人催您付钱？先停一停**")
    assert card < text.index("台湾允许部分医院用病人自己的细胞") < text.index("来源：")


def test_each_sentence_carries_the_number_of_what_it_rests_on(write):
    text = write(examples.ANSWERED_ZH).text
    assert "也不能证明有效。 [1]\n" in text
    assert "MultiStem的III期试验已经停止。 [2]\n" in text
    assert "请先问您的神经内科医生。\n" in text


def test_the_list_has_every_number_once_and_in_order(write):
    listed = re.findall(r"^\[(\d+)\] ", write(examples.ANSWERED_ZH).text, re.MULTILINE)
    assert listed == ["1", "2", "3", "4"]


def test_the_list_says_who_speaks_and_when_it_was_checked(write):
    text = write(examples.ANSWERED_EN).text
    assert "(Taiwan Food and Drug Administration, regulator or authority, 23 May 2025)" in text
    assert "a company about its own product" in text
    assert "Last checked: 22 November 2026" in text
    assert "the next check was due on 30 April 2025" in text
    assert "Registered does not mean approved" in text
    assert "https://clinicaltrials.gov/study/NCT03545607" in text
    assert "not medical advice" in text


def test_a_sources_without_an_address_has_no_link(write):
    assert "\n- 首款間充質基質細胞藥物獲批臨床試驗" in write(examples.ANSWERED_ZH).text


def test_every_mark_stands_where_its_number_is(write):
    written = write(examples.ANSWERED_ZH)
    for mark in written.marks:
        number = written.numbers[mark.citation]
        assert written.text[mark.start : mark.end] == f"[{number}]"
    assert {mark.citation for mark in written.marks} == set(written.numbers)


def test_lines_and_lists_of_a_card_stay_lines_and_lists(write):
    text = write(examples.ANSWERED_ZH).text
    assert "先不要付钱：\n\n- 要您今天就交定金\n- 说“保证有效”\n- 拿不出批准文件\n\n" in text
    assert "\n\n\n" not in text


def test_brackets_in_a_title_do_not_end_its_link():
    assert link("A [draft]", "https://x.example") == r"[A \[draft\]](https://x.example)"


def test_an_emergency_stands_alone(write):
    written = write(examples.EMERGENCY_ZH)
    assert written.text.startswith("**需要马上行动：马上打 120**")
    assert "- [120 中国大陆](tel:120)" in written.text
    assert written.marks == []
    assert "来源" not in written.text


def test_small_talk_is_a_sentence_and_nothing_more(write):
    assert write(examples.SMALL_TALK_ZH).text == examples.SMALL_TALK_ZH.statements[0].text + "\n\n"


def test_traditional_readers_get_traditional_words(write):
    answer = replace(examples.ANSWERED_ZH, lang=Language.ZH_HANT)
    assert "來源：" in write(answer).text
    assert "?lang=zh-Hant" in write(answer).text


def test_a_passage_is_marked_once_its_check_is_overdue(write):
    assert "already" not in write(examples.ANSWERED_EN, date(2025, 2, 1)).text
    assert "please verify" in write(examples.ANSWERED_EN).text.lower()
