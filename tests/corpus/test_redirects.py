"""Old addresses lead to the new ones, and the check finds those that do not."""

import shutil

import pytest

from guidebot.corpus.checks import check_corpus
from guidebot.corpus.loading import corpus_digest
from guidebot.corpus.redirects import moved_to, read_redirects, redirect_faults
from guidebot.errors import CorpusError

EXISTING = {"approval", "approval#us", "approval#eu"}


def write(folder, rows):
    path = folder / "redirects.csv"
    path.write_text("old,new\n" + rows, "utf-8")
    return path


def faults(folder, rows):
    path = write(folder, rows)
    return [str(each) for each in redirect_faults(path, read_redirects(path), EXISTING)]


@pytest.mark.parametrize(
    ("address", "now"),
    [
        ("approval#fda", "approval#us"),
        ("approval#old-fda", "approval#us"),
        ("permits", "approval"),
        ("permits#eu", "approval#eu"),
        ("permits#fda", "approval#us"),
        ("approval#us", ""),
        ("nothing#us", ""),
    ],
)
def test_it_follows_renames_of_passages_and_topics(tmp_path, address, now):
    rows = "approval#fda,approval#us\napproval#old-fda,approval#fda\npermits,approval\n"
    assert moved_to(read_redirects(write(tmp_path, rows)), address) == now


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("approval#fda,approval#gone\n", "does not exist"),
        ("permits,gone\n", "does not exist"),
        ("approval#a,approval#b\napproval#b,approval#a\n", "in a circle"),
        ("approval#eu,approval#us\n", "'approval#eu' exists"),
    ],
)
def test_it_finds_redirects_that_mislead(tmp_path, rows, words):
    found = faults(tmp_path, rows)
    assert found
    assert all(words in each and "redirects.csv:" in each for each in found)


def test_it_finds_no_fault_in_right_ones(tmp_path):
    assert faults(tmp_path, "approval#fda,approval#us\npermits,approval\n") == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("approval#fda,permits\n", "a topic and a passage"),
        ("/faq/approval/fda,approval#us\n", "not an address"),
        ("approval#fda,approval#us\napproval#fda,approval#eu\n", "stands twice"),
        ("approval#fda\n", "not as many cells"),
    ],
)
def test_it_refuses_rows_that_cannot_be_read(tmp_path, rows, words):
    with pytest.raises(CorpusError, match=words):
        read_redirects(write(tmp_path, rows))


def test_it_needs_no_file(tmp_path):
    assert read_redirects(tmp_path / "redirects.csv") == {}
    assert list(redirect_faults(tmp_path / "redirects.csv", {}, EXISTING)) == []


def test_the_corpus_check_reads_them(settings, tmp_path):
    copy = tmp_path / "corpus"
    shutil.copytree(settings.corpus, copy)
    before = corpus_digest(copy)
    write(copy, "approval#once,approval#nowhere\n")
    assert [each for each in map(str, check_corpus(copy)) if "approval#nowhere" in each]
    assert corpus_digest(copy) == before, "addresses that moved need no new index"


def test_every_topic_has_a_title_in_both_languages(corpus):
    assert {passage.topic for passage in corpus.passages} == set(corpus.topics)
    assert all(set(titles) == {"zh", "en"} for titles in corpus.topics.values())
