"""Settings: one table, read from the environment once.

The table is also the documentation: the README shows it and a test compares them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

from guidebot import secret_values
from guidebot.errors import SettingsError

#: (variable, default, help). An empty default means: worked out at start.
SETTINGS: tuple[tuple[str, str, str], ...] = (
    (
        "GUIDEBOT_MODEL",
        "",
        "Embedding model: empty for the embedded one, else a sentence-transformers name or folder",
    ),
    (
        "GUIDEBOT_CACHE",
        "",
        "Folder for the exported model and the index (default: the user's cache)",
    ),
    (
        "GUIDEBOT_DATA",
        "",
        "Folder of what must not be lost: own documents, sign-offs, registry checks (default: "
        "the user's data)",
    ),
    ("GUIDEBOT_CORPUS", "", "Folder of the corpus (default: the one that came with guidebot)"),
    ("GUIDEBOT_REGION", "", "Where the readers are (CN, TW, HK, US, GB, ...): emergency numbers"),
    ("GUIDEBOT_HOST", "127.0.0.1", "Address that `guidebot serve` listens on"),
    ("GUIDEBOT_PORT", "8000", "Port that `guidebot serve` listens on"),
    ("GUIDEBOT_THREADS", "4", "Threads of the web server, 1 to 64"),
    ("GUIDEBOT_MAX_CHARACTERS", "4000", "Longest question in characters, 100 to 20000"),
    (
        "GUIDEBOT_TRIALS_API",
        "https://clinicaltrials.gov/api/v2",
        "Address of the ClinicalTrials.gov API that `guidebot trials refresh` asks",
    ),
    (
        "GUIDEBOT_FRAME_ANCESTORS",
        "",
        "Sites that may show the chat in a frame, such as https://www.clinic.example, separated by "
        "spaces; empty: none",
    ),
    (
        "GUIDEBOT_BASE_URL",
        "",
        "Public address of the site, such as https://guide.example; empty: from each request",
    ),
    (
        "GUIDEBOT_DATABASE_URL",
        "",
        "Where counts and feedback are kept, such as postgresql://user:password@host/name; empty: "
        "SQLite in the data folder",
    ),
    ("GUIDEBOT_RETENTION_DAYS", "365", "Days that counts and feedback are kept, 1 to 3650"),
    (
        "GUIDEBOT_STAFF_PASSWORD_HASH",
        "",
        "Opens `/staff` to whoever has the password; made by `guidebot staff password`",
    ),
    (
        "GUIDEBOT_STAFF_TOKEN",
        "",
        "Opens `/staff` to whoever has the token, programs too; made by `guidebot staff token`",
    ),
    (
        "GUIDEBOT_SECRET_KEY",
        "",
        "Signs the sessions of `/staff`, 32 characters or more; empty: a key in the data folder",
    ),
)

#: Scheme, host (name, IPv4 or IPv6 in brackets) and port.
_SITE = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?/?", re.IGNORECASE
)

#: Scheme, host name or IPv4 address, port. A whole level may be open: https://*.clinic.example.
_ORIGIN = re.compile(
    r"https?://(?:\*\.(?=[^.]+\.))?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
    r"(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::(?P<port>\d{1,5}))?/?"
)

_PACKAGE = Path(__file__).resolve().parent
#: In a wheel the data lie in the package, in a checkout beside src/.
_DATA = _PACKAGE / "_data" if (_PACKAGE / "_data").is_dir() else _PACKAGE.parent.parent

TEMPLATES = _DATA / "templates"
STATIC = _DATA / "static"


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set from outside, with the types that the program needs."""

    model: str
    cache: Path
    data: Path
    corpus: Path
    region: str
    host: str
    port: int
    threads: int
    max_characters: int
    trials_api: str
    frame_ancestors: tuple[str, ...]
    base_url: str
    database_url: str = field(default="", repr=False)
    retention_days: int = 365
    staff_password_hash: str = field(default="", repr=False)
    staff_token: str = field(default="", repr=False)
    secret_key: str = field(default="", repr=False)

    @property
    def has_staff(self) -> bool:
        """Return whether there is a page for staff."""
        return bool(self.staff_password_hash or self.staff_token)


