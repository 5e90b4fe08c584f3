"""What `python -m bench.serve` found, and its table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.figures import Row, percentile, ratio, slope
from bench.load import Load
from bench.running_server import Memory

#: What a small machine has to do: whole answer to encoder, rate of new questions to the encoder's,
#: repeated to new ones, seconds to the first answer, MB of a process.
MOST_WHOLE, LEAST_NEW, LEAST_REPEATED, MOST_START_S, MOST_MB = 1.3, 0.8, 20.0, 1.5, 220.0


@dataclass(frozen=True, slots=True)
class Round:
    """Figures taken one after another.

    Attributes:
        encoding: texts a second that the encoder alone takes, by way of calling it.
        new: questions that nobody asked before.
        repeated: questions whose answers are remembered.
        emergencies: in sentences that the rules know, through rules and model.
        by_rules: the same from a reader over the limit: rules and weighted words alone.
    """

    encoding: dict[str, float]
    new: Load
    repeated: Load
    emergencies: Load
    by_rules: Load

    @property
    def best_encoding(self) -> float:
        """Return the rate of the way that takes most texts a second."""
        return max(self.encoding.values())


@dataclass(frozen=True, slots=True)
class Minute:
    """A minute of saturation, and the memory of each worker after it."""

    load: Load
    memory: list[Memory]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was measured.

    Attributes:
        machine, settings: where, and how the server ran.
        in_process: (encoder alone, whole answer) of each question, milliseconds.
        starts_s: seconds from each start to its first answer.
        at_start: memory of each worker after its first answer.
        rounds: at least one.
        after_rounds: memory of each worker after the questions of all rounds.
        saturation: minute by minute.
    """

    machine: dict[str, str | int | float]
    settings: dict[str, Any]
    in_process: list[tuple[float, float]]
    starts_s: list[float]
    at_start: list[Memory]
    rounds: list[Round]
    after_rounds: list[Memory]
    saturation: list[Minute]


def _whole_rows(report: Report) -> list[Row]:
    """Return what an answer costs beside its encoding."""
    encoder, whole = (median(times) for times in zip(*report.in_process, strict=True))
    against = whole / encoder
    slow = percentile([pair[1] for pair in report.in_process], 95)
    return [
        Row("encoder alone, one question, in process: median", f"{encoder:.1f} ms"),
        Row("whole answer in process: median, p95", f"{whole:.1f}, {slow:.1f} ms"),
        Row(
            "whole answer : encoder alone",
            f"{against:.2f}",
            f"<= {MOST_WHOLE}",
            against <= MOST_WHOLE,
        ),
    ]


def _load_row(what: str, loads: Sequence[Load]) -> Row:
    """Return rate and times of one kind of question: medians over the rounds."""
    rate = median(load.rate for load in loads)
    times = [median(getattr(load, f"p{share}_ms") for load in loads) for share in (50, 95, 99)]
    failed = sum(load.failed for load in loads)
    shown = ", ".join(f"{time:.1f}" for time in times)
    errors = f"; {failed} errors" if failed else ""
    return Row(
        f"{what}: answers a second; p50, p95, p99",
        f"{rate:.0f}; {shown} ms{errors}",
        "no errors",
        not failed,
    )


def _served_rows(rounds: Sequence[Round]) -> list[Row]:
    """Return what a server does, beside what the encoder alone can do."""
    encoding = [
        Row(f"encoder alone, {way}", f"{median(one.encoding[way] for one in rounds):.0f} a second")
        for way in rounds[0].encoding
    ]
    kinds: list[tuple[str, Callable[[Round], Load]]] = [
        ("new questions", lambda one: one.new),
        ("repeated questions", lambda one: one.repeated),
        ("emergencies", lambda one: one.emergencies),
        ("emergencies by rules alone", lambda one: one.by_rules),
    ]
    loads = [_load_row(name, [of(one) for one in rounds]) for name, of in kinds]
    new = [one.new.rate for one in rounds]
    to_encoder = ratio(new, [one.best_encoding for one in rounds])
    to_new = ratio([one.repeated.rate for one in rounds], new)
    return [
        *encoding,
        *loads,
        Row(
            "new questions : the encoder's best",
            f"{to_encoder:.2f}",
            f">= {LEAST_NEW}",
            to_encoder >= LEAST_NEW,
        ),
        Row(
            "repeated : new questions",
            f"{to_new:.1f}",
            f">= {LEAST_REPEATED:.0f}",
            to_new >= LEAST_REPEATED,
        ),
    ]


def _memory_row(what: str, workers: Sequence[Memory]) -> Row:
    """Return the memory of the largest process."""
    most = max(workers, key=lambda one: one.rss)
    return Row(
        f"memory of a process {what}: resident; shared out, its own",
        f"{most.rss:.0f}; {most.pss:.0f}, {most.private:.0f} MB",
        f"<= {MOST_MB:.0f} MB",
        most.rss <= MOST_MB,
    )


def _saturation_rows(minutes: Sequence[Minute]) -> list[Row]:
    """Return how a server that is always full holds out."""
    late = [minute.load.p99_ms for minute in minutes]
    sizes = [max(one.rss for one in minute.memory) for minute in minutes]
    failed = sum(minute.load.failed for minute in minutes)
    answered = sum(minute.load.answered for minute in minutes)
    growth = slope(sizes)
    first, middle, last = sizes[0], sizes[len(sizes) // 2], sizes[-1]
    return [
        Row(
            f"{len(minutes)} minutes full: p99 of the first, the slowest, the last minute",
            f"{late[0]:.0f}, {max(late):.0f}, {late[-1]:.0f} ms",
        ),
        Row("its errors, of answers", f"{failed} of {answered:,}", "0", failed == 0),
        Row(
            "its memory after the first, middle, last minute; growth",
            f"{first:.0f}, {middle:.0f}, {last:.0f} MB; {growth:+.2f} MB a minute",
        ),
    ]


def rows(report: Report) -> list[Row]:
    """Return the lines of the table."""
    start = median(report.starts_s)
    asked = sum(
        load.answered
        for one in report.rounds
        for load in (one.new, one.repeated, one.emergencies, one.by_rules)
    )
    return [
        *_whole_rows(report),
        *_served_rows(report.rounds),
        Row(
            "from start to first answer",
            f"{start:.2f} s",
            f"<= {MOST_START_S} s",
            start <= MOST_START_S,
        ),
        _memory_row("after its first answer", report.at_start),
        _memory_row(f"after {asked:,} questions", report.after_rounds),
        *(_saturation_rows(report.saturation) if report.saturation else []),
    ]
