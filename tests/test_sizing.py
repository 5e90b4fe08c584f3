import pytest

from guidebot import sizing
from guidebot.settings import read_settings

GIB = 1024**3


def machine(monkeypatch, cores, memory):
    monkeypatch.setattr(sizing, "cores", lambda: cores)
    monkeypatch.setattr(sizing, "memory", lambda: memory)


@pytest.mark.parametrize(
    ("cores", "memory", "processes", "threads"),
    [
        (1, GIB, 1, 1),
        (2, 4 * GIB, 2, 1),
        (8, 16 * GIB, 8, 1),
        (64, 64 * GIB, 32, 2),
        (16, GIB, 3, 5),
        (4, GIB // 8, 1, 4),
    ],
)
def test_it_sizes_itself_to_the_machine(monkeypatch, cores, memory, processes, threads):
    machine(monkeypatch, cores, memory)
    settings = read_settings({"GUIDEBOT_WORKERS": "auto"})
    assert sizing.processes(settings) == processes
    assert sizing.model_threads(settings) == threads


def test_it_keeps_to_what_is_set(monkeypatch):
    machine(monkeypatch, 2, GIB)
    settings = read_settings({"GUIDEBOT_WORKERS": "4"})
    assert (sizing.processes(settings), sizing.model_threads(settings)) == (4, 1)
    assert sizing.processes(read_settings({})) == 1


def test_it_knows_the_memory_of_a_container(monkeypatch, tmp_path):
    whole = sizing.memory()
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(sizing, "_CONTAINER_MEMORY", limit)
    limit.write_text("268435456\n")
    assert sizing.memory() == 268435456
    limit.write_text("max\n")
    assert sizing.memory() >= whole
