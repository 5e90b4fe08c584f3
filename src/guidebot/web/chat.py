"""The chat page: a form that carries the earlier questions, so that the server keeps nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, Response, make_response, render_template, request

from guidebot.domain import Question
from guidebot.errors import QuestionError
from guidebot.web.api import MOST_CONTEXT
from guidebot.web.languages import preferred_languages, wording
from guidebot.web.places import checked_region
from guidebot.web.problems import Problem, describe_question
from guidebot.web.replies import wants_fragment
from guidebot.web.security import FRAME
from guidebot.web.site import current_site
from guidebot.web.views import AnswerView, make_view

blueprint = Blueprint("chat", __name__)

STARTERS = ("cure", "approved", "clinic", "risk", "trials", "recovery")


@dataclass(frozen=True, slots=True)
class Chat:
    """What the chat page shows.

    Attributes:
        draft: text in the question box.
        context: earlier questions, oldest first; the newest answer's is the last.
    """

    draft: str = ""
    context: tuple[str, ...] = ()
    question: str = ""
    view: AnswerView | None = None
    problem: Problem | None = None


def earlier_questions() -> tuple[str, ...]:
    """Return the last questions of the form that are not too long to be genuine."""
    longest = current_site().settings.max_characters
    sent = [text for text in request.form.getlist("context") if text.strip()]
    return tuple(text for text in sent if len(text) <= longest)[-MOST_CONTEXT:]


def _show(chat: Chat) -> Response:
    """Render the page, or for the page's script only the part that is new."""
    status = chat.problem.status if chat.problem else 200
    if wants_fragment():
        name = "pages/refusal.html" if chat.problem else "pages/turn.html"
        return make_response(
            render_template(name, problem=chat.problem, question=chat.question, view=chat.view),
            status,
        )
    name = "pages/widget.html" if request.path == FRAME else "pages/chat.html"
    hosts = " ".join(current_site().settings.frame_ancestors)
    page = render_template(name, chat=chat, starters=STARTERS, home=request.path, hosts=hosts)
    return make_response(page, status)


def _answered(question: Question, chat: Chat) -> Chat:
    """Return the chat with the answer to a question."""
    site = current_site()
    answer = site.guide.answer(question)
    view = make_view(answer, site.wordings[answer.lang], date.today())
    context = (*chat.context, question.text)[-MOST_CONTEXT:]
    return replace(chat, context=context, question=question.text, view=view)


@blueprint.get("/")
@blueprint.get(FRAME)
def start() -> Response:
    """Show the empty chat."""
    checked_region()
    return _show(Chat())


@blueprint.post("/")
@blueprint.post(FRAME)
def ask() -> Response:
    """Answer the question of the form and show the chat so far.

    Fields: `question`, the box; `chosen`, a button's question, which leaves the box as it is;
    `context`, one for each earlier question; `region`, where the reader is; `switch`, sent by
    the buttons for language and place, answers the last question once more.
    """
    typed, chosen = request.form.get("question", ""), request.form.get("chosen", "")
    chat = Chat(draft=typed, context=earlier_questions())
    if "switch" in request.form:
        if not chat.context:
            return _show(chat)
        chosen, chat = chat.context[-1], replace(chat, context=chat.context[:-1])
    try:
        question = current_site().guide.read(
            chosen or typed,
            region=checked_region(),
            context=chat.context,
            fallbacks=preferred_languages(),
        )
        return _show(_answered(question, chat if chosen else replace(chat, draft="")))
    except QuestionError as error:
        return _show(replace(chat, problem=describe_question(error, wording())))
