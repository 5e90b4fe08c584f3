"""Servers are known by the lock they hold, not by the number in a file."""

import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from guidebot.running import Registration, Server, reload, servers


@pytest.fixture
def chosen(settings, tmp_path):
    return replace(settings, cache=tmp_path)


def test_it_finds_a_server_until_it_withdraws(chosen):
    assert servers(chosen) == ()
    registration = Registration(chosen, "127.0.0.1:8000")
    assert servers(chosen) == (Server(os.getpid(), "127.0.0.1:8000"),)
    registration.withdraw()
    assert servers(chosen) == ()


def test_it_forgets_a_server_that_was_killed(chosen):
    program = (
        "import os, signal; from guidebot.running import Registration; "
        "from guidebot.settings import read_settings; "
        "kept = Registration(read_settings(), '127.0.0.1:8000'); "
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    environ = {**os.environ, "GUIDEBOT_CACHE": str(chosen.cache)}
    done = subprocess.run([sys.executable, "-c", program], env=environ, check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(list((chosen.cache / "servers").iterdir())) == 1
    assert servers(chosen) == ()
    assert list((chosen.cache / "servers").iterdir()) == []


def test_it_signals_the_server_and_bears_one_that_is_gone():
    told = []
    before = signal.signal(signal.SIGHUP, lambda number, frame: told.append(number))
    try:
        reload(Server(os.getpid(), ""))
    finally:
        signal.signal(signal.SIGHUP, before)
    assert told == [signal.SIGHUP]
    reload(Server(2**22 - 1, ""))
