"""Questions for `bench.peers`: the corpus's own ways of asking, each a little changed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from guidebot.domain import Corpus

#: What people put before and after a question: it changes the text and not what is asked.
AROUND = {
    "zh": (
        ("请问", "你好，请问", "想问一下，", "我想知道，", "咨询一下，", "帮忙看看，"),
        ("", "，谢谢", "？谢谢了", "，麻烦了", "，请说明"),
    ),
    "en": (
        ("Please tell me: ", "Hello, ", "I wonder: ", "Question: ", "Can you say: ", "Well: "),
        ("", " Thanks.", " Thank you.", " Please explain.", " Many thanks."),
    ),
}
#: Rounds for which no question comes twice.
MOST_ROUNDS = min(len(before) * len(after) for before, after in AROUND.values())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the unit of the passage that it was made from."""

    text: str
    unit: str


def _lines(corpus: Corpus, count: int) -> list[tuple[str, str, str]]:
    """Return (unit, written language, way of asking), evenly chosen over passages and languages."""
    all_of_them = [
        (f"passage:{passage.id}", written, line)
        for at, passage in enumerate(corpus.passages)
        for written, text in sorted(passage.texts.items())
        for line in text.asked_as[at % len(text.asked_as) :][:1]
    ]
    count = min(count, len(all_of_them))
    return [all_of_them[at * len(all_of_them) // count] for at in range(count)]


def rounds_of(corpus: Corpus, count: int, rounds: int) -> list[list[Asked]]:
    """Return the questions of each round: the same lines, never in the same words.

    Args:
        corpus: whose ways of asking are changed.
        count: questions of a round, at least 1; no more than there are texts of passages.
        rounds: 1 to MOST_ROUNDS.
    """
    around = {written: list(product(*words)) for written, words in AROUND.items()}
    made = []
    for turn in range(rounds):
        questions = []
        for at, (unit, written, line) in enumerate(_lines(corpus, count)):
            before, after = around[written][(at + turn) % MOST_ROUNDS]
            questions.append(Asked(f"{before}{line.rstrip('?？')}{after}", unit))
        made.append(questions)
    return made
