"""No number that leaves this module tells of a single reader."""

from hypothesis import given, settings
from hypothesis import strategies as st

from guidebot.domain import Language, Status
from guidebot.storage.records import Asked, Verdict
from guidebot.storage.reports import LEAST, Tallied, make_report, number_text

COUNTS = st.dictionaries(
    st.builds(
        Asked,
        st.sampled_from(Status),
        st.sampled_from(["", "not_covered", "no_evidence"]),
        st.sampled_from(Language),
        st.sampled_from(["", "a#x", "a#y", "b#z"]),
    ),
    st.integers(1, 12),
)
VERDICTS = st.dictionaries(
    st.tuples(st.sampled_from(["", "a#x"]), st.sampled_from(Verdict)), st.integers(1, 12)
)


@settings(deadline=None)
@given(COUNTS, VERDICTS)
def test_a_number_is_shown_from_five_on_only(counts, verdicts):
    report = make_report(counts, verdicts)
    tallied = [*report.outcomes, *report.languages, *report.shown, *report.nearest]
    numbers = [each.number for each in tallied]
    numbers += [number for row in report.verdicts for number in row.numbers]
    assert all(number is None or number >= LEAST for number in numbers)


@settings(deadline=None)
@given(st.permutations([("a#x", 4), ("b#y", 1), ("c#z", 2)]))
def test_the_order_of_hidden_numbers_says_nothing(rows):
    counts = {Asked(Status.ANSWERED, "", Language.EN, name): number for name, number in rows}
    names = ("a#x", "b#y", "c#z")
    assert make_report(counts, {}).shown == tuple(Tallied(name, None) for name in names)


def test_a_hidden_number_is_written_as_fewer_than_five():
    assert (number_text(None), number_text(5)) == ("<5", "5")


def test_a_passage_that_was_only_related_answered_nothing():
    counts = {
        Asked(Status.PARTLY_ANSWERED, miss, Language.EN, f"{miss}#x"): 5
        for miss in ("no_evidence", "near_name")
    } | {Asked(Status.NOT_COVERED, "not_covered", Language.EN, "not_covered#x"): 5}
    report = make_report(counts, {})
    assert [each.name for each in report.shown] == ["near_name#x"]
    assert [each.name for each in report.nearest] == ["no_evidence#x", "not_covered#x"]
