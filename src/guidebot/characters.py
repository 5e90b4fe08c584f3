"""Simplified and Traditional characters: OpenCC, in less memory."""

from __future__ import annotations

import json
import tempfile
from functools import lru_cache, partial
from pathlib import Path
from typing import cast

import opencc

#: A list of words that OpenCC makes from its lists of regional ones. It takes 16 MB and changes
#: nothing in whatever is said here, which a test holds.
_LEFT_OUT = "GeneratedFromRegionalPhrases"


def _lean(part: dict[str, object], folder: Path) -> object:
    """Return an object of a configuration: its file by the whole path, a group of one as that one.

    Args:
        part: whose own parts are lean already.
        folder: of the files.
    """
    if "file" in part:
        return part | {"file": str(folder / str(part["file"]))}
    if not isinstance(part.get("dicts"), list):
        return part
    kept = [one for one in cast("list[object]", part["dicts"]) if _LEFT_OUT not in str(one)]
    return kept[0] if len(kept) == 1 else part | {"dicts": kept}


@lru_cache(maxsize=8)
def converter(name: str) -> opencc.OpenCC:
    """Return a converter, made once.

    Args:
        name: of an OpenCC configuration, for example 's2tw'.
    """
    folder = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
    try:
        told = (folder / f"{name}.json").read_text("utf-8")
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as lean:
            json.dump(json.loads(told, object_hook=partial(_lean, folder=folder)), lean)
            lean.flush()
            return opencc.OpenCC(lean.name)
    except (OSError, ValueError, RuntimeError):
        # No room for a file, or OpenCC keeps its own elsewhere: as it comes, then.
        return opencc.OpenCC(name)
