"""The store of a running site: counts in memory first, so that no answer waits for a database."""

from __future__ import annotations

import atexit
import logging
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from guidebot.domain import Answer
from guidebot.errors import DataError
from guidebot.settings import Settings
from guidebot.storage.records import Asked, Feedback, KeptFeedback, asked_of
from guidebot.storage.reports import Report, first_day

if TYPE_CHECKING:
    from guidebot.storage.database import Database

logger = logging.getLogger(__name__)

#: Seconds between two writings of the counts: as many are lost when a process is killed.
PERIOD_S = 5.0


def start_writer(writer: threading.Thread, close: Callable[[], None]) -> None:
    """Let a thread write now and then, and `close` once more when the process ends."""
    writer.start()
    atexit.register(close)


class Store:
    """Counts and feedback of one process.

    Args:
        settings: where the database is, and how long things are kept.
        today: gives the day.
    """

    def __init__(self, settings: Settings, today: Callable[[], date] = date.today) -> None:
        self._settings = settings
        self._today = today
        self._counts: Counter[tuple[date, Asked]] = Counter()
        self._lock = threading.Lock()
        # Of whoever opens the database: a reader's feedback and the counts may come at once.
        self._opening = threading.RLock()
        self._stopped = threading.Event()
        self._writer: threading.Thread | None = None
        self._database: Database | None = None
        self._purged: date | None = None
        self._failing = False

    def prepare(self) -> None:
        """Make the tables or bring them up to date, and remove what is too old.

        Raises:
            DataError: if the database cannot be used.
        """
        self._ready()

    def count(self, answer: Answer) -> None:
        """Count what was asked about; it is written some seconds later."""
        day = self._today()
        with self._lock:
            self._counts.update((day, asked) for asked in asked_of(answer))
            if self._writer is None:
                self._writer = threading.Thread(target=self._write_on, daemon=True)
                start_writer(self._writer, self.close)

    def keep(self, feedback: Feedback) -> None:
        """Keep what a reader sent, redacted.

        Raises:
            DataError: if it could not be kept.
        """
        from guidebot.storage.archive import keep_feedback

        keep_feedback(self._ready(), feedback, self._today())

    def report(self) -> Report:
        """Return the counts that may be shown.

        Raises:
            DataError: if they cannot be read.
        """
        from guidebot.storage.archive import read_report

        self.flush()
        return read_report(self._ready())

    def texts(self) -> list[KeptFeedback]:
        """Return the feedback that has words in it, the newest first.

        Raises:
            DataError: if it cannot be read.
        """
        from guidebot.storage.archive import read_texts

        return read_texts(self._ready())

    def remove(self, number: int) -> bool:
        """Remove one reader's feedback; return whether there was any of this number.

        Raises:
            DataError: if it could not be removed.
        """
        from guidebot.storage.archive import remove_feedback

        return remove_feedback(self._ready(), number)

    def flush(self) -> None:
        """Write the counts.

        Raises:
            DataError: if they could not be written; they are kept for the next time.
        """
        from guidebot.storage.archive import add_counts

        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            add_counts(self._ready(), counts)
        except DataError:
            with self._lock:
                self._counts.update(counts)
            raise

    def close(self) -> None:
        """Write the counts for the last time."""
        self._stopped.set()
        self._try_flush()

    def _write_on(self) -> None:
        """Write the counts now and then, until the process ends."""
        while not self._stopped.wait(PERIOD_S):
            self._try_flush()

    def _try_flush(self) -> None:
        """Write the counts; say once that they cannot be written, not every few seconds."""
        try:
            self.flush()
        except DataError as error:
            if not self._failing:
                logger.error("what is asked about cannot be counted: %s", error)
            self._failing = True
        else:
            self._failing = False

    def _ready(self) -> Database:
        """Return the database, made or brought up to date where that is needed.

        What is older than it may be is removed once a day.
        """
        with self._opening:
            return self._opened()

    def _opened(self) -> Database:
        """Return the database; one thread at a time."""
        from guidebot.storage import archive, migrate
        from guidebot.storage.database import open_database

        file = self._database.file if self._database else None
        if self._database is None or (file and not file.exists()):
            database = open_database(self._settings)
            migrate.bring_up_to_date(database)
            self._take_over(database)
            self._database = database
        today = self._today()
        if self._purged != today:
            days = self._settings.retention_days
            archive.purge(self._database, first_day(today, days))
            self._purged = today
        return self._database

    def _take_over(self, database: Database) -> None:
        """Take over the counts of an earlier release; if they cannot be read, do without."""
        from guidebot.storage.migrate import take_over_counts

        try:
            take_over_counts(database, self._settings.data, self._today())
        except DataError as error:
            logger.error("earlier counts are not taken over: %s", error)
