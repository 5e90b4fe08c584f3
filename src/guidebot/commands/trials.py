"""guidebot trials: look things up in the table of trials."""

from __future__ import annotations

import json
import sys
from typing import TextIO

import click

from guidebot.commands.support import LANGUAGES, clear_errors
from guidebot.domain import Language
from guidebot.settings import read_settings


@click.group()
def trials() -> None:
    """Look things up in the table of trials."""


@trials.command("find")
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Print the records as JSON.")
@click.option("--lang", type=LANGUAGES, default=Language.ZH_HANS.value)
@clear_errors
def trials_find(text: str, as_json: bool, lang: str) -> None:
    """Find records by trial id, product, company or disease."""
    from guidebot.trial_search import find_trials, trial_rows

    rows = trial_rows(find_trials(read_settings(), text), Language(lang))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        _print_row(row, sys.stdout)
    if not rows:
        raise click.ClickException(
            f"Nothing in the table matches {text!r}. Try a trial id, a product or a disease."
        )


@trials.command("list")
@click.option("--condition", default="", help="A group such as stroke, or words of a disease.")
@click.option("--country", default="", help="Country code, e.g. CN.")
@click.option("--phase", default="", help="I, II or III; I also finds I/II.")
@click.option("--json", "as_json", is_flag=True, help="Print the records as JSON.")
@click.option("--lang", type=LANGUAGES, default=Language.ZH_HANS.value)
@clear_errors
def trials_list(condition: str, country: str, phase: str, as_json: bool, lang: str) -> None:
    """List the records that fit every filter."""
    from guidebot.trial_search import list_trials, trial_rows

    records = list_trials(read_settings(), condition, country, phase)
    rows = trial_rows(records, Language(lang))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        _print_row(row, sys.stdout)
    click.echo(f"{len(rows)} records. A registered trial is not an approved treatment.", err=True)


@trials.command("refresh")
@click.argument("identifiers", nargs=-1)
@click.option("--again", is_flag=True, help="Also ask about trials that were checked today.")
@clear_errors
def trials_refresh(identifiers: tuple[str, ...], again: bool) -> None:
    """Ask ClinicalTrials.gov what became of its trials, or of IDENTIFIERS.

    At most one request a second. Each answer is stored at once, with the date, beside the table.
    """
    from datetime import date

    from guidebot.corpus.loading import read_corpus
    from guidebot.corpus.registries import find_ids
    from guidebot.trial_checks import checks_path
    from guidebot.trial_refresh import refresh

    settings = read_settings()
    wanted = [name for text in identifiers for name in find_ids(text)]
    if identifiers and len(wanted) != len(identifiers):
        raise click.ClickException(f"Not all of {' '.join(identifiers)} are trial ids.")
    known = [record.id for record in read_corpus(settings.corpus).trials]
    names = [name for name in dict.fromkeys(wanted or known) if name.startswith("NCT")]
    done = refresh(
        settings.trials_api,
        settings.data,
        names,
        today=date.today(),
        again=again,
        report=click.echo,
    )
    for name, before, now in done.changed:
        click.echo(f"Changed: {name} was {before}, is {now}.")
    click.echo(f"{len(done.checked)} stored in {checks_path(settings.data)}.")
    if done.unusable:
        raise click.ClickException(f"{len(done.unusable)} answers could not be used; see above.")


def _print_row(row: dict[str, str], stream: TextIO) -> None:
    """Print one record of the table."""
    click.echo(f"{row['id']}  {row['product']}  {row['condition']}  {row['phase']}", file=stream)
    for name in ("sponsor", "registry_url", "note", "disputed"):
        if row[name]:
            click.echo(f"    {row[name]}", file=stream)
