"""What can be wrong with a catalogue; each fault names file, line and cure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.support import NullTranslations

from guidebot.domain import Language
from guidebot.errors import CorpusError
from guidebot.language import script_of
from guidebot.texts.catalogues import (
    TRADITIONAL,
    Catalogues,
    forms,
    messages,
    name_of,
    source_path,
    source_text,
    translated_path,
)

#: A catalogue that must hold every text; what the others leave empty is derived.
COMPLETE = "en"
#: The field that chooses the plural form; a form for one thing may do without it.
COUNT = "number"
_UPDATE = "Run `guidebot texts update`, then look at the texts that it marks fuzzy."


def fields(text: str) -> frozenset[str]:
    """Return the names in braces.

    Raises:
        ValueError: if a brace is open, or a field has no name.
    """
    found = frozenset(field for _, field, _, _ in Formatter().parse(text) if field is not None)
    if not all(field.isidentifier() for field in found):
        raise ValueError(f"a field of {text!r} has no plain name")
    return found


def _source_fault(message: Message, names: set[str]) -> tuple[str, str] | None:
    """Return what is wrong with a text of the source, and the cure."""
    name = name_of(message)
    if not name:
        return "a text has no name.", "Give it a msgctxt."
    if name in names:
        return f"there are two texts {name!r}.", "Rename one."
    try:
        found = {fields(text) for text in source_text(message)}
    except ValueError as error:
        return f"{name!r}: {error}.", "Write fields as {name}."
    if len(found) > 1:
        return f"the two forms of {name!r} differ in their fields.", "Use the same {fields}."
    if message.pluralizable and COUNT not in next(iter(found)):
        return f"{name!r} has a plural but counts nothing.", f"Write the count as {{{COUNT}}}."
    return None


def _fields_differ(message: Message, known: Message) -> bool:
    """Return whether a translation has other {fields} than its source."""
    wanted = fields(source_text(known)[0])
    written = forms(message)
    try:
        for position, text in enumerate(written):
            optional = {COUNT} if position == 0 and len(written) > 1 else frozenset()
            if text and fields(text) | optional != wanted:
                return True
    except ValueError:
        return True
    return False


def _translation_fault(message: Message, known: Message | None) -> tuple[str, str] | None:
    """Return what is wrong with a translation, and the cure; `known` is its source."""
    name = name_of(message)
    if known is None:
        return f"the source has no text {name!r}.", "Run `guidebot texts update`."
    if source_text(known) != source_text(message):
        return f"the Simplified text of {name!r} has changed.", _UPDATE
    if message.fuzzy:
        return f"{name!r} is marked fuzzy.", "Compare it with the Simplified text, unmark it."
    if _fields_differ(message, known):
        return f"{name!r} has other fields than the Simplified text.", "Use the same {fields}."
    if any(forms(message)) and not all(forms(message)):
        return f"{name!r} lacks a plural form.", "Write all its forms."
    return None


def _catalogue_faults(path: Path, catalog: Catalog, source: Catalog) -> Iterator[CorpusError]:
    """Give the faults of one translation against the source."""
    known = {name_of(message): message for message in messages(source)}
    for message in messages(catalog):
        if found := _translation_fault(message, known.get(name_of(message))):
            yield CorpusError(path, message.lineno, *found)


def _missing(catalogues: Catalogues) -> Iterator[CorpusError]:
    """Give the texts that the complete language lacks."""
    path = translated_path(catalogues.folder, COMPLETE)
    if COMPLETE not in catalogues.translated:
        yield CorpusError(path, None, "it is not there.", "Put it back.")
        return
    written = {
        name_of(message)
        for message in messages(catalogues.translated[COMPLETE])
        if any(forms(message))
    }
    for message in messages(catalogues.source):
        if (name := name_of(message)) not in written:
            yield CorpusError(path, None, f"there is no text for {name!r}.", _UPDATE)


def catalogue_faults(catalogues: Catalogues) -> list[CorpusError]:
    """Return every fault for which a page would show a wrong text, or none."""
    path, names = source_path(catalogues.folder), set[str]()
    faults = []
    for message in messages(catalogues.source):
        if found := _source_fault(message, names):
            faults.append(CorpusError(path, message.lineno, *found))
        names.add(name_of(message))
    # A broken source would show as faults of every translation.
    if faults:
        return faults
    for locale, catalog in catalogues.translated.items():
        path = translated_path(catalogues.folder, locale)
        faults += _catalogue_faults(path, catalog, catalogues.source)
    return [*faults, *_missing(catalogues)]


def traditional_faults(
    catalogues: Catalogues, localisers: Mapping[str, Callable[[str], str]]
) -> Iterator[CorpusError]:
    """Give the Traditional texts that need no writing, or are in the wrong script.

    Args:
        catalogues: all texts.
        localisers: by region ('TW', 'HK'), how texts are derived there.
    """
    below: dict[str, Catalog] = {}
    for locale, region in TRADITIONAL.items():
        if catalog := catalogues.translated.get(locale):
            without = replace(catalogues, translated=dict(below))
            reader = without.translations(Language.ZH_HANT, region, localisers[region])
            path = translated_path(catalogues.folder, locale)
            for message in messages(catalog):
                if found := _traditional_fault(message, reader):
                    yield CorpusError(path, message.lineno, *found)
            below[locale] = catalog


def _traditional_fault(message: Message, reader: NullTranslations) -> tuple[str, str] | None:
    """Return what is wrong with a Traditional text; `reader` has what would stand there without."""
    written, name = forms(message)[0], name_of(message)
    source = source_text(message)
    without = reader.pgettext(name, source[0])
    if message.pluralizable:
        without = reader.npgettext(name, source[0], source[-1], 1)
    if without == written:
        return f"{name!r} is what readers get anyway.", "Leave it empty."
    if script_of(written) is Language.ZH_HANS:
        return f"{name!r} is in Simplified characters.", "Write it in Traditional ones."
    return None
