"""The guide: the stages of an answer in order, and the only rule about failure."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from time import perf_counter

from guidebot.compose import compose
from guidebot.corpus.loading import WORDS
from guidebot.datafile import spare
from guidebot.domain import (
    Answer,
    Corpus,
    Findings,
    IndexFacts,
    Language,
    Question,
    SignalKind,
    Signature,
)
from guidebot.errors import (
    GuidebotError,
    IndexFolderError,
    ModelError,
)
from guidebot.language import clean, detect, fold, localiser, other_language
from guidebot.material import Material, status_of
from guidebot.preparation import open_corpus, prepare
from guidebot.refusals import checked_text, refuse_unknown
from guidebot.retrieval.encoder import Encoder
from guidebot.retrieval.retriever import Retriever, Scope
from guidebot.safety.guidance import (
    EMERGENCIES,
    SMALL_TALK,
    kinds_of,
)
from guidebot.safety.regions import choose_regions, read_regions
from guidebot.safety.rules import read_rules
from guidebot.safety.templates import template_environment
from guidebot.safety.triage import long_past
from guidebot.safety.wording import Wording
from guidebot.safety.words import read_word_weights
from guidebot.settings import TEMPLATES, Settings
from guidebot.signatures import read_signatures
from guidebot.trial_checks import TrialCheck, read_checks
from guidebot.understanding import Understanding, understand

logger = logging.getLogger(__name__)

#: Earlier turns that are read; a longer chat is cut to its last ones.
MOST_TURNS = 20
#: Renderers that are kept: languages times regions.
WORDINGS = 64
#: What may go wrong in model and index; anything else is a fault of the program.
SEARCH_ERRORS = (GuidebotError, RuntimeError, OSError, ValueError, MemoryError)


class Guide:
    """Answers questions from one corpus.

    Args:
        settings: where things are, and who asks.
        corpus: validated.
        retriever: search, or None where it is not to be had.
        problem: why there is no retriever, for operators; '' otherwise.
        today: gives the date against which review dates are held.
    """

    def __init__(
        self,
        settings: Settings,
        corpus: Corpus,
        retriever: Retriever | None,
        problem: str = "",
        today: Callable[[], date] = date.today,
    ) -> None:
        self.corpus = corpus
        self.problem = problem
        self._settings = settings
        self._retriever = retriever
        self._today = today
        self._rules = read_rules(settings.corpus / "safety")
        self._words = read_word_weights(settings.corpus / WORDS)
        self._regions = read_regions(settings.corpus / "safety" / "regions.toml")
        self._templates = template_environment(TEMPLATES)
        self._worded = lru_cache(maxsize=WORDINGS)(self._new_wording)
        self._checks = spare(lambda: read_checks(settings.data), dict[str, TrialCheck]())
        self.signatures: Mapping[str, Signature] = spare(
            lambda: read_signatures(settings.data, corpus.passages).valid, {}
        )

    @property
    def ready(self) -> bool:
        """Return whether questions can be searched for; emergencies are answered always."""
        return self._retriever is not None

    @property
    def index_facts(self) -> IndexFacts | None:
        """Return what questions are searched with, or None where they cannot be."""
        return self._retriever.facts if self._retriever else None

    @property
    def encoder(self) -> Encoder | None:
        """Return the model that questions are searched with, or None."""
        return self._retriever.encoder if self._retriever else None

    def read(
        self,
        text: str,
        *,
        lang: str = "",
        region: str = "",
        context: Sequence[str] = (),
        fallbacks: Sequence[Language] = (),
    ) -> Question:
        """Return a question as the stages need it.

        Args:
            text: as sent.
            lang: language to answer in where the text shows none; '' for none.
            region: ISO code of the reader's place, or ''.
            context: earlier questions of the chat, oldest first.
            fallbacks: further languages to take, for example the browser's.

        Raises:
            QuestionError: if there is nothing to answer, or too much, or `lang` or
                `region` is unknown.
        """
        cleaned = checked_text(text, self._settings.max_characters)
        earlier = tuple(clean(turn)[: self._settings.max_characters] for turn in context)
        earlier = tuple(turn for turn in earlier if turn)[-MOST_TURNS:]
        refuse_unknown(lang, region, self._regions)
        wished = [Language(lang)] if lang else []
        spoken = [detect(turn, wished) for turn in reversed(earlier) if turn]
        language = detect(cleaned, [*spoken[:1], *wished, *fallbacks])
        folded = fold(cleaned)
        chat = fold("\n".join([*earlier, cleaned])) if earlier else folded
        return Question(
            text=cleaned,
            folded=folded,
            language=language,
            notice=other_language(cleaned),
            regions=choose_regions(
                region.upper(), self._settings.region, language, chat, self._regions
            ),
            context=earlier,
        )

    def answer(self, question: Question) -> Answer:
        """Return the answer to a question: triage, search, compose.

        When search fails, the answer still carries triage and says that nothing can be
        looked up now; the error is logged, the question never.
        """
        started = perf_counter()
        understood, failed = self._understand(question)
        findings = None
        if not self._stands_alone(kinds_of(understood.signals)):
            findings, failed = self._search(question, understood)
        return self._composed(question, understood, findings, failed, started)

    def answer_by_rules(self, question: Question) -> Answer | None:
        """Return the answer to signs of an emergency, seen without model and index.

        It costs next to nothing, so it is given even where nothing else is answered.

        Returns:
            The answer with its emergency card; None where rules and weighted words see no sign.
        """
        started = perf_counter()
        understood = understand(question, self._rules, self._words, None)
        kinds = kinds_of(understood.signals)
        if not kinds & {*EMERGENCIES, SignalKind.POSSIBLE_STROKE}:
            return None
        return self._composed(question, understood, None, not self._stands_alone(kinds), started)

    def _composed(
        self,
        question: Question,
        understood: Understanding,
        findings: Findings | None,
        failed: bool,
        started: float,
    ) -> Answer:
        """Return the answer made of what was understood and found, with the time of each stage.

        Args:
            question: as read.
            understood: what it is about.
            findings: of retrieval, or None where it was not asked or failed.
            failed: whether retrieval failed.
            started: perf_counter value at which the question came in.
        """
        timings = {"triage": _ms(started), "encode": 0.0, "retrieve": 0.0}
        if findings:
            timings["retrieve"] = round(findings.retrieve_ms, 2)
        if understood.query:
            timings["encode"] = round(understood.query.encode_ms, 2)
        rest = timings["triage"] - timings["encode"] - timings["retrieve"]
        timings["triage"] = round(max(rest, 0.0), 2)
        composing = perf_counter()
        material = Material(
            question=question,
            signals=understood.signals,
            findings=findings,
            status=status_of(kinds_of(understood.signals), findings),
            claims=self.corpus.claims,
            wording=self._wording(question),
            named_places=self._named_places(fold(understood.resolved)),
            failed=failed,
            checks=self._checks,
            signatures=self.signatures,
        )
        answer = compose(material, timings)
        timings |= {"compose": _ms(composing), "total": _ms(started)}
        return answer

    def find(self, question: Question) -> Findings:
        """Return what search finds for a question, whatever triage makes of it.

        Raises:
            ModelError: if there is no search.
        """
        understood = understand(question, self._rules, self._words, self._retriever)
        return self._find(question, understood)

    def _find(self, question: Question, understood: Understanding) -> Findings:
        """Return what search finds for a question that is understood; raises as `find`."""
        if self._retriever is None or understood.query is None:
            raise ModelError(self.problem, "Make model and index first.")
        folded = fold(understood.resolved)
        scope = Scope(
            # What the last turn names goes before what it leans on.
            places=self._named_places(question.folded) or self._named_places(folded),
            long_past=long_past(folded, kinds_of(understood.signals), self._rules),
            asks_on=understood.query.turn is not None,
        )
        return self._retriever.search(understood.query, question.language.written, scope)

    def _understand(self, question: Question) -> tuple[Understanding, bool]:
        """Return (what the question is about, whether search failed on the way)."""
        try:
            return understand(question, self._rules, self._words, self._retriever), False
        except SEARCH_ERRORS as error:
            # Never the question: it is somebody's health.
            logger.error("reading failed: %s", type(error).__name__)
            return understand(question, self._rules, self._words, None), True

    def _stands_alone(self, kinds: frozenset[SignalKind]) -> bool:
        """Return whether nothing is to be searched for."""
        return bool(kinds & {*EMERGENCIES, *SMALL_TALK})

    def _search(
        self, question: Question, understood: Understanding
    ) -> tuple[Findings | None, bool]:
        """Return (findings, whether search failed)."""
        if self._retriever is None or understood.query is None:
            return None, True
        try:
            return self._find(question, understood), False
        except SEARCH_ERRORS as error:
            logger.error("search failed: %s", type(error).__name__)
            return None, True

    def _named_places(self, folded: str) -> tuple[str, ...]:
        """Return the regions that a folded text names, the first named first."""
        found = ((code, region.named.search(folded)) for code, region in self._regions.items())
        return tuple(code for _, code in sorted((one.start(), code) for code, one in found if one))

    def _wording(self, question: Question) -> Wording:
        """Return the renderer for a question's language and regions."""
        return self._worded(question.language, question.regions, self._today())

    def _new_wording(self, language: Language, regions: tuple[str, ...], today: date) -> Wording:
        """Return a renderer; it remembers its cards, so those of earlier days are let go."""
        return Wording(
            environment=self._templates,
            written=language.written,
            claims=self.corpus.claims,
            regions=tuple(self._regions[code] for code in regions),
            localise=localiser(language, regions[0] if regions else "", self.corpus.local_phrases),
            today=today,
        )


def _ms(since: float) -> float:
    """Return the milliseconds since a perf_counter value, to two digits."""
    return round((perf_counter() - since) * 1000, 2)


def open_guide(
    settings: Settings,
    report: Callable[[str], None] = lambda line: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Guide:
    """Return a guide, making the model and the index where they are missing.

    Without a model or index that can be made, the guide still answers emergencies and says
    that it cannot search; a broken corpus is an error, for nothing could be said.

    Raises:
        CorpusError: if the corpus is broken.
    """
    corpus = open_corpus(settings, report)
    try:
        return Guide(settings, corpus, prepare(settings, corpus, report, progress))
    except (ModelError, IndexFolderError) as error:
        problem = str(error)
    except MemoryError:
        problem = "There is not enough memory for model and index. Give the process 300 MB more."
    report(problem)
    return Guide(settings, corpus, None, problem)
