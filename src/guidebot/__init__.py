"""A guide on stem-cell and cell therapy that quotes, cites and never generates."""

__version__ = "0.1.0"
