"""What search costs as the corpus grows: time to build, room, time of a question, recall.

    python -m bench.growth [--sizes 1000,10000,100000] [--queries 200] [--json FILE]

Each size has as many vectors and as many documents of BM25. They are the corpus's own as far as
they go; beyond, passages are made of it, two vectors and two documents each:

- A made passage lies between two neighbouring real ones, and its lines stray from its middle as a
  random real line strays from its own. Vectors at random would lie in no heaps, which no index by
  cells could find; copies with noise would lie in heaps as tight as the noise. Questions find the
  nearest of 19,234 made vectors at cosine 0.79 and the 1,000th at 0.66, of as many real ones at
  0.82 and 0.63: the made ones are a little harder to tell apart.
- A made document has the first half of one real document and the second half of another. So words
  stand in the same share of documents at every size, and lists of documents grow with the corpus:
  the slow case, for a real one also brings new words.

The questions are those of tests/data, which no index holds. Times are of one question after
another in one process; recall is the share of the ten nearest by an exact search that are found.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import faiss
import numpy as np

from guidebot.corpus.loading import read_corpus
from guidebot.language import fold
from guidebot.preparation import index_folder, prepare, ready_encoder
from guidebot.progress import Bar, say
from guidebot.retrieval.dense import Dense
from guidebot.retrieval.encoder import Role, Vectors
from guidebot.retrieval.entries import QUESTION, documents_of
from guidebot.retrieval.index import Index
from guidebot.retrieval.lexical import Concepts, Lexical, tokens
from guidebot.retrieval.nearness import DEPTH
from guidebot.retrieval.search import View, rank
from guidebot.retrieval.store import load_index
from guidebot.settings import Settings, read_settings

QUESTIONS = Path("tests/data/questions")
FILES = ("zh_hans", "zh_hant", "en", "fresh")
#: How many neighbours of a passage a made one may lie between; vectors, and documents, of it.
NEIGHBOURS, LINES = 50, 2
NEAREST = 10
SEED = 6


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions: float32 vectors, shape (n, d), and the tokens of each."""

    vectors: Vectors
    words: list[list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One size: seconds, MB (10^6 bytes), and (median, 95th percentile) in milliseconds."""

    size: int
    kind: str
    dense_build: float
    dense_disk: float
    dense_memory: float
    search: tuple[float, float]
    spread: tuple[float, float]
    recall: float
    lexical_build: float
    lexical_disk: float
    lexical_memory: float
    scores: tuple[float, float]
    rank: tuple[float, float]


def read_questions(settings: Settings, most: int) -> Questions:
    """Return a sample of the questions of tests/data."""
    files = [QUESTIONS / f"{name}.jsonl" for name in FILES]
    lines = [line for file in files for line in file.read_text("utf-8").splitlines() if line]
    chosen = np.random.default_rng(SEED).permutation(len(lines))[:most]
    texts = [fold(json.loads(lines[at])["text"]) for at in chosen]
    encoder, concepts = (
        ready_encoder(settings, say),
        Concepts(read_corpus(settings.corpus).glossary),
    )
    vectors = [encoder.encode([text], Role.QUERY) for text in texts]
    return Questions(np.concatenate(vectors), [tokens(text, concepts) for text in texts])


def _unit_length(vectors: Vectors) -> Vectors:
    """Return vectors of length 1."""
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def made_vectors(real: Vectors, owners: np.ndarray, count: int) -> Vectors:
    """Return vectors of made passages, LINES for each, as the module's text says."""
    random = np.random.default_rng(SEED)
    held = np.bincount(owners)
    middles = np.zeros((len(held), real.shape[1]), dtype=np.float32)
    np.add.at(middles, owners, real)
    middles /= held[:, None]
    strays = real - middles[owners]
    cosines = _unit_length(middles) @ _unit_length(middles).T
    near = np.argsort(-cosines, axis=1)[:, 1 : NEIGHBOURS + 1]
    passages = -(-count // LINES)
    first = random.integers(len(held), size=passages)
    second = near[first, random.integers(near.shape[1], size=passages)]
    share = random.uniform(0.2, 0.8, size=(passages, 1)).astype(np.float32)
    between = share * middles[first] + (1 - share) * middles[second]
    stray = random.integers(len(real), size=count)
    made = np.empty((count, real.shape[1]), dtype=np.float32)
    for start in range(0, count, 50_000):
        rows = np.arange(start, min(count, start + 50_000))
        made[rows] = _unit_length(between[rows // LINES] + strays[stray[rows]])
    return made


def made_documents(real: Sequence[list[str]], count: int) -> list[list[str]]:
    """Return documents of made passages, as the module's text says."""
    pairs = np.random.default_rng(SEED).integers(len(real), size=(count, 2))
    halves = [(words[: len(words) // 2], words[len(words) // 2 :]) for words in real]
    return [halves[one][0] + halves[other][1] for one, other in pairs]


def timed(task: Callable[[int], Any], count: int) -> tuple[float, float]:
    """Return (median, 95th percentile) of the milliseconds that a task takes for 0, 1, ..."""
    times = []
    task(0)
    for at in range(count):
        started = perf_counter()
        task(at)
        times.append((perf_counter() - started) * 1000)
    return round(float(np.median(times)), 2), round(float(np.quantile(times, 0.95)), 2)


def _resident() -> float:
    """Return the resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _loaded(load: Callable[[Path], Any], path: Path) -> float:
    """Return by how many MB this process grows when it loads an index."""
    before = _resident()
    held = load(path)
    after = _resident()
    del held
    return after - before


def memory(load: Callable[[Path], Any], path: Path) -> float:
    """Return the MB that an index takes in a process that only loads it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return round(process.submit(_loaded, load, path).result(), 1)


def disk(path: Path) -> float:
    """Return the MB of a file or of all files in a folder."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return round(sum(file.stat().st_size for file in files) / 1e6, 1)


def recall(dense: Dense, vectors: Vectors, queries: Vectors) -> float:
    """Return the share of the NEAREST by an exact search that the index finds."""
    _, exact = faiss.knn(queries, vectors, NEAREST, metric=faiss.METRIC_INNER_PRODUCT)
    found, _ = dense.search(queries, NEAREST)
    shared = [len(set(one) & set(other)) for one, other in zip(exact, found, strict=True)]
    return round(sum(shared) / exact.size, 4)


def _grown(index: Index, size: int, dense: Dense, lexical: Lexical, documents: int) -> Index:
    """Return the corpus's index with made passages behind its own, as far as ranking needs it."""
    more = max(0, size - len(index.owners))
    made = max(more, size - documents)
    units = index.units + tuple(f"made:{at}" for at in range(-(-made // LINES)))
    behind = len(index.units) + np.arange(made) // LINES
    return replace(
        index,
        units=units,
        owners=(index.owners + tuple(behind[:more].tolist()))[:size],
        sorts=(index.sorts + tuple(QUESTION * (at % LINES == 0) for at in range(more)))[:size],
        document_owners=(index.document_owners + tuple(behind.tolist()))[:size],
        dense=dense,
        lexical=lexical,
    )


def measured(size: int, index: Index, documents: Sequence[list[str]], asked: Questions) -> Row:
    """Return the figures of one size."""
    real, count = index.dense.vectors(np.arange(len(index.dense))), len(asked.words)
    vectors = real[:size]
    if size > len(real):
        made = made_vectors(real, index.owners_array, size - len(real))
        vectors = np.concatenate([real, made])
        del made
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        started = perf_counter()
        dense = Dense.build(vectors)
        dense_build = perf_counter() - started
        dense.save(place / "vectors.faiss")
        found = recall(dense, vectors, asked.vectors)
        del vectors
        texts = [*documents, *made_documents(documents, max(0, size - len(documents)))][:size]
        started = perf_counter()
        lexical = Lexical.build(texts)
        lexical_build = perf_counter() - started
        del texts
        lexical.save(place / "bm25")
        grown = _grown(index, size, dense, lexical, len(documents))
        return Row(
            size,
            dense.kind,
            round(dense_build, 2),
            disk(place / "vectors.faiss"),
            memory(Dense.load, place / "vectors.faiss"),
            timed(lambda at: dense.search(asked.vectors[at : at + 1], NEAREST), count),
            timed(lambda at: dense.spread(asked.vectors[at], DEPTH), count),
            found,
            round(lexical_build, 2),
            disk(place / "bm25"),
            memory(Lexical.load, place / "bm25"),
            timed(lambda at: lexical.scores(asked.words[at]), count),
            timed(lambda at: rank(grown, View(asked.vectors[at], asked.words[at])), count),
        )


def table(rows: Sequence[Row]) -> str:
    """Return the figures as a Markdown table."""
    head = [
        "vectors, documents",
        "kind",
        "vectors: build s",
        "disk MB",
        "memory MB",
        f"{NEAREST} nearest, ms p50 / p95",
        "for ranking, ms",
        f"recall@{NEAREST}",
        "BM25: build s",
        "disk MB",
        "memory MB",
        "scores, ms",
        "ranking in all, ms",
    ]
    lines = ["| " + " | ".join(head) + " |", "| --- " * len(head) + "|"]
    for row in rows:
        cells = [
            " / ".join(f"{part:.1f}" for part in cell) if isinstance(cell, tuple) else cell
            for cell in asdict(row).values()
        ]
        lines.append(f"| {cells[0]:,} | " + " | ".join(str(cell) for cell in cells[1:]) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--sizes", default="1000,10000,100000", help="with commas; a million: 6 GB or more"
    )
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    settings = read_settings()
    corpus = read_corpus(settings.corpus)
    name = prepare(settings, corpus, say, Bar()).encoder.name
    index = load_index(index_folder(settings), name, corpus.digest)
    _, documents = documents_of(corpus, Concepts(corpus.glossary))
    asked = read_questions(settings, arguments.queries)
    rows = []
    for size in (int(float(one)) for one in arguments.sizes.split(",")):
        print(f"{size:,} ...", file=sys.stderr)
        rows.append(measured(size, index, documents, asked))
        if arguments.json:
            arguments.json.write_text(json.dumps([asdict(row) for row in rows], indent=1), "utf-8")
    print(table(rows))


if __name__ == "__main__":
    main()
