"""Characters are converted as OpenCC converts them."""

import opencc
import pytest

from guidebot.characters import converter
from tests.conftest import ROOT

SPOKEN = [*ROOT.glob("corpus/zh/*.md"), *ROOT.glob("templates/**/*.j2"), *ROOT.glob("corpus/*.*")]


def test_whatever_the_guide_says_is_converted_as_with_all_lists():
    lean, whole = converter("s2tw"), opencc.OpenCC("s2tw")
    lines = {line for path in SPOKEN for line in path.read_text("utf-8").splitlines()}
    assert len(lines) > 20_000
    assert [line for line in lines if lean.convert(line) != whole.convert(line)] == []


@pytest.mark.parametrize(
    ("name", "text", "converted"),
    [("s2tw", "干细胞，头发，着手，里面", "幹細胞，頭髮，著手，裡面"), ("t2s", "幹細胞", "干细胞")],
)
def test_it_converts_by_words(name, text, converted):
    assert converter(name).convert(text) == converted


def test_without_room_for_a_file_it_converts_all_the_same(monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", full)
    assert converter.__wrapped__("s2tw").convert("干细胞") == "幹細胞"
