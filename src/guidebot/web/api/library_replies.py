"""What programs read of the corpus, as pydantic models: read only to describe it.

library.py writes the JSON; tests hold both to exactly the same names.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from guidebot.domain import Evidence, Language
from guidebot.web.api.replies import Card, Count, Reply, Source


class Signature(Reply):
    """A clinic's sign-off of a passage as it reads now."""

    reviewer: str
    role: str
    day: date


class Passage(Reply):
    """A passage in one language."""

    id: str
    topic: str
    lang: Language
    title: str
    guidance: list[Card] = Field(description="Has to stand before the text wherever it is shown.")
    text: str = Field(description="Paragraphs with a newline between.")
    bottom_line: str = Field(description="Its first sentences, which can stand alone.")
    url: str
    sources: list[Source]
    evidence: Evidence
    place: str = Field(description="ISO code of the country that it is about, 'world' or ''.")
    products: list[str]
    checked: date = Field(description="When its sources were last read.")
    review_due: date
    own: bool = Field(description="From the site's own documents: not reviewed.")
    signed: Signature | None = Field(description="null: no clinician has reviewed it.")


class Entry(Reply):
    """A passage as one line of a list."""

    id: str
    title: str
    url: str


class Topic(Reply):
    """A topic with its questions."""

    name: str
    title: str
    url: str
    own: bool = Field(description="A document of the site itself: not reviewed.")
    passages: list[Entry]


class Faq(Reply):
    """Every question that has an answer, by topic."""

    lang: Language
    topics: list[Topic]


class Notice(Reply):
    """What nobody may overlook beside the table."""

    text: str
    as_of: date


class TrialRow(Reply):
    """A line of the table of trials."""

    id: str
    product: str
    condition: str
    cell_type: str
    phase: str
    start: str = Field(description="YYYY, YYYY-MM, YYYY-MM-DD or ''.")
    country: str = Field(description="ISO codes with | between.")
    sponsor: str
    registry: str
    registry_url: str
    status: str
    status_as_of: date
    note: str
    disputed: str = Field(description="What the sources disagree on, or ''.")
    url: str


class Trials(Reply):
    """A selection of the table of trials. Registered is not approved."""

    lang: Language
    notice: Notice
    count: Count
    trials: list[TrialRow]


class Trial(Reply):
    """Every record of one registration."""

    id: str
    lang: Language
    guidance: list[Card]
    registry_check: str = Field(description="What its register said when last asked, or ''.")
    records: list[TrialRow]
    passages: list[Entry]


class CorpusFacts(Reply):
    """What the corpus holds."""

    digest: str = Field(description="sha256 of everything that the index is built from.")
    passages: Count
    own_passages: Count
    topics: Count
    sources: Count
    claims: Count
    trials: Count


class IndexFacts(Reply):
    """What questions are searched with."""

    kind: Literal["flat", "ivf"]
    vectors: Count


class ServiceStatus(Reply):
    """What the answers rest on."""

    version: str
    ready: bool = Field(description="Emergencies are recognised even where this is false.")
    languages: list[Language]
    regions: list[str] = Field(description="ISO codes that `region` may have.")
    corpus: CorpusFacts
    index: IndexFacts | None
    model: str | None
    last_checked: date | None
    oldest_check: date | None
