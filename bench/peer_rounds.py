"""The rounds of `bench.peers`: all contenders answer the same questions, in turn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from bench.contenders import BUILT
from bench.peer_figures import Figures
from bench.peer_process import Place, Process, StoppedError, run_build
from bench.peer_questions import Asked
from guidebot.language import fold
from guidebot.progress import say

#: Questions of the round before the first, which is not counted.
WARM_UP = 10


def built(place: Place) -> dict[str, Any]:
    """Return what is told of an index, building it first where it is missing."""
    if not (place.own / BUILT).exists():
        say(f"{place.name}: building its index")
        run_build(place)
    told: dict[str, Any] = json.loads((place.own / BUILT).read_text("utf-8"))
    return told


def _words(place: Place, questions: Sequence[Asked]) -> list[str]:
    """Return questions as a contender gets them."""
    return [asked.text if place.folds else fold(asked.text) for asked in questions]


def _started(places: Sequence[Place], first: Asked) -> Iterator[tuple[Place, Process]]:
    """Give each contender that can be built and started, one at a time; say why another cannot."""
    for place in places:
        try:
            built(place)
            say(f"{place.name}: starting")
            yield place, Process(place, *_words(place, [first]))
        except StoppedError as error:
            say(str(error))


def measure(places: Sequence[Place], rounds: Sequence[Sequence[Asked]]) -> list[Figures]:
    """Return the figures of all contenders that run.

    Args:
        places: of the contenders.
        rounds: of questions; the first only warms up.

    Raises:
        StoppedError: if one ends in the middle.
    """
    warm, *counted = rounds
    with ExitStack() as stack:
        running: list[tuple[Place, Process]] = []
        for place, process in _started(places, warm[0]):
            stack.callback(process.close)
            running.append((place, process))
        for place, process in running:
            process.ask(_words(place, warm[1:WARM_UP]))
        replies: dict[str, list[dict[str, Any]]] = {place.name: [] for place, _ in running}
        for turn, questions in enumerate(counted):
            say(f"round {turn + 1} of {len(counted)}")
            # Whoever is first in one round is last in the next.
            at = turn % max(1, len(running))
            for place, process in [*running[at:], *running[:at]]:
                replies[place.name].append(process.ask(_words(place, questions)))
    wanted = [asked.unit for questions in counted for asked in questions]
    return [
        _figures(place, process.started_in, replies[place.name], wanted)
        for place, process in running
    ]


def _figures(
    place: Place, started_in: float, replies: Sequence[dict[str, Any]], wanted: Sequence[str]
) -> Figures:
    """Return the figures of one contender from its replies, one a round."""
    found = [unit for reply in replies for unit in reply["found"]]
    return Figures(
        name=place.name,
        title=place.title,
        built=built(place),
        started_in=started_in,
        resident_mib=replies[-1]["resident_mib"],
        rounds=[reply["ms"] for reply in replies],
        found=sum(map(str.__eq__, found, wanted)) / len(wanted),
    )
