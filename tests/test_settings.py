import pytest

from guidebot.errors import SettingsError
from guidebot.settings import SETTINGS, read_settings, unknown_variables


def test_it_reads_defaults_from_an_empty_environment():
    settings = read_settings({})
    assert settings.port == 8000
    assert settings.host == "127.0.0.1"
    assert settings.frame_ancestors == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUIDEBOT_PORT", "eighty"),
        ("GUIDEBOT_PORT", "70000"),
        ("GUIDEBOT_THREADS", "0"),
        ("GUIDEBOT_MAX_CHARACTERS", "-5"),
        ("GUIDEBOT_REGION", "Taiwan"),
        ("GUIDEBOT_WORKERS", "0"),
        ("GUIDEBOT_WORKERS", "many"),
        ("GUIDEBOT_PROXIES", "6"),
        ("GUIDEBOT_LIMIT_ADDRESS", "30"),
        ("GUIDEBOT_LIMIT_ADDRESS", "0/minute"),
        ("GUIDEBOT_LIMIT_SITE", "9/fortnight"),
        ("GUIDEBOT_CACHED_ANSWERS", "-1"),
        ("GUIDEBOT_METRICS_PORT", "70000"),
        ("GUIDEBOT_LOG", "xml"),
        ("GUIDEBOT_BASE_URL", "guide.example"),
        ("GUIDEBOT_BASE_URL", "https://guide.example/chat"),
        ("GUIDEBOT_BASE_URL", "https://guide.example?lang=en"),
        ("GUIDEBOT_BASE_URL", "https://user@guide.example"),
        ("GUIDEBOT_BASE_URL", "javascript:alert(1)"),
    ],
)
def test_it_refuses_a_bad_value_naming_variable_value_and_cure(name, value):
    with pytest.raises(SettingsError) as caught:
        read_settings({name: value})
    assert name in str(caught.value)
    assert value in str(caught.value)
    assert "Set it to" in caught.value.cure


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GUIDEBOT_METRICS_TOKEN", "too-short"),
        ("GUIDEBOT_METRICS_TOKEN", "with a blank in it"),
        ("GUIDEBOT_REDIS_URL", "hunter2@host"),
        ("GUIDEBOT_REDIS_URL", "http://hunter2@host"),
    ],
)
def test_it_refuses_a_bad_secret_without_telling_it(name, value):
    with pytest.raises(SettingsError) as caught:
        read_settings({name: value})
    assert name in str(caught.value)
    assert value not in str(caught.value)
    assert "Set it to" in caught.value.cure


def test_it_reads_how_it_is_run():
    settings = read_settings(
        {
            "GUIDEBOT_WORKERS": "auto",
            "GUIDEBOT_LIMIT_ADDRESS": "5/minute; 40/day",
            "GUIDEBOT_LIMIT_SITE": "",
            "GUIDEBOT_REDIS_URL": "redis://:pass@127.0.0.1:6379/0",
        }
    )
    assert settings.workers == 0
    assert settings.limit_address == "5/minute;40/day"
    assert settings.limit_site == ""
    assert settings.redis_url == "redis://:pass@127.0.0.1:6379/0"


def test_it_names_variables_that_are_no_setting():
    given = {"GUIDEBOT_REGION": "TW", "GUIDEBOT_REGOIN": "TW", "PATH": "/bin"}
    assert unknown_variables(given) == ("GUIDEBOT_REGOIN",)


def test_it_lists_every_setting_once():
    names = [name for name, _, _ in SETTINGS]
    assert len(names) == len(set(names))
    assert all(name.startswith("GUIDEBOT_") for name in names)


def test_it_reads_sites_as_origins():
    given = (
        "https://Clinic.example/  http://localhost:8080 https://*.clinic.example http://10.0.0.1"
    )
    assert read_settings({"GUIDEBOT_FRAME_ANCESTORS": given}).frame_ancestors == (
        "https://clinic.example",
        "http://localhost:8080",
        "https://*.clinic.example",
        "http://10.0.0.1",
    )


@pytest.mark.parametrize(
    "site",
    [
        "*",
        "https://*",
        "https://*.example",
        "clinic.example",
        "ftp://clinic.example",
        "https://clinic.example/page",
        "https://a.example,https://b.example",
        "https://clinic.example;script-src",
        "'self'",
        "https://clinic.example:70000",
        "https://clinic.example:0",
        "https://user@clinic.example",
        "https://诊所.example",
        "https://-clinic.example",
        "https://",
    ],
)
def test_it_refuses_what_is_no_site(site):
    with pytest.raises(SettingsError) as caught:
        read_settings({"GUIDEBOT_FRAME_ANCESTORS": f"https://good.example {site}"})
    assert site in caught.value.message
    assert "GUIDEBOT_FRAME_ANCESTORS" in caught.value.message
    assert "Set it to" in caught.value.cure


@pytest.mark.parametrize(
    ("value", "site"),
    [
        ("", ""),
        ("https://Guide.example/", "https://guide.example"),
        ("http://10.0.0.7:8000", "http://10.0.0.7:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_it_takes_the_public_address_of_the_site(value, site):
    assert read_settings({"GUIDEBOT_BASE_URL": value}).base_url == site
