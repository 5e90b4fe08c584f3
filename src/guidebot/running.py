"""Which servers run on a cache folder: each holds a locked file with its process id.

The lock goes when the server does, however it ends, so a file that is left over is known by it.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from guidebot.errors import DataError
from guidebot.settings import Settings


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs.

    Attributes:
        process: id of its main process; SIGHUP makes it take in a new index.
        address: where it listens.
    """

    process: int
    address: str


def _folder(settings: Settings) -> Path:
    """Return where the files lie."""
    return settings.cache / "servers"


def _locked(file: IO[str]) -> bool:
    """Lock a file and return True, or return False where another process has locked it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Registration:
    """Tells others that this process serves, until it is withdrawn or ends.

    Args:
        settings: of the process.
        address: where it listens.

    Raises:
        OSError: if the cache folder cannot be written to.
    """

    def __init__(self, settings: Settings, address: str) -> None:
        self._path = _folder(settings) / f"{os.getpid()}.json"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("w", encoding="utf-8")
        _locked(self._file)
        self._file.write(json.dumps({"process": os.getpid(), "address": address}))
        self._file.flush()

    def withdraw(self) -> None:
        """Remove the file."""
        self._path.unlink(missing_ok=True)
        self._file.close()


def _read(path: Path) -> Server | None:
    """Return the server that holds a file; remove the file of one that is gone."""
    with path.open(encoding="utf-8") as file:
        if _locked(file):
            path.unlink(missing_ok=True)
            return None
        entry = json.loads(file.read())
    return Server(int(entry["process"]), str(entry["address"]))


def reload(server: Server) -> None:
    """Tell a server to take in the index as it is on disk.

    Raises:
        DataError: if it belongs to another user.
    """
    try:
        os.kill(server.process, signal.SIGHUP)
    except PermissionError as error:
        raise DataError(
            f"The server of process {server.process} belongs to another user.",
            "Run this as that user, or `systemctl reload guidebot`.",
        ) from error
    except ProcessLookupError:
        return  # It has just ended; the next one has the new index.


def servers(settings: Settings) -> tuple[Server, ...]:
    """Return the servers that run on the cache folder."""
    found = []
    for path in sorted(_folder(settings).glob("*.json")):
        # A server that starts or ends at this moment has no readable file, and needs no telling.
        with suppress(OSError, ValueError, KeyError):
            found.append(_read(path))
    return tuple(server for server in found if server)
