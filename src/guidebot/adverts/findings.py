"""What a check of an advert returns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guidebot.domain import Language, ShownTrial, Source


class Flag(StrEnum):
    """A warning sign in an advert. The order is the one in which a page shows them."""

    CLAIMS_APPROVAL = "claims_approval"
    GUARANTEES_OR_CURE = "guarantees_or_cure"
    PAY_TO_JOIN_TRIAL = "pay_to_join_trial"
    FAKE_OR_WRONG_TRIAL_ID = "fake_or_wrong_trial_id"
    PREPAY_OR_TRANSFER = "prepay_or_transfer"
    PRESSURE_OR_DISCOUNT = "pressure_or_discount"
    MISUSES_DESIGNATION = "misuses_designation"
    OWN_CELLS_SO_NO_RISK = "own_cells_so_no_risk"
    MANY_DISEASES_ONE_PRODUCT = "many_diseases_one_product"
    OVERSEAS_TRAVEL = "overseas_travel"
    TESTIMONIALS_ONLY = "testimonials_only"
    CELEBRITY_OR_NOBEL = "celebrity_or_nobel"
    ANTI_AGEING = "anti_ageing"
    NO_TRIAL_ID = "no_trial_id"
    NO_DOCTOR_OR_HOSPITAL_NAMED = "no_doctor_or_hospital_named"


class Verdict(StrEnum):
    """What the table of trials says of an id in an advert."""

    MATCHES = "matches"
    OTHER_PRODUCT = "other_product"
    NOT_IN_OUR_TABLE = "not_in_our_table"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Found:
    """A warning sign and where it stands: [start, end) characters of the text as sent."""

    flag: Flag
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ShownFlag:
    """A warning sign as shown.

    Attributes:
        quote: exactly text[start:end].
        title, why: in the reader's language.
        source: on which the reason rests.
        passage: id of the passage that says more.
    """

    flag: Flag
    quote: str
    start: int
    end: int
    title: str
    why: str
    source: Source
    passage: str


@dataclass(frozen=True, slots=True)
class CheckedId:
    """A trial id of an advert; `record` is of the table, or None."""

    id: str
    verdict: Verdict
    record: ShownTrial | None


@dataclass(frozen=True, slots=True)
class Check:
    """The public contract of a check: one feeds the page, the JSON and the command line.

    Attributes:
        lang: of the words that explain.
        flags: in the order of the text.
        questions: to ask before paying.
        limits: what the check cannot know.
    """

    lang: Language
    flags: tuple[ShownFlag, ...]
    trials: tuple[CheckedId, ...]
    questions: tuple[str, ...]
    limits: str
