"""What `bench.peers` makes of corpus and figures; the peers themselves are not needed."""

import io
import json

import pytest

from bench import contenders, peers
from bench.contenders import Line
from bench.peer_figures import Figures, ratio, table
from bench.peer_process import Place, Process, StoppedError
from bench.peer_questions import MOST_ROUNDS, rounds_of
from guidebot.language import fold


def figures(name, *rounds):
    return Figures(name, name.title(), {"seconds": 61.4}, 1.25, 130.2, rounds, 0.875)


def test_no_question_is_asked_twice_nor_stands_in_the_index(corpus):
    rounds = rounds_of(corpus, 30, MOST_ROUNDS)
    texts = [fold(asked.text) for questions in rounds for asked in questions]
    assert len(texts) == len(set(texts)) == 30 * MOST_ROUNDS
    assert not {line.text for line in peers.lines_of(corpus)} & set(texts)


def test_every_round_asks_for_the_same_passages_in_both_languages(corpus):
    first, second = rounds_of(corpus, 30, 2)
    assert [asked.unit for asked in first] == [asked.unit for asked in second]
    assert sum(asked.text.isascii() for asked in first) in range(10, 20)
    assert {asked.unit for asked in first} <= {line.unit for line in peers.lines_of(corpus)}


def test_a_ratio_is_taken_within_each_round():
    # The second round was slow for both, which changes nothing.
    ours, theirs = figures("ours", [1.0, 2.0, 3.0], [10.0]), figures("theirs", [8.0], [40.0])
    assert ratio(theirs, ours) == 4.0
    assert ratio(ours, ours) == 1.0


def test_the_table_names_median_p95_and_ratios():
    ours = figures("guidebot-search", [float(at) for at in range(1, 101)])
    theirs = figures("peer", [505.0] * 100)
    head, _, first, second = table([ours, theirs]).splitlines()
    assert head.count("|") == first.count("|") == second.count("|")
    assert first == "| Guidebot-Search | 61 | 1.2 | 130 | 50.5 | 95.0 | 1.0 | – | 87.5% |"
    assert "| 505.0 | 505.0 | 10.0 | – |" in second


def test_without_guidebot_there_are_no_ratios():
    assert "| – | – |" in table([figures("peer", [1.0])])


def test_a_peer_that_is_missing_is_skipped_and_its_cure_is_said(monkeypatch, capsys):
    monkeypatch.setattr(peers, "find_spec", lambda module: module != "txtai")
    assert peers.installed(["guidebot-search", "txtai"]) == ["guidebot-search"]
    said = capsys.readouterr().err
    assert said.startswith("txtai is not installed")
    assert "pip install -c constraints.txt -e '.[peers]'" in said


def test_an_index_of_other_lines_is_not_taken_again(tmp_path):
    peers.fill(tmp_path, [Line("passage:a", "query", "甲\u2028")], "model")
    told = tmp_path / "txtai" / contenders.BUILT
    told.parent.mkdir()
    told.write_text("{}")
    peers.fill(tmp_path, [Line("passage:a", "query", "甲\u2028")], "model")
    assert told.exists()
    assert contenders.read_lines(tmp_path / contenders.LINES)[0].text == "甲\u2028"
    peers.fill(tmp_path, [Line("passage:a", "query", "乙")], "model")
    assert not told.exists()


class Echo:
    def build(self, lines, folder):
        return {"texts": len(lines)}

    def open(self, folder):
        pass

    def answer(self, question):
        return question.upper()


def test_a_contender_answers_one_question_at_a_time():
    replies = io.StringIO()
    contenders.serve(Echo(), io.StringIO('["a", "b"]\n["c"]\n'), replies)
    first, second = map(json.loads, replies.getvalue().splitlines())
    assert (first["found"], second["found"]) == (["A", "B"], ["C"])
    assert len(first["ms"]) == 2
    assert first["resident_mib"] > 5


def test_what_a_build_took_is_kept_beside_the_index(tmp_path):
    peers.fill(tmp_path, [Line("passage:a", "query", "甲")], "model")
    contenders.build(Echo, tmp_path, tmp_path / "own")
    told = json.loads((tmp_path / "own" / contenders.BUILT).read_text())
    assert told["texts"] == 1
    assert told["seconds"] > 0


def test_a_contender_that_fails_says_why(tmp_path):
    place = Place("nobody", "Nobody", True, tmp_path, tmp_path / "own", tmp_path, 1)
    with pytest.raises(StoppedError, match=r"nobody stopped: KeyError: 'nobody'"):
        Process(place, "?")


@pytest.mark.parametrize(
    "words", [["--rounds", "0"], ["--rounds", str(MOST_ROUNDS)], ["--only", "nobody"]]
)
def test_it_refuses_what_it_cannot_do(words, capsys):
    with pytest.raises(SystemExit):
        peers.arguments(words)
    assert "usage" in capsys.readouterr().err
