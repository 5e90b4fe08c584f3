"""The wheel holds everything that it needs and works from any folder."""

import os
import subprocess
import sys
import zipfile

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([sys.executable, "-m", *build, str(ROOT)], check=True, capture_output=True)
    return next(folder.glob("guidebot-*.whl"))


def test_it_holds_corpus_templates_and_static_files(wheel):
    packed = set(zipfile.ZipFile(wheel).namelist())
    for room in ("corpus", "templates", "static"):
        here = {
            f"guidebot/_data/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / room).rglob("*")
            if path.is_file()
        }
        assert here <= packed, sorted(here - packed)[:5]


def test_it_answers_from_any_folder_without_the_checkout(wheel, guide, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    # -P and PYTHONPATH: the unpacked wheel stands before the checkout.
    environ = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    script = (
        "import guidebot, guidebot.cli as cli, guidebot.settings as settings\n"
        "print(guidebot.__file__, settings.TEMPLATES)\n"
        "cli.main(['ask', '我妈突然嘴歪说不清话'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", script],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(str(tmp_path / "site")) == 2
    assert "120" in done.stdout
