"""The encoder alone, and whole answers beside it, without a server."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from guidebot.errors import GuidebotError
from guidebot.guide import Guide
from guidebot.language import fold
from guidebot.preparation import open_corpus, read_index
from guidebot.progress import say
from guidebot.retrieval.encoder import Encoder, Role, load_encoder
from guidebot.retrieval.retriever import Retriever
from guidebot.settings import Settings
from guidebot.sizing import cores

#: Questions before the first that is timed.
WARMING = 20


@dataclass(frozen=True, slots=True)
class Way:
    """A way to keep the cores busy with one question at a time, as they come to a server.

    Attributes:
        encoder: that all callers share.
        callers: threads.
    """

    encoder: Encoder
    callers: int


def ways(settings: Settings) -> dict[str, Way]:
    """Return the ways to call the encoder, by name.

    Args:
        settings: of the server.
    """
    encoder = load_encoder(settings)
    return {
        "one caller": Way(encoder, 1),
        f"{settings.threads} callers, as many as a process has threads": Way(
            encoder, settings.threads
        ),
        f"{cores()} callers, a caller for each core": Way(encoder, cores()),
    }


def texts_a_second(way: Way, texts: Sequence[str], seconds: float) -> float:
    """Return how many texts are encoded in a second.

    Args:
        way: of calling the encoder.
        texts: folded, at least one.
        seconds: to go on for.
    """
    done: list[int] = []
    started = perf_counter()

    def call(first: int) -> None:
        """Encode one text after another until the time is over."""
        count = 0
        for text in itertools.islice(itertools.cycle(texts), first, None):
            if perf_counter() >= started + seconds:
                break
            way.encoder.encode([text], Role.QUERY)
            count += 1
        done.append(count)

    threads = [threading.Thread(target=call, args=(number,)) for number in range(way.callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (perf_counter() - started)


def opened(settings: Settings) -> Guide:
    """Return the guide with model and index as they are: a measurement makes nothing.

    Raises:
        SystemExit: if they are missing or stale; names the cure.
    """
    try:
        corpus = open_corpus(settings, say)
        encoder = load_encoder(settings)
        index = read_index(settings, corpus, encoder)
    except GuidebotError as error:
        raise SystemExit(
            f"{error}\nDocuments of your own are left out here. If you have some, make model and "
            "index with an empty GUIDEBOT_DATA and a GUIDEBOT_CACHE for this measurement alone."
        ) from error
    return Guide(settings, corpus, Retriever(corpus, index, encoder))


def side_by_side(guide: Guide, questions: Sequence[str]) -> list[tuple[float, float]]:
    """Return the milliseconds of (encoder alone, whole answer) for each question after the first.

    Args:
        guide: ready.
        questions: as typed, more than WARMING. Reading them is part of an answer; the encoder
            gets them folded.
    """
    calls: tuple[Callable[[str], object], ...] = (
        lambda text: guide.encoder and guide.encoder.encode([fold(text)], Role.QUERY),
        lambda text: guide.answer(guide.read(text)),
    )
    taken = []
    for number, text in enumerate(questions):
        times = [0.0, 0.0]
        # Each goes first every other time: the second finds the caches warm.
        for which in (0, 1) if number % 2 else (1, 0):
            started = perf_counter()
            calls[which](text)
            times[which] = (perf_counter() - started) * 1000
        taken.append((times[0], times[1]))
    return taken[WARMING:]
