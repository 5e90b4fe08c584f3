"""The words of the project: every stage passes these objects, never dicts.

This page is also the glossary: one word per concept, everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Language(StrEnum):
    """Languages in which an answer can be given (BCP 47 tags)."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"

    @property
    def written(self) -> str:
        """Return the language in which the corpus is written: 'zh' or 'en'.

        Traditional Chinese is derived from the Simplified text.
        """
        return "en" if self is Language.EN else "zh"


class Level(StrEnum):
    """How fast a person has to act; members run from most to least severe."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    CAUTION = "caution"
    INFORMATION = "information"

    @property
    def rank(self) -> int:
        """Return 0 for the most severe level, growing as severity falls."""
        return list(Level).index(self)


class Status(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    PARTLY_ANSWERED = "partly_answered"
    NOT_COVERED = "not_covered"
    SMALL_TALK = "small_talk"
    EMERGENCY = "emergency"


class Tag(StrEnum):
    """The closed set of guidance cards, in the order in which they are shown."""

    EMERGENCY_STROKE = "emergency_stroke"
    EMERGENCY_OTHER = "emergency_other"
    SELF_HARM = "self_harm"
    REPORT_HARM = "report_harm"
    NOT_APPROVED_FOR_STROKE = "not_approved_for_stroke"
    BEWARE_CLINIC = "beware_clinic"
    MEDICINE_INTERACTION = "medicine_interaction"
    CHILD_OR_PREGNANCY = "child_or_pregnancy"
    PERMITTED_TECHNIQUE = "permitted_technique"
    TRIAL_PERMISSION_IS_NOT_APPROVAL = "trial_permission_is_not_approval"
    APPROVED_ELSEWHERE_NOT_FOR_STROKE = "approved_elsewhere_not_for_stroke"
    COST_CAUTION = "cost_caution"
    SEE_DOCTOR = "see_doctor"
    EARLY_EVIDENCE = "early_evidence"
    REGISTERED_TRIALS = "registered_trials"
    NOT_COVERED = "not_covered"


class SignalKind(StrEnum):
    """What triage can find in a question."""

    EMERGENCY_STROKE = "emergency_stroke"
    POSSIBLE_STROKE = "possible_stroke"
    EMERGENCY_OTHER = "emergency_other"
    SELF_HARM = "self_harm"
    ASKS_APPROVAL = "asks_approval"
    ASSERTS_APPROVAL = "asserts_approval"
    TRIAL_PERMISSION = "trial_permission"
    ASKS_TRIALS = "asks_trials"
    CLINIC_OFFER = "clinic_offer"
    HARMED = "harmed"
    ASKS_COST = "asks_cost"
    SIDE_EFFECT = "side_effect"
    PERSONAL_DECISION = "personal_decision"
    MEDICINE = "medicine"
    CHILD_OR_PREGNANCY = "child_or_pregnancy"
    STROKE = "stroke"
    OTHER_DISEASE = "other_disease"
    CELL_THERAPY = "cell_therapy"
    RULE_CHANGE = "rule_change"
    GREETING = "greeting"
    THANKS = "thanks"
    IDENTITY = "identity"


class Evidence(StrEnum):
    """What kind of evidence a passage rests on."""

    REGULATION = "regulation"
    GUIDELINE = "guideline"
    CONTROLLED_TRIAL = "controlled-trial"
    SMALL_TRIAL = "small-trial"
    ANIMAL = "animal"
    COMPANY_CLAIM = "company-claim"
    NEWS = "news"
    REVIEW = "review"


class SourceKind(StrEnum):
    """Who speaks in a source."""

    REGULATOR = "regulator"
    REGISTRY = "registry"
    JOURNAL = "journal"
    GUIDELINE = "guideline"
    NEWS = "news"
    COMPANY = "company"


class ClaimKind(StrEnum):
    """What a status claim is about: only the first is an approval."""

    MARKETING_APPROVAL = "marketing-approval"
    PERMITTED_TECHNIQUE = "permitted-technique"
    ZONE_ONLY = "zone-only"
    TRIAL_ONLY = "trial-only"


@dataclass(frozen=True, slots=True)
class Source:
    """A document, register or page that the corpus cites.

    Attributes:
        published: YYYY, YYYY-MM or YYYY-MM-DD, or '' for an undated page.
        url: '' where no stable address is known.
        says: one sentence, what it is cited for.
    """

    id: str
    title: str
    publisher: str
    url: str
    published: str
    kind: SourceKind
    says: str = ""


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage in one written language.

    Attributes:
        title: the question that it answers, as a heading.
        text: plain text, paragraphs separated by a newline; begins with bottom_line.
        bottom_line: the leading sentences that can stand alone.
        asked_as: how people put the question in this language.
    """

    title: str
    text: str
    bottom_line: str
    asked_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """A clinic's sign-off of a passage as it reads now."""

    reviewer: str
    role: str
    signed: date


