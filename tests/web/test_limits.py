"""How often one address and one site may ask; emergencies and the FAQ are never limited."""

import shutil
import socket
import subprocess
import time
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from guidebot.errors import SettingsError
from guidebot.settings import read_settings
from guidebot.web.limits import Limits, listed_site, redis_answers, seconds_until
from tests.web.conftest import StubGuide, make_app

PATIENT, OTHER = "203.0.113.9", "203.0.113.10"
EMERGENCY = "我爸嘴突然歪了，说不出话"
CLINIC = "https://www.clinic.example"
RATE = 3


@pytest.fixture
def limited(tmp_path):
    """The chat behind one proxy, with a limit of RATE questions an hour."""
    app = make_app(
        StubGuide(),
        GUIDEBOT_DATA=str(tmp_path / "data"),
        GUIDEBOT_PROXIES="1",
        GUIDEBOT_LIMIT_ADDRESS=f"{RATE}/hour",
        GUIDEBOT_LIMIT_SITE="4/hour",
        GUIDEBOT_FRAME_ANCESTORS=CLINIC,
    )
    return app.test_client()


def ask(client, question="Is it approved?", address=PATIENT, path="/", **fields):
    headers = {"X-Forwarded-For": address, "X-Requested-With": fields.pop("asks_for", "")}
    return client.post(path, data={"question": question, **fields}, headers=headers)


def ask_api(client, question="Is it approved?", address=PATIENT):
    headers = {"X-Forwarded-For": address}
    return client.post("/api/v1/ask", json={"question": question}, headers=headers)


def use_up(client, address=PATIENT):
    for _ in range(RATE):
        assert ask(client, address=address).status_code == 200


def test_it_answers_so_many_questions_and_then_asks_to_wait(limited):
    use_up(limited)
    reply = ask(limited)
    assert reply.status_code == 429
    assert 0 < int(reply.headers["Retry-After"]) <= 3600
    assert reply.headers["Cache-Control"] == "no-store"
    soup = BeautifulSoup(reply.data, "html.parser")
    assert "一下子问得太多了" in soup.get_text()
    assert soup.select_one('a[href="tel:120"]')


@pytest.mark.parametrize(
    ("left_s", "waits_s"), [(59.999, 60), (60.0, 60), (0.2, 1), (0.0, 1), (-3.0, 1)]
)
def test_the_wait_ends_in_the_second_of_the_reset(monkeypatch, left_s, waits_s):
    monkeypatch.setattr(time, "time", lambda: 1_000_000.0)
    assert seconds_until(1_000_000.0 + left_s) == waits_s


def test_it_keeps_the_question_typed_and_the_chat_so_far(limited):
    use_up(limited)
    reply = ask(limited, "我的问题很长", context="第一个问题")
    soup = BeautifulSoup(reply.data, "html.parser")
    assert [each.text.strip() for each in soup.select("textarea")] == ["我的问题很长"]
    assert [each["value"] for each in soup.select("#ask input[name=context]")] == ["第一个问题"]


def test_it_gives_the_script_a_component(limited):
    use_up(limited)
    reply = ask(limited, asks_for="fragment")
    soup = BeautifulSoup(reply.data, "html.parser")
    assert reply.status_code == 429
    assert soup.select_one("[data-fragment] [role=alert]")
    assert not soup.select_one("html body main")


def test_it_tells_the_api_in_its_own_shape(limited):
    use_up(limited)
    reply = ask_api(limited)
    assert reply.status_code == 429
    assert int(reply.headers["Retry-After"]) > 0
    assert "too_many_questions" in reply.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/widget", "/faq"])
def test_it_answers_an_emergency_whatever_the_count(limited, path):
    use_up(limited)
    for _ in range(2 * RATE):
        reply = ask(limited, EMERGENCY, path=path, search=EMERGENCY)
        assert reply.status_code == 200
        assert "card--emergency" in reply.get_data(as_text=True)


def test_it_answers_an_emergency_over_the_api_whatever_the_count(limited):
    use_up(limited)
    assert ask_api(limited, EMERGENCY).json["status"] == "emergency"


def test_it_never_limits_faq_pages(limited):
    use_up(limited)
    for path in ("/faq", "/faq/approval", "/faq/approval/any-approved", "/", "/trials", "/check"):
        for _ in range(2 * RATE):
            reply = limited.get(path, headers={"X-Forwarded-For": PATIENT})
            assert reply.status_code == 200, path


def test_it_goes_on_finding_words_in_the_faq(limited):
    use_up(limited)
    reply = ask(limited, path="/faq?lang=en", search="approved")
    assert reply.status_code == 200
    links = BeautifulSoup(reply.data, "html.parser").select("#results a")
    assert "/faq/approval/any-approved?lang=en" in [link["href"] for link in links]


@pytest.mark.parametrize("path", ["/check", "/feedback", "/sheet"])
def test_it_limits_what_else_costs_work(limited, path):
    use_up(limited)
    fields = {"text": "advert", "answer": "a1", "verdict": "helpful", "context": "q"}
    assert ask(limited, path=path, **fields).status_code == 429


def test_it_counts_each_address_alone(limited):
    use_up(limited)
    assert ask(limited, address=OTHER).status_code == 200
    assert ask(limited).status_code == 429


def test_it_counts_one_request_once_however_many_answers_it_needs(limited):
    fields = {"path": "/sheet", "context": ["one", "two", "three", "four"]}
    assert ask(limited, **fields).status_code == 200
    assert ask(limited).status_code == 200


def test_it_counts_the_widget_of_a_site_over_all_addresses(limited):
    for number in range(4):
        address = f"198.51.100.{number}"
        reply = ask(limited, path="/widget", address=address, site=CLINIC)
        assert reply.status_code == 200
    assert ask(limited, path="/widget", address="198.51.100.9", site=CLINIC).status_code == 429
    assert ask(limited, path="/widget", address="198.51.100.9").status_code == 200