def _whole_number(name: str, text: str, low: int, high: int) -> int:
    """Return `text` as an int in [low, high], or raise SettingsError."""
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise SettingsError(
            f"{name} is {text!r}.", f"Set it to a whole number from {low} to {high}."
        )
    return int(text)


def _region(text: str) -> str:
    """Return an upper-case ISO country code or '', or raise SettingsError."""
    if text and not (len(text) == 2 and text.isascii() and text.isalpha()):
        raise SettingsError(
            f"GUIDEBOT_REGION is {text!r}.",
            "Set it to a two-letter country code such as CN, TW, HK or US, or leave it empty.",
        )
    return text.upper()


def _address(name: str, text: str) -> str:
    """Return an http address without a slash at its end, or raise SettingsError."""
    if not text.startswith(("http://", "https://")):
        raise SettingsError(f"{name} is {text!r}.", "Set it to an http:// or https:// address.")
    return text.rstrip("/")


def _origins(name: str, text: str) -> tuple[str, ...]:
    """Return origins such as https://www.clinic.example, or raise SettingsError.

    They go into a header, where anything else would open the chat to every site or to none.
    """
    for given in text.split():
        found = _ORIGIN.fullmatch(given.lower())
        if not found or not 0 < int(found["port"] or 1) <= 65535:
            raise SettingsError(
                f"{name} has {given!r}, which is not a site.",
                "Set it to scheme and host of each site, separated by spaces, such as "
                "https://www.clinic.example or https://*.clinic.example, without path or comma.",
            )
    return tuple(dict.fromkeys(each.lower().rstrip("/") for each in text.split()))


def _site_address(name: str, text: str) -> str:
    """Return scheme, host and port of a site, '' for '', or raise SettingsError."""
    if text and not _SITE.fullmatch(text):
        raise SettingsError(
            f"{name} is {text!r}.",
            "Set it to scheme and host, such as https://guide.example, without a path; "
            "or leave it empty.",
        )
    return text.rstrip("/").lower()


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Args:
        environ: variables to read; None for those of the process.

    Raises:
        SettingsError: if a value cannot be used; names the variable and the cure.
    """
    given = os.environ if environ is None else environ
    values = {name: given.get(name, default).strip() for name, default, _ in SETTINGS}
    cache, data = values["GUIDEBOT_CACHE"], values["GUIDEBOT_DATA"]
    corpus = values["GUIDEBOT_CORPUS"]
    return Settings(
        model=values["GUIDEBOT_MODEL"],
        cache=Path(cache).expanduser() if cache else user_cache_path("guidebot"),
        data=Path(data).expanduser() if data else user_data_path("guidebot"),
        corpus=Path(corpus).expanduser() if corpus else _DATA / "corpus",
        region=_region(values["GUIDEBOT_REGION"]),
        host=values["GUIDEBOT_HOST"],
        port=_whole_number("GUIDEBOT_PORT", values["GUIDEBOT_PORT"], 0, 65535),
        threads=_whole_number("GUIDEBOT_THREADS", values["GUIDEBOT_THREADS"], 1, 64),
        max_characters=_whole_number(
            "GUIDEBOT_MAX_CHARACTERS", values["GUIDEBOT_MAX_CHARACTERS"], 100, 20000
        ),
        trials_api=_address("GUIDEBOT_TRIALS_API", values["GUIDEBOT_TRIALS_API"]),
        frame_ancestors=_origins("GUIDEBOT_FRAME_ANCESTORS", values["GUIDEBOT_FRAME_ANCESTORS"]),
        base_url=_site_address("GUIDEBOT_BASE_URL", values["GUIDEBOT_BASE_URL"]),
        database_url=secret_values.database_url(values["GUIDEBOT_DATABASE_URL"]),
        retention_days=_whole_number(
            "GUIDEBOT_RETENTION_DAYS", values["GUIDEBOT_RETENTION_DAYS"], 1, 3650
        ),
        staff_password_hash=secret_values.password_hash(values["GUIDEBOT_STAFF_PASSWORD_HASH"]),
        staff_token=secret_values.staff_token(values["GUIDEBOT_STAFF_TOKEN"]),
        secret_key=secret_values.secret_key(values["GUIDEBOT_SECRET_KEY"]),
    )
