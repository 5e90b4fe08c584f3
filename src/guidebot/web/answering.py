"""Answer a question of a reader, and count what it was about."""

from __future__ import annotations

from guidebot.domain import Answer, Question
from guidebot.web.site import current_site


def answer_question(question: Question, again: bool = False) -> Answer:
    """Return the answer; status, language and the ids of its passages are counted by day.

    Args:
        question: as read.
        again: whether it was answered before and is only shown once more.
    """
    site = current_site()
    answer = site.guide.answer(question)
    if not again:
        site.store.count(answer)
    return answer
