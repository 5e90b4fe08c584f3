"""Read a whole corpus folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from guidebot.corpus.articles import read_passages
from guidebot.corpus.claims import read_claims
from guidebot.corpus.glossary import read_glossary, read_local_phrases
from guidebot.corpus.sources import read_sources
from guidebot.corpus.tables import read_text
from guidebot.corpus.trials import read_trials
from guidebot.domain import Corpus
from guidebot.errors import CorpusError


def corpus_digest(folder: Path) -> str:
    """Return the sha256 over names and bytes of every file that the index is built from."""
    digest = hashlib.sha256()
    paths = [*folder.glob("??/*.md"), *folder.glob("*.csv"), folder / "background.txt"]
    for path in sorted(paths):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def read_corpus(folder: Path) -> Corpus:
    """Return the validated corpus.

    Raises:
        CorpusError: naming file, line and cure.
    """
    if not folder.is_dir():
        raise CorpusError(folder, None, "there is no such folder.", "Set GUIDEBOT_CORPUS right.")
    sources = read_sources(folder / "sources.toml")
    background = read_text(folder / "background.txt").splitlines()
    return Corpus(
        passages=read_passages(folder, sources),
        trials=read_trials(folder / "trials.csv", sources),
        claims=read_claims(folder / "claims.toml", sources),
        sources=sources,
        glossary=read_glossary(folder / "glossary.csv"),
        local_phrases=read_local_phrases(folder / "traditional.csv"),
        background=tuple(line for line in background if line and not line.startswith("#")),
        digest=corpus_digest(folder),
    )
