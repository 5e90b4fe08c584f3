"""One HTML page with every figure, the pictures and the misses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from guidebot.evaluation.measures import Share, confusion, measures, sliced_measures
from guidebot.evaluation.outcomes import Outcome
from guidebot.settings import TEMPLATES


@dataclass(frozen=True, slots=True)
class Figures:
    """What an evaluation found.

    Attributes:
        shares: over all cases.
        slices: by language and kind.
        rules_alone: emergency recall and false alarms without model and index.
        ranking: recall, reciprocal rank and gain, by name.
        outcomes: case by case.
    """

    shares: tuple[Share, ...]
    slices: tuple[Share, ...]
    rules_alone: tuple[Share, ...]
    ranking: Mapping[str, float]
    outcomes: tuple[Outcome, ...]

    def named(self) -> dict[str, float]:
        """Return every figure by the name that --min and --max take."""
        rates = {one.name: one.rate for one in (*self.shares, *self.slices, *self.rules_alone)}
        return {**rates, **self.ranking, **self.latency()}

    def latency(self) -> dict[str, float]:
        """Return the median and the 95th percentile of whole answers, milliseconds."""
        times = [outcome.answer.timings_ms["total"] for outcome in self.outcomes]
        if len(times) < 2:
            return {}
        cuts = quantiles(times, n=100)
        return {"p50_ms": cuts[49], "p95_ms": cuts[94]}


def figures_of(
    outcomes: Sequence[Outcome], by_rules: Sequence[Outcome], ranking: Mapping[str, float]
) -> Figures:
    """Return the figures of outcomes; `by_rules` are those without model and index."""
    alone = {one.name: one for one in measures(by_rules)}
    renamed = tuple(
        Share(f"{name}.rules_alone", alone[name].right, alone[name].of)
        for name in ("emergency_recall", "false_alarms")
    )
    return Figures(
        tuple(measures(outcomes)),
        tuple(sliced_measures(outcomes)),
        renamed,
        ranking,
        tuple(outcomes),
    )


def render(figures: Figures, title: str) -> str:
    """Return the report as HTML."""
    from guidebot.evaluation import plots

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True
    )
    pictures = {
        "All measures": plots.shares_plot([one for one in figures.shares if one.of]),
        "By language and kind": plots.shares_plot(figures.slices),
        "Triage: right against shown": plots.confusion_plot(figures.outcomes),
        "Risk and coverage": plots.risk_plot(figures.outcomes),
        "Calibration of confidence": plots.calibration_plot(figures.outcomes),
        "Time": plots.latency_plot(figures.outcomes),
    }
    return environment.get_template("report/evaluation.html").render(
        title=title,
        figures=figures,
        named=figures.named(),
        pictures=pictures,
        confusion=confusion(figures.outcomes),
        misses=[outcome for outcome in figures.outcomes if is_miss(outcome)],
    )


def is_miss(outcome: Outcome) -> bool:
    """Return whether a case is worth reading: something is missing, unsafe or at a wrong level."""
    case = outcome.case
    level = (outcome.level == "emergency") != (case.level == "emergency")
    refused = outcome.declined and case.answerable and not case.out_of_scope
    return level or refused or not outcome.right or outcome.answer.lang is not case.language
