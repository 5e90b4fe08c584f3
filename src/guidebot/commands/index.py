"""guidebot index: build, verify and describe the search index."""

from __future__ import annotations

import json

import click

from guidebot.commands.support import clear_errors
from guidebot.progress import Bar, say
from guidebot.settings import read_settings


@click.group()
def index() -> None:
    """Build, verify, describe or reload the search index."""


@index.command("build")
@clear_errors
def index_build() -> None:
    """Build the index and put it in the place of the old one."""
    _build(refit=False)


@index.command("calibrate")
@clear_errors
def index_calibrate() -> None:
    """Fit recogniser and confidence anew, and print what was fitted."""
    import json

    from guidebot.preparation import index_folder
    from guidebot.retrieval.confidence import FEATURES
    from guidebot.retrieval.store import check_index

    _build(refit=True)
    fitted = check_index(index_folder(read_settings()))["calibration"]
    weights = dict(zip(FEATURES, fitted["weights"], strict=True))
    click.echo(json.dumps({**weights, "bias": fitted["bias"]}, indent=1))


def _build(refit: bool) -> None:
    """Build the index, and say where it lies."""
    from guidebot.corpus.loading import read_corpus
    from guidebot.preparation import build_again, index_folder, ready_encoder

    settings = read_settings()
    corpus = read_corpus(settings.corpus, settings.data)
    encoder = ready_encoder(settings, say)
    build_again(settings, corpus, encoder, Bar(), refit)
    say(f"Built {index_folder(settings)}")


@index.command("reload")
@clear_errors
def index_reload() -> None:
    """Have the running server take in corpus and index as they are now; no request fails.

    Builds the index first where it is stale. A server that cannot use the new one goes on with
    the old one and says so in its log.
    """
    from guidebot.corpus.loading import read_corpus
    from guidebot.preparation import prepare
    from guidebot.running import reload, servers

    settings = read_settings()
    prepare(settings, read_corpus(settings.corpus, settings.data), say, Bar())
    running = servers(settings)
    for server in running:
        reload(server)
        click.echo(f"Told the server at {server.address} (process {server.process}).")
    if not running:
        click.echo("No server runs on this cache folder; the next start has the new index.")


@index.command("verify")
@clear_errors
def index_verify() -> None:
    """Check that the index is whole and as new as the corpus; exit status 1 if not."""
    from guidebot.preparation import check_standing_index, index_folder

    settings = read_settings()
    check_standing_index(settings)
    click.echo(f"{index_folder(settings)}: whole and up to date.")


@index.command("info")
@clear_errors
def index_info() -> None:
    """Print the manifest of the index."""
    from guidebot.preparation import index_folder
    from guidebot.retrieval.store import check_index

    manifest = check_index(index_folder(read_settings()))
    click.echo(json.dumps(manifest, ensure_ascii=False, indent=1))
