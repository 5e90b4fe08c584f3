"""corpus/asked_elsewhere.csv: how people ask in languages in which the guide does not answer.

Such a question gets its answer in English; these lines let it find the right passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from guidebot.corpus.tables import read_csv
from guidebot.domain import Passage
from guidebot.errors import CorpusError

#: Name of the file, below the corpus folder.
ELSEWHERE = "asked_elsewhere.csv"
COLUMNS = ("passage", "language", "question")
#: BCP 47 tags of the languages that it may hold.
LANGUAGES = frozenset({"ja", "ko", "th", "es", "fr", "de", "pt", "vi"})


def read_elsewhere(path: Path, passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """Return passages with the questions of a file added to those that they answer.

    Args:
        path: of the file; where there is none, the passages stay as they are.
        passages: of the corpus.

    Raises:
        CorpusError: naming file, line and cure.
    """
    if not path.is_file():
        return tuple(passages)
    asked: dict[str, list[str]] = {passage.id: [] for passage in passages}
    for line, row in read_csv(path, COLUMNS):
        if row["passage"] not in asked:
            raise CorpusError(
                path, line, f"there is no passage {row['passage']!r}.", "Mend the id."
            )
        if row["language"] not in LANGUAGES:
            known = ", ".join(sorted(LANGUAGES))
            raise CorpusError(
                path, line, f"the language is {row['language']!r}.", f"Use one of {known}."
            )
        if not row["question"].strip():
            raise CorpusError(path, line, "it has no question.", "Write or remove it.")
        asked[row["passage"]].append(row["question"].strip())
    return tuple(replace(passage, asked_elsewhere=tuple(asked[passage.id])) for passage in passages)
