"""Dataclasses of arrays in one file, each field under a name of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar

from numpy.typing import NDArray

Arrays = TypeVar("Arrays")


def stored(name: str, held: object) -> dict[str, Any]:
    """Return the arrays of a dataclass by 'name_field', for np.savez."""
    return {f"{name}_{field}": value for field, value in vars(held).items()}


def restored(name: str, of: type[Arrays], file: Mapping[str, NDArray[Any]]) -> Arrays:
    """Return the dataclass whose arrays `stored` gave.

    Args:
        name: as given to `stored`.
        of: the dataclass; each of its fields is an array.
        file: what np.load opened.
    """
    return of(**{one.name: file[f"{name}_{one.name}"] for one in fields(of)})  # type: ignore[arg-type]
