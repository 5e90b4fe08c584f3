"""The command line: one command for each job, each in a module of `commands`."""

from __future__ import annotations

import click

from guidebot import __version__
from guidebot.commands.ask import ask
from guidebot.commands.check import check
from guidebot.commands.corpus import corpus
from guidebot.commands.doctor import doctor
from guidebot.commands.evaluate import evaluate
from guidebot.commands.index import index
from guidebot.commands.ingest import ingest
from guidebot.commands.model import model
from guidebot.commands.serve import serve
from guidebot.commands.trials import trials


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="guidebot")
def main() -> None:
    """Answer questions on stem-cell and cell therapy with checked, cited text.

    guidebot generates no text: every sentence is a reviewed template, a dated claim, a trial
    record or a quoted passage, and says where it comes from. It is not a doctor.
    """


for _command in (serve, ask, check, index, model, corpus, trials, ingest, evaluate, doctor):
    main.add_command(_command)

if __name__ == "__main__":
    main()
