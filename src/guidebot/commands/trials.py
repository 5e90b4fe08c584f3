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


def _print_row(row: dict[str, str], stream: TextIO) -> None:
    """Print one record of the table."""
    click.echo(f"{row['id']}  {row['product']}  {row['condition']}  {row['phase']}", file=stream)
    for name in ("sponsor", "registry_url", "note", "disputed"):
        if row[name]:
            click.echo(f"    {row[name]}", file=stream)
