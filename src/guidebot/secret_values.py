"""Settings that are secret: checked at the start, and never shown in an error."""

from __future__ import annotations

import re

from guidebot.errors import SettingsError

#: Characters of a token or key: 32 of 64 kinds are 192 bits, which nobody guesses.
LEAST_CHARACTERS = 32

#: werkzeug.security: scrypt with its three costs, salt, 64 bytes in hexadecimal digits. Weaker
#: costs than a hash of this program has are refused.
_HASH = re.compile(
    r"scrypt:(?:32768|65536|131072|262144):(?:[89]|1\d):\d{1,2}\$[A-Za-z0-9]{8,}\$[0-9a-f]{128}"
)
_TOKEN = re.compile(rf"[A-Za-z0-9_.~+/=-]{{{LEAST_CHARACTERS},}}")
_DATABASE = re.compile(
    r"(?:postgresql(?:\+psycopg)?://\S*/[^\s/?]+(?:\?\S*)?|sqlite:///(?!:memory:)\S+)"
)


def password_hash(text: str) -> str:
    """Return a password's hash, '' for none, or raise SettingsError."""
    if text and not _HASH.fullmatch(text):
        raise SettingsError(
            f"GUIDEBOT_STAFF_PASSWORD_HASH has {len(text)} characters and is no hash.",
            "Set it to the line of `guidebot staff password`, in single quotes where a shell "
            "reads it; or leave it empty to have no staff page.",
        )
    return text


def staff_token(text: str) -> str:
    """Return a token, '' for none, or raise SettingsError."""
    if text and not _TOKEN.fullmatch(text):
        raise SettingsError(
            f"GUIDEBOT_STAFF_TOKEN has {len(text)} characters and is no token.",
            "Set it to the line of `guidebot staff token`; or leave it empty.",
        )
    return text


def secret_key(text: str) -> str:
    """Return a key for sessions, '' for none, or raise SettingsError."""
    if text and len(text) < LEAST_CHARACTERS:
        raise SettingsError(
            f"GUIDEBOT_SECRET_KEY has {len(text)} characters.",
            f"Set it to {LEAST_CHARACTERS} random ones or more; empty, one is made and kept.",
        )
    return text


def database_url(text: str) -> str:
    """Return the address of a database, '' for none, or raise SettingsError."""
    if text and not _DATABASE.fullmatch(text):
        raise SettingsError(
            f"GUIDEBOT_DATABASE_URL begins with {text.partition(':')[0][:20]!r} and names no "
            "database.",
            "Set it to postgresql://user:password@host/name or sqlite:////path/to/file; or leave "
            "it empty.",
        )
    return text
