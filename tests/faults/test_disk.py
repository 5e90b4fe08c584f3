"""A disk that is full or cannot be written: the error is clear, and nothing is half written."""

import errno
import json
import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from guidebot.corpus.ingest import documents_folder, read_documents, take_in
from guidebot.errors import DataError, IndexFolderError
from guidebot.guide import open_guide
from guidebot.preparation import index_folder, ready_index
from guidebot.retrieval import dense, folders
from guidebot.retrieval.store import check_index
from guidebot.retrieval.vector_cache import VectorCache
from tests.faults.tiny import TinyEncoder, quiet, tiny_corpus, tiny_settings

TODAY = date(2026, 11, 26)
EMERGENCY = "我爸突然嘴歪，说话不清楚"


def _full(*_args, **_kwargs):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def copied(built, memory):
    settings = replace(built, cache=memory / "cache", data=memory / "data")
    shutil.copytree(built.cache, settings.cache)
    return settings


@pytest.mark.parametrize("place", ["vectors.faiss", "sentences.npy", "flush", "tables.json"])
def test_a_full_disk_leaves_the_old_index_and_says_so(copied, monkeypatch, place):
    before = check_index(index_folder(copied))
    with monkeypatch.context() as disk:
        if place == "flush":
            disk.setattr(folders, "flush", _full)
        elif place == "vectors.faiss":
            disk.setattr(dense.Dense, "save", _full)
        elif place == "sentences.npy":
            disk.setattr(np, "save", _full)
        else:
            disk.setattr(Path, "write_text", _full)
        with pytest.raises(IndexFolderError, match="No space left") as caught:
            ready_index(copied, tiny_corpus("two"), TinyEncoder(), quiet, quiet)
    assert "GUIDEBOT_CACHE" in caught.value.cure
    assert check_index(index_folder(copied)) == before
    assert not [*copied.cache.rglob(".*")]
    again = ready_index(copied, tiny_corpus("two"), TinyEncoder(), quiet, quiet)
    assert "passage:own#two" in again.units


def test_an_index_is_good_without_room_for_the_vectors(copied, monkeypatch):
    with monkeypatch.context() as disk:
        disk.setattr(VectorCache, "save", _full)
        ready_index(copied, tiny_corpus("two"), TinyEncoder(), quiet, quiet)
    assert check_index(index_folder(copied), corpus_digest=tiny_corpus("two").digest)


def test_faiss_says_that_the_disk_is_full_as_python_does(built):
    index = ready_index(built, tiny_corpus("one"), TinyEncoder(), quiet, quiet)
    with pytest.raises(OSError, match="vectors"):
        index.dense.save(Path("/dev/full/vectors.faiss"))


def test_a_read_only_disk_serves_the_index_that_lies_on_it(copied, monkeypatch):
    real = Path.open

    def read_only(path, mode="r", *args, **kwargs):
        if set(mode) & set("wax+"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, mode, *args, **kwargs)

    monkeypatch.setattr(Path, "open", read_only)
    monkeypatch.setattr(Path, "mkdir", _full)
    index = ready_index(copied, tiny_corpus("one"), TinyEncoder(), quiet, quiet)
    assert "passage:own#one" in index.units
    with pytest.raises(IndexFolderError, match="cannot be written"):
        ready_index(copied, tiny_corpus("two"), TinyEncoder(), quiet, quiet)


def test_a_cache_folder_that_is_none_is_named(tmp_path):
    settings = tiny_settings(tmp_path)
    settings.cache.write_text("a file")
    with pytest.raises(IndexFolderError, match="cache"):
        ready_index(settings, tiny_corpus("one"), TinyEncoder(), quiet, quiet)


@pytest.mark.parametrize("place", ["dump", "fsync", "replace"])
def test_an_ingest_on_a_full_disk_keeps_what_was_in(memory, monkeypatch, place):
    (memory / "in").mkdir()
    path = memory / "in" / "ward.txt"
    path.write_text("病房在三楼。", "utf-8")
    take_in(memory, [path], TODAY)
    path.write_text("病房在五楼。", "utf-8")
    with monkeypatch.context() as disk:
        if place == "dump":
            disk.setattr(json, "dump", _full)
        elif place == "fsync":
            disk.setattr(os, "fsync", _full)
        else:
            disk.setattr(Path, "replace", _full)
        with pytest.raises(DataError, match="No space left"):
            take_in(memory, [path], TODAY)
    assert [passage.texts["zh"].text for passage in read_documents(memory)] == ["病房在三楼。"]
    assert [each.suffix for each in documents_folder(memory).iterdir()] == [".json"]
    take_in(memory, [path], TODAY)
    assert [passage.texts["zh"].text for passage in read_documents(memory)] == ["病房在五楼。"]


class TestService:
    """Emergencies are answered whatever the disk does."""

    def _answers(self, settings, told):
        guide = open_guide(settings, told.append)
        return guide, guide.answer(guide.read(EMERGENCY))

    def test_without_a_model_and_without_room_for_one(self, settings, tmp_path, monkeypatch):
        from guidebot.retrieval import model_export

        monkeypatch.setattr(model_export, "export", _full)
        told: list[str] = []
        chosen = replace(settings, cache=tmp_path / "cache", data=tmp_path / "data")
        guide, answer = self._answers(chosen, told)
        assert answer.status.value == "emergency"
        assert not guide.ready
        assert "No space left" in guide.problem
        assert "GUIDEBOT_CACHE" in told[-1]

    def test_with_damaged_files_in_the_data_folder(self, settings, tmp_path, monkeypatch):
        from guidebot.retrieval import model_export

        monkeypatch.setattr(model_export, "export", _full)
        chosen = replace(settings, cache=tmp_path / "cache", data=tmp_path / "data")
        documents_folder(chosen.data).mkdir(parents=True)
        (documents_folder(chosen.data) / "leaflet-1.json").write_bytes(b'{"passages": [\xff')
        (documents_folder(chosen.data) / "leaflet-2.json").write_text('{"passages": [7]}')
        (chosen.data / "signatures.json").write_text('{"a#b": {"reviewer": 1}}')
        (chosen.data / "trial-checks.json").write_text("[")
        told: list[str] = []
        _, answer = self._answers(chosen, told)
        assert answer.status.value == "emergency"
        assert any("leaflet-1.json" in line for line in told)
        assert any("leaflet-2.json" in line for line in told)
