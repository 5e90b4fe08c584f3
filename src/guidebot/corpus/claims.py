"""corpus/claims.toml: the dated status claims that a template may state."""

from __future__ import annotations

from pathlib import Path

from guidebot.corpus.sources import cited
from guidebot.corpus.tables import line_of_table, read_date, read_toml
from guidebot.domain import Claim, ClaimKind, Source
from guidebot.errors import CorpusError


def read_claims(path: Path, sources: dict[str, Source]) -> dict[str, Claim]:
    """Return every claim by id.

    Raises:
        CorpusError: naming file, line and cure; a claim without a date is one.
    """
    claims = {}
    for name, table in read_toml(path).items():
        line = line_of_table(path, name)
        for needed in ("zh", "en", "kind", "place", "status", "as_of", "due", "sources"):
            if not table.get(needed):
                raise CorpusError(path, line, f"[{name}] has no {needed}.", f"Add {needed} = ...")
        try:
            kind = ClaimKind(table["kind"])
        except ValueError as error:
            raise CorpusError(
                path, line, f"kind is {table['kind']!r}.", f"Use one of {', '.join(ClaimKind)}."
            ) from error
        claims[name] = Claim(
            id=name,
            text={"zh": table["zh"], "en": table["en"]},
            kind=kind,
            place=table["place"],
            status=table["status"],
            as_of=read_date(path, line, "as_of", table["as_of"]),
            review_due=read_date(path, line, "due", table["due"]),
            sources=cited(tuple(table["sources"]), sources, path, line),
        )
    return claims
