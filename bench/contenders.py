"""What `bench.peers` compares, each in a process of its own.

    python -m bench.contenders build|serve NAME FOLDER OWN MODELS

`build` reads FOLDER/lines.jsonl and writes an index into OWN; `serve` opens it and answers
questions, one JSON line in and one out. MODELS holds the two forms of the same model: `source`
for sentence-transformers, `serving` for guidebot. OMP_NUM_THREADS is the number of threads of each.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol, TextIO

LINES, BUILT = "lines.jsonl", "built.json"
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Line:
    """A text that has a vector.

    Attributes:
        unit: what it belongs to, such as 'passage:approval#any-approved'.
        role: 'query' for a way of asking, 'passage' for a text.
        text: folded.
    """

    unit: str
    role: str
    text: str


class Contender(Protocol):
    """Something that finds passages."""

    def build(self, lines: Sequence[Line], folder: Path) -> dict[str, Any]:
        """Write the index of the lines into a folder; return what else is to be told of it."""
        ...

    def open(self, folder: Path) -> None:
        """Read the model and what `build` wrote."""
        ...

    def answer(self, question: str) -> str:
        """Return the unit that a question finds first, '' for none."""
        ...


def write_lines(lines: Sequence[Line], path: Path) -> None:
    """Write lines, one JSON object each."""
    texts = [json.dumps(asdict(line), ensure_ascii=False) for line in lines]
    path.write_text("\n".join(texts) + "\n", "utf-8")


def read_lines(path: Path) -> list[Line]:
    """Read what `write_lines` wrote."""
    with path.open(encoding="utf-8") as file:
        return [Line(**json.loads(line)) for line in file]


def resident_mib() -> float:
    """Return the resident memory of this process, MiB; its peak where the system tells no more."""
    try:
        lines = _STATUS.read_text("ascii").splitlines()
    except OSError:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1024 ** (2 if sys.platform == "darwin" else 1)
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def build(made: Callable[[], Contender], folder: Path, own: Path) -> None:
    """Build an index and write beside it how long it took, its libraries and its model included.

    Args:
        made: gives the contender.
        folder: holds the lines.
        own: folder of the index, made where it is missing.
    """
    lines = read_lines(folder / LINES)
    own.mkdir(exist_ok=True)
    started = perf_counter()
    told = made().build(lines, own)
    told["seconds"] = perf_counter() - started
    (own / BUILT).write_text(json.dumps(told), "utf-8")


def serve(contender: Contender, asked: TextIO, replies: TextIO) -> None:
    """Answer lists of questions, one question at a time, until there are no more.

    Args:
        contender: opened.
        asked: lines of JSON, each a list of questions.
        replies: gets for each list {"ms", "found", "resident_mib"}: milliseconds and the unit found
            first for each question, and the memory afterwards.
    """
    for line in asked:
        times, found = [], []
        for question in json.loads(line):
            started = perf_counter()
            found.append(contender.answer(question))
            times.append((perf_counter() - started) * 1000)
        reply = {"ms": times, "found": found, "resident_mib": resident_mib()}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


def make(name: str, models: Path, threads: int) -> Contender:
    """Return a contender by its name in `peers.KINDS`; only its own libraries are imported."""
    if name.startswith("guidebot"):
        from bench import guidebot_contenders

        own: dict[str, Callable[[Path, int], Contender]] = {
            "guidebot-search": guidebot_contenders.Search,
            "guidebot-answer": guidebot_contenders.WholeAnswer,
        }
        return own[name](models / "serving", threads)
    from bench import peer_contenders

    others: dict[str, Callable[[str], Contender]] = {
        "sentence-transformers": peer_contenders.SentenceTransformersFaiss,
        "txtai": peer_contenders.Txtai,
        "haystack": peer_contenders.Haystack,
    }
    return others[name](str(models / "source"))


def main() -> None:
    """Build or serve."""
    task, name, folder, own, models = sys.argv[1:]
    # What libraries print must not get between the replies.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    made = partial(make, name, Path(models), int(os.environ["OMP_NUM_THREADS"]))
    if task == "build":
        build(made, Path(folder), Path(own))
    else:
        contender = made()
        contender.open(Path(own))
        serve(contender, sys.stdin, replies)


if __name__ == "__main__":
    main()
