"""What a page weighs on the wire: itself and every sheet, script and icon that it asks for.

    python bench/sizes.py [--packed gzip|br] [PATH ...]

Nothing is searched for, so no model is needed. Each response is counted as it is sent: packed,
with its headers.
"""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from guidebot.corpus.loading import read_corpus
from guidebot.guide import Guide
from guidebot.settings import Settings, read_settings
from guidebot.web.app import create_app

#: Most bytes of a first view.
LIMIT = 60_000
_LINK = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"')
# Not import(...), which a script calls only where it is needed.
_IMPORT = re.compile(r'^\s*(?:import|export)\b(?!\()[^"\n]*"(\.[^"]+)"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sent:
    """One response: its address, its bytes on the wire and the length of its text."""

    path: str
    size: int
    plain: int


def _on_the_wire(response: Response) -> int:
    """Return the bytes of a response, with a colon, a space and a line end for each header."""
    return len(response.data) + sum(len(name) + len(value) + 4 for name, value in response.headers)


def _fetch(client: FlaskClient, path: str, packed: str) -> tuple[Sent, str]:
    """Return what a path weighs, and its text."""
    with client.get(path) as plain, client.get(path, headers={"Accept-Encoding": packed}) as sent:
        assert plain.status_code == 200, f"{path}: {plain.status_code}"
        return Sent(path, _on_the_wire(sent), len(plain.data)), plain.get_data(as_text=True)


def first_view(client: FlaskClient, path: str, packed: str = "gzip") -> list[Sent]:
    """Return everything that a browser with an empty cache asks for to show a page.

    Args:
        client: of the application.
        path: of the page.
        packed: what the browser unpacks.
    """
    found: dict[str, Sent] = {}
    waiting = [path]
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found[name], text = _fetch(client, name, packed)
        if name == path:
            waiting += [link for link in _LINK.findall(text) if urlsplit(link).netloc == ""]
        elif urlsplit(name).path.endswith(".js"):
            waiting += [urljoin(urlsplit(name).path, each) for each in _IMPORT.findall(text)]
    return list(found.values())


def application(settings: Settings) -> Any:
    """Return the application with the real corpus and no search."""
    return create_app(settings, Guide(settings, read_corpus(settings.corpus), None, "not needed"))


def main() -> None:
    """Print the sizes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "paths", nargs="*", default=["/?lang=zh-Hans", "/?lang=zh-Hant", "/?lang=en"]
    )
    parser.add_argument("--packed", choices=("gzip", "br"), default="gzip")
    arguments = parser.parse_args()
    client = cast(FlaskClient, application(read_settings()).test_client())
    for path in arguments.paths:
        files = first_view(client, path, arguments.packed)
        total = sum(file.size for file in files)
        print(f"{path}: {total:,} bytes in {len(files)} responses (limit {LIMIT:,})")
        for file in sorted(files, key=lambda one: -one.size):
            print(f"  {file.size:>7,}  of {file.plain:>7,}  {urlsplit(file.path).path}")


if __name__ == "__main__":
    main()
