"""guidebot corpus: work on the corpus."""

from __future__ import annotations

import click

from guidebot.commands.support import clear_errors
from guidebot.settings import read_settings


@click.group()
def corpus() -> None:
    """Work on the corpus."""


@corpus.command("check")
@clear_errors
def corpus_check() -> None:
    """Check every rule of the corpus; print file, line and cure of each fault."""
    from guidebot.corpus.checks import check_corpus

    settings = read_settings()
    faults = check_corpus(settings.corpus)
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(f"{len(faults)} faults in {settings.corpus}.")
    click.echo(f"{settings.corpus}: no faults.")
