"""Writers that are killed: an index build over nothing, over an old index, and an ingest."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import ROOT

#: One thread, for the children are forked.
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def _kill(scenario: str, folder, seed: int, count: int) -> dict[str, Any]:
    """Return what the driver found."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.faults.killing", scenario, folder, str(seed), str(count)],
        cwd=ROOT,
        env=os.environ | _ONE_THREAD,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    assert found["faults"] == [], ended.stderr[-4000:]
    return found


@pytest.mark.parametrize(("scenario", "count"), [("first", 80), ("again", 120), ("ingest", 200)])
def test_a_killed_writer_leaves_what_was_there_or_what_was_to_be(memory, scenario, count):
    assert _kill(scenario, memory, 6, count)["points"] == count


@pytest.mark.soak
@pytest.mark.parametrize("scenario", ["first", "again", "ingest"])
def test_a_writer_may_be_killed_at_every_point(memory, scenario):
    assert _kill(scenario, memory, 7, 100_000)["points"] >= 200
