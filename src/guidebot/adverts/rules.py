"""corpus/adverts/*.toml: warning signs as rules, read like the safety rules.

A context is tested where its meaning lies: most of them in the sentence of a match, a few in
the whole text, and `denied` in the clause right before the match ('we do not | guarantee').
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from guidebot.adverts.findings import Flag
from guidebot.adverts.offsets import fold_placed
from guidebot.corpus.sources import cited
from guidebot.corpus.tables import line_of_table, read_toml
from guidebot.domain import Source
from guidebot.errors import CorpusError
from guidebot.safety.rules import Context, Rule, RuleBook, read_rules

#: Contexts that speak of the whole text; the others speak of one sentence.
WHOLE_TEXT = frozenset({"names_an_id", "names_a_doctor", "informs"})
#: What has nothing to do with treatment lacks nothing.
ABOUT = "about_treatment"
#: The voice of an advert.
SELLS = "sells"
#: Of WHOLE_TEXT, the one about a text that explains: it offers nothing, unless it shows a sign.
INFORMS = "informs"
#: The context that, at the end of the words before a match, says the opposite.
DENIED = "denied"
#: A report, unless it also sells: no phrase of it is an offer.
REPORTS, INSISTS = "reports", "insists"
#: The rule whose patterns are the diseases that adverts name.
DISEASES = "many-diseases"
#: Characters before a match in which a denial may stand.
_DENIAL_REACH = 80
#: Characters of a line.
_LINE = 60
#: One list of things goes on over so many characters.
_LIST_GAP = 30
#: 'Stroke? Diabetes? Lupus?' is one list too.
_STOP_GAP = 2

_SENTENCE_END = re.compile(
    r"[。!?;\n]|(?<!\bdr)(?<!\bmr)(?<!\bst)(?<!\bno)(?<!\bvs)(?<!\b[a-z])\.(?=\s|$)"
)
_CLAUSE_END = re.compile(r"[,:、()\"“”「」《》]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FlagEntry:
    """What stands behind a flag: its source, and the passage that says more."""

    source: Source
    passage: str


class Sentences:
    """A folded text with the places where its sentences end, and what its contexts found."""

    def __init__(self, text: str, book: RuleBook) -> None:
        self.text = text
        self._book = book
        self._ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
        self._known: dict[tuple[str, Span], bool] = {}

    def around(self, start: int, end: int) -> Span:
        """Return the sentence, or sentences, in which a match stands."""
        first = self._ends[bisect_right(self._ends, start) - 1]
        return first, self._ends[bisect_left(self._ends, end)]

    def before(self, start: int) -> str:
        """Return the words of the clause before a place; a denial stands near."""
        first, _ = self.around(start, start + 1)
        return _CLAUSE_END.split(self.text[max(first, start - _DENIAL_REACH) : start])[-1]

    def beginning(self, place: int) -> Span:
        """Return the beginning of the sentence in which a place stands, no longer than a line."""
        first, last = self.around(place, place + 1)
        first += len(self.text[first:]) - len(self.text[first:].lstrip())
        return first, min(first + _LINE, first + len(self.text[first:last].rstrip()))

    def hold(self, name: str, span: Span) -> bool:
        """Return whether a context holds in a part of the text."""
        key = name, span
        if key not in self._known:
            pattern = self._book.contexts[name].pattern
            self._known[key] = bool(pattern.search(self.text, *span))
        return self._known[key]


def read_flags(path: Path, sources: Mapping[str, Source]) -> dict[Flag, FlagEntry]:
    """Return what stands behind each flag.

    Raises:
        CorpusError: if a flag is missing or unknown, or cites no source of sources.toml.
    """
    tables = read_toml(path)
    if set(tables) != set(Flag):
        wrong = sorted(set(tables) ^ set(Flag))
        raise CorpusError(path, None, f"missing or unknown flags: {wrong}.", "List each flag once.")
    entries = {}
    for name, table in tables.items():
        line = line_of_table(path, name)
        if set(table) != {"source", "passage"}:
            raise CorpusError(path, line, f"[{name}] has {sorted(table)}.", "Give source, passage.")
        (source,) = cited((table["source"],), dict(sources), path, line)
        entries[Flag(name)] = FlagEntry(source, table["passage"])
    return entries


def read_advert_rules(folder: Path) -> RuleBook:
    """Return the rules and contexts of corpus/adverts.

    Raises:
        CorpusError: naming file, rule and cure.
    """
    book = read_rules(folder, Flag)
    for name in (*sorted(WHOLE_TEXT), DENIED, REPORTS, INSISTS, SELLS, ABOUT):
        if name not in book.contexts:
            raise CorpusError(folder, None, f"there is no context {name!r}.", "Define it.")
    if DISEASES not in {rule.id for rule in book.rules}:
        raise CorpusError(folder, None, f"there is no rule {DISEASES!r}.", "Define it.")
    return book


def is_report(sentences: Sentences) -> bool:
    """Return whether a text reports on adverts or research and sells nothing."""
    whole = 0, len(sentences.text)
    return sentences.hold(REPORTS, whole) and not sentences.hold(INSISTS, whole)


def _is_lifted(rule: Rule, book: RuleBook, sentences: Sentences, span: Span) -> bool:
    """Return whether a match says the opposite, or its sentence lifts the rule."""
    if rule.negatable and book.contexts[DENIED].pattern.search(sentences.before(span[0])):
        return True
    around = sentences.around(*span)
    return any(sentences.hold(name, around) for name in rule.unless if name not in WHOLE_TEXT)


def pattern_spans(rule: Rule, book: RuleBook, sentences: Sentences) -> dict[int, list[Span]]:
    """Return, for each pattern found in a folded text, its matches that nothing lifts."""
    found: dict[int, list[Span]] = {}
    for position, pattern in enumerate(rule.patterns):
        spans = [match.span() for match in pattern.finditer(sentences.text) if match[0]]
        kept = [span for span in spans if not _is_lifted(rule, book, sentences, span)]
        if kept:
            found[position] = kept
    return found


def _densest(found: Mapping[int, list[Span]], least: int, sentences: Sentences) -> Iterator[Span]:
    """Give the stretch of a sentence that names the most different things, if enough."""
    places = sorted((span, position) for position, spans in found.items() for span in spans)
    runs: list[list[tuple[Span, int]]] = [[place] for place in places[:1]]
    for before, place in pairwise(places):
        (_, last), (start, _) = before[0], place[0]
        same = start < sentences.around(last - 1, last)[1]
        if start - last <= (_LIST_GAP if same else _STOP_GAP):
            runs[-1].append(place)
        else:
            runs.append([place])
    best = max(runs, key=lambda run: len({position for _, position in run}), default=[])
    if len({position for _, position in best}) >= least:
        yield best[0][0][0], max(span[1] for span, _ in best)


def _apart(spans: list[Span]) -> Iterator[Span]:
    """Give spans in order, without those that overlap an earlier one."""
    last = -1
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= last:
            yield start, end
            last = end


def lacks(rule: Rule) -> tuple[str, ...]:
    """Return the contexts that a rule about something missing looks for in the whole text."""
    return tuple(name for name in rule.unless if name in WHOLE_TEXT)


def _holds(name: str, sentences: Sentences) -> bool:
    """Return whether a text is what a rule needs.

    Few adverts say 'we sell'; what does not explain or report, and promises, sells.
    """
    whole = 0, len(sentences.text)
    if sentences.hold(name, whole):
        return True
    neutral = sentences.hold(REPORTS, whole) or sentences.hold(INFORMS, whole)
    return name == SELLS and not neutral


def find_spans(rule: Rule, book: RuleBook, sentences: Sentences) -> list[Span]:
    """Return where a rule finds its sign in a folded text.

    A rule that asks for several things gives one span, over the list that names them. A rule
    about something that the whole text lacks gives one span, of the offer.
    """
    whole = 0, len(sentences.text)
    if not all(_holds(name, sentences) for name in rule.needs):
        return []
    if any(sentences.hold(name, whole) for name in lacks(rule)):
        return []
    found = pattern_spans(rule, book, sentences)
    if not found:
        return []
    if rule.least > 1:
        return list(_densest(found, rule.least, sentences))
    if lacks(rule):
        return found[min(found)][:1]
    return list(_apart([span for spans in found.values() for span in spans]))


def find_signs(book: RuleBook, sentences: Sentences) -> dict[Flag, list[Span]]:
    """Return every sign of a folded text and where it stands; none for a report.

    Once an advert shows any sign, what it lacks is a sign too, wherever it says 'cells'.
    """
    signs: dict[Flag, list[Span]] = {}
    if is_report(sentences):
        return signs
    whole = 0, len(sentences.text)
    for rule in sorted(book.rules, key=lambda rule: bool(lacks(rule))):
        spans = find_spans(rule, book, sentences)
        shown = [span for flag in signs for span in signs[flag]]
        if lacks(rule) and not spans and shown and sentences.hold(ABOUT, whole):
            given = any(sentences.hold(name, whole) for name in lacks(rule) if name != INFORMS)
            spans = [] if given else [sentences.beginning(min(shown)[0])]
        if spans:
            signs.setdefault(Flag(rule.signal), []).extend(spans)
    return signs


def matches(one: Rule | Context, book: RuleBook, example: str) -> bool:
    """Return whether a rule or context matches one of its own examples."""
    sentences = Sentences(fold_placed(example).text, book)
    if isinstance(one, Context):
        return sentences.hold(one.name, (0, len(sentences.text)))
    return not is_report(sentences) and bool(find_spans(one, book, sentences))
