"""A start of a study in the short answer, as the reader writes it."""

import pytest

from guidebot.compose import _in_words
from guidebot.domain import Language
from guidebot.safety.guidance import template_environment
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
