"""Text to the token ids of the embedded model, as sentencepiece would give them.

sentencepiece holds its 250,000 pieces in 55 MB of memory; here a trie of a few MB stays on disk
and only what a text needs of it is read. The normaliser is sentencepiece's own. The likeliest
pieces are found by Viterbi's algorithm over a unigram model (Kudo 2018, section 3.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from guidebot.errors import ModelError
from guidebot.retrieval.folders import mapped

#: Pieces that stand for no text: <s>, <pad>, </s>, <unk>; their positions are their ids.
SPECIAL = 4
UNKNOWN = 3
#: How much less likely than the least likely piece an unknown character is, in log chance.
UNKNOWN_PENALTY = 10.0
#: Characters of the longest piece that is looked for; those of the model have 16 or fewer.
LONGEST = 32


def write_pieces(folder: Path, pieces: Sequence[str], scores: NDArray[np.float32]) -> None:
    """Write the pieces of a model for `Pieces`.

    Args:
        folder: that gets three files.
        pieces: position = token id; the first SPECIAL stand for no text.
        scores: float32, shape (len(pieces),), log chances.

    Raises:
        ModelError: if a piece has more than LONGEST characters.
    """
    if longest := next((piece for piece in pieces if len(piece) > LONGEST), ""):
        raise ModelError(
            f"The piece {longest!r} of the model has more than {LONGEST} characters.",
            "Install the versions of constraints.txt.",
        )
    trie = marisa_trie.Trie(pieces[SPECIAL:])
    trie.save(str(folder / "pieces.marisa"))
    ids = np.zeros(len(trie), dtype=np.int32)
    # Of a piece that stands twice the last counts, as in sentencepiece.
    for position, piece in enumerate(pieces[SPECIAL:], start=SPECIAL):
        ids[trie[piece]] = position
    np.save(folder / "piece_ids.npy", ids)
    np.save(folder / "piece_scores.npy", scores[ids].astype(np.float32))


class Pieces:
    """Cuts texts into the pieces of a model.

    Args:
        folder: as `write_pieces` wrote it.
    """

    def __init__(self, folder: Path) -> None:
        from sentencepiece import SentencePieceNormalizer

        self._trie = marisa_trie.Trie()
        self._trie.mmap(str(folder / "pieces.marisa"))
        self._ids: NDArray[np.int32] = mapped(folder / "piece_ids.npy")
        self._scores: NDArray[np.float32] = mapped(folder / "piece_scores.npy")
        self._unknown = self._scores.min() - np.float32(UNKNOWN_PENALTY)
        self._normaliser = SentencePieceNormalizer(
            rule_name="nmt_nfkc",
            add_dummy_prefix=True,
            escape_whitespaces=True,
            remove_extra_whitespaces=True,
        )

    def encode(self, text: str) -> list[int]:
        """Return the ids of the likeliest pieces of a text; unknown characters in a row are one."""
        line: str = self._normaliser.normalize(text)
        # In single precision, as in sentencepiece: rounding decides between two like ways.
        best = [np.float32(0.0), *[np.float32(-np.inf)] * len(line)]
        came: list[tuple[int, int]] = [(0, UNKNOWN)] * (len(line) + 1)
        for start in range(len(line)):
            here = best[start]
            single = False
            for piece, number in self._trie.iter_prefixes_with_ids(line[start : start + LONGEST]):
                end = start + len(piece)
                single = single or end == start + 1
                score = here + self._scores[number]
                if score > best[end]:
                    best[end], came[end] = score, (start, int(self._ids[number]))
            if not single and here + self._unknown > best[start + 1]:
                best[start + 1], came[start + 1] = here + self._unknown, (start, UNKNOWN)
        found: list[int] = []
        end = len(line)
        while end > 0:
            end, token = came[end]
            if not (token == UNKNOWN and found and found[-1] == UNKNOWN):
                found.append(token)
        return found[::-1]
