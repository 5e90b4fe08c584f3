"""Load on a server by wrk, which takes next to nothing of the cores that it shares with the server.

Clients in Python would measure themselves: with answers out of memory they need more time than the
server. wrk is in Debian (`apt-get install wrk`) and elsewhere; its times are those of its clients,
each of which sends its next question when it has its answer, corrected for what a client that
waits does not send.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: Seconds after which a client counts an answer as failed.
PATIENCE_S = 60
_SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True, slots=True)
class Load:
    """What came of one load.

    Attributes:
        sent, answered, failed: requests.
        seconds: that it lasted.
        p50_ms, p95_ms, p99_ms, longest_ms: from sending a request to its whole answer.
    """

    sent: int
    answered: int
    failed: int
    seconds: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    longest_ms: float

    @property
    def rate(self) -> float:
        """Return the answers a second."""
        return self.answered / self.seconds


def require_wrk() -> None:
    """Leave with the cure where wrk is missing."""
    if not shutil.which("wrk"):
        raise SystemExit("wrk is not installed. On Debian: apt-get install wrk")


def put_load(
    address: str,
    questions: Sequence[str],
    *,
    clients: int,
    seconds: int,
    once: bool = False,
    headers: dict[str, str] | None = None,
) -> Load:
    """Ask questions for some time, from the beginning again where they are used up.

    Args:
        address: of the server.
        questions: at least one.
        clients: connections, each with one question at a time.
        seconds: to go on for.
        once: whether no question may be asked twice.
        headers: sent along.

    Raises:
        SystemExit: if wrk fails, nothing is answered, or there were too few questions.
    """
    named = [word for item in (headers or {}).items() for word in ("-H", ": ".join(item))]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="ascii") as file:
        file.writelines(json.dumps({"question": text}) + "\n" for text in questions)
        file.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", f"--timeout={PATIENCE_S}s"]
        command += [*named, f"--script={_SCRIPT}", f"{address}/api/v1/ask", "--", file.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"wrk ended with {done.returncode}: {done.stdout}{done.stderr}")
    load = Load(**json.loads(done.stdout.splitlines()[-1]))
    if not load.answered:
        raise SystemExit(f"The server gave no answer in {seconds} s; {load.failed} errors.")
    if once and load.sent > len(questions):
        raise SystemExit(f"{len(questions)} questions were too few for {seconds} s.")
    return load
