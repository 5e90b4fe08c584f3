"""The real server with two processes: slow clients, logs, figures, a new index, a graceful stop."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import share_cache

pytestmark = pytest.mark.model

TOKEN = "sixteen-letters-or-more"
SECRET = "geheim"
PATIENT = "203.0.113.9"
WARD = "绿岛康复医院的卒中康复病房在三楼，每周二和周五下午两点到五点可以探视。请从东门进来。"
WHERE = "绿岛康复医院的卒中康复病房在几楼？"
QUESTIONS = (
    "干细胞能治中风吗",
    "Is it approved in Japan",
    "我媽中風兩年了 打幹細胞有用嗎",
    "NCT06299033",
)


@dataclass
class Operated:
    """A server and its folders."""

    process: subprocess.Popen[bytes]
    port: int
    metrics_port: int
    environ: dict[str, str]
    log: Path

    def fetch(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes]:
        sent = json.dumps(body).encode() if body is not None else None
        given = {"Content-Type": "application/json", "Connection": "close", **headers}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, sent, given)
            reply = connection.getresponse()
            return reply.status, reply.read()

    def ask(self, question: str) -> dict[str, Any]:
        status, body = self.fetch("POST", "/api/v1/ask", {"question": question})
        assert status == 200
        answer: dict[str, Any] = json.loads(body)
        return answer

    def figure(self, start: str) -> float:
        """Return the sum of the figures whose line begins so."""
        address = ("127.0.0.1", self.metrics_port)
        with closing(http.client.HTTPConnection(*address, timeout=30)) as connection:
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode()
        lines = [line for line in text.splitlines() if line.startswith(start)]
        return sum(float(line.rpartition(" ")[2]) for line in lines)

    def connect(self, sent: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sendall(sent)
        return connection

    def run(self, *words: str) -> str:
        """Run a command of guidebot on the same folders."""
        command = [sys.executable, "-m", "guidebot", *words]
        done = subprocess.run(command, env=self.environ, capture_output=True, check=True)
        return done.stdout.decode()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def server(settings, tmp_path_factory):
    """Serve with two processes from folders of its own."""
    home = tmp_path_factory.mktemp("operated")
    chosen = replace(settings, cache=home / "cache", data=home / "data")
    share_cache(settings, chosen)
    port, metrics_port = free_port(), free_port()
    environ = {
        **os.environ,
        "GUIDEBOT_CACHE": str(chosen.cache),
        "GUIDEBOT_DATA": str(chosen.data),
        "GUIDEBOT_WORKERS": "2",
        "GUIDEBOT_PROXIES": "1",
        "GUIDEBOT_LIMIT_ADDRESS": "",
        "GUIDEBOT_METRICS_PORT": str(metrics_port),
        "GUIDEBOT_LOG": "json",
        "TMPDIR": str(home),
    }
    command = [sys.executable, "-m", "guidebot", "serve", "--port", str(port)]
    log = home / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=environ, stderr=file)
    operated = Operated(process, port, metrics_port, environ, log)
    for _ in range(1200):
        try:
            if operated.fetch("GET", "/readyz")[0] == 200:
                break
        except OSError:
            assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    yield operated
    process.kill()
    process.wait(timeout=30)


def test_clients_that_send_nothing_or_slowly_keep_nobody_waiting(server):
    part = b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\n"
    with ExitStack() as slow:
        for sent in (b"", b"G", part, part + b"\r\n{") * 10:
            slow.enter_context(server.connect(sent))
        assert server.ask("干细胞能治中风吗")["status"] == "answered"


def test_it_reads_a_request_that_comes_in_pieces(server):
    body = json.dumps({"question": "艾米迈托赛能治中风吗"}).encode()
    head = b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    head += b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    with server.connect(head[:30]) as connection:
        for piece in (head[30:], body[:9], body[9:]):
            time.sleep(0.05)
            connection.sendall(piece)
        assert connection.makefile("rb").readline() == b"HTTP/1.1 200 OK\r\n"


def test_it_invites_a_body_that_is_held_back(server):
    body = json.dumps({"question": "艾米迈托赛能治中风吗"}).encode()
    head = b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n"
    head += b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    with server.connect(head) as connection:
        lines = connection.makefile("rb")
        assert lines.readline() == b"HTTP/1.1 100 Continue\r\n"
        connection.sendall(body)
        assert b"HTTP/1.1 200 OK\r\n" in lines.readlines()


def test_it_answers_several_requests_on_one_connection(server):
    with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) as connection:
        for _ in range(3):
            connection.request("GET", "/healthz")
            reply = connection.getresponse()
            assert (reply.status, reply.read()) == (200, b'{"status": "ok"}\n')


def _answered_at_once(server, number: int) -> Counter[int]:
    """Return how many of so many connections, opened at once and kept, each process answered."""
    before = len(server.log.read_text().splitlines())
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with ExitStack() as kept:
        connections = [kept.enter_context(server.connect(request)) for _ in range(number)]
        for connection in connections:
            assert connection.makefile("rb").readline() == b"HTTP/1.1 200 OK\r\n"
    told = map(json.loads, server.log.read_text().splitlines()[before:])
    return Counter(one["process"] for one in told if one.get("route") == "/healthz")


def test_the_connections_of_a_moment_are_shared_out_among_the_processes(server):
    for _ in range(300):
        # One process is ready before the other.
        if len(_answered_at_once(server, 8)) == 2:
            break
        time.sleep(0.1)
    shares = [_answered_at_once(server, 8) for _ in range(5)]
    # Beside other tests a process may not get a core for as long as the rest take.
    assert sum(len(one) == 2 and min(one.values()) >= 2 for one in shares) >= 3


@pytest.mark.parametrize("length", [b"Content-Length: 90000000", b"Transfer-Encoding: chunked"])
def test_it_reads_no_more_than_the_longest_question(server, length):
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    piece = b"question=" + b"a" * 65536
    with server.connect(head + length + b"\r\n\r\n") as connection:
        try:
            for _ in range(40):
                sent = (
                    piece
                    if length.startswith(b"Content")
                    else b"%x\r\n%s\r\n" % (len(piece), piece)
                )
                connection.sendall(sent)
        except OSError:
            return  # Closed before all was sent.
        assert connection.recv(16) == b"HTTP/1.1 413 REQ"


def test_figures_of_all_processes_are_added_up(server):
    before = server.figure('guidebot_request_seconds_count{method="GET",route="/healthz"')
    for _ in range(20):
        assert server.fetch("GET", "/healthz")[0] == 200
    after = server.figure('guidebot_request_seconds_count{method="GET",route="/healthz"')
    assert after - before == 20
    assert server.figure("guidebot_ready") == 1


def test_figures_are_not_on_the_public_port(server):
    told = {"X-Forwarded-Port": str(server.metrics_port), "X-Forwarded-For": "127.0.0.1"}
    assert server.fetch("GET", "/metrics", **told)[0] == 404


def test_the_log_is_json_without_questions_or_addresses(server):
    told = {"X-Forwarded-For": PATIENT}
    server.fetch("POST", f"/api/v1/ask?q={SECRET}", {"question": SECRET}, **told)
    server.fetch("GET", f"/faq/{SECRET}/x", **told)
    for line in (f"GET /{SECRET} HTTP/9.9", f"{SECRET} / HTTP/1.1\r\n{SECRET}: (", "\x00"):
        with server.connect(f"{line}\r\n\r\n".encode()) as connection:
            connection.recv(100)
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    assert {"time", "level", "logger", "message"} <= set.intersection(*map(set, lines))
    requests = [line for line in lines if line["message"] == "request"]
    assert {"/api/v1/ask", "/faq/<topic>/<slug>"} <= {line["route"] for line in requests}
    assert "Invalid request" in {line["message"] for line in lines}
    assert SECRET not in str(lines)
    assert PATIENT not in str(lines)
    assert "ip=" not in str(lines)


def test_a_new_index_is_taken_in_and_no_request_fails(server, tmp_path):
    faults: list[str] = []
    done = threading.Event()
    asked = count()

    def keep_asking() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as line:
            while not done.is_set():
                number = next(asked)
                body = json.dumps({"question": f"{QUESTIONS[number % 4]} {number}"})
                try:
                    line.request("POST", "/api/v1/ask", body, {"Content-Type": "application/json"})
                    reply = line.getresponse()
                    if reply.status != 200 or not json.loads(reply.read())["statements"]:
                        faults.append(f"status {reply.status}")
                except (OSError, http.client.HTTPException) as error:
                    faults.append(repr(error))
                    return

    assert not [each for each in server.ask(WHERE)["passages"] if "绿岛" in each["text"]]
    threads = [threading.Thread(target=keep_asking) for _ in range(4)]
    for thread in threads:
        thread.start()
    (tmp_path / "ward.txt").write_text(WARD, "utf-8")
    server.run("ingest", str(tmp_path / "ward.txt"))
    assert f"process {server.process.pid}" in server.run("index", "reload")
    wait_for(lambda: server.figure('guidebot_index_reloads_total{outcome="done"}') >= 2)
    before = next(asked)
    wait_for(lambda: next(asked) > before + 40)
    done.set()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    for _ in range(8):
        assert [each for each in server.ask(WHERE)["passages"] if "绿岛" in each["text"]]


def test_what_cannot_be_used_is_not_taken_in(server):
    documents = Path(server.environ["GUIDEBOT_DATA"]) / "documents"
    broken = documents / "broken.json"
    broken.write_text("{")
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: server.figure('guidebot_index_reloads_total{outcome="failed"}') == 2)
    broken.unlink()
    assert [each for each in server.ask(WHERE)["passages"] if "绿岛" in each["text"]]
    assert "The new index is not taken in, the old one goes on" in server.log.read_text()


def test_a_process_that_is_killed_is_replaced(server):
    children = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(server.process.pid)],
        capture_output=True,
        text=True,
    ).stdout
    worker = int(re.findall(r"^\s*(\d+) .*serve", children, re.MULTILINE)[0])
    os.kill(worker, signal.SIGKILL)
    for _ in range(4):
        wait_for(lambda: server.ask("我妈突然嘴歪说不清话")["status"] == "emergency")


def test_it_ends_what_it_has_begun_before_it_stops(server):
    body = json.dumps({"question": "干细胞能治中风吗"}).encode()
    head = b"POST /api/v1/ask HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    head += b"Content-Length: %d\r\n\r\n" % len(body)
    with server.connect(head) as connection:
        time.sleep(0.5)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        connection.sendall(body)
        assert connection.makefile("rb").readline() == b"HTTP/1.1 200 OK\r\n"
    assert server.process.wait(timeout=60) == 0
    cache = Path(server.environ["GUIDEBOT_CACHE"])
    assert list((cache / "servers").iterdir()) == []
    assert list(cache.parent.glob("guidebot-*")) == []


def wait_for(holds) -> None:
    """Wait until something holds; a connection that a killed process drops is tried again."""
    for _ in range(600):
        try:
            if holds():
                return
        except OSError:
            pass
        time.sleep(0.1)
    pytest.fail("it never came to hold")
