"""What every command uses: clear errors and the choice of languages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from guidebot.domain import Language
from guidebot.errors import GuidebotError

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
