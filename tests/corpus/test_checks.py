import re
import shutil

import pytest

from guidebot.corpus.checks import check_corpus, numbers


def test_it_finds_no_fault_in_the_corpus(settings):
    assert [str(fault) for fault in check_corpus(settings.corpus)] == []


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("250万至2000万个", "2.5 million to 20 million"),
        ("2025年3月12日", "12 March 2025"),
        ("2025年5月", "May 2025"),
        ("1.98万元", "19,800 yuan"),
        ("８０％", "80%"),
    ],
)
def test_it_reads_the_same_numbers_in_both_languages(zh, en):
    assert numbers(zh) == numbers(en)


def test_it_does_not_take_the_verb_may_for_a_month():
    assert numbers("It may help") == set()


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("zh/approval.md", "\n? ", "\n! ", "bold bottom line"),
        ("trials.csv", "NCT06299033", "NCT0629903", "well-formed"),
        ("claims.toml", "as_of = 2026-11-22", "", "has no as_of"),
        ("sources.toml", 'kind = "company"', 'kind = "friend"', "friend"),
        ("safety/self_harm.toml", '"我不想活了"', '"今天天气好"', "must match"),
        ("glossary.csv", "concept,kind", "concept,sort", "columns are missing"),
    ],
)
def test_it_names_the_file_and_the_fault(settings, tmp_path, file, old, new, says):
    corpus = tmp_path / "corpus"
    shutil.copytree(settings.corpus, corpus)
    path = corpus / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    faults = [str(fault) for fault in check_corpus(corpus)]
    assert any(says in fault and file.split("/")[0] in fault for fault in faults), faults[:3]


def test_it_asks_for_more_ways_of_asking(settings, tmp_path):
    corpus = tmp_path / "corpus"
    shutil.copytree(settings.corpus, corpus)
    path = corpus / "zh" / "approval.md"
    path.write_text(re.sub(r"(?m)^\? .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    faults = [str(fault) for fault in check_corpus(corpus)]
    assert any("0 ways of asking" in fault and f"{path}:" in fault for fault in faults)
