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


#: (file, text to find, text in its place, words of the fault). The fault is on the line of the
#: text, or on the line of the last heading, table or rule above it.
FAULTS = [
    ("zh/approval.md", "\n? ", "\n! ", "bold bottom line"),
    ("zh/approval.md", " {#eu-ema}", "", "has no slug"),
    ("en/approval.md", "{#eu-ema}", "{#any-approved}", "stands twice"),
    ("en/approval.md", "evidence: regulation", "evidence: hearsay", "differs from the one"),
    ("zh/approval.md", "@ sources: stroke-guide-2025", "@ sources: nobody-2020", "differs"),
    ("zh/approval.md", "@ sources: ", "@ source: ", "unknown field"),
    ("en/approval.md", "{#eu-ema}", "{#ema}", "no version in"),
    ("zh/approval.md", "due: ", "until: ", "has no due"),
    ("zh/approval.md", "checked: 2026", "checked: 26", "not a date"),
    ("zh/risks.md", "**", "", "bold bottom line"),
    (
        "zh/stroke-products.md",
        "登记号 NCT06299033",
        "登记号 NCT0629903",
        "not a well-formed trial id",
    ),
    ("zh/stroke-products.md", "公司的23人是", "公司的24人是", "numbers differ"),
    ("trials.csv", "NCT06299033,registry", "NCT0629903,registry", "well-formed"),
    ("trials.csv", ",discontinued,", ",sold,", "status is 'sold'"),
    ("trials.csv", ",ipsc|immune,", ",immune,", "cell_group is 'immune'"),
    ("trials.csv", ",ipsc|immune,", ",ipsc|magic,", "cell_group is 'ipsc|magic'"),
    ("trials.csv", ",blood-cancer,", ",blood,", "condition_group is 'blood'"),
    ("trials.csv", ",2025-03,", ",2025-13,", "start is '2025-13'"),
    ("trials.csv", "2026-11-22", "yesterday", "not a date"),
    ("trials.csv", "共37人", "共38人", "numbers of note differ"),
    ("claims.toml", "as_of = 2026-11-22", "", "has no as_of"),
    ("claims.toml", 'kind = "marketing-approval"', 'kind = "approval"', "kind is 'approval'"),
    ("sources.toml", 'kind = "company"', 'kind = "friend"', "friend"),
    ("sources.toml", "published = ", "publshed = ", "unknown keys"),
    ("safety/self_harm.toml", '"我不想活了"', '"今天天气好"', "must match"),
    ("safety/self_harm.toml", 'signal = "self_harm"', 'signal = "sad"', "'sad' is unknown"),
    ("glossary.csv", "concept,kind", "concept,sort", "columns are missing"),
    ("glossary.csv", "tia,disease,", "tia,disease,脑卒中|", "stands under"),
    ("makers.csv", "sanbio,SB623", "sanbio,SB632", "no product 'SB632'"),
    ("makers.csv", "sanbio,", "sambio,", "'sambio' is unknown"),
]


def _mutated_line(text, at, path):
    """Return the lines on which a fault at a place may be reported."""
    line = text.count("\n", 0, at) + 1
    lines = text.splitlines()
    marks = ("## ", "[", 'id = "')
    above = [n for n in range(line, 0, -1) if lines[n - 1].startswith(marks)]
    return {1, line, *above[:2]} if path.suffix == ".md" else {line, *above[:3]}


def _twin_lines(corpus, file, old):
    """Return the lines that hold a text in the other language's version of a file."""
    other = file.replace("en/", "zh/") if file.startswith("en/") else file.replace("zh/", "en/")
    lines = (corpus / other).read_text(encoding="utf-8").splitlines()
    return {number for number, line in enumerate(lines, start=1) if old in line}


@pytest.mark.parametrize(("file", "old", "new", "says"), FAULTS)
def test_it_names_file_line_and_fault(settings, tmp_path, file, old, new, says):
    corpus = tmp_path / "corpus"
    shutil.copytree(settings.corpus, corpus)
    path = corpus / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = [fault for fault in check_corpus(corpus) if says in str(fault)]
    assert faults, [str(fault) for fault in check_corpus(corpus)][:3]
    named = {(fault.path.name, fault.line) for fault in faults}
    allowed = _mutated_line(text, text.index(old), path)
    if path.suffix == ".md":
        # What one language lacks is told of the line that the other has.
        allowed |= _twin_lines(settings.corpus, file, old)
    assert any(name == path.name and line in allowed for name, line in named), (named, allowed)
    assert all(fault.cure for fault in faults)


@pytest.mark.parametrize(
    "file", ["zh/approval.md", "trials.csv", "claims.toml", "glossary.csv", "safety/topics.toml"]
)
def test_it_names_the_line_that_is_not_utf8(settings, tmp_path, file):
    corpus = tmp_path / "corpus"
    shutil.copytree(settings.corpus, corpus)
    lines = (corpus / file).read_bytes().split(b"\n")
    lines[2] += b"\xff"
    (corpus / file).write_bytes(b"\n".join(lines))
    (fault,) = check_corpus(corpus)
    assert str(fault).startswith(f"{corpus / file}:3: the text is not UTF-8")


def test_it_asks_for_more_ways_of_asking(settings, tmp_path):
    corpus = tmp_path / "corpus"
    shutil.copytree(settings.corpus, corpus)
    path = corpus / "zh" / "approval.md"
    path.write_text(re.sub(r"(?m)^\? .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    faults = [str(fault) for fault in check_corpus(corpus)]
    assert any("0 ways of asking" in fault and f"{path}:" in fault for fault in faults)
