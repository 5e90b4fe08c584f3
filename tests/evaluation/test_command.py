"""guidebot evaluate: figures, report and bounds, on a few real questions."""

import json

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

from guidebot.cli import main

pytestmark = pytest.mark.model

CASES = [
    ("E1", "en", "approval", "Is any stem cell therapy approved for stroke?", [["no cell"]], []),
    ("E2", "zh-Hans", "emergency", "我妈突然嘴歪说不清话", [["120"]], ["emergency_stroke"]),
    ("E3", "zh-Hans", "out_of_scope", "今天天气怎么样", [], ["not_covered"]),
    (
        "E4",
        "en",
        "product_lookup",
        "How many had CYP-004 in the knee?",
        [["321"], ["CYP-004"]],
        [],
    ),
    ("E5", "en", "concept", "What is a phase 9 moon trial <b>?", [["moonstone"]], []),
]


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    path = tmp_path_factory.mktemp("cases") / "cases.jsonl"
    lines = [
        {
            "id": name,
            "lang": lang,
            "kind": kind,
            "text": text,
            "must_include_any": facts,
            "expect_guidance": cards,
            "answerable": kind != "out_of_scope",
        }
        for name, lang, kind, text, facts, cards in CASES
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines))
    return path


def run(*arguments):
    return CliRunner().invoke(main, ["evaluate", *map(str, arguments)])


def test_it_prints_figures_and_writes_a_report_with_pictures(cases, tmp_path):
    report = tmp_path / "report.html"
    result = run(cases, "--html", report, "--min", "emergency_recall=1", "--max", "false_alarms=0")
    assert result.exit_code == 0, result.output
    assert "facts                               4 of    5  0.800" in result.output
    assert "emergency_recall.rules_alone" in result.output
    assert "nDCG@6" in result.output
    soup = BeautifulSoup(report.read_text("utf-8"), "html.parser")
    assert len(soup.find_all("svg")) == 6
    assert "moonstone" in soup.text
    assert "<b>?" in soup.text


def test_it_fails_with_the_figure_that_falls_short(cases):
    result = run(cases, "--min", "facts=0.97")
    assert result.exit_code == 1
    assert "facts is 0.800, not 0.97" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("--min", "fats=1"), "No figure is called fats"), (("--min", "facts"), "NAME=VALUE")],
)
def test_it_says_what_is_wrong_with_a_bound(cases, arguments, words):
    result = run(cases, *arguments)
    assert result.exit_code != 0
    assert words in result.output
