"""The shape of the code: imports go one way, and everything stays small."""

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.conftest import ROOT

SRC = ROOT / "src" / "guidebot"
#: A module may import modules of its own level or below; the longest prefix counts.
LEVELS = {
    "domain": 0,
    "errors": 0,
    "process": 0,
    "characters": 0,
    "progress": 0,
    "datafile": 1,
    "formats": 1,
    "secret_values": 1,
    "site_values": 1,
    "spreadsheet": 1,
    "texts": 2,
    "trial_checks": 2,
    "signatures": 2,
    "refusals": 3,
    "reviews": 3,
    "skeletons": 3,
    "editing": 4,
    "personal_numbers": 2,
    "redaction": 3,
    "storage": 4,
    "trial_refresh": 3,
    "material": 4,
    "showing": 4,
    "settings": 1,
    "sizing": 2,
    "running": 2,
    "doctor": 7,
    "language": 1,
    "corpus": 2,
    "safety": 3,
    "adverts": 4,
    "followup": 3,
    "serialise": 3,
    "compose": 4,
    "trial_search": 4,
    "trial_figures": 4,
    "retrieval": 4,
    "corpus.checks": 4,
    "preparation": 5,
    "leaning": 5,
    "recognising": 5,
    "chats": 5,
    "understanding": 5,
    "guide": 6,
    "evaluation": 7,
    "web": 7,
    "commands": 8,
    "cli": 8,
    "__main__": 9,
    "": 0,
}
#: Rooms of the heavy libraries, several apart by a space.
ONLY_IN = {
    # The word weights of safety are tables of numbers, and take a tenth of the room in numpy.
    "numpy": "retrieval safety",
    "faiss": "retrieval",
    "bm25s": "retrieval",
    "onnxruntime": "retrieval",
    "sentence_transformers": "retrieval",
    "torch": "retrieval",
    "sklearn": "retrieval",
    "flask": "web",
    "flask_compress": "web",
    "werkzeug": "web",
    "flask_cors": "web",
    "gunicorn": "web",
    "openapi_pydantic": "web",
    "pydantic": "web",
    "limits": "web",
    "cachetools": "web",
    "prometheus_client": "web",
    "pythonjsonlogger": "web",
    "flask_limiter": "web",
    "flask_wtf": "web",
    "sqlalchemy": "storage",
    "alembic": "storage",
    "psycopg": "storage",
}
MOST_LINES, MOST_FUNCTION_LINES = 335, 40
#: The glossary of the project is one page, however long.
GLOSSARY = "domain"


def modules():
    return sorted(SRC.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def level_of(name: str) -> int:
    while name not in LEVELS and "." in name:
        name = name.rpartition(".")[0]
    return LEVELS[name]


def imports(path: Path) -> list[tuple[int, str]]:
    """Return (line, module) of everything that a file imports."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.lineno, node.module or ""))
    return found


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_it_imports_only_downwards(path):
    mine = level_of(name_of(path))
    for line, name in imports(path):
        if name.startswith("guidebot."):
            theirs = level_of(name.removeprefix("guidebot."))
            assert theirs <= mine, f"{path}:{line} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_it_keeps_heavy_libraries_in_their_rooms(path):
    for line, name in imports(path):
        room = ONLY_IN.get(name.split(".")[0])
        assert room is None or name_of(path).split(".")[0] in room.split(), (
            f"{path}:{line} imports {name}"
        )


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_it_reads_the_environment_in_one_place(path):
    if name_of(path) != "settings":
        text = path.read_text("utf-8")
        assert "os.environ" not in text
        assert "getenv" not in text


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_it_stays_small(path):
    text = path.read_text("utf-8")
    assert name_of(path) == GLOSSARY or text.count("\n") <= MOST_LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            doc = ast.get_docstring(node, clean=False) or ""
            assert node.end_lineno is not None
            size = node.end_lineno - node.lineno + 1 - (doc.count("\n") + 1 if doc else 0)
            assert size <= MOST_FUNCTION_LINES, f"{path}:{node.lineno} {node.name}: {size} lines"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_it_catches_no_bare_exception(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            names = ast.unparse(node.type) if node.type else ""
            assert names not in {"", "Exception", "BaseException"}, f"{path}:{node.lineno}"


def test_it_pins_whatever_it_imports():
    pinned = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    }
    distributions = packages_distributions()
    own = {"guidebot", "tests", "bench", "_typeshed"} | sys.stdlib_module_names
    used = {name.split(".")[0] for path in modules() for _, name in imports(path)} - own - {""}
    loose = [
        name
        for name in sorted(used)
        if not pinned & {one.lower().replace("_", "-") for one in distributions.get(name, ())}
    ]
    assert loose == []
