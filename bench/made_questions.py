"""Questions that nobody asked before: the corpus's own, each with other words before and after it.

What is new to the server is never found in its memory of answers, however long a run lasts; the
order is the same in every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

from guidebot.domain import Corpus, Language
from guidebot.language import fold, localiser
from guidebot.safety.guidance import EMERGENCIES, kinds_of
from guidebot.safety.rules import read_rules
from guidebot.safety.triage import triage
from guidebot.settings import Settings

SEED = 6
#: What people put before and after a question: it changes the text and not what is asked.
AROUND = {
    "zh": (
        "请问/你好，请问/您好，/想问一下，/想了解，/麻烦问问，/我想知道，/问个问题：/帮忙看看，/"
        "有人知道吗，/各位，/再问一下，/打听一下，/咨询：",
        "/，谢谢/？谢谢/，麻烦了/，求解答/，想弄明白/？想听实话/，请说明/，多谢/，请告诉我/"
        "，不太懂/，想知道/，请讲讲/？先谢谢了",
    ),
    "en": (
        "Please tell me: /I would like to know: /My question is: /Hello, /Question: /I wonder: /"
        "Could you say: /Just asking: /One thing: /Can you explain: /Does anyone know: /"
        "Once more: /To be clear: /Good evening, ",
        "/ Thanks./ Thank you./ Please explain./ I am not sure./ Many thanks./ Please be honest./"
        " I want to understand./ Please tell me./ Thanks a lot./ I could not find it./"
        " Plain words, please./ Thank you so much./ Cheers.",
    ),
}


def _lines(corpus: Corpus) -> list[tuple[str, str]]:
    """Return (language, line) of every way of asking; half of the Chinese is in Traditional."""
    traditional = localiser(Language.ZH_HANT, "", corpus.local_phrases)
    found = []
    for passage in corpus.passages:
        for written, text in passage.texts.items():
            for at, line in enumerate(text.asked_as):
                other = written == "zh" and at % 2
                found.append((written, traditional(line) if other else line))
    Random(SEED).shuffle(found)  # noqa: S311
    return found


def new_questions(corpus: Corpus) -> Iterator[str]:
    """Give questions of which no two are equal after folding; some hundred thousand, then no more.

    Args:
        corpus: whose passages tell how people ask.
    """
    lines, given = _lines(corpus), set[str]()
    around = {
        written: list(product(before.split("/"), after.split("/")))
        for written, (before, after) in AROUND.items()
    }
    for at in range(min(len(words) for words in around.values())):
        for number, (written, line) in enumerate(lines):
            words = around[written]
            before, after = words[(at + number) % len(words)]
            question = f"{before}{line.rstrip('？?')}{after}"
            if (folded := fold(question)) not in given:
                given.add(folded)
                yield question


def emergencies(settings: Settings) -> list[str]:
    """Return the sentences of the corpus's rules in which the rules alone see an emergency.

    Args:
        settings: where the corpus is.
    """
    book = read_rules(settings.corpus / "safety")
    sentences = [text for rule in book.rules for text in rule.match if rule.signal in EMERGENCIES]
    return [text for text in sentences if kinds_of(triage(fold(text), (), book)) & {*EMERGENCIES}]
