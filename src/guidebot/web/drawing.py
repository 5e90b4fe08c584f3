"""What a picture is made of: boxes and words, in units of its viewBox."""

from __future__ import annotations

from dataclasses import dataclass

#: Of every picture: as wide as a small phone.
WIDTH = 320


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float
    name: str


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text; `name` is its class."""

    x: float
    y: float
    text: str
    name: str = "start"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with everything that stands for it where it cannot be seen.

    Attributes:
        name: of its texts in the catalogues and its element ids.
        lead: what it shows, in a sentence or two.
        says: the whole content in words, for people who listen.
        legend: (class of the box, words).
        head, rows: of the table behind it; the first cell of a row heads it.
    """

    name: str
    lead: str
    says: str
    height: float
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    legend: tuple[tuple[str, str], ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: int = WIDTH
