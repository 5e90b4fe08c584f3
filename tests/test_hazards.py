"""HAZARDS.md: every hazard is complete, and every test that it names exists."""

import ast
import re
import tomllib

import pytest

from tests.conftest import ROOT

TEXT = (ROOT / "HAZARDS.md").read_text("utf-8")
HAZARDS = re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:]
FIELDS = ["Cause", "Effect", "Control", "Evidence", "Residual risk"]
RISK = re.compile(
    r"(?:catastrophic|major|considerable|significant|minor), (?:high|medium|low|very low): "
    r"\*\*(?:undesirable|tolerable|acceptable)\*\*\. \S"
)
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)))


def field(hazard: str, name: str) -> str:
    found = re.search(rf"^- \*\*{name}\*\*: (.*?)(?=^- \*\*|^## |\Z)", hazard, re.M | re.S)
    return " ".join(found[1].split()) if found else ""


def test_there_are_many_and_they_are_numbered_in_a_row():
    numbers = [int(hazard[1:3]) for hazard in HAZARDS]
    assert numbers == list(range(1, len(HAZARDS) + 1))
    assert len(numbers) >= 30


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard[:3])
def test_a_hazard_is_complete(hazard):
    assert [name for name in FIELDS if not field(hazard, name)] == []
    assert RISK.match(field(hazard, "Residual risk"))
    assert "::test_" in field(hazard, "Evidence")
    assert set(re.findall(r"\bH(\d\d)\b", hazard)) <= {each[1:3] for each in HAZARDS}


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_the_evidence_exists(path, name):
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_security_rules_are_switched_on():
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert not [rule for rule in lint["ignore"] if re.match(r"S\d", rule)]
