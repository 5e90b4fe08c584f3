"""What a process keeps of the memory that it took."""

import os
import subprocess
import sys

import pytest

from guidebot.settings import keep_sums_to_one_thread

SCRIPT = """
from guidebot.process import give_freed_memory_back
give_freed_memory_back()
from guidebot.retrieval.encoder import Role, load_encoder
from guidebot.settings import read_settings

def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) // 1024

encoder = load_encoder(read_settings())
for length in (1, 3, 2):
    encoder.encode(["干细胞治疗中风批准了吗" * length], Role.QUERY)
before = resident()
for length in (60, 30, 73):
    encoder.encode(["我爸三年前中风" * length], Role.QUERY)
print(resident() - before)
"""


@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_a_long_text_takes_is_given_back():
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    # Without it 20 MB and more stay.
    assert int(run.stdout) < 10


def test_sums_take_one_thread_unless_the_environment_says_how_many(monkeypatch):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    keep_sums_to_one_thread()
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    keep_sums_to_one_thread()
    assert os.environ["OPENBLAS_NUM_THREADS"] == "2"
