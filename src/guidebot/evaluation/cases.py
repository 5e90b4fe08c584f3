"""Cases: questions with what a right answer shows; one JSON object a line.

{"id", "lang", "kind", "text", "must_include_any": [[...], ...], "must_not_include": [...],
"expect_guidance": [tags], "answerable": bool, "level"?: "emergency" | "urgent" | "none",
"context"?: [...], "region"?: "TW", "group"?: "g01"}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from guidebot.domain import Language, Tag
from guidebot.errors import CasesError

KINDS = frozenset(
    """
    approval product_lookup risk choose_or_scam concept other_disease emergency no_emergency
    out_of_scope personal_advice small_talk follow_up
    """.split()
)
LEVELS = ("emergency", "urgent", "none")
_NEEDED = ("id", "lang", "kind", "text", "must_include_any", "expect_guidance", "answerable")


class Half(StrEnum):
    """Thresholds and rules may be fitted on TUNE alone; figures come from CHECK."""

    TUNE = "tune"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what a right answer shows.

    Attributes:
        must_include_any: of each inner list one string has to be shown.
        must_not_include: what the guide's own words never say.
        expect_guidance: cards that have to be there; more may.
        answerable: False where the literal request must not be carried out.
        level: 'emergency', 'urgent' or 'none'.
        group: cases of one group ask the same thing; '' for none.
    """

    id: str
    language: Language
    kind: str
    text: str
    must_include_any: tuple[tuple[str, ...], ...]
    must_not_include: tuple[str, ...]
    expect_guidance: frozenset[Tag]
    answerable: bool
    level: str
    context: tuple[str, ...] = ()
    region: str = ""
    group: str = ""

    @property
    def half(self) -> Half:
        """Return the half that a case belongs to, by a hash that never changes.

        Cases of one group stay together, so that no paraphrase is fitted on.
        """
        digest = hashlib.sha256((self.group or self.id).encode()).digest()
        return Half.CHECK if digest[0] % 2 else Half.TUNE

    @property
    def out_of_scope(self) -> bool:
        """Return whether the guide has to decline."""
        return self.kind == "out_of_scope"


def _level(line: dict[str, Any]) -> str:
    """Return the level of a case; one that gives none has it from its kind."""
    return str(line.get("level") or ("emergency" if line["kind"] == "emergency" else "none"))


def _case(line: dict[str, Any]) -> Case:
    """Return a case.

    Raises:
        ValueError: naming what is wrong.
    """
    if missing := [name for name in _NEEDED if name not in line]:
        raise ValueError(f"it has no {', '.join(missing)}")
    if line["kind"] not in KINDS:
        raise ValueError(f"kind {line['kind']!r} is none of {', '.join(sorted(KINDS))}")
    if _level(line) not in LEVELS:
        raise ValueError(f"level {line['level']!r} is none of {', '.join(LEVELS)}")
    return Case(
        id=str(line["id"]),
        language=Language(line["lang"]),
        kind=line["kind"],
        text=str(line["text"]),
        must_include_any=tuple(tuple(each) for each in line["must_include_any"]),
        must_not_include=tuple(line.get("must_not_include") or ()),
        expect_guidance=frozenset(Tag(tag) for tag in line["expect_guidance"]),
        answerable=bool(line["answerable"]),
        level=_level(line),
        context=tuple(line.get("context") or ()),
        region=str(line.get("region") or ""),
        group=str(line.get("group") or line.get("paraphrase_of") or ""),
    )


def read_cases(paths: Iterable[Path]) -> tuple[Case, ...]:
    """Return the cases of some files.

    Raises:
        CasesError: naming file, line and what is wrong.
    """
    cases = [case for path in paths for case in _read(path)]
    # A case whose paraphrases name it is one of their group.
    named = {case.group for case in cases}
    return tuple(
        replace(case, group=case.id) if not case.group and case.id in named else case
        for case in cases
    )


def _read(path: Path) -> Iterator[Case]:
    """Give the cases of one file."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CasesError(f"{path} cannot be read: {error}.", "Give a UTF-8 file.") from error
    for number, raw in enumerate(lines, start=1):
        if not raw.strip():
            continue
        try:
            yield _case(json.loads(raw))
        except (ValueError, TypeError, AttributeError) as error:
            raise CasesError(
                f"{path}:{number}: {error}.", "Compare the format in docs/evaluation.md."
            ) from error
