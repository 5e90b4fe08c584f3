"""guidebot serve: the chat page and the API."""

from __future__ import annotations

import click

from guidebot.commands.support import clear_errors
from guidebot.process import give_freed_memory_back
from guidebot.settings import keep_sums_to_one_thread, read_settings


@click.command()
@click.option("--host", help="Address to listen on (default: GUIDEBOT_HOST).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port (default: GUIDEBOT_PORT).")
@clear_errors
def serve(host: str | None, port: int | None) -> None:
    """Serve the chat page and the API.

    Makes the model and the index first where they are missing.
    """
    # Before numpy is loaded: its threads for one question would fight those of other questions.
    keep_sums_to_one_thread()
    give_freed_memory_back()
    from guidebot.web.server import run

    settings = read_settings()
    run(settings, host or settings.host, settings.port if port is None else port)
