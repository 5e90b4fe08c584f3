"""Every rule of the corpus that a machine can hold; each fault names file, line and cure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from guidebot.adverts.findings import Flag
from guidebot.adverts.rules import matches, read_advert_rules, read_flags
from guidebot.corpus.articles import Article, Section, read_article
from guidebot.corpus.loading import REDIRECTS, WORDS, read_corpus, taught_digest
from guidebot.corpus.redirects import redirect_faults
from guidebot.corpus.registries import find_ids
from guidebot.corpus.tables import line_of_table, read_csv
from guidebot.corpus.trials import COLUMNS
from guidebot.domain import Corpus
from guidebot.errors import CorpusError
from guidebot.language import fold
from guidebot.safety.regions import read_regions
from guidebot.safety.rules import Context, Rule, RuleBook, read_rules
from guidebot.safety.triage import apply_rule
from guidebot.safety.words import read_word_weights

#: Ways in which people ask, per passage and language, below which one is asked for more.
LEAST_ASKED = 4
#: A passage longer than this answers more than one question.
MOST_WORDS, MOST_CHARACTERS = 130, 260
_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_UNITS = {
    "亿": 1e8,
    "万": 1e4,
    "千": 1e3,
    "百": 1e2,
    "billion": 1e9,
    "million": 1e6,
    "thousand": 1e3,
}
_NUMBER = re.compile(rf"(\d+(?:\.\d+)?)\s*({'|'.join(_UNITS)})?")
_IDENTIFIER = re.compile(r"\b(?:NCT|ChiCTR|CTR|jRCT|UMIN|ACTRN|ISRCTN|DRKS|KCT)[\w-]*\d[\w-]*")


def numbers(text: str) -> set[float]:
    """Return the numbers of a text, with 万, million and month names read as numbers."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    for position, month in enumerate(_MONTHS, start=1):
        # 'may' is a month only beside a number.
        near = r"(?<=\d )may\b|\bmay(?= \d)" if month == "may" else rf"\b{month}\b"
        plain = re.sub(near, f" {position} ", plain)
    return {
        round(float(figure) * _UNITS.get(unit, 1.0), 4) for figure, unit in _NUMBER.findall(plain)
    }


def _section_faults(path: Path, section: Section, written: str) -> Iterator[CorpusError]:
    """Give the faults of one passage in one language."""

    def fault(message: str, cure: str) -> CorpusError:
        return CorpusError(path, section.line, f"{section.slug}: {message}", cure)

    if len(section.text.asked_as) < LEAST_ASKED:
        yield fault(
            f"{len(section.text.asked_as)} ways of asking.",
            f"Add '? ' lines, {LEAST_ASKED} or more.",
        )
    body = section.text.text
    size = len(body.split()) if written == "en" else len(re.sub(r"\s", "", body))
    most = MOST_WORDS if written == "en" else MOST_CHARACTERS
    if size > most:
        yield fault(f"{size} words or characters.", f"Shorten it to {most}, or split it.")
    for identifier in _IDENTIFIER.findall(unicodedata.normalize("NFKC", body)):
        if not find_ids(identifier):
            yield fault(f"{identifier!r} is not a well-formed trial id.", "Compare the registry.")


def _pair_faults(zh: Article, en: Article) -> Iterator[CorpusError]:
    """Give the faults between the two versions of a topic."""
    for slug, section in zh.sections.items():
        if slug not in en.sections:
            continue
        here, there = numbers(section.text.text), numbers(en.sections[slug].text.text)
        if here != there:
            yield CorpusError(
                zh.path,
                section.line,
                f"{slug}: numbers differ: only zh {sorted(here - there)}, "
                f"only en {sorted(there - here)}.",
                "Give both the same numbers, in digits or in words.",
            )


def _article_faults(corpus: Path) -> Iterator[CorpusError]:
    """Give the faults of all passages."""
    owners: dict[str, str] = {}
    for path in sorted((corpus / "zh").glob("*.md")):
        articles = {name: read_article(corpus / name / path.name) for name in ("zh", "en")}
        yield from _pair_faults(articles["zh"], articles["en"])
        for written, article in articles.items():
            for section in article.sections.values():
                yield from _section_faults(article.path, section, written)
                passage = f"{path.stem}#{section.slug}"
                for line in section.text.asked_as:
                    owner = owners.setdefault(fold(line), passage)
                    if owner != passage:
                        yield CorpusError(
                            article.path,
                            section.line,
                            f"{line!r} stands in {owner} too.",
                            "Keep one.",
                        )


