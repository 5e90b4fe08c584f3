"""The guide as the web asks it: counted, limited, remembered.

Every page and every interface that answers a question does so through the desk, so that what
holds for one holds for all. In this order:

1. The question is counted against the limits of its address and its site, once a request.
2. Over the limit, it is triaged by rules alone, which costs no model and keeps nothing of the
   text: signs of an emergency are answered whatever the count. Anything else has to wait.
3. Within the limit, an answer that is remembered is given again. None with an alarm ever is.
4. Else the guide answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from time import perf_counter

from guidebot.domain import Answer, Corpus, Findings, Question, Signature
from guidebot.errors import LimitError
from guidebot.guide import Guide
from guidebot.web.answer_cache import AnswerCache
from guidebot.web.limits import waiting_s
from guidebot.web.metrics import Metrics


class Desk:
    """Hands questions to one guide.

    Args:
        guide: answers the questions.
        cached_answers: how many answers are remembered.
        metrics: told of every answer.

    Attributes:
        read: the guide's own; see Guide.read.
    """

    def __init__(self, guide: Guide, cached_answers: int, metrics: Metrics) -> None:
        self.guide = guide
        self.read = guide.read
        self._metrics = metrics
        self._cache = AnswerCache(cached_answers)

    @property
    def corpus(self) -> Corpus:
        """Return the corpus that is quoted."""
        return self.guide.corpus

    @property
    def ready(self) -> bool:
        """Return whether questions can be searched for; emergencies are answered always."""
        return self.guide.ready

    @property
    def problem(self) -> str:
        """Return why questions cannot be searched for, for operators; '' where they can."""
        return self.guide.problem

    @property
    def signatures(self) -> Mapping[str, Signature]:
        """Return the sign-offs of passages by id."""
        return self.guide.signatures

    def find(self, question: Question) -> Findings:
        """Return what search finds; see Guide.find."""
        return self.guide.find(question)

    def answer(self, question: Question) -> Answer:
        """Return the answer to a question of this request.

        Raises:
            LimitError: if the limit is reached and rules see no sign of an emergency.
        """
        if wait_s := waiting_s():
            return self._answer_over_limit(question, wait_s)
        started = perf_counter()
        key = self._cache.key(question, date.today())
        answer = self._cache.get(key, question)
        self._metrics.looked_up(answer is not None)
        if answer is None:
            answer = self.guide.answer(question)
            self._cache.put(key, answer)
        else:
            total = round((perf_counter() - started) * 1000, 2)
            answer = replace(answer, timings_ms=answer.timings_ms | {"total": total})
        self._metrics.answered(answer)
        return answer

    def _answer_over_limit(self, question: Question, wait_s: int) -> Answer:
        """Return the answer to signs of an emergency, or raise LimitError."""
        answer = self.guide.answer_by_rules(question)
        self._metrics.limited(answer is not None)
        if answer is None:
            raise LimitError(wait_s)
        self._metrics.answered(answer)
        return answer
