"""The log: one line an event on the error stream, as JSON or for people.

It never holds what a person wrote or where they are. So of an exception only its kind and place
are told, not its message, and of gunicorn's own lines what it quotes of a request is cut off.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from types import TracebackType

from gunicorn.glogging import Logger
from pythonjsonlogger.json import JsonFormatter

from guidebot.settings import AUTO, Settings

_EXCEPTION = tuple[type[BaseException], BaseException, TracebackType | None]
#: Lines in which gunicorn names the sender's address or quotes the request.
_QUOTING = re.compile(r"(Invalid request|Error handling request).*", re.DOTALL)


class _Discreet(logging.Formatter):
    """Tells kind and place of an exception, never its message."""

    def formatException(self, ei: _EXCEPTION | tuple[None, None, None]) -> str:  # noqa: N802
        """Return the frames of an exception and its kind."""
        kind, _, place = ei
        return "".join(traceback.format_tb(place)) + (kind.__name__ if kind else "error")


class _Lines(_Discreet):
    """For people: the fields that a line of JSON would have follow the message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as a line."""
        known = vars(logging.makeLogRecord({})).keys() | {"message", "asctime", "taskName"}
        more = [f"{name}={value}" for name, value in vars(record).items() if name not in known]
        return " ".join([super().format(record), *more])


class _Json(_Discreet, JsonFormatter):
    """A line of JSON."""


class _Cut(logging.Filter):
    """Cuts off what gunicorn quotes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True: no line is lost."""
        record.msg = _QUOTING.sub(r"\1", record.getMessage())
        record.args = None
        return True


class _Wanted(logging.Filter):
    """Lets through what guidebot tells, and of others what went wrong: some set their own level."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is written."""
        least = logging.INFO if record.name.startswith("guidebot") else logging.WARNING
        return record.levelno >= least


class QuietLogger(Logger):  # type: ignore[misc]
    """gunicorn's logger, without handlers and lines of access of its own."""

    def setup(self, cfg: object) -> None:
        """Leave the handlers to the root."""
        self.error_log.handlers.clear()
        self.error_log.filters[:] = [_Cut()]
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)

    def access(self, *args: object) -> None:
        """Write nothing: the application tells of its requests (watch.py)."""


def is_for_people(settings: Settings) -> bool:
    """Return whether the log is read as it comes, in a terminal or by wish."""
    return settings.log == "text" or (settings.log == AUTO and sys.stderr.isatty())


def configure_logs(settings: Settings) -> None:
    """Send everything that is logged to the error stream, in the form of GUIDEBOT_LOG."""
    handler = logging.StreamHandler()
    handler.addFilter(_Wanted())
    handler.setFormatter(_lines() if is_for_people(settings) else _json())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


def _lines() -> logging.Formatter:
    """Return the form for people."""
    return _Lines("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%d %H:%M:%S")


def _json() -> logging.Formatter:
    """Return the form for machines."""
    return _Json(
        "%(levelname)s %(name)s %(process)d %(message)s",
        rename_fields={"levelname": "level", "name": "logger"},
        timestamp="time",
    )
