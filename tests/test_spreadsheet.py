"""CSV files that spreadsheet programs open without harm."""

import csv
import io

import pytest

from guidebot.spreadsheet import csv_text, safe_cell


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＠SUM(A1)"]
)
def test_no_cell_is_a_formula(cell):
    assert safe_cell(cell) == f"'{cell}"
    assert list(csv.reader(io.StringIO(csv_text(["a"], [[cell]]), newline="")))[1] == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["I/II - 3", "<5", "一、二", ""])
def test_an_ordinary_cell_stays_as_it_is(cell):
    assert safe_cell(cell) == cell


def test_it_begins_with_the_mark_by_which_programs_know_utf_8():
    assert csv_text(["a", "b"], [["一", 'x"y']]) == '\ufeffa,b\r\n一,"x""y"\r\n'
