"""The editor's tools: due, new, show, diff and sign."""

import shutil
import subprocess
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from guidebot.cli import main
from guidebot.corpus.articles import read_article
from guidebot.corpus.loading import read_corpus
from guidebot.domain import PassageText
from guidebot.editing import write_skeleton
from guidebot.errors import CorpusError, DataError
from guidebot.signatures import read_signatures, sign

TODAY = date(2026, 11, 24)


@pytest.fixture
def copy(settings, tmp_path):
    """A copy of the corpus in a git checkout of its own."""
    folder = tmp_path / "site" / "corpus"
    shutil.copytree(settings.corpus, folder)
    git = ["git", "-C", str(folder.parent), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *words], check=True)
    return folder


@pytest.fixture
def run(copy, tmp_path):
    environ = {"GUIDEBOT_CORPUS": str(copy), "GUIDEBOT_DATA": str(tmp_path / "data")}
    return lambda *words: CliRunner().invoke(main, ["corpus", *words], env=environ)


def test_it_writes_a_skeleton_that_the_check_reads_and_never_overwrites(copy):
    zh, en = write_skeleton(copy, "hearing-loss", TODAY)
    assert read_article(zh).due == date(2027, 2, 22)
    assert list(read_article(en).sections) == ["first-question"]
    with pytest.raises(CorpusError, match="there already"):
        write_skeleton(copy, "hearing-loss", TODAY)
    with pytest.raises(CorpusError, match=r"'\.\./x'"):
        write_skeleton(copy, "../x", TODAY)


def test_an_unfilled_skeleton_does_not_pass_the_check(run):
    assert run("new", "hearing-loss").exit_code == 0
    assert run("check").exit_code == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("approval#any-approved", "没有任何细胞产品"),
        ("stroke-marketing-approval", "No cell product"),
        ("treasure-2024", "JAMA"),
        ("nct06299033", "hNPC01"),
    ],
)
def test_it_shows_an_entry(run, name, shown):
    done = run("show", name)
    assert done.exit_code == 0
    assert shown in done.stdout


def test_it_says_when_nothing_has_an_id(run):
    done = run("show", "approval#nothing")
    assert done.exit_code == 1
    assert "approval#nothing" in done.stderr


def test_it_shows_what_readers_read_before_and_after(run, copy):
    assert run("diff", "HEAD").stdout == ""
    path = copy / "en" / "approval.md"
    text = path.read_text("utf-8")
    old = read_article(path).sections["any-approved"].text.bottom_line
    assert old in text
    path.write_text(text.replace(old, "**Still no.**".strip("*"), 1), "utf-8")
    done = run("diff", "HEAD")
    assert "== approval#any-approved [en]" in done.stdout
    assert "+Still no." in done.stdout
    assert f"-{old[:20]}" in done.stdout
    assert "[zh]" not in done.stdout


def test_it_says_when_git_does_not_know_a_revision(run):
    done = run("diff", "no-such-revision")
    assert done.exit_code == 1
    assert "no-such-revision" in done.stderr


def test_a_signature_holds_until_the_text_changes(copy, tmp_path):
    passages = read_corpus(copy).passages
    sign(tmp_path, passages[:2], "Dr. Example", "neurologist", TODAY)
    signed = read_signatures(tmp_path, passages)
    assert signed.valid[passages[0].id].reviewer == "Dr. Example"
    assert signed.lapsed == ()
    zh = passages[0].texts["zh"]
    changed = PassageText(zh.title, zh.text + "。", zh.bottom_line, zh.asked_as)
    altered = replace(passages[0], texts={**passages[0].texts, "zh": changed})
    later = read_signatures(tmp_path, (altered, passages[1]))
    assert list(later.valid) == [passages[1].id]
    assert later.lapsed == (passages[0].id,)


def test_it_refuses_an_empty_name(copy, tmp_path):
    with pytest.raises(DataError, match="reviewer is empty"):
        sign(tmp_path, read_corpus(copy).passages[:1], " ", "neurologist", TODAY)


def test_the_command_signs_known_passages_only(run):
    words = ["--reviewer", "Dr. Example", "--role", "neurologist"]
    assert run("sign", "approval#nothing", *words).exit_code == 1
    assert run("sign", "approval#any-approved", *words).exit_code == 0
    assert "by Dr. Example, neurologist" in run("show", "approval#any-approved").stdout
