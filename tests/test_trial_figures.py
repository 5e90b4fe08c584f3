"""What the pictures count, on records small enough to count by hand."""

from dataclasses import replace

from guidebot.trial_figures import by_field, by_year, stages
from tests.examples import TRIAL


def record(product="A", phase="I", start="2020", group="stroke", status="listed"):
    return replace(
        TRIAL, product=product, phase=phase, start=start, condition_group=group, status=status
    )


def test_a_product_stands_where_its_furthest_study_is():
    found = stages([record(), record(phase="II"), record("B", "I/IIa"), record("C", "")])
    assert [(stage.product, stage.step) for stage in found] == [
        ("A", "II"),
        ("B", "I/II"),
        ("C", "permission"),
    ]


def test_a_product_for_another_disease_is_no_stroke_product():
    assert stages([record(group="heart")]) == []


def test_fields_are_counted_by_band_and_empty_ones_left_out():
    assert by_field([record(), record(phase="I/IIa"), record(phase="IIT", group="eye")]) == {
        "stroke": {"I": 1, "I/II": 1, "II": 0, "III": 0, "other": 0},
        "eye": {"I": 0, "I/II": 0, "II": 0, "III": 0, "other": 1},
    }


def test_years_have_no_gaps_and_what_has_no_year_comes_last():
    counted = by_year([record(start="2018-05"), record(start="2020"), record(start="")])
    assert list(counted.items()) == [("2018", 1), ("2019", 0), ("2020", 1), ("", 1)]


def test_nothing_gives_nothing():
    assert (stages([]), by_field([]), by_year([])) == ([], {}, {})
