"""A site's own documents: cut into passages, marked as the site's own, kept in the data folder.

One JSON file holds one document. Reviewed passages stay apart: these texts are nobody's review,
and whatever in them speaks of an approval gets the approval card before it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from guidebot.corpus.documents import Block, Document, read_document
from guidebot.datafile import read_json, write_json
from guidebot.domain import Evidence, Passage, PassageText, Source, SourceKind, Tag
from guidebot.errors import DataError, DocumentError
from guidebot.language import fold

#: A passage is closed at the first sentence end after so many Chinese characters or words.
AIM_CHARACTERS, AIM_WORDS = 180, 90
#: One sentence longer than this is cut where it is, in characters.
MOST_CHARACTERS = 1200
#: A site looks at its own documents again after so many days.
REVIEW_DAYS = 180
_SENTENCE = re.compile(r".+?(?:[。！？；]+[”’」』）]*|[.!?]+[\"')\]]*(?=\s|$)|$)", re.DOTALL)
_WIDE_END = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef\s]$")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
#: Words of approval or of promised effect: such a passage never stands without its card.
_APPROVAL = re.compile(
    r"获批|批准|核准|获准|上市|许可|认证|合法|治愈|根治|疗效|有效率|革命性|填补|突破|"
    r"approv|licen[cs]ed|authori[sz]ed|cleared|cures?\b|proven|breakthrough|guarantee"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file.

    Attributes:
        path: of the file.
        passages: number of passages it gave.
        unchanged: it was taken in before and is the same.
        problem: why it was refused, or ''.
    """

    path: Path
    passages: int = 0
    unchanged: bool = False
    problem: str = ""


def documents_folder(data: Path) -> Path:
    """Return where the documents are kept."""
    return data / "documents"


def document_id(path: Path) -> str:
    """Return the id of a file: its name in ASCII and a digest of where it lies."""
    name = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:40] or "document"
    return f"{name}-{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]}"


def _size(text: str) -> float:
    """Return how long a text is, 1.0 being the aim of a passage."""
    chinese = len(_CHINESE.findall(text))
    return chinese / AIM_CHARACTERS + len(re.findall(r"[A-Za-z0-9]+", text)) / AIM_WORDS


def _pieces(text: str) -> Iterator[str]:
    """Give the sentences of a text, none longer than MOST_CHARACTERS."""
    for match in _SENTENCE.finditer(text):
        sentence = match[0].strip()
        for start in range(0, len(sentence), MOST_CHARACTERS):
            yield sentence[start : start + MOST_CHARACTERS]


