"""Made-up bytes through every parser: it reads them, or says what is wrong and how to mend it."""

import csv
import io
import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidebot.adverts.rules import read_advert_rules
from guidebot.commands.support import _batch_lines
from guidebot.corpus.articles import read_article
from guidebot.corpus.claims import read_claims
from guidebot.corpus.documents import READERS, read_document
from guidebot.corpus.exemplars import read_exemplars
from guidebot.corpus.glossary import read_glossary, read_local_phrases
from guidebot.corpus.ingest import read_documents, take_in
from guidebot.corpus.redirects import moved_to, read_redirects
from guidebot.corpus.registries import canonical_id, find_ids, find_malformed, registry_url
from guidebot.corpus.sources import read_sources
from guidebot.corpus.tables import read_csv
from guidebot.corpus.trials import read_trials
from guidebot.errors import GuidebotError
from guidebot.safety.rules import read_rules
from guidebot.settings import read_settings
from guidebot.signatures import read_signatures, signatures_path
from guidebot.trial_checks import checks_path, read_checks
from tests.faults.test_disk import TODAY
from tests.fuzz.material import INJECTIONS, noise
from tests.web.conftest import StubGuide, make_app

CORPUS = read_settings({}).corpus
SOURCES = read_sources(CORPUS / "sources.toml")
QUICK = settings(
    max_examples=40,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
#: A parser, and the file whose beginning is spoilt for it.
FILES: dict[str, tuple[Callable[[Path], Any], Path]] = {
    "article": (read_article, CORPUS / "zh" / "approval.md"),
    "trials": (lambda path: read_trials(path, SOURCES), CORPUS / "trials.csv"),
    "glossary": (read_glossary, CORPUS / "glossary.csv"),
    "phrases": (read_local_phrases, CORPUS / "traditional.csv"),
    "redirects": (read_redirects, CORPUS / "redirects.csv"),
    "exemplars": (read_exemplars, CORPUS / "safety" / "exemplars.csv"),
    "sources": (read_sources, CORPUS / "sources.toml"),
    "claims": (lambda path: read_claims(path, SOURCES), CORPUS / "claims.toml"),
    "rules": (lambda path: read_rules(path.parent), CORPUS / "safety" / "emergency_other.toml"),
    "adverts": (lambda path: read_advert_rules(path.parent), CORPUS / "adverts" / "flags.toml"),
}
_BYTES = st.one_of(
    st.binary(max_size=60),
    noise.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from([text.encode() for text in INJECTIONS]),
    st.sampled_from(
        [b'"', b"\n", b",", b"|", b"[", b"= ", b"---\n", b"## ", b"@ ", b"{#", b"\xff"]
    ),
)


@st.composite
def spoilt(draw: st.DrawFn, content: bytes) -> bytes:
    """Return a file's bytes with up to four places replaced by something else."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        content = content[:start] + draw(_BYTES) + content[end:]
    return content


def _clear(read: Callable[[], Any]) -> Any:
    """Return what is read, None where it is refused with message and cure; nothing else passes."""
    try:
        return read()
    except GuidebotError as error:
        if not (error.message and error.cure):
            raise
        return None


@pytest.mark.parametrize("name", FILES)
def test_a_spoilt_corpus_file_is_read_or_refused(name):
    read, original = FILES[name]
    content = original.read_bytes()[:4000]

    @QUICK
    @given(spoilt(content))
    def each(harmed):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / original.name
            path.write_bytes(harmed)
            _clear(lambda: read(path))

    each()


def _documents() -> dict[str, bytes]:
    """Return a good document of each kind that can be written here."""
    docx = pytest.importorskip("docx")
    written = io.BytesIO()
    paper = docx.Document()
    paper.add_heading("探视", 1)
    paper.add_paragraph("病房在三楼。")
    paper.add_table(2, 2)
    paper.save(written)
    pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n4 0 obj<</Length 30>>stream\nBT /F 9 Tf (Ward three) Tj ET\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n"  # noqa: E501
    text = "# 探视\n\n病房在三楼。\n\n| 甲 | 乙 |\n|---|---|\n".encode()
    page = b"<html><body><h1>Ward</h1><p>The ward is on the third floor.</p></body></html>"
    table = "名称,时间\n探视,下午\n".encode("gb18030")
    good = {".txt": text, ".md": text, ".csv": table, ".html": page, ".htm": page}
    return good | {".pdf": pdf, ".docx": written.getvalue()}


@pytest.mark.filterwarnings("ignore")  # what the libraries say of bad files
@pytest.mark.parametrize("suffix", READERS)
def test_a_spoilt_document_is_taken_in_or_refused(suffix, caplog):
    content = _documents()[suffix]

    @QUICK
    @given(st.one_of(spoilt(content), st.binary(max_size=200)))
    def each(harmed):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"leaflet{suffix}"
            path.write_bytes(harmed)
            _clear(lambda: read_document(path))
            (taken,) = take_in(Path(folder), [path], TODAY)
            assert taken.problem or len(read_documents(Path(folder))) == taken.passages

    each()


@pytest.mark.filterwarnings("ignore")
def test_bytes_under_another_name_are_taken_in_or_refused():
    good = _documents()

    @QUICK
    @given(st.sampled_from(sorted(good)), st.sampled_from(sorted(READERS)))
    def each(kind, named):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"leaflet{named}"
            path.write_bytes(good[kind])
            _clear(lambda: read_document(path))

    each()


_LEAF = st.none() | st.booleans() | st.floats() | st.integers() | noise
_TWIG = _LEAF | st.lists(_LEAF, max_size=3) | st.dictionaries(noise, _LEAF, max_size=3)
_JSON = _TWIG | st.lists(_TWIG, max_size=3) | st.dictionaries(noise, _TWIG, max_size=3)
_NAMED = st.dictionaries(
    st.sampled_from(
        "path title content taken passages key heading text reviewer role signed".split()
    ),
    _JSON,
    max_size=6,
)


@QUICK
@given(st.one_of(_JSON, _NAMED, st.dictionaries(noise, _NAMED, max_size=2)))
def test_a_made_up_file_of_the_data_folder_is_read_or_refused(content):
    written = json.dumps(content)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "documents").mkdir()
        for path in (signatures_path(data), checks_path(data), data / "documents" / "one.json"):
            path.write_text(written, "utf-8")
        _clear(lambda: read_documents(data))
        _clear(lambda: read_signatures(data, ()))
        _clear(lambda: read_checks(data))
        path = data / "batch.jsonl"
        path.write_text(written, "utf-8")
        assert all(isinstance(line, dict) for line in _batch_lines(path))


_IDS = st.sampled_from("NCT ChiCTR CTR jRCT UMIN ACTRN IRCT ISRCTN DRKS CTRI/ KCT 2024-5".split())


@QUICK
@given(st.lists(st.one_of(noise, _IDS, st.integers(0, 10**17).map(str)), max_size=8).map("".join))
def test_a_trial_id_is_found_once_and_as_it_is_spelt(text):
    for found in find_ids(text):
        assert find_ids(found) == (found,)
        assert canonical_id(found) == canonical_id(canonical_id(found))
        assert registry_url(found).startswith("http")
    assert not set(find_ids(text)) & set(find_malformed(text))


@QUICK
@given(st.dictionaries(noise, noise, max_size=5), noise)
def test_redirects_end_however_they_are_tied(redirects, address):
    assert isinstance(moved_to(redirects, address), str)


class TestApi:
    """Bodies that no client should send."""

    @QUICK
    @given(
        st.sampled_from(["/api/v1/ask", "/api/v1/check"]),
        st.one_of(
            st.binary(max_size=80),
            _JSON.map(lambda body: json.dumps(body).encode()),
            st.dictionaries(
                st.sampled_from(["question", "text", "lang", "region", "context"]), _JSON
            ).map(lambda body: json.dumps(body).encode()),
        ),
    )
    def test_it_is_answered_or_refused_in_json(self, address, body):
        reply = _app().test_client().post(address, data=body, content_type="application/json")
        assert reply.status_code < 500
        assert isinstance(json.loads(reply.data), dict)


@cache
def _app() -> Any:
    """Return an application around the stub guide, one for all examples."""
    return make_app(StubGuide())


_CELL = st.one_of(noise, st.sampled_from(INJECTIONS)).map(
    lambda text: text.encode("utf-8", "ignore").decode()
)


@QUICK
@given(st.lists(st.tuples(_CELL, _CELL, _CELL), max_size=4))
def test_a_table_that_was_written_is_read_as_it_was(rows):
    names = ("plain", "taiwan", "hong_kong")
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "table.csv", io.StringIO()
        csv.writer(out).writerows([names, *rows])
        path.write_bytes(out.getvalue().encode())
        read = [tuple(row.values()) for _, row in read_csv(path, names)]
        assert read == [tuple(cell.strip() for cell in row) for row in rows]
