"""A PostgreSQL of our own on loopback, made for the run and thrown away."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: It refuses to run as root, and then runs as one of these.
_USERS = ("postgres", "nobody")
#: Seconds until it must answer.
_PATIENCE_S = 30
#: Nothing has to outlast a power cut.
_FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


def programs() -> Path | None:
    """Return the folder of initdb and postgres, None where they are not installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    folders += [Path(on_path).parent] if on_path else []
    return next((each for each in folders if (each / "postgres").exists()), None)


def _user() -> str | None:
    """Return as whom it runs: None for the user of the tests."""
    if os.getuid():
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _USERS if name in known)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], bin_folder: Path, port: int) -> None:
    """Return once it answers; its port is open some time before."""
    asks = [str(bin_folder / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    end = time.monotonic() + _PATIENCE_S
    while True:
        if subprocess.run(asks, check=False).returncode == 0:
            return
        assert process.poll() is None, "PostgreSQL ended; see what it printed"
        assert time.monotonic() < end, "PostgreSQL does not answer"
        time.sleep(0.05)


@contextmanager
def running(bin_folder: Path) -> Iterator[str]:
    """Start it and give the address of an empty database."""
    folder, user = Path(tempfile.mkdtemp(prefix="guidebot-postgres-")), _user()
    if user:
        shutil.chown(folder, user)
    data, port = str(folder / "data"), _free_port()
    make = ["--pgdata", data, "--auth", "trust", "--username", "guide", "--no-sync", "-E", "UTF8"]
    subprocess.run(
        [bin_folder / "initdb", *make], user=user, cwd="/", check=True, capture_output=True
    )
    where = ["-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
    process = subprocess.Popen(
        [bin_folder / "postgres", *where, *_FAST],
        user=user,
        cwd="/",
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, bin_folder, port)
        yield f"postgresql://guide:not-a-secret@127.0.0.1:{port}/postgres"
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE_S)
        shutil.rmtree(folder)
