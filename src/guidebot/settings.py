"""Settings: one table, read from the environment once.

The table is also the documentation: the README shows it and a test compares them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from platformdirs import user_cache_path, user_data_path

from guidebot import secret_values
from guidebot.errors import SettingsError
from guidebot.site_values import origins, site_address

T = TypeVar("T")

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
    (
        "GUIDEBOT_WORKERS",
        "1",
        "Processes of the web server, 1 to 32, or auto: one for every core, as memory allows",
    ),
    ("GUIDEBOT_THREADS", "4", "Threads of each process of the web server, 1 to 64"),
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
        "GUIDEBOT_CORS_ORIGINS",
        "",
        "Sites whose scripts may call the API, such as https://www.clinic.example, separated by "
        "spaces; empty: none",
    ),
    (
        "GUIDEBOT_BASE_URL",
        "",
        "Public address of the site, such as https://guide.example; empty: from each request",
    ),
    (
        "GUIDEBOT_PROXIES",
        "0",
        "Proxies in front whose X-Forwarded-For and X-Forwarded-Proto are trusted, 0 to 5",
    ),
    (
        "GUIDEBOT_LIMIT_ADDRESS",
        "60/minute;600/hour",
        "Questions from one address; empty: no limit. Emergencies are answered whatever the count",
    ),
    (
        "GUIDEBOT_LIMIT_SITE",
        "600/minute",
        "Questions through the widget of one site; empty: no limit",
    ),
    (
        "GUIDEBOT_REDIS_URL",
        "",
        "Redis that counts for all processes, such as redis://127.0.0.1:6379/0; empty: each "
        "process counts in its own memory",
    ),
    (
        "GUIDEBOT_CACHED_ANSWERS",
        "500",
        "Answers kept in memory for repeated questions, without the question, 0 to 100000",
    ),
    (
        "GUIDEBOT_METRICS_PORT",
        "0",
        "Port on 127.0.0.1 that serves /metrics for Prometheus; 0: none",
    ),
    (
        "GUIDEBOT_METRICS_TOKEN",
        "",
        "Token that opens /metrics on the public port, at least 16 characters; empty: closed",
    ),
    ("GUIDEBOT_LOG", "auto", "Form of the log: json, text, or auto: json unless in a terminal"),
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

#: The value of GUIDEBOT_WORKERS that leaves the number to the machine.
AUTO = "auto"
#: How GUIDEBOT_LOG can be set.
LOG_FORMS = (AUTO, "json", "text")

#: Numbers of requests in units of time, as the library `limits` reads them.
_RATES = re.compile(
    r"[1-9]\d{0,6}/(?:second|minute|hour|day)(?:;[1-9]\d{0,6}/(?:second|minute|hour|day))*"
)

_PACKAGE = Path(__file__).resolve().parent
#: In a wheel the data lie in the package, in a checkout beside src/.
_DATA = _PACKAGE / "_data" if (_PACKAGE / "_data").is_dir() else _PACKAGE.parent.parent

TEMPLATES = _DATA / "templates"
#: Catalogues of the texts of the interface.
LOCALE = TEMPLATES / "locale"
STATIC = _DATA / "static"


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set from outside, with the types that the program needs.

    Attributes:
        workers: processes of the web server; 0 leaves the number to the machine.
    """

    model: str
    cache: Path
    data: Path
    corpus: Path
    region: str
    host: str
    port: int
    threads: int
    workers: int
    max_characters: int
    trials_api: str
    frame_ancestors: tuple[str, ...]
    cors_origins: tuple[str, ...]
    base_url: str
    proxies: int
    limit_address: str
    limit_site: str
    redis_url: str = field(repr=False)
    cached_answers: int
    metrics_port: int
    metrics_token: str = field(repr=False)
    log: str
    database_url: str = field(repr=False)
    retention_days: int
    staff_password_hash: str = field(repr=False)
    staff_token: str = field(repr=False)
    secret_key: str = field(repr=False)

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


def _rates(name: str, text: str) -> str:
    """Return rates such as 60/minute;600/hour, '' for none, or raise SettingsError."""
    rates = text.replace(" ", "")
    if rates and not _RATES.fullmatch(rates):
        cure = "Set it to rates such as 60/minute;600/hour, or leave it empty for no limit."
        raise SettingsError(f"{name} is {text!r}.", cure)
    return rates


