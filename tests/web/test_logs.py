"""What the log holds, and what it never does."""

import json
import logging
import sys

import pytest

from guidebot.settings import read_settings
from guidebot.web.logs import QuietLogger, configure_logs, is_for_people

SECRET = "我妈妈的秘密"


@pytest.fixture
def lines(capsys):
    """Set up the log in a form, and give what it wrote."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    for handler in before:
        root.removeHandler(handler)

    def written(form="json"):
        configure_logs(read_settings({"GUIDEBOT_LOG": form}))
        return lambda: capsys.readouterr().err.splitlines()

    yield written
    root.handlers[:] = before
    root.setLevel(level)


def test_a_line_is_json_with_its_fields(lines):
    read = lines()
    logging.getLogger("guidebot.web").info("request", extra={"route": "/faq", "ms": 1.5})
    (line,) = map(json.loads, read())
    assert line.pop("time").endswith("+00:00")
    assert line.pop("process") > 0
    told = {"level": "INFO", "logger": "guidebot.web", "message": "request"}
    assert line == {**told, "route": "/faq", "ms": 1.5}


def test_a_line_for_people_has_the_same_fields(lines):
    read = lines("text")
    logging.getLogger("guidebot.web").info("request", extra={"route": "/faq"})
    (line,) = read()
    assert line.endswith("INFO request route=/faq")


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_exception_is_told_without_its_message(lines, form):
    read = lines(form)
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger("other").exception("broken")
    written = "\n".join(read())
    assert "ValueError" in written
    assert "test_logs.py" in written
    assert SECRET not in written


def test_others_tell_only_what_went_wrong(lines):
    read = lines()
    other = logging.getLogger("bm25s")
    before = other.level
    other.setLevel(logging.DEBUG)
    other.debug(SECRET)
    other.warning("told")
    other.setLevel(before)
    assert [json.loads(line)["message"] for line in read()] == ["told"]


@pytest.mark.parametrize(
    "message", ["Invalid request from ip=203.0.113.9: {s}", "Error handling request GET /?q={s}"]
)
def test_what_gunicorn_quotes_of_a_request_is_cut_off(lines, message):
    read = lines()
    logger = QuietLogger.__new__(QuietLogger)
    logger.error_log = logging.getLogger("gunicorn.error")
    logger.setup(None)
    logger.error_log.warning(message.format(s=SECRET))
    logger.error_log.warning("Worker was sent %s", "SIGKILL")
    cut, whole = [json.loads(line)["message"] for line in read()]
    assert message.startswith(cut)
    assert "203" not in cut
    assert whole == "Worker was sent SIGKILL"


def test_the_form_follows_the_terminal_unless_it_is_set(monkeypatch):
    for terminal in (True, False):
        monkeypatch.setattr(sys.stderr, "isatty", lambda terminal=terminal: terminal)
        chosen = [is_for_people(read_settings({"GUIDEBOT_LOG": each})) for each in ("auto", "json")]
        assert chosen == [terminal, False]
    assert is_for_people(read_settings({"GUIDEBOT_LOG": "text"}))
