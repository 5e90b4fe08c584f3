"""guidebot corpus: work on the corpus."""

from __future__ import annotations

import click

from guidebot.commands.support import clear_errors, tell_faults
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
    tell_faults(faults, settings.corpus)


@corpus.command("weigh")
@clear_errors
def corpus_weigh() -> None:
    """Fit the word weights anew, after exemplars or triage rules have changed."""
    from guidebot.corpus.loading import WORDS, read_corpus, taught_digest
    from guidebot.preparation import marks_of
    from guidebot.retrieval.lessons import lessons
    from guidebot.retrieval.recogniser import fit_words
    from guidebot.safety.rules import read_rules
    from guidebot.safety.triage import mark_names
    from guidebot.safety.words import write_word_weights

    settings = read_settings()
    names = mark_names(read_rules(settings.corpus / "safety"))
    taught = lessons(read_corpus(settings.corpus))
    words = fit_words(taught, marks_of(settings), names, taught_digest(settings.corpus))
    write_word_weights(settings.corpus / WORDS, words)
    click.echo(f"{settings.corpus / WORDS}: {len(words.vocabulary)} weighted pieces.")


@corpus.command("due")
@click.option("--days", type=click.IntRange(0, 3650), default=30, help="Look so far ahead.")
@clear_errors
def corpus_due(days: int) -> None:
    """List what is past its review date, or near it: passages, claims and trials."""
    from datetime import date

    from guidebot.corpus.loading import read_corpus
    from guidebot.reviews import find_due
    from guidebot.trial_checks import read_checks

    settings = read_settings()
    checks = read_checks(settings.data)
    found = find_due(read_corpus(settings.corpus), checks, date.today(), days)
    for due in found:
        what = f"{due.kind} {due.group}".strip()
        names = f"{due.ids[0]} and {len(due.ids) - 1} more" if len(due.ids) > 1 else due.ids[0]
        click.echo(f"{due.day}  {'PAST' if due.past else 'soon'}  {what}: {names}")
    click.echo(f"{len(found)} due within {days} days.", err=True)


@corpus.command("new")
@click.argument("topic")
@clear_errors
def corpus_new(topic: str) -> None:
    """Write a skeleton for TOPIC in both languages."""
    from datetime import date

    from guidebot.editing import write_skeleton

    for path in write_skeleton(read_settings().corpus, topic, date.today()):
        click.echo(path)
    click.echo("Fill in both, then run `guidebot corpus check`.", err=True)


@corpus.command("show")
@click.argument("identifier")
@clear_errors
def corpus_show(identifier: str) -> None:
    """Show all that is known of a passage, claim, source or trial."""
    from guidebot.corpus.loading import read_corpus
    from guidebot.editing import entry_lines
    from guidebot.signatures import read_signatures

    settings = read_settings()
    loaded = read_corpus(settings.corpus)
    for line in entry_lines(loaded, identifier):
        click.echo(line)
    signature = read_signatures(settings.data, loaded.passages).valid.get(identifier)
    if signature:
        click.echo(f"signed {signature.signed} by {signature.reviewer}, {signature.role}")


@corpus.command("diff")
@click.argument("revision")
@clear_errors
def corpus_diff(revision: str) -> None:
    """Show what readers will read now and what they read at a git REVISION."""
    from guidebot.editing import changes_since

    lines = changes_since(read_settings().corpus, revision)
    colours = {"-": "red", "+": "green", "=": "cyan"}
    for line in lines:
        click.secho(line, fg=colours.get(line[:1]))
    click.echo(f"{sum(line.startswith('==') for line in lines)} texts changed.", err=True)


@corpus.command("sign")
@click.argument("identifiers", nargs=-1, required=True)
@click.option("--reviewer", required=True, help="Name that readers will see.")
@click.option(
    "--role", required=True, help="What entitles the person, e.g. 'neurologist, City Hospital'."
)
@clear_errors
def corpus_sign(identifiers: tuple[str, ...], reviewer: str, role: str) -> None:
    """Sign passages for a clinic; a signature lapses when the text changes."""
    from datetime import date

    from guidebot.corpus.loading import read_corpus
    from guidebot.signatures import sign, signatures_path

    settings = read_settings()
    known = {passage.id: passage for passage in read_corpus(settings.corpus).passages}
    if unknown := [name for name in identifiers if name not in known]:
        raise click.ClickException(
            f"No passage has the id {', '.join(unknown)}. Ids look like approval#eu-ema."
        )
    sign(settings.data, [known[name] for name in identifiers], reviewer, role, date.today())
    click.echo(f"{len(identifiers)} signed in {signatures_path(settings.data)}.")
