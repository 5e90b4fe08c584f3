"""What long work tells the operator: lines and a bar on the error stream."""

from __future__ import annotations

import sys
from typing import Any

from tqdm import tqdm


def say(line: str) -> None:
    """Print a line beside the output."""
    sys.stderr.write(line + "\n")


class Bar:
    """A progress bar that appears with the first report."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Draw that `done` of `total` texts are encoded."""
        if self._bar is None:
            self._bar = tqdm(total=total, unit="text", desc="Building the index", file=sys.stderr)
        self._bar.update(done - self._bar.n)
        if done >= total:
            self._bar.close()
