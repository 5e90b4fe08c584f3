"""guidebot ingest: a site's own documents."""

from __future__ import annotations

from pathlib import Path

import click

from guidebot.commands.support import clear_errors
from guidebot.progress import Bar, say
from guidebot.settings import Settings, read_settings


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--remove", "removing", is_flag=True, help="Remove what came from PATHS.")
@click.option("--list", "listing", is_flag=True, help="List what was taken in.")
@clear_errors
def ingest(paths: tuple[Path, ...], removing: bool, listing: bool) -> None:
    """Take in a site's own documents: pdf, docx, html, md, txt, csv; files or folders.

    They are marked as the site's own, come after the reviewed passages, and are never told in the
    guide's own voice. Unchanged files are left as they are.
    """
    settings = read_settings()
    if listing:
        _list(settings)
        return
    if not paths:
        raise click.UsageError("Give PATHS, or --list.")
    refused = 0
    if removing:
        _remove(settings, paths)
    else:
        refused = _take_in(settings, paths)
    _build(settings)
    if refused:
        raise click.ClickException(f"{refused} files were refused; the others are in.")


def _list(settings: Settings) -> None:
    """Print every document with its number of passages."""
    from collections import Counter

    from guidebot.corpus.ingest import read_documents

    passages = read_documents(settings.data)
    for source, count in Counter(passage.sources[0] for passage in passages).items():
        click.echo(f"{source.published}  {count:4d} passages  {source.title}  ({source.id})")


def _remove(settings: Settings, paths: tuple[Path, ...]) -> None:
    """Remove documents and print which."""
    from guidebot.corpus.ingest import remove

    gone = remove(settings.data, paths)
    for path in gone:
        click.echo(f"{path}: removed.")
    if not gone:
        raise click.ClickException(f"Nothing was taken in from {', '.join(map(str, paths))}.")


def _take_in(settings: Settings, paths: tuple[Path, ...]) -> int:
    """Take files in, print a line for each and return how many were refused."""
    from datetime import date

    from guidebot.corpus.ingest import take_in

    results = take_in(settings.data, paths, date.today())
    for taken in results:
        if taken.problem:
            click.echo(taken.problem, err=True)
        else:
            word = "unchanged" if taken.unchanged else "taken in"
            click.echo(f"{taken.path}: {word}, {taken.passages} passages.")
    return sum(bool(taken.problem) for taken in results)


def _build(settings: Settings) -> None:
    """Bring the index up to date."""
    from guidebot.corpus.loading import read_corpus
    from guidebot.preparation import prepare

    prepare(settings, read_corpus(settings.corpus, settings.data), say, Bar())
