"""Tables as CSV files for spreadsheet programs (RFC 4180, UTF-8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

#: Characters with which a spreadsheet program begins a formula, narrow and wide.
_FORMULA = tuple("=+-@\t\r＝＋－＠")
#: By this mark spreadsheet programs know UTF-8.
_BYTE_ORDER_MARK = "\ufeff"


def safe_cell(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell.lstrip(" \n").startswith(_FORMULA) else cell


def csv_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV.

    Args:
        head: names of the columns.
        rows: as many cells each.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return _BYTE_ORDER_MARK + text.getvalue()
