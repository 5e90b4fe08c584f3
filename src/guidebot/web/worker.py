"""A worker of gunicorn whose threads only ever get whole requests.

gunicorn's own threads read a request as it comes, so a handful of clients that send slowly, by
a bad line or on purpose, hold all of them. Here the main loop gathers what arrives, and a thread
begins when a request is whole. Clients that take too long are dropped, and so is the one that has
waited longest when there are too many of them.
"""

from __future__ import annotations

import re
import selectors
import signal
import socket
import struct
import time
from functools import partial

from gunicorn.workers.gthread import TConn, ThreadWorker

#: Seconds in which a request has to be whole: over a very slow line, two kilobytes a second.
READ_S = 20.0
#: Seconds that a client may take none of the answer.
SEND_S = 20
#: Requests that are gathered at once; one thousand connections are gunicorn's own limit.
MOST_GATHERED = 900
#: A longer head is an error, which gunicorn tells.
MOST_HEAD = 64 * 1024
#: Seconds for each connection that a process has, of so many, before it takes one more: meanwhile a
#: process that has fewer takes it. Else the one that wakes first takes all of a moment, and the
#: other cores wait.
YIELD_S, MOST_YIELDED = 0.0005, 4
_PIECE = 64 * 1024
_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
_LAST_CHUNK = b"0\r\n\r\n"
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def is_whole(received: bytes | bytearray, most_body: int) -> bool:
    """Return whether nothing more has to be waited for.

    Args:
        received: what a client has sent since its last request.
        most_body: bytes; a longer body is refused unread.
    """
    head, found, body = received.partition(_HEAD_END)
    if not found:
        return len(received) > MOST_HEAD
    lines = head + b"\r\n"
    if _CHUNKED.search(lines):
        return body.endswith(_LAST_CHUNK) or len(body) > most_body
    length = _LENGTH.search(lines)
    wanted = int(length[1]) if length else 0
    return len(body) >= wanted or wanted > most_body


class GatheringWorker(ThreadWorker):  # type: ignore[misc]
    """Gathers requests in the main loop; SIGHUP makes it take in a new index."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)
        self._gathered: dict[TConn, bytearray] = {}

    def init_signals(self) -> None:
        """Take SIGHUP as well, which gunicorn leaves to end the worker."""
        super().init_signals()
        signal.signal(signal.SIGHUP, self.handle_hup)
        signal.siginterrupt(signal.SIGHUP, False)

    def handle_hup(self, number: int, frame: object) -> None:
        """Have the main loop take in a new index, beside what is being answered."""
        # Nothing more: a signal may come while a lock is held.
        self.method_queue.defer(lambda: self.app.renewal.start())

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection and begin to gather its first request."""
        if self.cfg.workers > 1:
            time.sleep(YIELD_S * min(self.nr_conns, MOST_YIELDED))
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        limit = struct.pack("ll", SEND_S, 0)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        self.nr_conns += 1
        self._gather(TConn(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Gather the next request of a connection that was kept alive."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._gather(conn)

    def murder_pending(self) -> None:
        """Drop clients whose request is not whole in time."""
        now = time.monotonic()
        while self.pending_conns and self.pending_conns[0].timeout <= now:
            self._drop(self.pending_conns[0])

    def _gather(self, conn: TConn) -> None:
        """Wait for the pieces of a request."""
        if len(self.pending_conns) >= MOST_GATHERED:
            self._drop(self.pending_conns[0])
        conn.timeout = time.monotonic() + READ_S
        self._gathered[conn] = bytearray()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._receive, conn))

    def _receive(self, conn: TConn, client: socket.socket) -> None:
        """Take the next piece; hand the request to a thread when it is whole."""
        try:
            piece = client.recv(_PIECE)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._drop(conn)
            return
        received = self._gathered[conn]
        expected = _EXPECTS.search(received)
        received += piece
        if is_whole(received, self.app.most_body):
            self._hand_over(conn)
        elif not expected and _EXPECTS.search(received) and _HEAD_END in received:
            self._invite(conn, client)

    def _invite(self, conn: TConn, client: socket.socket) -> None:
        """Ask for the body that a client holds back."""
        try:
            client.send(_CONTINUE)
        except OSError:
            self._drop(conn)

    def _release(self, conn: TConn) -> bytes:
        """Stop gathering and return what has come."""
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)
        return bytes(self._gathered.pop(conn))

    def _hand_over(self, conn: TConn) -> None:
        """Let a thread answer a request that is whole."""
        received = self._release(conn)
        conn.data_ready = True
        conn.init()
        conn.parser.unreader.unread(received)
        self.enqueue_req(conn)

    def _drop(self, conn: TConn) -> None:
        """Close a connection whose request is not wanted any longer."""
        self._release(conn)
        self.nr_conns -= 1
        conn.close()
