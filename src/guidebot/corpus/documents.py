"""Read a site's own document: pdf, docx, html, md, txt or csv, in whatever encoding it comes.

The libraries that take files apart come with `pip install guidebot[ingest]` and are imported
only here, when a file of their kind is read.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from guidebot.errors import DocumentError

#: Larger files are refused: they are no patient information.
MOST_BYTES = 50 * 1024 * 1024
#: A line on so large a share of a document's pages is a running head or foot.
RUNNING_SHARE = 0.5
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ENCODINGS = ["utf_8", "utf_16", "gb18030", "big5"]
#: What the libraries raise, beside errors of their own, on files that are cut or altered.
_DAMAGE = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError),
    *(RuntimeError, SyntaxError, TypeError, ValueError, csv.Error, struct.error, zlib.error),
)
_HEADING = re.compile(
    r"^(?:#{1,6}\s+(?P<marked>.+?)\s*#*|"
    r"(?P<numbered>(?:[一二三四五六七八九十]{1,3}[、.．]|第[一二三四五六七八九十\d]+[章节節]|\d{1,2}(?:\.\d{1,2})*[、.．\s])\s*[^。！？!?；;]{2,40}))$"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table row, with the heading that it stands under ('' for none)."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says.

    Attributes:
        title: the first heading, else the file's name.
        blocks: in the order of the file.
    """

    title: str
    blocks: tuple[Block, ...]


