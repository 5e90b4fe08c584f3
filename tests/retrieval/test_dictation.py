"""Codes and ids as they are spoken."""

import pytest

from guidebot.language import fold
from guidebot.retrieval.dictation import in_digits

KNOWN = frozenset({"IND30788", "HNPC01", "FT596", "NR20201"})


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("look up IND three zero seven eight eight please", "look up ind30788 please"),
        ("N C T zero six two nine nine oh three three", "nct06299033"),
        ("NCT零六二九九零三三是真的吗", "nct06299033是真的吗"),
        ("NCT 0629 9033", "nct06299033"),
        ("NR 二零二零一 批了吗", "nr20201 批了吗"),
        ("hNPC零一注射液", "hnpc01注射液"),
        ("ft five nine six", "ft596"),
        ("CTR二〇二五三〇九四", "ctr20253094"),
    ],
)
def test_spoken_codes_come_out_in_digits(spoken, written):
    assert in_digits(fold(spoken), KNOWN) == written


@pytest.mark.parametrize(
    "text",
    [
        "NCT06299033",
        "nct 062990333 是真的吗",
        "my mum is eight two years after",
        "the study of two four people",
        "msc 三五次",
        "打了三四次还没好",
        "mri one two",
    ],
)
def test_other_numbers_stay_as_typed(text):
    assert in_digits(fold(text), KNOWN) == fold(text)


@pytest.mark.model
def test_a_dictated_id_finds_its_record(ask):
    answer = ask("那个NCT零六二九九零三三是什么试验")
    assert "NCT06299033" in {trial.id for trial in answer.trials}
    assert "30788" in str(ask("what is IND three zero seven eight eight for").trials)