#: The stage of a passage for a stroke that is happening or hours old.
ACUTE = "acute"
#: The places of a passage that is about no country in particular.
ANYWHERE = frozenset({"", "world"})


@dataclass(frozen=True, slots=True)
class Passage:
    """One answered question of the corpus, in every written language.

    Attributes:
        id: '<topic>#<slug>', the same in all languages.
        topic: file stem, for example 'approval'.
        texts: 'zh' and 'en' versions.
        sources: at least one.
        evidence: what it rests on.
        place: ISO country code that it is about, 'world' or ''.
        products: products that it is about, as spelled in trials.csv.
        stage: ACUTE, or '' where it is for whoever asks.
        cards: guidance that has to stand beside it.
        checked: when its sources were last read.
        review_due: when they have to be read again.
        site: it comes from the site's own documents, which nobody here has reviewed.
        disputed: its sources do not agree; it shows both sides.
        asked_elsewhere: how people put the question in languages that are not answered in.
    """

    id: str
    topic: str
    texts: dict[str, PassageText]
    sources: tuple[Source, ...]
    evidence: Evidence
    place: str
    products: tuple[str, ...]
    cards: tuple[Tag, ...]
    checked: date
    review_due: date
    site: bool = False
    disputed: bool = False
    stage: str = ""
    asked_elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrialRecord:
    """One line of corpus/trials.csv: a product in a registered study or filing.

    Texts are keyed by written language ('zh', 'en'). `country` holds ISO codes
    separated by '|'. `registry_url` is '' where none can be derived from the id.
    `start` is YYYY, YYYY-MM or YYYY-MM-DD, or ''. `cell_groups` say what the cells are made
    from and what they are (corpus/trials.py).
    """

    id: str
    id_kind: str
    registry: str
    registry_url: str
    product: str
    aliases: tuple[str, ...]
    cell_type: dict[str, str]
    condition: dict[str, str]
    condition_group: str
    phase: str
    country: str
    start: str
    sponsor: dict[str, str]
    status: str
    note: dict[str, str]
    disputed: dict[str, str]
    sources: tuple[Source, ...]
    as_of: date
    cell_groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A dated status that a template may state, for one place and kind."""

    id: str
    text: dict[str, str]
    kind: ClaimKind
    place: str
    status: str
    as_of: date
    review_due: date
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """Words for one concept across languages; the first of each is standard."""

    concept: str
    kind: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    hant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A sentence as people type it, with everything that triage has to see in it."""

    text: str
    labels: frozenset[str]


