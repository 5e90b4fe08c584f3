"""Figures for Prometheus: counts and times, never a question, an address or an id.

With several processes each writes its figures into files of a folder that PROMETHEUS_MULTIPROC_DIR
names, and whichever is asked adds them up (server.py sets it before this module is loaded).
"""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
    values,
)
from prometheus_client.multiprocess import MultiProcessCollector

from guidebot import __version__
from guidebot.domain import Answer

#: Upper bounds of times in seconds: an emergency takes one millisecond, a busy machine seconds.
_TIMES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
#: Statements that tell why a question was not, or not fully, answered.
MISSES = (
    *("not_covered", "no_evidence", "sources_disagree", "cannot_search", "rule_change"),
    *("unknown_id", "malformed_id", "near_name", "other_language"),
)


class Metrics:
    """The figures of one process; made once for each application."""

    def __init__(self) -> None:
        # When each count began is of no use here, and would double their number.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._requests = self._times(
            "request", "Time of a request, by the rule of its address", "route", "method", "status"
        )
        self._stages = self._times(
            "stage",
            "Time of each stage of an answer; a remembered one has the total alone",
            "stage",
        )
        self._answers = self._count("answers", "Answers", "status", "level", "lang")
        self._misses = self._count("misses", "What could not be answered, by kind", "kind")
        self._cards = self._count("cards", "Guidance cards", "tag")
        self._lookups = self._count("cache", "Answers remembered (hit) or not (miss)", "found")
        self._limited = self._count(
            "limited", "Questions over the limit: refused, or answered as an emergency", "outcome"
        )
        self._reloads = self._count("index_reloads", "New indexes taken in, or not", "outcome")
        self._ready = Gauge(
            "guidebot_ready",
            "Whether questions can be searched for: 1 where every process can",
            ("version",),
            registry=self.registry,
            multiprocess_mode="livemin",
        )
        if not _several_processes():
            ProcessCollector(registry=self.registry)

    def _times(self, name: str, told: str, *labels: str) -> Histogram:
        """Return a figure of times in seconds."""
        name = f"guidebot_{name}_seconds"
        return Histogram(name, told, labels, buckets=_TIMES, registry=self.registry)

    def _count(self, name: str, told: str, *labels: str) -> Counter:
        """Return a figure that counts."""
        return Counter(f"guidebot_{name}", told, labels, registry=self.registry)

    def requested(self, route: str, method: str, status: int, seconds: float) -> None:
        """Take in one request."""
        self._requests.labels(route, method, str(status)).observe(seconds)

    def looked_up(self, found: bool) -> None:
        """Take in whether an answer was remembered."""
        self._lookups.labels("hit" if found else "miss").inc()

    def limited(self, answered: bool) -> None:
        """Take in a question over the limit."""
        self._limited.labels("emergency" if answered else "refused").inc()

    def answered(self, answer: Answer) -> None:
        """Take in an answer."""
        self._answers.labels(answer.status.value, answer.level.value, answer.lang.value).inc()
        for card in answer.guidance:
            self._cards.labels(card.tag.value).inc()
        origins = {statement.origin for statement in answer.statements}
        for kind in MISSES:
            if f"template:{kind}" in origins:
                self._misses.labels(kind).inc()
        for stage, milliseconds in answer.timings_ms.items():
            if milliseconds:
                self._stages.labels(stage).observe(milliseconds / 1000)

    def reloaded(self, done: bool) -> None:
        """Take in whether a new index took the place of the old one."""
        self._reloads.labels("done" if done else "failed").inc()

    def opened(self, ready: bool) -> None:
        """Take in whether questions can be searched for."""
        self._ready.labels(__version__).set(float(ready))

    def text(self) -> bytes:
        """Return every figure as Prometheus reads it."""
        if not _several_processes():
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        return generate_latest(together)


def _several_processes() -> bool:
    """Return whether figures are kept in files that several processes share."""
    return values.ValueClass is not values.MutexValue
