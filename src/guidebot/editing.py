"""What editors of the corpus ask for: a skeleton, one entry, and what changed."""

from __future__ import annotations

import difflib
import io
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from guidebot.corpus.loading import read_corpus
from guidebot.domain import Corpus, Passage
from guidebot.errors import CorpusError
from guidebot.skeletons import WRITTEN, Entry, skeleton

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def write_skeleton(folder: Path, topic: str, today: date) -> list[Path]:
    """Write the two files of a new topic and return their paths.

    Raises:
        CorpusError: if the name is not usable or a file is there already.
    """
    paths = {name: folder / name / f"{topic}.md" for name in WRITTEN}
    if not _SLUG.fullmatch(topic):
        raise CorpusError(
            folder,
            None,
            f"{topic!r} cannot name a topic.",
            "Use small letters, digits and hyphens.",
        )
    for path in paths.values():
        if path.exists():
            raise CorpusError(path, None, "the file is there already.", "Add a passage to it.")
    for name, path in paths.items():
        path.write_text(skeleton(name, today, [Entry("first-question")]), encoding="utf-8")
    return list(paths.values())


def entry_lines(corpus: Corpus, name: str) -> list[str]:
    """Return a passage, claim, source or trial record in lines, everything that is known of it.

    Raises:
        CorpusError: if nothing has this id.
    """
    passages = [passage for passage in corpus.passages if passage.id == name]
    trials = [record for record in corpus.trials if record.id.lower() == name.lower()]
    if passages:
        return list(_passage_lines(passages[0]))
    if name in corpus.claims:
        claim = corpus.claims[name]
        return [
            f"{name}: {claim.kind}, {claim.place}, {claim.status}",
            f"as of {claim.as_of}, review due {claim.review_due}",
            *claim.text.values(),
        ]
    if name in corpus.sources:
        source = corpus.sources[name]
        cited = [passage.id for passage in corpus.passages if source in passage.sources]
        return [
            f"{source.title}. {source.publisher}. {source.published} {source.url}".strip(),
            f"{source.kind}. {source.says}",
            f"cited in: {', '.join(cited) or 'nothing'}",
        ]
    if trials:
        return [str(line) for record in trials for line in (record.product, record.note, record)]
    raise CorpusError(
        Path("corpus"), None, f"nothing has the id {name!r}.", "Ids look like approval#eu-ema."
    )


def _passage_lines(passage: Passage) -> Iterator[str]:
    """Give the lines of a passage."""
    yield f"{passage.id}: {passage.evidence}, {passage.place or 'no place'}"
    yield f"checked {passage.checked}, review due {passage.review_due}"
    yield f"sources: {', '.join(source.id for source in passage.sources)}"
    yield f"cards: {', '.join(passage.cards) or 'none'}"
    for name, text in passage.texts.items():
        yield ""
        yield f"[{name}] {text.title}"
        yield from text.text.split("\n")
        yield from (f"  ? {line}" for line in text.asked_as)


def corpus_at(folder: Path, revision: str, into: Path) -> Corpus:
    """Return the corpus as it was at a git revision.

    Args:
        folder: the corpus in a git checkout.
        revision: as git names it.
        into: an empty folder.

    Raises:
        CorpusError: if git does not know the revision, or the folder is in no checkout.
    """
    done = subprocess.run(
        ["git", "-C", str(folder), "archive", "--format=tar", revision, "."],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise CorpusError(
            folder,
            None,
            f"git cannot show revision {revision!r}: {done.stderr.decode().strip()}.",
            "Name a revision of the checkout that holds this folder.",
        )
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(into, filter="data")
    return read_corpus(into)


def _readable(corpus: Corpus) -> dict[str, list[str]]:
    """Return what a reader will read, in lines, by id and language."""
    texts = {
        f"{passage.id} [{name}]": [text.title, *text.text.split("\n")]
        for passage in corpus.passages
        for name, text in passage.texts.items()
    }
    for name, claim in corpus.claims.items():
        texts |= {f"claim {name} [{written}]": [text] for written, text in claim.text.items()}
    for record in corpus.trials:
        for written in ("zh", "en"):
            lines = [record.condition[written], record.status]
            lines += [record.note[written], record.disputed[written]]
            texts[f"trial {record.id} {record.product} [{written}]"] = lines
    return texts


def changes_since(folder: Path, revision: str) -> list[str]:
    """Return what a reader will read before and after, in the lines of a difference.

    Raises:
        CorpusError: if either state of the corpus cannot be read.
    """
    with tempfile.TemporaryDirectory() as scratch:
        before = _readable(corpus_at(folder, revision, Path(scratch)))
    after = _readable(read_corpus(folder))
    lines: list[str] = []
    for name in sorted({*before, *after}):
        old, new = before.get(name, []), after.get(name, [])
        if old != new:
            lines.append(f"== {name}" + (" (new)" if not old else " (removed)" if not new else ""))
            kept = difflib.unified_diff(old, new, lineterm="", n=0)
            lines += [line for line in kept if not line.startswith(("---", "+++", "@@"))]
    return lines
