"""POST /sheet: the whole chat on paper, to take to the doctor.

The server keeps nothing, so it answers the questions of the form once more, in their order:
what it shows is what was shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from flask import Blueprint, Response, make_response, render_template

from guidebot.domain import Answer, Source, Tag
from guidebot.errors import QuestionError
from guidebot.web.addresses import base_address
from guidebot.web.chat import earlier_questions
from guidebot.web.languages import preferred_languages, wording
from guidebot.web.places import checked_region
from guidebot.web.site import current_site
from guidebot.web.strings import Wording
from guidebot.web.views import AnswerView, make_view

blueprint = Blueprint("sheet", __name__)

#: More questions than these no consultation has time for.
MOST_QUESTIONS = 8
#: Asked whatever the chat was about, after what the cards suggest.
_ALWAYS = ("treatment", "trial")


def doctor_questions(tags: Iterable[Tag], texts: Wording) -> list[str]:
    """Return what to ask the doctor, for the cards that were shown.

    Args:
        tags: of the cards of the chat, in any order, each as often as it was shown.
        texts: in the reader's language.
    """
    shown = set(tags)
    names = [tag.value for tag in Tag if tag in shown and f"doctor.{tag.value}" in texts]
    return [texts(f"doctor.{name}") for name in [*names[: MOST_QUESTIONS - 2], *_ALWAYS]]


def sources_of(answers: Sequence[Answer]) -> list[Source]:
    """Return the sources of everything that was shown, each once, in the order of the chat."""
    passages = [passage for answer in answers for passage in answer.passages]
    return list(dict.fromkeys(passage.source for passage in passages))


def _views(questions: Sequence[str], region: str) -> list[AnswerView]:
    """Return the answers of a chat, each in the light of the questions before it."""
    site = current_site()
    views = []
    for position, text in enumerate(questions):
        question = site.guide.read(
            text, region=region, context=questions[:position], fallbacks=preferred_languages()
        )
        answer = site.guide.answer(question)
        views.append(make_view(answer, site.wordings[answer.lang], date.today()))
    return views


@blueprint.post("/sheet")
def sheet() -> Response:
    """Show the chat of the form as one page to print."""
    questions = earlier_questions()
    if not questions:
        raise QuestionError("The chat is empty.", "Ask a question first.", "empty_chat")
    views = _views(questions, checked_region())
    answers = [view.answer for view in views]
    tags = [card.tag for answer in answers for card in answer.guidance]
    return make_response(
        render_template(
            "pages/sheet.html",
            turns=list(zip(questions, views, strict=True)),
            questions=doctor_questions(tags, wording()),
            sources=sources_of(answers),
            today=date.today(),
            host=base_address().partition("//")[2],
        )
    )