def cut(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give passages of about the aimed size that keep to one heading and to whole sentences."""
    heading, held = "", ""
    for block in blocks:
        if held and block.heading != heading:
            yield Block(heading, held)
            held = ""
        heading = block.heading
        for sentence in _pieces(block.text):
            joint = (
                "" if not held or _CHINESE.search(held[-2:]) or held[-1] in "。！？；” " else " "
            )
            held = f"{held}{joint}{sentence}"
            if _size(held) >= 1.0:
                yield Block(heading, held)
                held = ""
        if held:
            held += "\n"
    if held.strip():
        yield Block(heading, held.strip())


def _entry(path: Path, document: Document, today: date, known: set[str]) -> dict[str, object]:
    """Return what is stored of a document; passages that another one holds are left out."""
    passages = []
    for block in cut(document.blocks):
        key = hashlib.sha256(fold(block.text).encode()).hexdigest()
        if key not in known:
            known.add(key)
            passages.append({"key": key, "heading": block.heading, "text": block.text.strip()})
    return {
        "path": str(path.resolve()),
        "title": document.title,
        "content": hashlib.sha256(path.read_bytes()).hexdigest(),
        "taken": today.isoformat(),
        "passages": passages,
    }


def _files(paths: Iterable[Path]) -> list[Path]:
    """Return the files among paths and below folders, hidden ones left out."""
    found: list[Path] = []
    for path in paths:
        inside = (
            sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        )
        found += [each for each in inside if not each.name.startswith(".")]
    return list(dict.fromkeys(found))


def take_in(data: Path, paths: Iterable[Path], today: date) -> list[Taken]:
    """Take files in, or what lies below folders; one that cannot be read stops no other.

    Args:
        data: folder of what is kept.
        paths: files and folders.
        today: stored as the day of taking in.

    Raises:
        DataError: if the data folder cannot be read or written.
    """
    results = []
    keys = {stored: _keys(entry) for stored, entry in _stored(data)}
    for path in _files(paths):
        target = documents_folder(data) / f"{document_id(path)}.json"
        try:
            document = read_document(path)
        except DocumentError as error:
            results.append(Taken(path, problem=str(error)))
            continue
        before = read_json(target)
        if before.get("content") == hashlib.sha256(path.read_bytes()).hexdigest():
            results.append(Taken(path, len(_passages(before)), unchanged=True))
            continue
        known = set[str]().union(*(held for stored, held in keys.items() if stored != target))
        entry = _entry(path, document, today, known)
        write_json(target, entry)
        keys[target] = _keys(entry)
        results.append(Taken(path, len(_passages(entry))))
    return results


def _passages(entry: dict[str, object]) -> list[dict[str, str]]:
    """Return the stored passages of a document."""
    passages = entry.get("passages")
    return passages if isinstance(passages, list) else []


def _stored(data: Path) -> Iterator[tuple[Path, dict[str, object]]]:
    """Give every stored document with its file."""
    for path in _stored_paths(data):
        yield path, read_json(path)


def _stored_paths(data: Path) -> list[Path]:
    """Return the file of every stored document."""
    return sorted(documents_folder(data).glob("*.json"))


def _keys(entry: dict[str, object]) -> set[str]:
    """Return the digests of a document's passages."""
    return {piece["key"] for piece in _passages(entry)}


def remove(data: Path, paths: Iterable[Path]) -> list[Path]:
    """Remove documents by the path of their file, or of a folder above it; return what went."""
    wanted = [path.resolve() for path in paths]
    gone = []
    for stored, entry in list(_stored(data)):
        origin = Path(str(entry.get("path", "")))
        if any(origin == path or path in origin.parents for path in wanted):
            stored.unlink()
            gone.append(origin)
    return gone


def documents_digest(data: Path) -> str:
    """Return the sha256 over all stored documents, '' where there is none."""
    digest = hashlib.sha256()
    paths = _stored_paths(data)
    for path in paths:
        digest.update(path.name.encode())
        # One that cannot be read is told of, and left out, by read_documents.
        with suppress(OSError):
            digest.update(path.read_bytes())
    return digest.hexdigest() if paths else ""


def read_documents(
    data: Path, refuse: Callable[[DataError], None] | None = None
) -> tuple[Passage, ...]:
    """Return the passages of every stored document.

    Args:
        data: folder of what is kept.
        refuse: told of each damaged document, which is then left out; None to stop there.

    Raises:
        DataError: if a stored document is damaged and `refuse` is None.
    """
    passages: list[Passage] = []
    for path in _stored_paths(data):
        try:
            passages += _site_passages(path)
        except DataError as problem:
            if refuse is None:
                raise
            refuse(problem)
    return tuple(passages)


def _site_passages(path: Path) -> list[Passage]:
    """Return the passages of one stored document, or raise DataError."""
    entry, topic = read_json(path), f"site-{path.stem}"
    try:
        taken = date.fromisoformat(str(entry["taken"]))
        title = str(entry["title"])
        source = Source(topic, title, "", "", taken.isoformat(), SourceKind.COMPANY)
        return [_site_passage(topic, piece, title, source, taken) for piece in _passages(entry)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(
            f"{path} cannot be read.", "Remove it and take the document in again."
        ) from error


def _site_passage(
    topic: str, piece: dict[str, str], title: str, source: Source, taken: date
) -> Passage:
    """Return one passage of a document; it reads the same in every language."""
    text = piece["text"]
    first = next(_pieces(text.split("\n")[0]), text)
    written = PassageText(piece["heading"] or title, text, first, ())
    return Passage(
        id=f"{topic}#{piece['key'][:12]}",
        topic=topic,
        texts={"zh": written, "en": written},
        sources=(source,),
        evidence=Evidence.COMPANY_CLAIM,
        place="",
        products=(),
        cards=(Tag.NOT_APPROVED_FOR_STROKE,) if _APPROVAL.search(fold(text)) else (),
        checked=taken,
        review_due=taken + timedelta(days=REVIEW_DAYS),
        site=True,
    )
