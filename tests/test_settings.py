import pytest

from guidebot.errors import SettingsError
from guidebot.settings import SETTINGS, read_settings


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
        ("GUIDEBOT_STAFF_PASSWORD_HASH", "correct horse battery staple"),
        ("GUIDEBOT_STAFF_PASSWORD_HASH", "scrypt:32768:8:1$salt8888$" + "0" * 127),
        ("GUIDEBOT_STAFF_PASSWORD_HASH", "scrypt:2:8:1$salt8888$" + "0" * 128),
        ("GUIDEBOT_STAFF_PASSWORD_HASH", "pbkdf2:sha256:1$salt8888$" + "0" * 64),
        # What a shell makes of a hash without quotes.
        ("GUIDEBOT_STAFF_PASSWORD_HASH", "scrypt:32768:8:1"),
        ("GUIDEBOT_STAFF_TOKEN", "short-token"),
        ("GUIDEBOT_STAFF_TOKEN", "a token with spaces that is rather long"),
        ("GUIDEBOT_SECRET_KEY", "only-31-characters-are-too-few."),
        ("GUIDEBOT_DATABASE_URL", "mysql://guide:topsecret@host/name"),
        ("GUIDEBOT_DATABASE_URL", "postgresql://guide:topsecret@host"),
        ("GUIDEBOT_DATABASE_URL", "sqlite:///:memory:"),
    ],
)
def test_it_refuses_a_bad_secret_without_showing_it(name, value):
    with pytest.raises(SettingsError) as caught:
        read_settings({name: value})
    assert name in caught.value.message
    assert value not in str(caught.value)
    assert "topsecret" not in str(caught.value)
    assert "Set it to" in caught.value.cure


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://guide:secret@db.example:5432/guide?sslmode=verify-full&sslrootcert=/etc/ca.pem",
        "postgresql:///guide?host=/run/postgresql",
        "sqlite:////var/lib/guidebot/counts.sqlite3",
    ],
)
def test_it_takes_the_address_of_a_database(address):
    assert read_settings({"GUIDEBOT_DATABASE_URL": address}).database_url == address


def test_settings_that_are_printed_show_no_secret():
    token = "t" * 40
    settings = read_settings(
        {"GUIDEBOT_STAFF_TOKEN": token, "GUIDEBOT_DATABASE_URL": "postgresql://u:topsecret@h/d"}
    )
    assert settings.has_staff
    assert token not in repr(settings)
    assert "topsecret" not in repr(settings)


@pytest.mark.parametrize("days", ["0", "3651", "soon", "-1"])
def test_it_refuses_to_keep_things_for_ever_or_not_at_all(days):
    with pytest.raises(SettingsError, match="GUIDEBOT_RETENTION_DAYS"):
        read_settings({"GUIDEBOT_RETENTION_DAYS": days})


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
