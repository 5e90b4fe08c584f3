"""guidebot ask: one question, or a file of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from guidebot.commands.support import LANGUAGES, clear_errors, run_batch
from guidebot.domain import Answer
from guidebot.progress import Bar, say
from guidebot.settings import read_settings

if TYPE_CHECKING:
    from guidebot.guide import Guide


@click.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--lang", type=LANGUAGES, help="Where the text shows no language.")
@click.option("--region", default="", help="Country code: emergency numbers, e.g. TW.")
@click.option(
    "--batch",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help='Lines of {"id","text","lang"?,"region"?,"context"?}; prints {"id","answer"} lines.',
)
@clear_errors
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
        run_batch(batch, lambda line: _answer_line(guide, line))
    answer = guide.answer(guide.read(question or "", lang=lang or "", region=region))
    if as_json:
        click.echo(json.dumps(answer_to_dict(answer), ensure_ascii=False, indent=1))
    else:
        _print_answer(answer)


def _answer_line(guide: Guide, line: dict[str, Any]) -> dict[str, Any]:
    """Return the output for one line of a batch."""
    from guidebot.serialise import answer_to_dict

    question = guide.read(
        line["text"],
        lang=str(line.get("lang") or ""),
        region=str(line.get("region") or ""),
        context=[str(turn) for turn in line.get("context") or []],
    )
    return {"answer": answer_to_dict(guide.answer(question))}


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
