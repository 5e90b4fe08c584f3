"""Shared fixtures: the real corpus, the real model and the real guide, each made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from guidebot.corpus.loading import read_corpus
from guidebot.guide import Guide, open_guide
from guidebot.preparation import ready_encoder
from guidebot.progress import say
from guidebot.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parent.parent
#: Material that lies beside the checkout on some machines; tests that read it skip without.
SHARED = ROOT.parent / "shared"


def share_cache(settings: Settings, chosen: Settings) -> None:
    """Give settings a cache of their own that knows the model, every vector and the fits."""
    chosen.cache.mkdir()
    (chosen.cache / "models").symlink_to(settings.cache / "models")
    for name in ("vectors", "fits"):
        if (settings.cache / name).is_dir():
            shutil.copytree(settings.cache / name, chosen.cache / name)


def pytest_collection_modifyitems(config, items):
    """Leave the long runs out unless they are asked for, whatever else is chosen."""
    if "soak" not in config.option.markexpr:
        long = [item for item in items if item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def settings():
    return read_settings()


@pytest.fixture(scope="session")
def corpus(settings):
    return read_corpus(settings.corpus)


@pytest.fixture(scope="session")
def encoder(settings):
    return ready_encoder(settings, say)


@pytest.fixture(scope="session")
def real_guide(settings) -> Guide:
    """Open the real guide; tests of the web have a stub under the name `guide`."""
    opened = open_guide(settings, say)
    assert opened.ready, opened.problem
    return opened


@pytest.fixture(scope="session")
def guide(real_guide):
    return real_guide


@pytest.fixture
def ask(guide):
    """Ask the real guide and get an Answer."""

    def asked(text: str, **kwargs):
        return guide.answer(guide.read(text, **kwargs))

    return asked