def _workers(name: str, text: str) -> int:
    """Return a number of processes, 0 for one that suits the machine, or raise SettingsError."""
    return 0 if text == AUTO else _whole_number(name, text, 1, 32)


def _log_form(name: str, text: str) -> str:
    """Return a form of the log, or raise SettingsError."""
    if text not in LOG_FORMS:
        raise SettingsError(f"{name} is {text!r}.", f"Set it to one of {', '.join(LOG_FORMS)}.")
    return text


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


def _between(low: int, high: int) -> Callable[[str, str], int]:
    """Return what reads whole numbers in [low, high]."""
    return partial(_whole_number, low=low, high=high)


def _folder(text: str, usual: Path) -> Path:
    """Return the folder that is named, else the usual one."""
    return Path(text).expanduser() if text else usual


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Args:
        environ: variables to read; None for those of the process.

    Raises:
        SettingsError: if a value cannot be used; names the variable and the cure.
    """
    given = os.environ if environ is None else environ
    values = {name: given.get(name, default).strip() for name, default, _ in SETTINGS}

    def read(name: str, reader: Callable[[str, str], T]) -> T:
        """Return a setting as its reader gives it."""
        return reader(name, values[name])

    return Settings(
        model=values["GUIDEBOT_MODEL"],
        cache=_folder(values["GUIDEBOT_CACHE"], user_cache_path("guidebot")),
        data=_folder(values["GUIDEBOT_DATA"], user_data_path("guidebot")),
        corpus=_folder(values["GUIDEBOT_CORPUS"], _DATA / "corpus"),
        region=_region(values["GUIDEBOT_REGION"]),
        host=values["GUIDEBOT_HOST"],
        port=read("GUIDEBOT_PORT", _between(0, 65535)),
        threads=read("GUIDEBOT_THREADS", _between(1, 64)),
        workers=read("GUIDEBOT_WORKERS", _workers),
        max_characters=read("GUIDEBOT_MAX_CHARACTERS", _between(100, 20000)),
        trials_api=read("GUIDEBOT_TRIALS_API", _address),
        frame_ancestors=read("GUIDEBOT_FRAME_ANCESTORS", origins),
        cors_origins=read("GUIDEBOT_CORS_ORIGINS", origins),
        base_url=read("GUIDEBOT_BASE_URL", site_address),
        proxies=read("GUIDEBOT_PROXIES", _between(0, 5)),
        limit_address=read("GUIDEBOT_LIMIT_ADDRESS", _rates),
        limit_site=read("GUIDEBOT_LIMIT_SITE", _rates),
        redis_url=secret_values.redis_url(values["GUIDEBOT_REDIS_URL"]),
        cached_answers=read("GUIDEBOT_CACHED_ANSWERS", _between(0, 100_000)),
        metrics_port=read("GUIDEBOT_METRICS_PORT", _between(0, 65535)),
        metrics_token=secret_values.metrics_token(values["GUIDEBOT_METRICS_TOKEN"]),
        log=read("GUIDEBOT_LOG", _log_form),
        database_url=secret_values.database_url(values["GUIDEBOT_DATABASE_URL"]),
        retention_days=read("GUIDEBOT_RETENTION_DAYS", _between(1, 3650)),
        staff_password_hash=secret_values.password_hash(values["GUIDEBOT_STAFF_PASSWORD_HASH"]),
        staff_token=secret_values.staff_token(values["GUIDEBOT_STAFF_TOKEN"]),
        secret_key=secret_values.secret_key(values["GUIDEBOT_SECRET_KEY"]),
    )


def unknown_variables(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the GUIDEBOT_ variables of the environment that are no setting: often a slip."""
    given = os.environ if environ is None else environ
    known = {name for name, _, _ in SETTINGS}
    return tuple(
        sorted(name for name in given if name.startswith("GUIDEBOT_") and name not in known)
    )


def keep_sums_to_one_thread() -> None:
    """Give numpy one thread in this process, unless the environment says how many.

    OpenBLAS reads its variable once, when numpy is loaded.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
