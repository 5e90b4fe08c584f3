"""How well search ranks: recall, reciprocal rank and gain over the passages that hold the facts.

Nobody labelled passages by hand. A passage counts as relevant to a case when its text, in either
language, holds one string of every list that the case asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import ir_measures
from ir_measures import RR, R, Success, nDCG

from guidebot.domain import Passage
from guidebot.evaluation.cases import Case
from guidebot.evaluation.outcomes import Reader
from guidebot.guide import Guide

#: Passages looked at; more are never shown.
DEPTH = 6


def relevant(case: Case, passages: Iterable[tuple[str, str]], reader: Reader) -> list[str]:
    """Return the ids of the passages that hold every asked fact.

    Args:
        case: with must_include_any.
        passages: (id, folded text) pairs.
        reader: folds the strings.
    """
    lists = [[reader.folded(text) for text in each] for each in case.must_include_any]
    return [
        name
        for name, text in passages
        if all(any(wanted in text for wanted in each) for each in lists)
    ]


def _texts(passages: Sequence[Passage], reader: Reader) -> list[tuple[str, str]]:
    """Return (id, folded text of both languages) of every passage."""
    return [
        (one.id, reader.folded("\n".join(f"{t.title}\n{t.text}" for t in one.texts.values())))
        for one in passages
    ]


def ranking_measures(guide: Guide, cases: Sequence[Case], reader: Reader) -> dict[str, float]:
    """Return success at 1 and 3, recall at 6, mean reciprocal rank and nDCG at 6, by name.

    Cases without a relevant passage (their facts stand in trial records or cards) are left out.
    """
    texts = _texts(guide.corpus.passages, reader)
    qrels, run = [], []
    for case in cases:
        wanted = relevant(case, texts, reader) if case.must_include_any else []
        # What a dozen passages hold ("120", "not approved") does not tell a good ranking.
        if not 0 < len(wanted) <= 2 * DEPTH:
            continue
        found = guide.find(guide.read(case.text, context=case.context, region=case.region))
        qrels += [ir_measures.Qrel(case.id, name, 1) for name in wanted]
        run += [ir_measures.ScoredDoc(case.id, hit.passage.id, hit.score) for hit in found.hits]
    wanted_measures = [Success @ 1, Success @ 3, R @ DEPTH, RR, nDCG @ DEPTH]
    totals = ir_measures.calc_aggregate(wanted_measures, qrels, run) if qrels else {}
    return {str(measure): float(totals[measure]) for measure in wanted_measures if totals}
