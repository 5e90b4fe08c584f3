"""What long work tells the operator: lines and a bar on the error stream."""

from __future__ import annotations

import sys
from typing import Any

from tqdm import tqdm


def say(line: str) -> None:
    """Print a line beside the output."""
    sys.stderr.write(line + "\n")


#: Seconds between two states of a bar that goes into a file, where none covers the one before.
LOGGED_EVERY_S = 30.0


class Bar:
    """A progress bar that appears with the first report; in a file, a line now and then."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Draw that `done` of `total` texts are encoded."""
        if self._bar is None:
            self._bar = tqdm(
                total=total,
                unit="text",
                desc="Building the index",
                file=sys.stderr,
                mininterval=0.1 if sys.stderr.isatty() else LOGGED_EVERY_S,
            )
        self._bar.update(done - self._bar.n)
        if done >= total:
            self._bar.close()
