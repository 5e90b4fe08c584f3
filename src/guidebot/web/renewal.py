"""A new index takes the place of the old one while questions are answered.

The new guide is opened beside the old one, with the same model. One assignment then puts the new
site in its place: requests that have begun end with the old one (see site.current_site), later
ones begin with the new one. What cannot be opened leaves everything as it was.
"""

from __future__ import annotations

import logging
import threading

from flask import Flask

from guidebot.corpus.loading import read_corpus
from guidebot.errors import IndexFolderError
from guidebot.guide import SEARCH_ERRORS, Guide
from guidebot.preparation import read_index
from guidebot.retrieval.encoder import load_encoder
from guidebot.retrieval.retriever import Retriever
from guidebot.settings import Settings
from guidebot.storage.store import Store
from guidebot.web.apart import prepare_apart
from guidebot.web.check import renew_checker
from guidebot.web.desk import Desk
from guidebot.web.site import Site, make_site
from guidebot.web.watch import metrics_of

logger = logging.getLogger(__name__)

_EXTENSION = "guidebot"


def take_in(app: Flask, settings: Settings, guide: Guide) -> None:
    """Let the application answer by a guide from the next request on.

    Raises:
        CorpusError: if texts or numbers are broken.
    """
    before: Site | None = app.extensions.get(_EXTENSION)
    # Counts that are not written yet stay in the same store.
    store = before.store if before else Store(settings)
    metrics = metrics_of(app)
    desk = Desk(guide, settings.cached_answers, metrics, store)
    app.extensions[_EXTENSION] = make_site(settings, desk)
    metrics.opened(guide.ready)


def reopen_guide(settings: Settings, before: Guide) -> Guide:
    """Return a guide of the corpus and the index as they are on disk now.

    Args:
        settings: of the process.
        before: answers until then; the new one takes over its model.

    Raises:
        GuidebotError: if corpus, index or model cannot be used; `before` goes on.
    """
    # A start leaves a damaged document out; here the guide that still holds it goes on.
    corpus = read_corpus(settings.corpus, settings.data)
    encoder = before.encoder or load_encoder(settings)
    return Guide(
        settings, corpus, Retriever(corpus, read_index(settings, corpus, encoder), encoder)
    )


class Renewal:
    """Takes in new indexes, one after the other, each in a thread beside those that answer.

    Args:
        app: the application.
        settings: of the process.
    """

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._turn = threading.Lock()

    def start(self) -> None:
        """Begin to take in the corpus and the index as they are on disk now; returns at once."""
        threading.Thread(target=self._run, name="renewal", daemon=True).start()

    def _run(self) -> None:
        """Take in what is there, or say why not."""
        with self._turn:
            try:
                guide = self._opened()
                take_in(self._app, self._settings, guide)
                renew_checker(self._app)
            except SEARCH_ERRORS as error:
                metrics_of(self._app).reloaded(False)
                logger.error("The new index is not taken in, the old one goes on: %s", error)
                return
        metrics_of(self._app).reloaded(True)
        logger.info("The new index is taken in.")

    def _opened(self) -> Guide:
        """Return a guide of what is on disk, building the index first where it is stale."""
        site: Site = self._app.extensions[_EXTENSION]
        before = site.guide.guide
        try:
            return reopen_guide(self._settings, before)
        except IndexFolderError:
            prepare_apart(self._settings)
            return reopen_guide(self._settings, before)
