"""Dates and numbers as readers write them, in the short answer too."""

from datetime import date

import pytest

from guidebot.compose import _in_words
from guidebot.domain import Language
from guidebot.formats import written_date, written_number
from guidebot.safety.templates import template_environment
from guidebot.settings import TEMPLATES


@pytest.mark.parametrize(
    ("language", "words"),
    [(Language.EN, "start March 2025."), (Language.ZH_HANS, "开始时间是2025年3月。")],
)
def test_the_sentence_on_a_record_says_when_it_started(corpus, language, words):
    record = next(record for record in corpus.trials if record.id == "NCT06789445")
    template = template_environment(TEMPLATES).get_template(
        f"statements/{language.written}/trial.j2"
    )
    assert words in template.render(record=_in_words(record, language), status="")


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (date(2026, 11, 2), "2026年11月2日", "2 November 2026"),
        ("2026-11-02", "2026年11月2日", "2 November 2026"),
        ("2025-03", "2025年3月", "March 2025"),
        ("2025", "2025年", "2025"),
        ("2025-13", "2025-13", "2025-13"),
        ("", "", ""),
        ("soon", "soon", "soon"),
    ],
)
def test_it_writes_dates_in_words(value, chinese, english):
    assert written_date(value, Language.ZH_HANS) == chinese
    assert written_date(value, Language.ZH_HANT) == chinese
    assert written_date(value, Language.EN) == english


@pytest.mark.parametrize(("value", "words"), [(7, "7"), (12345, "12,345"), (4.4, "4.4")])
def test_it_writes_numbers_with_their_separators(value, words):
    assert {written_number(value, language) for language in Language} == {words}
