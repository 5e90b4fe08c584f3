"""How often one address, and the widget of one site, may ask.

What is counted is a question, not a request for a page: pages, files and the FAQ are never
limited. Who asks too often still gets the answer to signs of an emergency (see desk.py).

An address is never kept: a count stands under a digest whose key lives as long as the process,
or comes out of the address of the Redis server that counts for several processes.
"""

from __future__ import annotations

import hashlib
import logging
import math
import re
import secrets
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from flask import Flask, current_app, g, request
from limits import RateLimitItem, parse_many
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import RateLimiter, SlidingWindowCounterRateLimiter

from guidebot.errors import LimitError, SettingsError
from guidebot.settings import Settings

logger = logging.getLogger(__name__)

#: Seconds that Redis may take; a count is not worth more of a reader's time.
_PATIENCE_S = 0.5
#: Seconds for which a Redis that failed is not asked again.
_REST_S = 10.0
#: A household or a clinic gets one such IPv6 network; its addresses in it change by the day.
_IPV6_NETWORK = 64
_EXTENSION = "guidebot-limits"


class Limits:
    """Counts questions, in memory or in Redis; when Redis fails, in memory for a while.

    Args:
        settings: rates, where Redis is, and which sites may show the widget.

    Raises:
        SettingsError: if GUIDEBOT_REDIS_URL cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        self.sites = settings.frame_ancestors
        self._rates = {
            "address": _parsed(settings.limit_address),
            "site": _parsed(settings.limit_site),
        }
        self._memory: RateLimiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared: RateLimiter | None = None
        if settings.redis_url:
            self._shared = SlidingWindowCounterRateLimiter(_shared_storage(settings.redis_url))
        self._asked_again_at = 0.0
        shared_key = hashlib.sha256(f"guidebot {settings.redis_url}".encode()).digest()
        self._key = shared_key if self._shared else secrets.token_bytes(32)

    def wait_s(self, address: str, site: str) -> int:
        """Count one question.

        Args:
            address: IP address that it came from; those of the machine itself never wait.
            site: origin of the page whose widget it came through, or ''.

        Returns:
            0 if the question is to be answered, else the seconds to wait.
        """
        for kind, name in (("address", self._name(address)), ("site", site)):
            for item in self._rates[kind] if name else ():
                if wait_s := self._wait_s(item, kind, name):
                    return wait_s
        return 0

    def _name(self, address: str) -> str:
        """Return the name under which an address is counted, '' for one that is not counted.

        A request from the machine itself comes from its owner, or through a proxy that
        GUIDEBOT_PROXIES does not tell of; then all readers would share one count.
        """
        network = _network(address)
        if not network:
            return ""
        return hashlib.blake2b(network.encode(), key=self._key, digest_size=16).hexdigest()

    def _wait_s(self, item: RateLimitItem, kind: str, name: str) -> int:
        """Count against one rate, in Redis if it can be reached."""
        if self._shared and time.monotonic() >= self._asked_again_at:
            try:
                return _count(self._shared, item, kind, name)
            except StorageError as error:
                self._asked_again_at = time.monotonic() + _REST_S
                logger.error("Redis cannot count: %s", type(error.storage_error).__name__)
        return _count(self._memory, item, kind, name)


def _count(limiter: RateLimiter, item: RateLimitItem, kind: str, name: str) -> int:
    """Count once and return the seconds to wait, 0 for none."""
    if limiter.hit(item, kind, name):
        return 0
    return seconds_until(limiter.get_window_stats(item, kind, name).reset_time)


def seconds_until(reset_time: float) -> int:
    """Return the whole seconds to wait for a moment, rounded up, at least 1.

    Args:
        reset_time: the moment, in seconds since the epoch.
    """
    return max(1, math.ceil(reset_time - time.time()))


def _parsed(rates: str) -> list[RateLimitItem]:
    """Return the rates of a setting; longer ones are counted after shorter ones."""
    return sorted(parse_many(rates)) if rates else []


def _shared_storage(url: str) -> RedisStorage:
    """Return where Redis counts; it need not run yet.

    Raises:
        SettingsError: if the library that speaks with Redis is not installed.
    """
    try:
        return RedisStorage(
            url,
            key_prefix="guidebot",
            wrap_exceptions=True,
            socket_timeout=_PATIENCE_S,
            socket_connect_timeout=_PATIENCE_S,
        )
    except ConfigurationError as error:
        raise SettingsError(
            "GUIDEBOT_REDIS_URL is set, but the package redis is missing.",
            "Run pip install 'guidebot[redis]', or leave the setting empty.",
        ) from error


def redis_answers(settings: Settings) -> bool:
    """Return whether the Redis of the settings answers.

    Raises:
        SettingsError: if the library that speaks with it is not installed.
    """
    return bool(_shared_storage(settings.redis_url).check())


def _network(address: str) -> str:
    """Return what of an address is counted together, '' for none and for the machine itself."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    if found.is_loopback:
        return ""
    return str(ip_network((found, _IPV6_NETWORK if found.version == 6 else 32), strict=False))


def listed_site(origin: str, sites: Iterable[str]) -> str:
    """Return an origin if it is one of the sites that may show the widget, else ''.

    Args:
        origin: as the widget's page tells it; anybody may send anything.
        sites: of GUIDEBOT_FRAME_ANCESTORS; * stands for a host's first parts, and a site
            listed with http may also be reached by https.
    """
    for site in sites:
        pattern = re.escape(site).replace(r"\*", r"[a-z0-9.-]+").replace("http:", "https?:", 1)
        if re.fullmatch(pattern, origin.lower()):
            return origin.lower()
    return ""


def start_limits(app: Flask, settings: Settings) -> None:
    """Give the application its counts.

    Raises:
        SettingsError: if GUIDEBOT_REDIS_URL cannot be used.
    """
    app.extensions[_EXTENSION] = Limits(settings)


def waiting_s() -> int:
    """Count the question of this request, once, and return the seconds to wait, 0 for none."""
    if "wait_s" not in g:
        limits: Limits = current_app.extensions[_EXTENSION]
        site = listed_site(request.form.get("site", ""), limits.sites)
        g.wait_s = limits.wait_s(request.remote_addr or "", site)
    waited: int = g.wait_s
    return waited


def admit() -> None:
    """Count this request.

    Raises:
        LimitError: if it has to wait.
    """
    if wait_s := waiting_s():
        raise LimitError(wait_s)
