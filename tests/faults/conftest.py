"""Folders in memory, and a tiny index that is built once."""

import shutil
import tempfile
from pathlib import Path

import pytest

from guidebot.preparation import ready_index
from tests.faults.tiny import TinyEncoder, quiet, tiny_corpus, tiny_settings

_MEMORY = Path("/dev") / "shm"  # where there is one, a flush to it costs nothing


@pytest.fixture
def memory(tmp_path):
    """Give a folder in memory where there is such a thing, else on disk."""
    if not _MEMORY.is_dir():
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(dir=_MEMORY))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Settings whose cache holds the index of tiny_corpus('one'); to be copied, not changed."""
    settings = tiny_settings(tmp_path_factory.mktemp("tiny"))
    ready_index(settings, tiny_corpus("one"), TinyEncoder(), quiet, quiet)
    return settings
