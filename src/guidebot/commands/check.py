"""guidebot check: an advert's warning signs, or those of a file of adverts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from guidebot.adverts.check import check_to_dict, open_checker
from guidebot.adverts.findings import Check
from guidebot.commands.support import LANGUAGES, clear_errors, run_batch
from guidebot.settings import read_settings


@click.command()
@click.argument("text", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the check as JSON.")
@click.option("--lang", type=LANGUAGES, help="Of the explanations; else that of the text.")
@click.option(
    "--batch",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help='Lines of {"id","text","lang"?}; prints {"id","check"} lines.',
)
@clear_errors
def check(text: str | None, as_json: bool, lang: str | None, batch: Path | None) -> None:
    """Check the TEXT of an advert, or what comes from standard input, or a file of adverts."""
    if text is not None and batch is not None:
        raise click.UsageError("Give a TEXT or --batch FILE, not both.")
    checker = open_checker(read_settings())
    if batch is not None:
        run_batch(
            batch,
            lambda line: {
                "check": check_to_dict(
                    checker.check(line["text"], lang or str(line.get("lang") or ""))
                )
            },
        )
    found = checker.check(sys.stdin.read() if text is None else text, lang or "")
    if as_json:
        click.echo(json.dumps(check_to_dict(found), ensure_ascii=False, indent=1))
    else:
        _print(found)


def _print(found: Check) -> None:
    """Print a check for people."""
    for sign in found.flags:
        click.secho(f"{sign.title}: {sign.quote}", bold=True)
        click.echo(f"  {sign.why}  [{sign.source.id}]")
    for one in found.trials:
        known = f"  {one.record.product}, {one.record.condition}" if one.record else ""
        click.echo(f"{one.id}: {one.verdict.value}{known}")
    for question in found.questions:
        click.echo(f"- {question}")
    click.echo(found.limits)
