"""Who may see the staff page: a password or token, a short session, and few tries.

Everything here is loaded only where a staff page is configured.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import secrets
import time
from pathlib import Path

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect
from werkzeug.security import check_password_hash, generate_password_hash

from guidebot.errors import SettingsError
from guidebot.secret_values import LEAST_CHARACTERS
from guidebot.settings import Settings
from guidebot.web.site import current_site

#: Seconds without a request after which a session is over, and seconds that none outlasts.
IDLE_S, LONGEST_S = 30 * 60, 8 * 60 * 60
#: Failed logins of one address.
TRIES = "5 per minute; 20 per hour"
#: Of the key in the data folder.
KEY_FILE = "secret-key"
_WHO, _SINCE = "who", "since"

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://")


class StaffSessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie whose name browsers tie to this host where there is https."""

    def get_cookie_name(self, app: Flask) -> str:
        """Return the name of the cookie."""
        return "__Host-guidebot-staff" if _is_https() else "guidebot-staff"


def _is_https() -> bool:
    """Return whether readers reach the site by https, also through a server that does it."""
    return request.is_secure or current_site().settings.base_url.startswith("https://")


def is_safe_way() -> bool:
    """Return whether a password can be sent: by https, or within this machine.

    Browsers refuse the cookie elsewhere, as it is for https only.
    """
    host = request.host.rpartition(":")[0] if ":" in request.host else request.host
    try:
        local = ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        local = host == "localhost"
    return _is_https() or local


def hash_password(password: str) -> str:
    """Return what GUIDEBOT_STAFF_PASSWORD_HASH has to be for a password."""
    return generate_password_hash(password)


def _stored_key(path: Path) -> str:
    """Return the key of a file that only its owner can read.

    Raises:
        SettingsError: if others can read it, or it holds no key.
    """
    cure = "Remove it: a new key is made."
    try:
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"{path} can be read by others.", cure)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.", cure) from error
    if len(key) < LEAST_CHARACTERS:
        raise SettingsError(f"{path} holds no key.", cure)
    return key


def secret_key(settings: Settings) -> str:
    """Return the key that signs sessions: the one of the settings, else one kept in a file.

    Raises:
        SettingsError: if there is none and none can be kept.
    """
    if settings.secret_key:
        return settings.secret_key
    path = settings.data / KEY_FILE
    aside = path.with_name(f".{KEY_FILE}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            opened = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
            # Whole or not at all, and the first of several processes wins.
            path.hardlink_to(aside)
    except FileExistsError:
        pass
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be kept: {error}.",
            "Set GUIDEBOT_DATA to a folder with room, or set GUIDEBOT_SECRET_KEY.",
        ) from error
    finally:
        aside.unlink(missing_ok=True)
    return _stored_key(path)


def prepare_staff(app: Flask, settings: Settings) -> None:
    """Give the application what the staff page needs.

    Raises:
        SettingsError: if there is no key to sign sessions with.
    """
    app.config.update(
        SECRET_KEY=secret_key(settings),
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/",
        # Readers' pages never set the cookie: only the staff pages say that it changed.
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=IDLE_S,
        # Readers' forms change nothing of theirs; the staff pages check their own.
        WTF_CSRF_CHECK_DEFAULT=False,
        # The pages send no Referer, which the check would ask for; the cookie is Strict.
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=LONGEST_S,
        RATELIMIT_HEADERS_ENABLED=False,
    )
    app.session_interface = StaffSessions()
    csrf.init_app(app)
    limiter.init_app(app)


def _fingerprint(settings: Settings) -> str:
    """Return what changes with the password and the token, and ends all sessions then."""
    opens = f"{settings.staff_password_hash}\n{settings.staff_token}"
    return hashlib.sha256(opens.encode()).hexdigest()[:16]


def is_token(given: str) -> bool:
    """Return whether a text is the token."""
    token = current_site().settings.staff_token
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())


def log_in(given: str) -> bool:
    """Begin a session if a text is the password or the token; return whether it is."""
    settings = current_site().settings
    hashed = settings.staff_password_hash
    if not is_token(given) and not (hashed and check_password_hash(hashed, given)):
        return False
    session.clear()
    session.permanent = True
    session[_WHO], session[_SINCE] = _fingerprint(settings), int(time.time())
    return True


def log_out() -> None:
    """End the session."""
    session.clear()


def is_logged_in() -> bool:
    """Return whether the request belongs to a session that goes on, and let it go on."""
    known = session.get(_WHO) == _fingerprint(current_site().settings)
    if not known or time.time() - session.get(_SINCE, 0) > LONGEST_S:
        return False
    session.modified = True
    return True