def test_it_does_not_count_for_a_site_that_is_not_allowed(limited):
    for number in range(8):
        reply = ask(limited, address=f"198.51.100.{number}", site="https://other.example")
        assert reply.status_code == 200


def test_it_believes_no_header_without_the_setting():
    app = make_app(StubGuide(), GUIDEBOT_LIMIT_ADDRESS=f"{RATE}/hour")
    client = app.test_client()
    statuses = [
        client.post(
            "/",
            data={"question": "x"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
            environ_base={"REMOTE_ADDR": PATIENT},
        ).status_code
        for number in range(RATE + 1)
    ]
    assert statuses == [200] * RATE + [429]


def test_it_takes_the_address_that_its_own_proxy_saw(limited):
    for number in range(RATE):
        assert ask(limited, address=f"198.51.100.{number}, {PATIENT}").status_code == 200
    assert ask(limited, address=f"198.51.100.77, {PATIENT}").status_code == 429


def limits(**environ):
    given = {"GUIDEBOT_LIMIT_ADDRESS": "2/hour", "GUIDEBOT_LIMIT_SITE": "", **environ}
    return Limits(read_settings(given))


def test_it_counts_an_ipv6_network_as_one_address():
    counted = limits()
    assert counted.wait_s("2001:db8:1:2::1", "") == 0
    assert counted.wait_s("2001:db8:1:2:ffff::9", "") == 0
    assert counted.wait_s("2001:db8:1:2::7", "") > 0
    assert counted.wait_s("2001:db8:1:3::1", "") == 0


def test_it_counts_an_ipv4_address_in_either_spelling():
    counted = limits()
    assert [counted.wait_s(each, "") for each in (PATIENT, f"::ffff:{PATIENT}")] == [0, 0]
    assert counted.wait_s(PATIENT, "") > 0


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "", "unix:"])
def test_it_never_limits_the_machine_itself(address):
    counted = limits()
    assert [counted.wait_s(address, "") for _ in range(9)] == [0] * 9


def test_it_limits_nothing_where_the_settings_are_empty():
    counted = limits(GUIDEBOT_LIMIT_ADDRESS="")
    assert [counted.wait_s(PATIENT, CLINIC) for _ in range(99)] == [0] * 99


def test_it_holds_several_rates_at_once():
    counted = limits(GUIDEBOT_LIMIT_ADDRESS="5/minute;2/hour")
    assert [bool(counted.wait_s(PATIENT, "")) for _ in range(3)] == [False, False, True]


def test_it_keeps_no_address_in_memory():
    counted = limits()
    counted.wait_s(PATIENT, "")
    held = str(vars(counted._memory.storage))
    assert "address" in held
    assert PATIENT not in held


@pytest.mark.parametrize(
    ("origin", "listed"),
    [
        (CLINIC, CLINIC),
        ("HTTPS://WWW.CLINIC.EXAMPLE", CLINIC),
        ("https://a.wide.example", "https://a.wide.example"),
        ("https://plain.example", "https://plain.example"),
        ("https://wide.example", ""),
        ("http://www.clinic.example", ""),
        ("https://www.clinic.example.evil.example", ""),
        ("", ""),
    ],
)
def test_it_knows_the_sites_that_may_show_the_widget(origin, listed):
    sites = (CLINIC, "https://*.wide.example", "http://plain.example")
    assert listed_site(origin, sites) == listed


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory):
    """Start Redis on a free port of the machine."""
    program = shutil.which("redis-server")
    if not program:
        pytest.skip("redis-server is not installed (Debian: apt-get install redis-server)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    server = subprocess.Popen([*command, "--save", ""], stdout=subprocess.DEVNULL)
    url = f"redis://127.0.0.1:{port}/0"
    for _ in range(100):
        if redis_answers(read_settings({"GUIDEBOT_REDIS_URL": url})):
            break
        time.sleep(0.1)
    yield url
    server.terminate()
    server.wait(timeout=10)


def test_it_counts_in_redis_for_several_processes(redis_url):
    one, two = (limits(GUIDEBOT_REDIS_URL=redis_url) for _ in range(2))
    assert [each.wait_s(PATIENT, "") for each in (one, two)] == [0, 0]
    assert 0 < one.wait_s(PATIENT, "") <= 3600
    assert two.wait_s(OTHER, "") == 0


def test_it_keeps_no_address_in_redis(redis_url):
    redis = pytest.importorskip("redis")
    limits(GUIDEBOT_REDIS_URL=redis_url).wait_s("198.51.100.200", "")
    keys = [key.decode() for key in redis.from_url(redis_url).scan_iter()]
    assert keys
    assert not [key for key in keys if "198.51" in key]


def test_it_counts_in_memory_while_redis_is_gone(caplog):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"redis://:secret@127.0.0.1:{free.getsockname()[1]}/0"
    counted = limits(GUIDEBOT_REDIS_URL=url)
    assert [bool(counted.wait_s(PATIENT, "")) for _ in range(3)] == [False, False, True]
    assert "Redis cannot count: ConnectionError" in caplog.text
    assert "secret" not in caplog.text


def test_it_says_what_is_missing_without_the_library(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "redis", None)
    with pytest.raises(SettingsError, match=r"guidebot\[redis\]"):
        limits(GUIDEBOT_REDIS_URL="redis://127.0.0.1:1/0")


def test_a_secret_of_the_settings_is_not_shown():
    settings = read_settings({"GUIDEBOT_REDIS_URL": "redis://:hunter2@127.0.0.1/0"})
    assert "hunter2" not in repr(replace(settings, metrics_token="hunter2" * 3))