def _trial_faults(path: Path) -> Iterator[CorpusError]:
    """Give the rows whose notes do not share their numbers."""
    for line, row in read_csv(path, COLUMNS):
        for name in ("note", "disputed"):
            if numbers(row[f"{name}_zh"]) != numbers(row[f"{name}_en"]):
                yield CorpusError(
                    path,
                    line,
                    f"{row['id']} ({row['product']}): numbers of {name} differ.",
                    "Give both languages the same numbers.",
                )


def _triage_matches(one: Rule | Context, book: RuleBook, example: str) -> bool:
    """Return whether a triage rule or context matches an example."""
    if isinstance(one, Rule):
        return apply_rule(one, book, fold(example)) is not None
    return one.pattern.search(fold(example)) is not None


def rule_faults(
    book: RuleBook, matches: Callable[[Rule | Context, RuleBook, str], bool] = _triage_matches
) -> Iterator[CorpusError]:
    """Give the examples of rules and contexts that do not hold; `matches` tries one."""
    every: list[Rule | Context] = [*book.rules, *book.contexts.values()]
    for one in every:
        name = f"rule {one.id!r}" if isinstance(one, Rule) else f"context {one.name!r}"
        for example in (*one.match, *one.no_match):
            found = matches(one, book, example)
            if found is not (example in one.match):
                word = "not match" if found else "match"
                message = f"{name} must {word} {example!r}."
                yield CorpusError(one.path, one.line, message, "Mend its patterns.")


def _product_faults(folder: Path, corpus: Corpus) -> Iterator[CorpusError]:
    """Give the passages about a product that neither table nor glossary knows."""
    known = {fold(name) for record in corpus.trials for name in (record.product, *record.aliases)}
    known |= {fold(word) for entry in corpus.glossary for word in entry.zh + entry.en}
    for passage in corpus.passages:
        path, slug = folder / "zh" / f"{passage.topic}.md", passage.id.partition("#")[2]
        for product in passage.products:
            if fold(product) not in known:
                yield CorpusError(
                    path,
                    read_article(path).sections[slug].line,
                    f"{slug}: product {product!r} is in neither trials.csv nor glossary.csv.",
                    "Mend the name or add it.",
                )


def _word_faults(folder: Path) -> Iterator[CorpusError]:
    """Give a fault if the word weights were not fitted on the exemplars and rules as they are."""
    if read_word_weights(folder / WORDS).taught != taught_digest(folder):
        yield CorpusError(
            folder / WORDS,
            None,
            "it is older than the exemplars or the triage rules.",
            "Run `guidebot corpus weigh`.",
        )


def _advert_faults(folder: Path, corpus: Corpus) -> Iterator[CorpusError]:
    """Give the faults of the rules about adverts."""
    book = read_advert_rules(folder / "adverts")
    yield from rule_faults(book, matches)
    path, known = folder / "adverts" / "flags.toml", {passage.id for passage in corpus.passages}
    for flag, entry in read_flags(path, corpus.sources).items():
        if entry.passage not in known:
            message = f"[{flag}] names the passage {entry.passage!r}, which is not there."
            yield CorpusError(path, line_of_table(path, flag), message, "Mend the name.")
    for flag in set(Flag) - {rule.signal for rule in book.rules} - {Flag.FAKE_OR_WRONG_TRIAL_ID}:
        yield CorpusError(path, line_of_table(path, flag), f"no rule finds {flag}.", "Add one.")


def check_corpus(folder: Path) -> list[CorpusError]:
    """Return every fault of a corpus folder; an empty list means none.

    A file that cannot be read at all is one fault, and ends the search.
    """
    try:
        corpus = read_corpus(folder)
        faults = [*_article_faults(folder), *_product_faults(folder, corpus)]
        faults += _trial_faults(folder / "trials.csv")
        existing = {*corpus.topics, *(passage.id for passage in corpus.passages)}
        faults += redirect_faults(folder / REDIRECTS, corpus.redirects, existing)
        faults += rule_faults(read_rules(folder / "safety"))
        faults += _advert_faults(folder, corpus)
        read_regions(folder / "safety" / "regions.toml")
        faults += _word_faults(folder)
    except CorpusError as error:
        return [error]
    return faults
