"""How many passages an answer shows."""

import pytest

from guidebot.domain import Hit
from guidebot.material import (
    LEAST_PASSAGES,
    MOST_PASSAGES,
    SHARPNESS,
    SURE_ENOUGH,
    enough,
)


@pytest.fixture
def hits(corpus):
    """Make hits whose scores beside the leading one stand for some odds."""
    return lambda *odds: [Hit(corpus.passages[0], 2 * each / (1 + each)) for each in odds]


def test_a_clear_question_gets_few_passages(hits):
    assert enough(hits(1.0, 1e-6, 1e-7, 1e-8, 1e-9, 1e-9)) == LEAST_PASSAGES


def test_where_several_may_be_meant_none_is_hidden(hits):
    assert enough(hits(*[1.0] * 8)) == MOST_PASSAGES


@pytest.mark.parametrize("third", [0.02, 0.2])
def test_it_shows_what_is_needed_to_be_sure_enough(hits, third):
    # Chances 1 : 0.5 : third : third, after the power.
    shares = [1.0, 0.5, third, third]
    found = enough(hits(*(share ** (1 / SHARPNESS) for share in shares)))
    sums = [sum(shares[:count]) / sum(shares) for count in range(1, 5)]
    assert found == 1 + next(at for at, held in enumerate(sums) if held >= SURE_ENOUGH)


def test_there_may_be_fewer_hits_than_are_shown_at_least(hits):
    assert enough(hits(1.0)) == LEAST_PASSAGES
    assert enough([]) == LEAST_PASSAGES
