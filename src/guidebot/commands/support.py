"""What every command uses: clear errors, the choice of languages, files of many texts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from guidebot.domain import Language
from guidebot.errors import GuidebotError, QuestionError

P = ParamSpec("P")
R = TypeVar("R")

#: The values of --lang.
LANGUAGES = click.Choice([language.value for language in Language])


def clear_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Turn guidebot's own errors into one clear line and exit status 1."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except GuidebotError as error:
            raise click.ClickException(str(error)) from error

    return wrapped


def tell_faults(faults: Sequence[object], where: Path) -> None:
    """Print each fault on a line; end with exit status 1 where there is any."""
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(f"{len(faults)} faults in {where}.")
    click.echo(f"{where}: no faults.")


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


def _output(
    line: dict[str, Any], work: Callable[[dict[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Return the output for one line of a batch; nothing is lost for a bad one."""
    identifier = {"id": line.get("id")}
    if "error" in line:
        problem = {"code": "bad_line", "detail": line["error"], "cure": "Mend the line."}
        return identifier | {"error": problem}
    try:
        return identifier | work(line)
    except QuestionError as error:
        problem = {"code": error.code, "detail": error.message, "cure": error.cure}
        return identifier | {"error": problem}


def run_batch(path: Path, work: Callable[[dict[str, Any]], dict[str, Any]]) -> NoReturn:
    """Print one line of JSON for each line of a file, then exit: 1 if any could not be used."""
    lines = [_output(line, work) for line in _batch_lines(path)]
    for line in lines:
        click.echo(json.dumps(line, ensure_ascii=False))
    sys.exit(1 if any("error" in line for line in lines) else 0)
