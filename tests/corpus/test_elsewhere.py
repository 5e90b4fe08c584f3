from dataclasses import replace

import pytest

from guidebot.corpus.elsewhere import read_elsewhere
from guidebot.errors import CorpusError
from tests.examples import APPROVED

PASSAGE = replace(APPROVED, id="approval#any-approved")


def written(tmp_path, *rows):
    path = tmp_path / "asked_elsewhere.csv"
    path.write_text("\n".join(("passage,language,question", *rows)) + "\n", encoding="utf-8")
    return path


def test_it_adds_the_questions_to_their_passage(tmp_path):
    path = written(
        tmp_path,
        "approval#any-approved,es,¿Está aprobado?",
        "approval#any-approved,ja,承認されていますか",
    )
    (passage,) = read_elsewhere(path, [PASSAGE])
    assert passage.asked_elsewhere == ("¿Está aprobado?", "承認されていますか")
    assert passage.texts == PASSAGE.texts


def test_a_corpus_without_the_file_stays_as_it_is(tmp_path):
    assert read_elsewhere(tmp_path / "asked_elsewhere.csv", [PASSAGE]) == (PASSAGE,)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("approval#nothing,es,¿Está?", "no passage 'approval#nothing'"),
        ("approval#any-approved,xx,¿Está?", "language is 'xx'"),
        ("approval#any-approved,es, ", "no question"),
    ],
)
def test_it_names_file_line_and_cure_of_a_broken_line(tmp_path, row, says):
    with pytest.raises(CorpusError, match=says) as caught:
        read_elsewhere(written(tmp_path, "approval#any-approved,fr,Est-ce ?", row), [PASSAGE])
    assert caught.value.line == 3
    assert caught.value.cure
