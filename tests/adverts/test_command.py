"""guidebot check."""

import json

import pytest
from click.testing import CliRunner

from guidebot.cli import main


def run(*words, **options):
    return CliRunner().invoke(main, ["check", *words], **options)


def test_it_prints_the_contract_as_json():
    found = json.loads(run("--json", "我们的干细胞包好，欢迎预约").stdout)
    assert set(found) == {"flags", "trials", "questions", "limits"}
    assert "guarantees_or_cure" in {one["flag"] for one in found["flags"]}


def test_it_reads_standard_input_and_prints_for_people():
    shown = run("--lang", "en", input="Our stem cells cure stroke. NCT06299033, NCT12").stdout
    assert "Promises that it works or cures: cure" in shown
    assert "NCT06299033: matches  hNPC01" in shown
    assert "NCT12: malformed" in shown
    assert "not a verdict" in shown


def test_it_checks_a_file_and_loses_no_line(tmp_path):
    path = tmp_path / "adverts.jsonl"
    lines = ['{"id": 1, "text": "我们包好的干细胞"}', "{", '{"id": 3, "text": " "}', '{"id": 4}']
    path.write_text("\n".join(lines), "utf-8")
    done = run("--batch", str(path))
    first, second, third, fourth = map(json.loads, done.stdout.splitlines())
    assert done.exit_code == 1
    assert first["id"] == 1
    assert first["check"]["flags"]
    assert second["error"]["code"] == "bad_line"
    assert (third["id"], third["error"]["code"]) == (3, "empty_advert")
    assert fourth["error"]["code"] == "bad_line"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["  "], "Paste the advert"),
        (["x", "--batch", __file__], "not both"),
        (["--batch", "/no"], "exist"),
    ],
)
def test_it_says_what_is_wrong(words, says):
    done = run(*words)
    assert done.exit_code != 0
    assert says in done.output
