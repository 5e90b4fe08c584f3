"""The index on disk: one versioned folder, whole or absent."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from guidebot.domain import Corpus
from guidebot.errors import IndexFolderError
from guidebot.language import fold
from guidebot.retrieval import folders
from guidebot.retrieval.dense import Dense
from guidebot.retrieval.encoder import Encoder, Role, Vectors
from guidebot.retrieval.entries import Entry, documents_of, entries_of, everyday_of, rarity_of
from guidebot.retrieval.fits import NO_FITS, SCHEMA, Fits, keep_fits, kept_fits
from guidebot.retrieval.fitting import fit_all
from guidebot.retrieval.index import Index, Sentence
from guidebot.retrieval.lessons import lessons
from guidebot.retrieval.lexical import Concepts, Lexical, TermWeights
from guidebot.retrieval.recogniser import MarksOf
from guidebot.retrieval.rounding import rounded
from guidebot.retrieval.sentences import spans
from guidebot.retrieval.vector_cache import VectorCache

#: Texts encoded between two steps of the progress bar.
STEP = 64

Progress = Callable[[int, int], None]


def _encode(cache: VectorCache, entries: Sequence[Entry], progress: Progress) -> Vectors:
    """Return the vector of every entry, float32, shape (len(entries), d)."""
    parts: dict[int, Vectors] = {}
    done = 0
    for role in Role:
        chosen = [position for position, entry in enumerate(entries) if entry.role is role]
        for start in range(0, len(chosen), STEP):
            some = chosen[start : start + STEP]
            vectors = cache.encode([entries[position].text for position in some], role)
            parts.update(zip(some, vectors, strict=True))
            done += len(some)
            progress(done, len(entries))
    return np.stack([parts[position] for position in range(len(entries))])


def _sentences_of(corpus: Corpus) -> tuple[list[Sentence], list[Entry]]:
    """Return every sentence of every passage, and what of it gets a vector."""
    sentences, entries = [], []
    for unit, passage in enumerate(corpus.searchable):
        for written, text in passage.texts.items():
            for start, end in spans(text.text):
                sentences.append(Sentence(passage.id, written, start, end))
                entries.append(Entry(unit, fold(text.text[start:end]), Role.PASSAGE))
    return sentences, entries


def build_index(
    folder: Path,
    corpus: Corpus,
    encoder: Encoder,
    marks: MarksOf,
    progress: Progress = lambda done, total: None,
    refit: bool = False,
) -> None:
    """Build the index of a corpus and put it in the place of `folder`.

    Args:
        folder: replaced whole when everything is written; the old index stays until then.
        corpus: validated.
        encoder: its name goes into the manifest.
        marks: that the rules leave on a folded text.
        progress: told (done, total) texts encoded.
        refit: fit recogniser and confidence anew even where those in place still hold.
    """
    concepts = Concepts(corpus.glossary)
    cache = VectorCache(folder.with_name("vectors"), encoder)
    index, entries, vectors = _unfitted(corpus, concepts, cache, progress)
    kept = folder.with_name("fits")
    before = None if refit else kept_fits(kept, encoder.name, corpus)
    fits = before or fit_all(index, entries, vectors, corpus, concepts, cache, marks)
    # What takes longest to make first: whoever is cut off here has lost the least.
    if not before:
        keep_fits(kept, fits, encoder.name, corpus)
    _write(folder, replace(index, fits=fits), encoder.name, corpus)
    # Vectors only save time: an index without them is as good.
    with suppress(OSError):
        cache.save()


def _unfitted(
    corpus: Corpus, concepts: Concepts, cache: VectorCache, progress: Progress
) -> tuple[Index, list[Entry], Vectors]:
    """Return an index without its fits, and its entries with their vectors."""
    units, entries = entries_of(corpus)
    sentences, sentence_entries = _sentences_of(corpus)
    everyday = [Entry(0, line, Role.QUERY) for line in everyday_of(corpus)]
    taught = [Entry(0, lesson.text, Role.QUERY) for lesson in lessons(corpus)]
    joined = _encode(cache, [*entries, *sentence_entries, *everyday, *taught], progress)
    vectors, rest = joined[: len(entries)], joined[len(entries) :]
    owners, documents = documents_of(corpus, concepts)
    unit_tokens = [frozenset[str]()] * len(units)
    for owner, words in zip(owners, documents, strict=True):
        unit_tokens[owner] |= frozenset(words)
    lexical = Lexical.build(documents)
    sentence_bytes, sentence_scales = rounded(rest[: len(sentences)])
    index = Index(
        units=units,
        owners=tuple(entry.unit for entry in entries),
        sorts=tuple(entry.sort for entry in entries),
        document_owners=owners,
        unit_tokens=tuple("\n".join(sorted(words)) for words in unit_tokens),
        rarity=TermWeights.of(lexical.terms, rarity_of(unit_tokens)),
        dense=Dense.build(vectors),
        lexical=lexical,
        sentences=tuple(sentences),
        sentence_bytes=sentence_bytes,
        sentence_scales=sentence_scales,
        background=rest[len(sentences) : len(sentences) + len(everyday)],
        fits=NO_FITS,
        manifest={},
    )
    return index, entries, vectors


def _write(folder: Path, index: Index, model: str, corpus: Corpus) -> None:
    """Write an index as a folder."""
    manifest = {
        "schema": SCHEMA,
        "model": model,
        "corpus": corpus.digest,
        "reviewed": corpus.reviewed_digest,
        "kind": index.dense.kind,
        "vectors": len(index.dense),
        "units": len(index.units),
        "documents": len(index.document_owners),
        "sentences": len(index.sentences),
        **index.fits.in_manifest(),
    }
    tables = {
        "units": index.units,
        "owners": index.owners,
        "sorts": index.sorts,
        "document_owners": index.document_owners,
        "unit_tokens": index.unit_tokens,
        "sentences": [
            [sentence.passage, sentence.written, sentence.start, sentence.end]
            for sentence in index.sentences
        ],
    }
    with folders.replacing(folder, manifest) as aside:
        index.dense.save(aside / "vectors.faiss")
        index.lexical.save(aside / "bm25")
        np.save(aside / "rarity.npy", index.rarity.values_by_number)
        np.save(aside / "sentences.npy", index.sentence_bytes)
        np.save(aside / "sentence_scales.npy", index.sentence_scales)
        np.save(aside / "background.npy", index.background)
        index.fits.save(aside)
        (aside / "tables.json").write_text(json.dumps(tables, ensure_ascii=False), "utf-8")


def check_index(folder: Path, model: str = "", corpus_digest: str = "") -> dict[str, Any]:
    """Return the manifest of an index that is whole and up to date.

    Args:
        folder: the index.
        model: name that it must have been built with; '' for any.
        corpus_digest: of the corpus that it must hold; '' for any.

    Raises:
        IndexFolderError: saying what is wrong; building it anew is always the cure.
    """
    cure = "Run `guidebot index build`."
    manifest = folders.read_manifest(folder)
    if manifest is None or manifest.get("schema") != SCHEMA:
        raise IndexFolderError(f"No index of layout {SCHEMA} in {folder}.", cure)
    if model and manifest.get("model") != model:
        raise IndexFolderError(f"The index was built with {manifest.get('model')!r}.", cure)
    if corpus_digest and manifest.get("corpus") != corpus_digest:
        raise IndexFolderError("The index is older than the corpus.", cure)
    if damaged := folders.damaged_files(folder, manifest):
        raise IndexFolderError(f"Damaged in the index: {', '.join(damaged)}.", cure)
    return manifest


def load_index(folder: Path, model: str, corpus_digest: str) -> Index:
    """Read an index.

    Raises:
        IndexFolderError: if it is missing, damaged, or of another model or corpus.
    """
    manifest = check_index(folder, model, corpus_digest)
    tables = json.loads((folder / "tables.json").read_text("utf-8"))
    lexical = Lexical.load(folder / "bm25")
    return Index(
        units=tuple(tables["units"]),
        owners=tuple(tables["owners"]),
        sorts=tuple(tables["sorts"]),
        document_owners=tuple(tables["document_owners"]),
        unit_tokens=tuple(tables["unit_tokens"]),
        rarity=TermWeights(lexical.terms, np.load(folder / "rarity.npy")),
        dense=Dense.load(folder / "vectors.faiss"),
        lexical=lexical,
        sentences=tuple(Sentence(*row) for row in tables["sentences"]),
        sentence_bytes=np.load(folder / "sentences.npy"),
        sentence_scales=np.load(folder / "sentence_scales.npy"),
        background=folders.mapped(folder / "background.npy"),
        fits=Fits.load(folder, manifest),
        manifest=manifest,
    )
