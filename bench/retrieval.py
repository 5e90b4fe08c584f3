"""Ranking on public sets: words alone, meaning alone, and both as the guide joins them.

    python bench/retrieval.py FOLDER... [--most 400]

Each folder holds corpus.jsonl {"id", "title"?, "text"}, qrels.tsv (query, document, grade) and
files queries*.jsonl {"id", "text"}. Prints recall at 5, mean reciprocal rank and nDCG at 10
of each way.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import ir_measures
import numpy as np
from ir_measures import RR, R, nDCG

from guidebot.corpus.loading import read_corpus
from guidebot.language import fold, is_chinese
from guidebot.preparation import ready_encoder
from guidebot.progress import say
from guidebot.retrieval.encoder import Role
from guidebot.retrieval.entries import rarity_of
from guidebot.retrieval.fusion import either, standardised, standardised_within
from guidebot.retrieval.lexical import Concepts, Lexical, tokens
from guidebot.retrieval.search import (
    ALONE,
    MOST_STANDARD,
    lexical_trust,
)
from guidebot.settings import read_settings

MEASURES = [R @ 5, RR @ 10, nDCG @ 10]
DEPTH = 10


def lines(path: Path) -> list[dict[str, str]]:
    """Return the objects of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def ways(folder: Path, queries: list[dict[str, str]]) -> Iterator[tuple[str, np.ndarray]]:
    """Give (name, scores of shape (queries, documents)) of each way to rank."""
    settings = read_settings()
    encoder = ready_encoder(settings, say)
    concepts = Concepts(read_corpus(settings.corpus).glossary)
    texts = [
        fold(f"{one.get('title', '')}\n{one['text']}") for one in lines(folder / "corpus.jsonl")
    ]
    documents_tokens = [tokens(text, concepts) for text in texts]
    lexical = Lexical.build(documents_tokens)
    asked = [fold(query["text"]) for query in queries]
    words = np.array([lexical.scores(tokens(text, concepts)) for text in asked], dtype=np.float64)
    vectors = encoder.encode(texts, Role.PASSAGE)
    dense = (encoder.encode(asked, Role.QUERY) @ vectors.T).astype(np.float64)
    yield "words", words
    yield "meaning", dense
    rarity = rarity_of([frozenset(words) for words in documents_tokens])
    joined = []
    sorts = np.array([is_chinese(text) for text in texts], dtype=np.int8)
    for one, two, text in zip(words, dense, asked, strict=True):
        trust = lexical_trust(one, tokens(text, concepts), rarity, max(rarity.values()))
        shared = np.minimum(standardised(one), MOST_STANDARD)
        meant = (ALONE.asked + ALONE.text) * standardised_within(two, sorts)
        joined.append(either(one, trust, meant + ALONE.words * trust * shared))
    yield "both", np.array(joined)


def main() -> None:
    """Print a table for each folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--most", type=int, default=400, help="Questions of a file, evenly chosen.")
    given = parser.parse_args()
    for folder in given.folders:
        ids = [one["id"] for one in lines(folder / "corpus.jsonl")]
        rows = [row.split("\t") for row in (folder / "qrels.tsv").read_text("utf-8").splitlines()]
        for path in sorted(folder.glob("queries*.jsonl")):
            queries = lines(path)
            queries = queries[:: max(1, len(queries) // given.most)]
            wanted = {query["id"] for query in queries}
            qrels = [ir_measures.Qrel(row[0], row[1], 1) for row in rows if row[0] in wanted]
            for name, scores in ways(folder, queries):
                run = [
                    ir_measures.ScoredDoc(query["id"], ids[at], float(row[at]))
                    for query, row in zip(queries, scores, strict=True)
                    for at in np.argsort(-row)[:DEPTH]
                ]
                found = ir_measures.calc_aggregate(MEASURES, qrels, run)
                figures = "  ".join(f"{measure} {found[measure]:.3f}" for measure in MEASURES)
                print(f"{folder.name:16s} {path.stem:18s} {name:8s} {figures}", flush=True)


if __name__ == "__main__":
    main()
