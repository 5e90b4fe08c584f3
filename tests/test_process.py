"""What Linux is asked for a process."""

import fcntl
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from guidebot.preparation import is_ready

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")

CHILD = """
import sys, time
from guidebot.process import end_with_parent
end_with_parent(int(sys.argv[1]))
print("ready", flush=True)
time.sleep(60)
"""
PARENT = f"""
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}, str(os.getpid())], stdout=-1, text=True)
child.stdout.readline()
print(child.pid, flush=True)
child.wait()
"""


def runs(process: int) -> bool:
    """Return whether a process runs and is no more than a name in the table."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text("ascii")
    except OSError:
        return False


def test_a_process_ends_with_the_one_that_started_it():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        child = int(run.stdout.readline())
        assert runs(child)
        run.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while runs(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not runs(child)


def test_a_process_whose_parent_is_gone_already_ends_at_once():
    # Process 1 of the machine started everything and is never the parent of a test.
    run = subprocess.run([sys.executable, "-c", CHILD, "1"], capture_output=True, timeout=20)
    assert run.returncode == 1
    assert run.stdout == b""


def test_who_waits_for_another_process_says_so(settings, tmp_path, caplog):
    elsewhere = replace(settings, cache=tmp_path)
    with (tmp_path / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = threading.Thread(target=is_ready, args=(replace(elsewhere, model="any"),))
        waiting.start()
        until = time.monotonic() + 20
        while not caplog.records and time.monotonic() < until:
            time.sleep(0.05)
        assert waiting.is_alive()
    waiting.join(timeout=20)
    assert not waiting.is_alive()
    assert f"in {tmp_path}; waiting for it" in caplog.text
