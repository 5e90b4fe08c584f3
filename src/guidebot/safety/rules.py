"""corpus/safety/*.toml and corpus/adverts/*.toml: rules as data, each with its own examples.

A rule file holds tables `[context.NAME]` (named circumstances: past, question about signs,
in hospital ...) and `[[rule]]` entries. Every context and rule carries sentences that it
must match and must not match; a test and `guidebot corpus check` run them all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from guidebot.corpus.tables import line_of, line_of_table, read_toml
from guidebot.domain import SignalKind
from guidebot.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Context:
    """A circumstance that lifts or is needed by a rule; `path` and `line` say where it stands."""

    path: Path
    line: int | None
    name: str
    pattern: re.Pattern[str]
    match: tuple[str, ...]
    no_match: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to recognise a signal.

    Attributes:
        path, line: where it stands.
        signal: what it recognises, a member of the kinds that its folder is read with.
        patterns: any of them found in the folded text makes a match.
        needs: contexts that must hold too.
        unless: contexts that lift the rule.
        least: how many different patterns have to be found.
        whole: whether a pattern has to span the whole text.
        negatable: whether 'no' or 没有 right before a match lifts it.
    """

    path: Path
    line: int | None
    id: str
    signal: StrEnum
    why: str
    patterns: tuple[re.Pattern[str], ...]
    needs: tuple[str, ...]
    unless: tuple[str, ...]
    least: int
    whole: bool
    negatable: bool
    match: tuple[str, ...]
    no_match: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules and contexts."""

    rules: tuple[Rule, ...]
    contexts: dict[str, Context]


_RULE_KEYS = {
    *("id", "signal", "why", "patterns", "signs", "needs", "unless", "least", "whole"),
    *("negatable", "match", "no_match"),
}


def _compile(
    path: Path, line: int | None, name: str, texts: list[str]
) -> tuple[re.Pattern[str], ...]:
    """Compile patterns, or raise CorpusError naming the one that is broken."""
    patterns = []
    for text in texts:
        try:
            patterns.append(re.compile(text))
        except re.error as error:
            raise CorpusError(
                path, line, f"rule {name!r}: pattern {text!r} is broken: {error}.", "Mend it."
            ) from error
    return tuple(patterns)


def _rule(
    path: Path, table: dict[str, Any], signs: dict[str, list[str]], kinds: type[StrEnum]
) -> Rule:
    """Return one validated rule; `signs` are named lists of patterns of the file."""
    name = str(table.get("id", ""))
    line = line_of(path, f'id = "{name}"')
    if unknown := set(table) - _RULE_KEYS:
        raise CorpusError(path, line, f"rule {name!r} has unknown keys {unknown}.", "Remove them.")
    for needed in ("id", "signal", "why", "match", "no_match"):
        if not table.get(needed):
            raise CorpusError(path, line, f"rule {name!r} has no {needed}.", f"Add {needed} = ...")
    if table["signal"] not in list(kinds):
        raise CorpusError(
            path, line, f"rule {name!r}: signal {table['signal']!r} is unknown.", "Mend it."
        )
    written = table.get("patterns", {})
    texts = [text for texts in written.values() for text in texts]
    # A named group of signs counts as one pattern: two signs of one group are one sign.
    texts += ["|".join(f"(?:{text})" for text in signs[group]) for group in table.get("signs", [])]
    return Rule(
        path=path,
        line=line,
        id=name,
        signal=kinds(table["signal"]),
        why=table["why"],
        patterns=_compile(path, line, name, texts),
        needs=tuple(table.get("needs", ())),
        unless=tuple(table.get("unless", ())),
        least=int(table.get("least", 1)),
        whole=bool(table.get("whole", False)),
        negatable=bool(table.get("negatable", False)),
        match=tuple(table["match"]),
        no_match=tuple(table["no_match"]),
    )


@lru_cache(maxsize=4)
def read_rules(folder: Path, kinds: type[StrEnum] = SignalKind) -> RuleBook:
    """Read every rule file of a folder.

    Args:
        folder: with the files.
        kinds: what its rules may recognise.

    Raises:
        CorpusError: naming file, rule and cure.
    """
    rules: list[Rule] = []
    contexts: dict[str, Context] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name == "regions.toml":
            continue
        tables = read_toml(path)
        for name, table in tables.get("context", {}).items():
            joined = "|".join(f"(?:{text})" for text in table["patterns"])
            line = line_of_table(path, f"context.{name}")
            (pattern,) = _compile(path, line, name, [joined])
            examples = tuple(table["match"]), tuple(table["no_match"])
            contexts[name] = Context(path, line, name, pattern, *examples)
        signs = tables.get("signs", {})
        rules += [_rule(path, table, signs, kinds) for table in tables.get("rule", [])]
    for rule in rules:
        if unknown := {*rule.needs, *rule.unless} - set(contexts):
            raise CorpusError(
                rule.path,
                rule.line,
                f"rule {rule.id!r} names unknown contexts {unknown}.",
                "Define them.",
            )
    return RuleBook(tuple(rules), contexts)
