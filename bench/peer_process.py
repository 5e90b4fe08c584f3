"""The processes of `bench.peers`: one that builds an index, one that answers from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

#: What sets the threads of PyTorch, FAISS, numpy and of guidebot's contender.
_THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
#: Nobody looks anything up on the network, reports its use or forks its tokenizer while timed.
_QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "TOKENIZERS_PARALLELISM": "false",
}


class StoppedError(Exception):
    """A contender's process ended before its work was done."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a contender works.

    Attributes:
        name: of the contender.
        title: as the table names it.
        folds: a question itself; else it is folded before.
        folder: holds the lines, and the log of each contender.
        own: folder of its index; two contenders may share one.
        models: folder of the exported model.
        threads: that each contender may use.
    """

    name: str
    title: str
    folds: bool
    folder: Path
    own: Path
    models: Path
    threads: int

    @property
    def log(self) -> Path:
        """Return the file that gets what the contender's libraries print."""
        return self.folder / f"{self.name}.log"

    def command(self, task: str) -> list[str]:
        """Return the command of a task, 'build' or 'serve'."""
        where = [str(self.folder), str(self.own), str(self.models)]
        return [sys.executable, "-m", "bench.contenders", task, self.name, *where]

    def environment(self) -> dict[str, str]:
        """Return the environment of the process."""
        return {**os.environ, **_QUIET, **dict.fromkeys(_THREADS, str(self.threads))}

    def stopped(self) -> StoppedError:
        """Return the error that says why its process ended."""
        said = self.log.read_text("utf-8", errors="replace").strip().splitlines()
        return StoppedError(f"{self.name} stopped: {said[-1] if said else 'no word'} ({self.log})")


def run_build(place: Place) -> None:
    """Build an index in a process of its own.

    Raises:
        StoppedError: if it fails; names its log.
    """
    with place.log.open("w") as log:
        done = subprocess.run(  # noqa: S603
            place.command("build"), env=place.environment(), stdout=log, stderr=log, check=False
        )
    if done.returncode:
        raise place.stopped()


class Process:
    """A contender that answers; started with its first question.

    Args:
        place: where it works.
        first: question.

    Attributes:
        started_in: seconds from the start of the process to its first answer.

    Raises:
        StoppedError: if it fails; names its log.
    """

    def __init__(self, place: Place, first: str) -> None:
        self._place = place
        self._log = place.log.open("a")
        started = perf_counter()
        self._process = subprocess.Popen(  # noqa: S603
            place.command("serve"),
            env=place.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        try:
            self.ask([first])
        except StoppedError:
            self.close()
            raise
        self.started_in = perf_counter() - started

    def ask(self, questions: Sequence[str]) -> dict[str, Any]:
        """Return what contenders.serve says of some questions.

        Raises:
            StoppedError: if the process ended; names its log.
        """
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(json.dumps(questions) + "\n")
            self._process.stdin.flush()
            reply: dict[str, Any] = json.loads(self._process.stdout.readline())
        except (BrokenPipeError, json.JSONDecodeError) as error:
            raise self._place.stopped() from error
        return reply

    def close(self) -> None:
        """End the process."""
        self._process.communicate()
        self._log.close()
