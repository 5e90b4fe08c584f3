"""Answers kept in memory for questions that come again. No question is kept, only a digest."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import uuid
from dataclasses import replace
from datetime import date

from cachetools import LRUCache

from guidebot.domain import Answer, Level, Question
from guidebot.language import fold

#: Told anew each time: an alarm must never be old.
NEVER_KEPT = frozenset({Level.EMERGENCY, Level.URGENT})
#: Statements that say what failed, or that hold letters of the question.
_PASSING = frozenset(
    f"template:{name}" for name in "cannot_search unknown_id malformed_id foreign_name".split()
)


class AnswerCache:
    """Holds the latest answers; it is made anew with every index, so that none is out of date.

    Args:
        size: answers that are kept, 0 for none; the one longest unused goes first.
    """

    def __init__(self, size: int) -> None:
        self._answers: LRUCache[bytes, Answer] = LRUCache(max(size, 1))
        self._size = size
        self._lock = threading.Lock()
        # Without the key, a copy of the memory could be searched for a guessed question.
        self._key = secrets.token_bytes(32)

    def __len__(self) -> int:
        """Return how many answers are kept."""
        return len(self._answers)

    def key(self, question: Question, today: date) -> bytes:
        """Return the digest under which the answer to a question is kept.

        Everything that an answer depends on is in it: the folded text, language, places, the
        earlier questions, and the day, by which a review can be due.
        """
        parts = (
            question.folded,
            question.language.value,
            question.notice,
            question.regions,
            [fold(turn) for turn in question.context],
            today.isoformat(),
        )
        return hashlib.blake2b(json.dumps(parts).encode(), key=self._key, digest_size=16).digest()

    def get(self, key: bytes, question: Question) -> Answer | None:
        """Return the answer to a question as a new one, or None."""
        with self._lock:
            kept = self._answers.get(key)
        if kept is None:
            return None
        return replace(kept, id=uuid.uuid4().hex, question=question.text)

    def put(self, key: bytes, answer: Answer) -> None:
        """Keep an answer, unless it is one that has to be found anew each time."""
        origins = {statement.origin for statement in answer.statements}
        if not self._size or answer.level in NEVER_KEPT or origins & _PASSING:
            return
        timings = dict.fromkeys(answer.timings_ms, 0.0)
        with self._lock:
            self._answers[key] = replace(answer, id="", question="", timings_ms=timings)
