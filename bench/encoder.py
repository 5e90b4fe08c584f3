"""The serving encoder beside the sentence-transformers model that it was made from.

    python bench/encoder.py [--questions questions.jsonl]

Prints the mean cosine over 200 sentences, the time for one question of each, side by side in one
run, and with a file of {"text"} lines the share of questions that find the same passage first.
"""

from __future__ import annotations

import argparse
import json
import statistics
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from guidebot.corpus.loading import read_corpus
from guidebot.domain import Corpus
from guidebot.guide import Guide
from guidebot.preparation import prepare, ready_encoder
from guidebot.progress import Bar, say
from guidebot.retrieval.encoder import Encoder, Role, model_folder
from guidebot.settings import Settings, read_settings

ROUNDS = 5


def milliseconds(encoder: Encoder, questions: list[str]) -> float:
    """Return the median time of one question alone."""
    times = []
    for question in questions:
        started = perf_counter()
        encoder.encode([question], Role.QUERY)
        times.append((perf_counter() - started) * 1000)
    return statistics.median(times)


def first_passages(settings: Settings, corpus: Corpus, questions: list[str]) -> list[str]:
    """Return the passage that each question finds first, '' for none."""
    guide = Guide(settings, corpus, prepare(settings, corpus, say, Bar()))
    answers = [guide.answer(guide.read(question)) for question in questions]
    return [answer.passages[0].id if answer.passages else "" for answer in answers]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=Path)
    questions_path = parser.parse_args().questions
    settings = read_settings()
    corpus = read_corpus(settings.corpus)
    serving = ready_encoder(settings, say)
    # An index of its own: it is built with the other model.
    other = replace(
        settings, model=str(model_folder(settings) / "source"), cache=settings.cache / "fp32"
    )
    reference = ready_encoder(other, say)
    texts = [text.bottom_line for passage in corpus.passages for text in passage.texts.values()]
    some = texts[:: max(1, len(texts) // 200)][:200]
    ours, theirs = serving.encode(some, Role.PASSAGE), reference.encode(some, Role.PASSAGE)
    print(f"mean cosine over {len(some)} sentences: {(ours * theirs).sum(axis=1).mean():.4f}")
    asked = [passage.texts["zh"].asked_as[0] for passage in corpus.passages[:40]]
    pairs = [(milliseconds(serving, asked), milliseconds(reference, asked)) for _ in range(ROUNDS)]
    ratio = statistics.median(slow / fast for fast, slow in pairs)
    print(
        f"one question: serving {pairs[-1][0]:.1f} ms, sentence-transformers {pairs[-1][1]:.1f} ms"
    )
    print(f"sentence-transformers takes {ratio:.1f} times as long (median of {ROUNDS} rounds)")
    if questions_path:
        lines = questions_path.read_text("utf-8").splitlines()
        questions = [json.loads(line)["text"] for line in lines if line.strip()]
        found = [first_passages(each, corpus, questions) for each in (settings, other)]
        pairs_found = [pair for pair in zip(*found, strict=True) if any(pair)]
        same = sum(one == another for one, another in pairs_found)
        share = same / len(pairs_found)
        print(f"same passage first: {same} of {len(pairs_found)} that find one, {share:.1%}")


if __name__ == "__main__":
    main()
