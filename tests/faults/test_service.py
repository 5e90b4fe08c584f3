"""The real server among slow clients and with a killed worker; memory, clock and model amiss."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guidebot.errors import ModelError
from guidebot.guide import Guide, open_guide
from guidebot.preparation import prepare
from guidebot.retrieval.encoder import check_serving, model_folder

pytestmark = pytest.mark.model

EMERGENCY = {"question": "我妈突然嘴歪说不清话,左手抬不起来"}
PLAIN = {"question": "干细胞治中风获批了吗"}
#: Seconds until a server is ready again, and until an emergency is answered, at most.
READY_S, ANSWER_S = 120, 30
#: What a slow client sends of a request before it falls silent, in the middle of each part.
_BEGINNINGS = (
    b"",
    b"POST /api/v1/ask HTT",
    b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ",
    b"POST /api/v1/ask HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    b'Content-Length: 400\r\n\r\n{"question": "',
)


def _ask(port: int, body: dict[str, str]) -> dict[str, Any]:
    """Return the answer of a server, asked in a connection of its own."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/ask",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=ANSWER_S) as reply:
        answer = json.load(reply)
    assert isinstance(answer, dict)
    return answer


def _wait_ready(port: int) -> None:
    """Return when a server can search; fail where it never can."""
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server is not ready")


@pytest.fixture(scope="module")
def served(settings, corpus, tmp_path_factory):
    """Start `guidebot serve`; give its port and its process."""
    prepare(settings, corpus, print, lambda done, total: None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = {"GUIDEBOT_DATA": str(tmp_path_factory.mktemp("data"))}
    server = subprocess.Popen(
        [sys.executable, "-m", "guidebot", "serve", "--port", str(port)], env=os.environ | data
    )
    _wait_ready(port)
    yield port, server
    server.terminate()
    assert server.wait(timeout=60) == 0


def _among_slow_clients(port: int, count: int) -> None:
    """Ask while many clients have sent half a request each."""
    with ExitStack() as held:
        for number in range(count):
            slow = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            slow.sendall(_BEGINNINGS[number % len(_BEGINNINGS)])
        assert _ask(port, EMERGENCY)["status"] == "emergency"
        assert _ask(port, PLAIN)["status"] == "answered"
    assert _ask(port, EMERGENCY)["status"] == "emergency"


def test_slow_clients_hold_up_nobody(served):
    _among_slow_clients(served[0], 300)


@pytest.mark.soak
def test_ten_thousand_slow_clients_hold_up_nobody(served):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    _among_slow_clients(served[0], 10_000)


def _workers(server: subprocess.Popen[bytes]) -> list[int]:
    """Return the processes that a server has started."""
    text = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    return [int(number) for number in text.split()]


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs Linux's list of processes")
def test_a_worker_that_is_killed_for_its_memory_is_replaced(served):
    port, server = served
    before = _workers(server)
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    _wait_ready(port)
    assert not set(before) & set(_workers(server))
    assert _ask(port, EMERGENCY)["status"] == "emergency"
    assert _ask(port, PLAIN)["status"] == "answered"


def test_a_start_with_too_little_memory_answers_emergencies(settings, monkeypatch):
    def starved(*_):
        raise MemoryError

    monkeypatch.setattr("guidebot.guide.prepare", starved)
    told: list[str] = []
    guide = open_guide(settings, told.append)
    assert not guide.ready
    assert "memory" in told[-1]
    assert guide.answer(guide.read(EMERGENCY["question"])).status.value == "emergency"


#: Run with as much address space as it has by then, and what the model does not fit into.
_LITTLE_MEMORY = """
import resource
from pathlib import Path
from typing import Any
from guidebot.guide import open_guide
from guidebot.settings import read_settings
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 250 * 2**20,) * 2)
guide = open_guide(read_settings())
print(guide.answer(guide.read("我爸突然嘴歪，说话不清楚")).status.value)
"""


@pytest.mark.soak
@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs Linux's list of processes")
def test_a_process_that_may_not_take_the_memory_answers_emergencies(guide):
    assert guide.ready
    ended = subprocess.run(
        [sys.executable, "-c", _LITTLE_MEMORY],
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout.split() == ["emergency"], ended.stderr[-2000:]


@pytest.mark.parametrize("fault", [MemoryError, OSError, RuntimeError])
def test_memory_that_runs_out_while_it_answers_is_no_end(guide, monkeypatch, fault):
    def starved(*_):
        raise fault

    for name in ("read", "search"):
        with monkeypatch.context() as broken:
            broken.setattr(guide._retriever, name, starved)
            emergency = guide.answer(guide.read(EMERGENCY["question"]))
            plain = guide.answer(guide.read(PLAIN["question"]))
        assert emergency.status.value == "emergency"
        assert plain.statements[0].origin == "template:cannot_search"
    assert guide.answer(guide.read(PLAIN["question"])).status.value == "answered"


@pytest.mark.parametrize("today", [date(1970, 1, 1), date(2001, 9, 9), date(2999, 12, 31)])
def test_a_clock_that_is_wrong_changes_no_answer(settings, corpus, guide, today):
    wrong = Guide(settings, corpus, guide._retriever, today=lambda: today)
    for body in (EMERGENCY, PLAIN):
        right, late = (one.answer(one.read(body["question"])) for one in (guide, wrong))
        assert late.status is right.status
        assert [card.tag for card in late.guidance] == [card.tag for card in right.guidance]


@pytest.mark.parametrize("harm", ["missing", "altered"])
def test_a_model_that_is_missing_or_altered_is_refused(settings, guide, tmp_path, harm):
    assert guide.ready
    theirs = model_folder(settings) / "serving"
    mine = model_folder(replace(settings, cache=tmp_path)) / "serving"
    mine.mkdir(parents=True)
    for path in theirs.iterdir():
        (mine / path.name).symlink_to(path)
    for name in ("pieces.marisa", "graph.ort", "manifest.json"):
        path = mine / name
        path.unlink()
        if harm == "altered":
            content = (theirs / name).read_bytes()
            at = len(content) // 2
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(ModelError, match="guidebot model export"):
            check_serving(mine)
        path.unlink(missing_ok=True)
        path.symlink_to(theirs / name)
    assert check_serving(mine)


def test_a_model_that_fails_while_it_answers_is_no_end(settings, corpus, guide, monkeypatch):
    from onnxruntime.capi.onnxruntime_pybind11_state import RuntimeException

    class Failing:
        def run(self, *_):
            raise RuntimeException("of the question")

    monkeypatch.setattr(guide._retriever.encoder, "_session", Failing())
    assert guide.answer(guide.read(EMERGENCY["question"])).status.value == "emergency"
    plain = guide.answer(guide.read(PLAIN["question"]))
    assert plain.statements[0].origin == "template:cannot_search"
