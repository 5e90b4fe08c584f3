"""Refreshing from the register, against a local server that speaks the shapes of API v2."""

import contextlib
import json
import threading
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from click.testing import CliRunner

from guidebot.cli import main
from guidebot.errors import DataError, RegistryError
from guidebot.guide import Guide
from guidebot.trial_checks import NOT_FOUND, checks_path, read_checks
from guidebot.trial_refresh import BACKOFF_S, PACE_S, refresh

TODAY = date(2026, 11, 24)
IDS = ("NCT06299033", "NCT03545607", "NCT02448641")


def study(name, status="RECRUITING"):
    """Return a study in the shape of API v2."""
    return {
        "protocolSection": {
            "identificationModule": {"nctId": name, "briefTitle": "A trial"},
            "statusModule": {
                "overallStatus": status,
                "startDateStruct": {"date": "2023-11-01", "type": "ACTUAL"},
                "completionDateStruct": {"date": "2027-12", "type": "ESTIMATED"},
                "lastUpdatePostDateStruct": {"date": "2026-10-02", "type": "ACTUAL"},
            },
        },
        "hasResults": False,
    }


class Register:
    """A register whose replies can be scripted: (status, body, headers), or 'cut'."""

    def __init__(self):
        self.address = ""
        self.asked: list[str] = []
        self.replies: dict[str, list[Any]] = {}

    def reply(self, name):
        scripted = self.replies.get(name, [])
        if scripted:
            return scripted.pop(0) if len(scripted) > 1 else scripted[0]
        return 200, study(name), {}


def handler_of(state):
    """Return the class that answers for a register."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            name = self.path.partition("?")[0].rpartition("/")[2]
            state.asked.append(name)
            found = state.reply(name)
            if found == "cut":
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b"{")
                self.connection.close()
                return
            status, body, headers = found
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for header, value in headers.items():
                self.send_header(header, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args):
            pass

        def finish(self):
            with contextlib.suppress(OSError, ValueError):
                super().finish()

    return Handler


@pytest.fixture
def register():
    state = Register()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(state))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.address = f"http://127.0.0.1:{server.server_port}/api/v2"
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture
def waits():
    return []


@pytest.fixture
def run(register, tmp_path, waits):
    def refreshed(ids=IDS, **options):
        options = {"today": TODAY, "sleep": waits.append, **options}
        return refresh(register.address, tmp_path, ids, **options)

    return refreshed


def test_it_stores_status_dates_and_the_day_of_the_check(run, tmp_path, waits):
    assert run().checked == IDS
    check = read_checks(tmp_path)["NCT06299033"]
    assert (check.status, check.started, check.updated) == (
        "RECRUITING",
        "2023-11-01",
        "2026-10-02",
    )
    assert check.checked == TODAY
    assert waits == [PACE_S] * (len(IDS) - 1)


def test_it_does_not_ask_twice_on_one_day(run, register):
    run()
    assert run().checked == ()
    assert len(register.asked) == len(IDS)
    assert run(again=True).checked == IDS


def test_it_tells_what_changed(run, register):
    run()
    register.replies["NCT06299033"] = [(200, study("NCT06299033", "TERMINATED"), {})]
    done = run(today=date(2026, 12, 1))
    assert done.changed == (("NCT06299033", "RECRUITING", "TERMINATED"),)


@pytest.mark.parametrize(
    "fault", [(429, {}, {"Retry-After": "3"}), (500, {}, {}), (503, b"<html>", {}), "cut"]
)
def test_it_tries_again_after_a_passing_fault(run, register, waits, fault):
    name = IDS[0]
    register.replies[name] = [fault, (200, study(name), {})]
    assert run((name,)).checked == (name,)
    assert waits == [3.0 if fault[0] == 429 else BACKOFF_S[0]]


def test_it_gives_up_with_one_clear_error_and_keeps_what_it_has(run, register, tmp_path):
    register.replies[IDS[1]] = [(500, {}, {})]
    with pytest.raises(RegistryError, match="status 500") as caught:
        run()
    assert "run the command again" in caught.value.cure
    assert set(read_checks(tmp_path)) == {IDS[0]}
    register.replies.clear()
    assert run().checked == IDS[1:]


def test_it_says_that_the_register_is_out_of_reach(tmp_path, waits):
    with pytest.raises(RegistryError, match="ConnectError"):
        refresh("http://127.0.0.1:9", tmp_path, IDS, today=TODAY, sleep=waits.append)
    assert waits == list(BACKOFF_S)


def test_it_stores_that_an_id_is_unknown_there(run, register, tmp_path):
    register.replies[IDS[0]] = [(404, {"message": "not found"}, {})]
    run((IDS[0],))
    assert read_checks(tmp_path)[IDS[0]].status == NOT_FOUND


@pytest.mark.parametrize(
    "body",
    [
        b"not json",
        b"[]",
        b'{"protocolSection": null}',
        json.dumps(study("NCT99999999")).encode(),
        json.dumps(study(IDS[0], "FINISHED_SOMEHOW")).encode(),
        json.dumps({"protocolSection": {"identificationModule": "x"}}).encode(),
    ],
)
def test_it_keeps_the_old_answer_when_the_format_has_changed(run, register, tmp_path, body):
    run()
    register.replies[IDS[0]] = [(200, body, {})]
    done = run(again=True)
    assert [name for name, _ in done.unusable] == [IDS[0]]
    assert read_checks(tmp_path)[IDS[0]].status == "RECRUITING"
    assert done.checked == IDS[1:]


def test_it_refuses_a_damaged_store_and_leaves_it(run, tmp_path):
    run()
    path = checks_path(tmp_path)
    path.write_text(path.read_text("utf-8")[:40], "utf-8")
    with pytest.raises(DataError, match="trial-checks"):
        run()
    assert len(path.read_text("utf-8")) == 40


def test_the_command_says_what_it_did(register, tmp_path):
    environ = {"GUIDEBOT_TRIALS_API": register.address, "GUIDEBOT_DATA": str(tmp_path)}
    done = CliRunner().invoke(main, ["trials", "refresh", "nct06299033"], env=environ)
    assert done.exit_code == 0, done.output
    assert "NCT06299033: RECRUITING" in done.stdout
    done = CliRunner().invoke(main, ["trials", "refresh", "rubbish"], env=environ)
    assert done.exit_code == 1
    assert "rubbish" in done.stderr


@pytest.mark.model
def test_the_answer_shows_the_check_beside_the_table(run, guide, settings, tmp_path):
    run()
    checked = Guide(replace(settings, data=tmp_path), guide.corpus, guide._retriever)
    trial = checked.answer(checked.read("NCT06299033 还在招人吗")).trials[0]
    assert trial.note.startswith("ClinicalTrials.gov，2026年11月24日查询：正在招募")
    assert trial.status_as_of == "2026-11-24"


@pytest.mark.parametrize(
    ("options", "inside", "outside"),
    [
        (["--condition", "stroke"], "NCT03545607", "NCT03841110"),
        (
            ["--condition", "stroke", "--country", "CN", "--phase", "I"],
            "NCT06299033",
            "NCT03545607",
        ),
        (["--condition", "帕金森"], "NCT05635409", "NCT06299033"),
        (["--phase", "III"], "NCT03545607", "NCT06299033"),
    ],
)
def test_it_lists_trials_by_condition_country_and_phase(options, inside, outside):
    done = CliRunner().invoke(main, ["trials", "list", "--json", *options])
    ids = [row["id"] for row in json.loads(done.stdout)]
    assert inside in ids
    assert outside not in ids