def decode(content: bytes, path: Path) -> str:
    """Return the text of bytes in UTF-8, UTF-16, GB18030 or Big5.

    Raises:
        DocumentError: if they are in none of them.
    """
    for encoding, mark in (
        ("utf-8-sig", b"\xef\xbb\xbf"),
        ("utf-16", b"\xff\xfe"),
        ("utf-16", b"\xfe\xff"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        charset_normalizer = _library("charset_normalizer", path)
    best = charset_normalizer.from_bytes(content, cp_isolation=_ENCODINGS).best()
    if best is None or "\x00" in str(best):
        raise DocumentError(f"{path}: this is no text.", "Save it as UTF-8 text, or as PDF.")
    return str(best)


def _library(name: str, path: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """Import a library of the extra, or say how to get it."""
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise DocumentError(
            f"{path}: reading it needs the package {name}.", "Run `pip install guidebot[ingest]`."
        ) from error


def _from_text(text: str) -> Iterator[Block]:
    """Give the blocks of plain text or Markdown: paragraphs, and single lines of tables."""
    heading, paragraph = "", list[str]()
    for raw in [*text.splitlines(), ""]:
        line = raw.strip()
        found = _HEADING.match(line)
        is_row = line.startswith("|") or "\t" in raw.strip()
        if paragraph and (not line or found or is_row):
            yield Block(heading, " ".join(paragraph))
            paragraph = []
        if found:
            heading = (found["marked"] or found["numbered"]).strip()
        elif is_row and not re.fullmatch(r"[|\s:+-]+", line):
            yield Block(heading, re.sub(r"\s*[|\t]\s*", " · ", line.strip("| \t")))
        elif line and not is_row:
            paragraph.append(line)


def _text(content: bytes, path: Path) -> list[Block]:
    return list(_from_text(decode(content, path)))


def _rows(content: bytes, path: Path) -> list[Block]:
    """Return one block a row: 'column: value' pairs."""
    rows = list(csv.reader(io.StringIO(decode(content, path))))
    head = rows[0] if rows else []
    return [
        Block(
            "", "; ".join(f"{name}: {cell}" for name, cell in zip(head, row, strict=False) if cell)
        )
        for row in rows[1:]
    ]


def _html(content: bytes, path: Path) -> list[Block]:
    """Return the main text of a page without menus, advertisements and footers."""
    page = _library("trafilatura", path).extract(
        decode(content, path), output_format="markdown", include_tables=True, favor_recall=True
    )
    return list(_from_text(page or ""))


def _pdf(content: bytes, path: Path) -> list[Block]:
    """Return the text of a PDF, page by page, without running heads and feet."""
    pypdf = _library("pypdf", path)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(f"{path}: it is encrypted.", "Save it without a password.")
        pages = [(page.extract_text() or "").splitlines() for page in reader.pages]
    except (pypdf.errors.PyPdfError, ValueError, KeyError, TypeError) as error:
        raise DocumentError(f"{path}: the PDF is damaged.", "Print it to a new PDF.") from error
    counts = Counter(line.strip() for page in pages for line in set(page))
    most = len(pages) * RUNNING_SHARE if len(pages) > 2 else len(pages)
    running = {line for line, count in counts.items() if count > most}
    lines = [line for page in pages for line in page if line.strip() not in running]
    return list(_from_text(_joined(lines)))


def _joined(lines: list[str]) -> str:
    """Return lines as paragraphs: a line that does not end a sentence goes on in the next."""
    text = ""
    for line in (line.strip() for line in lines):
        if not line or _HEADING.match(line):
            text += f"\n\n{line}\n\n"
        elif re.search(r"[。！？.!?：:]$", line):
            text += f"{line}\n\n"
        elif line.endswith("-"):
            text += line[:-1]
        else:
            text += line if re.search(r"[\u3400-\u9fff]$", line) else f"{line} "
    return text


def _docx(content: bytes, path: Path) -> list[Block]:
    """Return paragraphs and table rows of a Word document in their order."""
    docx = _library("docx", path)
    try:
        document = docx.Document(io.BytesIO(content))
    except (KeyError, ValueError, zipfile.BadZipFile, docx.opc.exceptions.OpcError) as error:
        raise DocumentError(f"{path}: it is no Word document.", "Save it as .docx.") from error
    heading, blocks = "", list[Block]()
    for item in document.iter_inner_content():
        if hasattr(item, "rows"):
            cells = [[cell.text.strip() for cell in row.cells] for row in item.rows]
            blocks += [
                Block(heading, " · ".join(filter(None, dict.fromkeys(row)))) for row in cells
            ]
        elif item.style is not None and item.style.name.startswith(("Heading", "Title")):
            heading = item.text.strip()
        elif item.text.strip():
            blocks.append(Block(heading, item.text.strip()))
    return blocks


_Reader = Callable[[bytes, Path], list[Block]]
READERS: dict[str, _Reader] = {
    ".txt": _text,
    ".md": _text,
    ".csv": _rows,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
    ".docx": _docx,
}
_MAGIC = {".pdf": b"%PDF", ".docx": b"PK"}


def _checked_content(path: Path) -> bytes:
    """Return the bytes of a file that is what its name says."""
    suffix = path.suffix.lower()
    if suffix not in READERS:
        raise DocumentError(
            f"{path}: files of the kind {suffix or 'without an ending'} are not read.",
            f"Use one of {', '.join(READERS)}.",
        )
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            most = MOST_BYTES // 2**20
            raise DocumentError(
                f"{path}: {size // 2**20} MB; at most {most} are read.", "Split it."
            )
        content = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path}: {error.strerror}.", "Look at its name and rights.") from error
    magic = next((kind for kind, mark in _MAGIC.items() if content.startswith(mark)), None)
    if content and (magic or suffix in _MAGIC) and magic != suffix:
        raise DocumentError(
            f"{path}: the content is not what {suffix} promises.", "Give it its right ending."
        )
    return content


def read_document(path: Path) -> Document:
    """Return what a file says.

    Raises:
        DocumentError: naming the file and the cure: unknown kind, too large, damaged, encrypted,
            empty, or without text (a scan).
    """
    content = _checked_content(path)
    try:
        blocks = READERS[path.suffix.lower()](content, path) if content.strip() else []
    except _DAMAGE as error:
        raise DocumentError(
            f"{path}: the file is damaged.", "Save it anew with the program that made it."
        ) from error
    kept = [Block(block.heading, re.sub(r"\s+", " ", block.text).strip()) for block in blocks]
    kept = [block for block in kept if block.text]
    if not kept:
        raise DocumentError(
            f"{path}: there is no text in it.",
            "If it is a scan, run text recognition on it first.",
        )
    headings = [block.heading for block in kept if block.heading]
    return Document(headings[0] if headings else path.stem, tuple(kept))
