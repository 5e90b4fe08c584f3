"""guidebot evaluate: figures over questions whose right answers are known."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from guidebot.commands.support import clear_errors
from guidebot.errors import CasesError
from guidebot.progress import Bar, say
from guidebot.settings import read_settings


def _bounds(pairs: tuple[str, ...]) -> dict[str, float]:
    """Return NAME=VALUE pairs as a mapping."""
    found = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        try:
            found[name] = float(value)
        except ValueError as error:
            raise click.UsageError(f"{pair!r} is not NAME=VALUE, for example facts=0.9.") from error
    return found


@click.command()
@click.argument("cases", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--half", type=click.Choice(["tune", "check", "both"]), default="both")
@click.option("--html", type=click.Path(path_type=Path), help="Write a report with pictures.")
@click.option("--min", "least", multiple=True, help="NAME=VALUE that has to be reached.")
@click.option("--max", "most", multiple=True, help="NAME=VALUE that must not be passed.")
@click.option("--misses", is_flag=True, help="Print each case that is not right.")
@clear_errors
def evaluate(
    cases: tuple[Path, ...],
    half: str,
    html: Path | None,
    least: tuple[str, ...],
    most: tuple[str, ...],
    misses: bool,
) -> None:
    """Ask every question of CASES (lines of JSON) and count what the answers show."""
    from guidebot.evaluation.run import run

    wanted = _bounds(least), _bounds(most)
    figures = run(read_settings(), cases, half, say, Bar())
    if misses:
        from guidebot.evaluation.report import is_miss

        for outcome in filter(is_miss, figures.outcomes):
            lacks = ", ".join((*outcome.missed, *sorted(outcome.lost), *outcome.unsafe))
            found = " ".join(passage.id for passage in outcome.answer.passages)
            click.echo(f"{outcome.case.id}\t{outcome.case.text}\t{lacks}\t{found}")
    for one in (*figures.shares, *figures.slices, *figures.rules_alone):
        low, high = one.interval
        if one.of:
            click.echo(
                f"{one.name:32s} {one.right:4d} of {one.of:4d}  {one.rate:.3f}"
                f"  ({low:.3f} to {high:.3f})"
            )
    for name, value in {**figures.ranking, **figures.latency()}.items():
        click.echo(f"{name:32s} {value:.3f}")
    if html:
        from guidebot.evaluation.report import render

        html.write_text(render(figures, f"guidebot: {len(figures.outcomes)} questions"), "utf-8")
    _hold(figures.named(), *wanted)


def _hold(named: Mapping[str, float], least: dict[str, float], most: dict[str, float]) -> None:
    """Raise CasesError for every figure beyond its bound, or for a name that is none."""
    if unknown := [name for name in (*least, *most) if name not in named]:
        raise CasesError(
            f"No figure is called {', '.join(unknown)}.", f"Use one of {', '.join(named)}."
        )
    short = [f"{name} is {named[name]:.3f}, not {low}" for name, low in least.items()]
    short = [
        text for text, (name, low) in zip(short, least.items(), strict=True) if named[name] < low
    ]
    short += [
        f"{name} is {named[name]:.3f}, over {high}"
        for name, high in most.items()
        if named[name] > high
    ]
    if short:
        raise CasesError(f"{'; '.join(short)}.", "Read the misses with --misses.")
