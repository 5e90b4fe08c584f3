"""What has to be read again, and when."""

from datetime import date, timedelta

from guidebot.reviews import REVIEW_DAYS, Kind, find_due
from guidebot.trial_checks import TrialCheck

LATE, SOON = date(2040, 1, 1), date(2026, 11, 24)


def checked(name, day):
    return TrialCheck(name, "COMPLETED", "", "", "", False, day)


def test_it_finds_passages_claims_and_trials_the_oldest_first(corpus):
    due = find_due(corpus, {}, LATE, 0)
    assert [each.day for each in due] == sorted(each.day for each in due)
    assert all(each.past for each in due)
    found = {(each.kind, name) for each in due for name in each.ids}
    assert (Kind.PASSAGES, "approval#any-approved") in found
    assert (Kind.CLAIM, "stroke-marketing-approval") in found
    assert (Kind.TRIALS, "NCT06299033") in found


def test_what_is_read_at_once_stands_together(corpus):
    topics = [each.group for each in find_due(corpus, {}, LATE, 0) if each.kind is Kind.PASSAGES]
    assert len(topics) == len(set(topics)) == len({passage.topic for passage in corpus.passages})


def test_it_looks_no_further_ahead_than_asked(corpus):
    first = find_due(corpus, {}, LATE, 0)[0].day
    assert find_due(corpus, {}, first - timedelta(days=2), 1) == []
    (soon, *_) = find_due(corpus, {}, first - timedelta(days=2), 2)
    assert (soon.day, soon.past) == (first, False)


def test_asking_the_register_is_reading_a_trial_again(corpus):
    asked = find_due(corpus, {"NCT06299033": checked("NCT06299033", SOON)}, LATE, 0)
    days = {name: each.day for each in asked for name in each.ids}
    assert days["NCT06299033"] == SOON + timedelta(days=REVIEW_DAYS)
