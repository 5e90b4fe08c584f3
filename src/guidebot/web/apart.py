"""Make model, index and tables in a process of its own."""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections.abc import Callable

from guidebot.errors import GuidebotError
from guidebot.preparation import is_ready, open_corpus, prepare
from guidebot.process import end_with_parent
from guidebot.progress import Bar
from guidebot.settings import Settings
from guidebot.storage.store import Store
from guidebot.web.logs import configure_logs, is_for_people

logger = logging.getLogger(__name__)


def _prepare(settings: Settings, parent: int) -> None:
    """Make model, index and tables, or say why they cannot be made; the chat runs all the same.

    Args:
        settings: of the process.
        parent: id of the process that waits for it.
    """
    end_with_parent(parent)
    configure_logs(settings)
    try:
        Store(settings).prepare()
    except GuidebotError as error:
        logger.error("%s", error)
    # Whatever is there is loaded by those who serve; loading it here too would double the start.
    if is_ready(settings):
        return
    bar = Bar() if is_for_people(settings) else lambda done, total: None
    try:
        prepare(settings, open_corpus(settings, logger.info), logger.info, bar)
    except GuidebotError as error:
        logger.error("%s", error)


def prepare_apart(settings: Settings, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Make what is missing in a process of its own, and wait for model and index.

    The threads of the model's libraries do not survive a fork, and what building needs is
    memory that serving does not give back. Nobody waits for the tables: a store that finds none
    makes them itself.

    Args:
        settings: of the process.
        meanwhile: done in this process while the other one works.
    """
    preparation = multiprocessing.get_context("spawn").Process(
        target=_prepare, args=(settings, os.getpid())
    )
    preparation.start()
    meanwhile()
    if not is_ready(settings):
        preparation.join()
