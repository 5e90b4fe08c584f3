"""Bring the catalogues into step with the source, by the names of the texts.

Babel's own `pybabel update` looks for the most similar text, so that a new text inherits words of
another one; here a text has a name, and keeps its translation under it.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import denormalize, write_po

from guidebot.errors import CorpusError
from guidebot.texts.catalogues import (
    Catalogues,
    SourceText,
    messages,
    name_of,
    source_text,
    translated_path,
)

#: How a .po file notes the text that a fuzzy translation was made from.
_NOTES = ("| msgid ", "| msgid_plural ")


def _take_note(message: Message) -> SourceText:
    """Return the text that a translation was made from, if the file notes one.

    Babel reads the note as a comment of the translator, and would write it as one.
    """
    found = tuple(
        denormalize(comment.removeprefix(mark))
        for mark in _NOTES
        for comment in message.user_comments
        if comment.startswith(mark)
    )
    message.user_comments = [one for one in message.user_comments if not one.startswith("| ")]
    return found


def _move(catalog: Catalog, message: Message, known: Message) -> None:
    """Put a translation under the text that its source has become, marked fuzzy."""
    catalog.delete(message.id, message.context)
    catalog.add(
        known.id,
        message.string if message.pluralizable is known.pluralizable else None,
        flags={"fuzzy"},
        user_comments=message.user_comments,
        context=message.context,
    )


def follow_source(catalog: Catalog, source: Catalog) -> None:
    """Change a catalogue to hold exactly the texts of the source.

    A text whose source has changed keeps its translation, marked fuzzy, with a note of the text
    that it was made from; a new one is empty; one that the source dropped goes.
    """
    current = {name_of(message): message for message in messages(source)}
    made_from: dict[str, SourceText] = {}
    for message in list(messages(catalog)):
        known, noted = current.get(name_of(message)), _take_note(message)
        if known and source_text(known) != source_text(message):
            noted = noted or source_text(message)
            _move(catalog, message, known)
        made_from[name_of(message)] = noted
    catalog.update(source, no_fuzzy_matching=True)
    for message in messages(catalog):
        message.previous_id = list(made_from.get(name_of(message), ())) if message.fuzzy else []


def write_catalogue(path: Path, catalog: Catalog) -> None:
    """Write a catalogue, a text to a line, so that changes are easy to read.

    Raises:
        CorpusError: if the file cannot be written.
    """
    try:
        with path.open("wb") as file:
            write_po(file, catalog, width=0, ignore_obsolete=True, include_previous=True)
    except OSError as error:
        cure = "Work in a checkout that is yours."
        raise CorpusError(path, None, "it cannot be written.", cure) from error


def update_catalogues(catalogues: Catalogues) -> list[Path]:
    """Bring every catalogue into step with the source; return the files written."""
    paths = []
    for locale, catalog in catalogues.translated.items():
        follow_source(catalog, catalogues.source)
        path = translated_path(catalogues.folder, locale)
        write_catalogue(path, catalog)
        paths.append(path)
    return paths
