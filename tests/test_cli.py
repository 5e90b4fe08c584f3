"""The command line: what it prints, and what it says when something is wrong."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from guidebot.cli import main
from guidebot.preparation import index_folder

pytestmark = pytest.mark.model


@pytest.fixture
def run(guide):
    """Run a command in this process; the guide fixture has made what it needs."""

    def invoke(*arguments, **environ):
        return CliRunner().invoke(main, list(arguments), env=environ)

    return invoke


def test_it_prints_one_answer_as_json(run):
    done = run("ask", "--json", "NCT06299033 是什么试验")
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert answer["trials"][0]["id"] == "NCT06299033"


def test_it_prints_an_answer_for_people(run):
    done = run("ask", "Is any stem cell therapy approved for stroke?")
    assert done.exit_code == 0
    assert "[caution]" in done.stdout
    assert "No cell product has marketing approval for stroke." in done.stdout
    assert "(claim:stroke-marketing-approval)" in done.stdout


def test_it_answers_a_batch_line_by_line_and_loses_none(run, tmp_path):
    lines = [
        json.dumps({"id": "a", "text": "台灣有核准幹細胞治療中風嗎"}, ensure_ascii=False),
        "not json",
        json.dumps({"id": "c", "text": "   "}),
        json.dumps({"id": "d", "text": "那多少钱", "context": ["日本的干细胞"], "region": "HK"}),
        json.dumps({"id": "e"}),
        json.dumps({"id": "f", "text": "hi", "region": "nowhere"}),
    ]
    path = tmp_path / "questions.jsonl"
    path.write_bytes("\n".join(lines).encode() + b"\n\xff\xfe\n\n")
    done = run("ask", "--json", "--batch", str(path))
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [row["id"] for row in rows] == ["a", None, "c", "d", None, "f", None]
    assert ["answer" in row for row in rows] == [True, False, False, True, False, False, False]
    assert f"{path}:2" in rows[1]["error"]["detail"]
    assert rows[2]["error"]["code"] == "empty_question"
    assert rows[0]["answer"]["lang"] == "zh-Hant"
    assert done.exit_code == 1


@pytest.mark.parametrize("arguments", [[], ["question", "--batch", __file__]])
def test_it_asks_for_a_question_or_a_batch(run, arguments):
    done = run("ask", *arguments)
    assert done.exit_code == 2
    assert "QUESTION or --batch" in done.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("GUIDEBOT_PORT", "eighty"),
        ("GUIDEBOT_REGION", "CHN"),
        ("GUIDEBOT_CORPUS", "/nowhere/at/all"),
        ("GUIDEBOT_THREADS", "0"),
    ],
)
def test_it_names_a_setting_that_cannot_be_used(run, variable, value):
    done = run("ask", "stroke", **{variable: value})
    assert done.exit_code == 1
    assert value in done.stderr
    assert "Traceback" not in done.stderr


def test_it_verifies_and_describes_the_index(run, settings):
    assert run("index", "verify").exit_code == 0
    manifest = json.loads(run("index", "info").stdout)
    assert manifest["kind"] == "flat"
    assert manifest["checksums"]
    assert str(index_folder(settings)) in run("index", "verify").stdout


def test_it_says_how_to_mend_a_missing_index(run, tmp_path):
    done = run("index", "verify", GUIDEBOT_CACHE=str(tmp_path))
    assert done.exit_code == 1
    assert "guidebot index build" in done.stderr


def test_it_describes_the_model(run):
    manifest = json.loads(run("model", "info").stdout)
    assert manifest["agreement"] > 0.999
    assert set(manifest["checksums"]) == {
        *("graph.ort", "pieces.marisa", "piece_ids.npy", "piece_scores.npy"),
        *("rows.npy", "scales.npy"),
    }


def test_it_checks_the_corpus_and_names_file_line_and_cure(run, settings, tmp_path):
    assert run("corpus", "check").exit_code == 0
    shutil.copytree(settings.corpus, tmp_path / "corpus")
    path = tmp_path / "corpus" / "en" / "approval.md"
    text = path.read_text("utf-8")
    path.write_text(text.replace("evidence: regulation", "evidence: hearsay", 1), "utf-8")
    done = run("corpus", "check", GUIDEBOT_CORPUS=str(tmp_path / "corpus"))
    assert done.exit_code == 1
    assert f"{path}:" in done.stdout
    assert "Make both the same" in done.stdout


def test_it_answers_in_the_language_asked_for_where_the_text_shows_none(run):
    answer = json.loads(run("ask", "--json", "--lang", "zh-Hant", "NCT06299033").stdout)
    assert answer["lang"] == "zh-Hant"
    assert run("ask", "--lang", "fr", "stroke").exit_code == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nct06299033", "NCT06299033"),
        ("hNPC01", "NCT06299033"),
        ("ＮＣＴ０３５４５６０７", "NCT03545607"),
    ],
)
def test_it_finds_trials(run, text, expected):
    rows = json.loads(run("trials", "find", "--json", text).stdout)
    assert expected in [row["id"] for row in rows]
    assert expected in run("trials", "find", text).stdout


def test_it_says_when_no_trial_matches(run):
    done = run("trials", "find", "no-such-thing-at-all")
    assert done.exit_code == 1
    assert "no-such-thing-at-all" in done.stderr


def test_serving_imports_neither_torch_nor_sentence_transformers(guide):
    script = (
        "import sys\n"
        "from guidebot.guide import open_guide\n"
        "from guidebot.settings import read_settings\n"
        "from guidebot.web.app import create_app\n"
        "settings = read_settings()\n"
        "client = create_app(settings, open_guide(settings)).test_client()\n"
        "reply = client.post('/api/v1/ask', json={'question': '干细胞治中风获批了吗'})\n"
        "assert reply.get_json()['passages'], reply.get_json()\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'tokenizers', 'sklearn'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=os.environ, check=False
    )
    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(("given", "kept"), [(None, "1"), ("4", "4")])
def test_a_server_keeps_numpy_to_one_thread_unless_told_otherwise(monkeypatch, given, kept):
    name, seen = "OPENBLAS_NUM_THREADS", []
    monkeypatch.setenv(name, given or "")
    if given is None:
        monkeypatch.delenv(name)
    monkeypatch.setattr("guidebot.web.server.run", lambda *_: seen.append(os.environ[name]))
    assert CliRunner().invoke(main, ["serve"]).exit_code == 0
    assert seen == [kept]
