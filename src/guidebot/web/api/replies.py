"""Answers and problems as programs get them, as pydantic models: read only to describe them.

serialise.py writes the JSON; tests hold both to exactly the same names.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guidebot.adverts import findings
from guidebot.domain import Language, Level, SourceKind, Status, Tag

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]


class Reply(BaseModel):
    """Something sent as JSON, with these names and no others."""

    model_config = ConfigDict(extra="forbid")


class Source(Reply):
    """A document, register or page that the corpus cites."""

    id: str
    title: str
    publisher: str
    url: str = Field(description="'' where no stable address is known.")
    published: str = Field(description="YYYY, YYYY-MM or YYYY-MM-DD; '' where undated.")
    kind: SourceKind = Field(description="Who speaks: what a company says is a claim.")


class Statement(Reply):
    """A sentence of the short answer."""

    text: str
    origin: str = Field(
        description="Where it comes from.", pattern=r"^(template|passage|trial|claim):.+"
    )


class Action(Reply):
    """Something that a card offers to do."""

    label: str
    href: str = Field(description="A page of this site, or `tel:` and a number.")


class Card(Reply):
    """Guidance that has to be shown with an answer, before what it warns of."""

    tag: Tag
    level: Level
    title: str
    body: str = Field(description="Plain text; a line that begins with '- ' is an item of a list.")
    actions: list[Action]
    as_of: date


class ShownPassage(Reply):
    """A quoted passage."""

    id: str = Field(description="<topic>#<slug>, the same in every language.")
    title: str
    text: str
    highlights: list[tuple[int, int]] = Field(
        description="[start, end) in `text`, in Unicode characters: nearest to the question."
    )
    score: Share
    url: str = Field(description="Its page on this site; it stays the same.")
    source: Source


class ShownTrial(Reply):
    """A record of the table of trials. Registered is not approved."""

    id: str
    product: str
    condition: str
    phase: str
    country: str = Field(description="ISO codes with | between.")
    registry: str
    registry_url: str
    status_as_of: date
    note: str


class Answer(Reply):
    """An answer. Nothing in it is generated: every sentence has its origin."""

    id: str
    question: str
    lang: Language
    status: Status
    level: Level = Field(description="How fast a person has to act.")
    statements: list[Statement] = Field(description="The short answer.")
    guidance: list[Card] = Field(
        description="Most severe first. Show them before the rest; in an emergency alone."
    )
    passages: list[ShownPassage] = Field(description="Best first, three at most.")
    trials: list[ShownTrial]
    followups: list[str] = Field(description="Questions that could be asked next.")
    confidence: Share = Field(description="Chance that the guide covers the question.")
    as_of: date = Field(description="Oldest check of what is shown.")
    review_due: date = Field(description="When the first of it has to be checked again.")
    timings_ms: dict[str, float] = Field(
        description="Milliseconds: triage, encode, retrieve, compose, total."
    )


class Flag(Reply):
    """A warning sign in an advert."""

    flag: findings.Flag
    quote: str = Field(description="Exactly text[start:end].")
    start: Count
    end: Count
    why: str
    source: Source


class CheckedTrial(Reply):
    """A trial's number in an advert."""

    id: str
    verdict: findings.Verdict = Field(
        description="`not_in_our_table` is no warning sign: it cannot be verified here."
    )
    record: ShownTrial | None


class Check(Reply):
    """What the words of an advert show. No flag is no praise."""

    flags: list[Flag]
    trials: list[CheckedTrial]
    questions: list[str] = Field(description="To ask before paying.")
    limits: str = Field(description="What the check cannot know.")


class Problem(Reply):
    """What went wrong (RFC 9457), with what to do about it."""

    type: str = Field(description="Address that explains this kind of problem.")
    title: str = Field(description="The kind of problem in words.")
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str = Field(description="What is wrong this time; it never quotes a question.")
    instance: str = Field(description="Path of the request.")
    code: str = Field(description="Stable name of the kind of problem.")
    cure: str = Field(description="What to send instead, or what to do.")
