"""Files of test questions: read, refused with the line, halved, and never copies of the corpus."""

import json
import re

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from guidebot.errors import CasesError
from guidebot.evaluation.cases import Half, read_cases
from guidebot.language import fold
from tests.conftest import ROOT

QUESTIONS = sorted((ROOT / "tests" / "data" / "questions").glob("*.jsonl"))
LINE = {
    "id": "X1",
    "lang": "en",
    "kind": "risk",
    "text": "is it safe",
    "must_include_any": [["safe"]],
    "must_not_include": [],
    "expect_guidance": ["see_doctor"],
    "answerable": True,
}
#: Texts that share more of their five-letter pieces than this nearly are the same.
MOST_SHARED = 0.7


def pieces(text):
    """Return the 5-grams of the characters of a text, white space and marks left out."""
    plain = re.sub(r"[\s\W]+", "", fold(text))
    return {plain[at : at + 5] for at in range(max(len(plain) - 4, 1))}


def test_it_reads_a_case_with_its_level_from_its_kind(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(LINE) + "\n\n" + json.dumps({**LINE, "kind": "emergency"}))
    first, second = read_cases([path])
    assert (first.level, second.level) == ("none", "emergency")
    assert first.must_include_any == (("safe",),)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "rumour"}, "kind 'rumour'"),
        ({"lang": "fr"}, "'fr'"),
        ({"expect_guidance": ["relax"]}, "'relax'"),
        ({"level": "high"}, "level 'high'"),
        ({"text": None}, ""),
    ],
)
def test_it_names_file_and_line_of_a_broken_case(tmp_path, change, words):
    path = tmp_path / "cases.jsonl"
    broken = {name: value for name, value in {**LINE, **change}.items() if value is not None}
    path.write_text(json.dumps(LINE) + "\n" + json.dumps(broken))
    with pytest.raises(CasesError, match=r"cases\.jsonl:2: ") as caught:
        read_cases([path])
    assert words in str(caught.value)


def test_a_case_that_paraphrases_name_is_one_of_their_group(tmp_path):
    path = tmp_path / "cases.jsonl"
    lines = [
        LINE | {"id": "first"},
        LINE | {"id": "other"},
        LINE | {"id": "second", "paraphrase_of": "first"},
    ]
    path.write_text("\n".join(map(json.dumps, lines)))
    assert [case.group for case in read_cases([path])] == ["first", "", "first"]


def test_it_keeps_paraphrases_in_one_half():
    cases = read_cases(QUESTIONS)
    halves: dict[str, set[Half]] = {}
    for case in cases:
        if case.group:
            halves.setdefault(case.group, set()).add(case.half)
    assert halves
    assert all(len(found) == 1 for found in halves.values())
    tune = sum(case.half is Half.TUNE for case in cases)
    assert 0.4 < tune / len(cases) < 0.6


def test_the_projects_own_questions_are_many_and_of_every_kind():
    cases = read_cases(QUESTIONS)
    assert len({case.id for case in cases}) == len(cases) >= 600
    assert sum(bool(case.context) for case in cases) >= 60
    for language in ("zh-Hans", "zh-Hant", "en"):
        kinds = {case.kind for case in cases if case.language == language}
        assert len(kinds) == 12, language


def test_no_question_nearly_is_a_line_that_the_guide_learned_from(corpus):
    learned = [
        line for one in corpus.passages for text in one.texts.values() for line in text.asked_as
    ]
    learned += [line for one in corpus.passages for line in one.asked_elsewhere]
    learned += [one.text for one in corpus.exemplars]
    cases = read_cases(QUESTIONS)
    counter = CountVectorizer(analyzer=pieces, binary=True, dtype=np.int32)
    known = counter.fit_transform([*learned, *(case.text for case in cases)])
    taught, asked = known[: len(learned)], known[len(learned) :]
    both = (asked @ taught.T).tocoo()
    sizes = np.diff(asked.indptr)[both.row] + np.diff(taught.indptr)[both.col]
    near = both.data / (sizes - both.data) > MOST_SHARED
    pairs = zip(both.row[near], both.col[near], strict=True)
    assert [(cases[one].id, cases[one].text, learned[other]) for one, other in pairs] == []
