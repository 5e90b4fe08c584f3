"""Read a whole corpus folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from guidebot.corpus.articles import read_passages, read_topics
from guidebot.corpus.claims import read_claims
from guidebot.corpus.elsewhere import ELSEWHERE, read_elsewhere
from guidebot.corpus.exemplars import read_exemplars
from guidebot.corpus.glossary import read_glossary, read_local_phrases, read_makers
from guidebot.corpus.ingest import documents_digest, read_documents
from guidebot.corpus.redirects import read_redirects
from guidebot.corpus.sources import read_sources
from guidebot.corpus.tables import read_text
from guidebot.corpus.trials import read_trials
from guidebot.domain import Corpus
from guidebot.errors import CorpusError, DataError

#: Old addresses and the new ones.
REDIRECTS = "redirects.csv"
#: Word weights, below the corpus folder: made by `guidebot corpus weigh`.
WORDS = Path("safety") / "words.npz"
#: What the recogniser is taught, below the corpus folder.
EXEMPLARS = Path("safety") / "exemplars.csv"


def taught_digest(folder: Path) -> str:
    """Return the sha256 over the exemplars and the triage rules of a corpus."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("safety/*.toml"), folder / EXEMPLARS]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def corpus_digest(folder: Path) -> str:
    """Return the sha256 over names and bytes of every file that the index is built from."""
    digest = hashlib.sha256()
    paths = [*folder.glob("??/*.md"), *folder.glob("*.csv"), folder / "background.txt"]
    # Addresses that moved change nothing that is searched.
    paths = [path for path in paths if path != folder / REDIRECTS]
    # The recogniser is fitted on the exemplars and on what the rules see in them.
    paths += [*folder.glob("safety/*.toml"), folder / EXEMPLARS]
    for path in sorted(paths):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def searchable_digest(reviewed: str, data: Path | None) -> str:
    """Return the digest of a corpus together with the site's own documents."""
    own = documents_digest(data) if data else ""
    return hashlib.sha256(f"{reviewed}{own}".encode()).hexdigest() if own else reviewed


def read_corpus(
    folder: Path,
    data: Path | None = None,
    refuse: Callable[[DataError], None] | None = None,
    *,
    with_exemplars: bool = True,
) -> Corpus:
    """Return the validated corpus.

    Args:
        folder: of the corpus.
        data: folder with the site's own documents; None for none.
        refuse: told of each damaged document, which is then left out; None to stop there.
        with_exemplars: False leaves out what only building an index needs, and 10 MB.

    Raises:
        CorpusError: naming file, line and cure.
        DataError: if a stored document is damaged and `refuse` is None.
    """
    if not folder.is_dir():
        raise CorpusError(folder, None, "there is no such folder.", "Set GUIDEBOT_CORPUS right.")
    sources = read_sources(folder / "sources.toml")
    background = read_text(folder / "background.txt").splitlines()
    reviewed = corpus_digest(folder)
    passages = read_elsewhere(folder / ELSEWHERE, read_passages(folder, sources))
    trials = read_trials(folder / "trials.csv", sources)
    glossary = read_glossary(folder / "glossary.csv")
    products = [name for passage in passages for name in passage.products]
    products += [record.product for record in trials]
    return Corpus(
        passages=passages,
        trials=trials,
        claims=read_claims(folder / "claims.toml", sources),
        sources=sources,
        glossary=glossary,
        makers=read_makers(folder / "makers.csv", glossary, products),
        local_phrases=read_local_phrases(folder / "traditional.csv"),
        background=tuple(line for line in background if line and not line.startswith("#")),
        exemplars=read_exemplars(folder / EXEMPLARS) if with_exemplars else (),
        digest=searchable_digest(reviewed, data),
        reviewed_digest=reviewed,
        site_passages=read_documents(data, refuse) if data else (),
        topics=read_topics(folder),
        redirects=read_redirects(folder / REDIRECTS),
    )
