"""Which guidance cards a question gets.

A sum of weights: what the question itself says counts most, then what the leading passages ask
to have beside them. The four weightiest are shown, most severe first; emergencies stand alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from guidebot.domain import (
    ANYWHERE,
    Evidence,
    Hit,
    Level,
    Signal,
    SignalKind,
    Tag,
    TrialRecord,
)

#: Cards shown at most; more of them frighten and are not read.
MOST_CARDS = 4
#: A card lighter than this is left out.
LEAST_WEIGHT = 0.8

#: Share of its weight with which a card competes for a place: cautions go before information.
YIELDING = {Tag.REGISTERED_TRIALS: 0.7, Tag.EARLY_EVIDENCE: 0.7}

EMERGENCIES = {
    SignalKind.EMERGENCY_STROKE: Tag.EMERGENCY_STROKE,
    SignalKind.EMERGENCY_OTHER: Tag.EMERGENCY_OTHER,
    SignalKind.SELF_HARM: Tag.SELF_HARM,
}
#: What is met with a fixed reply and nothing else.
SMALL_TALK = (SignalKind.GREETING, SignalKind.THANKS, SignalKind.IDENTITY)
#: What the question says, and how strongly it calls for a card.
SIGNAL_WEIGHTS: dict[SignalKind, dict[Tag, float]] = {
    SignalKind.HARMED: {Tag.REPORT_HARM: 4.0, Tag.BEWARE_CLINIC: 2.0},
    SignalKind.CLINIC_OFFER: {
        Tag.BEWARE_CLINIC: 3.5,
        Tag.NOT_APPROVED_FOR_STROKE: 2.5,
        Tag.REGISTERED_TRIALS: 1.2,
        # Offers are about money, also where they do not name a sum.
        Tag.COST_CAUTION: 0.5,
    },
    SignalKind.ASKS_APPROVAL: {Tag.NOT_APPROVED_FOR_STROKE: 3.0},
    SignalKind.ASSERTS_APPROVAL: {Tag.NOT_APPROVED_FOR_STROKE: 3.0},
    SignalKind.TRIAL_PERMISSION: {
        Tag.TRIAL_PERMISSION_IS_NOT_APPROVAL: 3.0,
        Tag.NOT_APPROVED_FOR_STROKE: 2.0,
    },
    # Whether a trial suits somebody is for a doctor to say.
    SignalKind.ASKS_TRIALS: {Tag.REGISTERED_TRIALS: 3.0, Tag.SEE_DOCTOR: 1.0},
    SignalKind.ASKS_COST: {
        Tag.COST_CAUTION: 3.0,
        Tag.NOT_APPROVED_FOR_STROKE: 1.5,
        # What is sold is no trial and no approved product.
        Tag.BEWARE_CLINIC: 0.5,
    },
    SignalKind.SIDE_EFFECT: {Tag.SEE_DOCTOR: 2.5},
    SignalKind.PERSONAL_DECISION: {
        Tag.SEE_DOCTOR: 3.0,
        Tag.REGISTERED_TRIALS: 1.0,
        Tag.NOT_APPROVED_FOR_STROKE: 1.0,
    },
    SignalKind.MEDICINE: {Tag.MEDICINE_INTERACTION: 4.0, Tag.SEE_DOCTOR: 3.0},
    # Few questions name a child, and for those nothing matters more: half a suspicion is enough.
    SignalKind.CHILD_OR_PREGNANCY: {Tag.CHILD_OR_PREGNANCY: 5.0, Tag.SEE_DOCTOR: 1.5},
    SignalKind.POSSIBLE_STROKE: {Tag.EMERGENCY_STROKE: 9.0},
    SignalKind.SELF_HARM: {Tag.SELF_HARM: 9.0},
}
#: What the passages on the first, second and third place ask for counts so much, and so many times
#: as much where they are on a product that the question names.
PASSAGE_WEIGHTS, NAMED_WEIGHT = (2.0, 0.6, 0.3), 1.25
#: The card of a site's own document that speaks of approval or effect.
SITE_CARD_WEIGHT = 5.0
#: A place that permits a technique: where the reader is, for a question on approval; where the
#: question names it, also for one on going there.
PLACE_WEIGHT = 2.2
PERMITTING_PLACES = frozenset({"TW", "JP"})
_PLACE_SIGNALS = frozenset({SignalKind.ASKS_APPROVAL, SignalKind.ASSERTS_APPROVAL})
_GOING_THERE = _PLACE_SIGNALS | {
    SignalKind.CLINIC_OFFER,
    SignalKind.ASKS_COST,
    SignalKind.PERSONAL_DECISION,
}
_EARLY = frozenset({Evidence.SMALL_TRIAL, Evidence.ANIMAL, Evidence.COMPANY_CLAIM})

LEVELS: dict[Tag, Level] = {
    Tag.EMERGENCY_STROKE: Level.EMERGENCY,
    Tag.EMERGENCY_OTHER: Level.EMERGENCY,
    Tag.SELF_HARM: Level.EMERGENCY,
    Tag.REPORT_HARM: Level.URGENT,
    Tag.NOT_APPROVED_FOR_STROKE: Level.CAUTION,
    Tag.BEWARE_CLINIC: Level.CAUTION,
    Tag.MEDICINE_INTERACTION: Level.CAUTION,
    Tag.CHILD_OR_PREGNANCY: Level.CAUTION,
    Tag.PERMITTED_TECHNIQUE: Level.CAUTION,
    Tag.TRIAL_PERMISSION_IS_NOT_APPROVAL: Level.CAUTION,
    Tag.APPROVED_ELSEWHERE_NOT_FOR_STROKE: Level.CAUTION,
    Tag.COST_CAUTION: Level.CAUTION,
    Tag.SEE_DOCTOR: Level.CAUTION,
    Tag.EARLY_EVIDENCE: Level.INFORMATION,
    Tag.REGISTERED_TRIALS: Level.INFORMATION,
    Tag.NOT_COVERED: Level.INFORMATION,
}


#: Weaker signals add weight to cards, and decide nothing else.
CLEAR = 0.4


def kinds_of(signals: Sequence[Signal]) -> frozenset[SignalKind]:
    """Return the kinds among signals that are clear."""
    return frozenset(signal.kind for signal in signals if signal.strength >= CLEAR)


def emergencies(kinds: frozenset[SignalKind]) -> tuple[Tag, ...]:
    """Return the emergency cards that stand alone, most severe first."""
    return tuple(tag for kind, tag in EMERGENCIES.items() if kind in kinds)


def _strengths(signals: Sequence[Signal]) -> dict[SignalKind, float]:
    """Return the largest strength of each kind."""
    found: dict[SignalKind, float] = {}
    for signal in signals:
        found[signal.kind] = max(found.get(signal.kind, 0.0), signal.strength)
    return found


def _about_another_disease(kinds: frozenset[SignalKind]) -> bool:
    """Return whether a question names a disease, and that is not stroke."""
    return SignalKind.OTHER_DISEASE in kinds and SignalKind.STROKE not in kinds


def _passage_weights(hits: Sequence[Hit], trials: Sequence[TrialRecord]) -> defaultdict[Tag, float]:
    """Return what the shown passages and records call for."""
    weights = defaultdict[Tag, float](float)
    for hit, place in zip(hits, PASSAGE_WEIGHTS, strict=False):
        weight = place * NAMED_WEIGHT if hit.exact else place
        if hit.passage.site:
            # Nobody reviewed it: what it says of approvals gets its card whatever its place.
            weights |= dict.fromkeys(hit.passage.cards, SITE_CARD_WEIGHT)
            continue
        for tag in hit.passage.cards:
            # A permission belongs to its place: elsewhere it only confuses.
            if tag is Tag.PERMITTED_TECHNIQUE and hit.passage.place in ANYWHERE:
                continue
            weights[tag] += weight
        if hit.passage.evidence in _EARLY:
            weights[Tag.EARLY_EVIDENCE] += weight / 2
    for record in trials[:1]:
        about_stroke = record.condition_group == "stroke"
        tag = Tag.NOT_APPROVED_FOR_STROKE if about_stroke else Tag.EARLY_EVIDENCE
        weights[tag] += 2.0
        weights[Tag.REGISTERED_TRIALS] += 1.0
    return weights


def choose_tags(
    signals: Sequence[Signal],
    hits: Sequence[Hit],
    trials: Sequence[TrialRecord],
    named_places: Sequence[str],
    regions: Sequence[str],
) -> tuple[Tag, ...]:
    """Return the cards for a question that is no emergency.

    Args:
        signals: of the question.
        hits: passages to be shown, best first.
        trials: records to be shown.
        named_places: ISO codes that the question names.
        regions: ISO codes of where the reader is.

    Returns:
        At most MOST_CARDS tags, in the order of Tag.
    """
    kinds = kinds_of(signals)
    weights = _passage_weights(hits, trials)
    for kind, strength in _strengths(signals).items():
        for tag, weight in SIGNAL_WEIGHTS.get(kind, {}).items():
            if tag is Tag.NOT_APPROVED_FOR_STROKE and _about_another_disease(kinds):
                continue
            weights[tag] += weight * strength
    if {SignalKind.STROKE, SignalKind.CELL_THERAPY} <= kinds:
        weights[Tag.NOT_APPROVED_FOR_STROKE] += 2.0
    there = PERMITTING_PLACES & set(regions) and kinds & _PLACE_SIGNALS
    going = PERMITTING_PLACES & set(named_places) and kinds & _GOING_THERE
    if (there or going) and not _about_another_disease(kinds):
        weights[Tag.PERMITTED_TECHNIQUE] += PLACE_WEIGHT
    return _heaviest(weights)


def _heaviest(weights: Mapping[Tag, float]) -> tuple[Tag, ...]:
    """Return the heaviest cards in the order of Tag."""
    order = list(Tag)
    chosen = sorted(
        (tag for tag, weight in weights.items() if weight >= LEAST_WEIGHT),
        key=lambda tag: (-weights[tag] * YIELDING.get(tag, 1.0), order.index(tag)),
    )[:MOST_CARDS]
    return tuple(sorted(chosen, key=order.index))


_OFFERED = frozenset({SignalKind.CLINIC_OFFER, SignalKind.HARMED})
#: Whoever tries to change the rules and speaks of approval wants it to be said.
_DEMANDED = frozenset({SignalKind.RULE_CHANGE, SignalKind.ASKS_APPROVAL})


def tags_when_not_covered(signals: Sequence[Signal]) -> tuple[Tag, ...]:
    """Return the cards for a question that the guide has nothing for."""
    kinds = kinds_of(signals)
    tags = [Tag.NOT_COVERED]
    if kinds & {SignalKind.PERSONAL_DECISION, SignalKind.MEDICINE, SignalKind.SIDE_EFFECT}:
        tags.append(Tag.SEE_DOCTOR)
    if SignalKind.MEDICINE in kinds:
        tags.append(Tag.MEDICINE_INTERACTION)
    about_cells = kinds & {SignalKind.STROKE, SignalKind.CELL_THERAPY}
    # What an earlier turn told of an offer holds, though it is weaker.
    if about_cells and {signal.kind for signal in signals} & _OFFERED:
        tags.append(Tag.BEWARE_CLINIC)
    denied = about_cells or SignalKind.ASSERTS_APPROVAL in kinds or kinds >= _DEMANDED
    if denied and not _about_another_disease(kinds):
        tags.append(Tag.NOT_APPROVED_FOR_STROKE)
    if SignalKind.POSSIBLE_STROKE in kinds:
        tags.append(Tag.EMERGENCY_STROKE)
    return tuple(sorted(tags, key=list(Tag).index))
