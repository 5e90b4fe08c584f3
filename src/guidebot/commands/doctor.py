"""guidebot doctor: is everything in place, and if not, what is the cure?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import click

from guidebot.errors import SettingsError
from guidebot.settings import read_settings

if TYPE_CHECKING:
    from guidebot.doctor.findings import Finding

_COLOURS = {"ok": "green", "advice": "yellow", "fault": "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a list of findings as JSON.")
@click.argument("names", nargs=-1)
def doctor(as_json: bool, names: tuple[str, ...]) -> None:
    """Check everything that serving needs, or only NAMES.

    Names: settings, corpus, clock, review, model, index, data, disk, memory, limits, server.

    Prints how each stands and what to do; the exit status is 1 where something is at fault.
    """
    from guidebot.doctor.examine import CHECKS
    from guidebot.doctor.findings import State

    if unknown := [name for name in names if name not in CHECKS]:
        raise click.UsageError(f"No check is called {unknown[0]}. Use {', '.join(CHECKS)}.")
    findings = _findings(names)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=1))
    for each in [] if as_json else findings:
        click.secho(f"{each.state.value:7}", fg=_COLOURS[each.state], nl=False)
        click.echo(f"{each.name:9} {each.told} {each.cure}".rstrip())
    sys.exit(1 if any(each.state is State.FAULT for each in findings) else 0)


def _findings(names: tuple[str, ...]) -> list[Finding]:
    """Return what was found; with settings that cannot be used, nothing else can be."""
    from guidebot.doctor.examine import examine
    from guidebot.doctor.findings import Finding, State

    try:
        return examine(read_settings(), date.today(), names)
    except SettingsError as error:
        return [Finding("settings", State.FAULT, error.message, error.cure)]
