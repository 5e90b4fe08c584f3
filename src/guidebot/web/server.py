"""Run the application under gunicorn with threads."""

from __future__ import annotations

import multiprocessing
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from guidebot.corpus.loading import read_corpus
from guidebot.errors import GuidebotError
from guidebot.guide import open_guide
from guidebot.preparation import prepare
from guidebot.progress import Bar, say
from guidebot.settings import Settings
from guidebot.storage.store import Store
from guidebot.web.app import create_app

#: Seconds that a thread may take for one answer before its worker is renewed.
TIMEOUT_S = 60


def _prepare(settings: Settings) -> None:
    """Make model, index and tables, or say why they cannot be made; the chat runs all the same."""
    try:
        Store(settings).prepare()
    except GuidebotError as error:
        say(str(error))
    try:
        prepare(settings, read_corpus(settings.corpus, settings.data), say, Bar())
    except GuidebotError as error:
        say(str(error))


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, configured here instead of by its command line."""

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Apply the options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application; called in the worker, so that its threads are its own."""
        return create_app(self._settings, open_guide(self._settings, say))


def run(settings: Settings, host: str, port: int) -> None:
    """Prepare what is missing, then serve until stopped.

    Args:
        settings: of the process.
        host: address to listen on.
        port: port to listen on.
    """
    # In a process of its own: the threads of the model's libraries do not survive a fork.
    preparation = multiprocessing.get_context("spawn").Process(target=_prepare, args=(settings,))
    preparation.start()
    preparation.join()
    say(f"guidebot is at http://{host}:{port}")
    options = {
        "bind": f"{host}:{port}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": settings.threads,
        "timeout": TIMEOUT_S,
        # Never the path's query or the body: questions are somebody's health.
        "access_log_format": "%(t)s %(m)s %(U)s %(s)s %(M)sms",
        "accesslog": None,
        "loglevel": "warning",
    }
    _Server(settings, options).run()
