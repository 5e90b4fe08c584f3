"""Check an advert by rules and the table of trials: no model, no index, no network.

Nothing that is pasted is kept. The check marks words; it never says that a clinic is good or bad.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guidebot.adverts.findings import Check, CheckedId, Flag, Found, ShownFlag, Verdict
from guidebot.adverts.identifiers import LocatedId, TrialTable
from guidebot.adverts.offsets import Folded, fold_placed
from guidebot.adverts.rules import (
    FlagEntry,
    Sentences,
    find_signs,
    read_advert_rules,
    read_flags,
)
from guidebot.corpus.glossary import read_local_phrases
from guidebot.corpus.sources import read_sources
from guidebot.corpus.trials import read_trials
from guidebot.domain import Language, LocalPhrase
from guidebot.errors import QuestionError
from guidebot.language import clean, detect, localiser
from guidebot.safety.rules import RuleBook
from guidebot.safety.templates import template_environment
from guidebot.safety.wording import Wording
from guidebot.serialise import source_to_dict, trial_to_dict
from guidebot.settings import TEMPLATES, Settings
from guidebot.showing import shown_record
from guidebot.trial_checks import TrialCheck, read_checks

#: The same sign is marked so often at most: more marks hide the text.
MOST_MARKS = 3
#: An advert may be so many times as long as a question.
TIMES_A_QUESTION = 5
#: Verdicts on an id that are a warning sign; an id that the table lacks is none.
_WRONG = frozenset({Verdict.MALFORMED, Verdict.OTHER_PRODUCT})


@dataclass(frozen=True, slots=True)
class AdvertChecker:
    """Checks adverts; made once, from the corpus.

    Attributes:
        longest: most characters of an advert.
        region: of the site: Hong Kong's words for Traditional there, else Taiwan's.
    """

    book: RuleBook
    table: TrialTable
    flags: Mapping[Flag, FlagEntry]
    register: Mapping[str, TrialCheck]
    phrases: Sequence[LocalPhrase]
    longest: int
    region: str = ""

    def check(self, text: str, lang: str = "", fallbacks: Sequence[Language] = ()) -> Check:
        """Return what an advert's own words show.

        Args:
            text: as sent; offsets count its characters.
            lang: of the explanations; '' for the language of the text.
            fallbacks: languages to take where the text shows none.

        Raises:
            QuestionError: if there is no text, too much of it, or `lang` is not offered.
        """
        self._refuse(text, lang)
        language = Language(lang) if lang else detect(text, fallbacks)
        wording = self._wording(language)
        folded = fold_placed(text)
        sentences = Sentences(folded.text, self.book)
        ids = list(self.table.look_up(sentences))
        found = sorted(
            self._found(sentences, ids, folded), key=lambda one: (one.start, one.end, one.flag)
        )
        return Check(
            lang=language,
            flags=tuple(self._shown(one, text, wording) for one in found),
            trials=tuple(self._checked(one, wording) for one in _first_of_each(ids)),
            questions=tuple(_lines(wording, "questions")),
            limits=("" if language.written == "zh" else " ").join(_lines(wording, "limits")),
        )

    def _refuse(self, text: str, lang: str) -> None:
        """Raise QuestionError for what cannot be checked."""
        if lang and lang not in list(Language):
            raise QuestionError(
                f"The language {lang[:20]!r} is not offered.",
                f"Use one of {', '.join(Language)}.",
                code="bad_lang",
            )
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise QuestionError(
                "The text holds half a character (an unpaired surrogate).",
                "Send whole Unicode characters.",
                "broken_text",
            )
        if not clean(text):
            raise QuestionError("The text is empty.", "Paste the advert.", "empty_advert")
        if len(text) > self.longest:
            raise QuestionError(
                f"The text has {len(text)} characters, more than {self.longest}.",
                "Check it part by part.",
                "advert_too_long",
                http_status=413,
            )

    def _found(
        self, sentences: Sentences, ids: Sequence[LocatedId], folded: Folded
    ) -> Iterator[Found]:
        """Give every warning sign, in the places of the text as sent."""
        spans = find_signs(self.book, sentences)
        wrong = [(one.start, one.end) for one in ids if one.verdict in _WRONG]
        spans.setdefault(Flag.FAKE_OR_WRONG_TRIAL_ID, []).extend(wrong)
        for flag, places in spans.items():
            for start, end in sorted(set(places))[:MOST_MARKS]:
                yield Found(flag, *folded.original(start, end))

    def _wording(self, language: Language) -> Wording:
        """Return the renderer of the reviewed words."""
        return Wording(
            environment=template_environment(TEMPLATES),
            written=language.written,
            claims={},
            regions=(),
            localise=localiser(language, self.region, self.phrases),
            today=date.today(),
        )

    def _shown(self, found: Found, text: str, wording: Wording) -> ShownFlag:
        """Return a warning sign with its reason."""
        name = f"adverts/{wording.written}/{found.flag.value}.j2"
        module = wording.environment.get_template(name).module
        entry = self.flags[found.flag]
        return ShownFlag(
            flag=found.flag,
            quote=text[found.start : found.end],
            start=found.start,
            end=found.end,
            title=wording.localise(str(module.title).strip()),  # type: ignore[attr-defined]
            why=wording.localise(str(module).strip()),
            source=entry.source,
            passage=entry.passage,
        )

    def _checked(self, found: LocatedId, wording: Wording) -> CheckedId:
        """Return the verdict on an id, with the record of the table."""
        record = found.record
        shown = shown_record(record, wording, self.register.get(record.id)) if record else None
        return CheckedId(found.id, found.verdict, shown)


def _lines(wording: Wording, name: str) -> list[str]:
    """Return the lines of a template, in the reader's variety."""
    text = wording.environment.get_template(f"adverts/{wording.written}/{name}.j2").render()
    return [wording.localise(line) for line in text.splitlines() if line.strip()]


def _first_of_each(ids: Sequence[LocatedId]) -> list[LocatedId]:
    """Return each id once, in the order of the text."""
    in_order = sorted(ids, key=lambda one: one.start)
    return list({one.id: one for one in reversed(in_order)}.values())[::-1]


def open_checker(settings: Settings) -> AdvertChecker:
    """Return a checker over the corpus of the settings.

    Raises:
        CorpusError: if a file of the corpus is broken.
        DataError: if the stored answers of the register are damaged.
    """
    corpus = settings.corpus
    sources = read_sources(corpus / "sources.toml")
    book = read_advert_rules(corpus / "adverts")
    return AdvertChecker(
        book=book,
        table=TrialTable(read_trials(corpus / "trials.csv", sources), book),
        flags=read_flags(corpus / "adverts" / "flags.toml", sources),
        register=read_checks(settings.data),
        phrases=read_local_phrases(corpus / "traditional.csv"),
        longest=settings.max_characters * TIMES_A_QUESTION,
        region=settings.region,
    )


def check_to_dict(check: Check) -> dict[str, Any]:
    """Return a check as JSON-ready values: exactly the names of the public contract."""
    return {
        "flags": [
            {
                "flag": one.flag.value,
                "quote": one.quote,
                "start": one.start,
                "end": one.end,
                "why": one.why,
                "source": source_to_dict(one.source),
            }
            for one in check.flags
        ],
        "trials": [
            {
                "id": one.id,
                "verdict": one.verdict.value,
                "record": trial_to_dict(one.record) if one.record else None,
            }
            for one in check.trials
        ],
        "questions": list(check.questions),
        "limits": check.limits,
    }
