"""Run the application under gunicorn: processes with threads, sized to the machine."""

from __future__ import annotations

import logging
import shutil
import signal
import tempfile
from importlib import import_module
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from guidebot.guide import open_guide
from guidebot.running import Registration
from guidebot.settings import Settings
from guidebot.sizing import processes
from guidebot.web.apart import prepare_apart
from guidebot.web.logs import QuietLogger, configure_logs
from guidebot.web.worker import GatheringWorker

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

logger = logging.getLogger(__name__)

#: Seconds that a thread may take for one answer before its process is renewed.
TIMEOUT_S = 60
#: Seconds that a server which is told to stop gives to what it has begun.
GRACE_S = 30


class _Arbiter(Arbiter):  # type: ignore[misc]
    """The main process; SIGHUP renews the index in each worker instead of the workers."""

    def handle_hup(self) -> None:
        """Tell the workers: they go on answering while they take the new index in."""
        self.kill_workers(signal.SIGHUP)


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, configured here instead of by its command line.

    Attributes:
        renewal: takes in a new index; made with the application, in the worker.
        most_body: bytes of a request that the application reads.
    """

    def __init__(self, settings: Settings, options: dict[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Apply the options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Return the application; called in the worker, so that its threads are its own."""
        # Here for the reason that _load_modules gives.
        from guidebot.web.app import create_app
        from guidebot.web.renewal import Renewal
        from guidebot.web.watch import metrics_by_port

        app = create_app(self._settings, open_guide(self._settings, logger.info))
        self.renewal = Renewal(app, self._settings)
        self.most_body = int(app.config["MAX_CONTENT_LENGTH"])
        return metrics_by_port(app, self._settings.metrics_port)

    def run(self) -> None:
        """Serve until stopped."""
        _Arbiter(self).run()


def _addresses(settings: Settings, host: str, port: int) -> list[str]:
    """Return the addresses to listen on."""
    own = [f"127.0.0.1:{settings.metrics_port}"] if settings.metrics_port else []
    return [f"{host}:{port}", *own]


def server_options(settings: Settings, host: str, port: int, figures: str) -> dict[str, Any]:
    """Return how gunicorn runs.

    Args:
        settings: of the process.
        host: address to listen on.
        port: port to listen on.
        figures: folder for the figures of several processes, '' for one.
    """
    return {
        "bind": _addresses(settings, host, port),
        "workers": processes(settings),
        "worker_class": GatheringWorker,
        "threads": settings.threads,
        "timeout": TIMEOUT_S,
        "graceful_timeout": GRACE_S,
        "logger_class": QuietLogger,
        # A second way in that nobody asked for, and a thread in a process that forks.
        "control_socket_disable": True,
        # Only GUIDEBOT_PROXIES says whom to believe (security.trust_proxies).
        "forwarded_allow_ips": "",
        "secure_scheme_headers": {},
        "raw_env": [f"PROMETHEUS_MULTIPROC_DIR={figures}"] if figures else [],
        "when_ready": _load_modules,
        "child_exit": _worker_ended if figures else lambda server, worker: None,
    }


def _load_modules(server: object = None) -> None:
    """Load the application's modules before the workers fork, so that they share their memory.

    With several processes not before gunicorn is ready: figures look for their folder in the
    environment when they are loaded, and gunicorn puts it there.
    """
    import_module("guidebot.web.app")


def _worker_ended(server: object, worker: Worker) -> None:
    """Forget what only a living process can tell."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def _register(settings: Settings, address: str) -> Registration | None:
    """Let `guidebot index reload` find this server."""
    try:
        return Registration(settings, address)
    except OSError as error:
        logger.warning("`guidebot index reload` will not find this server: %s", error.strerror)
        return None


def run(settings: Settings, host: str, port: int) -> None:
    """Prepare what is missing, then serve until stopped.

    Args:
        settings: of the process.
        host: address to listen on.
        port: port to listen on.
    """
    configure_logs(settings)
    figures = tempfile.mkdtemp(prefix="guidebot-") if processes(settings) > 1 else ""
    prepare_apart(settings, (lambda: None) if figures else _load_modules)
    options = server_options(settings, host, port, figures)
    server = _Server(settings, options)
    registration = _register(settings, f"{host}:{port}")

    def tidy(_: object) -> None:
        """Leave nothing behind; called in the main process alone."""
        if registration:
            registration.withdraw()
        if figures:
            shutil.rmtree(figures, ignore_errors=True)

    server.cfg.set("on_exit", tidy)
    logger.info("guidebot is at http://%s:%s", host, port)
    server.run()
