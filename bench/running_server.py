"""A real `guidebot serve`, its processes and their memory, as Linux tells it."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Seconds that a start may take; a first one makes model and index, which `make install` does.
PATIENCE_S = 120
#: Seconds between two looks at whether the server is ready.
PAUSE_S = 0.01
#: The machine's own address is never limited; who comes through a proxy waits at once, so that
#: its emergencies are answered by rules alone.
_LIMITS = {
    "GUIDEBOT_PROXIES": "1",
    "GUIDEBOT_LIMIT_ADDRESS": "1/day",
    "GUIDEBOT_LIMIT_SITE": "",
}
#: The headers of such a reader.
LIMITED = {"X-Forwarded-For": "203.0.113.7"}


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of one process in MB (1,000,000 bytes).

    Attributes:
        rss: resident, shared pages counted whole.
        pss: resident, shared pages divided by those who share them.
        private: resident and its own alone.
    """

    rss: float
    pss: float
    private: float


def read_memory(rollup: str) -> Memory:
    """Return the memory that the text of a smaps_rollup tells."""
    lines = (line.split() for line in rollup.splitlines()[1:])
    kibibytes = {words[0].rstrip(":"): int(words[1]) for words in lines}
    megabytes = {name: number * 1024 / 1e6 for name, number in kibibytes.items()}
    private = megabytes["Private_Clean"] + megabytes["Private_Dirty"]
    return Memory(megabytes["Rss"], megabytes["Pss"], private)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers.

    Attributes:
        address: without a path.
        process: the main one; the workers are its children.
        started_s: seconds from the start of the process until the first answer was there.
    """

    address: str
    process: subprocess.Popen[bytes]
    started_s: float

    def workers(self) -> list[int]:
        """Return the numbers of the processes that answer: forks of the main one."""
        number = self.process.pid
        children = Path(f"/proc/{number}/task/{number}/children").read_text("ascii").split()
        own = Path(f"/proc/{number}/cmdline").read_bytes()
        return [int(one) for one in children if Path(f"/proc/{one}/cmdline").read_bytes() == own]

    def memory(self) -> list[Memory]:
        """Return the memory of each worker."""
        return [
            read_memory(Path(f"/proc/{number}/smaps_rollup").read_text("ascii"))
            for number in self.workers()
        ]

    def ask(self, question: str, headers: dict[str, str] | None = None) -> dict[str, Any]:
        """Return the answer to one question."""
        body = json.dumps({"question": question})
        head = {"Content-Type": "application/json", **(headers or {})}
        status, answer = _fetch(self.address, "POST", "/api/v1/ask", body, head)
        if status != http.client.OK:
            raise SystemExit(f"The server refuses a question: {answer}")
        return answer


def _fetch(
    address: str, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
) -> tuple[int, dict[str, Any]]:
    """Return (status, JSON) of one request."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=PATIENCE_S)
    try:
        connection.request(method, path, body or None, headers or {})
        reply = connection.getresponse()
        return reply.status, json.load(reply)
    finally:
        connection.close()


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the server says that it can answer."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            status, _ = _fetch(address, "GET", "/readyz")
        except OSError:
            status = 0
        if status == http.client.OK:
            return
        time.sleep(PAUSE_S)
    raise SystemExit(f"The server does not get ready:\n{log.read_text('utf-8')[-2000:]}")


def _free_address() -> str:
    """Return an address of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@contextmanager
def running_server(first_question: str) -> Iterator[Server]:
    """Start a server with an empty data folder, have it answer one question, stop it at the end.

    Args:
        first_question: asked as soon as it is ready.
    """
    address = _free_address()
    command = [sys.executable, "-m", "guidebot", "serve", "--port", address.rpartition(":")[2]]
    with tempfile.TemporaryDirectory(prefix="guidebot-bench-") as folder:
        log = Path(folder) / "log"
        environment = {**os.environ, **_LIMITS, "GUIDEBOT_DATA": f"{folder}/data"}
        started = time.monotonic()
        with log.open("wb") as output:
            process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)  # noqa: S603
        try:
            _wait(address, process, log)
            Server(address, process, 0.0).ask(first_question)
            yield Server(address, process, time.monotonic() - started)
        finally:
            process.terminate()
            process.wait(PATIENCE_S)
