"""guidebot ask: one question, or a file of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from guidebot.commands.support import LANGUAGES, clear_errors
from guidebot.domain import Answer
from guidebot.errors import QuestionError
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
