"""Pictures of every page and state: to look at, and the small set that the README shows.

    python -m bench.screenshots [--out FOLDER] [--only NAME ...] [--language LANG ...]
    python -m bench.screenshots --readme

It needs the dev extra and a Chromium with Chinese fonts, as `make browser` installs them, and
serves the real guide itself. Files are named state-language-width[-dark].png; --readme writes
docs/screenshots instead, packed to few colours.
"""

from __future__ import annotations

import argparse
import io
import logging
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from bench.states import SHOTS, Shot, typed_in
from guidebot.domain import Language
from guidebot.settings import read_settings
from guidebot.web.app import create_app

ROOT = Path(__file__).resolve().parent.parent
#: Most colours of a picture for the README.
COLOURS = 64

#: Name of the file: state and language of it; each on a phone and on a desktop.
README = {
    "chat": ("answer", Language.ZH_HANS),
    "emergency": ("emergency", Language.ZH_HANT),
    "faq": ("passage", Language.EN),
    "trials": ("trials-found", Language.EN),
    "check": ("check-result", Language.ZH_HANS),
    "widget": ("widget", Language.EN),
}
PHONE, DESKTOP = (390, 844), (1280, 860)
HEIGHT = 844


@contextmanager
def served() -> Iterator[str]:
    """Serve the guide on a free port, which may show itself in a frame."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    app = create_app(replace(read_settings(), frame_ancestors=(address,)))
    server = make_server("127.0.0.1", int(address.rpartition(":")[2]), app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield address
    server.shutdown()


def take(
    browser: Browser, address: str, shot: Shot, language: Language, size: tuple[int, int], **look
) -> bytes:
    """Return a picture of a state as PNG."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        locale=language.value,
        reduced_motion="reduce",
        is_mobile=size[0] < 600,
        has_touch=size[0] < 600,
        **look,
    )
    page = context.new_page()
    page.goto(f"{address}{shot.path}{'&' if '?' in shot.path else '?'}lang={language.value}")
    shot.act(page, typed_in(language))
    page.emulate_media(media=shot.media)
    taken = page.screenshot(full_page=shot.whole, animations="disabled")
    context.close()
    return taken


def packed(picture: bytes) -> bytes:
    """Return a picture with at most COLOURS colours."""
    few = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def write_readme(browser: Browser, address: str) -> None:
    """Write docs/screenshots."""
    folder = ROOT / "docs" / "screenshots"
    folder.mkdir(exist_ok=True)
    for name, (state, language) in README.items():
        shot = Shot(SHOTS[state].path, SHOTS[state].act, whole=False)
        for device, size, scale in (("phone", PHONE, 2), ("desktop", DESKTOP, 1)):
            taken = take(browser, address, shot, language, size, device_scale_factor=scale)
            (folder / f"{name}-{device}.png").write_bytes(packed(taken))


def write_all(browser: Browser, address: str, chosen: argparse.Namespace) -> None:
    """Write every state that was chosen, in each language, width and scheme."""
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, language, width, scheme in product(
        chosen.only, chosen.language, chosen.width, chosen.scheme
    ):
        size = (width, HEIGHT)
        taken = take(browser, address, SHOTS[name], Language(language), size, color_scheme=scheme)
        suffix = "-dark" if scheme == "dark" else ""
        (chosen.out / f"{name}-{language}-{width}{suffix}.png").write_bytes(taken)


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("--only", nargs="+", choices=SHOTS, default=list(SHOTS))
    parser.add_argument("--language", nargs="+", choices=list(Language), default=list(Language))
    parser.add_argument("--width", nargs="+", type=int, default=[390, 1280])
    parser.add_argument("--scheme", nargs="+", choices=("light", "dark"), default=["light"])
    parser.add_argument("--readme", action="store_true", help="write docs/screenshots")
    chosen = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    with served() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        write_readme(browser, address) if chosen.readme else write_all(browser, address, chosen)
        browser.close()


if __name__ == "__main__":
    main()
