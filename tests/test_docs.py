"""The documents say what the program does."""

import re

from click.testing import CliRunner

from guidebot import __version__
from guidebot.cli import main
from guidebot.settings import SETTINGS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
PICTURES = ROOT / "docs" / "screenshots"


def test_it_lists_every_setting_with_its_default_and_help():
    for name, default, text in SETTINGS:
        shown = f"`{default}`" if default else "empty"
        assert f"| `{name}` | {shown} | {text} |" in README
    assert set(re.findall(r"`(GUIDEBOT_[A-Z_]+)`", README)) == {row[0] for row in SETTINGS}


def test_it_names_only_make_targets_that_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^    )make ([a-z]+)", README, re.MULTILINE))
    assert {"serve", "test"} <= named <= targets


def test_it_names_only_commands_that_exist():
    for words in set(re.findall(r"guidebot ((?:[a-z]+ ?)+)", README)):
        first = words.split()[0]
        if first in {"is", "answers", "does", "never", "generates", "shows", "keeps"}:
            continue
        command = main.commands.get(first)
        assert command, f"README names guidebot {words}"


def test_help_names_every_command_once():
    shown = CliRunner().invoke(main, ["--help"]).output
    assert all(f"  {name} " in shown for name in main.commands)


def test_the_version_is_the_first_of_the_changes():
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    found = re.search(r"^## (\S+)", changes, re.MULTILINE)
    assert found
    assert found[1] == __version__


def test_its_pictures_exist_have_alternatives_and_are_light():
    tags = re.findall(r"<img [^>]*>", README)
    named = {re.search(r'src="([^"]+)"', tag)[1] for tag in tags}
    assert named == {f"docs/screenshots/{path.name}" for path in PICTURES.iterdir()}
    assert all(re.search(r'alt="[^"]{20,}"', tag) for tag in tags)
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) < 2_000_000


def test_it_names_only_files_that_exist():
    for name in re.findall(r"\]\(((?!http|#)[^)]+)\)", README):
        assert (ROOT / name).exists(), name
