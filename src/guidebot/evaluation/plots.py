"""The pictures of a report, as SVG text."""

from __future__ import annotations

import io
from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.figure import Figure

from guidebot.evaluation.cases import LEVELS
from guidebot.evaluation.measures import Share, calibration, confusion, risk_coverage
from guidebot.evaluation.outcomes import Outcome

#: Text stays text, so that it can be read aloud and searched.
_STYLE = {"svg.fonttype": "none", "font.size": 11, "svg.hashsalt": "guidebot"}
_INK, _WARN = "#0b5f66", "#b00d1e"


def _svg(figure: Figure) -> str:
    """Return a figure as an <svg> element."""
    out = io.StringIO()
    with mpl.rc_context(_STYLE):
        figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue().partition("<svg")[1] + out.getvalue().partition("<svg")[2]


def shares_plot(shares: Sequence[Share]) -> str:
    """Return shares as bars with their 95 % intervals."""
    figure = Figure(figsize=(7.5, 0.32 * len(shares) + 0.9), layout="constrained")
    axes = figure.subplots()
    rates = [one.rate for one in shares]
    low = [max(one.rate - one.interval[0], 0.0) for one in shares]
    high = [max(one.interval[1] - one.rate, 0.0) for one in shares]
    names = [f"{one.name} ({one.right}/{one.of})" for one in shares]
    axes.barh(names, rates, xerr=[low, high], color=_INK, ecolor="#666", capsize=2)
    axes.set_xlim(0, 1)
    axes.invert_yaxis()
    axes.set_xlabel("share, with 95 % interval (Wilson)")
    return _svg(figure)


def risk_plot(outcomes: Sequence[Outcome]) -> str:
    """Return the risk-coverage curve."""
    points = risk_coverage(outcomes)
    figure = Figure(figsize=(5.5, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.plot([p.coverage for p in points], [p.risk for p in points], color=_INK)
    axes.set_xlabel("share of the questions answered, surest first")
    axes.set_ylabel("share of those not right")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, None)
    return _svg(figure)


def calibration_plot(outcomes: Sequence[Outcome]) -> str:
    """Return the share in scope against confidence."""
    bins = calibration(outcomes)
    figure = Figure(figsize=(4.2, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="#999", linestyle="--")
    axes.plot([mean for mean, _ in bins], [one.rate for _, one in bins], "o-", color=_INK)
    for mean, one in bins:
        axes.annotate(str(one.of), (mean, one.rate), textcoords="offset points", xytext=(4, -10))
    axes.set_xlabel("confidence (mean of each tenth; labels: questions)")
    axes.set_ylabel("share in scope")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.03)
    return _svg(figure)


def confusion_plot(outcomes: Sequence[Outcome]) -> str:
    """Return the confusion matrix of triage."""
    counts = confusion(outcomes)
    figure = Figure(figsize=(4.2, 3.4), layout="constrained")
    axes = figure.subplots()
    rows = [[counts[wanted, got] for got in LEVELS] for wanted in LEVELS]
    shares = [[count / max(sum(row), 1) for count in row] for row in rows]
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1.6)
    for row, wanted in enumerate(LEVELS):
        for column, got in enumerate(LEVELS):
            wrong = wanted != got and counts[wanted, got]
            axes.text(
                column,
                row,
                str(counts[wanted, got]),
                ha="center",
                va="center",
                color=_WARN if wrong else "black",
            )
    axes.set_xticks(range(len(LEVELS)), LEVELS)
    axes.set_yticks(range(len(LEVELS)), LEVELS)
    axes.set_xlabel("shown")
    axes.set_ylabel("right")
    return _svg(figure)


def latency_plot(outcomes: Sequence[Outcome]) -> str:
    """Return the times of whole answers."""
    figure = Figure(figsize=(5.5, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.hist([o.answer.timings_ms["total"] for o in outcomes], bins=40, color=_INK)
    axes.set_xlabel("whole answer, milliseconds")
    axes.set_ylabel("questions")
    return _svg(figure)
