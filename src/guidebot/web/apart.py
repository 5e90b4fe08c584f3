"""Make model and index in a process of its own."""

from __future__ import annotations

import logging
import multiprocessing

from guidebot.corpus.loading import read_corpus
from guidebot.errors import GuidebotError
from guidebot.preparation import prepare
from guidebot.progress import Bar
from guidebot.settings import Settings
from guidebot.web.logs import configure_logs, is_for_people

logger = logging.getLogger(__name__)


def _prepare(settings: Settings) -> None:
    """Make model and index, or say why they cannot be made."""
    configure_logs(settings)
    bar = Bar() if is_for_people(settings) else lambda done, total: None
    try:
        prepare(settings, read_corpus(settings.corpus, settings.data), logger.info, bar)
    except GuidebotError as error:
        logger.error("%s", error)


def prepare_apart(settings: Settings) -> None:
    """Make what is missing in a process of its own, and wait for it.

    The threads of the model's libraries do not survive a fork, and what building needs is
    memory that serving does not give back.
    """
    preparation = multiprocessing.get_context("spawn").Process(target=_prepare, args=(settings,))
    preparation.start()
    preparation.join()
