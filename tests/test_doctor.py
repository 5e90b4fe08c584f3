"""guidebot doctor: each thing that can be wrong is found, with its cure."""

import json
import os
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from guidebot.cli import main
from guidebot.doctor.examine import CHECKS, examine
from guidebot.doctor.findings import State
from guidebot.feedback import Verdict, count_verdict, feedback_path
from guidebot.settings import read_settings

TODAY = date.today()


@pytest.fixture
def chosen(settings, tmp_path):
    return replace(settings, data=tmp_path / "data")


def one(name, settings, today=TODAY):
    (finding,) = examine(settings, today, [name])
    assert bool(finding.cure) is (finding.state is not State.OK)
    return finding


@pytest.mark.model
def test_it_finds_everything_in_place(guide, settings):
    # The session's guide has made model and index.
    names = [name for name in CHECKS if name not in {"review", "settings", "disk"}]
    findings = examine(settings, TODAY, names)
    assert [each.state for each in findings] == [State.OK] * len(names), findings


def test_it_finds_a_setting_that_does_not_exist(chosen, monkeypatch):
    monkeypatch.setenv("GUIDEBOT_REGOIN", "TW")
    found = [each for each in examine(chosen, TODAY, ["settings"]) if each.state is State.FAULT]
    assert "GUIDEBOT_REGOIN" in found[0].told


def test_it_finds_proxies_that_are_not_declared(chosen):
    behind = replace(chosen, base_url="https://guide.example", region="CN", proxies=0)
    assert "GUIDEBOT_PROXIES" in examine(behind, TODAY, ["settings"])[0].told
    assert len(examine(replace(behind, proxies=1), TODAY, ["settings"])) == 1


def test_it_finds_a_model_and_an_index_that_are_missing(chosen, tmp_path):
    empty = replace(chosen, cache=tmp_path / "cache")
    assert "guidebot model export" in one("model", empty).cure
    assert "guidebot index build" in one("index", empty).cure


def test_it_finds_an_index_older_than_the_documents(guide, chosen, tmp_path):
    documents = chosen.data / "documents"
    documents.mkdir(parents=True)
    (documents / "x.json").write_text("{}")
    assert one("index", chosen).state is State.FAULT


def test_it_finds_a_corpus_that_is_not_there(chosen, tmp_path):
    assert one("corpus", replace(chosen, corpus=tmp_path / "none")).state is State.FAULT


@pytest.mark.parametrize("days", [-4000, 9000])
def test_it_finds_a_clock_that_is_wrong(chosen, days):
    assert one("clock", chosen, TODAY + timedelta(days=days)).state is State.FAULT


def test_it_tells_of_texts_past_their_review(chosen):
    assert one("review", chosen, TODAY + timedelta(days=2000)).state is State.ADVICE


def test_it_finds_a_database_that_is_broken(chosen):
    path = feedback_path(chosen.data)
    count_verdict(path, ["a#b"], Verdict.HELPFUL)
    assert one("data", chosen).state is State.OK
    path.write_bytes(b"not a database at all, but long enough to be looked at" * 99)
    assert str(path) in one("data", chosen).told


def test_it_finds_a_data_folder_that_is_no_folder(chosen):
    chosen.data.write_text("")
    assert one("data", chosen).state is State.FAULT


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_it_finds_a_data_folder_that_cannot_be_written(chosen):
    chosen.data.mkdir()
    chosen.data.chmod(0o500)
    assert one("data", chosen).state is State.FAULT


def test_it_finds_too_many_processes_for_the_memory(chosen, monkeypatch):
    monkeypatch.setattr("guidebot.doctor.machine.memory", lambda: 1024**3)
    assert "GUIDEBOT_WORKERS" in one("memory", replace(chosen, workers=4)).cure


def test_it_finds_a_disk_that_is_full(chosen, monkeypatch):
    usage = type("Usage", (), {"free": 1024**2})
    monkeypatch.setattr("guidebot.doctor.machine.shutil.disk_usage", lambda path: usage)
    assert {each.state for each in examine(chosen, TODAY, ["disk"])} == {State.FAULT}


def test_it_finds_a_redis_that_does_not_answer(chosen):
    url = "redis://:hunter2@127.0.0.1:1/0"
    finding = one("limits", replace(chosen, redis_url=url))
    assert finding.state is State.FAULT
    assert "hunter2" not in finding.told
    assert one("limits", replace(chosen, workers=2)).state is State.ADVICE


def test_the_command_prints_a_line_each_and_fails_on_a_fault(tmp_path):
    environ = {"GUIDEBOT_CACHE": str(tmp_path), "GUIDEBOT_DATA": str(tmp_path / "data")}
    done = CliRunner().invoke(main, ["doctor", "model", "data"], env=environ)
    assert done.exit_code == 1
    assert done.output.startswith("fault  model")
    assert "\nok     data" in done.output
    good = CliRunner().invoke(main, ["doctor", "--json", "data"], env=environ)
    assert good.exit_code == 0
    assert json.loads(good.output)[0]["state"] == "ok"


def test_the_command_says_what_is_wrong_with_a_setting():
    done = CliRunner().invoke(main, ["doctor"], env={"GUIDEBOT_PORT": "eighty"})
    assert done.exit_code == 1
    assert "GUIDEBOT_PORT is 'eighty'." in done.output


def test_the_command_knows_its_checks():
    done = CliRunner().invoke(main, ["doctor", "nothing"])
    assert done.exit_code == 2
    assert ", ".join(CHECKS) in done.output
    assert all(name in CliRunner().invoke(main, ["doctor", "--help"]).output for name in CHECKS)


def test_a_default_setting_is_no_fault():
    states = {each.state for each in examine(read_settings({}), TODAY, ["memory", "limits"])}
    assert states == {State.OK}
