"""guidebot texts: work on the texts of the interface."""

from __future__ import annotations

from collections.abc import Callable

import click

from guidebot.commands.support import LANGUAGES, clear_errors, tell_faults
from guidebot.domain import Language
from guidebot.settings import LOCALE, read_settings


def _localiser(language: Language, region: str) -> Callable[[str], str]:
    """Return how texts that nobody wrote are derived for a reader."""
    from guidebot.corpus.glossary import read_local_phrases
    from guidebot.language import localiser

    phrases = read_local_phrases(read_settings().corpus / "traditional.csv")
    return localiser(language, region, phrases)


@click.group()
def texts() -> None:
    """Check, show and update the texts of the interface."""


@texts.command("check")
@clear_errors
def texts_check() -> None:
    """Check every catalogue; print file, line and cure of each fault."""
    from guidebot.texts.catalogues import TRADITIONAL, read_catalogues
    from guidebot.texts.checks import catalogue_faults, traditional_faults

    catalogues = read_catalogues(LOCALE)
    derive = {region: _localiser(Language.ZH_HANT, region) for region in TRADITIONAL.values()}
    faults = [*catalogue_faults(catalogues), *traditional_faults(catalogues, derive)]
    tell_faults(faults, LOCALE)


@texts.command("update")
@clear_errors
def texts_update() -> None:
    """Bring the translations into step after a change of guidebot.pot.

    New texts are opened empty; changed ones are marked fuzzy, with the text that they were made
    from.
    """
    from guidebot.texts.catalogues import read_catalogues
    from guidebot.texts.update import update_catalogues

    for path in update_catalogues(read_catalogues(LOCALE)):
        click.echo(path)
    click.echo("Look for empty and fuzzy texts, then run `guidebot texts check`.", err=True)


@texts.command("show")
@click.option("--lang", type=LANGUAGES, required=True, help="Language of the reader.")
@click.option("--region", default="", help="Where the reader is, such as TW or HK.")
@clear_errors
def texts_show(lang: str, region: str) -> None:
    """Print each text as a reader gets it, derived ones too."""
    from guidebot.texts.catalogues import read_catalogues
    from guidebot.web.strings import make_wording

    language, place = Language(lang), region.strip().upper()
    localise = _localiser(language, place)
    wording = make_wording(read_catalogues(LOCALE), language, place, localise)
    for name in wording.source:
        forms = dict.fromkeys(wording.raw(name, number) for number in (1, 2))
        click.echo(f"{name}\t{' | '.join(forms)}")
