"""What is learned when an index is built, and a folder that keeps it beside the index.

Fits outlive the damage of an index and new documents of the site's own: they are made from the
reviewed corpus alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from guidebot.domain import Corpus
from guidebot.retrieval import folders
from guidebot.retrieval.chooser import NOTHING_CHOSEN, Chooser
from guidebot.retrieval.confidence import Calibration
from guidebot.retrieval.recogniser import NOTHING_RECOGNISED, Recogniser
from guidebot.retrieval.spelling import NOTHING_SPELLED, Speller

#: Layout of indexes and fits; another one is built anew.
SCHEMA = 18


@dataclass(frozen=True, slots=True)
class Fits:
    """The fitted parts of an index.

    Attributes:
        recogniser: which signals a text holds.
        chooser: which passage a question is asked of.
        calibration: how likely it is that the guide covers a question.
        speller: reads pinyin, and characters that only sound right.
    """

    recogniser: Recogniser
    chooser: Chooser
    calibration: Calibration
    speller: Speller

    def save(self, folder: Path) -> None:
        """Write what does not fit into a manifest."""
        self.recogniser.save(folder / "recogniser.npz")
        self.chooser.save(folder / "chooser.npz")
        self.speller.save(folder / "speller.npz")

    def in_manifest(self) -> dict[str, Any]:
        """Return what stands in the manifest beside the files."""
        return {"calibration": asdict(self.calibration)}

    @classmethod
    def load(cls, folder: Path, manifest: dict[str, Any]) -> Fits:
        """Read what `save` and `in_manifest` wrote."""
        fitted = manifest["calibration"]
        return cls(
            Recogniser.load(folder / "recogniser.npz"),
            Chooser.load(folder / "chooser.npz"),
            Calibration(tuple(fitted["weights"]), fitted["bias"]),
            Speller.load(folder / "speller.npz"),
        )


#: Stands in an index until it is fitted.
NO_FITS = Fits(NOTHING_RECOGNISED, NOTHING_CHOSEN, Calibration((), 0.0), NOTHING_SPELLED)


def _wanted(model: str, corpus: Corpus) -> dict[str, Any]:
    """Return what the manifest of fits has to say."""
    return {"schema": SCHEMA, "model": model, "reviewed": corpus.reviewed_digest}


def kept_fits(folder: Path, model: str, corpus: Corpus) -> Fits | None:
    """Return the fits that were kept, if they were made from the same reviewed corpus."""
    manifest = folders.read_manifest(folder) or {}
    if not corpus.reviewed_digest or not _wanted(model, corpus).items() <= manifest.items():
        return None
    if folders.damaged_files(folder, manifest):
        return None
    return Fits.load(folder, manifest)


def keep_fits(folder: Path, fits: Fits, model: str, corpus: Corpus) -> None:
    """Keep fits for the next index of the same reviewed corpus."""
    manifest = {**_wanted(model, corpus), **fits.in_manifest()}
    with folders.replacing(folder, manifest) as aside:
        fits.save(aside)
