"""The helpers of `python -m bench.serve`: the figures themselves are nobody's to test."""

from itertools import islice

import pytest

from bench.figures import Row, percentile, ratio, slope, table
from bench.load import Load
from bench.made_questions import emergencies, new_questions
from bench.running_server import Memory, read_memory
from bench.serve_report import Minute, Report, Round, rows
from guidebot.language import fold


@pytest.mark.parametrize(("share", "value"), [(1, 1), (50, 5), (95, 10), (99, 10), (100, 10)])
def test_a_percentile_is_a_value_that_was_measured(share, value):
    assert percentile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share) == value


def test_a_percentile_of_one_value_is_that_value():
    assert percentile([7.0], 99) == 7.0


def test_a_ratio_compares_what_was_taken_side_by_side():
    # The machine was ten times slower in the second round, and for both.
    assert ratio([80.0, 8.0, 90.0], [100.0, 10.0, 100.0]) == pytest.approx(0.8)
    with pytest.raises(ValueError, match="longer"):
        ratio([1.0], [1.0, 2.0])


def test_a_slope_is_the_growth_from_one_to_the_next():
    assert slope([200.0, 202.0, 204.0]) == pytest.approx(2.0)
    assert slope([200.0]) == 0.0


def test_the_table_says_which_goals_are_met():
    shown = table([Row("a|b", "1 ms"), Row("c", "2", "<= 3", True), Row("d", "4", "<= 3", False)])
    assert shown.splitlines()[2:] == [
        "| a\\|b | 1 ms |  |  |",
        "| c | 2 | <= 3 | yes |",
        "| d | 4 | <= 3 | no |",
    ]


def test_it_reads_memory_in_megabytes():
    rollup = (
        "55d0-7ffd ---p 00000000 00:00 0    [rollup]\n"
        "Rss:    200000 kB\nPss:    150000 kB\nPrivate_Clean:   1000 kB\nPrivate_Dirty:  99000 kB\n"
    )
    found = read_memory(rollup)
    assert (found.rss, found.pss, found.private) == pytest.approx((204.8, 153.6, 102.4))


def test_no_question_comes_twice_and_none_stands_in_the_corpus(corpus):
    asked = {
        fold(line)
        for passage in corpus.passages
        for text in passage.texts.values()
        for line in text.asked_as
    }
    made = [fold(text) for text in islice(new_questions(corpus), 3 * len(asked))]
    assert len(set(made)) == len(made)
    assert not asked & set(made)


def test_its_emergencies_are_enough(settings):
    assert len(emergencies(settings)) > 100


def load(rate, failed=0, p99_ms=40.0):
    return Load(
        sent=int(rate * 10),
        answered=int(rate * 10),
        failed=failed,
        seconds=10.0,
        p50_ms=10.0,
        p95_ms=20.0,
        p99_ms=p99_ms,
        longest_ms=50.0,
    )


def report(new, failed=0):
    memory = [Memory(rss=200.0, pss=180.0, private=170.0), Memory(210.0, 190.0, 180.0)]
    later = [Memory(rss=230.0, pss=190.0, private=180.0)]
    return Report(
        machine={},
        settings={},
        in_process=[(10.0, 12.0), (10.0, 14.0), (8.0, 9.0)],
        starts_s=[1.2, 1.6, 1.4],
        at_start=memory,
        rounds=[Round({"a": 90.0, "b": 100.0}, load(new), load(2000), load(90, failed), load(400))],
        after_rounds=later,
        saturation=[Minute(load(80, p99_ms=60.0), memory), Minute(load(80, p99_ms=70.0), later)],
    )


def figures(found):
    return {row.what: (row.figure, row.met) for row in found}


def test_it_holds_each_figure_against_its_goal():
    found = figures(rows(report(new=80)))
    assert found["whole answer : encoder alone"] == ("1.20", True)
    assert found["new questions : the encoder's best"] == ("0.80", True)
    assert found["repeated : new questions"] == ("25.0", True)
    assert found["from start to first answer"] == ("1.40 s", True)
    (start,) = (row for what, row in found.items() if "after its first answer" in what)
    assert start == ("210; 190, 180 MB", True)
    (later,) = (row for what, row in found.items() if "after 25,700 questions" in what)
    assert later == ("230; 190, 180 MB", False)


def test_it_tells_what_misses_and_what_failed():
    found = figures(rows(report(new=50, failed=3)))
    assert found["new questions : the encoder's best"] == ("0.50", False)
    (alarms,) = (row for what, row in found.items() if what.startswith("emergencies: "))
    assert alarms == ("90; 10.0, 20.0, 40.0 ms; 3 errors", False)


def test_it_tells_how_a_full_server_holds_out():
    found = figures(rows(report(new=80)))
    (late,) = (row for what, row in found.items() if what.startswith("2 minutes full"))
    assert late == ("60, 70, 70 ms", None)
    assert found["its errors, of answers"] == ("0 of 1,600", True)
    (grown,) = (row for what, row in found.items() if what.startswith("its memory"))
    assert grown == ("210, 230, 230 MB; +20.00 MB a minute", None)
