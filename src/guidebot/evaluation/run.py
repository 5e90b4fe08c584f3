"""Ask a guide every question of some cases, once with search and once by rules alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from guidebot.domain import Answer
from guidebot.errors import CasesError, ModelError
from guidebot.evaluation.cases import Case, read_cases
from guidebot.evaluation.outcomes import Outcome, Reader, judge
from guidebot.evaluation.ranking import ranking_measures
from guidebot.evaluation.report import Figures, figures_of
from guidebot.guide import Guide, open_guide
from guidebot.settings import Settings


def answer(guide: Guide, case: Case) -> Answer:
    """Return the answer to a case, asked by a reader whose page is in its language."""
    language = case.language.value
    return guide.answer(
        guide.read(case.text, lang=language, context=case.context, region=case.region)
    )


def judge_all(guide: Guide, cases: Sequence[Case], reader: Reader) -> list[Outcome]:
    """Return what became of every case."""
    return [judge(case, answer(guide, case), reader) for case in cases]


def run(
    settings: Settings,
    paths: Sequence[Path],
    half: str,
    report: Callable[[str], None],
    progress: Callable[[int, int], None],
) -> Figures:
    """Return the figures over the cases of some files.

    Args:
        settings: of the guide.
        paths: files of cases.
        half: 'tune', 'check' or 'both'.
        report: told what is being made.
        progress: told (done, total) while an index is built.

    Raises:
        CasesError: if a file is broken or holds no case of the half.
        ModelError: if there is no search to measure.
    """
    cases = [case for case in read_cases(paths) if half in {"both", case.half}]
    if not cases:
        raise CasesError(f"No case of the half {half!r} in {paths[0]}.", "Name other files.")
    guide = open_guide(settings, report, progress)
    if not guide.ready:
        raise ModelError(guide.problem, "Evaluation needs search.")
    reader = Reader(guide.corpus.local_phrases)
    rules_alone = Guide(settings, guide.corpus, None, "rules alone")
    outcomes = judge_all(guide, cases, reader)
    by_rules = judge_all(rules_alone, cases, reader)
    return figures_of(outcomes, by_rules, ranking_measures(guide, cases, reader))