@dataclass(frozen=True, slots=True)
class LocalPhrase:
    """What a Traditional phrase, converted character by character, is called locally."""

    plain: str
    taiwan: str
    hong_kong: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything that guidebot may say, validated.

    Attributes:
        digest: sha256 over everything that the index is built from, hexadecimal.
        background: everyday sentences that have nothing to do with the guide.
        exemplars: what the recogniser is fitted on.
        reviewed_digest: the same without the site's own documents.
        site_passages: of the site's own documents.
        topics: title of each topic by written language, by topic.
        redirects: passage id or topic that is now, by the one that it had before.
        makers: products by the glossary's concept of who makes them.
    """

    passages: tuple[Passage, ...]
    trials: tuple[TrialRecord, ...]
    claims: dict[str, Claim]
    sources: dict[str, Source]
    glossary: tuple[GlossaryEntry, ...]
    local_phrases: tuple[LocalPhrase, ...]
    background: tuple[str, ...]
    digest: str
    exemplars: tuple[Exemplar, ...] = ()
    reviewed_digest: str = ""
    site_passages: tuple[Passage, ...] = ()
    topics: dict[str, dict[str, str]] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    makers: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def searchable(self) -> tuple[Passage, ...]:
        """Return every passage that can be found."""
        return self.passages + self.site_passages


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read once.

    Attributes:
        text: as typed, control characters removed.
        folded: for matching: NFKC, lower case, Simplified script.
        language: of the answer.
        notice: language tag of a question in a language that is not offered, or ''.
        regions: ISO country codes whose numbers and rules apply, first one leading.
        context: earlier questions of the chat, oldest first, as typed.
    """

    text: str
    folded: str
    language: Language
    notice: str = ""
    regions: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that triage found.

    Attributes:
        kind: what it is.
        rule: id of the rule that found it.
        start, end: where in the folded text, end exclusive.
        strength: how sure it is, in (0, 1]; 1 for rules.
    """

    kind: SignalKind
    rule: str
    start: int
    end: int
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Marks:
    """What the rules leave on a text, as features to learn from.

    Attributes:
        kinds: of the signals that the rules find.
        values: 0 or 1 for each kind of signal and each circumstance, always in the same order.
    """

    kinds: frozenset[SignalKind]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that retrieval found.

    Attributes:
        score: fused score, in (0, 1], larger is better.
        exact: a product name or trial id of the question names this passage.
    """

    passage: Passage
    score: float
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """What retrieval returns for a question.

    Attributes:
        hits: passages, best first.
        trials: trial records to show, best first.
        confidence: in [0, 1], the chance that the guide covers the question.
        unknown_ids: well-formed trial ids of the question that the table lacks.
        malformed_ids: what is meant as a trial id but is not well formed, as typed.
        near_names: product names that resemble one in the question but differ.
        foreign_names: what looks like a product's name and stands nowhere in the corpus, as typed.
        highlights: per passage id, the sentences nearest to the question.
        encode_ms, retrieve_ms: time spent, milliseconds.
    """

    hits: tuple[Hit, ...] = ()
    trials: tuple[TrialRecord, ...] = ()
    confidence: float = 0.0
    unknown_ids: tuple[str, ...] = ()
    malformed_ids: tuple[str, ...] = ()
    near_names: tuple[str, ...] = ()
    foreign_names: tuple[str, ...] = ()
    highlights: dict[str, tuple[str, ...]] = field(default_factory=dict)
    encode_ms: float = 0.0
    retrieve_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """What questions are searched with.

    Attributes:
        model: name of the embedding model.
        kind: of the dense index, 'flat' (exact) or 'ivf' (by cells).
        vectors: in the dense index.
    """

    model: str
    kind: str
    vectors: int


#: Confidence at and above which a question is answered; between the two it is partly
#: answered; below PARTLY it is not covered. The least sure question of the field on the tune half
#: of tests/data has 0.56.
ANSWERED, PARTLY = 0.6, 0.55


#: Origin of the statement that nothing here answers a question of the field.
NO_EVIDENCE = "template:no_evidence"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence group of the short answer and where it comes from.

    `origin` is 'template:<name>', 'passage:<id>', 'trial:<id>' or 'claim:<id>'.
    """

    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a card offers to do: a number to call or a page to open."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class GuidanceCard:
    """A guidance card as shown."""

    tag: Tag
    level: Level
    title: str
    body: str
    actions: tuple[Action, ...]
    as_of: date


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage as shown in an answer.

    `highlights` are [start, end) character offsets into `text`.
    """

    id: str
    title: str
    text: str
    highlights: tuple[tuple[int, int], ...]
    score: float
    url: str
    source: Source
    evidence: Evidence
    checked: date
    review_due: date
    signature: Signature | None = None
    site: bool = False


@dataclass(frozen=True, slots=True)
class ShownTrial:
    """A trial record as shown in an answer.

    `start` is for the page alone; the JSON of the public contract does not have it.
    """

    id: str
    product: str
    condition: str
    phase: str
    country: str
    registry: str
    registry_url: str
    status_as_of: str
    note: str
    start: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The public contract: one answer feeds the page, the JSON and the command line.

    Attributes:
        nearest: ids of the passages that came nearest to a question that is not covered; counted,
            never shown, and no part of the JSON.
    """

    id: str
    question: str
    lang: Language
    status: Status
    level: Level
    statements: tuple[Statement, ...]
    guidance: tuple[GuidanceCard, ...]
    passages: tuple[ShownPassage, ...]
    trials: tuple[ShownTrial, ...]
    followups: tuple[str, ...]
    confidence: float
    as_of: date
    review_due: date
    timings_ms: dict[str, float]
    nearest: tuple[str, ...] = ()

    @property
    def only_related(self) -> bool:
        """Return whether the passages are near the question but do not answer it."""
        return any(statement.origin == NO_EVIDENCE for statement in self.statements)
