"""An index whose files are cut or flipped is refused, and built anew at the next start."""

import random
import shutil
from dataclasses import replace

import pytest

from guidebot.errors import IndexFolderError
from guidebot.preparation import index_folder, ready_index
from guidebot.retrieval import folders
from guidebot.retrieval.store import check_index, load_index
from tests.faults.tiny import TinyEncoder, quiet, tiny_corpus

CUTS, FLIPS = 20, 200
CORPUS = tiny_corpus("one")


@pytest.fixture
def copied(built, memory):
    """Settings with an index of their own, and its folder."""
    settings = replace(built, cache=memory / "cache")
    shutil.copytree(built.cache, settings.cache)
    return settings, index_folder(settings)


def _files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _harms(content: bytes, chance: random.Random):
    """Give a file's bytes cut at seeded lengths and with seeded bits flipped."""
    for length in chance.sample(range(len(content)), min(CUTS, len(content))):
        yield content[:length]
    bits = range(len(content) * 8)
    for bit in chance.sample(bits, min(FLIPS, len(bits))):
        harmed = bytearray(content)
        harmed[bit // 8] ^= 1 << (bit % 8)
        yield bytes(harmed)


def _is_refused(folder, whole) -> bool:
    """Return whether an index is refused; what is not refused must say what the whole one says."""
    try:
        assert check_index(folder, TinyEncoder.name, CORPUS.digest) == whole
    except IndexFolderError as error:
        return "guidebot index build" in error.cure
    return False


def test_every_file_of_an_index_is_watched(copied):
    _, folder = copied
    watched = {folder / name for name in check_index(folder)["checksums"]}
    assert watched | {folder / folders.MANIFEST} == set(_files(folder))


def test_every_cut_and_every_flipped_bit_is_seen(copied):
    _, folder = copied
    whole, chance, passed = check_index(folder), random.Random(6), []
    for path in _files(folder):
        content = path.read_bytes()
        for harmed in _harms(content, chance):
            path.write_bytes(harmed)
            if not _is_refused(folder, whole):
                passed.append((path.name, harmed))
        path.write_bytes(content)
    # In JSON a number may be written in two ways (1e-05, 1E-05): that is no damage.
    assert {name for name, _ in passed} <= {folders.MANIFEST}
    assert len(passed) <= 2
    assert check_index(folder) == whole


@pytest.mark.parametrize("harm", ["cut", "flip", "remove"])
def test_a_damaged_index_is_built_anew_at_the_next_start(copied, harm):
    settings, folder = copied
    for name in [path.relative_to(folder) for path in _files(folder)]:
        content = (folder / name).read_bytes()
        if harm == "remove":
            (folder / name).unlink()
        elif harm == "cut":
            (folder / name).write_bytes(content[: len(content) // 3])
        else:
            at = len(content) // 2
            (folder / name).write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        told: list[str] = []
        index = ready_index(settings, CORPUS, TinyEncoder(), told.append, quiet)
        assert "Building it" in told[0], name
        assert index.units == load_index(folder, TinyEncoder.name, CORPUS.digest).units


@pytest.mark.parametrize("part", ["fits", "vectors"])
def test_damaged_fits_and_vectors_are_made_anew(copied, part):
    settings, folder = copied
    before = check_index(folder)["calibration"]
    for path in _files(settings.cache / part):
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        shutil.rmtree(folder)
        ready_index(settings, CORPUS, TinyEncoder(), quiet, quiet)
        assert check_index(folder)["calibration"] == before
        assert (
            folders.damaged_files(
                settings.cache / part, folders.read_manifest(settings.cache / part) or {}
            )
            == []
        )
